"""AniList's genres and tags, kept for a week. Knows nothing of how they are typed."""

import asyncio
from collections.abc import Iterable
from zlib import crc32

import msgspec

from anilist import PERSON_WAITS, AniList, AniListError, Caller, Priority
from library.answer_cache import DAY, AnswerCache, AnswerKind
from library.rules.genres import ADULT_GENRE, GENRES
from library.rules.text import one_line

GENRE_CODES = 36**3
_LONGEST = 100  # characters of an option


class Tag(msgspec.Struct, frozen=True):
    """A tag with AniList's id."""

    id: int
    name: str
    is_adult: bool


class Terms(msgspec.Struct, frozen=True):
    """All genres and tags by which titles are browsed."""

    genres: tuple[str, ...] = GENRES
    tags: tuple[Tag, ...] = ()

    def may_name(self, *, adult: bool) -> "Terms":
        """Those that may be named: the ones for adults only among adults."""
        genres = tuple(one for one in self.genres if adult or one != ADULT_GENRE)
        return Terms(genres, tuple(one for one in self.tags if adult or not one.is_adult))

    def genres_of(self, codes: Iterable[int]) -> tuple[str, ...]:
        """The genres with those codes (:func:`genre_code`); unknown ones are left out."""
        known = {genre_code(one): one for one in (*GENRES, *self.genres)}
        return tuple(known[code] for code in codes if code in known)

    def tags_of(self, ids: Iterable[int]) -> tuple[Tag, ...]:
        """The tags with those ids; unknown ones are left out."""
        known = {one.id: one for one in self.tags}
        return tuple(known[one] for one in ids if one in known)


KIND = AnswerKind("terms", Terms, seconds=7 * DAY, stays=365 * DAY)


class TermCache:
    """Serves AniList's terms; while there are none, the genres that Musubi knows serve."""

    def __init__(self, anilist: AniList, answers: AnswerCache) -> None:
        self._anilist = anilist
        self._answers = answers

    async def all(self, *, caller: Caller = PERSON_WAITS) -> Terms:
        """Raises AniList's errors when no terms are cached."""

        async def fetch() -> Terms:
            answer = await self._anilist.terms(caller=caller)
            tags = (Tag(one.id, one.name, one.is_adult is not False) for one in answer.tags if _is_name(one.name))
            return Terms(tuple(dict.fromkeys(filter(_is_name, answer.genres))) or GENRES, tuple(tags))

        return (await self._answers.get(KIND, "", fetch)).value

    async def within(self, seconds: float) -> Terms:
        """The terms for suggestions: the known genres when more would take longer than that."""
        try:
            async with asyncio.timeout(seconds):
                return await self.all(caller=Caller(Priority.NEXT))
        except (AniListError, TimeoutError):
            return Terms()


def _is_name(name: str) -> bool:
    """Whether a form can offer it: a single option without a name, or with a long one, would cost the form."""
    return bool(one_line(name)) and len(name) <= _LONGEST


def genre_code(genre: str) -> int:
    """A short number for the genre, which fits into a button's id."""
    return crc32(genre.encode()) % GENRE_CODES
