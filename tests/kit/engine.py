"""The database of a test: SQLite in its folder, or with ``--postgresql`` a PostgreSQL database for each folder."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from redaction import Secret
from store.postgresql import PostgreSQL
from tests.kit.postgresql import Server, shared_server

# Modules of tests about one engine alone.
_OF_POSTGRESQL = re.compile(r"test_(postgresql.*|shapes|signals|both_engines)\.py")
_OF_SQLITE = {"test_database.py", "test_migrations.py"}

_chosen: dict[str, bool] = {"postgresql": False}


def choose_postgresql() -> None:
    """Have all stores of this run opened on PostgreSQL."""
    _chosen["postgresql"] = True


def is_postgresql() -> bool:
    return _chosen["postgresql"]


def is_of_postgresql(module: Path) -> bool:
    """Whether the module is for ``--postgresql`` alone, or for those who name it."""
    return _OF_POSTGRESQL.fullmatch(module.name) is not None


def is_of_sqlite(module: Path) -> bool:
    return module.name in _OF_SQLITE


def database_url(folder: Path) -> Secret | None:
    """The address of the database that belongs to `folder`, the same at each call; None for SQLite's in the folder."""
    return _database_of(folder.resolve()) if is_postgresql() else None


@cache
def _database_of(_folder: Path) -> Secret:
    return new_database()


def new_database() -> Secret:
    """The address of a new PostgreSQL database with all tables, and no row."""
    server = shared_server()
    return Secret(server.url(server.create(_with_tables(server))))


def empty_database() -> Secret:
    """The address of a new PostgreSQL database without a table."""
    server = shared_server()
    return Secret(server.url(server.create()))


@cache
def _with_tables(server: Server) -> str:
    return server.template("musubi_template", _make_tables)


def _make_tables(url: str) -> None:
    async def make() -> None:
        async with PostgreSQL.open(Secret(url)):
            pass

    with ThreadPoolExecutor(1) as thread:  # this one may have a loop that runs
        thread.submit(asyncio.run, make()).result()
