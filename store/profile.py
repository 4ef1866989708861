"""What a profile counts of a list, in one narrow read: whole titles take ten times as long. Knows no sum."""

from typing import NamedTuple

from store.database import Database
from store.outlines import decoded_genres
from store.statements import Row

_LINES = """
SELECT
    listed.status, score, progress, listed.volumes, repeat,
    media.media_type, episodes, chapters, media.volumes AS volumes_in_all, duration, is_adult, genres
"""
_WHERE = """
CROSS JOIN media
WHERE media.id = listed.media_id AND media.media_type = :media_type
AND discord_id = :discord_id AND listed.media_type = :media_type
ORDER BY listed.media_id
"""
_ALL = f"{_LINES} FROM entries AS listed {_WHERE}"
_SHOWN = f"{_LINES} FROM shown AS listed {_WHERE}"


class ProfileEntry(NamedTuple):
    """The part of an entry that is counted."""

    status: str
    score: int
    progress: int
    volumes: int
    repeat: int


class ProfileMedia(NamedTuple):
    """The part of a title that is counted, or decides whether it is."""

    media_type: str
    episodes: int | None
    chapters: int | None
    volumes: int | None
    duration: int | None
    is_adult: bool
    genres: tuple[str, ...]


class ProfileLines:
    """Reads cached entries whose titles are cached, too; AniList loses a title now and then."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self, discord_id: int, media_type: str) -> list[tuple[ProfileEntry, ProfileMedia]]:
        """The person's whole list, by media id."""
        rows = await self._database.all(_ALL, discord_id=discord_id, media_type=media_type)
        return [_line(row) for row in rows]

    async def shown(self, discord_id: int, media_type: str) -> list[tuple[ProfileEntry, ProfileMedia]]:
        """The part of the list that others may see, by media id."""
        rows = await self._database.all(_SHOWN, discord_id=discord_id, media_type=media_type)
        return [_line(row) for row in rows]


def _line(row: Row) -> tuple[ProfileEntry, ProfileMedia]:
    row["genres"] = decoded_genres(row["genres"])
    values = tuple(row.values())
    return ProfileEntry(*values[:_FIELDS]), ProfileMedia(*values[_FIELDS:])


_FIELDS = len(ProfileEntry._fields)
