"""Blocks of titles: AniList's answers, shared by all people. A page reads what it needs, and asks for two at most.

Titles among somebody's own are in memory only, for ten minutes or until the next round that forgets: their ids would
tell what is on a list.
"""

from collections.abc import Callable

import msgspec

from anilist import AniList, AniListError
from library.answer_cache import AnswerCache, AnswerKind, Cached
from library.browse.query import BrowseQuery
from library.sync.answers import media_of
from library.sync.title_store import TitleStore

TITLES = 48  # of a block
LAST_TITLE = 5000 // TITLES * TITLES  # AniList tells of no more
_FETCHES = 2  # for one page
_SECONDS_OWN_STAY = 600
_MOST_OWN = 100


class TitleBlock(msgspec.Struct, frozen=True):
    """Titles in AniList's order."""

    media_ids: list[int]
    has_next: bool


KIND = AnswerKind("browse", TitleBlock, seconds=6 * 3600)


class Blocks:
    """The cached blocks, and AniList behind them."""

    def __init__(self, anilist: AniList, titles: TitleStore, answers: AnswerCache, now: Callable[[], int]) -> None:
        self._anilist = anilist
        self._titles = titles
        self._answers = answers
        self._now = now
        self._own: dict[tuple[str, tuple[int, ...]], Cached[TitleBlock]] = {}

    async def cached(self, query: BrowseQuery, among: tuple[int, ...] | None, number: int) -> Cached[TitleBlock] | None:
        """The cached block, fresh or not."""
        if among is None:
            return await self._answers.cached(KIND, _name(query, number))
        return self._own.get((_name(query, number), among))

    def is_fresh(self, block: Cached[TitleBlock], among: tuple[int, ...] | None, max_age: float | None) -> bool:
        seconds = KIND.seconds if among is None else _SECONDS_OWN_STAY
        return self._now() - block.as_of < (seconds if max_age is None else max_age)

    async def get(self, query: BrowseQuery, among: tuple[int, ...] | None, number: int) -> Cached[TitleBlock]:
        """AniList's answer now; a cached one while AniList does not answer. Raises AniList's errors."""

        async def fetch() -> TitleBlock:
            return await self._fetch(query, among, number)

        if among is None:
            return await self._answers.get(KIND, _name(query, number), fetch, max_age=0)
        asked_at = self._now()
        key, block = (_name(query, number), among), Cached(await fetch(), asked_at)
        self._own.pop(key, None)
        self._own[key] = block
        while len(self._own) > _MOST_OWN:
            del self._own[next(iter(self._own))]
        return block

    def expire(self) -> None:
        """Forget the blocks of people's own titles that are not fresh any more."""
        self._own = {key: one for key, one in self._own.items() if self.is_fresh(one, key[1], None)}

    async def _fetch(self, query: BrowseQuery, among: tuple[int, ...] | None, number: int) -> TitleBlock:
        if among == ():
            return TitleBlock([], has_next=False)
        asked_at = self._now()
        answer = await self._anilist.browse({**query.variables, "ids": among, "page": number})
        media = [media_of(one, asked_at) for one in answer.media]
        await self._titles.store(media, is_public=among is None)
        return TitleBlock([one.id for one in media], answer.has_next and number * TITLES < LAST_TITLE)


class BlockReading:
    """The blocks for one page. `as_of` is the time of the oldest one."""

    def __init__(
        self, blocks: Blocks, query: BrowseQuery, among: tuple[int, ...] | None, max_age: float | None
    ) -> None:
        self._blocks = blocks
        self._among = among
        self._max_age = max_age
        self._left = _FETCHES
        self._read = dict[int, Cached[TitleBlock]]()
        self.query = query

    @property
    def as_of(self) -> int:
        return min((one.as_of for one in self._read.values()), default=0)

    @property
    def is_unanswered(self) -> bool:
        return any(one.is_unanswered for one in self._read.values())

    async def at(self, title: int) -> TitleBlock | None:
        """The block with that title, 0 for the first; None when it would take another request.

        Raises AniList's errors when no block can be read.
        """
        number = title // TITLES + 1
        if number not in self._read:
            try:
                block = await self._of(number)
            except AniListError:
                if not self._read:
                    raise
                block = None
            if block is None:
                return None
            self._read[number] = block
        return self._read[number].value

    async def _of(self, number: int) -> Cached[TitleBlock] | None:
        known = await self._blocks.cached(self.query, self._among, number)
        if (known and self._blocks.is_fresh(known, self._among, self._max_age)) or not self._left:
            return known
        self._left -= 1
        return await self._blocks.get(self.query, self._among, number)

    async def known(self, most: int) -> list[int]:
        """The first titles of the blocks that are cached, and of the one after them; at most so many."""
        firsts = list[int]()
        for number in range(1, most + 1):
            firsts.append((number - 1) * TITLES)
            block = await self._blocks.cached(self.query, self._among, number)
            if block is None or not block.value.has_next:
                break
        return firsts


def _name(query: BrowseQuery, number: int) -> str:
    return msgspec.json.encode({**query.variables, "page": number}).decode()
