"""The statements of a connection or a transaction, whatever the engine. Knows no driver and no table."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

Row = dict[str, Any]
Value = str | float | bytes | None


class Statements(Protocol):
    """Each raises Damaged, Unwritable. SQL is the same text for all engines, with parameters by name (``:name``)."""

    async def one(self, sql: str, /, **values: Value) -> Row | None:
        """The first row, if any."""
        ...

    async def all(self, sql: str, /, **values: Value) -> list[Row]:
        """The rows of a read, or of a change that returns rows."""
        ...

    async def execute(self, sql: str, /, **values: Value) -> int:
        """Run a statement that returns no rows; returns the number of rows that it changed."""
        ...

    async def execute_many(self, sql: str, /, values: Iterable[Mapping[str, Value]]) -> None:
        """Run a statement that returns no rows once for each of `values`."""
        ...

    async def notify(self, channel: str, payload: str) -> None:
        """Send a notification to all processes that listen, once the transaction is committed."""
        ...

    async def clock(self) -> float:
        """Unix seconds by the database's own clock, which all processes share."""
        ...
