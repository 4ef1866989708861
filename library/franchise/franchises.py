"""The titles around a title: from the store, as its relations were told with its card."""

from library.franchise.related import Onlooker, RelatedTitle, by_kind
from library.sync.sources import Sources
from store import Entry, Relations


class Franchises:
    """Reads relations, the related titles, and the viewer's entries of them."""

    def __init__(self, sources: Sources, relations: Relations) -> None:
        self._entries = sources.entries
        self._media = sources.media
        self._relations = relations

    async def related(self, media_id: int, viewer: Onlooker) -> list[RelatedTitle]:
        """The titles that AniList relates to the title."""
        relations = await self._relations.of([media_id])
        ids = [one.related_id for one in relations]
        return by_kind(relations, await self._media.of(ids), await self._own(ids, viewer), viewer)

    async def _own(self, media_ids: list[int], viewer: Onlooker) -> dict[int, Entry]:
        """The viewer's entries of those titles that may be shown."""
        found = await self._entries.among(viewer.link.discord_id, media_ids) if viewer.link else []
        return {entry.media_id: entry for entry in found if viewer.sees(entry)}
