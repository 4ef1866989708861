"""A clock that jumps: hours of waiting take no time. For the bench and for tests."""

import asyncio
import heapq
from collections.abc import Coroutine
from typing import Any

START = 1_790_000_000.0


class Clock:
    """Jumps to the next sleeper's time as soon as nobody has anything to do."""

    def __init__(self) -> None:
        self.now = START
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def __call__(self) -> float:
        return self.now

    @property
    def passed(self) -> float:
        return round(self.now - START, 6)

    @property
    def sleepers(self) -> int:
        return sum(not future.done() for _, _, future in self._sleepers)

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (self.now + seconds, self._count, future))
        await future

    async def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """The result of `work`, however long it takes."""
        task = asyncio.create_task(work)
        while not task.done():
            await self.settle()
            if not task.done():
                self._jump()
        return await task

    async def until(self, seconds: float) -> None:
        """Let everybody work until that many seconds after the start."""
        await self.run(self.sleep(START + seconds - self.now))

    async def settle(self) -> None:
        """Let everybody go on until nobody can; those who never stop, for so many turns of the loop."""
        ready = vars(asyncio.get_running_loop())["_ready"]
        for _ in range(30):
            await asyncio.sleep(0)
            if not ready:
                return

    def _jump(self) -> None:
        """Wake the next sleeper, and the others whose time is the same."""
        has_jumped = False
        while self._sleepers and not (has_jumped and self._sleepers[0][0] > self.now):
            when, _, future = heapq.heappop(self._sleepers)
            if not future.done():
                self.now, has_jumped = max(self.now, when), True
                future.set_result(None)
