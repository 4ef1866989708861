"""Short reads of SQLite, on the event loop itself: the way to the driver's thread and back takes ten times as long.

SQLite runs a statement in steps of its virtual machine (https://sqlite.org/c3ref/progress_handler.html); a row by its
key takes about twenty. A read that takes many is given up and left to the thread, and so is for an hour the same read
of as many things or more. So the loop stands still for about a millisecond where pages are in the system's memory, as
most are. For one that is not it waits; a disk that is slow twice in a minute has the next one without such reads.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from store.sqlite_driver import PRAGMAS, as_rows, explained, read_only
from store.statements import Row, Value

STEPS = 1000  # SQLite counts on from one run of a statement to the next, so a read may take up to twice as many
READS_A_TURN = 20  # as many as a command asks; who asks for many people lets others have their turn
SECONDS_OF_A_SLOW_DISK = 0.02
SECONDS_WITHOUT = 60
SECONDS_LONG = 3600  # lists become shorter, and one slow read says little


class ShortReads:
    """A connection that reads and never waits."""

    def __init__(self, connection: sqlite3.Connection, path: Path, monotonic: Callable[[], float]) -> None:
        self._connection = connection
        self._path = path
        self._monotonic = monotonic
        self._long = dict[str, int]()  # the fewest letters of its values with which a statement was too long
        self._this_turn = 0
        self._counted = 0
        self._forget_at = 0.0
        self._slow_at = -SECONDS_WITHOUT
        self._not_before = 0.0
        connection.set_progress_handler(self._is_long, STEPS)

    @classmethod
    @contextmanager
    def open(cls, path: Path, monotonic: Callable[[], float] = time.monotonic) -> Generator[Self]:
        """Raises Unwritable."""
        with explained(path):
            connection = sqlite3.connect(read_only(path), timeout=0, isolation_level=None, uri=True)
            connection.execute(f"PRAGMA temp_store = {PRAGMAS['temp_store']}")
        try:
            yield cls(connection, path, monotonic)
        finally:
            connection.close()

    def all(self, sql: str, values: Mapping[str, Value]) -> list[Row] | None:
        """The rows of a read, or None when it is left to the thread. Raises Damaged, Unwritable."""
        began = self._monotonic()
        if began >= self._forget_at:
            self._forget_at = began + SECONDS_LONG
            self._long.clear()
        if began < self._not_before or self._was_long(sql, values) or not self._has_turn():
            return None
        self._counted = 0
        try:
            with explained(self._path):
                return self._read(sql, values)
        finally:
            if self._monotonic() - began > SECONDS_OF_A_SLOW_DISK:
                self._long[sql] = _letters(values)  # also a step may take long: that which counts a whole table
                self._was_slow(began)

    def _read(self, sql: str, values: Mapping[str, Value]) -> list[Row] | None:
        try:
            cursor = self._connection.execute(sql, values)
            return as_rows([name for name, *_ in cursor.description or ()], cursor.fetchall())
        except sqlite3.OperationalError as error:
            match getattr(error, "sqlite_errorcode", 0) & 0xFF:  # the rest of a code says why
                case sqlite3.SQLITE_INTERRUPT:
                    self._long[sql] = _letters(values)
                case sqlite3.SQLITE_BUSY:
                    pass
                case _:
                    raise
            return None

    def _was_slow(self, at: float) -> None:
        if at < self._slow_at + SECONDS_WITHOUT:  # once may be a busy processor
            self._not_before = at + SECONDS_WITHOUT
        self._slow_at = at

    def _was_long(self, sql: str, values: Mapping[str, Value]) -> bool:
        return sql in self._long and _letters(values) >= self._long[sql]

    def _is_long(self) -> bool:
        """Called each time that SQLite has counted STEPS; True ends the read."""
        self._counted += 1
        return self._counted > 1

    def _has_turn(self) -> bool:
        if not self._this_turn:
            asyncio.get_running_loop().call_soon(self._next_turn)
        self._this_turn += 1
        return self._this_turn <= READS_A_TURN

    def _next_turn(self) -> None:
        self._this_turn = 0


def _letters(values: Mapping[str, Value]) -> int:
    """A measure of how many things are asked for: those of a statement are one value, a JSON array."""
    return sum(len(value) for value in values.values() if isinstance(value, str))
