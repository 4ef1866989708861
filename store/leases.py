"""*Leases*: what one process alone does at a time, held in rows for some seconds, and renewed while it goes on.

A process that was killed gives nothing back: its leases run out, and others take them. A process that stood still may
wake after that and believe that it still holds one. So a lease saves work, keeps an order and is never the only guard:
whatever must not happen twice needs a claim of its own. Where no other process may use the database, a lease costs no
statement. Knows nothing of the work.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

from store.database import Database
from store.errors import StoreError
from store.taking import to_the_end

_TAKE = """
INSERT INTO leases (name, owner, until) VALUES (:name, :owner, :until)
ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
WHERE leases.owner = excluded.owner OR leases.until <= :now
"""
_IS_HELD = "SELECT 1 AS found FROM leases WHERE name = :name AND until > :now"
_GIVE_BACK = "DELETE FROM leases WHERE name = :name AND owner = :owner"
_FIRST_PAUSE = 0.02  # seconds; each further one is twice as long
_LONGEST_PAUSE = 0.5
_RENEWALS = 3  # within the seconds of a lease: one that fails is made up for by the next

_log = logging.getLogger(__name__)


class _Hold:
    """What this process holds by a name. `users` are inside or linger, and `lock` lets one of them inside at a time."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.users = 0
        self.renewing: asyncio.Task[None] | None = None


class Leases:
    """The leases of the process `owner`."""

    def __init__(
        self, database: Database, owner: str, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        self._database = database
        self._owner = owner
        self._sleep = sleep
        self._holds: WeakValueDictionary[str, _Hold] = WeakValueDictionary()
        self._lingering = set[asyncio.Task[None]]()

    async def take(self, name: str, seconds: float) -> bool:
        """Hold the lease for `seconds` from now, taken or renewed. False while another process holds it."""
        if not self._database.is_shared:
            return True
        async with self._database.transaction() as transaction:
            now = await transaction.clock()
            return await transaction.execute(_TAKE, name=name, owner=self._owner, until=now + seconds, now=now) == 1

    async def give_back(self, name: str) -> None:
        """Let others take the lease at once; nothing happens where another process holds it."""
        if self._database.is_shared:
            await self._database.execute(_GIVE_BACK, name=name, owner=self._owner)

    async def is_held(self, name: str) -> bool:
        """Whether somebody is inside `held`, here or in another process."""
        hold = self._holds.get(name)
        if hold is not None and hold.lock.locked():
            return True
        if not self._database.is_shared:
            return False
        return await self._database.one(_IS_HELD, name=name, now=await self._database.clock()) is not None

    async def wait_for(self, name: str, seconds: float, longest_pause: float = _LONGEST_PAUSE) -> None:
        """Wait until the lease is taken. It then runs out by itself, unless it is taken again."""
        pause = _FIRST_PAUSE
        while not await to_the_end(self.take(name, seconds)):
            await self._sleep(pause)
            pause = min(2 * pause, longest_pause)

    @asynccontextmanager
    async def held(
        self, name: str, *, seconds: float, longest_pause: float = _LONGEST_PAUSE, lingers: bool = False
    ) -> AsyncGenerator[None]:
        """Wait for the lease, renew it while inside, and give it back. The tasks of this process take turns, too.

        If it `lingers`, other processes wait until the current task ends; other tasks of this process do not.
        """
        hold = self._holds.setdefault(name, _Hold())
        async with hold.lock:
            if not self._database.is_shared:
                yield
                return
            hold.users += 1
            try:
                await self._enter(hold, name, seconds, longest_pause)
                yield
            finally:
                if lingers:
                    self._linger(hold, name, asyncio.current_task())
                else:
                    await to_the_end(self._leave(hold, name))

    async def finish(self) -> None:
        """Give back what lingers: the database is closed next."""
        for task in self._lingering:
            task.cancel()
        await asyncio.gather(*self._lingering, return_exceptions=True)

    async def _enter(self, hold: _Hold, name: str, seconds: float, longest_pause: float) -> None:
        if hold.renewing is None:
            await self.wait_for(name, seconds, longest_pause)
            hold.renewing = asyncio.create_task(self._renew(name, seconds))

    async def _leave(self, hold: _Hold, name: str) -> None:
        """The last user gives the lease back. Where that fails, it runs out by itself."""
        hold.users -= 1
        renewing = hold.renewing
        if not hold.users and renewing:
            hold.renewing = None  # whoever enters meanwhile takes the lease again
            renewing.cancel()
            await asyncio.wait([renewing])
        if not hold.users:
            try:
                await self.give_back(name)
            except StoreError as error:
                _log.warning("A lease could not be given back: %s. %s", _kind(name), error)

    def _linger(self, hold: _Hold, name: str, task: asyncio.Task[Any] | None) -> None:
        """Leave at the end of `task`."""
        assert task

        async def linger() -> None:
            try:
                await asyncio.wait([task])
            finally:
                await self._leave(hold, name)

        lingering = asyncio.create_task(linger())
        self._lingering.add(lingering)
        lingering.add_done_callback(self._lingering.discard)

    async def _renew(self, name: str, seconds: float) -> None:
        """Renew the lease again and again. It may be lost meanwhile; the work goes on all the same."""
        while True:
            await self._sleep(seconds / _RENEWALS)
            try:
                if not await to_the_end(self.take(name, seconds)):
                    _log.warning("Another process has taken over what this one still does: %s", _kind(name))
            except StoreError as error:
                _log.warning("A lease could not be renewed: %s. %s", _kind(name), error)


def _kind(name: str) -> str:
    """The name without a person's id, for the log."""
    return name.partition(":")[0]
