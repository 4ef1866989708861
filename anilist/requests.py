"""A request that waits for its slot, and a read that several callers wait for. Knows no order and no limit."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from anilist.circuit import Source
from anilist.fairness import Caller, Priority, with_person


class QueuedRequest:
    """A request in the queue, and the sleep in which it waits for its slot."""

    def __init__(self, number: int, caller: Caller, source: Source, since: float) -> None:
        self.number = number
        self.given = caller
        self.caller = with_person(caller)
        self.source = source
        self.since = since
        self.is_dropped = False
        self._nap: asyncio.Task[None] | None = None

    @property
    def is_background(self) -> bool:
        return self.caller.priority is Priority.BACKGROUND

    @property
    def has_rested(self) -> bool:
        """Whether the request has slept in the queue, so that others have seen it ahead of them."""
        return self._nap is not None

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


class SharedRequest:
    """A read that several callers wait for. It is cancelled when no caller is left."""

    def __init__(self, request: QueuedRequest, task: asyncio.Task[Any]) -> None:
        self.queued = request
        self.task = task
        self.waiting = 0
