"""Pauses of the event loop: how long it was busy with one thing, and everything else had to wait.

A watch wakes twenty times a second, and notes by how much it is late. Knows nothing of the causes.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

_SECONDS_BETWEEN = 0.05
_SECONDS_REMEMBERED = 60.0


class Pauses:
    """The pauses of the last minute: each that no longer one has followed, the longest first."""

    def __init__(self) -> None:
        self._noted = deque[tuple[float, float]]()

    def note(self, seconds: float, now: float) -> None:
        while self._noted and self._noted[-1][1] <= seconds:
            self._noted.pop()
        self._noted.append((now, seconds))
        while self._noted[0][0] <= now - _SECONDS_REMEMBERED:
            self._noted.popleft()

    @property
    def longest(self) -> float:
        return self._noted[0][1] if self._noted else 0.0


@asynccontextmanager
async def watching() -> AsyncGenerator[Pauses]:
    """The pauses while the block runs."""
    pauses = Pauses()
    watch = asyncio.create_task(_watch(pauses))
    try:
        yield pauses
    finally:
        watch.cancel()


async def _watch(pauses: Pauses) -> None:
    loop = asyncio.get_running_loop()
    while True:
        wakes_at = loop.time() + _SECONDS_BETWEEN
        await asyncio.sleep(_SECONDS_BETWEEN)
        now = loop.time()
        pauses.note(max(now - wakes_at, 0.0), now)
