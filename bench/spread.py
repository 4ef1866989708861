"""How long something takes, when it is done often."""

import statistics
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

import msgspec

_T = TypeVar("_T")


class Spread(msgspec.Struct, frozen=True):
    """Milliseconds; `busy` are those of the processor, which don't grow when other processes take their turns."""

    p50: float
    p99: float
    busy_p99: float

    def __str__(self) -> str:
        return f"p50 {self.p50:.2f} ms, p99 {self.p99:.1f} ms (processor {self.busy_p99:.1f} ms)"


class Stopwatch:
    """Takes the time of one thing after another."""

    def __init__(self) -> None:
        self.taken: list[tuple[float, float]] = []
        self._begun = 0.0, 0.0

    def begin(self) -> None:
        self._begun = time.perf_counter(), time.process_time()

    def end(self) -> None:
        waited, busy = self._begun
        self.taken.append((time.perf_counter() - waited, time.process_time() - busy))

    def spread(self) -> Spread:
        waited, busy = (statistics.quantiles(seconds, n=100) for seconds in zip(*self.taken, strict=True))
        return Spread(waited[49] * 1000, waited[98] * 1000, busy[98] * 1000)


async def spread(do: Callable[[_T], Awaitable[object]], things: Iterable[_T]) -> Spread:
    """Of doing it with each of the `things`, one after another."""
    stopwatch = Stopwatch()
    for thing in things:
        stopwatch.begin()
        await do(thing)
        stopwatch.end()
    return stopwatch.spread()
