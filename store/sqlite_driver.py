"""The driver of SQLite: connections, their statements, and errors in an admin's words.

The only module that knows the driver. A driver runs its calls in the order in which it got them, even when a calling
task was cancelled meanwhile. Knows no table.
"""

import asyncio
import logging
import sqlite3
import time
from collections.abc import AsyncGenerator, Callable, Collection, Generator, Iterable, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiosqlite

from store.errors import Damaged, StatementRefused, Unwritable
from store.fingerprint import fingerprint
from store.statements import Row, Value

logging.getLogger("aiosqlite").setLevel(logging.WARNING)  # below that it logs every value

PRAGMAS: dict[str, str | int] = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: an acknowledged write outlives a power cut
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "secure_delete": 1,
    "temp_store": 2,  # in memory: nothing about people goes to /tmp
}
_PRAGMAS_OF_READERS = ("busy_timeout", "temp_store")
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_UNWRITABLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}


class SQLiteStatements:
    """The statements of a connection, or of a transaction on it. Each raises Damaged, Unwritable."""

    def __init__(self, connection: aiosqlite.Connection, path: Path, now: Callable[[], float]) -> None:
        self._connection = connection
        self._path = path
        self._now = now

    async def one(self, sql: str, /, **values: Value) -> Row | None:
        """The first row, if any."""
        rows = await self.all(sql, **values)
        return rows[0] if rows else None

    async def all(self, sql: str, /, **values: Value) -> list[Row]:
        with explained(self._path):
            rows = list(await self._connection.execute_fetchall(sql, values))
        return as_rows(rows[0].keys() if rows else [], rows)

    async def execute(self, sql: str, /, **values: Value) -> int:
        """Run a statement that returns no rows; returns the number of rows that it changed."""
        with explained(self._path):
            # The cursor has no rows left, so it needs no closing, which would be another hop to the driver's thread.
            return (await self._connection.execute(sql, values)).rowcount

    async def execute_many(self, sql: str, /, values: Iterable[Mapping[str, Value]]) -> None:
        """Run a statement that returns no rows once for each of `values`."""
        with explained(self._path):
            # An open cursor would keep the file open beyond the connection's end.
            async with self._connection.executemany(sql, values):
                pass

    async def notify(self, channel: str, payload: str) -> None:
        """Nothing: no other process listens."""

    async def clock(self) -> float:
        """The time of this machine: no other one uses the file."""
        return self._now()

    async def script(self, sql: str) -> None:
        """Run the statements of a migration in turn. One of them makes fingerprints, for which SQL has no function."""
        await self._connection.create_function("fingerprint", 2, fingerprint)  # pyright: ignore[reportUnknownMemberType]
        statement = ""
        for line in sql.splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                await self.execute(statement)
                statement = ""
        await self.execute(statement)

    async def cut_off(self) -> None:
        """End the statement that runs or is about to, and its transaction."""
        ended = asyncio.ensure_future(self._connection.rollback())
        while not ended.done():
            await self._connection.interrupt()  # it reaches only a statement that runs
            await asyncio.wait([ended], timeout=0.01)

    async def rollback(self) -> None:
        """Undo the transaction that is open, if any."""
        await self._connection.rollback()


def as_rows(names: Collection[str], rows: Iterable[Iterable[Any]]) -> list[Row]:
    """The rows by the names of their columns."""
    # dict(row) would look for each name from the first column on, which took most of the time of a read.
    return [dict(zip(names, row, strict=True)) for row in rows]


@asynccontextmanager
async def connected(path: Path, now: Callable[[], float] = time.time) -> AsyncGenerator[SQLiteStatements]:
    """A connection that may write, to the file or to ``:memory:``. Raises Unwritable."""
    async with _connected(str(path), path, now) as statements:
        yield statements


@asynccontextmanager
async def reading(path: Path) -> AsyncGenerator[SQLiteStatements]:
    """A connection that can neither write nor move the log into the database. Raises Unwritable.

    A cancellation ends what it reads: a copy takes seconds, for which a stop would wait.
    """
    async with _connected(read_only(path), path) as statements:
        for name in _PRAGMAS_OF_READERS:
            await statements.all(f"PRAGMA {name} = {PRAGMAS[name]}")
        try:
            yield statements
        except asyncio.CancelledError:
            await statements.cut_off()
            raise


def read_only(path: Path) -> str:
    """The address of the database for a connection that can't write."""
    return f"{path.absolute().as_uri()}?mode=ro"


@asynccontextmanager
async def _connected(
    database: str, path: Path, now: Callable[[], float] = time.time
) -> AsyncGenerator[SQLiteStatements]:
    is_uri = database.startswith("file:")
    with explained(path):
        # A failed open in aiosqlite would leave a thread that ends with a traceback, so a plain connection tries first.
        sqlite3.connect(database, uri=is_uri).close()
        connection = await aiosqlite.connect(database, isolation_level=None, uri=is_uri)
    try:
        connection.row_factory = sqlite3.Row
        yield SQLiteStatements(connection, path, now)
    finally:
        await connection.close()


@contextmanager
def explained(path: Path) -> Generator[None]:
    """Turn the driver's errors that an admin can repair into the store's; the others are bugs and pass unchanged."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _DAMAGED:
            raise Damaged(f"{path} is damaged or no database ({error}): restore a backup.") from error
        if code in _UNWRITABLE:
            raise Unwritable(
                f"{path} can't be used ({error}): see that it is there, is Musubi's user's, and that the disk has room."
            ) from error
        if code == sqlite3.SQLITE_CONSTRAINT:
            raise StatementRefused(str(error)) from error
        raise
