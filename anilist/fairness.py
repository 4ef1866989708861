"""Fair queueing by recent use: each request has a caller, and leaves a part of AniList's minute to others.

Two mechanisms of networks: *fair queueing*, and places kept free (*trunk reservation*). Knows no queue and no HTTP.

- Each request counts for the person who causes it, answered or refused, and half of it fades in 40 seconds. The person
  with the least use goes first.
- Growing use leaves more of the minute free: none or a place at first, half of it from the eighth request on. So people
  who ask seldom find room, however many ask all the time, and nobody has to be known as hostile.
- A person who asks again goes out evenly once a quarter of the minute is taken: then places come back evenly too, and
  the next free place is never far.
- A person alone, after ten minutes without anybody else, leaves a quarter at most, and goes out at once.
- Reads leave a place to writes, both leave a place to a link that is being finished. Suggestions leave a quarter of the
  minute.
- Background work takes at most half of the minute, whatever people use, leaves a third of it free, and goes last,
  though at least once a minute. So it has its half while people use a sixth, and gives way when they use more.
"""

import math
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum, IntEnum
from functools import cache
from itertools import islice

import msgspec

from anilist.budget import NEVER, Slot

_MEMORY = 60.0  # seconds in which use fades to a third
_AGAIN = 1.5  # the recent use from which a person's requests are spread out
_FORGOTTEN = 600.0  # seconds
_NEARLY_NOTHING = 0.05
_WHOLE = 10.0  # requests lately for which a person would leave the whole minute free, if half were not the most

_person: ContextVar[int | None] = ContextVar("person", default=None)


class Priority(IntEnum):
    """The urgency of a request."""

    WAITING = 0
    NEXT = 1
    BACKGROUND = 2


class RequestKind(Enum):
    """The kind of a request, which decides the places that it leaves free."""

    READ = "read"
    WRITE = "write"
    LINK = "finish a link"


class Caller(msgspec.Struct, frozen=True):
    """A request's caller. `person` (any id) causes it; None is the person that :func:`caused_by` names, if any.

    Their next request has the taken `place` of that number, if there is one, and waits for none.
    """

    priority: Priority = Priority.WAITING
    person: int | None = None
    kind: RequestKind = RequestKind.READ
    place: int = 0


@contextmanager
def caused_by(person: int) -> Generator[None]:
    """Requests inside, and in tasks that begin inside, are caused by this person."""
    token = _person.set(person)
    try:
        yield
    finally:
        _person.reset(token)


def current_person() -> int | None:
    """The person whom :func:`caused_by` names."""
    return _person.get()


def with_person(caller: Caller) -> Caller:
    """The caller with the person who causes its request, if any. No person causes background work."""
    if caller.priority is Priority.BACKGROUND:
        return msgspec.structs.replace(caller, person=None)
    return caller if caller.person is not None else msgspec.structs.replace(caller, person=current_person())


def background_share(minute: int) -> int:
    """The most requests that background work sends in a minute of `minute` places."""
    return minute // 2


@cache
def _background_slot(minute: int) -> Slot:
    return Slot(minute // 3, is_spread=True, share=background_share(minute))


class Uses:
    """The number of requests that each person has caused lately, queued ones included: a count that fades."""

    def __init__(self, *, now: Callable[[], float]) -> None:
        self._now = now
        self._uses: dict[int, tuple[float, float]] = {}  # by person, the latest last: how much, and when that was so
        self._latest: tuple[int | None, float] = None, NEVER  # the latest person, and when that was
        self._before_latest = NEVER  # the time of the latest other person

    def add(self, caller: Caller, at: float) -> None:
        """Count a request of the caller's that came at that time."""
        if caller.person is not None:
            one = self._faded(1, at)
            use = self.of(caller) + one if caller.person in self._uses else one
            self._uses.pop(caller.person, None)
            self._count(caller.person, use, self._now())
            self._forget()

    def restore(self, uses: Mapping[int, tuple[float, float]]) -> None:
        """Go on from the uses of :meth:`recent`, kept elsewhere."""
        self._uses, self._latest, self._before_latest = {}, (None, NEVER), NEVER
        for person, (use, at) in sorted(uses.items(), key=lambda item: item[1][1]):
            self._count(person, use, at)

    def recent(self) -> dict[int, tuple[float, float]]:
        """By person how much it was and when, without what has nearly faded; the latest two are always there."""
        latest = len(self._uses) - 2
        found = enumerate(self._uses.items())
        return {person: use for at, (person, use) in found if at >= latest or self._faded(*use) > _NEARLY_NOTHING}

    def of(self, caller: Caller) -> float:
        """The person's use. Without a person it is 1, for the request itself."""
        if caller.person is None:
            return 1.0
        return self._faded(*self._uses.get(caller.person, (0.0, 0.0)))

    def slot(self, caller: Caller, minute: int) -> Slot:
        """The request's place in a minute of `minute` places, by its kind and the person's use."""
        if caller.priority is Priority.BACKGROUND:
            return _background_slot(minute)
        if caller.kind is RequestKind.LINK:
            return Slot()
        if caller.priority is Priority.NEXT:
            least = minute // 4
        else:
            least = minute // 28 if caller.kind is RequestKind.WRITE else minute // 14
        use, is_alone = self.of(caller), self._is_alone(caller)
        most = minute // 4 if is_alone else minute // 2
        left_free = min(least + int(minute * (use / _WHOLE) ** 2), most)
        return Slot(left_free, is_spread=use >= _AGAIN and not is_alone)

    def _is_alone(self, caller: Caller) -> bool:
        """Whether no other person is likely to come: none has for ten minutes."""
        latest, at = self._latest
        return (self._before_latest if caller.person == latest else at) <= self._now() - _FORGOTTEN

    def _count(self, person: int, use: float, at: float) -> None:
        """Remember the use of the person who came last."""
        self._uses[person] = use, at
        if person != self._latest[0]:
            self._before_latest = self._latest[1]
        self._latest = person, at

    def _faded(self, use: float, at: float) -> float:
        return use * math.exp((at - self._now()) / _MEMORY)

    def _forget(self) -> None:
        """Forget people whose last request is long ago, two at each call."""
        before = self._now() - _FORGOTTEN
        for person, (_, at) in list(islice(self._uses.items(), 2)):
            if at < before:
                del self._uses[person]
