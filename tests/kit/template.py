"""A new data folder and its key, made once a process, because migrations take longer than a test."""

import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path

import msgspec
import pytest

from redaction import Secret
from store import open_store, opening
from store.database import Clock, Database
from store.sqlite import NAME, SQLite
from tests.kit import engine

START = 1_767_225_600  # 2026-01-01

_Opened = tuple[Database, Callable[[], Awaitable[None]] | None]


class _Made(msgspec.Struct):
    """The content of the files; empty until they are made."""

    database: bytes = b""
    key: bytes = b""
    without_key: bytes = b""  # a database of which no key is known yet


async def furnish(data: Path, key_file: Path) -> None:
    """Write a new database and its key, unless there is a database. PostgreSQL copies its own template."""
    if engine.is_postgresql():
        return
    made = _made()
    if not made.database:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            async with open_store(root / "data", key_file=root / "musubi.key", now=lambda: START):
                pass
            _read(made, root / "data" / NAME, root / "musubi.key")
    if not (data / NAME).exists():
        write_data(data, made.database, key_file, made.key)


def choose_copies(item: pytest.Item) -> None:
    """Have the test's stores begin with a copy of a migrated database; a test of SQLite's files has them made anew."""
    if not engine.is_postgresql():
        opening._open_database = engine.open_database if engine.is_of_new_files(item) else _open_copied


@asynccontextmanager
async def _open_copied(folder: Path, database_url: Secret | None, now: Clock) -> AsyncGenerator[_Opened]:
    with suppress(OSError):  # the start meets it again, and says it
        if database_url is None and not (folder / NAME).exists():
            _write_file(folder / NAME, await _without_key())
    async with engine.open_database(folder, database_url, now) as opened:
        yield opened


async def _without_key() -> bytes:
    made = _made()
    if not made.without_key:
        with tempfile.TemporaryDirectory() as folder:
            async with SQLite.open(Path(folder), lambda: START):
                pass
            made.without_key = (Path(folder) / NAME).read_bytes()
    return made.without_key


@cache
def _made() -> _Made:
    return _Made()


def _read(made: _Made, database: Path, key_file: Path) -> None:
    made.database, made.key = database.read_bytes(), key_file.read_bytes()


def read_database(data: Path) -> bytes:
    """What the database of the data folder has in it; nobody uses it any more."""
    return engine.content(data) if engine.is_postgresql() else (data / NAME).read_bytes()


def write_data(data: Path, database: bytes, key_file: Path, key: bytes) -> None:
    """Write the key, and what :func:`read_database` has read into a new database."""
    if engine.is_postgresql():
        engine.put_content(data, database)
    else:
        _write_file(data / NAME, database)
    _write_file(key_file, key)


def _write_file(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(content)
