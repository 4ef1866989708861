"""Cached titles with a person's entries in one read: of one, as every change begins, or of several for a page."""

from collections.abc import Sequence

import msgspec

from store.database import Database, json_array
from store.entry import CachedEntry, Entry, entry_of_row
from store.media import Media, media_of_row
from store.statements import Row

_FIELDS = (*Entry.__struct_fields__, "read_at")
_ENTRY = ", ".join(f"entries.{name} AS entry_{name}" for name in _FIELDS)
_OF = f"""
SELECT media.*, {_ENTRY},
    absences.read_at AS absent_at, lists.full_at AS list_full_at, lists.delta_at AS list_delta_at
FROM media
LEFT JOIN entries ON entries.discord_id = :discord_id AND entries.media_id = media.id
LEFT JOIN absences ON absences.discord_id = :discord_id AND absences.media_id = media.id
LEFT JOIN lists ON lists.discord_id = :discord_id AND lists.media_type = media.media_type
WHERE media.id = :media_id
"""  # noqa: S608  (the names of our own columns)
_DISCRETION = """
SELECT coalesce(private, 0) AS is_private, is_adult FROM media
LEFT JOIN entries ON entries.discord_id = :discord_id AND entries.media_id = media.id
WHERE media.id = :media_id
"""
_LINES = f"""
SELECT media.*, {_ENTRY} FROM json_each(:media_ids) CROSS JOIN entries CROSS JOIN media
WHERE entries.discord_id = :discord_id AND entries.media_id = value AND media.id = value
"""  # noqa: S608


class KnownTitle(msgspec.Struct, frozen=True):
    """A title, the person's cached entry, and the times of the list's last whole fetch and last delta."""

    media: Media
    remembered: CachedEntry | None
    full_at: int | None
    delta_at: int | None


class Discretion(msgspec.Struct, frozen=True):
    """Whether the person's entry is private, and the title for adults: what decides where they may be shown."""

    is_private: bool = False
    is_adult: bool = False


class KnownTitles:
    """Reads the tables of `store/media.py` and `store/entries.py`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, discord_id: int, media_id: int) -> KnownTitle | None:
        """None when the title is not known."""
        row = await self._database.one(_OF, discord_id=discord_id, media_id=media_id)
        return (
            KnownTitle(media_of_row(row), _remembered(row), row["list_full_at"], row["list_delta_at"]) if row else None
        )

    async def discretion(self, discord_id: int, media_id: int) -> Discretion:
        """Of a title that is not known, none."""
        row = await self._database.one(_DISCRETION, discord_id=discord_id, media_id=media_id)
        return msgspec.convert(row, Discretion, strict=False) if row else Discretion()

    async def lines(self, discord_id: int, media_ids: Sequence[int]) -> list[tuple[Entry, Media]]:
        """The person's cached entries for those titles, with the titles, in the order of the ids."""
        rows = await self._database.all(_LINES, discord_id=discord_id, media_ids=json_array(media_ids))
        found = {row["id"]: (_entry(row), media_of_row(row)) for row in rows}
        return [found[one] for one in media_ids if one in found]


def _remembered(row: Row) -> CachedEntry | None:
    if row["entry_read_at"] is not None:
        return CachedEntry(_entry(row), row["entry_read_at"])
    return None if row["absent_at"] is None else CachedEntry(None, row["absent_at"])


def _entry(row: Row) -> Entry:
    return entry_of_row({name: row[f"entry_{name}"] for name in _FIELDS})
