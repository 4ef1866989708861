"""AniList's minute as several processes share it: a document that one of them changes at a time. Knows no order.

It has the places that are taken, what is known of the limit, how much each person has used lately, and the requests
that wait in each process. Its times are those of one clock, the database's; a process reads and changes it in the times
of a clock of its own, which never jumps.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Protocol

import msgspec

from anilist.budget import WINDOW, AnnouncedLimit, KnownLimit, Place
from anilist.circuit import Source
from anilist.fairness import Caller
from anilist.requests import QueuedRequest

_LONGEST_REQUEST = 40.0  # seconds; a place that nobody has ended by then was a killed process's
_JUMP = 1.0  # seconds
_DRIFT = 0.002  # of the time between two looks; a clock that is off by more than both has jumped
_SHOWN = 30  # requests of a process
_RETURNS = 3.0  # seconds after the time of its first request in which a process is still believed to come for it
_LONGEST_ABSENCE = 70.0  # seconds for which a process's waiting requests are believed


class Clocks:
    """Compares the clock of all with this process's own. What was written before a jump is moved by it."""

    def __init__(self) -> None:
        self._last = self._seen = (0.0, 0.0)

    def ahead(self, clock: float, now: float) -> float:
        """The seconds by which this process's clock is ahead, for a document that was written before a jump ahead."""
        self._seen = clock, now
        return now - clock + self.jumped

    @property
    def jumped(self) -> float:
        """The seconds of a jump that the document does not know yet."""
        (clock, now), (last_clock, last) = self._seen, self._last
        jumped = (clock - last_clock) - (now - last)
        return jumped if last_clock and jumped > _JUMP + _DRIFT * (now - last) else 0.0

    def confirm(self) -> None:
        """The document has been written in the times of now."""
        self._last = self._seen


class SharedMinute(Protocol):
    """Keeps the document, as text, for all processes."""

    async def read(self) -> tuple[str | None, float] | None:
        """The document, and the time by the clock of all. None when there is no answer."""
        ...

    async def change(self, change: Callable[[str | None, float], str]) -> bool:
        """Let `change` make a new document of the last one and the time, alone. False when it may not be kept."""
        ...

    def alias(self, person: int) -> int:
        """A number that stands for the person in the document."""
        ...


class WaitingRequest(msgspec.Struct, frozen=True, array_like=True):
    """A request that waits in a process: its caller, when it came there, and since when it waits as it is."""

    caller: Caller
    arrived: tuple[float, int]
    since: float

    @classmethod
    def of(cls, request: QueuedRequest) -> "WaitingRequest":
        return cls(request.caller, request.arrived, request.since)

    def queued(self) -> QueuedRequest:
        """As it stands in the queue of another process."""
        request = QueuedRequest(self.arrived, self.caller, self.caller, Source(""))
        request.since = self.since
        return request

    def moved(self, when: Callable[[float], float]) -> "WaitingRequest":
        return WaitingRequest(self.caller, (when(self.arrived[0]), self.arrived[1]), when(self.since))


class WaitingRequests(msgspec.Struct, frozen=True):
    """The first requests that wait in a process, in order. It comes back for them before `until`, if it lives."""

    until: float
    requests: list[WaitingRequest]


class MinuteDocument(msgspec.Struct, omit_defaults=True):
    """The document. Fields that are added need defaults: older releases don't know them, and leave them out."""

    limit: KnownLimit = KnownLimit()
    places: list[Place] = []
    uses: dict[int, tuple[float, float]] = {}
    waiting: dict[str, WaitingRequests] = {}

    @classmethod
    def read(cls, text: str | None, by: float, now: float) -> "MinuteDocument":
        """The document with times of a clock that is ahead `by` seconds. What cannot be read begins anew.

        Nothing has happened after `now`, whatever a clock that was set back says.
        """
        try:
            found = msgspec.json.decode(text or "{}", type=cls)
        except msgspec.MsgspecError:
            found = cls()
        return found.moved(by, now).without_the_past(now)

    def text(self, by: float) -> str:
        return msgspec.json.encode(self.moved(by, math.inf)).decode()

    def moved(self, by: float, now: float) -> "MinuteDocument":
        def past(time: float) -> float:
            return min(time + by, now)

        return MinuteDocument(
            _limit_moved(self.limit, past),
            [_place_moved(place, past) for place in self.places],
            {person: (use, past(at)) for person, (use, at) in self.uses.items()},
            {
                process: WaitingRequests(
                    min(waiting.until + by, now + _LONGEST_ABSENCE),
                    [request.moved(past) for request in waiting.requests],
                )
                for process, waiting in self.waiting.items()
            },
        )

    def end(self, place_id: str, now: float) -> None:
        for place in self._named(place_id):
            place.ended_at = now

    def drop(self, place_id: str) -> None:
        """Give back a place whose request was not sent."""
        for place in self._named(place_id):
            self.places.remove(place)

    def learn(self, announced: AnnouncedLimit, now: float) -> None:
        """Learn from headers: also of requests that no process has sent."""
        self.limit = self.limit.learned(announced.limit, now)
        if announced.left is not None:
            used = sum(place.ended_at is None or place.ended_at > now - WINDOW for place in self.places)
            self.places += [Place(now, now) for _ in range(announced.limit - announced.left - used)]

    def pause(self, seconds: float, now: float) -> None:
        self.limit = self.limit.refused(seconds, now)

    def show(self, process: str, waiting: Sequence[QueuedRequest], next_at: float) -> None:
        """Tell of the requests that wait in the process, which comes back for the first of them at this time."""
        if not waiting:
            self.waiting.pop(process, None)
            return
        first_in_background = islice((request for request in waiting[_SHOWN:] if request.is_background), 1)
        shown = map(WaitingRequest.of, (*waiting[:_SHOWN], *first_in_background))
        self.waiting[process] = WaitingRequests(next_at + _RETURNS, list(shown))

    def waiting_elsewhere(self, process: str) -> list[QueuedRequest]:
        """The requests that wait in other processes."""
        others = (waiting for name, waiting in self.waiting.items() if name != process)
        return [request.queued() for waiting in others for request in waiting.requests]

    def _named(self, place_id: str) -> Iterable[Place]:
        return [place for place in self.places if place.id == place_id]

    def without_the_past(self, now: float) -> "MinuteDocument":
        """The document without what counts no more."""
        for place in self.places:
            if place.ended_at is None and place.started_at <= now - _LONGEST_REQUEST:
                place.ended_at = place.started_at + _LONGEST_REQUEST
        self.places = [place for place in self.places if place.ended_at is None or place.ended_at > now - WINDOW]
        self.waiting = {process: waiting for process, waiting in self.waiting.items() if waiting.until > now}
        return self


def _limit_moved(limit: KnownLimit, when: Callable[[float], float]) -> KnownLimit:
    """A pause stays as long as it was."""
    refused_at = when(limit.refused_at)
    return KnownLimit(limit.per_minute, refused_at + limit.paused_until - limit.refused_at, refused_at)


def _place_moved(place: Place, when: Callable[[float], float]) -> Place:
    ended_at = None if place.ended_at is None else when(place.ended_at)
    return msgspec.structs.replace(place, started_at=when(place.started_at), ended_at=ended_at)
