"""Tallies: events by their labels, as counts and as a *histogram* of durations.

A part keeps one and adds to it; an exporter reads it. Labels are words of Musubi's own, never a name or an id of a
person, a server or a title. Knows no part and no exporter.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable

Labels = tuple[str, ...]


class Tally:
    """Events since the start; those of `known` labels are counted from zero on.

    A duration falls into the first bucket whose bound it does not pass, or into the last bucket, which has none.
    """

    def __init__(self, *bounds: float, known: Iterable[Labels] = ()) -> None:
        self.bounds = bounds
        self.counts = Counter[Labels](dict.fromkeys(known, 0))
        self.seconds = defaultdict[Labels, float](float)
        self.buckets = defaultdict[Labels, list[int]](lambda: [0] * (len(bounds) + 1))

    def count(self, *labels: str, events: int = 1) -> None:
        self.counts[labels] += events

    def time(self, *labels: str, seconds: float) -> None:
        self.seconds[labels] += seconds
        self.buckets[labels][bisect_left(self.bounds, seconds)] += 1


def counted(known: Iterable[str], found: Iterable[str]) -> Counter[str]:
    """The number of each word in `found`; 0 for the other `known` words."""
    counts = Counter(dict.fromkeys(known, 0))
    counts.update(found)
    return counts
