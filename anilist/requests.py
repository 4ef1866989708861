"""A request that waits for its slot, and a read that several callers wait for. Knows no order and no limit."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from anilist.circuit import Source
from anilist.fairness import Caller, Priority


class Nap:
    """A sleep from which others wake the sleeper."""

    def __init__(self) -> None:
        self._nap: asyncio.Task[None] | None = None

    async def rest(self, sleep: Coroutine[Any, Any, None]) -> None:
        """Return after `sleep`, or when woken."""
        self._nap = asyncio.create_task(sleep)
        try:
            await asyncio.wait({self._nap})
        finally:
            self._nap.cancel()

    def wake(self) -> None:
        if self._nap:
            self._nap.cancel()


class QueuedRequest(Nap):
    """A request in the queue, where it naps until its slot.

    `arrived` is its time and number, `given` its caller as it came. With `place`, it has its place in a minute that
    processes share.
    """

    def __init__(self, arrived: tuple[float, int], given: Caller, caller: Caller, source: Source) -> None:
        super().__init__()
        self.arrived = arrived
        self.given = given
        self.caller = caller
        self.source = source
        self.since = arrived[0]
        self.is_dropped = False
        self.place: str | None = None

    @property
    def is_background(self) -> bool:
        return self.caller.priority is Priority.BACKGROUND


class SharedRequest:
    """A read that several callers wait for. It is cancelled when no caller is left."""

    def __init__(self, request: QueuedRequest, task: asyncio.Task[Any]) -> None:
        self.queued = request
        self.task = task
        self.waiting = 0
