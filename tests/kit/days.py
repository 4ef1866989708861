"""Rows of the smallest table, for tests of transactions on PostgreSQL."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext

from store.postgresql import PostgreSQL
from store.statements import Statements


async def put(statements: PostgreSQL | Statements, day: int) -> None:
    await statements.execute("INSERT INTO schedules (day, asked_at) VALUES (:day, 0)", day=day)


async def days(database: PostgreSQL) -> list[int]:
    """The rows that are committed."""
    return [row["day"] for row in await database.all("SELECT day FROM schedules ORDER BY day")]


async def put_two(database: PostgreSQL) -> None:
    async with database.transaction() as transaction:
        await put(transaction, 1)
        await put(transaction, 2)


async def put_one_twice(database: PostgreSQL, minding: AbstractContextManager[None] | None = None) -> None:
    """The second time is refused."""
    async with database.transaction() as transaction:
        await put(transaction, 1)
        with minding or nullcontext():
            await put(transaction, 1)


async def put_around(database: PostgreSQL, happens: Callable[[], Awaitable[object]]) -> None:
    """Rows before and after something that happens in the middle of the transaction."""
    async with database.transaction() as transaction:
        await put(transaction, 1)
        await happens()
        await put(transaction, 3)
