"""The priority queue of all requests to AniList, with *single-flight* reads. Knows no HTTP and no operation.

:mod:`anilist.fairness` says how urgent a request is and how much of the minute it leaves free, :mod:`anilist.budget`
when it may start. A queued request sleeps until its slot; whenever the queue changes, its first request and the first
in the background are woken. There is no task and no timer while nothing is queued.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Mapping
from itertools import count
from typing import Any, TypeVar

from anilist.budget import USUAL, Budget, Slot
from anilist.circuit import Circuit, Source
from anilist.errors import RateLimited, Stopping, Unavailable
from anilist.fairness import Caller, Priority, Uses, background_share, with_person
from anilist.load import Load, by_priority, of_refused, of_sent, refusing, sending
from anilist.requests import QueuedRequest, SharedRequest

_T = TypeVar("_T")
_MAX_WAIT = {Priority.WAITING: 20.0, Priority.NEXT: 5.0, Priority.BACKGROUND: float("inf")}  # seconds in the queue
_STARVED = 60.0  # seconds without a slot, and background work gets the next
_LONGEST_QUEUE = 200

PERSON_WAITS = Caller()
_ANY = Source("")


class Scheduler:
    """Starts requests one after another, below AniList's limit. Times are seconds of `monotonic`."""

    def __init__(
        self,
        *,
        per_minute: int = USUAL,
        gap: float = 0.2,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Coroutine[Any, Any, None]] = asyncio.sleep,
    ) -> None:
        self._now = monotonic
        self._sleep = sleep
        self._budget = Budget(per_minute, gap, now=monotonic)
        self._circuit = Circuit(now=monotonic)
        self._uses = Uses(now=monotonic)
        self._queue: list[QueuedRequest] = []
        self._shared: dict[Hashable, SharedRequest] = {}
        self._starving: QueuedRequest | None = None
        self._background_at = float("-inf")  # the start of its last request
        self._numbers = count()
        self._sent, self._refused = of_sent(), of_refused()
        self._is_stopped = False

    @property
    def load(self) -> Load:
        return Load(
            per_minute=self._budget.per_minute,
            used=self._budget.used,
            waiting=by_priority(request.caller.priority for request in self._queue),
            open_breakers=self._circuit.open_breakers(),
            sent=self._sent,
            refused=self._refused,
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
        if key is None:
            return await self._run(send, self._queue_up(caller, source))
        shared = self._shared.get(key)
        if shared is None:
            shared = self._share(send, self._queue_up(caller, source), key)
        elif shared.queued in self._queue:
            self._hurry(shared.queued, with_person(caller))
        return await self._join(shared, key)

    def hurry(self, caller: Caller, urgent: Caller) -> None:
        """Send the queued request of this same `caller` object as soon as an `urgent` one.

        Raises RateLimited if that is late.
        """
        for request in [one for one in self._queue if one.given is caller]:
            self._hurry(request, with_person(urgent))

    def learn(self, headers: Mapping[str, str]) -> None:
        """Learn AniList's limit from an answer's headers."""
        self._budget.learn(headers)

    @property
    def background_a_minute(self) -> int:
        """The most requests that background work sends in a minute."""
        return background_share(self._budget.per_minute)

    def stop(self) -> None:
        """Refuse all queued requests, and all later ones."""
        self._is_stopped = True
        self._wake_all()

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
            self._leave(shared.queued)

    def _forget(self, shared: SharedRequest, key: Hashable) -> None:
        if self._shared.get(key) is shared:
            del self._shared[key]

    async def _run(self, send: Callable[[], Awaitable[_T]], request: QueuedRequest) -> _T:
        await self._wait_for_slot(request)
        try:
            with sending(self._sent, request.caller.priority), self._circuit.watch(request.source):
                return await send()
        except RateLimited as error:
            self._budget.pause(error.retry_after)
            self._wake_all()
            raise
        except Unavailable:
            self._wake_all()
            raise
        finally:
            self._budget.end()

    async def _wait_for_slot(self, request: QueuedRequest) -> None:
        """Return when the request may start. Raises RateLimited when that would take too long."""
        try:
            with refusing(self._refused, request.caller.priority):
                while (seconds := self._seconds_left(request)) > 0:
                    await request.rest(self._sleep(seconds))
            self._budget.start(self._usual_slot(request))  # what starved counts for background work as well
            if request.is_background:
                self._background_at = self._now()
        except BaseException:
            if request.has_rested:
                self._wake_all()
            raise
        finally:
            self._leave(request)

    def _queue_up(self, caller: Caller, source: Source) -> QueuedRequest:
        request = QueuedRequest(next(self._numbers), caller, source, self._now())
        self._uses.add(request.caller)
        self._queue.append(request)
        self._sort()
        for late in self._queue[_LONGEST_QUEUE:]:
            late.is_dropped = True
            late.wake()
        return request

    def _leave(self, request: QueuedRequest) -> None:
        self._queue.remove(request)
        if self._starving is request:
            self._starving = None
        self._sort()

    def _sort(self) -> None:
        """Put the least use first, and wake the first request of all and the first in the background."""
        self._queue.sort(key=self._order)
        for request in (*self._queue[:1], self._first_in_background()):
            if request:
                request.wake()

    def _order(self, request: QueuedRequest) -> tuple[bool, bool, int, float, int]:
        caller, is_starving = request.caller, request is self._starving
        slot, use = self._slot(request), self._uses.of(caller)
        return not is_starving, request.is_background, slot.left_free, use, request.number

    def _slot(self, request: QueuedRequest) -> Slot:
        return Slot() if request is self._starving else self._usual_slot(request)

    def _usual_slot(self, request: QueuedRequest) -> Slot:
        return self._uses.slot(request.caller, self._budget.per_minute)

    def _hurry(self, request: QueuedRequest, caller: Caller) -> None:
        """Let the more urgent of the request's callers count. Raises RateLimited if even that is too late."""
        before, since = request.caller, request.since
        order = self._order(request)
        request.caller, request.since = caller, self._now()
        if self._order(request) >= order:
            request.caller, request.since = before, since
            return
        self._sort()
        try:
            with refusing(self._refused, caller.priority):
                self._seconds_left(request)
        except RateLimited:
            request.caller, request.since = before, since
            self._sort()
            raise
        request.wake()

    def _seconds_left(self, request: QueuedRequest) -> float:
        """Seconds until the request's slot if nothing more urgent comes; 0 or less is now."""
        if self._is_stopped:
            raise Stopping(may_have_happened=False)
        self._circuit.check(request.source)
        if self._starves_at(request) <= self._now():
            self._starving = request
            self._sort()
        before = self._queue[: self._queue.index(request) + 1]
        start = self._budget.next_start(map(self._slot, before))
        now = self._now()  # not before: a clock that goes on meanwhile would put the start off again and again
        if request.is_dropped or start > request.since + _MAX_WAIT[request.caller.priority]:
            raise RateLimited(max(start - now, 1.0))
        return min(start, self._starves_at(request)) - now

    def _starves_at(self, request: QueuedRequest) -> float:
        """The time at which the request gets a slot though people wait: only the first in the background gets it."""
        if self._starving or request is not self._first_in_background():
            return float("inf")
        return max(request.since, self._background_at) + _STARVED

    def _first_in_background(self) -> QueuedRequest | None:
        return next((request for request in self._queue if request.is_background), None)

    def _wake_all(self) -> None:
        """Let each queued request compute its slot again."""
        for request in self._queue:
            request.wake()
