"""How many requests AniList takes, and so when the next one may start. Knows no queue and no socket.

https://docs.anilist.co/guide/rate-limiting
"""

from collections import deque
from collections.abc import Callable, Mapping

USUAL = 28  # a minute: AniList takes 30
_MOST = 88  # a minute, should AniList go back to 90
_LEAST = 5  # a minute: with fewer nobody would be answered any more, and AniList never allowed so few
_SENSIBLE = range(1, 1000)  # what a limit can be; anything else is a mistake of AniList's
_SPARE = 2
_WINDOW = 60.0  # seconds
_DISTRUST = 600.0  # seconds after a 429 in which a header does not raise the limit


class Budget:
    """A sliding minute, a gap between starts, and pauses that AniList asks for.

    AniList counts a request somewhere between its start and its end, so it fills its place from the start until a
    minute after the end: however slow the network is, AniList never sees more in a minute than `per_minute`.
    """

    def __init__(self, per_minute: int, gap: float, *, now: Callable[[], float]) -> None:
        self._now = now
        self._per_minute = per_minute
        self._gap = gap
        self._running = 0
        self._ends: deque[float] = deque()
        self._started_at = float("-inf")
        self._paused_until = float("-inf")
        self._refused_at = float("-inf")

    def start(self) -> None:
        self._running += 1
        self._started_at = self._now()

    def end(self) -> None:
        self._running -= 1
        self._ends.append(self._now())

    def next_start(self, ahead: int, share: float = 1.0) -> float:
        """The earliest start of a request with `ahead` others before it that leaves 1 - `share` of the minute free."""
        now = self._now()
        while self._ends and self._ends[0] <= now - _WINDOW:
            self._ends.popleft()
        places = max(int(self._per_minute * share), 1)
        taken = [end + _WINDOW for end in self._ends] + [now + _WINDOW] * self._running
        free_at = deque(([now] * (places - len(taken)) + taken)[-places:])
        earliest = max(now, self._paused_until, self._started_at + self._gap)
        for _ in range(ahead):
            earliest = max(earliest, free_at.popleft())
            free_at.append(earliest + _WINDOW)
            earliest += self._gap
        return max(earliest, free_at[0])

    def learn(self, headers: Mapping[str, str]) -> None:
        """Take AniList's word for the limit, and for what others on this address, or we before a restart, have used."""
        limit, left = _number(headers, "X-RateLimit-Limit"), _number(headers, "X-RateLimit-Remaining")
        if limit is None or limit not in _SENSIBLE:
            return
        allowed = max(limit - _SPARE, _LEAST)
        if allowed < self._per_minute or self._now() - self._refused_at > _DISTRUST:
            self._per_minute = min(allowed, max(_MOST, self._per_minute))
        if left is not None:
            self._ends.extend([self._now()] * (limit - left - self._running - len(self._ends)))

    def pause(self, seconds: float) -> None:
        """AniList has refused a request (429) and asks to wait. That counts for more than its headers."""
        self._refused_at = self._now()
        self._per_minute = min(self._per_minute, USUAL)
        self._paused_until = max(self._paused_until, self._refused_at + seconds + 1)  # AniList rounds to seconds


def _number(headers: Mapping[str, str], name: str) -> int | None:
    text = headers.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
