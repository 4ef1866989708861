"""One change sent to AniList, by the settings of its owner that AniList has told last: its answer tells them anew.

Scores in parts have no names on their way, only an order, and people change that on AniList's site. Knows no journal
and no answer that is lost.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

from anilist import AniListError
from anilist.library import SavedEntry
from library.changes.receipts import written_if_it_can_be
from library.rules import entry_rules
from library.sync.answers import entry_of
from library.sync.library import Library
from library.sync.sources import Sources
from store import Entry, Link

Send = Callable[[dict[str, Any]], Awaitable[list[SavedEntry]]]


class Saver:
    """Sends, and takes over what AniList answers."""

    def __init__(self, sources: Sources, library: Library) -> None:
        self._anilist = sources.anilist
        self._access = sources.access
        self._now = sources.now
        self._library = library

    async def save(self, link: Link, before: Entry | None, wanted: Entry) -> Entry:
        """One entry, which need not be on the list before. Raises AniList's errors."""
        async with self._access.token(link) as token:

            async def send(values: dict[str, Any]) -> list[SavedEntry]:
                return [await self._anilist.save_entry(token, wanted.media_id, values)]

            (saved,) = await self._send(link, before, wanted, send)
        (entry,) = await self._keep(link, [entry_of(saved, wanted.media_type)])
        return entry

    async def save_alike(self, link: Link, pairs: Sequence[tuple[Entry, Entry]]) -> list[Entry]:
        """Several entries that differ in the same way; without those that the answer leaves out. Raises as before."""
        kinds = {before.entry_id: before.media_type for before, _ in pairs}
        async with self._access.token(link) as token:

            async def send(values: dict[str, Any]) -> list[SavedEntry]:
                return await self._anilist.save_entries(token, list(kinds), values)

            saved = await self._send(link, *pairs[0], send)
        return await self._keep(link, [entry_of(one, kinds[one.id]) for one in saved if one.id in kinds])

    async def _send(self, link: Link, before: Entry | None, wanted: Entry, send: Send) -> list[SavedEntry]:
        """Where the answer tells of another order of parts than was used, the scores are sent once more in that."""
        parts = await self._parts(link, wanted)
        values = entry_rules.variables(before, wanted, parts)
        saved, parts_now = await send(values), parts
        with written_if_it_can_be():
            await self._library.apply_settings(link, next((one.user for one in saved if one.user), None))
            parts_now = await self._parts(link, wanted)
        if "advancedScores" in values and parts_now != parts and entry_rules.has_parts(wanted, parts_now):
            with suppress(AniListError):  # the change itself is made
                return await send({"advancedScores": entry_rules.in_order(before, wanted, parts_now)})
        return saved

    async def _parts(self, link: Link, entry: Entry) -> tuple[str, ...]:
        newest = await self._access.current_link(link)
        return (newest.anime if entry.media_type == "ANIME" else newest.manga).advanced_scoring

    async def _keep(self, link: Link, entries: list[Entry]) -> list[Entry]:
        with written_if_it_can_be():
            for entry in entries:
                await self._library.store_entry(link, entry.media_id, entry, self._now())
        return entries
