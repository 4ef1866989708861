"""The people who have a title, grouped by status. Pure."""

from collections.abc import Iterable, Mapping
from statistics import fmean

import msgspec

from store import ShownEntry

STATUSES = ("CURRENT", "REPEATING", "COMPLETED", "PLANNING", "PAUSED", "DROPPED")
_AT_IT = {"CURRENT", "REPEATING"}


class Who(msgspec.Struct, frozen=True):
    """The entries by status, without empty ones; the status that is likeliest to be talked about comes first."""

    groups: dict[str, list[ShownEntry]]

    @property
    def people(self) -> int:
        return sum(len(entries) for entries in self.groups.values())

    @property
    def scores(self) -> list[int]:
        return [entry.score for entries in self.groups.values() for entry in entries if entry.score]

    @property
    def mean(self) -> float | None:
        return fmean(self.scores) if self.scores else None


def grouped(entries: Iterable[ShownEntry], names: Mapping[int, str]) -> Who:
    """Group entries by status.

    The most progress comes first where the title is under way, then the highest score, then the name.
    """

    def order(one: ShownEntry) -> tuple[int, int, str, int]:
        come = one.progress if one.status in _AT_IT else 0
        return -come, -one.score, names[one.discord_id].casefold(), one.discord_id

    groups: dict[str, list[ShownEntry]] = {status: [] for status in STATUSES}
    for entry in sorted(entries, key=order):
        groups.setdefault(entry.status, []).append(entry)
    return Who({status: found for status, found in groups.items() if found})
