"""A short read runs on the event loop; a long one, one too many and one of a slow disk are left to the thread."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from store import Damaged, Unwritable
from store.database import json_array
from store.sqlite_driver import PRAGMAS
from store.sqlite_short_reads import READS_A_TURN, SECONDS_LONG, SECONDS_OF_A_SLOW_DISK, SECONDS_WITHOUT, ShortReads
from tests.kit.home import Home, fill

ONE = "SELECT x FROM numbers WHERE x = :x"
SOME = "SELECT x FROM numbers WHERE x IN (SELECT value FROM json_each(:numbers))"
ALL = "SELECT x FROM numbers"
ENDLESS = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"

# The lock of who writes the log, and of who recovers it, is on these bytes (https://sqlite.org/walformat.html).
RECOVERING = """
import fcntl, sys
with open(sys.argv[1], "r+b") as index:
    fcntl.lockf(index, fcntl.LOCK_EX, 3, 120)
    header = index.read(96)
    index.seek(0)
    index.write(bytes(96))
    index.flush()
    print("recovering", flush=True)
    sys.stdin.read()
    index.seek(0)
    index.write(header)
"""


class Disk:
    """A clock that shows how long a read took."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.took = 0.0

    def __call__(self) -> float:
        self.now += self.took / 2
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "numbers.db"
    with closing(sqlite3.connect(path)) as writer, writer:
        writer.execute("PRAGMA journal_mode = wal")
        writer.execute("CREATE TABLE numbers (x INTEGER PRIMARY KEY)")
        writer.executemany("INSERT INTO numbers VALUES (?)", ((number,) for number in range(5000)))
    return path


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def reads(path: Path, disk: Disk) -> Generator[ShortReads]:
    with ShortReads.open(path, disk) as reads:
        yield reads


async def test_a_short_read_is_read(reads: ShortReads) -> None:
    assert reads.all(ONE, {"x": 7}) == [{"x": 7}]
    assert reads.all(ONE, {"x": -7}) == []


async def test_a_long_read_is_given_up(reads: ShortReads) -> None:
    assert reads.all(ENDLESS, {}) is None
    assert reads.all(ALL, {}) is None
    assert reads.all(ONE, {"x": 7}) == [{"x": 7}]


async def test_a_statement_is_long_only_for_as_many_things(reads: ShortReads) -> None:
    few, many = (json_array(range(1000, 1000 + count)) for count in (10, 1000))
    assert reads.all(SOME, {"numbers": many}) is None
    assert reads.all(SOME, {"numbers": few}) == [{"x": number} for number in range(1000, 1010)]
    reads._connection.set_progress_handler(None, 0)
    assert reads.all(SOME, {"numbers": many}) is None, "known, so it isn't tried again"
    assert reads.all(ONE, {"x": 7}) == [{"x": 7}]


async def test_many_runs_of_a_short_read_are_not_one_long_read(reads: ShortReads) -> None:
    for x in range(500):
        assert reads.all(ONE, {"x": x}) == [{"x": x}]
        await asyncio.sleep(0)


async def test_one_too_many_waits_for_the_next_turn(reads: ShortReads) -> None:
    found = [reads.all(ONE, {"x": 7}) for _ in range(READS_A_TURN + 2)]
    assert found == [[{"x": 7}]] * READS_A_TURN + [None] * 2
    await asyncio.sleep(0)
    assert reads.all(ONE, {"x": 7}) == [{"x": 7}]


async def test_who_reads_much_lets_others_have_their_turn(home: Home) -> None:
    turns = 0

    async def take_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with home.open() as store:
        await fill(store, 1)
        others = asyncio.create_task(take_turns())
        for _ in range(10 * READS_A_TURN):
            assert await store.links.count() == 1
        others.cancel()
    assert turns >= 9


async def test_a_slow_disk_has_a_minute_without(reads: ShortReads, disk: Disk) -> None:
    slow_twice = (3 * SECONDS_OF_A_SLOW_DISK, 0, 3 * SECONDS_OF_A_SLOW_DISK)
    for number, disk.took in enumerate(slow_twice, 1):
        assert reads.all(f"{ALL} LIMIT {number}", {}) == [{"x": x} for x in range(number)]
    disk.took = 0
    assert reads.all(ONE, {"x": 7}) is None
    disk.now += SECONDS_WITHOUT
    assert reads.all(ONE, {"x": 7}) == [{"x": 7}]


async def test_slow_now_and_then_is_a_busy_processor(reads: ShortReads, disk: Disk) -> None:
    for number in range(1, 4):
        disk.took = 3 * SECONDS_OF_A_SLOW_DISK
        assert reads.all(f"{ALL} LIMIT {number}", {})
        disk.took = 0
        assert reads.all(ONE, {"x": 7}) == [{"x": 7}]
        disk.now += SECONDS_WITHOUT


@pytest.mark.parametrize("sql", [ALL, f"{ALL} LIMIT 1"])
async def test_a_read_that_took_long_is_tried_again_after_an_hour(reads: ShortReads, disk: Disk, sql: str) -> None:
    """It may be the statement, which may count a whole table in a single step."""
    disk.took = 3 * SECONDS_OF_A_SLOW_DISK
    reads.all(sql, {})
    disk.took = 0
    reads._connection.set_progress_handler(None, 0)
    assert reads.all(sql, {}) is None
    disk.now += SECONDS_LONG
    assert reads.all(sql, {})


async def test_it_never_waits_for_a_lock(path: Path) -> None:
    with ShortReads.open(path) as reads:
        with closing(sqlite3.connect(path)) as other:
            other.execute("PRAGMA locking_mode = exclusive")
            other.execute("INSERT INTO numbers VALUES (-1)")
            assert reads.all(ONE, {"x": 7}) is None
        assert reads.all(ONE, {"x": 7}) == [{"x": 7}]


@contextmanager
def recovering(path: Path) -> Generator[None]:
    """Another process recovers the log, as after a power cut."""
    command = [sys.executable, "-S", "-c", RECOVERING, f"{path}-shm"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout and other.stdout.readline() == b"recovering\n"
        yield
        other.communicate()


async def test_it_waits_for_no_recovery(path: Path, reads: ShortReads) -> None:
    assert reads.all(ONE, {"x": 7}) == [{"x": 7}]
    with recovering(path):
        assert reads.all(ONE, {"x": 7}) is None
    assert reads.all(ONE, {"x": 7}) == [{"x": 7}]


async def test_what_is_sorted_goes_to_no_file(reads: ShortReads) -> None:
    assert reads.all("PRAGMA temp_store", {}) == [{"temp_store": PRAGMAS["temp_store"]}]


async def test_what_is_odd_is_as_in_the_thread(reads: ShortReads) -> None:
    assert reads.all("PRAGMA foreign_keys = 0", {}) == [], "no columns"
    with pytest.raises(sqlite3.OperationalError, match="UTF-8"):
        reads.all("SELECT CAST(x'ff' AS TEXT)", {})


async def test_what_cannot_be_read_is_said(path: Path, reads: ShortReads) -> None:
    with pytest.raises(Unwritable, match="readonly"):
        reads.all("DELETE FROM numbers RETURNING x", {})
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        reads.all("SELECT x FROM letters", {})


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.db"
    path.write_bytes(b"not a database, for sure " * 100)
    return path


async def test_a_damaged_file_is_said(letter: Path) -> None:
    with ShortReads.open(letter) as reads, pytest.raises(Damaged, match="restore a backup"):
        reads.all(ONE, {"x": 7})
