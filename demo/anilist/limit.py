"""AniList's rate limit: a sliding minute, and a block of a minute beyond it.

https://docs.anilist.co/guide/rate-limiting. Here the limit counts all clients together.
"""

from collections import deque
from collections.abc import Callable

_WINDOW = 60  # seconds


class Limit:
    """`per_minute` requests in any 60 seconds; None switches the limit off."""

    def __init__(self, per_minute: int | None, *, now: Callable[[], int]) -> None:
        self.per_minute = per_minute
        self._now = now
        self._taken: deque[int] = deque()
        self._blocked_until = 0

    def take(self) -> bool:
        """Count a request; False beyond the limit."""
        if self.per_minute is None:
            return True
        now = self._now()
        while self._taken and self._taken[0] <= now - _WINDOW:
            self._taken.popleft()
        if now < self._blocked_until:
            return False
        if len(self._taken) >= self.per_minute:
            self._blocked_until = now + _WINDOW
            return False
        self._taken.append(now)
        return True

    def headers(self) -> dict[str, str]:
        """The headers about the limit on every answer."""
        if self.per_minute is None:
            return {}
        left = self.per_minute - len(self._taken)
        return {"X-RateLimit-Limit": str(self.per_minute), "X-RateLimit-Remaining": str(left)}

    def block_headers(self) -> dict[str, str]:
        """The further headers of a 429."""
        wait = max(self._blocked_until - self._now(), 0)
        return {"Retry-After": str(wait), "X-RateLimit-Reset": str(self._blocked_until), "X-RateLimit-Remaining": "0"}
