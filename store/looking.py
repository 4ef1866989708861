"""A look at a database that other processes may use: nothing is made, migrated or written."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from redaction import Secret
from store import canary
from store.database import Database
from store.keys import KeyRing
from store.sqlite import NAME, SQLite


class Look(msgspec.Struct, frozen=True):
    """A PostgreSQL: its address without a password, its version, who Musubi is there, and how many `links` it has.

    Before the first start `links` is None. The `pending` migrations wait for the next one. `clock` is its time.
    """

    where: str
    version: str
    user: str
    pending: int
    links: int | None
    clock: float


@asynccontextmanager
async def beside_since(migration: int, folder: Path, database_url: Secret | None) -> AsyncGenerator[Database | None]:
    """The database for reads alone, while it may be in use; None where a release without `migration` has written it.

    Raises StoreError.
    """
    async with _beside(folder, database_url) as database:
        yield database if max(await database.applied(), default=0) >= migration else None


@asynccontextmanager
async def _beside(folder: Path, database_url: Secret | None) -> AsyncGenerator[Database]:
    """The SQLite database in `folder`, or the PostgreSQL at `database_url`. Raises Unwritable."""
    if database_url is None:
        async with SQLite.read_only(folder / NAME) as database:
            yield database
        return
    from store.postgresql import PostgreSQL  # noqa: PLC0415  (the driver takes time and memory that others keep)

    async with PostgreSQL.read_only(database_url) as database:
        yield database


async def look_at(database_url: Secret, key_file: Path, key_text: Secret | None) -> Look:
    """Look at a PostgreSQL, and whether the key fits. Raises Unwritable, NewerDatabase, KeyMissing, KeyWrong."""
    from store.postgresql import PostgreSQL  # noqa: PLC0415

    async with PostgreSQL.read_only(database_url) as database:
        pending = await database.pending()
        links = None
        if await database.applied() and await canary.exists(database):
            await canary.check(database, KeyRing.load(file=key_file, text=key_text, may_create=False))
            row = await database.one("SELECT count(*) AS links FROM links")
            links = row["links"] if row else 0
        return Look(database.where, *await database.identity(), len(pending), links, await database.clock())
