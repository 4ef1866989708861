"""The journal of what people changed through Musubi: written before AniList is asked. Knows nothing of how to undo."""

from typing import Any, Literal

import msgspec

from store.database import Database, Row, as_json
from store.entries import Entry

_BEGIN = """
INSERT INTO changes (id, discord_id, media_id, before, wanted, state, after, at)
SELECT :id, discord_id, :media_id, :before, :wanted, :state, :after, :at FROM links WHERE discord_id = :discord_id
ON CONFLICT (id) DO UPDATE SET
    before = excluded.before, wanted = excluded.wanted, state = excluded.state, after = excluded.after, at = excluded.at
WHERE state = 'failed' AND discord_id = excluded.discord_id AND media_id = excluded.media_id
"""
_FINISH = "UPDATE changes SET state = 'done', after = :after WHERE id = :id AND state = 'begun'"
_FAIL = "UPDATE changes SET state = 'failed' WHERE id = :id AND state = 'begun'"
_UNDONE = "UPDATE changes SET state = 'undone' WHERE id = :id AND state = 'done'"
_OF = "SELECT * FROM changes WHERE id = :id"
_UNSETTLED = """
SELECT * FROM changes WHERE discord_id = :discord_id AND media_id = :media_id AND state = 'begun' AND at >= :since
ORDER BY id DESC LIMIT 1
"""
_PURGE = "DELETE FROM changes WHERE at < :before"


class ChangeRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A change by the id of the interaction that asked for it. An entry of None is not on the list."""

    id: int
    discord_id: int
    media_id: int
    before: Entry | None
    wanted: Entry | None
    state: Literal["begun", "done", "undone", "failed"] = "begun"
    after: Entry | None = None
    at: int


class Changes:
    """A change is begun, then done or failed; what has failed can be begun again, what is done can be undone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, record: ChangeRecord) -> bool:
        """False when that id was begun before and has not failed, or when the person is no longer linked."""
        return await self._database.execute(_BEGIN, **_columns(record)) == 1

    async def finish(self, change_id: int, after: Entry | None) -> None:
        """AniList has done it; `after` is what it made of the entry."""
        await self._database.execute(_FINISH, id=change_id, after=_text(after))

    async def fail(self, change_id: int) -> None:
        """AniList has not done it."""
        await self._database.execute(_FAIL, id=change_id)

    async def undone(self, change_id: int) -> None:
        """AniList has what was before."""
        await self._database.execute(_UNDONE, id=change_id)

    async def of(self, change_id: int) -> ChangeRecord | None:
        row = await self._database.one(_OF, id=change_id)
        return _record(row) if row else None

    async def unsettled(self, discord_id: int, media_id: int, since: int) -> ChangeRecord | None:
        """The person's latest change of that title of which nobody knows what became of it."""
        row = await self._database.one(_UNSETTLED, discord_id=discord_id, media_id=media_id, since=since)
        return _record(row) if row else None

    async def purge(self, before: int) -> int:
        """Forget the older ones; returns how many."""
        gone = await self._database.execute(_PURGE, before=before)
        if gone:
            await self._database.checkpoint()
        return gone


def _columns(record: ChangeRecord) -> dict[str, Any]:
    entries = {name: _text(getattr(record, name)) for name in ("before", "wanted", "after")}
    return msgspec.structs.asdict(record) | entries


def _text(entry: Entry | None) -> str | None:
    return as_json(entry) if entry else None


def _record(row: Row) -> ChangeRecord:
    entries = {name: row[name] and msgspec.json.decode(row[name]) for name in ("before", "wanted", "after")}
    return msgspec.convert(row | entries, ChangeRecord)
