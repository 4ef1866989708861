"""R3: whatever fails while a command or button is at work, the person gets an answer, and nothing is half done.

For each row of ``tests/calls.py``: the n-th statement to the database, the n-th question to AniList and the n-th call
to Discord fail, for every n, one at a time.
"""

import re
import sqlite3
import zlib
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiosqlite
import msgspec
import pytest

from demo import faults
from demo.anilist.lists import Entry, FuzzyDate
from tests.calls import CALLS, Call, Last, ready
from tests.home import TABLES
from tests.lists_kit import Club, open_club, told
from tests.world import words

MINUTES = 601  # later than anything is remembered without looking, and than any pause that a fault brings about
ANSWERS: dict[str, faults.Fault] = {
    "an error page": faults.html(),
    "an answer that is lost": faults.reset_after,
    "a limit": faults.too_many_requests(retry_after=30),
    "a refused token": faults.invalid_token(),
    "half an answer": faults.half_json,
}


class Driver:
    """Stands before SQLite's driver: counts what it is told, and fails the one of it that is `bad`."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.asked = 0
        self.bad = 0
        execute = aiosqlite.Connection._execute

        async def counted(connection: aiosqlite.Connection, *what: Any, **how: Any) -> Any:
            self.asked += 1
            if self.asked == self.bad:
                error = sqlite3.OperationalError("disk I/O error")
                error.sqlite_errorcode = sqlite3.SQLITE_IOERR
                raise error
            return await execute(connection, *what, **how)

        patch.setattr(aiosqlite.Connection, "_execute", counted)


class NthCall(dict[str, Any]):
    """A fault of SimCord's that strikes the n-th call to Discord."""

    def __init__(self, number: int) -> None:
        super().__init__(path="*", status=500, code=0, message="Internal Server Error", times=1)
        self._left = number

    def __getitem__(self, key: str) -> Any:
        if key != "method":
            return super().__getitem__(key)
        self._left -= 1
        return "*" if self._left == 0 else ""


class Stage:
    """The club, and how it was before anything went wrong."""

    def __init__(self, club: Club, driver: Driver) -> None:
        self.club = club
        self.driver = driver
        self.env = club.world.env
        self._lists = club.stand_in.world.lists
        self._people = [person.id for person in club.people.values()]

    async def remember(self) -> None:
        self._entries = self.entries()
        database = self.club.world.bot.store.database
        self._rows = {table: await database.all(f"SELECT * FROM {table}") for table in TABLES}

    def entries(self) -> dict[tuple[int, int], Entry]:
        return {
            (entry.user_id, entry.media_id): entry
            for person in self._people
            for kind in ("ANIME", "MANGA")
            for entry in self._lists.of(person, kind)
        }

    def said(self) -> dict[tuple[int, int], Any]:
        """What people's lists say at AniList, whenever it was said and done; and their favourites."""
        lists: dict[tuple[int, int], Any] = {key: undated(entry) for key, entry in self.entries().items()}
        return lists | {(person, 0): list(self.club.stand_in.world.favourites[person]) for person in self._people}

    async def set(self) -> None:
        """As it was, some minutes later, and nothing fails."""
        self.driver.bad = 0
        self.club.stand_in.faults.clear()
        self.env.backend.faults.clear()
        for entry in self.entries().values():
            self._lists.remove(entry)
        for entry in self._entries.values():
            self._lists.put(entry)
        for person in self._people:
            self.club.stand_in.world.favourites[person] = []
        async with self.club.world.bot.store.database.transaction() as transaction:
            await transaction.execute("PRAGMA defer_foreign_keys = ON")
            for table, rows in self._rows.items():
                await transaction.execute(f"DELETE FROM {table}")
                for row in rows:
                    names = ", ".join(row)
                    values = ", ".join(f":{name}" for name in row)
                    await transaction.execute(f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({values})", **row)
        self.env.backend.advance_clock(MINUTES)

    async def last(self, call: Call) -> Last:
        await self.set()
        return await ready(self.club, "aoi", call)

    async def count(self, call: Call) -> tuple[dict[str, int], dict[tuple[int, int], Any], dict[tuple[int, int], Any]]:
        """How often each is asked when nothing fails, and what the lists say before and after."""
        last = await self.last(call)
        before = self.said()
        self.driver.asked, calls = 0, len(self.env.http_requests)
        self.club.asked()
        result = await last()
        assert_answered(result)
        counts = {
            "SQLite": self.driver.asked,
            "AniList": len(self.club.asked()),
            "Discord": len(self.env.http_requests) - calls,
        }
        return counts, before, self.said()

    async def fail(self, call: Call, what: str, number: int, fault: faults.Fault) -> Any:
        """The last step, of which the `number`-th question to `what` fails."""
        last = await self.last(call)
        if what == "SQLite":
            self.driver.asked, self.driver.bad = 0, number
        elif what == "AniList":
            self.club.stand_in.faults.arm(faults.nothing, times=number - 1)
            self.club.stand_in.faults.arm(fault)
        else:
            self.env.backend.faults.append(NthCall(number))
        result = await last()
        self.driver.bad = 0
        self.club.stand_in.faults.clear()
        self.env.backend.faults.clear()
        return result


def undated(entry: Entry) -> Entry:
    """Midnight may come between what is compared: of its dates remains whether there are any."""
    dates = {
        name: FuzzyDate(year=1) if getattr(entry, name) != FuzzyDate() else FuzzyDate()
        for name in ("started_at", "completed_at")
    }
    return msgspec.structs.replace(entry, id=0, created_at=0, updated_at=0, **dates)


def assert_answered(result: Any) -> None:
    """A form has opened, or there is a message that says something; nobody is left with "thinking …"."""
    assert result.acknowledged
    if result.modal is None:
        shown = told(result)
        assert shown is not None and words(shown).strip(), "there is no answer"


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Stage]:
    driver = Driver(monkeypatch)
    async with open_club(tmp_path) as club:
        stage = Stage(club, driver)
        club.let_manage("aoi")
        await club.run("aoi", "list")
        await club.run("ren", "list")
        await stage.remember()
        yield stage
        club.forgive()


def templates(club: Club) -> Iterator[re.Pattern[str]]:
    """How discord.py recognises the buttons and selects that outlive restarts."""
    yield from club.world.bot._connection._view_store._dynamic_items


async def test_the_table_has_every_command_and_every_button(stage: Stage) -> None:
    """And with nothing wrong each is answered."""
    club = stage.club
    commands = {command.qualified_name for command in club.world.bot.tree.walk_commands() if not is_group(command)}
    assert commands == {call.command for call in CALLS.values() if not call.then}
    pressed: set[str] = set()
    for name, call in CALLS.items():
        with named(name):
            last = await stage.last(call)
            seen = len(stage.env.backend.transcript)
            assert_answered(await last())
            pressed |= {str(payload["data"]["custom_id"]) for payload in interactions(stage, seen)}
    missing = [one.pattern for one in templates(club) if not any(one.fullmatch(custom_id) for custom_id in pressed)]
    assert missing == [], "add a row to tests/calls.py"


def is_group(command: Any) -> bool:
    return hasattr(command, "commands")


def interactions(stage: Stage, since: int) -> Iterator[dict[str, Any]]:
    """What people have pressed, picked and sent."""
    for kind, name, payload in stage.env.backend.transcript[since:]:
        if (kind, name) == ("GATEWAY", "INTERACTION_CREATE") and "custom_id" in payload["data"]:
            yield payload


@contextmanager
def named(note: str) -> Generator[None]:
    try:
        yield
    except Exception as error:
        error.add_note(note)
        raise


async def try_out(stage: Stage, name: str, call: Call, *, few: bool) -> None:
    """Each failure of the row; with `few` one of SQLite's, one of AniList's and one of Discord's."""
    counts, before, after = await stage.count(call)
    for what, count in counts.items():
        numbers = range(1, count + 1)
        if few and count:
            numbers = [1 + zlib.crc32(f"{name}{what}".encode()) % count]
        for number in numbers:
            kinds = ANSWERS if what == "AniList" else {"": faults.html()}
            if few:
                kinds = dict([list(kinds.items())[zlib.crc32(name.encode()) % len(kinds)]])
            for kind, fault in kinds.items():
                with named(f"{name}: {what} {number} of {count} {kind}"):
                    await fail_once(stage, call, what, number, fault, before, after)


async def fail_once(
    stage: Stage, call: Call, what: str, number: int, fault: faults.Fault, before: Any, after: Any
) -> None:
    result = await stage.fail(call, what, number, fault)
    assert_answered(result)
    now = stage.said()
    assert now in (before, after), "half of it is done"
    if result.modal is None and now != before:
        assert "othing was changed" not in words(told(result)), "it was"
    database = stage.club.world.bot.store.database
    assert await database.all("PRAGMA foreign_key_check") == []
    await database.execute("BEGIN")  # no transaction was left open
    await database.execute("ROLLBACK")


@pytest.mark.parametrize("part", range(4))
async def test_whatever_fails_there_is_an_answer_and_nothing_is_half_done(stage: Stage, part: int) -> None:
    for name, call in list(CALLS.items())[part::4]:
        await try_out(stage, name, call, few=True)


@pytest.mark.long
@pytest.mark.parametrize("name", CALLS)
async def test_whichever_call_fails_there_is_an_answer(stage: Stage, name: str) -> None:
    await try_out(stage, name, CALLS[name], few=False)
