"""People's imports, from the file to the undo, and whose turn is next. Their titles are in `store/import_titles.py`."""

from collections.abc import Collection, Sequence
from typing import Literal

import msgspec

from redaction import Secret
from store.database import Database, json_array
from store.import_titles import ImportState, ImportTitle, ImportTitles
from store.keys import KeyRing
from store.seal import SealedColumn, seal, unseal
from store.statements import Row

ImportMode = Literal["missing", "raise", "overwrite"]

_MOST = 4  # of a person, begun or not: anime and manga come in a file each
_WORKING = "state IN ('matching', 'running', 'undoing')"

_UNFINISHED = f"SELECT count(*) AS number FROM imports WHERE discord_id = :discord_id AND {_WORKING}"  # noqa: S608
_DROP_UNUSED = """
DELETE FROM imports WHERE discord_id = :discord_id AND (state IN ('reading', 'proposed') OR id IN (
    SELECT id FROM imports WHERE discord_id = :discord_id AND state IN ('stopped', 'done', 'undone')
    ORDER BY at DESC, id DESC LIMIT 100 OFFSET :kept
))
"""
_BEGIN = """
INSERT INTO imports (id, discord_id, state, mode, unread, is_told, due_at, at)
SELECT :id, discord_id, 'reading', 'missing', :unread, 0, :at, :at FROM links WHERE discord_id = :discord_id
ON CONFLICT (id) DO NOTHING
"""
_OF = "SELECT * FROM imports WHERE id = :id"
_LATEST = f"""
SELECT * FROM imports WHERE discord_id = :discord_id AND state <> 'reading'
ORDER BY CASE WHEN {_WORKING} THEN 1 ELSE 0 END DESC, at DESC, id DESC LIMIT 1
"""  # noqa: S608
_DUE = f"""
SELECT imports.* FROM imports JOIN links USING (discord_id)
WHERE due_at <= :now AND ({_WORKING} AND rejected_at IS NULL OR is_told = 0 AND state IN ('proposed', 'done', 'undone'))
ORDER BY due_at, id LIMIT 200
"""  # noqa: S608
_MOVE = """
UPDATE imports SET state = :state, is_told = :is_told, at = :at, due_at = :at, mode = coalesce(:mode, mode)
WHERE id = :id AND state IN (SELECT atom FROM json_each(:was))
"""
_PUT_OFF = "UPDATE imports SET due_at = :due_at WHERE id = :id"
_TELL = "UPDATE imports SET is_told = 1 WHERE id = :id AND is_told = 0"
_SHOW_REPLY = "UPDATE imports SET reply_token = :token, reply_until = :until WHERE id = :id"
_REPLY = "SELECT reply_token FROM imports WHERE id = :id AND reply_until > :now AND reply_token IS NOT NULL"
_DISCARD = """
DELETE FROM imports WHERE id = :id AND discord_id = :discord_id AND state IN ('matching', 'proposed')
"""
_OLD = """
SELECT id FROM imports
WHERE at < :before AND NOT (state IN ('running', 'undoing')) OR at < :unstarted AND state IN ('reading', 'proposed')
ORDER BY at, id LIMIT 20
"""


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """An import. Its `id` is that of its interaction; `unread` counts the entries of the file that were not understood.

    `is_told`: the person was told of its end, or will be.
    """

    id: int
    discord_id: int
    state: ImportState
    mode: ImportMode = "missing"
    unread: int = 0
    is_told: bool = False
    at: int


class Imports:
    """People's imports, which are deleted with their links."""

    def __init__(self, database: Database, titles: ImportTitles, keys: KeyRing) -> None:
        self._database = database
        self._titles = titles
        self._keys = keys

    async def begin(self, one: Import, titles: Sequence[ImportTitle]) -> bool:
        """Write an import down; those of the person that were only proposed go.

        False when too many of theirs are under way, or they are not linked.
        """
        async with self._database.transaction() as transaction:
            row = await transaction.one(_UNFINISHED, discord_id=one.discord_id)
            if row and row["number"] >= _MOST:
                return False
            await transaction.execute(_DROP_UNUSED, discord_id=one.discord_id, kept=_MOST - 1)
            values = {"id": one.id, "discord_id": one.discord_id, "unread": one.unread, "at": one.at}
            if not await transaction.execute(_BEGIN, **values):
                return False
        await self._titles.add(one.id, titles)
        return await self.move(one.id, "matching", was=("reading",), at=one.at)

    async def of(self, import_id: int) -> Import | None:
        return _import(await self._database.one(_OF, id=import_id))

    async def latest(self, discord_id: int) -> Import | None:
        """The person's latest import, one that is under way before any other."""
        return _import(await self._database.one(_LATEST, discord_id=discord_id))

    async def due(self, now: int) -> list[Import]:
        """The imports that have something to do, or to tell, the one that waits the longest first."""
        rows = await self._database.all(_DUE, now=now)
        return [one for row in rows if (one := _import(row))]

    async def move(
        self,
        import_id: int,
        state: ImportState,
        *,
        was: Collection[ImportState],
        at: int,
        mode: ImportMode | None = None,
        is_told: bool = False,
    ) -> bool:
        """Bring an import into a state. False when it is in none of those that it `was` in."""
        values = {"id": import_id, "state": state, "was": json_array(was), "at": at, "mode": mode}
        return await self._database.execute(_MOVE, **values, is_told=is_told) == 1

    async def put_off(self, import_id: int, due_at: int) -> None:
        """Give an import its next turn at that time, or later."""
        await self._database.execute(_PUT_OFF, id=import_id, due_at=due_at)

    async def mark_told(self, import_id: int) -> bool:
        """False when the person was told before."""
        return await self._database.execute(_TELL, id=import_id) == 1

    async def show_reply(self, import_id: int, token: Secret, until: int) -> None:
        """Remember the reply in Discord that shows the import, and by which `token` it can be edited."""
        sealed = seal(self._keys, token, _reply_place(import_id))
        await self._database.execute(_SHOW_REPLY, id=import_id, token=sealed, until=until)

    async def reply(self, import_id: int, now: int) -> Secret | None:
        """The token of that reply, as long as it is good for an edit."""
        row = await self._database.one(_REPLY, id=import_id, now=now)
        return unseal(self._keys, row["reply_token"], _reply_place(import_id)) if row else None

    async def discard(self, discord_id: int, import_id: int) -> None:
        """Delete the person's import, if nothing of it is written."""
        await self._database.execute(_DISCARD, id=import_id, discord_id=discord_id)

    async def purge(self, *, before: int, unstarted: int) -> None:
        """Delete the imports that ended before that time, and those that nobody has started since `unstarted`."""
        while ids := [row["id"] for row in await self._database.all(_OLD, before=before, unstarted=unstarted)]:
            for import_id in ids:
                await self._database.execute("DELETE FROM imports WHERE id = :id", id=import_id)


def _import(row: Row | None) -> Import | None:
    return msgspec.convert(row, Import, strict=False) if row else None


def _reply_place(import_id: int) -> SealedColumn:
    return SealedColumn("imports", "reply_token", import_id)
