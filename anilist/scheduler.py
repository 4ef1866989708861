"""The order in which requests go to AniList, all of them of this process. Knows no HTTP and no question.

Whose turn it is, and how much of the minute they leave to others, says :mod:`anilist.fairness`. Each queued request
sleeps until its own turn; the first one is woken whenever the queue changes. There is no task and no timer while
nothing is queued.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Mapping
from itertools import count
from typing import Any, TypeVar

from anilist.budget import USUAL, Budget, Slot
from anilist.circuit import Circuit, Source
from anilist.errors import RateLimited, Stopping, Unavailable
from anilist.fairness import Caller, Priority, Uses, owned

_T = TypeVar("_T")
_PATIENCE = {Priority.WAITING: 20.0, Priority.NEXT: 5.0, Priority.BACKGROUND: float("inf")}  # seconds in the queue
_STARVED = 30.0  # seconds without a place, and background work gets the next
_LONGEST_QUEUE = 200

PERSON_WAITS = Caller()
_ANY = Source("")


class _Ticket:
    """A request's place in the queue."""

    def __init__(self, number: int, errand: Caller, source: Source, since: float) -> None:
        self.number = number
        self.given = errand
        self.errand = owned(errand)
        self.source = source
        self.since = since
        self.is_dropped = False
        self._nap: asyncio.Task[None] | None = None

    @property
    def is_background(self) -> bool:
        return self.errand.priority is Priority.BACKGROUND

    @property
    def has_rested(self) -> bool:
        """Whether others have seen it before them."""
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


class _SharedRequest:
    """A read that several callers wait for. It is given up when none of them does any more."""

    def __init__(self, ticket: _Ticket, task: asyncio.Task[Any]) -> None:
        self.ticket = ticket
        self.task = task
        self.waiting = 0


class Scheduler:
    """Lets requests out one after another, below AniList's limit. Times are seconds of `monotonic`."""

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
        self._queue: list[_Ticket] = []
        self._flights: dict[Hashable, _SharedRequest] = {}
        self._starving: _Ticket | None = None
        self._background_at = float("-inf")  # when it last had a place
        self._numbers = count()
        self._is_stopped = False

    async def run(
        self,
        ask: Callable[[], Awaitable[_T]],
        errand: Caller,
        *,
        key: Hashable | None = None,
        source: Source = _ANY,
    ) -> _T:
        """The answer of `ask`, called when its turn has come. Callers with the same `key` share one answer.

        Raises RateLimited when a person would wait too long or the queue is full, Unavailable while AniList does not
        answer such a `source`, and what `ask` raises.
        """
        if key is None:
            return await self._run(ask, self._queue_up(errand, source))
        flight = self._flights.get(key)
        if flight is None:
            flight = self._take_off(ask, self._queue_up(errand, source), key)
        elif flight.ticket in self._queue:
            self._hurry(flight.ticket, owned(errand))
        return await self._land(flight, key)

    def hurry(self, errand: Caller, urgent: Caller) -> None:
        """What waits for that very `errand` goes out for whoever is sooner. Raises RateLimited if that is too late."""
        for ticket in [one for one in self._queue if one.given is errand]:
            self._hurry(ticket, owned(urgent))

    def learn(self, headers: Mapping[str, str]) -> None:
        """What an answer's headers say about the limit."""
        self._budget.learn(headers)

    def stop(self) -> None:
        """Let nobody wait for their turn any more."""
        self._is_stopped = True
        self._wake_all()

    def _take_off(self, ask: Callable[[], Awaitable[Any]], ticket: _Ticket, key: Hashable) -> _SharedRequest:
        flight = self._flights[key] = _SharedRequest(ticket, asyncio.create_task(self._run(ask, ticket)))
        flight.task.add_done_callback(lambda _: self._end(flight, key))
        return flight

    async def _land(self, flight: _SharedRequest, key: Hashable) -> Any:
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not flight.waiting:
                self._forget(flight, key)
                flight.task.cancel()

    def _end(self, flight: _SharedRequest, key: Hashable) -> None:
        self._forget(flight, key)
        if flight.ticket in self._queue:  # cancelled before it began
            self._leave(flight.ticket)

    def _forget(self, flight: _SharedRequest, key: Hashable) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]

    async def _run(self, ask: Callable[[], Awaitable[_T]], ticket: _Ticket) -> _T:
        await self._wait_for_turn(ticket)
        try:
            with self._circuit.watch(ticket.source):
                return await ask()
        except RateLimited as error:
            self._budget.pause(error.retry_after)
            self._wake_all()
            raise
        except Unavailable:
            self._wake_all()
            raise
        finally:
            self._budget.end()

    async def _wait_for_turn(self, ticket: _Ticket) -> None:
        """Raises RateLimited when that would take too long."""
        try:
            while (seconds := self._seconds_left(ticket)) > 0:
                await ticket.rest(self._sleep(seconds))
            self._budget.start(is_spread=self._place(ticket).is_spread)
            if ticket.is_background:
                self._background_at = self._now()
        except BaseException:
            if ticket.has_rested:
                self._wake_all()
            raise
        finally:
            self._leave(ticket)

    def _queue_up(self, errand: Caller, source: Source) -> _Ticket:
        ticket = _Ticket(next(self._numbers), errand, source, self._now())
        self._uses.add(ticket.errand)
        self._queue.append(ticket)
        self._sort()
        for late in self._queue[_LONGEST_QUEUE:]:
            late.is_dropped = True
            late.wake()
        return ticket

    def _leave(self, ticket: _Ticket) -> None:
        self._queue.remove(ticket)
        if self._starving is ticket:
            self._starving = None
        self._sort()

    def _sort(self) -> None:
        """Let whoever has used least go first. The first of all, and of what nobody waits for, see how they stand."""
        self._queue.sort(key=self._order)
        for ticket in (*self._queue[:1], self._first_in_background()):
            if ticket:
                ticket.wake()

    def _order(self, ticket: _Ticket) -> tuple[bool, bool, int, float, int]:
        errand, is_starving = ticket.errand, ticket is self._starving
        place, use = self._place(ticket), self._uses.of(errand)
        return not is_starving, ticket.is_background, place.left_free, use, ticket.number

    def _place(self, ticket: _Ticket) -> Slot:
        return Slot() if ticket is self._starving else self._uses.place(ticket.errand, self._budget.per_minute)

    def _hurry(self, ticket: _Ticket, errand: Caller) -> None:
        """Somebody else waits for it too: it goes out for whoever is sooner. Raises RateLimited if that is too late."""
        before, since = ticket.errand, ticket.since
        order = self._order(ticket)
        ticket.errand, ticket.since = errand, self._now()
        if self._order(ticket) >= order:
            ticket.errand, ticket.since = before, since
            return
        self._sort()
        try:
            self._seconds_left(ticket)
        except RateLimited:
            ticket.errand, ticket.since = before, since
            self._sort()
            raise
        ticket.wake()

    def _seconds_left(self, ticket: _Ticket) -> float:
        """Until its turn, if nobody more urgent comes; at most 0 is now."""
        if self._is_stopped:
            raise Stopping(may_have_happened=False)
        self._circuit.check(ticket.source)
        if self._starves_at(ticket) <= self._now():
            self._starving = ticket
            self._sort()
        before = self._queue[: self._queue.index(ticket) + 1]
        start = self._budget.next_start(map(self._place, before))
        now = self._now()  # not before: a clock that goes on meanwhile would put the start off again and again
        if ticket.is_dropped or start > ticket.since + _PATIENCE[ticket.errand.priority]:
            raise RateLimited(max(start - now, 1.0))
        return min(start, self._starves_at(ticket)) - now

    def _starves_at(self, ticket: _Ticket) -> float:
        """When it is to have a place though people wait: of background work always the first, one at a time."""
        if self._starving or ticket is not self._first_in_background():
            return float("inf")
        return max(ticket.since, self._background_at) + _STARVED

    def _first_in_background(self) -> _Ticket | None:
        return next((ticket for ticket in self._queue if ticket.is_background), None)

    def _wake_all(self) -> None:
        """Let everybody in the queue see how it stands."""
        for ticket in self._queue:
            ticket.wake()
