"""How long something takes, when it is done often."""

import statistics
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import NamedTuple, TypeVar

import msgspec

_T = TypeVar("_T")


class Taken(NamedTuple):
    """Milliseconds; `busy` are those of the processor, which don't grow when other processes take their turns."""

    waited: float
    busy: float


class Spread(msgspec.Struct, frozen=True):
    """Milliseconds from beginning to end; `busy_p99` are those of the processor."""

    p50: float
    p99: float
    busy_p99: float

    def __str__(self) -> str:
        return f"p50 {self.p50:.2f} ms, p99 {self.p99:.1f} ms (processor {self.busy_p99:.1f} ms)"


class Stopwatch:
    """Takes the time of one thing after another."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self._begun = 0.0, 0.0

    def begin(self) -> None:
        self._begun = time.perf_counter(), time.process_time()

    def end(self) -> None:
        waited, busy = self._begun
        self.taken.append(Taken((time.perf_counter() - waited) * 1000, (time.process_time() - busy) * 1000))

    def spread(self) -> Spread:
        waited, busy = (statistics.quantiles(each, n=100) for each in zip(*self.taken, strict=True))
        return Spread(waited[49], waited[98], busy[98])


async def spread(do: Callable[[_T], Awaitable[object]], things: Iterable[_T]) -> Spread:
    """Of doing it with each of the `things`, one after another."""
    stopwatch = Stopwatch()
    for thing in things:
        stopwatch.begin()
        await do(thing)
        stopwatch.end()
    return stopwatch.spread()


class Pairs:
    """Of something and of what it is compared with, measured in turns: medians."""

    def __init__(self) -> None:
        self._pairs: list[tuple[Taken, Taken]] = []

    def add(self, taken: Taken, bare: Taken) -> None:
        self._pairs.append((taken, bare))

    @property
    def waited(self) -> float:
        return statistics.median(taken.waited for taken, _ in self._pairs)

    @property
    def busy(self) -> float:
        return statistics.median(taken.busy for taken, _ in self._pairs)

    @property
    def bare(self) -> float:
        return statistics.median(bare.busy for _, bare in self._pairs)

    @property
    def own(self) -> float:
        return statistics.median(taken.busy - bare.busy for taken, bare in self._pairs)
