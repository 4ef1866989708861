"""The composition root of the store: it opens the database, finds the keys that fit it, and has the repositories made.

Knows nothing of the tables.
"""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from redaction import Secret
from store import canary, files
from store.copies import Copies, CopySchedule
from store.database import Clock, Database, unix_time
from store.errors import KeyUnusable, Unmoved
from store.keys import KeyRing
from store.overwriting import overwrite_deleted
from store.repositories import Store, repositories
from store.scrubs import Scrubs
from store.sqlite import NAME, SQLite

_EMPTY = (
    "The database %s is new and empty, and its key file %s is not. If people were linked before, their data is lost or "
    "in another place: stop, and mend DATA_DIR or DATABASE_URL, or run `python bot.py restore FILE`."
)

_log = logging.getLogger(__name__)


@asynccontextmanager
async def open_store(
    folder: Path,
    *,
    key_file: Path,
    key_text: Secret | None = None,
    database_url: Secret | None = None,
    copies: CopySchedule | None = None,
    now: Clock = unix_time,
) -> AsyncGenerator[Store]:
    """Open the SQLite database in `folder`, or the PostgreSQL at `database_url`. Raises StoreError.

    The keys are in `key_text` or else in `key_file`. A missing key file is created, but only while the database has no
    sealed values.
    """
    if key_text is None:
        _refuse_inside(folder, key_file)
    async with _open_database(folder, database_url, now) as (database, overwrite):
        keys = await _fitting_keys(database, key_file, key_text)
        store = repositories(database, keys, Scrubs(database, overwrite), Copies(folder, copies, now), now)
        try:
            async with store.signals.listening():
                yield store
        finally:
            await store.leases.finish()
            await store.scrubs.finish()


def refuse_place(folder: Path, *, key_file: Path, key_text: Secret | None) -> None:
    """Refuse what a first start would refuse, and make nothing. Raises StoreError."""
    if key_text is None:
        _refuse_inside(folder, key_file)
    if key_text is None and not key_file.exists():
        files.refuse_unwritable(key_file.parent)
    else:
        KeyRing.load(file=key_file, text=key_text, may_create=False)
    files.refuse_unwritable(folder)


@asynccontextmanager
async def _open_database(
    folder: Path, database_url: Secret | None, now: Clock
) -> AsyncGenerator[tuple[Database, Callable[[], Awaitable[None]] | None]]:
    """The database, and how the bytes of deleted rows are overwritten; None where the engine has no way."""
    if database_url is None:
        async with SQLite.open(folder, now) as database:
            yield database, partial(overwrite_deleted, database)
        return
    from store.postgresql import PostgreSQL  # noqa: PLC0415  (the driver takes 30 ms and 5 MB that others keep)

    with files.held(folder):
        async with PostgreSQL.open(database_url, now, may_be_newer=True) as database:
            await _refuse_data_left_behind(database, folder)
            yield database, None


async def _refuse_data_left_behind(database: Database, folder: Path) -> None:
    """Refuse to begin with nothing while the data are still in SQLite; after a move its file is elsewhere."""
    if (folder / NAME).exists() and not await canary.exists(database):
        raise Unmoved(
            f"The data are in {folder / NAME}, and {database.where} is empty: run `python bot.py move --from sqlite "
            "--to DATABASE_URL`; or put that file elsewhere, and nobody is linked."
        )


async def _fitting_keys(database: Database, key_file: Path, key_text: Secret | None) -> KeyRing:
    """The keys, checked against the canary; in a new database they seal it. Raises StoreError.

    All in one transaction: of two processes that start on a new database, the second finds the canary of the first.
    """
    async with database.transaction() as transaction:
        sealed = await canary.exists(transaction)
        if not sealed and key_text is None:
            _warn_of_an_older_key(database.where, key_file)
        keys = KeyRing.load(file=key_file, text=key_text, may_create=not sealed)
        if sealed:
            await canary.check(transaction, keys)
        else:
            await canary.write(transaction, keys)
    return keys


def _warn_of_an_older_key(database: str, key_file: Path) -> None:
    """Warn of an empty database beside an older key: the data folder may be the wrong one."""
    if key_file.exists():
        _log.warning(_EMPTY, database, key_file)


def _refuse_inside(folder: Path, key_file: Path) -> None:
    """Refuse a key file inside the data folder: a copy of the folder would hold the tokens and their key."""
    if key_file.resolve().is_relative_to(folder.resolve()):
        raise KeyUnusable(f"The key file {key_file} lies inside the data folder {folder}: move it out of there.")
