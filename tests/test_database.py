"""One connection, one process: pragmas, lock, modes, transactions, and what is said when something is in the way."""

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable, Coroutine, Generator
from contextlib import suppress
from typing import Any

import pytest

from store import Damaged, InUse, Store, Unwritable
from store.database import Database
from store.errors import StatementRefused
from store.sqlite import SQLite
from store.sqlite_driver import PRAGMAS
from store.statements import Statements
from tests.kit.home import LIMIT, Home, a_link, a_token, an_attempt, everything, fill, sqlite
from tests.kit.killing import Reaper

pytestmark = pytest.mark.usefixtures("database_thread")


CHANGES = [
    "UPDATE links SET anilist_id = 5000002 WHERE discord_id = :one",
    "UPDATE links SET name = ''",
    "UPDATE links SET adult = 2",
    "UPDATE links SET anime = '{'",
    "UPDATE links SET discord_id = 0 WHERE discord_id = :one",
    "UPDATE links SET expires_at = 'soon'",
    "UPDATE attempts SET state_hash = x'00'",
    "UPDATE attempts SET expires_at = created_at",
    "UPDATE attempts SET card_channel_id = 1",
    "UPDATE attempts SET ended_at = NULL",
    "INSERT INTO hidden (discord_id, guild_id) VALUES (5, 5)",
    "INSERT INTO canary (one, sealed) VALUES (2, x'00')",
]


async def test_the_schema_holds_the_rules(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 2)
        await store.attempts.begin(an_attempt(1), **LIMIT)
        await store.attempts.begin(an_attempt(2), **LIMIT)
        before = await everything(store.database)
        for change in CHANGES:
            with pytest.raises(StatementRefused):
                await store.database.execute(change, **({"one": a_link(1).discord_id} if ":one" in change else {}))
            assert await everything(store.database) == before, change


async def test_the_pragmas_are_in_force(home: Home) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "secure_delete": 1,
        "temp_store": 2,
    }
    async with home.open() as store:
        for name, value in wanted.items():
            (row,) = await store.database.returning(f"PRAGMA {name}")
            assert list(row.values()) == [value], name


@pytest.mark.parametrize("pragma", ["journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete"])
async def test_a_pragma_that_does_not_hold_ends_the_start(
    home: Home, monkeypatch: pytest.MonkeyPatch, pragma: str
) -> None:
    assert pragma in PRAGMAS, "asked for, even where it is SQLite's default"
    monkeypatch.setitem(PRAGMAS, pragma, "nonsense")
    with pytest.raises(Unwritable, match=pragma):
        async with home.open():
            pass


async def test_nobody_else_can_read_the_files(home: Home) -> None:
    home.data.mkdir(mode=0o755)
    home.database.touch(0o644)
    async with home.open() as store:
        await fill(store, 1)
        await sqlite(store).backup(home.data / "backups" / "copy.db")
        modes = {path: path.stat().st_mode & 0o777 for path in [home.data, *home.data.rglob("*")]}
    assert {path.name for path in modes} >= {"musubi.db", "musubi.db-wal", "musubi.db-shm", "musubi.lock", "copy.db"}
    assert {path.name: mode for path, mode in modes.items() if mode != (0o700 if path.is_dir() else 0o600)} == {}


async def test_a_second_process_is_refused(home: Home, reaper: Reaper) -> None:
    async with home.open() as store:
        await fill(store, 1)
        for work in ("open_", "migrate", "rotate_key"):
            assert reaper.run(work, home).refused == "InUse"
        with pytest.raises(InUse, match="stop it first"):
            async with home.open():
                pass
    assert reaper.run("open_", home).said == [1], "the lock goes with its holder"


async def test_the_driver_logs_nobodys_name(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with home.open() as store:
        await fill(store, 1)
    assert a_link().name not in caplog.text


@pytest.mark.parametrize("obstacle", ["data", "database"])
async def test_a_folder_that_cannot_be_used_is_one_sentence(home: Home, obstacle: str) -> None:
    if obstacle == "data":
        home.data.touch()
    else:
        home.database.mkdir(parents=True)
    with pytest.raises(Unwritable, match=r"can't be written .+: give Musubi's user that folder"):
        async with home.open():
            pass


async def test_what_is_no_database_is_one_sentence(home: Home) -> None:
    home.data.mkdir()
    home.database.write_text("not a database, for sure " * 100)
    with pytest.raises(Damaged, match="restore a backup"):
        async with home.open():
            pass
    assert not home.key_file.exists()


async def test_a_full_disk_leaves_no_half_state(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 3)
        pages = await store.database.one("PRAGMA page_count")
        assert pages
        await store.database.execute(f"PRAGMA max_page_count = {pages['page_count']}")
        with pytest.raises(Unwritable, match="full"):
            await fill(store, 100)
        count = await store.links.count()
        assert await store.links.token(a_link(count).discord_id) == a_token(count)
        await sqlite(store).verify()
        assert await store.works()


async def test_the_store_knows_whether_it_works(home: Home) -> None:
    async with home.open() as store:
        assert await store.works()
        await store.database.execute("PRAGMA query_only = 1")
        assert not await store.works(), "no write"
        await store.database.execute("PRAGMA query_only = 0")
        await store.database.execute("UPDATE canary SET sealed = x'00'")
        assert not await store.works(), "no canary"


async def in_transaction(store: Store, work: Callable[[Statements], Awaitable[None]]) -> None:
    async with store.database.transaction() as transaction:
        await work(transaction)


async def hide_in_two(store: Store) -> None:
    async def two(transaction: Statements) -> None:
        await hide(transaction, 1)
        await hide(transaction, 2)

    await in_transaction(store, two)


async def hide(statements: Database | Statements, guild: int) -> None:
    await statements.execute(
        "INSERT INTO hidden (discord_id, guild_id) VALUES (:person, :guild)", person=a_link().discord_id, guild=guild
    )


async def hidden(home: Home) -> list[int]:
    """What another connection sees: that is, what is committed."""
    async with SQLite.read_only(home.database) as view:
        return [row["guild_id"] for row in await view.all("SELECT guild_id FROM hidden ORDER BY guild_id")]


class Interrupted:
    """Awaits a coroutine, but cancels it at the given suspensions, as a task is that is cancelled there."""

    def __init__(self, coroutine: Coroutine[Any, Any, None], at: set[int]) -> None:
        self.coroutine = coroutine
        self.at = at
        self.finished = False

    def __await__(self) -> Generator[Any, Any, None]:
        try:
            waiting_for = self.coroutine.send(None)
            for suspension in itertools.count():
                if suspension in self.at:
                    waiting_for.cancel()
                    waiting_for = self.coroutine.throw(asyncio.CancelledError())
                else:
                    yield waiting_for
                    waiting_for = self.coroutine.send(None)
        except StopIteration:
            self.finished = True


@pytest.mark.parametrize("times", [1, 2])
async def test_a_cancelled_transaction_is_whole_or_nothing_and_lets_others_go_on(home: Home, times: int) -> None:
    outcomes: set[tuple[int, ...]] = set()
    interrupted = None
    async with home.open() as store:
        await fill(store, 1)
        for suspension in range(20):
            interrupted = Interrupted(hide_in_two(store), {suspension + again for again in range(times)})
            with suppress(asyncio.CancelledError):
                await interrupted
            seen = [
                row["guild_id"] for row in await store.database.all("SELECT guild_id FROM hidden ORDER BY guild_id")
            ]
            await hide(store.database, 3)
            assert await hidden(home) == [*seen, 3], "a read after it has seen what it has become"
            outcomes.add((*seen, 3))
            await store.database.execute("DELETE FROM hidden")
    assert interrupted and interrupted.finished, "every suspension had its turn"
    assert outcomes == {(3,), (1, 2, 3)}


async def test_a_cancelled_statement_lets_others_go_on(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
        with pytest.raises(asyncio.CancelledError):
            await Interrupted(hide(store.database, 1), {0})
        await hide(store.database, 2)
        assert 2 in await hidden(home)


async def test_a_rollback_takes_nobody_elses_write_along(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
        others: list[asyncio.Task[None]] = []

        async def interfere(transaction: Statements) -> None:
            await hide(transaction, 1)
            others.append(asyncio.create_task(hide(store.database, 2)))
            await hide(transaction, 3)
            raise RuntimeError("change of mind")

        with pytest.raises(RuntimeError, match="change of mind"):
            await in_transaction(store, interfere)
        await others[0]
        assert await hidden(home) == [2]


async def test_nothing_of_a_transaction_is_seen_before_its_end(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
        async with store.database.transaction() as transaction:
            await hide(transaction, 1)
            assert await hidden(home) == []
        assert await hidden(home) == [1]


async def test_a_failing_statement_undoes_its_transaction(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)

        async def fail(transaction: Statements) -> None:
            await hide(transaction, 1)
            await hide(transaction, 1)

        with pytest.raises(StatementRefused):
            await in_transaction(store, fail)
        await hide_in_two(store)
        assert await hidden(home) == [1, 2]
