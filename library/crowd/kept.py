"""People's packed entries: read when somebody asks, and kept while they are used. Knows not what for."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from itertools import takewhile
from typing import NamedTuple

from library.search import TitleIndex
from store import CrowdFacts, Packed
from store.crowd import PEOPLE_AT_ONCE

SECONDS_KEPT = 1800
_MOST_BYTES = 96 * 2**20  # of eight million entries
_SECONDS_TITLES_STAY = 600


class _Used(NamedTuple):
    packed: Packed
    at: int


class Kept:
    """What it gives is never older than the person's last change before the question."""

    def __init__(self, facts: CrowdFacts, index: TitleIndex, now: Callable[[], int], most: int = _MOST_BYTES) -> None:
        self._facts = facts
        self._index = index
        self._now = now
        self._most = most
        self._lists: dict[int, _Used] = {}  # those first that were asked for longest ago
        self._size = 0
        self._titles, self._titles_are_of = b"", (-1, -1)
        self._reading = asyncio.Lock()

    async def lists(self, discord_ids: Collection[int]) -> dict[int, bytes]:
        """Each person's, in the same order."""
        found: dict[int, bytes] = {}
        everybody = list(discord_ids)
        for start in range(0, len(everybody), PEOPLE_AT_ONCE):
            found |= await self._some(everybody[start : start + PEOPLE_AT_ONCE])
        self._make_room()
        return found

    async def titles(self) -> bytes:
        """Those that were known ten minutes ago at the latest, and new ones at once."""
        are_of = len(self._index), self._now() // _SECONDS_TITLES_STAY
        if are_of != self._titles_are_of:
            self._titles, self._titles_are_of = await self._facts.titles(), are_of
        return self._titles

    def expire(self) -> None:
        """Forget what nobody has asked for lately."""
        before = self._now() - SECONDS_KEPT
        for discord_id in [one for one, _ in takewhile(lambda kept: kept[1].at < before, self._lists.items())]:
            self._drop(discord_id)
        if not self._lists:
            self._titles, self._titles_are_of = b"", (-1, -1)

    async def _some(self, discord_ids: Collection[int]) -> Mapping[int, bytes]:
        async with self._reading:  # who asks for the same meanwhile need not read it too
            old = [discord_id for discord_id in discord_ids if not self._is_current(discord_id)]
            read = await self._facts.entries(old) if old else {}
        return {discord_id: self._use(discord_id, read.get(discord_id)).entries for discord_id in discord_ids}

    def _is_current(self, discord_id: int) -> bool:
        used = self._lists.get(discord_id)
        return used is not None and self._facts.is_current(discord_id, used.packed)

    def _use(self, discord_id: int, read: Packed | None) -> Packed:
        packed = read or self._lists[discord_id].packed
        self._drop(discord_id)
        self._lists[discord_id] = _Used(packed, self._now())
        self._size += len(packed.entries)
        return packed

    def _drop(self, discord_id: int) -> None:
        if used := self._lists.pop(discord_id, None):
            self._size -= len(used.packed.entries)

    def _make_room(self) -> None:
        self.expire()
        while self._size > self._most:
            self._drop(next(iter(self._lists)))
