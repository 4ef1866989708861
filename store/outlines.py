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

_ENTRY = "entries.media_id, entries.status, score, progress, updated_at, private, hidden, custom_lists"
_MEDIA = "media.id, media.media_type, media.status AS media_status"
_NAMES = "romaji, english, native, synonyms"
_NO_NAMES = "NULL AS romaji, NULL AS english, NULL AS native, '[]' AS synonyms"
_OUT = "is_adult, episodes, next_episode, next_airing_at"
_FACTS = """
    format, chapters, media.volumes, duration, genres, season_year, country, media.started AS released,
    entries.started, completed
"""
_LIST = """
FROM entries CROSS JOIN media
WHERE media.id = entries.media_id AND discord_id = :discord_id AND entries.media_type = :media_type
"""
# Most of the work is in the rows, so those are left out that surely are not on the page.
_NARROWED = """
AND (:statuses = '[]' OR entries.status IN (SELECT atom FROM json_each(:statuses)))
AND (:is_on_lists = 0 OR custom_lists <> '[]')
AND score BETWEEN :least AND :most
AND (:genre = '' OR EXISTS (SELECT 1 FROM json_each(genres) WHERE atom = :genre))
AND (:formats = '[]' OR format IN (SELECT atom FROM json_each(:formats)))
AND (:states = '[]' OR media.status IN (SELECT atom FROM json_each(:states)))
AND (:countries = '[]' OR country IN (SELECT atom FROM json_each(:countries)))
AND (
    coalesce(media.started, 0) / 10000 BETWEEN :first AND :last
    OR coalesce(season_year, 0) BETWEEN :first AND :last
)
ORDER BY entries.media_id
"""
_BARE = f"SELECT {_ENTRY}, {_MEDIA}, {_NO_NAMES}, {_OUT} {_LIST} {_NARROWED}"
_WITH_NAMES = f"SELECT {_ENTRY}, {_MEDIA}, {_NAMES}, {_OUT} {_LIST} {_NARROWED}"
_WITH_FACTS = f"SELECT {_ENTRY}, {_MEDIA}, {_NO_NAMES}, {_OUT}, {_FACTS} {_LIST} {_NARROWED}"
_WITH_BOTH = f"SELECT {_ENTRY}, {_MEDIA}, {_NAMES}, {_OUT}, {_FACTS} {_LIST} {_NARROWED}"
# Every entry is read anyway: without || '' SQLite would look each of them up by the index of statuses.
_COUNTS = f"""
SELECT entries.status || '' AS status, private | hidden AS is_kept_private, is_adult, count(*) AS entries, custom_lists
{_LIST}
GROUP BY entries.status || '', private | hidden, is_adult, custom_lists
ORDER BY min(entries.media_id)
"""
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
    custom_lists: tuple[str, ...] = ()
    started: int = 0
    completed: int = 0


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
    """Facts that the wanted lines have, as far as a statement can tell; empty where any will do.

    `is_on_lists`: on some custom list. `first` and `last` are years, of the release or of the season.
    """

    statuses: tuple[str, ...] = ()
    is_on_lists: bool = False
    genre: str = ""
    formats: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    least: int = 0
    most: int = 100
    first: int = 0
    last: int = 9999

    def values(self) -> dict[str, str | int]:
        """The values of the statement."""
        lists = {name: json_array(getattr(self, name)) for name in ("statuses", "formats", "states", "countries")}
        return {**self._asdict(), "is_on_lists": int(self.is_on_lists), **lists}


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

    async def of(
        self, discord_id: int, media_type: str, narrowing: Narrowing, *, are_named: bool, have_facts: bool
    ) -> list[tuple[EntryOutline, MediaOutline]]:
        """The entries of the list, by media id, all of those in it that have the facts of `narrowing`.

        The names of titles, a third of the work, and what only filters and some orders need come only if wanted.
        """
        plain, facts = (_WITH_NAMES, _WITH_BOTH) if are_named else (_BARE, _WITH_FACTS)
        statement, outline = (facts, _with_facts) if have_facts else (plain, _outline)
        rows = await self._database.all(statement, discord_id=discord_id, media_type=media_type, **narrowing.values())
        return [outline(row) for row in rows]

    async def counts(self, discord_id: int, media_type: str) -> list[StatusCount]:
        """The numbers of entries of the list, by first media id."""
        rows = await self._database.all(_COUNTS, discord_id=discord_id, media_type=media_type)
        return [_count(row) for row in rows]


def _outline(row: Row) -> tuple[EntryOutline, MediaOutline]:
    row["synonyms"], row["custom_lists"] = _decoded(row["synonyms"]), _decoded(row["custom_lists"])
    values = tuple(row.values())
    return EntryOutline(*values[:_FIELDS]), MediaOutline(*values[_FIELDS:])


def _with_facts(row: Row) -> tuple[EntryOutline, MediaOutline]:
    row["genres"] = decoded_genres(row["genres"])
    row["synonyms"], row["custom_lists"] = _decoded(row["synonyms"]), _decoded(row["custom_lists"])
    values = tuple(row.values())
    return EntryOutline(*values[:_FIELDS], *values[-_MORE:]), MediaOutline(*values[_FIELDS:-_MORE])


def _count(row: Row) -> StatusCount:
    row["custom_lists"] = _decoded(row["custom_lists"])
    return StatusCount(**row)


def _decoded(texts: str) -> tuple[str, ...]:
    return () if texts == "[]" else _texts.decode(texts)


@lru_cache(maxsize=4096)
def decoded_genres(texts: str) -> tuple[str, ...]:
    """Many titles have the same genres."""
    return _texts.decode(texts)


_MORE = 2  # of an entry: its dates come last
_FIELDS = len(EntryOutline._fields) - _MORE
