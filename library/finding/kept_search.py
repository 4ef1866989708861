"""AniList's search for somebody or something by name: kept in the answer cache, and *single-flight*.

A text is searched once for all people. A longer text needs no search of its own, where a shorter one has an answer that
is whole. Knows nothing of the kind of names, nor of who types.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import msgspec

from anilist import AniList, AniListError, Caller
from library.answer_cache import DAY, AnswerCache, AnswerKind
from library.rules.text import one_line
from library.titles.words import plain
from store import Link

LONGEST = 100  # characters of a search at AniList
_FEWEST = 3  # letters that are worth a search; a name of Han characters may have two
_MOST_BEGINNINGS = 12  # a whole answer to more letters is rare

_log = logging.getLogger(__name__)


class Match(msgspec.Struct, frozen=True):
    """Somebody or something with a name: the first of `names` is the one to show.

    `about` are words of AniList's, `media_id` the best known title.
    """

    id: int
    names: tuple[str, ...]
    about: tuple[str, ...] = ()
    media_id: int | None = None


class Matches(msgspec.Struct, frozen=True):
    """The best matches for a text; whether they are all that there are."""

    found: tuple[Match, ...]
    is_whole: bool


class _Running(msgspec.Struct, frozen=True):
    task: asyncio.Task[Matches]
    caller: Caller


Fetch = Callable[[Link | None, str, Caller], Awaitable[Matches]]


class KeptSearch:
    """Searches of one kind; `fetch` asks AniList, and for an empty text answers with the best known."""

    def __init__(self, name: str, anilist: AniList, answers: AnswerCache, fetch: Fetch) -> None:
        self._kind = AnswerKind(name, Matches, seconds=DAY)
        self._anilist = anilist
        self._answers = answers
        self._fetch = fetch
        self._running: dict[str, _Running] = {}

    async def known(self, text: str) -> list[Match] | None:
        """The matches for `text`, without a request: by a search for it, or a whole answer to its beginning."""
        key = _key(text)
        if cached := await self._answers.cached(self._kind, key):
            return list(cached.value.found)
        for length in range(min(len(key) - 1, _MOST_BEGINNINGS), 1, -1):
            shorter = await self._answers.cached(self._kind, key[:length].rstrip())
            if shorter and shorter.value.is_whole:
                return called(shorter.value.found, text)
        return None

    def start(self, link: Link | None, text: str, caller: Caller) -> asyncio.Task[Matches]:
        """Begin a search, or join the one for the same text."""
        key = _key(text)
        if key not in self._running:

            async def ask() -> Matches:
                return await self._fetch(link, key, caller)

            async def search() -> Matches:
                return (await self._answers.get(self._kind, key, ask)).value

            task = asyncio.create_task(search())
            self._running[key] = _Running(task, caller)
            task.add_done_callback(lambda done: self._end(key, done))
        return self._running[key].task

    async def results(self, link: Link | None, text: str) -> list[Match]:
        """The matches, for a person who waits; a search that is queued is hurried for them. Raises AniList's errors."""
        caller = Caller()
        if running := self._running.get(_key(text)):
            self._anilist.hurry(running.caller, caller)
        return list((await asyncio.shield(self.start(link, text, caller))).found)

    async def close(self) -> None:
        """Cancel running searches."""
        tasks = [running.task for running in self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _end(self, key: str, task: asyncio.Task[Matches]) -> None:
        del self._running[key]
        error = None if task.cancelled() else task.exception()
        if error and not isinstance(error, AniListError):
            _log.error("A name could not be searched: %s", error)


def is_worth_a_search(text: str) -> bool:
    bare = plain(text)
    return len(bare) >= _FEWEST or (len(bare) > 1 and not bare.isascii())


def called(found: tuple[Match, ...] | list[Match], text: str) -> list[Match]:
    """Those with a name that has all the words of `text`, or words that begin so."""
    wanted = plain(text).split()
    return [match for match in found if any(_has(plain(name).split(), wanted) for name in match.names)]


def _has(words: list[str], wanted: list[str]) -> bool:
    return all(any(word.startswith(one) for word in words) for one in wanted)


def _key(text: str) -> str:
    return one_line(text[:LONGEST]).casefold()
