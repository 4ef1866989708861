"""The journal of changes of several entries at once, from their proposal on. Knows nothing of how to undo."""

from typing import Any, Literal

import msgspec

from store.database import Database, Row, as_json
from store.entries import Entry

_PROPOSE = """
INSERT INTO bulks (id, discord_id, before, wanted, state, after, is_undoing, at)
SELECT :id, discord_id, :before, :wanted, :state, :after, :is_undoing, :at FROM links WHERE discord_id = :discord_id
ON CONFLICT DO NOTHING
"""
_MOST = 20  # proposals of one person; the oldest go
_TRIM = """
DELETE FROM bulks WHERE discord_id = :discord_id AND state = 'proposed' AND id NOT IN (
    SELECT id FROM bulks WHERE discord_id = :discord_id AND state = 'proposed' ORDER BY at DESC, id DESC LIMIT :most
)
"""
_MARK = "UPDATE bulks SET state = :state, is_undoing = 0 WHERE id = :id AND state = :earlier"
_FINISH = "UPDATE bulks SET state = 'done', after = :after WHERE id = :id AND state = 'begun'"
_UNDOING = "UPDATE bulks SET is_undoing = :is_undoing WHERE id = :id AND state = 'done'"
_OF = "SELECT * FROM bulks WHERE id = :id"
_DOUBTED = "SELECT * FROM bulks WHERE discord_id = :discord_id AND (state = 'begun' OR is_undoing = 1)"
_PURGE = "DELETE FROM bulks WHERE at < :before"
_ENTRIES = ("before", "wanted", "after")

BulkState = Literal["proposed", "begun", "done", "undone"]


class BulkRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What is to become of several entries, or became of them, each in the same place in all three.

    `is_undoing`: AniList was asked to take it back.
    """

    id: int
    discord_id: int
    before: tuple[Entry, ...]
    wanted: tuple[Entry, ...]
    state: BulkState = "proposed"
    after: tuple[Entry, ...] = ()
    is_undoing: bool = False
    at: int


class Bulks:
    """A bulk is proposed, begun when the person agrees, and done; what is done can be undone.

    Of each person's proposals the latest twenty are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def propose(self, record: BulkRecord) -> None:
        """Nothing happens when that id is known, or when the person is no longer linked."""
        await self._database.execute(_PROPOSE, **_columns(record))
        await self._database.execute(_TRIM, discord_id=record.discord_id, most=_MOST)

    async def begin(self, bulk_id: int) -> bool:
        """False when it is not a proposal any more, or gone."""
        return await self._mark(bulk_id, "proposed", "begun")

    async def give_up(self, bulk_id: int) -> None:
        """AniList has done none of it."""
        await self._mark(bulk_id, "begun", "proposed")

    async def finish(self, bulk_id: int, after: tuple[Entry, ...]) -> None:
        """AniList has done it; `after` is what it made of the entries."""
        await self._database.execute(_FINISH, id=bulk_id, after=as_json(after))

    async def undo(self, bulk_id: int) -> None:
        """AniList is about to be asked for what was before."""
        await self._database.execute(_UNDOING, id=bulk_id, is_undoing=1)

    async def keep(self, bulk_id: int) -> None:
        """AniList has taken none of it back."""
        await self._database.execute(_UNDOING, id=bulk_id, is_undoing=0)

    async def undone(self, bulk_id: int) -> None:
        """AniList has what was before."""
        await self._mark(bulk_id, "done", "undone")

    async def of(self, bulk_id: int) -> BulkRecord | None:
        row = await self._database.one(_OF, id=bulk_id)
        return _record(row) if row else None

    async def doubted(self, discord_id: int) -> set[int]:
        """The person's titles of which nobody knows what became of such a change, or of taking it back."""
        rows = await self._database.all(_DOUBTED, discord_id=discord_id)
        return {entry.media_id for row in rows for entry in _record(row).before}

    async def purge(self, before: int) -> int:
        """Forget the older ones; returns how many."""
        gone = await self._database.execute(_PURGE, before=before)
        if gone:
            await self._database.checkpoint()
        return gone

    async def _mark(self, bulk_id: int, earlier: BulkState, state: BulkState) -> bool:
        return await self._database.execute(_MARK, id=bulk_id, earlier=earlier, state=state) == 1


def _columns(record: BulkRecord) -> dict[str, Any]:
    return msgspec.structs.asdict(record) | {name: as_json(getattr(record, name)) for name in _ENTRIES}


def _record(row: Row) -> BulkRecord:
    return msgspec.convert(row | {name: msgspec.json.decode(row[name]) for name in _ENTRIES}, BulkRecord, strict=False)
