"""From what a person types to a title: their own list first, then what is known, then AniList, once for all who ask.

Knows nothing of Discord, except that nobody waits longer than its three seconds.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable
from itertools import chain
from typing import Any

import msgspec

from anilist import AniListError, Errand, MediaCard, Priority, RateLimited, Unavailable
from library.answers import media_of
from library.catalogue import Catalogue
from library.errors import Ambiguous, NoTitle
from library.reading import MEDIA_TYPES, Reader
from library.search import Hit
from library.sources import Sources
from library.titles import title
from redaction import Secret
from store import Link, Media

CHOICES = 25
SECONDS_ANSWERS_STAY = 600
_CALLED_SO = 100.0  # score of a hit that is called as typed,
_SURE = 90.0  # and of one that has all the words
_ENOUGH = 5  # hits that make asking AniList needless while somebody types
_LONGEST = 100  # characters that AniList is asked for
_PAUSE = 0.3  # seconds without a further letter: then it is worth asking
_MOST_BY_MAL = 10_000
_PICKED = "id:"
_STATUS_ORDER = ("CURRENT", "REPEATING", "PAUSED", "PLANNING", "COMPLETED", "DROPPED")


_log = logging.getLogger(__name__)


class Choice(msgspec.Struct, frozen=True):
    """An offer of the autocomplete; `value` is what Discord sends when it is picked."""

    label: str
    value: str


class _Asked(msgspec.Struct, frozen=True):
    """A search that AniList was asked for, in whose name and how urgently; `until` is when it is too old."""

    task: asyncio.Task[list[int]]
    link: Link | None
    priority: Priority
    until: int


class Finder:
    """Suggests and resolves titles."""

    def __init__(
        self,
        sources: Sources,
        reader: Reader,
        catalogue: Catalogue,
        *,
        sleep: Callable[[float], Coroutine[Any, Any, None]] = asyncio.sleep,
    ) -> None:
        self._anilist = sources.anilist
        self._access = sources.access
        self._entries = sources.entries
        self._media = sources.media
        self._now = sources.now
        self._reader = reader
        self._catalogue = catalogue
        self._sleep = sleep
        self._asked: dict[tuple[str, str | None], _Asked] = {}
        self._by_mal: dict[tuple[str, int], int] = {}
        self._typing: dict[int | None, object] = {}

    async def suggest(
        self,
        link: Link | None,
        typed: str,
        media_type: str | None,
        *,
        own_only: bool = False,
        takes_adult: bool = False,
        also: Iterable[int] = (),
    ) -> list[Choice]:
        """What the person may mean, best first; asks AniList nothing.

        Beside their own, adult titles are offered to whoever wants them on AniList, where the place `takes_adult`; and
        titles that are not public, if they are `also` known to them.
        """
        ranks = await self._ranks(link, media_type)
        adult = takes_adult and link is not None and link.adult
        hits = self._catalogue.search(typed, media_type, own=ranks, also=also, adult=adult, limit=CHOICES)
        ids = [hit.id for hit in hits if not own_only or hit.id in ranks]
        known = await self._media.of(ids)
        return [_choice(known[media_id], _language(link)) for media_id in ids if media_id in known]

    async def suggest_widely(
        self, link: Link | None, typed: str, media_type: str | None, *, patience: float, takes_adult: bool = False
    ) -> list[Choice]:
        """Like :meth:`suggest`, and asks AniList when too little is known; waits `patience` seconds at most for it.

        What is typed on is not asked for, only where the person pauses.
        """
        may_ask = len(typed.strip()) >= 3 and self._reader.has_titles
        too_little = may_ask and len(self._sure_hits(typed, media_type)) < _ENOUGH
        found: list[int] = []
        if too_little and (_key(typed, media_type) in self._asked or await self._pauses(link)):
            errand = Errand(Priority.NEXT, link.discord_id if link else None)
            task = self._ask(link, typed, media_type, errand)
            await asyncio.wait({task}, timeout=patience - _PAUSE)
            found = _answer(task)
        return await self.suggest(link, typed, media_type, takes_adult=takes_adult, also=found)

    async def find(self, link: Link | None, text: str, media_type: str | None, *, own_only: bool = False) -> int:
        """The id of the title that `text` names, picked or typed. Raises Ambiguous, NoTitle, AniList's errors."""
        if media_id := picked(text):
            return media_id
        await self._reader.titles()
        theirs = await self._ranks(link, media_type)
        ranks = theirs if own_only else {}
        hits = self._named(text, media_type, ranks, theirs)
        found: list[int] = []
        if own_only:
            hits = [hit for hit in hits if hit.id in ranks]
        elif [hit.score for hit in hits if hit.score >= _CALLED_SO] != [_CALLED_SO]:
            found = await self._found(link, text, media_type, is_needed=all(hit.score < _SURE for hit in hits))
            hits = self._named(text, media_type, ranks, [*theirs, *found])
        if _is_clear(hits):
            return hits[0].id
        fitting = [hit for hit in hits if hit.score >= _SURE] or hits
        choices = await self._known(list(dict.fromkeys([*(hit.id for hit in fitting), *found]))[:CHOICES])
        raise Ambiguous(choices, _language(link)) if choices else NoTitle(own_only=own_only)

    async def by_mal(self, link: Link | None, mal_id: int, media_type: str) -> int:
        """The title with that id at MyAnimeList; AniList is asked once for each. Raises NotFound, AniList's errors."""
        key = media_type, mal_id
        if key not in self._by_mal:

            async def ask(token: Secret | None) -> MediaCard:
                return await self._anilist.media_by_mal(mal_id, media_type, token, errand=errand)

            errand = Errand(person=link.discord_id if link else None)
            found = media_of(await self._access.publicly(link, ask), self._now())
            await self._reader.remember([found])
            if len(self._by_mal) >= _MOST_BY_MAL:
                self._by_mal.clear()
            self._by_mal[key] = found.id
        return self._by_mal[key]

    async def close(self) -> None:
        """End what is being asked."""
        tasks = [asked.task for asked in self._asked.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _named(self, text: str, media_type: str | None, ranks: dict[int, int], also: Iterable[int]) -> list[Hit]:
        """What is called so, or alike; signs without letters are no name, and nothing at all may be anything."""
        hits = self._catalogue.search(text, media_type, own=ranks, also=also, limit=CHOICES)
        return [hit for hit in hits if hit.score > 0 or not text.strip()]

    def _sure_hits(self, typed: str, media_type: str | None) -> list[Hit]:
        return [hit for hit in self._catalogue.search(typed, media_type, limit=CHOICES) if hit.score >= _SURE]

    async def _pauses(self, link: Link | None) -> bool:
        """Whether the person types nothing further for a moment. All who are not linked are taken for one."""
        person, mine = link.discord_id if link else None, object()
        self._typing[person] = mine
        try:
            await self._sleep(_PAUSE)
            return self._typing.get(person) is mine
        finally:
            if self._typing.get(person) is mine:
                del self._typing[person]

    async def _known(self, ids: list[int]) -> list[Media]:
        known = await self._media.of(ids)
        return [known[media_id] for media_id in ids if media_id in known]

    async def _ranks(self, link: Link | None, media_type: str | None) -> dict[int, int]:
        """The person's own titles by id: 0 is what they most likely mean."""
        if link is None:
            return {}
        own = await self._entries.by_status(link.discord_id, (media_type,) if media_type else MEDIA_TYPES)
        likely = chain.from_iterable(own[status] for status in sorted(own, key=_likelihood))
        return {media_id: rank for rank, media_id in enumerate(likely)}

    async def _found(self, link: Link | None, text: str, media_type: str | None, *, is_needed: bool) -> list[int]:
        """What AniList finds, for somebody who waits for it; nothing when it does not say, unless it `is_needed`.

        What a suggestion has asked for less urgently is asked for again: the scheduler makes one of both.
        """
        errand = Errand(person=link.discord_id if link else None)
        asked = self._asked.get(_key(text, media_type))
        try:
            if asked and asked.priority > errand.priority and not asked.task.done():
                return await self._search(asked.link, _key(text, media_type)[0], media_type, errand)
            return await asyncio.shield(self._ask(link, text, media_type, errand))
        except (RateLimited, Unavailable):
            if is_needed:
                raise
            return []

    def _ask(self, link: Link | None, text: str, media_type: str | None, errand: Errand) -> asyncio.Task[list[int]]:
        """AniList's own search, once for everybody who types the same."""
        self._forget()
        key = _key(text, media_type)
        if key not in self._asked:
            task = asyncio.create_task(self._search(link, key[0], media_type, errand))
            task.add_done_callback(lambda done: self._drop_failure(key, done))
            self._asked[key] = _Asked(task, link, errand.priority, self._now() + SECONDS_ANSWERS_STAY)
        return self._asked[key].task

    async def _search(self, link: Link | None, text: str, media_type: str | None, errand: Errand) -> list[int]:
        async def ask(token: Secret | None) -> list[MediaCard]:
            return await self._anilist.search(text, media_type, token, errand=errand) if text else []

        found = [media_of(one, self._now()) for one in await self._access.publicly(link, ask)]
        kept = await self._kept(link, found)
        await self._reader.remember([media for media in found if media.id in kept])
        await self._reader.remember([media for media in found if media.id not in kept], is_public=True)
        return [media.id for media in found]

    async def _kept(self, link: Link | None, media: list[Media]) -> set[int]:
        """Those that the person keeps to themselves: that they look for one makes it no more public."""
        if link is None:
            return set()
        entries = await self._entries.among(link.discord_id, (one.id for one in media))
        return {entry.media_id for entry in entries if entry.private or entry.hidden}

    def _drop_failure(self, key: tuple[str, str | None], task: asyncio.Task[list[int]]) -> None:
        """An error is never an answer, so it is not kept as one."""
        error = None if task.cancelled() else task.exception()
        if error or task.cancelled():
            self._asked.pop(key, None)
        if error and not isinstance(error, AniListError):
            _log.error("A title could not be searched: %s", error)

    def _forget(self) -> None:
        now = self._now()
        for key in [key for key, asked in self._asked.items() if asked.until <= now and asked.task.done()]:
            del self._asked[key]


def _answer(task: asyncio.Task[list[int]]) -> list[int]:
    """What AniList has found by now."""
    return [] if not task.done() or task.cancelled() or task.exception() else task.result()


def picked(text: str) -> int | None:
    """The id behind a :class:`Choice` that was picked; None for what was typed."""
    media_id = text.removeprefix(_PICKED)
    return int(media_id) if media_id != text and media_id.isdecimal() and len(media_id) < 12 else None


def as_picked(media_id: int) -> str:
    """What :func:`picked` takes for a title that was picked."""
    return f"{_PICKED}{media_id}"


def _language(link: Link | None) -> str:
    return link.title_language if link else "ROMAJI"


def _key(text: str, media_type: str | None) -> tuple[str, str | None]:
    return " ".join(text[:_LONGEST].casefold().split()), media_type


def _likelihood(status: str) -> int:
    return _STATUS_ORDER.index(status) if status in _STATUS_ORDER else len(_STATUS_ORDER)


def _is_clear(hits: list[Hit]) -> bool:
    """Whether only the first hit can be meant."""
    least = _CALLED_SO if hits and hits[0].score >= _CALLED_SO else _SURE
    return [hit.score >= least for hit in hits[:2]] in ([True], [True, False])


def _choice(media: Media, language: str) -> Choice:
    tail = f" · {(media.format or media.media_type).replace('_', ' ')}" + (
        f" {media.season_year}" if media.season_year else ""
    )
    name = title(media, language)
    room = 100 - len(tail)
    return Choice((name if len(name) <= room else f"{name[: room - 1]}…") + tail, as_picked(media.id))
