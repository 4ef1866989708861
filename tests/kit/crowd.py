"""People's entries and titles as :mod:`store.crowd` packs them: made by hand, and Hypothesis strategies for them."""

import struct
from collections.abc import Iterable
from typing import NamedTuple

from hypothesis import strategies as st

from library.crowd.arrays import TitleArrays
from store.crowd import FORMATS, STATUSES

CURRENT, PLANNING, COMPLETED, DROPPED, PAUSED, REPEATING = range(1, len(STATUSES))


class Listed(NamedTuple):
    """An entry's fields in the order of the packed bytes."""

    media_id: int
    is_manga: bool = False
    status: int = COMPLETED
    score: int = 0
    repeat: int = 0
    progress: int = 0
    completed: int = 0


class Known(NamedTuple):
    """A title's fields in the order of the packed bytes."""

    media_id: int
    is_manga: bool = False
    is_adult: bool = False
    format: int = 1
    is_ahead: bool = False
    minutes: int = 24
    total: int = 12


def pack(entries: Iterable[Listed]) -> bytes:
    return b"".join(struct.pack(">IBBBBHH", *entry) for entry in entries)


def title_arrays(titles: Iterable[Known]) -> TitleArrays:
    return TitleArrays(b"".join(struct.pack(">IBBBBHH", *title) for title in titles))


def scores(**by_media: int) -> bytes:
    """Completed titles with their scores, such as ``scores(t1=80, t2=0)``."""
    return pack(Listed(int(name[1:]), score=score) for name, score in by_media.items())


_ENTRIES = st.builds(
    Listed,
    media_id=st.integers(1, 30),
    is_manga=st.just(False),
    status=st.sampled_from(range(len(STATUSES))),
    score=st.one_of(st.just(0), st.integers(1, 100), st.sampled_from((70, 80, 90))),
    repeat=st.integers(0, 3),
    progress=st.integers(0, 30),
    completed=st.sampled_from((0, 24300, 24301)),
)
_TITLES = st.builds(
    Known,
    media_id=st.integers(1, 30),
    is_manga=st.booleans(),
    is_adult=st.booleans(),
    format=st.sampled_from(range(len(FORMATS))),
    is_ahead=st.booleans(),
    minutes=st.sampled_from((0, 5, 24, 120)),
    total=st.sampled_from((0, 1, 3, 12, 60, 500)),
)


def lists(most: int = 30) -> st.SearchStrategy[list[Listed]]:
    """A person's list, each title once."""
    return st.lists(_ENTRIES, max_size=most, unique_by=lambda entry: entry.media_id)


def crowds(least: int = 0, most: int = 5) -> st.SearchStrategy[dict[int, list[Listed]]]:
    return st.lists(lists(), min_size=least, max_size=most).map(lambda people: dict(enumerate(people, start=1)))


def shelves() -> st.SearchStrategy[list[Known]]:
    """Titles; some titles of the lists may be missing."""
    return st.lists(_TITLES, max_size=30, unique_by=lambda title: title.media_id)


def packed(crowd: dict[int, list[Listed]]) -> dict[int, bytes]:
    return {discord_id: pack(entries) for discord_id, entries in crowd.items()}
