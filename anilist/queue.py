"""The queue of requests that wait for their places in AniList's minute, in order. Knows no HTTP and no operation.

:mod:`anilist.fairness` says how urgent a request is and how much of the minute it leaves free, :mod:`anilist.budget`
when it may start. A queued request sleeps until then; whenever the queue changes, its first request and the first in
the background are woken. There is no task and no timer while nothing is queued.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable, Mapping
from itertools import count
from typing import Any

from anilist.budget import NEVER, USUAL, Budget, Slot
from anilist.circuit import Circuit, Source
from anilist.errors import RateLimited, Stopping
from anilist.fairness import Caller, Priority, Uses, with_person
from anilist.load import of_refused, refusing
from anilist.requests import QueuedRequest

_MAX_WAIT = {Priority.WAITING: 20.0, Priority.NEXT: 5.0, Priority.BACKGROUND: float("inf")}  # seconds in the queue
_STARVED = 60.0  # seconds without a slot, and background work gets the next
_LONGEST_QUEUE = 200


class RequestQueue:
    """Lets requests start one after another, below AniList's limit. Times are seconds of `monotonic`."""

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
        self.budget = Budget(per_minute, gap, now=monotonic)
        self.circuit = Circuit(now=monotonic)
        self.refused = of_refused()
        self._uses = Uses(now=monotonic)
        self._queue: list[QueuedRequest] = []
        self._starving: QueuedRequest | None = None
        self._background_at = NEVER  # the start of its last request
        self._numbers = count()
        self._is_stopped = False

    @property
    def waiting(self) -> Iterable[QueuedRequest]:
        """The requests of this process that wait, in order."""
        return self._queue

    def __contains__(self, request: QueuedRequest) -> bool:
        return request in self._queue

    def add(self, caller: Caller, source: Source) -> QueuedRequest:
        request = QueuedRequest((self._now(), next(self._numbers)), caller, self._identified(caller), source)
        self._uses.add(request.caller, request.since)
        self._queue.append(request)
        self._sort()
        for late in self._queue[_LONGEST_QUEUE:]:
            late.is_dropped = True
            late.wake()
        return request

    async def wait(self, request: QueuedRequest) -> None:
        """Return when the request may start, and has its place. Raises RateLimited when that would take too long."""
        try:
            with refusing(self.refused, request.caller.priority):
                await self._take_place(request)
        finally:
            self.leave(request)

    def leave(self, request: QueuedRequest) -> None:
        was_first = self._queue[0] is request
        self._queue.remove(request)
        if self._starving is request:
            self._starving = None
        self._wake_next(has_another_first=was_first)

    def end(self, request: QueuedRequest) -> None:  # noqa: ARG002  (the places of a process alone are alike)
        """The request has its answer, or will have none."""
        self.budget.end()

    def hurry(self, request: QueuedRequest, urgent: Caller) -> None:
        """Let the more urgent of the request's callers count. Raises RateLimited if even that is too late."""
        before, since = request.caller, request.since
        order = self._order(request)
        request.caller, request.since = self._identified(urgent), self._now()
        if self._order(request) >= order:
            request.caller, request.since = before, since
            return
        self._sort()
        try:
            with refusing(self.refused, request.caller.priority):
                self._seconds_left(request)
        except RateLimited:
            request.caller, request.since = before, since
            self._sort()
            raise
        request.wake()

    def learn(self, headers: Mapping[str, str]) -> None:
        """Learn AniList's limit from an answer's headers."""
        self.budget.learn(headers)

    def pause(self, seconds: float) -> None:
        """Let no request start for as long as AniList asks for."""
        self.budget.pause(seconds)
        self.wake_all()

    def stop(self) -> None:
        """Refuse all queued requests, and all later ones."""
        self._is_stopped = True
        self.wake_all()

    def wake_all(self) -> None:
        """Let each queued request compute its slot again."""
        for request in self._queue:
            request.wake()

    def _identified(self, caller: Caller) -> Caller:
        """The caller with the person for whom its request counts."""
        return with_person(caller)

    async def _take_place(self, request: QueuedRequest) -> None:
        while (seconds := self._seconds_left(request)) > 0:
            await request.rest(self._sleep(seconds))
        self._start(request)

    def _start(self, request: QueuedRequest) -> None:
        self.budget.start(self._usual_slot(request))  # what starved counts for background work as well
        if request.is_background:
            self._background_at = self._now()

    def _sort(self) -> None:
        """Put the least use first, and wake the first request of all and the first in the background."""
        self._queue.sort(key=self._order)
        self._wake_next()

    def _wake_next(self, *, has_another_first: bool = True) -> None:
        if self._queue and has_another_first:
            self._queue[0].wake()
        if request := self._first_in_background():
            request.wake()

    def _order(self, request: QueuedRequest) -> tuple[bool, bool, int, float, tuple[float, int]]:
        caller, is_starving = request.caller, request is self._starving
        slot, use = self._slot(request), self._uses.of(caller)
        return not is_starving, request.is_background, slot.left_free, use, request.arrived

    def _slot(self, request: QueuedRequest) -> Slot:
        return Slot() if request is self._starving else self._usual_slot(request)

    def _usual_slot(self, request: QueuedRequest) -> Slot:
        return self._uses.slot(request.caller, self.budget.per_minute)

    def _seconds_left(self, request: QueuedRequest) -> float:
        """Seconds until the request's slot if nothing more urgent comes; 0 or less is now."""
        if self._is_stopped:
            raise Stopping(may_have_happened=False)
        self.circuit.check(request.source)
        if self._starves_at(request) <= self._now():
            self._starving = request
            self._sort()
        before = self._queue[: self._queue.index(request) + 1]
        start = self.budget.next_start(map(self._slot, before))
        self._refuse_late(request, start)
        # Not before: a clock that goes on meanwhile would put the start off again and again.
        return min(start, self._starves_at(request)) - self._now()

    def _refuse_late(self, request: QueuedRequest, start: float) -> None:
        """Raises RateLimited if the request would wait too long for this start."""
        if request.is_dropped or start > request.since + _MAX_WAIT[request.caller.priority]:
            raise RateLimited(max(start - self._now(), 1.0))

    def _starves_at(self, request: QueuedRequest) -> float:
        """The time at which the request gets a slot though people wait: only the first in the background gets it."""
        if self._starving or request is not self._first_in_background():
            return float("inf")
        return max(request.since, self._background_at) + _STARVED

    def _first_in_background(self) -> QueuedRequest | None:
        return next((request for request in self._queue if request.is_background), None)
