"""A scheduler on a clock that jumps, and the AniList that its requests go to."""

import pytest

from anilist import RequestQueue, Scheduler
from bench.clock import Clock
from tests.kit.scheduling import FakeAniList


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def anilist(clock: Clock) -> FakeAniList:
    return FakeAniList(clock)


@pytest.fixture
def scheduler(clock: Clock) -> Scheduler:
    return Scheduler(RequestQueue(monotonic=clock, sleep=clock.sleep))
