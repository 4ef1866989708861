"""The queue of a process that shares AniList's minute with other processes, by :class:`anilist.minute.SharedMinute`.

The process keeps a picture of the common minute: its queue holds the first requests of the others too, its budget all
places that are taken, its uses those of all. By that it computes when a request may start, as a process alone does.
Then it claims the place: in one transaction it reads the document, looks again, and writes the place. So a request that
starts costs two transactions, one for its place and one for its end, and a queue that waits costs none: changes of it
are written half a second later at most, all at once, and what others have written is read once a second.

A killed process leaves places that run out, and requests that nobody believes after the time of their return. One that
stood still reads the document before it starts anything, and gives back a place that came too late to be used. While
the document can't be read or written, nothing starts: people are told to try again after the time that they wait at
most. Circuit breakers stay each process's own: each probes by itself, which is seldom, and may be right about itself.
"""

import asyncio
import math
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any

from anilist.budget import NEVER, Place, announced
from anilist.circuit import Source
from anilist.errors import AniListError
from anilist.fairness import Caller
from anilist.minute import Clocks, MinuteDocument, SharedMinute
from anilist.queue import RequestQueue
from anilist.requests import QueuedRequest
from anilist.rounds import Rounds

_SOON = 0.5  # seconds within which others hear of ends and of requests that wait
_LATER = 5.0  # seconds within which they hear of use alone
_LOOK = 1.0  # seconds after which a process in which people wait reads what others have written
_LOOK_IN_BACKGROUND = 5.0
_PATIENCE = 0.25  # seconds in which a place is usually claimed
_FRESH = 3.0  # seconds after which a claimed place is too old to be used
_LONGEST_CLOSE = 1.0  # seconds
_KEPT = 1000  # things to tell while the document can't be written

_News = Callable[[MinuteDocument], None]


class SharedQueue(RequestQueue):
    """Lets requests of this and of other processes start one after another. Use it inside :func:`shared_queue`.

    `process` is this one's id, in which it differs from all others.
    """

    def __init__(
        self,
        minute: SharedMinute,
        process: str,
        *,
        gap: float = 0.2,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Coroutine[Any, Any, None]] = asyncio.sleep,
    ) -> None:
        super().__init__(gap=gap, monotonic=monotonic, sleep=sleep)
        self._minute = minute
        self._claimed: QueuedRequest | None = None  # its place is being written
        self._rounds = Rounds(
            self._exchange, self._look, seconds_to_look=self._seconds_to_look, now=monotonic, sleep=sleep
        )
        self._process = process
        self._places = count()
        self._others: set[QueuedRequest] = set()
        self._shown: set[QueuedRequest] = set()  # own requests that the document tells of, or leaves out as too many
        self._news: list[_News] = []  # what happened here since the last transaction
        self._clocks = Clocks()
        self._taken_in_at = NEVER

    @property
    def waiting(self) -> list[QueuedRequest]:
        return [request for request in self._queue if request not in self._others]

    def __contains__(self, request: QueuedRequest) -> bool:
        return request is self._claimed or super().__contains__(request)

    def add(self, caller: Caller, source: Source) -> QueuedRequest:
        request = super().add(caller, source)
        self._tell(lambda _: self._uses.add(request.caller, request.arrived[0]), within=_LATER)
        return request

    def leave(self, request: QueuedRequest) -> None:
        if request is self._claimed:
            self._claimed = None
        elif request in self._queue:
            super().leave(request)
        if request in self._shown:
            self._rounds.write_by(self._now() + _SOON)

    def hurry(self, request: QueuedRequest, urgent: Caller) -> None:
        if request is not self._claimed:
            super().hurry(request, urgent)

    def end(self, request: QueuedRequest) -> None:
        super().end(request)
        place, now = request.place or "", self._now()
        self._tell(lambda document: document.end(place, now), within=_SOON)

    def learn(self, headers: Mapping[str, str]) -> None:
        super().learn(headers)
        if told := announced(headers):
            now = self._now()
            self._tell(lambda document: document.learn(told, now), within=_SOON)

    def pause(self, seconds: float) -> None:
        super().pause(seconds)
        now = self._now()
        self._tell(lambda document: document.pause(seconds, now), within=0)

    async def close(self) -> None:
        """Tell the others of the last ends, and that nothing waits here."""
        self.stop()
        await self._rounds.close()

    def _identified(self, caller: Caller) -> Caller:
        found = super()._identified(caller)
        return found if found.person is None else Caller(found.priority, self._minute.alias(found.person), found.kind)

    async def _take_place(self, request: QueuedRequest) -> None:
        try:
            while request.place is None:
                await request.rest(self._sleep(self._seconds_to_rest(request)))
        except BaseException:
            self._give_back(request.place)
            raise

    def _seconds_to_rest(self, request: QueuedRequest) -> float:
        """Seconds until the request looks again for its place. Raises RateLimited when that takes too long."""
        if request is self._claimed:
            self._refuse_late(request, self._now())
            return _PATIENCE
        if (seconds := self._seconds_left(request)) <= 0:
            self._rounds.write_by(self._now())
            return _PATIENCE
        if not self._is_fresh:
            self._rounds.look()
            return _PATIENCE
        if request not in self._shown:
            self._rounds.write_by(self._rounds.written_at + _SOON)
        return seconds

    @property
    def _is_fresh(self) -> bool:
        """Whether the picture is good enough to refuse somebody by it."""
        return self._now() - self._taken_in_at <= _LOOK

    def _refuse_late(self, request: QueuedRequest, start: float) -> None:
        super()._refuse_late(request, start if self._is_fresh else self._now())

    def _give_back(self, place: str | None) -> None:
        """Give back a place whose request was not sent."""
        if place:
            self._tell(lambda document: document.drop(place), within=_SOON)

    def _tell(self, news: _News, *, within: float) -> None:
        self._news.append(news)
        self._rounds.write_by(self._now() + within)

    def _seconds_to_look(self) -> float:
        if not (waiting := self.waiting):
            return math.inf
        return _LOOK_IN_BACKGROUND if waiting[0].is_background else _LOOK

    async def _look(self) -> bool:
        found = await self._minute.read()
        if found:
            self._take_in(*found)
            self._wake_waiting()
            if self._clocks.jumped:
                self._rounds.write_by(self._now())
        return found is not None

    async def _exchange(self) -> bool:
        """Tell the news, read what others have written, and claim a place for the first request if it may start."""
        began, told, is_claimed = self._now(), 0, False
        place = Place(began, id=f"{self._process}:{next(self._places)}")

        def change(text: str | None, clock: float) -> str:
            nonlocal told, is_claimed
            document = self._take_in(text, clock)
            told = len(self._news)
            is_claimed = self._claim(document, place)
            self._show(document)
            document.uses = self._uses.recent()
            return document.text(by=clock - self._taken_in_at)

        is_written = False
        try:
            is_written = await self._minute.change(change)
        finally:
            del self._news[: told if is_written else -_KEPT]
            if is_claimed:
                self._hand_over(place.id, is_good=is_written and self._now() - began < _FRESH)
        if is_written:
            self._clocks.confirm()
        self._wake_waiting()
        return is_written

    def _hand_over(self, place: str, *, is_good: bool) -> None:
        """Give the claimed place to its request, or back."""
        request, self._claimed = self._claimed, None
        if request and is_good:
            request.place = place
            request.wake()
            return
        if request:
            self._queue.append(request)
            self._sort()
        self._give_back(place)

    def _take_in(self, text: str | None, clock: float) -> MinuteDocument:
        """Renew the picture by the document, and by the news that it does not have yet."""
        now = self._taken_in_at = self._now()
        document = MinuteDocument.read(text, self._clocks.ahead(clock, now), now)
        self._uses.restore(document.uses)
        for news in self._news:
            news(document)
        self.budget.restore(document.limit, document.places)
        background = (place.started_at for place in document.places if place.is_background)
        self._background_at = max(background, default=NEVER)
        self._take_in_others(document)
        return document

    def _take_in_others(self, document: MinuteDocument) -> None:
        own = self.waiting
        theirs = document.waiting_elsewhere(self._process)
        self._others = set(theirs)
        self._queue = own + theirs
        self._starving = None
        self._sort()
        first = self._first_in_background()
        if first and self._starves_at(first) <= self._now():
            self._starving = first
            self._sort()

    def _claim(self, document: MinuteDocument, place: Place) -> bool:
        """Take the place for the first request of this process, if it may start now."""
        request = next(iter(self.waiting), None)
        if request is None or self._seconds_until(request) > 0:
            return False
        slot = self._usual_slot(request)
        place.started_at, place.is_background, place.is_spread = self._now(), slot.share > 0, slot.is_spread
        document.places.append(place)
        self._start(request)
        super().leave(request)
        self._claimed = request
        return True

    def _seconds_until(self, request: QueuedRequest) -> float:
        """Seconds until the request's slot. One that is late or refused hears of it when it wakes."""
        try:
            return self._seconds_left(request)
        except AniListError:
            return math.inf

    def _show(self, document: MinuteDocument) -> None:
        """Write into the document what waits here."""
        waiting = self.waiting
        self._shown = set(waiting)
        seconds = self._seconds_until(waiting[0]) if waiting else 0
        document.show(self._process, waiting, self._now() + (seconds if 0 < seconds < math.inf else 0))

    def _wake_waiting(self) -> None:
        """Let the requests compute their slots again; those in the background all wait behind their first."""
        for request in self.waiting:
            request.wake()
            if request.is_background:
                return


@asynccontextmanager
async def shared_queue(minute: SharedMinute, process: str) -> AsyncGenerator[SharedQueue]:
    """A queue on the minute of all processes, which tells them of its end, if the database answers."""
    queue = SharedQueue(minute, process)
    try:
        yield queue
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(_LONGEST_CLOSE):
                await queue.close()
