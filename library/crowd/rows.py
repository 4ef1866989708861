"""Rows of results that are made when they are read: there are thousands, and a page shows ten of them."""

from collections.abc import Callable, Sequence
from typing import TypeVar, overload

from library.crowd.arrays import Numbers

_Row = TypeVar("_Row", bound=tuple[object, ...])


class Rows(Sequence[_Row]):
    """`make` makes a row of a number from each column."""

    def __init__(self, make: Callable[..., _Row], columns: Sequence[Numbers]) -> None:
        self._make = make
        self._columns = columns

    def __len__(self) -> int:
        return len(self._columns[0])

    @overload
    def __getitem__(self, at: int) -> _Row: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[_Row]: ...
    def __getitem__(self, at: int | slice) -> _Row | Sequence[_Row]:
        if isinstance(at, slice):
            return Rows(self._make, [column[at] for column in self._columns])
        return self._make(*(column[at].item() for column in self._columns))
