"""Statistics over many people: entries are read on the event loop, and many are counted in a thread."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

from library.crowd import counting
from library.crowd.answers import (
    Affinity,
    Comparison,
    Count,
    LeaderboardRow,
    ScoredTitle,
    SharedPlan,
    Sort,
    Suggestion,
    TitleFilter,
    Watched,
)
from library.crowd.arrays import ENTRY, TitleArrays
from library.crowd.cache import CrowdCache
from store import CrowdFacts, Recommendations

_FEW = 25_000  # entries
_T = TypeVar("_T")


class Crowd:
    """Each method is given the people to count; one thread counts at a time."""

    def __init__(self, facts: CrowdFacts, recommendations: Recommendations, cache: CrowdCache) -> None:
        self._facts = facts
        self._recommendations = recommendations
        self._cache = cache
        self._arrays = TitleArrays(b"")
        self._lock = asyncio.Lock()

    async def affinities(self, discord_id: int, others: Collection[int]) -> list[Affinity]:
        """The likeness of the person and each of the others, the most alike first; see :mod:`library.crowd.taste`."""
        lists = await self._cache.lists([discord_id, *others])
        mine = lists.pop(discord_id)
        return await self._count(_size(lists, mine), lambda: counting.affinities(mine, lists))

    async def compare(self, discord_id: int, other: int) -> Comparison:
        lists = await self._cache.lists([discord_id, other])
        return await self._count(_size(lists), lambda: counting.compare(lists[discord_id], other, lists[other]))

    async def top(self, people: Collection[int], wanted: TitleFilter, sort: Sort) -> Sequence[ScoredTitle]:
        """The titles that the people score highest, score most often, or score least alike."""
        lists, titles = await self._cache.lists(people), await self._titles()
        return await self._count(_size(lists), lambda: counting.top(lists, titles, wanted, sort))

    async def watching(self, people: Collection[int], wanted: TitleFilter) -> Sequence[Watched]:
        lists, titles = await self._cache.lists(people), await self._titles()
        return await self._count(_size(lists), lambda: counting.watching(lists, titles, wanted))

    async def leaderboard(
        self, people: Collection[int], count: Count, month: int | None = None
    ) -> list[LeaderboardRow]:
        """The people with the highest counts. `month` is the year × 12 + the month; None is all time."""
        lists, titles = await self._cache.lists(people), await self._titles()
        return await self._count(_size(lists), lambda: counting.leaderboard(lists, titles, count, month))

    async def together(self, people: Collection[int], wanted: TitleFilter) -> Sequence[SharedPlan]:
        """The titles that all of the people plan; then titles that some plan and others loved."""
        lists, titles = await self._cache.lists(people), await self._titles()
        return await self._count(_size(lists), lambda: counting.together(lists, titles, wanted))

    async def named(self, people: Collection[int], media_ids: list[int]) -> dict[int, tuple[list[int], list[int]]]:
        """The people who plan each of those titles, and the people who loved it."""
        lists = await self._cache.lists(people)
        return await self._count(_size(lists), lambda: counting.named(lists, media_ids))

    async def recommend(
        self, discord_id: int, others: Collection[int], wanted: TitleFilter, *, is_alone: bool
    ) -> Sequence[Suggestion]:
        """Titles that the person would like.

        `is_alone`: only the person sees the answer, so their private titles are left out.
        """
        lists, titles = await self._cache.lists([discord_id, *others]), await self._titles()
        mine = lists.pop(discord_id)
        besides = await self._facts.kept_private(discord_id) if is_alone else []
        liked = counting.above_mean(mine)
        recommended = await self._recommendations.of(liked)
        viewer, size = (mine, besides), _size(lists, mine, len(recommended))
        return await self._count(size, lambda: counting.recommend(*viewer, lists, titles, wanted, recommended))

    def expire(self) -> None:
        """Forget entries that were not used lately."""
        self._cache.expire()
        self._arrays = TitleArrays(b"")

    async def _titles(self) -> TitleArrays:
        """The facts of all titles; to spread them takes longer than most counts, so it is done when they change."""
        packed = await self._cache.titles()
        if packed is not self._arrays.packed:
            self._arrays = TitleArrays(packed)
        return self._arrays

    async def _count(self, size: int, compute: Callable[[], _T]) -> _T:
        """A few entries are counted on the event loop, in milliseconds: the way to a thread costs about as much."""
        if size <= _FEW:
            return compute()
        async with self._lock:
            return await asyncio.to_thread(compute)


def _size(lists: Mapping[int, bytes], mine: bytes = b"", recommendations: int = 0) -> int:
    """The number of entries, those of the person who asks too; a recommendation and a list take as long as ten."""
    entries = (len(mine) + sum(map(len, lists.values()))) // ENTRY.itemsize
    return entries + 10 * (recommendations + len(lists))
