"""The database that the repositories know: reads, writes and transactions, whatever the engine. Knows no table.

:mod:`store.sqlite` and :mod:`store.postgresql` are the engines. A read sees all that is committed when it begins.
Transactions run one after another, as in SQLite, so no repository needs a finer lock.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import ClassVar

import msgspec

from store.statements import Row, Statements, Value

Clock = Callable[[], int]


def as_json(value: object) -> str:
    """JSON for a column that holds several values."""
    return msgspec.json.encode(value).decode()


def json_array(values: Iterable[int | str]) -> str:
    """Many values as one parameter, for ``json_each``."""
    return as_json(list(values))


def pairs(row: Row | None) -> dict[int, int]:
    """Many numbers by their keys, from two columns of ``json_group_array``; rows of their own take thrice as long."""
    return dict(zip(*(msgspec.json.decode(row[name]) for name in ("keys", "found")), strict=True)) if row else {}


def unix_time() -> int:
    return int(time.time())


class Database(ABC):
    """An open database. `is_shared`: other processes may use it at the same time. Each method may raise StoreError."""

    is_shared: ClassVar[bool]

    @property
    @abstractmethod
    def where(self) -> str:
        """Where the database is, for sentences to an admin; without a password."""

    @abstractmethod
    async def one(self, sql: str, /, **values: Value) -> Row | None:
        """The first row of a read, if any."""

    @abstractmethod
    async def all(self, sql: str, /, **values: Value) -> list[Row]:
        """The rows of a read, as of the last commit."""

    @abstractmethod
    async def returning(self, sql: str, /, **values: Value) -> list[Row]:
        """Run a statement that changes rows and returns them, durably."""

    @abstractmethod
    async def execute(self, sql: str, /, **values: Value) -> int:
        """Run a statement that returns no rows, durably; returns the number of rows that it changed."""

    @abstractmethod
    def transaction(self) -> AbstractAsyncContextManager[Statements]:
        """Run all statements or none. It holds the lock: a call of the database itself would hang inside."""

    @abstractmethod
    async def applied(self) -> set[int]:
        """The numbers of the migrations that have run; empty when this is not Musubi's database."""

    @abstractmethod
    async def listen(self, channel: str, heard: Callable[[str | None], object]) -> None:
        """Call `heard` with the payload of each notification, for good; with None where some may have been lost."""

    @abstractmethod
    async def clock(self) -> float:
        """Unix seconds by the database's own clock, which all processes share."""

    @abstractmethod
    async def size(self) -> int:
        """The bytes that the database takes."""

    @abstractmethod
    async def checkpoint(self) -> bool:
        """Free at once the room of the rows that were deleted, where the engine can. False when it is put off."""

    @abstractmethod
    async def last_numbers(self, transaction: Statements) -> dict[str, int]:
        """The last number that each table has given, of the tables that give no number twice."""

    @abstractmethod
    async def continue_numbers(self, transaction: Statements, last: Mapping[str, int]) -> None:
        """Give numbers after those of `last`, which are by table, even where their rows are gone."""
