"""Leftovers of deleted rows are overwritten in a file, and nothing else: it stays sound, with the same rows."""

import os
import random
import sqlite3
import struct
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from store import pages
from store.pages import overwrite_leftovers
from tests.kit.cases import each

PAGE_BYTES = 512  # small pages make deep trees of few rows
SCHEMA = f"""
PRAGMA page_size = {PAGE_BYTES};
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE listed (person INTEGER, title INTEGER, note TEXT, PRIMARY KEY (person, title)) WITHOUT ROWID;
CREATE INDEX by_title ON listed (title, note);
"""
Ids = Callable[[random.Random], int]


def far_apart(chance: random.Random) -> int:
    """Ids of every length, below zero too."""
    return chance.choice((1, -1)) * chance.getrandbits(chance.randrange(1, 63))


def snowflake(chance: random.Random) -> int:
    return chance.randrange(2**59, 2**60)


class Shelf:
    """A file and what is to be in it; every name, note and snowflake is another."""

    def __init__(self, path: Path, chance: random.Random, ids: Ids) -> None:
        self.path, self.chance, self.ids = path, chance, ids
        self.rows: dict[int, str] = {}
        self.gone: list[tuple[int, str]] = []
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(SCHEMA)

    @contextmanager
    def connected(self) -> Generator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute("PRAGMA secure_delete = 1")
            yield connection

    def change(self, times: int) -> None:
        with self.connected() as connection:
            for _ in range(times):
                if self.rows and self.chance.random() < 0.45:
                    self._delete(connection, self.chance.choice(list(self.rows)))
                else:
                    self._put(connection, self.ids(self.chance))

    def _put(self, connection: sqlite3.Connection, one: int) -> None:
        if one in self.rows:
            self._delete(connection, one)
        word = self.chance.randbytes(8).hex() * self.chance.choice((1, 1, 3, 20, 100))
        self.rows[one] = word
        self.gone = [(other, text) for other, text in self.gone if other != one]
        connection.execute("INSERT INTO people VALUES (?, ?)", (one, word))
        connection.execute("INSERT INTO listed VALUES (?, ?, ?)", (one, one % 7, word))

    def _delete(self, connection: sqlite3.Connection, one: int) -> None:
        self.gone.append((one, self.rows.pop(one)))
        connection.execute("DELETE FROM people WHERE id = ?", (one,))
        connection.execute("DELETE FROM listed WHERE person = ?", (one,))

    def overwrite(self) -> None:
        file = os.open(self.path, os.O_RDWR)
        try:
            overwrite_leftovers(file, PAGE_BYTES, range(1, self.path.stat().st_size // PAGE_BYTES + 1))
        finally:
            os.close(file)

    def left(self) -> list[int]:
        """Whose traces are in the file although they are deleted; short ids are in it by chance."""
        content = self.path.read_bytes()
        return [
            one
            for one, word in self.gone[-500:]
            if word[:16].encode() in content or (one > 2**56 and pages._of_length(one, 9) in content)
        ]

    def check(self) -> None:
        with self.connected() as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert dict(connection.execute("SELECT * FROM people")) == self.rows
            assert dict(connection.execute("SELECT person, note FROM listed INDEXED BY by_title")) == self.rows
            for one, word in self.chance.sample(list(self.rows.items()), min(20, len(self.rows))):
                assert connection.execute("SELECT name FROM people WHERE id = ?", (one,)).fetchall() == [(word,)]
            for one, _ in self.gone[-20:]:
                assert connection.execute("SELECT name FROM people WHERE id = ?", (one,)).fetchall() == []


@pytest.mark.parametrize("rounds", [6, pytest.param(60, marks=pytest.mark.long)])
@pytest.mark.parametrize("ids", [far_apart, snowflake])
def test_only_leftovers_are_overwritten(tmp_path: Path, ids: Ids, rounds: int) -> None:
    shelf = Shelf(tmp_path / "shelf.db", random.Random(rounds), ids)
    lefts = 0
    for _ in range(rounds):
        shelf.change(150)
        lefts += len(shelf.left())
        shelf.overwrite()
        assert shelf.left() == []
        shelf.check()
    assert lefts > 0, "there was something to overwrite"


def test_a_second_time_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(tmp_path / "shelf.db", random.Random(1), snowflake)
    shelf.change(400)
    shelf.overwrite()
    monkeypatch.delattr(os, "pwrite")
    shelf.overwrite()


def test_what_is_no_page_of_a_tree_is_left_alone(tmp_path: Path) -> None:
    """A damaged page keeps what can still be rescued from it."""
    chance = random.Random(1)
    file = tmp_path / "noise"
    kinds = [*range(256), *[2, 5, 10, 13] * 50]
    cells = ((0, 0xFFFF), (0, 4), (1, 0xFF00), (1, 8), (200, 200), (0xFFFF, 400))  # how many, and where they begin
    noise = [struct.pack(">BHHH", kind, 0, *chance.choice(cells)) + chance.randbytes(PAGE_BYTES - 7) for kind in kinds]
    file.write_bytes(b"".join(noise))
    before = file.read_bytes()
    descriptor = os.open(file, os.O_RDWR)
    overwrite_leftovers(descriptor, PAGE_BYTES, range(2, len(noise) + 2))
    os.close(descriptor)
    assert file.read_bytes() == before


@each(
    ("number", "length"),
    [(0, 1), (1, 1), (127, 1), (128, 2), (300, 2), (2**56 - 1, 8), (2**56, 9), (2**63 - 1, 9), (-1, 9), (-(2**63), 9)],
)
def test_a_number_is_written_as_sqlite_writes_it(number: int, length: int) -> None:
    written = pages._of_length(number, length)
    assert pages._varint(b"x" + written + b"x", 1) == (number, length)
    assert pages._of_length(300, 2) == b"\x82\x2c"


@pytest.mark.parametrize("ids", [far_apart, snowflake])
def test_a_power_cut_in_a_separator_loses_no_row(ids: Ids) -> None:
    """Each byte may be on the disk or not."""
    chance = random.Random(1)
    for _ in range(1000):
        largest, old = sorted((ids(chance), ids(chance)))
        length = next(
            length for length in range(1, 10) if pages._varint(pages._of_length(old, length) + bytes(9), 0)[0] == old
        )
        before = pages._of_length(old, length)
        after = pages._between(largest, old, length)
        for _ in range(20):
            torn = bytes(chance.choice(pair) for pair in zip(before, after, strict=True))
            assert largest <= pages._varint(torn, 0)[0] <= old


def test_a_separator_is_on_the_disk_before_a_row_is_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who links again is beside the new separator; the log is on the disk, so the separator must be."""
    shelf = Shelf(tmp_path / "shelf.db", random.Random(1), snowflake)
    shelf.change(400)
    flushed: list[bytes] = []
    flush = os.fsync

    def noted(file: int) -> None:
        flush(file)
        flushed.append(shelf.path.read_bytes())

    monkeypatch.setattr(os, "fsync", noted)
    shelf.overwrite()
    assert flushed == [shelf.path.read_bytes()]


def test_the_log_tells_which_pages_have_changed(tmp_path: Path) -> None:
    """A write that failed may have left a part of a frame."""
    shelf = Shelf(tmp_path / "shelf.db", random.Random(1), snowflake)
    shelf.change(100)
    with closing(sqlite3.connect(shelf.path)) as connection:
        connection.execute("PRAGMA journal_mode = wal")
        before = shelf.path.read_bytes()
        with connection:
            connection.execute("DELETE FROM people WHERE id = ?", (min(shelf.rows),))
        with (tmp_path / "shelf.db-wal").open("ab") as log:
            log.write(b"\0\0")
        with (tmp_path / "shelf.db-wal").open("rb") as log:
            found = pages.logged(log.fileno(), PAGE_BYTES)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        after = shelf.path.read_bytes()
    changed = {at // PAGE_BYTES + 1 for at in range(0, len(after), PAGE_BYTES) if before[at:][:512] != after[at:][:512]}
    assert changed and changed <= found and 0 not in found
