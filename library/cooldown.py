"""A *token bucket* for each person: it bounds a person's cost in processor time, replies and forms.

Generous for people; scripts run it dry. AniList's minute is shared by :mod:`anilist.fairness`. Knows no command.
"""

import time
from collections import OrderedDict
from collections.abc import Callable

from library.errors import TooFast


class Cooldown:
    """Allows `at_once` units, and then `a_second` more. A person with a full bucket again is forgotten."""

    def __init__(self, at_once: int, a_second: float, *, now: Callable[[], float] = time.monotonic) -> None:
        self._at_once = at_once
        self._a_second = a_second
        self._now = now
        self._full_at: OrderedDict[int, float] = OrderedDict()  # by person, the latest to ask last

    def __len__(self) -> int:
        return len(self._full_at)

    def charge(self, person: int) -> None:
        """Count a unit. Raises TooFast, and counts nothing, when the person's bucket is empty."""
        now = self._now()
        full_at = max(self._full_at.get(person, now), now) + 1 / self._a_second
        too_early = full_at - now - self._at_once / self._a_second
        if too_early > 0:
            raise TooFast(too_early)
        self._full_at[person] = full_at
        self._full_at.move_to_end(person)
        self._forget(now)

    def _forget(self, now: float) -> None:
        """Check two people at each call, so that no call costs much and every full bucket is found in time."""
        for _ in range(2):
            person, full_at = next(iter(self._full_at.items()))
            if full_at > now:
                self._full_at.move_to_end(person)
            else:
                del self._full_at[person]
