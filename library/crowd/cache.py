"""An LRU cache of people's packed entries, valid by the version of their entries. Knows no statistics."""

import asyncio
from collections.abc import Callable, Collection, Mapping

from library.titles.index import TitleIndex
from store import CrowdFacts, PackedEntries
from store.crowd import PEOPLE_AT_ONCE

SECONDS_CACHED = 1800
MOST_BYTES = 96 * 2**20  # of eight million entries
_SECONDS_TITLES_STAY = 600
_MOST_NEW_TITLES = 500  # with more of them all titles are read again


class CrowdCache:
    """Entries that are never older than the person's last change before the call."""

    def __init__(self, facts: CrowdFacts, index: TitleIndex, now: Callable[[], int], most: int = MOST_BYTES) -> None:
        self._facts = facts
        self._index = index
        self._now = now
        self._most = most
        self._lists: dict[int, PackedEntries] = {}
        self._asked_for: dict[int, int] = {}  # when, for each of them
        self._size = 0
        self._titles, self._titles_are_of = b"", (-1, -1)
        self._reading = asyncio.Lock()

    async def lists(self, discord_ids: Collection[int]) -> dict[int, bytes]:
        """Each person's packed entries, in the order of the given ids."""
        versions = await self._facts.versions(discord_ids)
        found = self._current(discord_ids, versions)
        missing = [one for one in discord_ids if one not in found]
        for start in range(0, len(missing), PEOPLE_AT_ONCE):
            found |= await self._read(missing[start : start + PEOPLE_AT_ONCE], versions)
        self._asked_for |= dict.fromkeys(found.keys() & self._lists.keys(), self._now())
        self._make_room()
        return {one: found[one].entries for one in discord_ids}

    async def titles(self) -> bytes:
        """The packed titles, at most ten minutes old, and new ones at once."""
        async with self._reading:
            are_of = len(self._index), self._now() // _SECONDS_TITLES_STAY
            more = are_of[0] - self._titles_are_of[0]
            if are_of[1] != self._titles_are_of[1] or more > _MOST_NEW_TITLES:
                self._titles = await self._facts.titles()
            elif more:
                self._titles += await self._facts.some_titles(self._index.newest(more))
            self._titles_are_of = are_of
            return self._titles

    def expire(self) -> None:
        """Forget entries that were not used lately."""
        before = self._now() - SECONDS_CACHED
        for discord_id in [one for one in self._lists if self._asked_for.get(one, 0) < before]:
            self._drop(discord_id)
        if not self._lists:
            self._titles, self._titles_are_of = b"", (-1, -1)

    async def _read(self, discord_ids: Collection[int], versions: Mapping[int, int]) -> dict[int, PackedEntries]:
        async with self._reading:  # a second caller then finds the entries read
            found = self._current(discord_ids, versions)
            old = [one for one in discord_ids if one not in found]
            read = await self._facts.entries(old) if old else {}
            for discord_id, packed in read.items():
                self._drop(discord_id)
                self._lists[discord_id] = packed
                self._size += len(packed.entries)
            return found | read

    def _current(self, discord_ids: Collection[int], versions: Mapping[int, int]) -> dict[int, PackedEntries]:
        """The cached entries with these versions."""
        cached = ((one, self._lists.get(one)) for one in discord_ids)
        return {one: packed for one, packed in cached if packed and packed.version == versions[one]}

    def _drop(self, discord_id: int) -> None:
        self._asked_for.pop(discord_id, None)
        if packed := self._lists.pop(discord_id, None):
            self._size -= len(packed.entries)

    def _make_room(self) -> None:
        """Drop the entries that were unused for longest."""
        if self._size > self._most:
            for discord_id in sorted(self._lists, key=lambda one: self._asked_for.get(one, 0)):
                if self._size > self._most:
                    self._drop(discord_id)
