"""The numbers of :mod:`store.crowd` as NumPy's arrays."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from library.crowd.answers import TitleFilter
from library.lists import SHORT_AND_MEDIUM_CHAPTERS, SHORT_AND_MEDIUM_MINUTES
from store.crowd import FORMATS, STATUSES

Numbers = NDArray[Any]

ENTRY = np.dtype(
    {
        "names": ["media", "is_manga", "status", "score", "repeat", "progress", "completed"],
        "formats": [">u4", "u1", "u1", "u1", "u1", ">u2", ">u2"],
    }
)
TITLE = np.dtype(
    {
        "names": ["media", "is_manga", "is_adult", "format", "is_ahead", "minutes", "total"],
        "formats": [">u4", "u1", "u1", "u1", "u1", ">u2", ">u2"],
    }
)
CURRENT, PLANNING, COMPLETED, DROPPED, REPEATING = (
    STATUSES.index(status) for status in ("CURRENT", "PLANNING", "COMPLETED", "DROPPED", "REPEATING")
)
_BYTES_AT_ONCE = 100_000 * ENTRY.itemsize  # fits into a processor's cache, and is counted in no time


class Block:
    """All entries of some people, an array for each column; `owner` is the index of an entry's person in `people`.

    The columns that few counts need, and that take a while, are made when they are first asked for.
    """

    def __init__(self, people: list[int], packed: list[bytes]) -> None:
        rows = np.frombuffer(b"".join(packed), ENTRY)
        self.people = people
        self._rows = rows
        self._sizes = [len(one) // ENTRY.itemsize for one in packed]
        self.media: Numbers = rows["media"].astype(np.intp)
        self.status: Numbers = rows["status"]
        self.score: Numbers = rows["score"]
        self.repeat: Numbers = rows["repeat"]
        self.completed: Numbers = rows["completed"]

    @cached_property
    def owner(self) -> Numbers:
        return np.repeat(np.arange(len(self.people)), self._sizes)

    @cached_property
    def is_manga(self) -> Numbers:
        return self._rows["is_manga"] > 0

    @cached_property
    def progress(self) -> Numbers:
        return self._rows["progress"].astype(np.int64)

    def per_person(self, at: Numbers, weights: Numbers | None = None) -> Numbers:
        """For each person the sum of the `weights`, or the number, of their entries at the indices `at`."""
        return np.bincount(self.owner[at], weights, minlength=len(self.people))


def blocks(lists: Mapping[int, bytes]) -> Iterator[Block]:
    """The entries of all people in the same order, in blocks of some people."""
    people, packed, size = list[int](), list[bytes](), 0
    for discord_id, entries in lists.items():
        people.append(discord_id)
        packed.append(entries)
        size += len(entries)
        if size >= _BYTES_AT_ONCE:
            yield Block(people, packed)
            people, packed, size = [], [], 0
    if people:
        yield Block(people, packed)


class TitleArrays:
    """Facts of titles, by media id. The last index stands for all unknown titles: :meth:`place` leads there.

    Many calls share them: each is made when it is first asked for, and is read-only.
    """

    def __init__(self, packed: bytes) -> None:
        self.packed = packed
        self._rows = np.frombuffer(packed, TITLE)

    @cached_property
    def size(self) -> int:
        return int(self._rows["media"].max(initial=0)) + 2

    @cached_property
    def is_known(self) -> Numbers:
        return self._spread(np.ones(len(self._rows), bool))

    @cached_property
    def is_manga(self) -> Numbers:
        return self._spread(self._rows["is_manga"] > 0)

    @cached_property
    def is_adult(self) -> Numbers:
        return self._spread(self._rows["is_adult"] > 0)

    @cached_property
    def is_ahead(self) -> Numbers:
        """Whether each is not out yet."""
        return self._spread(self._rows["is_ahead"] > 0)

    @cached_property
    def format(self) -> Numbers:
        return self._spread(self._rows["format"])

    @cached_property
    def minutes(self) -> Numbers:
        return self._spread(self._rows["minutes"].astype(np.int64))

    @cached_property
    def total(self) -> Numbers:
        return self._spread(self._rows["total"].astype(np.int64))

    def place(self, media: Numbers) -> Numbers:
        return np.minimum(media, self.size - 1)

    def count(self, media: Numbers, weights: Numbers | None = None) -> Numbers:
        """For each title the sum of the `weights` of its entries, or the number of its entries."""
        return np.bincount(self.place(media), weights, minlength=self.size)

    def fitting(self, wanted: TitleFilter) -> Numbers:
        """For each title whether it fits the filter."""
        fits = self.is_known.copy()
        if not wanted.is_adult:
            fits &= ~self.is_adult
        if wanted.media_type:
            fits &= self.is_manga == (wanted.media_type == "MANGA")
        if wanted.format:
            fits &= self.format == FORMATS.index(wanted.format)
        if wanted.length:
            fits &= self._are_so_long(wanted.length)
        return fits

    def _are_so_long(self, length: str) -> Numbers:
        amount = np.where(self.is_manga, self.total, self.total * self.minutes)
        short, medium = (
            np.where(self.is_manga, *ends)
            for ends in zip(SHORT_AND_MEDIUM_CHAPTERS, SHORT_AND_MEDIUM_MINUTES, strict=True)
        )
        ends = {"short": amount <= short, "medium": (amount > short) & (amount <= medium), "long": amount > medium}
        return (amount > 0) & ends[length]

    def _spread(self, values: Numbers) -> Numbers:
        spread = np.zeros(self.size, values.dtype)
        spread[self._rows["media"]] = values
        spread.flags.writeable = False
        return spread


def by_media(packed: bytes, column: str) -> Numbers:
    """A person's column by media id; the last index is empty."""
    rows = np.frombuffer(packed, ENTRY)
    spread = np.zeros(int(rows["media"].max(initial=0)) + 2, rows[column].dtype.newbyteorder("="))
    spread[rows["media"]] = rows[column]
    return spread
