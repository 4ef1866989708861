"""The demo's one clock, for Discord, AniList and the bot. Knows no events."""

import time
from collections.abc import Callable

import simcord


class Clock:
    """Unix seconds: the time of `source` first, the time of SimCord once there is one; SimCord's then follows `source`.

    The clock may be sent ahead of `source`, and keeps the distance from then on.
    """

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self._ahead = 0.0
        self._arrival = float("-inf")
        self._env: simcord.Env | None = None

    def __call__(self) -> int:
        return int(self.exact())

    def exact(self) -> float:
        return self._env.now().timestamp() if self._env else self._source()

    def run_by(self, env: simcord.Env) -> None:
        """Read the time from `env` from now on."""
        self._env = env

    def send_ahead(self, to: float) -> None:
        """Set a target, which the clock reaches when SimCord gets there. Time never runs backwards."""
        self._arrival = max(to, self.exact())
        self._ahead = self._arrival - self._source()

    @property
    def is_travelling(self) -> bool:
        """Whether the target is still ahead."""
        return self.exact() < self._arrival

    def behind(self) -> float:
        """The seconds that SimCord has yet to make up."""
        return self._source() + self._ahead - self.exact()
