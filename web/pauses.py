"""Pauses of the event loop: how long it was busy with one thing, and everything else had to wait.

A watch wakes ten times a second (0.15 % of a core), and notes by how much it is late. Knows nothing of the causes.
"""

import asyncio
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager

_SECONDS_BETWEEN = 0.1
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


@contextmanager
def watching() -> Generator[Pauses]:
    """The pauses while the block runs."""
    pauses, loop = Pauses(), asyncio.get_running_loop()

    def wake(due_at: float) -> None:
        nonlocal timer
        now = loop.time()
        pauses.note(max(now - due_at, 0.0), now)
        timer = loop.call_at(now + _SECONDS_BETWEEN, wake, now + _SECONDS_BETWEEN)

    timer = loop.call_soon(wake, loop.time())
    try:
        yield pauses
    finally:
        timer.cancel()
