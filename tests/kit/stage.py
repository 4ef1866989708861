"""*Fault injection* for every row of ``tests/kit/calls.py``: a club that is reset before each row."""

import sqlite3
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import aiosqlite
import msgspec
import pytest
from simcord.backend import Backend
from simcord.backend.errors import BackendError
from simcord.http import router

from demo import faults
from demo.anilist.lists import DateParts, MediaList
from store.database import Database
from store.postgresql_driver import PostgreSQLStatements
from store.sqlite_short_reads import ShortReads
from tests.kit import engine
from tests.kit.calls import Call, following, ready, steps_to
from tests.kit.driver import disk_error
from tests.kit.earlier import CLUB
from tests.kit.home import TABLES, refuse_writes, sqlite
from tests.kit.lists import Club, open_club, told
from tests.kit.world import words

_SECONDS_PATIENT = 15  # shorter than any pause that a fault brings about: SimCord would wait for its end
_KEPT = {"upload our emojis"}  # loops that go on; a row that waits for a message has it told (tests/kit/calls.py)
_ACTIONS = "INSERT", "UPDATE", "DELETE"
ONCE, STAYS = "once", "from there on nothing can be written"
FAILS, BREAKS, LOST = "it fails", "the connection breaks", "the connection breaks, and the answer is lost"
MINUTES = 601  # later than anything is remembered without looking, and than any pause that a fault brings about


class Driver:
    """Wraps the database's driver: counts its calls, and fails call number `bad`.

    If it `stays` bad, every write from there on fails, as on a full disk; on PostgreSQL the connections are lost.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.asked = 0
        self.bad = 0
        self.stays = False
        execute = aiosqlite.Connection._execute

        async def counted(connection: aiosqlite.Connection, *what: Any, **how: Any) -> Any:
            self.asked += 1
            if self.stays and self.asked >= self.bad > 0:
                await execute(connection, connection._conn.execute, "PRAGMA query_only = 1")
            elif self.asked == self.bad:
                raise disk_error()
            return await execute(connection, *what, **how)

        patch.setattr(aiosqlite.Connection, "_execute", counted)
        read = ShortReads._read

        def counted_here(reads: ShortReads, *what: Any) -> Any:
            self.asked += 1
            if self.asked == self.bad and not self.stays:
                raise disk_error()
            return read(reads, *what)

        patch.setattr(ShortReads, "_read", counted_here)
        run = PostgreSQLStatements._run

        async def counted_there(statements: PostgreSQLStatements, call: Any) -> Any:
            self.asked += 1
            if self.asked == self.bad or (self.stays and self.asked > self.bad > 0):
                statements._connection.terminate()
            return await run(statements, call)

        patch.setattr(PostgreSQLStatements, "_run", counted_there)


class Wire:
    """Wraps the client of Discord: call number `bad` meets `trouble`."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.asked = 0
        self.bad = 0
        self.trouble = FAILS
        dispatch = router.dispatch

        def counted(backend: Backend, *what: Any, **how: Any) -> Any:
            self.asked += 1
            if self.asked != self.bad:
                return dispatch(backend, *what, **how)
            if self.trouble == FAILS:
                raise BackendError(500, 0, "Internal Server Error")
            if self.trouble == LOST:
                dispatch(backend, *what, **how)
            raise aiohttp.ServerDisconnectedError

        patch.setattr(router, "dispatch", counted)


class Counted(NamedTuple):
    """The number of calls to each service, the lists before and after, and the parts that were used."""

    counts: dict[str, int]
    before: dict[tuple[int, int], Any]
    after: dict[tuple[int, int], Any]
    pressed: set[str]


class Stage:
    """The club, and a snapshot of it from before any fault."""

    def __init__(self, club: Club, driver: Driver, wire: Wire) -> None:
        self.club = club
        self.driver = driver
        self.wire = wire
        self.env = club.world.env
        self._lists = club.stand_in.world.lists
        self._people = [person.id for person in club.people.values()]

    async def remember(self) -> None:
        self._entries = self.entries()
        self._settings = {person: self.club.stand_in.world.people[person] for person in self._people}
        database = self.club.world.bot.store.database
        self._rows = {table: await database.all(f"SELECT * FROM {table}") for table in TABLES}
        self._values = {table: [tuple(row.values()) for row in rows] for table, rows in self._rows.items()}
        if not engine.is_postgresql():
            await self._at_once(_note_changes)

    def entries(self) -> dict[tuple[int, int], MediaList]:
        return {
            (entry.user_id, entry.media_id): entry
            for person in self._people
            for kind in ("ANIME", "MANGA")
            for entry in self._lists.of(person, kind)
        }

    def said(self) -> dict[tuple[int, int], Any]:
        """People's lists at AniList without exact dates, and their favourites."""
        lists: dict[tuple[int, int], Any] = {key: undated(entry) for key, entry in self.entries().items()}
        return lists | {(person, 0): list(self.club.stand_in.world.favourites[person]) for person in self._people}

    async def set(self) -> None:
        """Restore the snapshot, some minutes later, without faults."""
        await self._mend()
        for entry in self.entries().values():
            self._lists.remove(entry)
        for entry in self._entries.values():
            self._lists.put(entry)
        self.club.stand_in.world.people.update(self._settings)
        for person in self._people:
            self.club.stand_in.world.favourites[person] = []
        if engine.is_postgresql():
            await self._put_back_there(self.club.world.bot.store.database)
        else:
            await self._at_once(self._put_back)
        self.env.backend.advance_clock(MINUTES)

    async def _at_once(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Do the work on the driver's thread, between two transactions."""
        database = sqlite(self.club.world.bot.store)
        async with database._lock:
            await database._writes._connection._execute(work, database._writes._connection._conn)

    def _put_back(self, connection: sqlite3.Connection) -> None:
        """Write the tables that have changed, and then those that have changed with them, by a trigger or a reference.

        A PRAGMA would have SQLite compile all statements anew, Musubi's too.
        """
        connection.execute("BEGIN")
        connection.execute("DELETE FROM sqlite_sequence")  # a new feed has the same number each time
        while changed := [table for table in _noted(connection) if _values(connection, table) != self._values[table]]:
            for table in changed:
                connection.execute(f"DELETE FROM {table}")
                if rows := self._values[table]:
                    places = ", ".join("?" for _ in rows[0])
                    connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({places})", rows)
        connection.execute("DELETE FROM noted")
        connection.execute("COMMIT")

    async def _put_back_there(self, database: Database) -> None:
        async with database.transaction() as transaction:
            assert isinstance(transaction, PostgreSQLStatements)
            await transaction.script(engine.EMPTY)
            for table, rows in self._rows.items():
                if rows:
                    names, values = ", ".join(rows[0]), ", ".join(f":{name}" for name in rows[0])
                    await transaction.execute_many(f"INSERT INTO {table} ({names}) VALUES ({values})", rows)
                    if table in ("feeds", "notices"):
                        await database.continue_numbers(transaction, {table: max(row["id"] for row in rows)})
            await transaction.script("SET session_replication_role = DEFAULT")

    async def count(self, call: Call) -> list[Counted]:
        """Do all steps without faults, each as the last of its own row, and check that each is answered."""
        await self.set()
        counted, result = list[Counted](), None
        for step in steps_to(call):
            last = await following(self.club, "aoi", step, result)
            before = self.said()
            seen = len(self.env.backend.transcript)
            self.driver.asked = self.wire.asked = 0
            self.club.asked()
            result = await last()
            assert_answered(result)
            counts = {
                "database": self.driver.asked,
                "AniList": len(self.club.asked()),
                "Discord": self.wire.asked,
            }
            counted.append(Counted(counts, before, self.said(), set(self._pressed(seen))))
        return counted

    def _pressed(self, since: int) -> Iterator[str]:
        """The ids of the components that people have pressed, picked and sent."""
        for kind, name, payload in self.env.backend.transcript[since:]:
            if (kind, name) == ("GATEWAY", "INTERACTION_CREATE") and "custom_id" in payload["data"]:
                yield str(payload["data"]["custom_id"])

    async def fail(self, call: Call, what: str, number: int, fault: faults.Fault | str) -> Any:
        """Do the last step with a fault at call `number` to the service `what`."""
        await self.set()
        last = await ready(self.club, "aoi", call)
        if what == "database":
            self.driver.asked, self.driver.bad, self.driver.stays = 0, number, fault == STAYS
        elif isinstance(fault, str):
            self.wire.asked, self.wire.bad, self.wire.trouble = 0, number, fault
        else:
            self.club.stand_in.faults.arm(faults.nothing, times=number - 1)
            self.club.stand_in.faults.arm(fault)
        patience, self.env.settle_timeout = self.env.settle_timeout, _SECONDS_PATIENT
        result = await last()
        self.env.settle_timeout = patience
        await self._mend()
        return result

    def bugs(self) -> list[tuple[str, ...]]:
        """The kinds of interactions that have ended with a bug."""
        return [labels for labels in self.club.world.bot.interactions.counts if "bug" in labels]

    async def _mend(self) -> None:
        self.driver.bad = self.wire.bad = 0
        if self.driver.stays:
            await refuse_writes(self.club.world.bot.store.database, is_on=False)
            self.driver.stays = False
        self.club.stand_in.faults.clear()


def _note_changes(connection: sqlite3.Connection) -> None:
    """From here on the connection, which alone writes, keeps the names of the tables that it writes to."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS noted (name TEXT PRIMARY KEY)")
    for table in TABLES:
        for action in _ACTIONS:
            note = f"CREATE TEMP TRIGGER IF NOT EXISTS note_{action}_{table} AFTER {action} ON main.{table}"
            is_new = f"NOT EXISTS (SELECT 1 FROM noted WHERE name = '{table}')"  # a conflict would be the statement's
            connection.execute(f"{note} BEGIN INSERT INTO noted SELECT '{table}' WHERE {is_new}; END")
    connection.execute("DELETE FROM noted")


def _noted(connection: sqlite3.Connection) -> list[str]:
    """Those tables; what others refer to comes first."""
    noted = {name for (name,) in connection.execute("SELECT name FROM noted")}
    return [table for table in TABLES if table in noted]


def _values(connection: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(f"SELECT * FROM {table}")]


def undated(entry: MediaList) -> MediaList:
    """The entry with each date reduced to whether it is set: midnight may pass between two compared entries."""
    dates = {
        name: DateParts(year=1) if getattr(entry, name) != DateParts() else DateParts()
        for name in ("started_at", "completed_at")
    }
    return msgspec.structs.replace(entry, id=0, created_at=0, updated_at=0, **dates)


def assert_answered(result: Any) -> None:
    """Check that a form has opened or a message has text, so that no person is left with "thinking …"."""
    assert result.acknowledged
    if result.modal is None:
        shown = told(result)
        assert shown is not None and words(shown).strip(), "there is no answer"


@contextmanager
def named(note: str) -> Generator[None]:
    try:
        yield
    except Exception as error:
        error.add_note(note)
        raise


@asynccontextmanager
async def open_stage(folder: Path, patch: pytest.MonkeyPatch, before: str | None = CLUB) -> AsyncGenerator[Stage]:
    """The club begins after the run `before`, or as the very first one: other titles than usual are in no run."""
    driver, wire = Driver(patch), Wire(patch)
    async with open_club(folder, before) as club:
        stage = Stage(club, driver, wire)
        for task, loop in club.world.bot.loops.by_task.items():
            if task not in _KEPT:  # the fault is to hit the person's command, not a loop
                loop.cancel()
        club.let_manage("aoi")
        await club.run("aoi", "list")
        await club.run("ren", "list")
        await stage.remember()
        yield stage
        club.forgive()
