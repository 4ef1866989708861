"""A process that stands still at a chosen step, and a database whose every statement is a step."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

from store import Database, Store


class Standstill:
    """Lets a process stand still at its step number `at`, counted from 0, until it is woken."""

    def __init__(self, at: int) -> None:
        self._left = at
        self._begun = asyncio.Event()
        self._woken = asyncio.Event()

    async def step(self) -> None:
        self._left -= 1
        if self._left < 0:
            self._begun.set()
            await self._woken.wait()

    def wake(self) -> None:
        self._woken.set()

    async def of(self, process: asyncio.Task[None]) -> bool:
        """Wait until the process stands still; False when it ends before that."""
        begun = asyncio.create_task(self._begun.wait())
        await asyncio.wait({process, begun}, return_when=asyncio.FIRST_COMPLETED)
        begun.cancel()
        return not process.done()

    def database(self, store: Store) -> Database:
        """The store's database, with a step before each statement and each transaction."""
        return stepped(store.database, self.step)


async def _nothing() -> None:
    pass


class _Between:
    """A database, or a transaction, with steps before and after each statement, also `inside` transactions."""

    def __init__(
        self,
        statements: Any,
        before: Callable[[], Awaitable[None]],
        after: Callable[[], Awaitable[None]] = _nothing,
        inside: Callable[[], Awaitable[None]] = _nothing,
    ) -> None:
        self._statements = statements
        self._before = before
        self._after = after
        self._inside = inside

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Any]:
        await self._before()
        async with self._statements.transaction() as transaction:
            yield _Between(transaction, self._inside, self._inside)
            await self._inside()
        await self._after()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._statements, name)
        return self._stepped(found) if callable(found) else found

    def _stepped(self, run: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
        async def stepped(*given: Any, **named: Any) -> Any:
            await self._before()
            result = await run(*given, **named)
            await self._after()
            return result

        return stepped


def stepped(
    database: Database,
    before: Callable[[], Awaitable[None]],
    after: Callable[[], Awaitable[None]] = _nothing,
    inside: Callable[[], Awaitable[None]] = _nothing,
) -> Database:
    """The database with steps `before` and `after` each statement, and before and after each `inside` a transaction."""
    return cast("Database", _Between(database, before, after, inside))
