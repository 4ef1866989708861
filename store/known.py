"""A cached title and its entry in one read, which begins every change. Knows nothing of changes."""

from typing import Any

import msgspec

from store.database import Database
from store.entries import CachedEntry, Entry, entry_of_row
from store.media import Media, media_of_row
from store.statements import Row

_FIELDS = (*Entry.__struct_fields__, "read_at")
_OF = f"""
SELECT media.*, {", ".join(f"entries.{name} AS entry_{name}" for name in _FIELDS)},
    absences.read_at AS absent_at, lists.full_at AS list_full_at, lists.delta_at AS list_delta_at
FROM media
LEFT JOIN entries ON entries.discord_id = :discord_id AND entries.media_id = media.id
LEFT JOIN absences ON absences.discord_id = :discord_id AND absences.media_id = media.id
LEFT JOIN lists ON lists.discord_id = :discord_id AND lists.media_type = media.media_type
WHERE media.id = :media_id
"""  # noqa: S608  (the names of our own columns)


class KnownTitle(msgspec.Struct, frozen=True):
    """A title, the person's cached entry, and the times of the list's last whole fetch and last delta."""

    media: Media
    remembered: CachedEntry | None
    full_at: int | None
    delta_at: int | None


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


def _remembered(row: Row) -> CachedEntry | None:
    if row["entry_read_at"] is not None:
        fields: dict[str, Any] = {name: row[f"entry_{name}"] for name in _FIELDS}
        return CachedEntry(entry_of_row(fields), fields["read_at"])
    return None if row["absent_at"] is None else CachedEntry(None, row["absent_at"])
