"""AniList's request limit without AniList, and callers that wait for it on a simulated clock."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import Any

from anilist import AniListError, Caller, Priority, RateLimited
from bench.clock import Clock
from demo.anilist.limit import Limit


class FakeAniList:
    """AniList's limit, an answer time, and a switch. `starts` has each request's time, in seconds after the start."""

    def __init__(self, clock: Clock, per_minute: int = 30) -> None:
        self.clock = clock
        self.limit = Limit(per_minute, now=lambda: math.floor(clock()))
        self.seconds: Callable[[], float] = lambda: 0.3
        self.error: AniListError | None = None
        self.starts: list[float] = []
        self.seen: list[str] = []
        self.refused = 0

    def asks(self, name: str = "") -> Callable[[], Awaitable[str]]:
        async def ask() -> str:
            self.starts.append(self.clock.passed)
            self.seen.append(name)
            latency = self.seconds()
            await self.clock.sleep(latency / 2)
            is_taken = self.limit.take()
            await self.clock.sleep(latency / 2)
            if not is_taken:
                self.refused += 1
                raise RateLimited(60)
            if self.error:
                raise self.error
            return name

        return ask

    def most_in_a_minute(self) -> int:
        return max(sum(start <= other < start + 60 for other in self.starts) for start in self.starts)


def waiting(person: int | None = None) -> Caller:
    return Caller(Priority.WAITING, person)


def background() -> Caller:
    return Caller(Priority.BACKGROUND)


async def outcome(work: Awaitable[Any]) -> Any:
    """The answer of `work`, or its AniListError."""
    try:
        return await work
    except AniListError as error:
        return error


async def together(*works: Awaitable[Any]) -> list[Any]:
    return list(await asyncio.gather(*map(outcome, works)))


async def spread(clock: Clock, seconds: float, work: Callable[[], Awaitable[Any]]) -> Any:
    await clock.sleep(seconds)
    return await outcome(work())
