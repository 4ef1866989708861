"""The journal of changes, a *write-ahead log*: a change is written down before AniList is asked for it.

A change of one entry and a change of several are the same record, in two tables (`store/changes.py`,
`store/bulks.py`). AniList's answer is cached in the transaction that records the change's result.
Knows nothing of how to change or to undo.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

import msgspec

from store.database import Database
from store.entries import Entries
from store.entry import Entry

ChangeState = Literal["proposed", "begun", "done", "undone", "failed"]


def _for_both(sql: str) -> dict[str, str]:
    return {table: sql.format(table=table) for table in ("changes", "bulks")}


_FINISH = _for_both("UPDATE {table} SET state = 'done', after = :after WHERE id = :id AND state = 'begun'")
_FAIL = _for_both("UPDATE {table} SET state = :state WHERE id = :id AND state = 'begun'")
_UNDOING = _for_both("UPDATE {table} SET is_undoing = :is_undoing WHERE id = :id AND state = 'done'")
_UNDONE = _for_both("UPDATE {table} SET state = 'undone', is_undoing = 0 WHERE id = :id AND state = 'done'")
_STANDS = _for_both("SELECT 1 FROM {table} WHERE id = :id")
_PURGE = _for_both(
    "DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE at < :before ORDER BY at, id LIMIT :limit)"
)
_AT_ONCE = 500  # some ten milliseconds, for which others wait to write


class ChangeItem(msgspec.Struct, frozen=True, kw_only=True):
    """An entry before the change, as wanted, and after it at AniList. None means that it is not on the list."""

    media_id: int
    before: Entry | None
    wanted: Entry | None
    after: Entry | None = None


class ChangeRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A change. Its `id` is that of its interaction, which is its *idempotency key*.

    `is_shown`: the person has seen the result. `is_undoing`: a request to AniList to undo it was begun.
    """

    id: int
    discord_id: int
    items: tuple[ChangeItem, ...]
    state: ChangeState = "proposed"
    is_shown: bool = False
    is_undoing: bool = False
    at: int


class EntryAnswer(msgspec.Struct, frozen=True):
    """AniList's answer at `read_at` about a person's entries, by media id."""

    discord_id: int
    entries: Mapping[int, Entry | None]
    read_at: int


class Journal(ABC):
    """The steps of a change. Each step is taken once; the row is deleted with the person's link."""

    _table: ClassVar[str]
    _state_of_failure: ClassVar[ChangeState]

    def __init__(self, database: Database, entries: Entries) -> None:
        self._database = database
        self._entries = entries

    @abstractmethod
    async def begin(self, record: ChangeRecord) -> bool:
        """False when the change can no longer be begun, or when the person is no longer linked."""

    async def finish(self, change_id: int, after: Sequence[Entry | None], answer: EntryAnswer | None = None) -> None:
        """Mark a begun change as done; `after` has the entries that AniList has now."""
        await self._step(_FINISH, answer, id=change_id, after=self._column(after))

    async def fail(self, change_id: int) -> None:
        """Mark a begun change as failed: AniList has done none of it."""
        await self._step(_FAIL, None, id=change_id, state=self._state_of_failure)

    async def undo(self, change_id: int) -> bool:
        """Write down that the undo begins. False when the change is not done, or the person is no longer linked."""
        return await self._step(_UNDOING, None, id=change_id, is_undoing=1)

    async def keep(self, change_id: int, answer: EntryAnswer | None = None, after: Sequence[Entry | None] = ()) -> None:
        """Mark that the undo has failed: AniList has taken none of it back."""
        del after  # a whole is taken back, or nothing
        await self._step(_UNDOING, answer, id=change_id, is_undoing=0)

    async def undone(
        self, change_id: int, answer: EntryAnswer | None = None, after: Sequence[Entry | None] = ()
    ) -> None:
        """Mark the change as undone: AniList has the entries from before."""
        del after
        await self._step(_UNDONE, answer, id=change_id)

    async def remember(self, change_id: int, answer: EntryAnswer) -> None:
        """Cache AniList's answers so far, unless the person has unlinked meanwhile."""
        async with self._database.transaction() as transaction:
            if await transaction.one(_STANDS[self._table], id=change_id):
                await self._entries.take_over(transaction, answer.discord_id, answer.entries, answer.read_at)

    async def purge(self, before: int) -> int:
        """Delete the changes from before that time; returns their number."""
        gone, last = 0, _AT_ONCE
        while last == _AT_ONCE:
            last = await self._database.execute(_PURGE[self._table], before=before, limit=_AT_ONCE)
            gone += last
        if gone:
            await self._database.checkpoint()
        return gone

    async def _step(self, statements: dict[str, str], answer: EntryAnswer | None, **values: Any) -> bool:
        """Take a step, and cache the answer if it was taken. False when it was not, as after unlinking."""
        statement = statements[self._table]
        if answer is None or not answer.entries:
            return await self._database.execute(statement, **values) == 1
        async with self._database.transaction() as transaction:
            is_taken = await transaction.execute(statement, **values) == 1
            if is_taken:
                await self._entries.take_over(transaction, answer.discord_id, answer.entries, answer.read_at)
        return is_taken

    @abstractmethod
    def _column(self, entries: Sequence[Entry | None]) -> str | None:
        """Encode `entries` for a column of the table."""
