"""Feeds of a server: episodes that members watch, and members' changes, decided at the moment of the post.

Changes are those made through Musubi, once they have stood for some minutes: other changes become known with the next
fetch of a list, which may be a day later. Status and progress are told, never scores or notes.
Knows nothing of Discord.
"""

from collections.abc import Callable, Iterable

import msgspec

from library.notify.notices import Batch
from store import ChangeItem, ChangeRecord, Changes, Entry, Feed, Feeds, Media, MediaFacts


class AiredEpisode(msgspec.Struct, frozen=True):
    """An episode, the visible members who watch the title, and the subscribers who have not seen the episode."""

    media: Media
    episode: int
    aired_at: int
    watchers: tuple[int, ...]
    subscribers: tuple[int, ...]
    is_chosen: bool


class MemberChange(msgspec.Struct, frozen=True):
    """A member's change of an entry, in one or several steps. `before` is None when the title was not on the list."""

    discord_id: int
    media: Media
    before: Entry | None
    after: Entry


class ServerFeeds:
    """Reads the contents of a post at the moment of the post, so that nobody who hides, unlinks or undoes is in it."""

    def __init__(self, feeds: Feeds, changes: Changes, media: MediaFacts, now: Callable[[], int]) -> None:
        self._feeds = feeds
        self._changes = changes
        self._media = media
        self._now = now

    async def episodes(self, feed: Feed, batch: Batch, *, adult: bool) -> list[AiredEpisode]:
        """The batch's episodes that are still worth a post, without adult titles unless `adult`."""
        standings = await self._feeds.episodes(batch.ids)
        media = await self._media.of({one.media_id for one in standings})
        return [
            AiredEpisode(media[one.media_id], one.episode, one.airing_at, one.watchers, one.subscribers, one.is_chosen)
            for one in standings
            if one.media_id in media
            and one.airing_at <= self._now()
            and (adult or not media[one.media_id].is_adult)
            and (one.is_chosen or (feed.is_all and one.watchers))
        ]

    async def changes(self, batch: Batch, *, adult: bool) -> list[MemberChange]:
        """The batch's changes that may be told; a person's steps with a title are one change."""
        records = [await self._changes.of(change_id) for change_id in await self._feeds.changes(batch.ids)]
        made = merged(record for record in records if record)
        media = await self._media.of({media_id for _, media_id in made})
        return [
            MemberChange(discord_id, media[media_id], item.before, item.after)
            for (discord_id, media_id), item in made.items()
            if item.after and media_id in media and (adult or not media[media_id].is_adult)
        ]


def merged(records: Iterable[ChangeRecord]) -> dict[tuple[int, int], ChangeItem]:
    """Each person's changes of each title as one, from before the first to after the last, if others may see it.

    A private step makes the whole change private. A change that ends as it began, or leaves status and progress as they
    were, is left out.
    """
    made: dict[tuple[int, int], ChangeItem] = {}
    secret: set[tuple[int, int]] = set()
    for record in records:
        (item,) = record.items
        key = record.discord_id, item.media_id
        if any(entry and (entry.private or entry.hidden) for entry in (item.before, item.after)):
            secret.add(key)
        first = made.get(key)
        made[key] = msgspec.structs.replace(item, before=first.before) if first else item
    return {key: one for key, one in made.items() if key not in secret and _is_news(one.before, one.after)}


def _is_news(before: Entry | None, after: Entry | None) -> bool:
    if after is None:
        return False
    return before is None or (before.status, before.progress) != (after.status, after.progress)
