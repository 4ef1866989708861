"""Several processes that share AniList's minute: a scheduler each, on one database, on a clock that jumps."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from anilist import Scheduler
from anilist.sharing import SharedQueue
from bench.clock import START, Clock
from store.database import Database
from store.minute import AniListMinute
from store.postgresql_driver import PostgreSQLStatements
from store.sqlite_driver import SQLiteStatements
from tests.kit.home import Home

_BOOT = START - 1000  # the own clock of a process begins at another time than that of all
_TICK = 1e-6  # seconds; the clock of all can't tell less apart


class WorkingClock(Clock):
    """A clock that stands still while a database works, which takes real time."""

    def __init__(self) -> None:
        super().__init__()
        self._working = self._done = 0

    async def settle(self) -> None:
        done = -1
        while self._working or done < self._done:  # what was done may have woken somebody
            done = self._done
            if self._working:
                await asyncio.sleep(0.0002)
            await super().settle()

    @contextmanager
    def working(self) -> Generator[None]:
        self._working += 1
        try:
            yield
        finally:
            self._working -= 1
            self._done += 1


class SeenMinute(AniListMinute):
    """The row of the minute as a process sees it.

    It counts transactions and reads. A process may be cut off from its database, or stand still between a transaction
    and its answer.
    """

    def __init__(self, database: Database, clock: WorkingClock) -> None:
        super().__init__(database, bytes(32))
        self._clock = clock
        self.changes = self.reads = 0
        self.is_cut_off = False
        self.stands_still = 0.0

    async def read(self) -> tuple[str | None, float] | None:
        self.reads += 1
        with self._clock.working():
            return None if self.is_cut_off else await super().read()

    async def change(self, change: Callable[[str | None, float], str]) -> bool:
        self.changes += 1
        with self._clock.working():
            is_written = not self.is_cut_off and await super().change(change)
        if self.stands_still:
            await self._clock.sleep(self.stands_still)
        return is_written


class SharingProcess:
    """A process: its scheduler, and the row as it sees it."""

    def __init__(self, name: str, database: Database, clock: WorkingClock, gap: float) -> None:
        self.minute = SeenMinute(database, clock)
        self.queue = SharedQueue(
            self.minute,
            name,
            gap=gap,
            monotonic=lambda: clock() - _BOOT,
            sleep=lambda seconds: clock.sleep(seconds + _TICK),
        )
        self.scheduler = Scheduler(self.queue)

    async def kill(self) -> None:
        """It writes nothing any more, and sends nothing."""
        self.minute.is_cut_off = True
        self.queue.stop()
        await self.queue.close()


class SharedAniList:
    """Starts processes on one database, whose clock is `ahead` of the real time as far as a test says."""

    def __init__(self, database: Database, clock: WorkingClock) -> None:
        self.database = database
        self.clock = clock
        self.ahead = 0.0
        self.processes: list[SharingProcess] = []

    def start(self, gap: float = 0.2) -> SharingProcess:
        process = SharingProcess(f"process {len(self.processes)}", self.database, self.clock, gap)
        self.processes.append(process)
        return process

    async def close(self) -> None:
        for process in self.processes:
            await process.queue.close()

    @property
    def changes(self) -> int:
        """The transactions of all processes."""
        return sum(process.minute.changes for process in self.processes)


@asynccontextmanager
async def open_shared(folder: Path, clock: WorkingClock) -> AsyncGenerator[SharedAniList]:
    async with Home(folder).open() as store:
        shared = SharedAniList(store.database, clock)

        async def now(_: object) -> float:
            return clock() + shared.ahead

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(SQLiteStatements, "clock", now)
            patch.setattr(PostgreSQLStatements, "clock", now)
            yield shared
            await shared.close()
