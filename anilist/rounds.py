"""When a process writes the document of AniList's common minute, and when it reads it: a *debounced* task.

There is no task and no timer while nothing is to be written and nothing waits. Knows neither the document nor a queue.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from anilist.budget import NEVER
from anilist.requests import Nap

_AGAIN = 0.05  # seconds between two transactions, at least
_OUTAGE = 1.0  # seconds until the next try, where the document could not be written


class Rounds:
    """Calls `write` and `read` when they are asked for, and `read` also so many seconds after either.

    Both say whether they could. `seconds_to_look` says how many seconds that is now; infinite is never.
    """

    def __init__(
        self,
        write: Callable[[], Awaitable[bool]],
        read: Callable[[], Awaitable[bool]],
        *,
        seconds_to_look: Callable[[], float],
        now: Callable[[], float],
        sleep: Callable[[float], Coroutine[Any, Any, None]],
    ) -> None:
        self._write = write
        self._read = read
        self._seconds_to_look = seconds_to_look
        self._now = now
        self._sleep = sleep
        self._write_at = self._look_at = math.inf
        self._looked_at = self._not_before = self.written_at = NEVER
        self._nap = Nap()
        self._task: asyncio.Task[None] | None = None
        self._is_closed = False

    def write_by(self, at: float) -> None:
        """Write at this time, or before."""
        self._write_at = min(self._write_at, max(at, self._not_before))
        self._begin()

    def look(self) -> None:
        """Read now."""
        self._look_at = min(self._look_at, max(self._now(), self._not_before))
        self._begin()

    async def close(self) -> None:
        """Write for the last time, if anything was ever written."""
        self._is_closed = True
        if self._task:
            self._task.cancel()
            await asyncio.wait({self._task})
            await self._write()

    def _begin(self) -> None:
        self._nap.wake()
        if not self._is_closed and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._work())

    def _next(self) -> float:
        return min(self._write_at, self._look_at, self._looked_at + self._seconds_to_look())

    async def _work(self) -> None:
        while (at := self._next()) < math.inf:
            if (seconds := at - self._now()) > 0:
                await self._nap.rest(self._sleep(seconds))
            else:
                await self._round()

    async def _round(self) -> None:
        """Write or read; after an outage, or a bug, not again at once."""
        self._look_at, is_done = math.inf, False
        try:
            is_done = await (self._write_now() if self._write_at <= self._now() else self._read())
        finally:
            self._looked_at = self._now()
            self._not_before = self._looked_at + (_AGAIN if is_done else _OUTAGE)

    async def _write_now(self) -> bool:
        self._write_at = math.inf
        is_done = await self._write()
        self.written_at = self._now()
        if not is_done:
            self.write_by(self.written_at + _OUTAGE)
        return is_done
