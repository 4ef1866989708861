"""Plans an import once its titles are matched: how much of a change each would be, by the person's list as it is.

So the preview shows every way to import at once, and counting takes no request. Knows nothing of Discord.
"""

import asyncio
from collections.abc import Mapping, Sequence

import msgspec

from library.errors import Locked
from library.imports.export import exported_of
from library.imports.plan import level
from library.sync.library import Library
from library.sync.list_sync import ListSync
from library.sync.sources import Sources
from store import Entry, ImportTitle, ImportTitles, Link, Media

_AT_ONCE = 500


class ImportPlanner:
    """Gives the matched titles of an import their levels."""

    def __init__(self, sources: Sources, library: Library, list_sync: ListSync, titles: ImportTitles) -> None:
        self._entries = sources.entries
        self._library = library
        self._list_sync = list_sync
        self._titles = titles

    async def turn(self, link: Link, import_id: int) -> bool:
        """Plan some titles, after the lists were read. False when all are planned. Raises AniList's errors."""
        if await self._list_sync.is_stale(link):
            await asyncio.shield(self._list_sync.start_sync(link))
        titles = await self._titles.some(import_id, "waiting", levels=(-1, -1), limit=_AT_ONCE)
        if not titles:
            return False
        media_ids = [title.media_id for title in titles if title.media_id is not None]
        media = await self._library.cached_media(media_ids)
        entries = {entry.media_id: entry for entry in await self._entries.among(link.discord_id, media_ids)}
        planned = await asyncio.to_thread(_with_levels, titles, media, entries)
        await self._titles.change(import_id, planned, was=("waiting",))
        return True


def _with_levels(
    titles: Sequence[ImportTitle], media: Mapping[int, Media], entries: Mapping[int, Entry]
) -> list[ImportTitle]:
    return [_with_level(title, media, entries) for title in titles]


def _with_level(title: ImportTitle, media: Mapping[int, Media], entries: Mapping[int, Entry]) -> ImportTitle:
    media_id = title.media_id or 0
    if media_id not in media:
        return msgspec.structs.replace(title, state="unmatched", media_id=None)
    try:
        known = level(exported_of(title.exported), entries.get(media_id), media[media_id])
    except Locked:
        return msgspec.structs.replace(title, state="refused", level=1)
    return msgspec.structs.replace(title, level=known)
