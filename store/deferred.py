"""Deferred changes: the latest change of each person whose link has died. Knows nothing of a change's meaning."""

import msgspec

from store.database import Database

_KEEP = """
INSERT INTO asks (discord_id, id, deed, at) SELECT discord_id, :id, :deed, :at FROM links WHERE discord_id = :discord_id
ON CONFLICT (discord_id) DO UPDATE SET id = excluded.id, deed = excluded.deed, at = excluded.at
"""
_OF = "SELECT discord_id, id, deed, at FROM asks WHERE discord_id = :discord_id"
_FORGET = "DELETE FROM asks WHERE discord_id = :discord_id AND id = :id AND at = :at"


class DeferredRecord(msgspec.Struct, frozen=True):
    """A deferred change: `deed` is the change as JSON, `id` the id of its interaction."""

    discord_id: int
    id: int
    deed: str
    at: int


class DeferredRecords:
    """Keeps the latest deferred change of each linked person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, record: DeferredRecord) -> None:
        """Store the change and replace the person's former one; nothing happens when the person is not linked."""
        await self._database.execute(_KEEP, **msgspec.structs.asdict(record))

    async def of(self, discord_id: int) -> DeferredRecord | None:
        row = await self._database.one(_OF, discord_id=discord_id)
        return msgspec.convert(row, DeferredRecord) if row else None

    async def forget(self, record: DeferredRecord) -> None:
        """Delete the record, unless a newer record has replaced it meanwhile."""
        await self._database.execute(_FORGET, discord_id=record.discord_id, id=record.id, at=record.at)

    async def purge(self, before: int) -> int:
        """Delete the records from before that time; returns their number."""
        return await self._database.execute("DELETE FROM asks WHERE at < :before", before=before)
