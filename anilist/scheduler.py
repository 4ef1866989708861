"""The scheduler of all requests to AniList: each waits in the queue, and is sent; with *single-flight* reads.

:mod:`anilist.queue` says which request is next, and when. Knows no HTTP and no operation.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable, Mapping
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, TypeVar

import msgspec

from anilist.circuit import Source
from anilist.errors import RateLimited, Unavailable
from anilist.fairness import Caller, background_share
from anilist.load import Load, by_priority, of_sent, sending
from anilist.queue import RequestQueue
from anilist.requests import QueuedRequest, SharedRequest

_T = TypeVar("_T")

PERSON_WAITS = Caller()
_ANY = Source("")


class Scheduler:
    """Sends requests one after another, below AniList's limit."""

    def __init__(self, queue: RequestQueue | None = None) -> None:
        self._queue = queue or RequestQueue()
        self._shared: dict[Hashable, SharedRequest] = {}
        self._taken: dict[int, QueuedRequest] = {}  # places that wait for their requests, by number
        self._numbers = count(1)
        self._sent = of_sent()

    @property
    def load(self) -> Load:
        return Load(
            per_minute=self._queue.budget.per_minute,
            used=self._queue.budget.used,
            waiting=by_priority(request.caller.priority for request in self._queue.waiting),
            open_breakers=self._queue.circuit.open_breakers(),
            sent=self._sent,
            refused=self._queue.refused,
        )

    async def run(
        self,
        send: Callable[[], Awaitable[_T]],
        caller: Caller,
        *,
        key: Hashable | None = None,
        source: Source = _ANY,
    ) -> _T:
        """The answer of `send`, called in its slot. Callers with the same `key` share one answer.

        Raises RateLimited when a person would wait too long or the queue is full, Unavailable while the circuit refuses
        this `source`, and the errors of `send`.
        """
        if placed := self._taken.pop(caller.place, None):
            return await self._send(send, placed)
        if key is None:
            return await self._run(send, self._queue.add(caller, source))
        shared = self._shared.get(key)
        if shared is None:
            shared = self._share(send, self._queue.add(caller, source), key)
        elif shared.queued in self._queue:
            self._queue.hurry(shared.queued, caller)
        return await self._join(shared, key)

    @asynccontextmanager
    async def place(self, caller: Caller, source: Source) -> AsyncGenerator[Caller]:
        """Wait for a place; the next request of the caller inside has it. Raises RateLimited, Unavailable."""
        request = self._queue.add(caller, source)
        await self._queue.wait(request)
        number = next(self._numbers)
        self._taken[number] = request
        try:
            yield msgspec.structs.replace(caller, place=number)
        finally:
            if self._taken.pop(number, None):
                self._queue.end(request)

    def hurry(self, caller: Caller, urgent: Caller) -> None:
        """Send the queued request of this same `caller` object as soon as an `urgent` one.

        Raises RateLimited if that is late.
        """
        for request in [one for one in self._queue.waiting if one.given is caller]:
            self._queue.hurry(request, urgent)

    def learn(self, headers: Mapping[str, str]) -> None:
        """Learn AniList's limit from an answer's headers."""
        self._queue.learn(headers)

    @property
    def background_a_minute(self) -> int:
        """The most requests that background work sends in a minute."""
        return background_share(self._queue.budget.per_minute)

    def stop(self) -> None:
        """Refuse all queued requests, and all later ones."""
        self._queue.stop()

    def _share(self, send: Callable[[], Awaitable[Any]], request: QueuedRequest, key: Hashable) -> SharedRequest:
        shared = self._shared[key] = SharedRequest(request, asyncio.create_task(self._run(send, request)))
        shared.task.add_done_callback(lambda _: self._end(shared, key))
        return shared

    async def _join(self, shared: SharedRequest, key: Hashable) -> Any:
        shared.waiting += 1
        try:
            return await asyncio.shield(shared.task)
        finally:
            shared.waiting -= 1
            if not shared.waiting:
                self._forget(shared, key)
                shared.task.cancel()

    def _end(self, shared: SharedRequest, key: Hashable) -> None:
        self._forget(shared, key)
        if shared.queued in self._queue:  # cancelled before it began
            self._queue.leave(shared.queued)

    def _forget(self, shared: SharedRequest, key: Hashable) -> None:
        if self._shared.get(key) is shared:
            del self._shared[key]

    async def _run(self, send: Callable[[], Awaitable[_T]], request: QueuedRequest) -> _T:
        await self._queue.wait(request)
        return await self._send(send, request)

    async def _send(self, send: Callable[[], Awaitable[_T]], request: QueuedRequest) -> _T:
        try:
            with sending(self._sent, request.caller.priority), self._queue.circuit.watch(request.source):
                return await send()
        except RateLimited as error:
            self._queue.pause(error.retry_after)
            raise
        except Unavailable:
            self._queue.wake_all()
            raise
        finally:
            self._queue.end(request)
