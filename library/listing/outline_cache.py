"""The outlines of lists that were looked at in the last minute: whoever turns pages asks for the same ones again.

They are valid by the version of the person's entries. Facts of titles may be a minute old; the lines of a page are read
anew all the same.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, NamedTuple, TypeVar

from store import EntryOutline, MediaOutline, Outlines, StatusCount
from store.outlines import Narrowing

SECONDS_KEPT = 60
MOST_LINES = 30_000  # 15 MB

_Line = TypeVar("_Line")


class ListState(NamedTuple):
    """A person's list at a version of their entries."""

    discord_id: int
    media_type: str
    version: int


class _Kept(NamedTuple):
    at: int
    lines: list[Any]


class OutlineCache:
    """Reads outlines as the store does. Nobody may change a list that it returns."""

    def __init__(self, outlines: Outlines, now: Callable[[], int]) -> None:
        self._outlines = outlines
        self._now = now
        self._kept: dict[tuple[object, ...], _Kept] = {}  # the last read comes last

    async def state(self, discord_id: int, media_type: str) -> ListState:
        """The list as it is now; asked for once, before all outlines that go together."""
        return ListState(discord_id, media_type, await self._outlines.version(discord_id))

    async def of(
        self, state: ListState, narrowing: Narrowing, *, are_named: bool, have_facts: bool
    ) -> list[tuple[EntryOutline, MediaOutline]]:
        whose = (state.discord_id, state.media_type)
        read = partial(self._outlines.of, *whose, narrowing, are_named=are_named, have_facts=have_facts)
        return await self._get((state, narrowing, are_named, have_facts), read)

    async def counts(self, state: ListState) -> list[StatusCount]:
        return await self._get((state,), partial(self._outlines.counts, state.discord_id, state.media_type))

    def expire(self) -> None:
        """Forget what was read more than a minute ago."""
        now = self._now()
        while self._kept and not 0 <= now - next(iter(self._kept.values())).at < SECONDS_KEPT:
            self._forget_oldest()

    async def _get(self, key: tuple[object, ...], read: Callable[[], Awaitable[list[_Line]]]) -> list[_Line]:
        self.expire()
        if kept := self._kept.get(key):
            return kept.lines
        read_now = _Kept(self._now(), await read())
        self._kept.pop(key, None)  # it may have been read by another task meanwhile, and the last read comes last
        self._kept[key] = read_now
        while sum(len(kept.lines) for kept in self._kept.values()) > MOST_LINES:
            self._forget_oldest()
        return read_now.lines

    def _forget_oldest(self) -> None:
        del self._kept[next(iter(self._kept))]
