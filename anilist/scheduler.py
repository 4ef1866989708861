"""The order in which requests go to AniList, all of them of this process. Knows no HTTP and no question.

A person waiting comes first, then what their screen needs next, then background work; between persons in turn. Each
queued request sleeps until its own turn; there is no task and no timer while nothing is queued.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Mapping
from enum import IntEnum
from itertools import count
from typing import Any, TypeVar

import msgspec

from anilist.budget import USUAL, Budget
from anilist.circuit import Circuit, Source
from anilist.errors import RateLimited, Stopping, Unavailable

_T = TypeVar("_T")
_PATIENCE = 20.0  # seconds that a person is made to wait; who would wait longer is told so at once
_LONGEST_QUEUE = 200


class Priority(IntEnum):
    """Who or what waits for an answer."""

    WAITING = 0
    NEXT = 1
    BACKGROUND = 2


class Errand(msgspec.Struct, frozen=True):
    """For what a request is. `person` (any id) is who gets turns; None is somebody who asks for the first time."""

    priority: Priority = Priority.WAITING
    person: int | None = None


PERSON_WAITS = Errand()
_ANY = Source("")
_SHARE = {Priority.WAITING: 1.0, Priority.NEXT: 0.75, Priority.BACKGROUND: 0.5}  # of the minute


class _Ticket:
    """A request's place in the queue."""

    def __init__(self, number: int, errand: Errand, source: Source) -> None:
        self.number = number
        self.errand = errand
        self.source = source
        self.turn = 0
        self.since = 0.0
        self.is_dropped = False
        self._nap: asyncio.Task[None] | None = None

    @property
    def order(self) -> tuple[Priority, int, int]:
        return self.errand.priority, self.turn, self.number

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


class _Flight:
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
        self._queue: list[_Ticket] = []
        self._flights: dict[Hashable, _Flight] = {}
        self._turns = dict.fromkeys(Priority, 0)
        self._numbers = count()
        self._is_stopped = False

    async def run(
        self,
        ask: Callable[[], Awaitable[_T]],
        errand: Errand,
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
        elif flight.ticket in self._queue and errand.priority < flight.ticket.errand.priority:
            self._hurry(flight.ticket, errand)
        return await self._land(flight, key)

    def learn(self, headers: Mapping[str, str]) -> None:
        """What an answer's headers say about the limit."""
        self._budget.learn(headers)

    def stop(self) -> None:
        """Let nobody wait for their turn any more."""
        self._is_stopped = True
        self._wake_all()

    def _take_off(self, ask: Callable[[], Awaitable[Any]], ticket: _Ticket, key: Hashable) -> _Flight:
        flight = self._flights[key] = _Flight(ticket, asyncio.create_task(self._run(ask, ticket)))
        flight.task.add_done_callback(lambda _: self._end(flight, key))
        return flight

    async def _land(self, flight: _Flight, key: Hashable) -> Any:
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not flight.waiting:
                self._forget(flight, key)
                flight.task.cancel()

    def _end(self, flight: _Flight, key: Hashable) -> None:
        self._forget(flight, key)
        if flight.ticket in self._queue:  # cancelled before it began
            self._queue.remove(flight.ticket)

    def _forget(self, flight: _Flight, key: Hashable) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]

    async def _run(self, ask: Callable[[], Awaitable[_T]], ticket: _Ticket) -> _T:
        await self._wait_for_turn(ticket)
        self._budget.start()
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
        try:
            while (seconds := self._seconds_left(ticket)) > 0:
                await ticket.rest(self._sleep(seconds))
            self._turns[ticket.errand.priority] = ticket.turn
        except BaseException:
            if ticket.has_rested:
                self._wake_all()
            raise
        finally:
            self._queue.remove(ticket)

    def _queue_up(self, errand: Errand, source: Source) -> _Ticket:
        ticket = _Ticket(next(self._numbers), errand, source)
        self._queue.append(ticket)
        self._place(ticket, errand)
        return ticket

    def _place(self, ticket: _Ticket, errand: Errand) -> None:
        """Put it behind the person's own earlier ones, and in turn between those of others."""
        others = (one for one in self._queue if one is not ticket and one.errand == errand)
        own = [one.turn for one in others if errand.person is not None]
        ticket.turn = 1 + max(own, default=self._turns[errand.priority])
        ticket.errand = errand
        ticket.since = self._now()
        self._queue.sort(key=lambda one: one.order)
        for late in self._queue[_LONGEST_QUEUE:]:
            late.is_dropped = True
            late.wake()

    def _hurry(self, ticket: _Ticket, errand: Errand) -> None:
        """Move it up for somebody more urgent. Raises RateLimited, and leaves it, when that would still be too late."""
        before = ticket.errand
        self._place(ticket, errand)
        try:
            self._seconds_left(ticket)
        except RateLimited:
            self._place(ticket, before)
            raise
        ticket.wake()

    def _seconds_left(self, ticket: _Ticket) -> float:
        """Until its turn, if nobody more urgent comes; at most 0 is now."""
        if self._is_stopped:
            raise Stopping(may_have_happened=False)
        self._circuit.check(ticket.source)
        priority = ticket.errand.priority
        start = self._budget.next_start(self._queue.index(ticket), _SHARE[priority])
        seconds = start - self._now()
        if ticket.is_dropped or (priority is Priority.WAITING and start > ticket.since + _PATIENCE):
            raise RateLimited(max(seconds, 1.0))
        return seconds

    def _wake_all(self) -> None:
        """Let everybody in the queue see how it stands."""
        for ticket in self._queue:
            ticket.wake()
