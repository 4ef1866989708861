"""*Differential testing*: every statement of `store/` does the same on both engines, with random rows and parameters.

No statement leaves a change behind, so that each meets the same rows.
"""

import re
from collections.abc import AsyncGenerator, Mapping
from typing import Any

import pytest

from store.errors import StatementRefused
from store.postgresql import PostgreSQL
from store.postgresql_parameters import translated
from store.sqlite import SQLite
from store.statements import Row, Statements
from tests.kit import engine
from tests.kit.home import TABLES, Home, everything
from tests.kit.random_rows import RandomRows
from tests.kit.sql import sort_keys, statements

TIMES = 6  # for each statement
TYPES: Mapping[str, type] = {"int8": int, "int4": int, "text": str, "bytea": bytes, "float8": float}
NUMBERED = ("feeds", "notices", "title_events")


class UndoneError(Exception):
    """Ends a transaction whose changes are not wanted."""


class Both:
    """A database of each engine, with the same rows."""

    def __init__(self, sqlite: SQLite, postgresql: PostgreSQL, rows: RandomRows) -> None:
        self._sqlite = sqlite
        self._postgresql = postgresql
        self._rows = rows

    async def fill(self) -> None:
        """Let both have the same rows, and refuse the same rows."""
        for table in TABLES:
            (made,) = await self._sqlite.all("SELECT sql FROM sqlite_schema WHERE name = :table", table=table)
            columns = await self._sqlite.all(f"SELECT * FROM pragma_table_info('{table}')")
            for _ in range(self._rows.number()):
                await self._insert(table, self._rows.row(columns, made["sql"]))
        assert await everything(self._sqlite) == await everything(self._postgresql)

    async def _insert(self, table: str, row: Row) -> None:
        sql = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})"
        is_taken = [await _is_taken(database, sql, row) for database in (self._sqlite, self._postgresql)]
        assert is_taken[0] == is_taken[1], (table, row)
        if is_taken[0]:
            self._rows.take(table, row)

    async def compare(self, sql: str) -> None:
        types = await self._types(sql)
        for _ in range(TIMES):
            values = self._rows.parameters(sql, types)
            outcome = await _outcome(self._sqlite, sql, values)
            assert await _outcome(self._postgresql, sql, values) == outcome, (sql, values)

    async def _types(self, sql: str) -> dict[str, type]:
        """The types of the statement's parameters, as PostgreSQL understands them."""
        text, names = translated(sql)
        async with self._postgresql.transaction() as transaction:
            prepared = await transaction._connection.prepare(text)
        return {name: TYPES[one.name] for name, one in zip(names, prepared.get_parameters(), strict=True)}


async def _outcome(database: SQLite | PostgreSQL, sql: str, values: Mapping[str, Any]) -> object:
    """What the statement gives, and what it makes of its table."""
    outcome = list[object]()
    try:
        async with database.transaction() as transaction:
            # PostgreSQL takes no number back that an undone transaction has used.
            await database.continue_numbers(transaction, dict.fromkeys(NUMBERED, 1000))
            outcome += await _run(transaction, sql, values)
            raise UndoneError  # noqa: TRY301  (the transaction is to see it)
    except UndoneError:
        return outcome
    except StatementRefused:
        return "refused"


async def _is_taken(database: SQLite | PostgreSQL, sql: str, row: Row) -> bool:
    try:
        await database.execute(sql, **row)
    except StatementRefused:
        return False
    return True


async def _run(transaction: Statements, sql: str, values: Mapping[str, Any]) -> list[object]:
    written = re.match(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)", sql)
    if written and "RETURNING" not in sql:
        found: list[object] = [await transaction.execute(sql, **values)]
    else:
        rows = await transaction.all(sql, **values)
        found = [_set(rows), [[row.get(key) for row in rows] for key in sort_keys(sql)[:1]]]
    return [*found, _set(await transaction.all(f"SELECT * FROM {written[1]}"))] if written else found


def _set(rows: list[Row]) -> list[str]:
    """The rows with the types of their values, in an order that no engine decides about."""
    return sorted(repr([(_named(name), _unordered(value)) for name, value in row.items()]) for row in rows)


def _named(name: str) -> str:
    """The name of a column; each engine has its own for a column without one."""
    return name if name.isidentifier() else ""


def _unordered(value: Any) -> Any:
    """The elements of an array, or of two in a row, in an order that no engine decides about."""
    return sorted(re.split(r"[\[\],]+", value)) if isinstance(value, str) and value.startswith("[") else value


@pytest.fixture(params=range(2))
async def both(home: Home, request: pytest.FixtureRequest) -> AsyncGenerator[Both]:
    async with SQLite.open(home.data) as sqlite, PostgreSQL.open(engine.new_database()) as postgresql:
        both = Both(sqlite, postgresql, RandomRows(seed=request.param))
        await both.fill()
        yield both


async def test_every_statement_does_the_same_on_both(both: Both) -> None:
    for statement in statements():
        await both.compare(statement.sql)
