"""Outlines of lists: the parts of entries and titles by which a page of a list is chosen, in two narrow reads.

Whole entries and titles take ten times as long to read, and a page shows ten of them. Knows no order and no viewer.
"""

from typing import NamedTuple

import msgspec

from store.database import Database
from store.statements import Row

_OF = """
SELECT
    entries.media_id, entries.status, score, progress, updated_at, private, hidden,
    media.id, media.media_type, media.status AS media_status, romaji, english, native, synonyms, is_adult, episodes,
    next_episode, next_airing_at
FROM entries CROSS JOIN media
WHERE media.id = entries.media_id
AND discord_id = :discord_id AND entries.media_type = :media_type AND entries.status = :status
ORDER BY entries.media_id
"""
# Every entry is read anyway: without || '' SQLite would look each of them up by the index of statuses.
_COUNTS = """
SELECT entries.status || '' AS status, private | hidden AS is_kept_private, is_adult, count(*) AS entries
FROM entries CROSS JOIN media
WHERE media.id = entries.media_id AND discord_id = :discord_id AND entries.media_type = :media_type
GROUP BY entries.status || '', private | hidden, is_adult ORDER BY min(entries.media_id)
"""
_synonyms = msgspec.json.Decoder(tuple[str, ...])


class EntryOutline(NamedTuple):
    """The part of an entry that decides about its place in a list."""

    media_id: int
    status: str
    score: int
    progress: int
    updated_at: int
    private: bool
    hidden: bool


class MediaOutline(NamedTuple):
    """The part of a title that decides about its place in a list."""

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


class StatusCount(NamedTuple):
    """The number of entries of a status; others may see them unless they are kept private, and minors if not adult."""

    status: str
    is_kept_private: bool
    is_adult: bool
    entries: int


class Outlines:
    """Reads cached entries whose titles are cached, too; AniList loses a title now and then."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, discord_id: int, media_type: str, status: str) -> list[tuple[EntryOutline, MediaOutline]]:
        """The entries of that status, by media id."""
        rows = await self._database.all(_OF, discord_id=discord_id, media_type=media_type, status=status)
        return [_outline(row) for row in rows]

    async def counts(self, discord_id: int, media_type: str) -> list[StatusCount]:
        """The numbers of entries of the list, in the order of their first media ids."""
        rows = await self._database.all(_COUNTS, discord_id=discord_id, media_type=media_type)
        return [StatusCount(**row) for row in rows]


def _outline(row: Row) -> tuple[EntryOutline, MediaOutline]:
    row["synonyms"] = _synonyms.decode(row["synonyms"])
    values = tuple(row.values())
    return EntryOutline(*values[:7]), MediaOutline(*values[7:])
