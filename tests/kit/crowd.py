"""People's entries and titles as :mod:`store.crowd` packs them: made by hand, and Hypothesis strategies for them."""

import math
import struct
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple, TypeVar

from hypothesis import strategies as st

from library.crowd.arrays import TitleArrays
from store.crowd import FORMATS, STATUSES

_T = TypeVar("_T")

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


_FEW, MANY = 12, 30  # titles: of few most are on several lists, and many are needed to say who is alike
_STATUSES, _SCORES = range(len(STATUSES)), (*[0] * 50, *range(1, 101), *(70, 80, 90) * 20)
_YES_OR_NO = (False, True)
_SCATTERING = 10_000_019  # a prime: no two numbers get the same place


def _choices(make: Callable[..., _T], *fields: Sequence[object]) -> st.SearchStrategy[_T]:
    """Made of one choice for each field.

    All of them are the digits of one number: drawing each is seven times slower. Hypothesis prefers small numbers, so
    they are scattered over all that there are.
    """
    count = math.prod(map(len, fields))

    def chosen(number: int) -> _T:
        number, values = number * _SCATTERING % count, list[object]()
        for field in fields:
            number, at = divmod(number, len(field))
            values.append(field[at])
        return make(*values)

    return st.integers(0, count - 1).map(chosen)


@cache
def _entries(titles: int) -> st.SearchStrategy[Listed]:
    ids = range(1, titles + 1)
    return _choices(Listed, ids, (False,), _STATUSES, _SCORES, range(4), range(31), (0, 24300, 24301))


_TITLES = _choices(
    Known,
    range(1, _FEW + 1),
    _YES_OR_NO,
    _YES_OR_NO,
    range(len(FORMATS)),
    _YES_OR_NO,
    (0, 5, 24, 120),
    (0, 1, 3, 12, 60, 500),
)


def lists(least: int = 0, most: int = _FEW) -> st.SearchStrategy[list[Listed]]:
    """A person's list, each title once."""
    return st.lists(_entries(most), min_size=least, max_size=most, unique_by=lambda entry: entry.media_id)


def crowds(
    least: int = 0, most: int = 5, *, of: st.SearchStrategy[list[Listed]] | None = None
) -> st.SearchStrategy[dict[int, list[Listed]]]:
    people = st.lists(lists() if of is None else of, min_size=least, max_size=most)
    return people.map(lambda people: dict(enumerate(people, start=1)))


def shelves() -> st.SearchStrategy[list[Known]]:
    """Titles; some titles of the lists may be missing."""
    return st.lists(_TITLES, max_size=_FEW, unique_by=lambda title: title.media_id)


def packed(crowd: dict[int, list[Listed]]) -> dict[int, bytes]:
    return {discord_id: pack(entries) for discord_id, entries in crowd.items()}
