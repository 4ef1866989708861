"""The time of the event loop, which a test can move forward: seconds pass at once for all limits and timers."""

import asyncio

import pytest


class LoopTime:
    """The real time of the running loop, and `ahead` of it as many seconds as a test says."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        loop = asyncio.get_running_loop()
        real = loop.time
        self.ahead = 0.0
        patch.setattr(loop, "time", lambda: real() + self.ahead)
