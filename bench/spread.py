"""How long something takes, when it is done often."""

import statistics
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

import msgspec

_T = TypeVar("_T")


class Spread(msgspec.Struct, frozen=True):
    """Milliseconds."""

    p50: float
    p99: float

    @classmethod
    def of(cls, seconds: Iterable[float]) -> "Spread":
        quantiles = statistics.quantiles(seconds, n=100)
        return cls(quantiles[49] * 1000, quantiles[98] * 1000)

    def __str__(self) -> str:
        return f"p50 {self.p50:.1f} ms, p99 {self.p99:.1f} ms"


async def spread(do: Callable[[_T], Awaitable[object]], things: Iterable[_T]) -> Spread:
    """Of doing it with each of the `things`, one after another."""
    seconds: list[float] = []
    for thing in things:
        before = time.perf_counter()
        await do(thing)
        seconds.append(time.perf_counter() - before)
    return Spread.of(seconds)
