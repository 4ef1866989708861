"""Storing the titles that a person has found by a name. Knows no search."""

from library.sync.sources import Sources
from store import Entries, Link, Media


async def store_found(sources: Sources, link: Link | None, media: list[Media]) -> None:
    """Store titles as public, but the finder's private ones as they were: a search does not make a title public."""
    kept = await _private(sources.entries, link, media)
    await sources.titles.store([one for one in media if one.id in kept])
    await sources.titles.store([one for one in media if one.id not in kept], is_public=True)


async def _private(entries: Entries, link: Link | None, media: list[Media]) -> set[int]:
    """The person's private titles among these."""
    if link is None:
        return set()
    own = await entries.among(link.discord_id, (one.id for one in media))
    return {entry.media_id for entry in own if entry.private or entry.hidden}
