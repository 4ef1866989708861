"""Outlines of lists: the parts of entries and titles by which a page of a list is chosen, in two narrow reads.

Whole entries and titles take ten times as long to read, and a page shows ten of them. What only filters and some orders
need is read for them alone. Knows no order and no viewer.
"""

from functools import lru_cache
from typing import NamedTuple

import msgspec

from store.database import Database, json_array
from store.statements import Row
from store.versions import versions_of

_ENTRY = "entries.media_id, entries.status, score, progress, updated_at, private, hidden"
_MEDIA = "media.id, media.media_type, media.status AS media_status"
_NAMES = "romaji, english, native, synonyms"
_NO_NAMES = "NULL AS romaji, NULL AS english, NULL AS native, '[]' AS synonyms"
_OUT = "is_adult, episodes, next_episode, next_airing_at"
_FACTS = """
    format, chapters, media.volumes, duration, genres, season_year, country, media.started AS released,
    entries.started, completed, custom_lists
"""
_LIST = """
FROM entries CROSS JOIN media
WHERE media.id = entries.media_id AND discord_id = :discord_id AND entries.media_type = :media_type
"""
_OF = f"SELECT {_ENTRY}, {_MEDIA}, {_NAMES}, {_OUT} {_LIST} AND entries.status = :status ORDER BY entries.media_id"
# Three quarters of the work is in the rows, so those are left out that surely pass no filter.
_NARROWED = """
AND score BETWEEN :least AND :most
AND (:genre = '' OR EXISTS (SELECT 1 FROM json_each(genres) WHERE atom = :genre))
AND (:formats = '[]' OR format IN (SELECT atom FROM json_each(:formats)))
AND (:states = '[]' OR media.status IN (SELECT atom FROM json_each(:states)))
AND (:countries = '[]' OR country IN (SELECT atom FROM json_each(:countries)))
ORDER BY entries.media_id
"""
_WITH_FACTS = f"SELECT {_ENTRY}, {_MEDIA}, {_NO_NAMES}, {_OUT}, {_FACTS} {_LIST} {_NARROWED}"
_WITH_NAMES = f"SELECT {_ENTRY}, {_MEDIA}, {_NAMES}, {_OUT}, {_FACTS} {_LIST} {_NARROWED}"
# Every entry is read anyway: without || '' SQLite would look each of them up by the index of statuses.
_GROUP = "entries.status || '', private | hidden, is_adult"
_COUNTED = """
SELECT entries.status || '' AS status, private | hidden AS is_kept_private, is_adult, count(*) AS entries,
"""
_COUNTS = f"{_COUNTED} '[]' AS custom_lists {_LIST} GROUP BY {_GROUP} ORDER BY min(entries.media_id)"
_BY_LISTS = f"{_COUNTED} custom_lists {_LIST} GROUP BY {_GROUP}, custom_lists ORDER BY min(entries.media_id)"
_texts = msgspec.json.Decoder(tuple[str, ...])


class EntryOutline(NamedTuple):
    """The part of an entry that decides about its place in a list; dates as numbers, YYYYMMDD."""

    media_id: int
    status: str
    score: int
    progress: int
    updated_at: int
    private: bool
    hidden: bool
    started: int = 0
    completed: int = 0
    custom_lists: tuple[str, ...] = ()


class MediaOutline(NamedTuple):
    """The part of a title that decides about its place in a list; the rest of :class:`Media` is what is filtered by."""

    id: int
    media_type: str
    status: str | None
    romaji: str | None
    english: str | None
    native: str | None
    synonyms: tuple[str, ...]
    is_adult: bool
    episodes: int | None
    next_episode: int | None
    next_airing_at: int | None
    format: str | None = None
    chapters: int | None = None
    volumes: int | None = None
    duration: int | None = None
    genres: tuple[str, ...] = ()
    season_year: int | None = None
    country: str | None = None
    started: int | None = None


class Narrowing(NamedTuple):
    """Facts that the wanted lines have, as far as a statement can tell; empty where any will do."""

    genre: str = ""
    formats: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    least: int = 0
    most: int = 100

    def values(self) -> dict[str, str | int]:
        """The values of the statement."""
        lists = {name: json_array(getattr(self, name)) for name in ("formats", "states", "countries")}
        return {"genre": self.genre, "least": self.least, "most": self.most, **lists}


class StatusCount(NamedTuple):
    """A number of entries with a status; others may see them unless they are kept private, and minors if not adult."""

    status: str
    is_kept_private: bool
    is_adult: bool
    entries: int
    custom_lists: tuple[str, ...] = ()


class Outlines:
    """Reads cached entries whose titles are cached, too; AniList loses a title now and then."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def version(self, discord_id: int) -> int:
        """The version of the person's entries; another one means that they have changed."""
        return (await versions_of(self._database, [discord_id]))[discord_id]

    async def of(self, discord_id: int, media_type: str, status: str) -> list[tuple[EntryOutline, MediaOutline]]:
        """The entries of that status, by media id, without the facts that only filters need."""
        rows = await self._database.all(_OF, discord_id=discord_id, media_type=media_type, status=status)
        return [_outline(row) for row in rows]

    async def with_facts(
        self, discord_id: int, media_type: str, narrowing: Narrowing, *, are_named: bool
    ) -> list[tuple[EntryOutline, MediaOutline]]:
        """The entries of the list, by media id, all of those in it that have the facts of `narrowing`.

        The names of titles, a third of the work, come only if `are_named`.
        """
        statement = _WITH_NAMES if are_named else _WITH_FACTS
        rows = await self._database.all(statement, discord_id=discord_id, media_type=media_type, **narrowing.values())
        return [_with_facts(row) for row in rows]

    async def counts(self, discord_id: int, media_type: str, *, by_lists: bool) -> list[StatusCount]:
        """The numbers of entries of the list, by first media id; without custom lists unless `by_lists`."""
        statement = _BY_LISTS if by_lists else _COUNTS
        rows = await self._database.all(statement, discord_id=discord_id, media_type=media_type)
        return [StatusCount(**row | _lists(row)) for row in rows]


def _outline(row: Row) -> tuple[EntryOutline, MediaOutline]:
    row["synonyms"] = _decoded(row["synonyms"])
    values = tuple(row.values())
    return EntryOutline(*values[:_FIELDS]), MediaOutline(*values[_FIELDS:])


def _with_facts(row: Row) -> tuple[EntryOutline, MediaOutline]:
    row["genres"] = _genres(row["genres"])
    row["synonyms"], row["custom_lists"] = _decoded(row["synonyms"]), _decoded(row["custom_lists"])
    values = tuple(row.values())
    return EntryOutline(*values[:_FIELDS], *values[-_MORE:]), MediaOutline(*values[_FIELDS:-_MORE])


def _lists(row: Row) -> Row:
    return {"custom_lists": _decoded(row["custom_lists"])}


def _decoded(texts: str) -> tuple[str, ...]:
    return () if texts == "[]" else _texts.decode(texts)


@lru_cache(maxsize=4096)
def _genres(texts: str) -> tuple[str, ...]:
    """Many titles have the same genres."""
    return _texts.decode(texts)


_MORE = 3  # of an entry: its dates and custom lists come last
_FIELDS = len(EntryOutline._fields) - _MORE
