"""The journal of what people changed through Musubi: written before AniList is asked. Knows nothing of how to undo."""

from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from store.database import Database, Row, as_json, json_array
from store.entries import Entry

_BEGIN = """
INSERT INTO changes (id, discord_id, media_id, before, wanted, state, after, is_shown, is_undoing, at)
SELECT :id, discord_id, :media_id, :before, :wanted, :state, :after, :is_shown, :is_undoing, :at
FROM links WHERE discord_id = :discord_id
ON CONFLICT (id) DO UPDATE SET
    before = excluded.before, wanted = excluded.wanted, state = excluded.state, after = excluded.after,
    is_shown = excluded.is_shown, is_undoing = excluded.is_undoing, at = excluded.at
WHERE state = 'failed' AND discord_id = excluded.discord_id AND media_id = excluded.media_id
"""
_FINISH = "UPDATE changes SET state = 'done', after = :after WHERE id = :id AND state = 'begun'"
_FAIL = "UPDATE changes SET state = 'failed' WHERE id = :id AND state = 'begun'"
_UNDOING = "UPDATE changes SET is_undoing = :is_undoing WHERE id = :id AND state = 'done'"
_UNDONE = "UPDATE changes SET state = 'undone', is_undoing = 0 WHERE id = :id AND state = 'done'"
_OF = "SELECT * FROM changes WHERE id = coalesce((SELECT change_id FROM repeats WHERE id = :id), :id)"
_REPEAT = "INSERT INTO repeats (id, change_id) SELECT :id, id FROM changes WHERE id = :change_id ON CONFLICT DO NOTHING"
_LATEST = """
SELECT * FROM changes WHERE discord_id = :discord_id AND media_id = :media_id AND state <> 'failed'
ORDER BY at DESC, id DESC LIMIT 1
"""
_UNSEEN = """
SELECT * FROM changes WHERE discord_id = :discord_id AND is_shown = 0 AND state IN ('begun', 'done') AND at >= :since
"""
_SHOW = "UPDATE changes SET is_shown = 1 WHERE id IN (SELECT value FROM json_each(:ids))"
_DOUBTED = """
SELECT DISTINCT media_id FROM changes
WHERE discord_id = :discord_id AND at >= :since AND (is_undoing = 1 OR (state = 'begun' AND NOT EXISTS (
    SELECT 1 FROM changes AS later
    WHERE later.discord_id = changes.discord_id AND later.media_id = changes.media_id
    AND later.state IN ('done', 'undone') AND (later.at, later.id) > (changes.at, changes.id)
)))
"""
_PURGE = "DELETE FROM changes WHERE at < :before"


class ChangeRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A change by the id of the interaction that asked for it. An entry of None is not on the list.

    `is_shown`: its person has seen what became of it. `is_undoing`: AniList was asked to take it back.
    """

    id: int
    discord_id: int
    media_id: int
    before: Entry | None
    wanted: Entry | None
    state: Literal["begun", "done", "undone", "failed"] = "begun"
    after: Entry | None = None
    is_shown: bool = False
    is_undoing: bool = False
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

    async def undo(self, change_id: int) -> None:
        """AniList is about to be asked for what was before."""
        await self._database.execute(_UNDOING, id=change_id, is_undoing=1)

    async def keep(self, change_id: int) -> None:
        """AniList has not taken it back."""
        await self._database.execute(_UNDOING, id=change_id, is_undoing=0)

    async def undone(self, change_id: int) -> None:
        """AniList has what was before."""
        await self._database.execute(_UNDONE, id=change_id)

    async def repeat(self, repeat_id: int, change_id: int) -> None:
        """From now on `repeat_id` means that change, too."""
        await self._database.execute(_REPEAT, id=repeat_id, change_id=change_id)

    async def of(self, change_id: int) -> ChangeRecord | None:
        """The change that was begun by that interaction, or that it repeats."""
        row = await self._database.one(_OF, id=change_id)
        return _record(row) if row else None

    async def latest(self, discord_id: int, media_id: int) -> ChangeRecord | None:
        """The person's latest change of that title that has not failed."""
        row = await self._database.one(_LATEST, discord_id=discord_id, media_id=media_id)
        return _record(row) if row else None

    async def unseen(self, discord_id: int, since: int) -> list[ChangeRecord]:
        """Those of which the person has not seen what became of them."""
        return [_record(row) for row in await self._database.all(_UNSEEN, discord_id=discord_id, since=since)]

    async def show(self, change_ids: Iterable[int]) -> None:
        """Their person has seen what became of them."""
        await self._database.execute(_SHOW, ids=json_array(change_ids))

    async def doubted(self, discord_id: int, since: int) -> set[int]:
        """The person's titles of which nobody knows what became of a change, or of taking it back."""
        rows = await self._database.all(_DOUBTED, discord_id=discord_id, since=since)
        return {row["media_id"] for row in rows}

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
    return msgspec.convert(row | entries, ChangeRecord, strict=False)
