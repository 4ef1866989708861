"""AniList's search, *single-flight* and cached for some minutes for all people who type the same text.

Knows no list, except to keep private entries private.
"""

import asyncio
import logging

import msgspec

from anilist import AniListError, Caller, MediaCard, MediaPage, RateLimited, Unavailable
from library.sync.answers import media_of
from library.sync.found import store_found
from library.sync.sources import Sources
from library.sync.title_pages import TitlePages
from redaction import Secret
from store import Link

SECONDS_ANSWERS_STAY = 600
LONGEST = 100  # characters of a search at AniList
_MOST_BY_MAL = 10_000

_log = logging.getLogger(__name__)


class _CachedSearch(msgspec.Struct, frozen=True):
    """A search at AniList; it expires at `until`."""

    task: asyncio.Task[list[int]]
    caller: Caller
    until: int


class SharedSearch:
    """Finds titles by their names and by MyAnimeList's ids."""

    def __init__(self, sources: Sources, pages: TitlePages) -> None:
        self._anilist = sources.anilist
        self._access = sources.access
        self._now = sources.now
        self._sources = sources
        self._pages = pages
        self._searches: dict[tuple[str, str | None], _CachedSearch] = {}
        self._by_mal: dict[tuple[str, int], int] = {}

    def has(self, text: str, media_type: str | None) -> bool:
        """Whether the search is cached, or under way."""
        return _key(text, media_type) in self._searches

    def start(self, link: Link | None, text: str, media_type: str | None, caller: Caller) -> asyncio.Task[list[int]]:
        """Begin AniList's search, or join the one for the same text."""
        self._forget()
        key = _key(text, media_type)
        if key not in self._searches:
            task = asyncio.create_task(self._search(link, key[0], media_type, caller))
            task.add_done_callback(lambda done: self._drop_failure(key, done))
            self._searches[key] = _CachedSearch(task, caller, self._now() + SECONDS_ANSWERS_STAY)
        return self._searches[key].task

    async def results(self, link: Link | None, text: str, media_type: str | None, *, is_needed: bool) -> list[int]:
        """The results, for a person who waits; none while AniList does not answer, unless the search `is_needed`.

        A search that is already queued is hurried for a more urgent person.
        """
        caller = Caller()
        try:
            if asked := self._searches.get(_key(text, media_type)):
                self._anilist.hurry(asked.caller, caller)
            return await asyncio.shield(self.start(link, text, media_type, caller))
        except (RateLimited, Unavailable):
            if is_needed:
                raise
            return []

    async def by_mal(self, link: Link | None, mal_id: int, media_type: str) -> int:
        """The title with that id at MyAnimeList; each id is fetched once. Raises NotFound, AniList's errors."""
        key = media_type, mal_id
        if key not in self._by_mal:

            async def ask(token: Secret | None) -> MediaPage:
                return await self._anilist.media_by_mal(mal_id, media_type, token)

            asked_at = self._now()
            found, _ = await self._pages.store(await self._access.fetch_public(link, ask), asked_at)
            if len(self._by_mal) >= _MOST_BY_MAL:
                self._by_mal.clear()
            self._by_mal[key] = found.id
        return self._by_mal[key]

    async def close(self) -> None:
        """Cancel running searches."""
        tasks = [asked.task for asked in self._searches.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _search(self, link: Link | None, text: str, media_type: str | None, caller: Caller) -> list[int]:
        async def ask(token: Secret | None) -> list[MediaCard]:
            return await self._anilist.search(text, media_type, token, caller=caller) if text else []

        found = [media_of(one, self._now()) for one in await self._access.fetch_public(link, ask)]
        await store_found(self._sources, link, found)
        return [media.id for media in found]

    def _drop_failure(self, key: tuple[str, str | None], task: asyncio.Task[list[int]]) -> None:
        """Remove a failed search from the cache."""
        error = None if task.cancelled() else task.exception()
        if error or task.cancelled():
            self._searches.pop(key, None)
        if error and not isinstance(error, AniListError):
            _log.error("A title could not be searched: %s", error)

    def _forget(self) -> None:
        now = self._now()
        for key in [key for key, asked in self._searches.items() if asked.until <= now and asked.task.done()]:
            del self._searches[key]


def answer_of(task: asyncio.Task[list[int]]) -> list[int]:
    """The search's results; none before it is done, or if it failed."""
    return [] if not task.done() or task.cancelled() or task.exception() else task.result()


def _key(text: str, media_type: str | None) -> tuple[str, str | None]:
    return " ".join(text[:LONGEST].casefold().split()), media_type
