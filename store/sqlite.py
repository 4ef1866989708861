"""The engine of SQLite: its two connections, its lock, its migrations, its copies. Knows no table but `migrations`.

One connection writes, another reads, so that no read waits for a write. A read sees all that is committed when it
begins. SQLite's WAL-reset bug (https://sqlite.org/wal.html#walresetbug) takes two connections that write or move the
log into the database; the one that reads can do neither.

Two tasks on one connection would share its transaction, so whatever writes runs behind a lock, and a transaction holds
the lock until its end. A driver keeps the order of its calls, so a rollback runs after every statement that it undoes,
and before every statement of the next holder of the lock.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from store import files, pages, schema
from store.database import Clock, Database, unix_time
from store.errors import Damaged, InvalidBackup, Unwritable
from store.sqlite_driver import PRAGMAS, SQLiteStatements, connected, reading
from store.sqlite_short_reads import ShortReads
from store.statements import Row, Statements, Value
from store.taking import to_the_end

NAME = "musubi.db"
BACKUPS = "backups"
READ_BY_OTHERS = "{} can't be overwritten while somebody reads it, a backup for example."

# SQLite 3.40 says this of a sound table without a rowid whose key is not its first columns; 3.41 does not.
_FALSE_ALARM = {"integrity_check": "NULL value in barred.salt"}
_PAGES_IN_THE_LOG = 1000  # SQLite's default
_READERS_KILOBYTES = 8000  # with 2000, SQLite's default, most of a long list is read from the file again each time
_MILLISECONDS_FOR_READERS = 50  # at each try
_ALARMS = 1_000_000  # a check ends after that many; the false alarms are among them


def refuse_no_database(folder: Path) -> None:
    """Raises Unwritable when `folder` has no database."""
    if not (folder / NAME).exists():
        raise Unwritable(f"There is no database in {folder}: set DATA_DIR to the folder that has it.")


class SQLite(Database):
    """A SQLite database that belongs to this process alone; `file` is the descriptor of its open file.

    Without a `reader` the connection that writes reads too.
    """

    is_shared = False

    def __init__(
        self,
        writer: SQLiteStatements,
        path: Path,
        reader: SQLiteStatements | None = None,
        short: ShortReads | None = None,
        file: int = -1,
    ) -> None:
        self.path = path
        self._file = file
        self._log = path.with_name(f"{path.name}-wal")
        self._writes = writer
        self._reads = reader or writer
        self._short_reads = short
        self._lock = asyncio.Lock()
        self._keeps_log = False

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path, now: Clock = unix_time) -> AsyncGenerator[Self]:
        """Open the database in `folder`; create or migrate it first where needed.

        Raises InUse, Unwritable, Damaged, NewerDatabase.
        """
        path = folder / NAME
        # The file is closed after the connection: the first close of a file takes all locks of its process with it.
        with files.held(folder), files.private_file(path) as file:
            with files.writing(path):
                os.fsync(file)  # before any write: a killed scrub may have left it to the system
            async with connected(path, now) as writer:
                database = cls(writer, path, file=file)
                await database._prepare()
                await database._migrate(folder / BACKUPS, now)
                async with reading(path) as reader:
                    await reader.all(f"PRAGMA cache_size = {-_READERS_KILOBYTES}")
                    with ShortReads.open(path) as short:
                        yield cls(writer, path, reader, short, file)

    @classmethod
    @asynccontextmanager
    async def read_only(cls, path: Path) -> AsyncGenerator[Self]:
        """A read-only connection to a database that may be in use. Raises Unwritable."""
        async with reading(path) as connection:
            yield cls(connection, path)

    async def one(self, sql: str, /, **values: Value) -> Row | None:
        rows = await self.all(sql, **values)
        return rows[0] if rows else None

    async def all(self, sql: str, /, **values: Value) -> list[Row]:
        rows = self._short_reads.all(sql, values) if self._short_reads else None
        return await self._reads.all(sql, **values) if rows is None else rows

    async def returning(self, sql: str, /, **values: Value) -> list[Row]:
        async with self._lock:
            return await self._writes.all(sql, **values)

    async def execute(self, sql: str, /, **values: Value) -> int:
        async with self._lock:
            return await self._writes.execute(sql, **values)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[SQLiteStatements]:
        async with self._lock, self._transaction() as transaction:
            yield transaction

    @asynccontextmanager
    async def _transaction(self) -> AsyncGenerator[SQLiteStatements]:
        """A transaction for a holder of the lock."""
        try:
            await self._writes.execute("BEGIN IMMEDIATE")
            yield self._writes
            await self._writes.execute("COMMIT")
        except BaseException:
            # To the end: what is read after the transaction must not be older than its end.
            await to_the_end(self._writes.rollback())
            raise

    @property
    def where(self) -> str:
        return str(self.path)

    async def listen(self, channel: str, heard: Callable[[str | None], object]) -> None:
        """Return at once: no other process notifies."""

    async def clock(self) -> float:
        return await self._writes.clock()

    async def size(self) -> int:
        """The bytes on the disk, with the write-ahead log."""
        return files.size(self.path) + files.size(self._log)

    async def last_numbers(self, transaction: Statements) -> dict[str, int]:
        # An INSERT that found nothing to insert leaves a 0.
        rows = await transaction.all("SELECT name, seq FROM sqlite_sequence WHERE seq > 0")
        return {row["name"]: row["seq"] for row in rows}

    async def continue_numbers(self, transaction: Statements, last: Mapping[str, int]) -> None:
        for name, number in last.items():
            await transaction.execute("DELETE FROM sqlite_sequence WHERE name = :name", name=name)
            await transaction.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)", name=name, number=number
            )

    async def checkpoint(self) -> bool:
        """Move the write-ahead log into the database and empty it.

        False when somebody still reads from it, and during a scrub, whose next step empties it.
        """
        async with self._lock:
            return not self._keeps_log and await self._empty_log()

    async def rewrite(self) -> None:
        """Write the whole file again, without leftovers of deleted rows. Raises Unwritable."""
        await self.execute("VACUUM")
        if not await self.checkpoint():
            raise Unwritable(READ_BY_OTHERS.format(self.path))

    @asynccontextmanager
    async def keeping_log(self) -> AsyncGenerator[None]:
        """Only `overwrite` moves the log into the database meanwhile, so it sees all pages that were written."""
        self._keeps_log = True
        try:
            await self._writes.all("PRAGMA wal_autocheckpoint = 0")
            yield
        finally:
            self._keeps_log = False
            await to_the_end(self._writes.all(f"PRAGMA wal_autocheckpoint = {_PAGES_IN_THE_LOG}"))

    async def overwrite(self, page_size: int, numbers: set[int]) -> bool:
        """Overwrite the leftovers in those pages, and in those that the log has. False when somebody reads."""
        async with self._lock:
            # SQLite gives pages other numbers: leftovers of pages to come may be in pages of former steps.
            numbers |= await asyncio.to_thread(self._logged, page_size)
            if not await self._empty_log():
                return False
            await self._overwrite(page_size, numbers)
            return True

    async def flush(self) -> None:
        """Have on the disk all that was overwritten. Raises Unwritable."""
        await self._write_file(os.fsync, self._file)

    def _logged(self, page_size: int) -> set[int]:
        with files.writing(self._log), self._log.open("rb") as log:
            return pages.logged(log.fileno(), page_size)

    async def _overwrite(self, page_size: int, numbers: set[int]) -> None:
        """Overwrite while no page is in the log or in the connection's memory, and no other process can write."""
        async with self._transaction() as transaction:
            if files.size(self._log):
                raise Unwritable(f"{self.path} can't be overwritten while another program writes it.")
            await transaction.execute("PRAGMA shrink_memory")
            await self._write_file(pages.overwrite_leftovers, self._file, page_size, numbers)

    async def _empty_log(self) -> bool:
        """Like `checkpoint`, for a holder of the lock; it waits for readers a moment only."""
        await self._writes.all(f"PRAGMA busy_timeout = {_MILLISECONDS_FOR_READERS}")
        try:
            (found,) = await self._writes.all("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            await self._writes.all(f"PRAGMA busy_timeout = {PRAGMAS['busy_timeout']}")
        return found["busy"] == 0

    async def _write_file(self, write: Callable[..., object], *values: object) -> None:
        """Write past SQLite, to the end even when cancelled: the next statement must not meet it."""
        with files.writing(self.path):
            await to_the_end(asyncio.to_thread(write, *values))

    async def backup(self, to: Path, sign: Callable[["SQLite"], Awaitable[object]] | None = None) -> None:
        """Copy the database to `to`, verified, whole or not at all, without the key. Raises InvalidBackup, Unwritable.

        `sign` may write into the copy before it is moved to `to`.
        """
        part = files.part_of(to)
        try:
            await self.execute("VACUUM INTO :part", part=str(part))
            # Not read-only: SQLite would leave out the CHECKs.
            async with connected(part) as connection:
                copy = SQLite(connection, part)
                await copy.verify()
                if sign:
                    await sign(copy)
            files.move(part, to)
        finally:
            files.remove(part)

    async def verify(self) -> None:
        """Raises InvalidBackup if the database is not sound."""
        try:
            found = await self._writes.all(f"PRAGMA integrity_check({_ALARMS})")
            strays = await self._writes.all("PRAGMA foreign_key_check")
        except Damaged as error:
            raise InvalidBackup(f"{self.path} is damaged or no database: take another backup.") from error
        if strays or any(alarm not in (_FALSE_ALARM, {"integrity_check": "ok"}) for alarm in found):
            raise InvalidBackup(f"{self.path} is damaged: take another backup.")

    async def applied(self) -> set[int]:
        """The numbers of the migrations that have run; empty when this is not Musubi's database."""
        if await self.one("SELECT 1 FROM sqlite_schema WHERE name = 'migrations'") is None:
            return set()
        return {row["number"] for row in await self.all("SELECT number FROM migrations")}

    async def foreign(self, applied: Sequence[schema.Migration]) -> list[str]:
        """The names of tables, views, triggers and indexes that differ from those of the `applied` migrations.

        A changed view or an added trigger could show private entries to others.
        """
        return schema.foreign(await schema.shape(self.all), await schema.made(applied))

    async def _migrate(self, backups: Path, now: Clock) -> None:
        applied, pending = schema.migrations(await self.applied())
        if applied and (foreign := await self.foreign(applied)):
            raise Damaged(f"{self.path} has been changed by another program ({', '.join(foreign)}): restore a backup.")
        if not pending:
            return
        if applied:
            files.private_folder(backups)
            await self.backup(backups / f"before-{pending[0].name}-{now()}.db")
        # With foreign keys on, the DROP TABLE of a rebuilt table would delete the rows that refer to it.
        await self.all("PRAGMA foreign_keys = 0")
        for migration in pending:
            await self._run(migration, now())
        await self._prepare()

    async def _run(self, migration: schema.Migration, now: int) -> None:
        async with self.transaction() as transaction:
            await transaction.script(migration.sql)
            if await transaction.all("PRAGMA foreign_key_check"):
                raise Damaged(f"{self.path} has rows that {migration.name} can't carry over: restore a backup.")
            await transaction.execute(
                "INSERT INTO migrations (number, name, applied_at) VALUES (:number, :name, :now)",
                number=migration.number,
                name=migration.name,
                now=now,
            )

    async def _prepare(self) -> None:
        for name, wanted in PRAGMAS.items():
            found = await self.one(f"PRAGMA {name} = {wanted}") or await self.one(f"PRAGMA {name}") or {}
            if list(found.values()) != [wanted]:
                raise Unwritable(f"SQLite refuses {name} = {wanted} for {self.path}: move it to a local disk.")
