"""Whose a request is, and how much of AniList's minute it leaves to others. Knows no queue and no HTTP.

*Fair queueing by recent use*, with places kept (*trunk reservation*):

- Each request counts for the person who causes it, answered or refused, and is half forgotten after 40 seconds. Who
  has used least goes first.
- The more somebody has used, the more of the minute they leave free: none or a place at first, half of it from the
  eighth request on. So people who ask seldom find room, however many ask all the time and however fast, and nobody
  has to be known as hostile.
- Whoever asks again goes out evenly once a quarter of the minute is taken: then places come back evenly too, and the
  next one is never far.
- A person alone, after ten minutes without anybody else, leaves a quarter, and goes out as they come.
- Reads leave a place to writes, both leave one to a link that is being finished. Suggestions leave a quarter of the
  minute, background work leaves half of it and goes last, though at least twice a minute.
"""

import math
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum, IntEnum
from itertools import islice

import msgspec

from anilist.budget import Slot

_MEMORY = 60.0  # seconds in which use fades to a third
_AGAIN = 1.5  # requests lately of somebody who asks again
_FORGOTTEN = 600.0  # seconds
_WHOLE = 10.0  # requests lately for which a person would leave the whole minute free, if half were not the most

_asker: ContextVar[int | None] = ContextVar("asker", default=None)


class Priority(IntEnum):
    """Who or what waits for an answer."""

    WAITING = 0
    NEXT = 1
    BACKGROUND = 2


class Purpose(Enum):
    """What a request does."""

    READ = "read"
    WRITE = "write"
    LINK = "finish a link"


class Caller(msgspec.Struct, frozen=True):
    """For what a request is. `person` (any id) is who causes it; None is the person :func:`asked_by` names, if any."""

    priority: Priority = Priority.WAITING
    person: int | None = None
    purpose: Purpose = Purpose.READ


@contextmanager
def asked_by(person: int) -> Generator[None]:
    """What is asked of AniList inside, and in tasks that begin there, is caused by this person."""
    token = _asker.set(person)
    try:
        yield
    finally:
        _asker.reset(token)


def asker() -> int | None:
    """The person whom :func:`asked_by` names."""
    return _asker.get()


def owned(errand: Caller) -> Caller:
    """With the person who causes it, where there is one. Background work is caused by nobody."""
    if errand.priority is Priority.BACKGROUND:
        return msgspec.structs.replace(errand, person=None)
    return errand if errand.person is not None else msgspec.structs.replace(errand, person=asker())


class Uses:
    """How many requests each person has caused lately, one that waits as well: a count that fades."""

    def __init__(self, *, now: Callable[[], float]) -> None:
        self._now = now
        self._uses: dict[int, tuple[float, float]] = {}  # by person, the latest last: how much, and when that was so

    def add(self, errand: Caller) -> None:
        if errand.person is not None:
            use = self.of(errand) + 1 if errand.person in self._uses else 1.0
            self._uses.pop(errand.person, None)
            self._uses[errand.person] = use, self._now()
            self._forget()

    def of(self, errand: Caller) -> float:
        """Of nobody in particular, only the request itself."""
        if errand.person is None:
            return 1.0
        use, at = self._uses.get(errand.person, (0.0, 0.0))
        return use * math.exp((at - self._now()) / _MEMORY)

    def place(self, errand: Caller, minute: int) -> Slot:
        """What the request needs of the places of the `minute`."""
        match errand:
            case Caller(priority=Priority.BACKGROUND):
                return Slot(minute // 2, is_spread=True)
            case Caller(purpose=Purpose.LINK):
                return Slot()
            case Caller(priority=Priority.NEXT):
                least = minute // 4
            case Caller(purpose=Purpose.WRITE):
                least = minute // 28
            case _:
                least = minute // 14
        use, is_alone = self.of(errand), self._is_alone(errand)
        most = minute // 4 if is_alone else minute // 2
        left_free = min(least + int(minute * (use / _WHOLE) ** 2), most)
        return Slot(left_free, is_spread=use >= _AGAIN and not is_alone)

    def _is_alone(self, errand: Caller) -> bool:
        """Whether nobody else is likely to come: nobody has for long."""
        after = self._now() - _FORGOTTEN
        latest = islice(reversed(self._uses.items()), 2)
        return not any(at > after for person, (_, at) in latest if person != errand.person)

    def _forget(self) -> None:
        """Those who have not asked for long."""
        before = self._now() - _FORGOTTEN
        for person, (_, at) in list(islice(self._uses.items(), 2)):
            if at < before:
                del self._uses[person]
