"""A database that several processes share, in one process: each has a store of its own on it."""

from collections.abc import Generator
from contextlib import contextmanager

import pytest

from store import Database, Store
from store.repositories import repositories
from store.sqlite import SQLite


@contextmanager
def sharing() -> Generator[None]:
    """SQLite counts as shared inside."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLite, "is_shared", True)
        yield


def beside(store: Store, database: Database | None = None) -> Store:
    """The store of another process on the same database, with the same key; it sees that through `database`."""
    return repositories(database or store.database, store.keys, store.scrubs, store.copies, store.now)


async def run_out(store: Store, name: str) -> None:
    """Let the lease run out: its holder has stood still, or was killed."""
    await store.database.execute("UPDATE leases SET until = 0 WHERE name = :name", name=name)


async def pass_by(store: Store, seconds: int) -> None:
    """Let that much time pass for the leases and the processes: the clock of a PostgreSQL can't be set."""
    for table, column in (("leases", "until"), ("processes", "started_at"), ("processes", "seen_at")):
        sql = f"UPDATE {table} SET {column} = {column} - :seconds"
        await store.database.execute(sql, seconds=seconds)
