"""The database of a test: SQLite in its folder, or with ``--postgresql`` a PostgreSQL database for each folder.

With the option, every store that a test opens in its own process is on PostgreSQL, whoever opens it: a kit, the bot.
"""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest

from redaction import Secret
from store import opening
from store.database import Clock
from store.postgresql import PostgreSQL
from store.postgresql_driver import SCHEMA
from tests.kit.home import TABLES
from tests.kit.postgresql import Server, Session, shared_server

# What is about one engine alone: SQLite's files, pages, copies, plans and schema.
_OF_POSTGRESQL = re.compile(r"test_(fleet.*|moving.*|postgresql.*|shapes|signals|both_engines)\.py")
_OF_SQLITE = {
    *("test_backup", "test_broken_disk", "test_copies", "test_database", "test_durability"),
    *("test_migrations", "test_pages", "test_reading", "test_scrubs", "test_guards", "test_sql"),
    *("test_process", "test_doctor", "test_refusals", "test_storm"),  # processes of their own
    *("test_statements", "test_unlink_leaves_nothing"),
    "test_nothing_twice",  # cut off at the steps of SQLite's driver
}
_OF_OLDER_FILES = _OF_SQLITE - {"test_database", "test_guards", "test_migrations"}
_TESTS_OF_SQLITE = re.compile(
    r"test_no_statement_\w+|test_tests_see_every_table|test_every_table_about_servers_is_forgotten"
    r"|test_a_backup_is_made_and_put_back|test_alone_on_its_database_\w+|test_an_empty_database_beside_a_key_is_said"
    r"|test_what_is_stored_is_the_token_and_not_in_plain"
    # Hours of all loops, minute by minute; their statements have tests of their own.
    r"|test_a_digest_has_them_with_the_number_of_unread_ones|test_an_old_button_leads_to_the_new_title_\w+"
)
# They open a store, and are about browsers, pictures, languages, sockets, the demo, or crowds at AniList.
_OF_OTHER_THINGS = {
    *("test_bot", "test_cards_hold", "test_charts", "test_connections", "test_crowd_cards_hold", "test_demo"),
    *("test_alive", "test_demo_channel"),
    *("test_emojis", "test_first_start", "test_hostile", "test_limits", "test_marked", "test_page", "test_pictures"),
    *("test_proxies", "test_rolling", "test_rush", "test_shards", "test_simulated_day", "test_web_hostile"),
    *("test_web_languages", "test_whole_in_languages", "test_taken_back_in_languages", "test_words"),
}

_EMPTY = f"""
BEGIN
    {" ".join(f"DELETE FROM {table};" for table in TABLES)}
    PERFORM setval(seqrelid, 1, FALSE) FROM pg_sequence;
END
"""
# Faster than a new database. No trigger fires and no foreign key is looked at meanwhile.
EMPTY = f"SET session_replication_role = replica; DO $${_EMPTY}$$"
# The same for a connection that is kept, for it has planned that after the first time.
_BEGIN_TO_EMPTY = f"""
SET session_replication_role = replica; SET search_path = {SCHEMA}, {SCHEMA}_functions;
CREATE FUNCTION pg_temp.empty() RETURNS VOID LANGUAGE plpgsql AS $${_EMPTY}$$
"""
_ROWS = " ".join(f"SELECT '{table}', json_agg({table}) FROM {table};" for table in TABLES)
_NUMBERS = "SELECT CAST(seqrelid AS REGCLASS), nextval(seqrelid) FROM pg_sequence"

open_database = opening._open_database


def choose_postgresql() -> None:
    """Have all stores of this run opened on PostgreSQL."""
    opening._open_database = _open_postgresql


def choose_by_settings(patch: pytest.MonkeyPatch) -> None:
    """Have stores opened on the engine of their settings, whatever was chosen for the run."""
    patch.setattr(opening, "_open_database", open_database)


def is_postgresql() -> bool:
    return opening._open_database is _open_postgresql


def _open_postgresql(folder: Path, database_url: Secret | None, now: Clock):
    return open_database(folder, database_url or _database_of(folder.resolve()), now)


def is_of_postgresql(module: Path) -> bool:
    """Whether the module is for ``--postgresql`` alone, or for those who name it."""
    return _OF_POSTGRESQL.fullmatch(module.name) is not None


def is_of_sqlite(item: pytest.Item) -> bool:
    """Whether the test is not for ``--postgresql``."""
    is_other = item.path.stem in _OF_OTHER_THINGS or _TESTS_OF_SQLITE.match(item.name) is not None
    return is_other or is_of_files(item)


def is_of_files(item: pytest.Item) -> bool:
    """Whether the test is about the files of SQLite."""
    return item.path.stem in _OF_SQLITE or "reaper" in getattr(item, "fixturenames", ())


def is_of_new_files(item: pytest.Item) -> bool:
    """Whether the test has to find the files of SQLite as the very first start makes them, not as it leaves them."""
    return is_of_files(item) and item.path.stem not in _OF_OLDER_FILES


_databases: dict[Path, str] = {}  # by the folders that they belong to
_free: list[str] = []  # databases of tests that have ended
_sessions: dict[str, Session] = {}  # by databases


def give_back(folder: Path) -> None:
    """The test with the folder has ended: its databases are for others."""
    _free.extend(_databases.pop(path) for path in list(_databases) if path.is_relative_to(folder))


def _database_of(folder: Path) -> Secret:
    """The address of the database that belongs to the folder, the same at each call."""
    server = shared_server()
    if folder not in _databases:
        _databases[folder] = _emptied(server, _free.pop()) if _free else server.create(_with_tables(server))
        server.kept.add(_databases[folder])
    return Secret(server.url(_databases[folder]))


def _emptied(server: Server, name: str) -> str:
    _session(server, name).run("SELECT pg_temp.empty()")
    return name


def _session(server: Server, name: str) -> Session:
    """A connection beside those of the tests, until the run ends."""
    if name not in _sessions:
        _sessions[name] = server.session(name)
        _sessions[name].run(_BEGIN_TO_EMPTY)
    return _sessions[name]


def finish() -> None:
    """The run has ended."""
    while _sessions:
        _sessions.popitem()[1].close()


def content(folder: Path) -> bytes:
    """Statements that put the rows of the folder's PostgreSQL database, as they are now, into an empty one."""
    session = _session_of(folder)
    rows = [_insert(table, json) for table, json in session.run(_ROWS) if json]
    numbers = [f"SELECT setval({_text(name)}, {number}, FALSE)" for name, number in session.run(_NUMBERS)]
    return ";\n".join(rows + numbers).encode()


def _insert(table: str, rows: str) -> str:
    made = f"json_populate_recordset(CAST(NULL AS {table}), {_text(rows)})"
    return f"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM {made}"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def put_content(folder: Path, content: bytes) -> None:
    _session_of(folder).run(content.decode())


def _session_of(folder: Path) -> Session:
    _database_of(folder.resolve())
    return _session(shared_server(), _databases[folder.resolve()])


def new_database() -> Secret:
    """The address of a new PostgreSQL database with all tables, and no row."""
    server = shared_server()
    return Secret(server.url(server.create(_with_tables(server))))


def empty_database() -> Secret:
    """The address of a new PostgreSQL database without a table."""
    server = shared_server()
    return Secret(server.url(server.create()))


def url_of(folder: Path) -> Secret | None:
    """The address of the folder's database, None on SQLite: for those who open stores with an address."""
    return _database_of(folder.resolve()) if is_postgresql() else None


@cache
def _with_tables(server: Server) -> str:
    return server.template("musubi_template", _make_tables)


def _make_tables(url: str) -> None:
    async def make() -> None:
        async with PostgreSQL.open(Secret(url)):
            pass

    with ThreadPoolExecutor(1) as thread:  # this one may have a loop that runs
        thread.submit(asyncio.run, make()).result()
