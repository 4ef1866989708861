"""The rate limit: a sliding window of a minute that says when the next request may start. Knows no queue and no socket.

https://docs.anilist.co/guide/rate-limiting
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

import msgspec

USUAL = 28  # a minute: AniList takes 30
_MOST = 88  # a minute, should AniList go back to 90
_LEAST = 5  # a minute: with fewer no answer would come in time, and AniList never allowed so few
_SENSIBLE = range(1, 1000)  # possible limits; any other is a mistake of AniList's
_SPARE = 2
WINDOW = 60.0  # seconds
NEVER = -1e12  # a time before all clocks begin
_DISTRUST = 600.0  # seconds after a 429 in which a header does not raise the limit


class Slot(NamedTuple):
    """What a request asks for: how many places it leaves free, and whether it is spread out once a quarter is taken.

    `share` is the most places that background work has in a minute, and 0 for a person's request.
    """

    left_free: int = 0
    is_spread: bool = False
    share: int = 0


class AnnouncedLimit(NamedTuple):
    """The limit that AniList's headers announce, and how many requests of this minute are `left`, if they tell."""

    limit: int
    left: int | None


class KnownLimit(msgspec.Struct, frozen=True):
    """What is known of AniList's limit: requests a minute, the end of the last pause, and the time of the last 429."""

    per_minute: int = USUAL
    paused_until: float = NEVER
    refused_at: float = NEVER

    def learned(self, announced: int, now: float) -> "KnownLimit":
        """The limit after AniList has announced one."""
        allowed = max(announced - _SPARE, _LEAST)
        if allowed >= self.per_minute and now - self.refused_at <= _DISTRUST:
            return self
        return msgspec.structs.replace(self, per_minute=min(allowed, max(_MOST, self.per_minute)))

    def refused(self, seconds: float, now: float) -> "KnownLimit":
        """The limit after a refusal (429), with the pause that AniList asks for. It counts for more than headers."""
        paused_until = max(self.paused_until, now + seconds + 1)  # AniList rounds to seconds
        return KnownLimit(min(self.per_minute, USUAL), paused_until, refused_at=now)


class Place(msgspec.Struct, omit_defaults=True):
    """A request's place in the minute, taken until a minute after its end; `ended_at` is None while it runs."""

    started_at: float
    ended_at: float | None = None
    is_background: bool = False
    is_spread: bool = False
    id: str = ""


class Budget:
    """A sliding minute, a gap between starts, and pauses that AniList asks for.

    AniList counts a request somewhere between its start and its end, so it fills its place from the start until a
    minute after the end: however slow the network is, AniList never sees more in a minute than `per_minute`.

    Background work's share counts its starts. Where requests are spread out, people's and background work are so each
    for itself: neither delays the other by that.
    """

    def __init__(self, per_minute: int, gap: float, *, now: Callable[[], float]) -> None:
        self._now = now
        self._limit = KnownLimit(per_minute)
        self._gap = gap
        self._running = 0
        self._ends: deque[float] = deque()
        self._started_at = NEVER
        self._background_starts = deque[float]()
        self._spread_at = {True: NEVER, False: NEVER}  # the last start of background work, of people

    def start(self, slot: Slot) -> None:
        self._running += 1
        self._started_at = self._now()
        if slot.is_spread:
            self._spread_at[slot.share > 0] = self._started_at
        if slot.share:
            self._background_starts.append(self._started_at)

    def end(self) -> None:
        self._running -= 1
        self._ends.append(self._now())

    @property
    def per_minute(self) -> int:
        return self._limit.per_minute

    @property
    def used(self) -> int:
        """The places of this minute that are taken."""
        return self._running + sum(end > self._now() - WINDOW for end in self._ends)

    def next_start(self, slots: Iterable[Slot]) -> float:
        """The earliest start of the last of these requests, if they are sent in this order."""
        now = self._now()
        _drop(self._ends, now - WINDOW)
        _drop(self._background_starts, now - WINDOW)
        back_at = [end + WINDOW for end in self._ends] + [now + WINDOW] * self._running
        background_back_at = [start + WINDOW for start in self._background_starts]
        start, earliest = now, max(now, self._limit.paused_until, self._started_at + self._gap)
        spread_at = self._spread_at.copy()
        for slot in slots:
            theirs = max(self.per_minute - slot.left_free, 1)
            start = _when_free(back_at, theirs, earliest)
            if slot.share:
                start = _when_free(background_back_at, slot.share, start)
            if slot.is_spread:
                is_quiet = _when_free(back_at, max(self.per_minute // 4, 1), start) <= start
                evenly = spread_at[slot.share > 0] + WINDOW / (slot.share or theirs)
                start = start if is_quiet else max(start, evenly)
                spread_at[slot.share > 0] = start
            back_at.append(start + WINDOW)
            if slot.share:
                background_back_at.append(start + WINDOW)
            earliest = start + self._gap
        return start

    def learn(self, headers: Mapping[str, str]) -> None:
        """Learn the limit from AniList's headers.

        They also tell how much others on this address, or Musubi before a restart, have used.
        """
        if told := announced(headers):
            now = self._now()
            self._limit = self._limit.learned(told.limit, now)
            if told.left is not None:
                self._ends.extend([now] * (told.limit - told.left - self.used))

    def pause(self, seconds: float) -> None:
        """Pause after a refusal (429), for the time that AniList asks for."""
        self._limit = self._limit.refused(seconds, self._now())

    def restore(self, limit: KnownLimit, places: Collection[Place]) -> None:
        """Go on from a minute that was kept elsewhere."""
        self._limit = limit
        self._running = sum(place.ended_at is None for place in places)
        self._ends = deque(sorted(place.ended_at for place in places if place.ended_at is not None))
        self._started_at = max((place.started_at for place in places), default=NEVER)
        self._background_starts = deque(sorted(place.started_at for place in places if place.is_background))
        for kind in self._spread_at:
            spread = (place.started_at for place in places if place.is_spread and place.is_background is kind)
            self._spread_at[kind] = max(spread, default=NEVER)


def announced(headers: Mapping[str, str]) -> AnnouncedLimit | None:
    """What AniList's headers say of its limit, if that can be true."""
    limit = _number(headers, "X-RateLimit-Limit")
    if limit is None or limit not in _SENSIBLE:
        return None
    return AnnouncedLimit(limit, _number(headers, "X-RateLimit-Remaining"))


def _drop(times: deque[float], until: float) -> None:
    while times and times[0] <= until:
        times.popleft()


def _when_free(back_at: list[float], places: int, earliest: float) -> float:
    """The time at which fewer than `places` are taken; `back_at` has the times at which places come back, in order."""
    return max(earliest, back_at[-places]) if len(back_at) >= places else earliest


def _number(headers: Mapping[str, str], name: str) -> int | None:
    text = headers.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
