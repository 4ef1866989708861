"""The engine of PostgreSQL: a connection that writes, some that read, one that listens; its lock, its migrations.

Transactions run one after another in all processes, as in SQLite: each takes the same advisory lock at its begin
(https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS). A process that stands still within a
transaction would keep the lock, so the server ends such a transaction after some seconds. Reads wait for no write, and
see all that is committed when they begin. A lost connection is an error for whoever uses it, and the next call makes
another one. Knows no table but `migrations`.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Self

from redaction import Secret
from store import schema
from store.database import Clock, Database, unix_time
from store.errors import StatementRefused, StoreError, Unwritable
from store.postgresql_driver import OLDEST, SCHEMA, PostgreSQLServer, PostgreSQLStatements
from store.postgresql_readers import Readers
from store.statements import Row, Statements, Value
from store.taking import to_the_end

SECONDS_STILL = 5  # of a transaction without a statement
MIGRATIONS = "postgresql"  # the folder in SQLite's

# The number is "musubi": other programs that use the database have other locks.
_BEGIN = f"BEGIN; SELECT pg_advisory_xact_lock({int.from_bytes(b'musubi')})"
_COUNT_MIGRATIONS = f"; SELECT FROM {SCHEMA}.migrations"  # the server's word for it has their number
_SECONDS_BETWEEN_TRIES = 1
_SIZE = """
SELECT CAST(coalesce(sum(pg_total_relation_size(oid)), 0) AS BIGINT) AS bytes FROM pg_class
WHERE relkind = 'r' AND relnamespace = to_regnamespace(:schema)
"""
_NUMBERS = """
SELECT tables.relname AS name, pg_sequence_last_value(numbers.oid) AS number
FROM pg_class AS numbers JOIN pg_depend ON objid = numbers.oid AND classid = 'pg_class'::regclass AND deptype = 'i'
JOIN pg_class AS tables ON tables.oid = refobjid
WHERE numbers.relkind = 'S' AND numbers.relnamespace = to_regnamespace(:schema)
"""

_CONTRACTS = "_contract"  # in the name of a migration after which an older release can't go on


class PostgreSQL(Database):
    """A PostgreSQL database, which other processes of Musubi may use, too."""

    is_shared = True

    def __init__(self, server: PostgreSQLServer, seconds_still: int) -> None:
        self._server = server
        self._still = {"idle_in_transaction_session_timeout": f"{seconds_still}s"}
        self._lock = asyncio.Lock()
        self._writer: PostgreSQLStatements | None = None
        self._begin = _BEGIN
        self._begun: str | None = None  # the server's word for the last begin
        self._readers = Readers(server)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, url: Secret, now: Clock = unix_time, *, seconds_still: int = SECONDS_STILL, may_be_newer: bool = False
    ) -> AsyncGenerator[Self]:
        """Open the database; make its tables or migrate them first where needed. Raises Unwritable, NewerDatabase.

        `seconds_still`: after so long without a statement a transaction is ended, with its connection; 0 is never.
        `may_be_newer`: a newer release may have added to the tables; it runs beside this one, or has been taken back.
        """
        database = cls(PostgreSQLServer(url), seconds_still)
        try:
            await database._migrate(now, may_be_newer=may_be_newer)
            yield database
        finally:
            await database._close()

    @classmethod
    @asynccontextmanager
    async def read_only(cls, url: Secret) -> AsyncGenerator[Self]:
        """A database as it is: nothing is migrated. Raises Unwritable."""
        database = cls(PostgreSQLServer(url), SECONDS_STILL)
        try:
            async with database._readers.free() as reader:
                await _refuse_unfit(reader, database.where)
            yield database
        finally:
            await database._close()

    @property
    def where(self) -> str:
        return self._server.where

    async def one(self, sql: str, /, **values: Value) -> Row | None:
        async with self._readers.free() as reader:
            return await reader.one(sql, **values)

    async def all(self, sql: str, /, **values: Value) -> list[Row]:
        async with self._readers.free() as reader:
            return await reader.all(sql, **values)

    async def returning(self, sql: str, /, **values: Value) -> list[Row]:
        async with self.transaction() as transaction:
            return await transaction.all(sql, **values)

    async def execute(self, sql: str, /, **values: Value) -> int:
        async with self.transaction() as transaction:
            return await transaction.execute(sql, **values)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[PostgreSQLStatements]:
        async with self._lock:
            self._readers.refuse_closed()
            if self._writer is None or not self._writer.is_open:
                self._writer = await self._server.connect(**self._still)
            async with _transaction(self._writer, self._begin) as begun:
                if begun != self._begun:
                    await self._writer.plan_again()
                    self._begun = begun
                yield self._writer

    async def clock(self) -> float:
        async with self._readers.free() as reader:
            return await reader.clock()

    async def listen(self, channel: str, heard: Callable[[str | None], object]) -> None:
        """Call `heard` with the payload of each notification, for good; for a task of its own.

        It has its own connection, and makes another one each second while that is lost. Notifications of the meantime
        are lost, so `heard` gets None after each connection: anything may have changed.
        """
        while True:
            with suppress(Unwritable):
                async with self._server.connected() as connection:
                    await connection.listen(channel, heard)
            await asyncio.sleep(_SECONDS_BETWEEN_TRIES)

    async def size(self) -> int:
        """The bytes of the tables and their indexes."""
        row = await self.one(_SIZE, schema=SCHEMA)
        return row["bytes"] if row else 0

    async def checkpoint(self) -> bool:
        """Nothing: the server frees the room of deleted rows by itself."""
        return True

    async def last_numbers(self, transaction: Statements) -> dict[str, int]:
        rows = await transaction.all(_NUMBERS, schema=SCHEMA)
        return {row["name"]: row["number"] for row in rows if row["number"] is not None}

    async def continue_numbers(self, transaction: Statements, last: Mapping[str, int]) -> None:
        for name, number in last.items():
            await transaction.all(
                "SELECT setval(pg_get_serial_sequence(:name, 'id'), :number)", name=name, number=number
            )

    async def applied(self) -> set[int]:
        """The numbers of the migrations that have run; empty when Musubi has no tables here."""
        async with self._readers.free() as reader:
            return {*await _applied(reader)}

    async def pending(self) -> list[schema.Migration]:
        """The migrations that have not run. Raises NewerDatabase."""
        async with self._readers.free() as reader:
            return _pending(await _applied(reader), may_be_newer=True)

    async def identity(self) -> tuple[str, str]:
        """The server's version, and the name of Musubi's user there."""
        row = await self.one("SELECT current_setting('server_version') AS version, CAST(current_user AS TEXT) AS name")
        assert row
        return row["version"], row["name"]

    async def _migrate(self, now: Clock, *, may_be_newer: bool) -> None:
        """All migrations or none; a process that starts at the same time waits, and finds them done."""
        async with self.transaction() as transaction:
            await _refuse_unfit(transaction, self.where)
            pending = _pending(await _applied(transaction), may_be_newer=may_be_newer)
            if await transaction.one("SELECT 1 WHERE to_regnamespace(:schema) IS NULL", schema=SCHEMA):
                await transaction.script(f"CREATE SCHEMA {SCHEMA}")
            for migration in pending:
                await transaction.script(migration.sql)
            for migration in pending:
                await transaction.execute(
                    "INSERT INTO migrations (number, name, applied_at) VALUES (:number, :name, :now)",
                    number=migration.number,
                    name=migration.name,
                    now=now(),
                )
        self._begin = _BEGIN + _COUNT_MIGRATIONS

    async def _close(self) -> None:
        """End all connections: tasks that go on get an error."""
        await self._readers.close()
        async with self._lock:
            if self._writer:
                await self._writer.close()


@asynccontextmanager
async def _transaction(writer: PostgreSQLStatements, begin: str) -> AsyncGenerator[str]:
    """Gives the server's word for the begin."""
    try:
        yield await writer.script(begin)
        _refuse_undone(await writer.script("COMMIT"))
    except BaseException:
        # To the end: what is read after the transaction must not be older than its end.
        await to_the_end(_roll_back(writer))
        raise


def _refuse_undone(answer: str) -> None:
    if answer != "COMMIT":
        raise StatementRefused("A transaction went on after one of its statements had failed.")


async def _roll_back(writer: PostgreSQLStatements) -> None:
    """Undo the transaction that is open, if any. Where that fails, the connection ends, and the transaction with it."""
    if writer.is_open:
        try:
            await writer.script("ROLLBACK")
        except StoreError:
            await writer.close()


async def _applied(statements: PostgreSQLStatements) -> dict[int, str]:
    """The names of the migrations that have run, by their numbers."""
    if not await statements.one("SELECT 1 WHERE to_regclass(:name) IS NOT NULL", name=f"{SCHEMA}.migrations"):
        return {}
    return {row["number"]: row["name"] for row in await statements.all("SELECT number, name FROM migrations")}


def _pending(applied: Mapping[int, str], *, may_be_newer: bool) -> list[schema.Migration]:
    """The migrations that have not run. Raises NewerDatabase.

    Newer ones only add to the tables, unless their names say that they contract.
    """
    folder = schema.FOLDER / MIGRATIONS
    known = {file.stem for file in folder.glob("[0-9]*.sql")}
    judged = {number for number, name in applied.items() if name in known or not may_be_newer or _CONTRACTS in name}
    return schema.migrations(judged, folder)[1]


async def _refuse_unfit(statements: PostgreSQLStatements, where: str) -> None:
    if statements.version < OLDEST:
        raise Unwritable(f"{where} is PostgreSQL {statements.version}: Musubi needs {OLDEST} or newer.")
    row = await statements.one("SELECT current_setting('server_encoding') AS encoding")
    if row != {"encoding": "UTF8"}:
        raise Unwritable(f"{where} can't hold all letters: create a database with ENCODING 'UTF8'.")
