"""An in-memory index of titles by their names: no request, no database.

Each title has a number, in the order of arrival. A renamed title gets a new number, and no title has its earlier one
from then on; so the lists of numbers only grow. Names seldom change.

Knows titles and their popularity, and nothing of people. :mod:`library.titles.search` searches in it.
"""

from array import array
from collections.abc import Iterable
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from library.titles.postings import Names, Numbers, Words
from library.titles.words import plain, words
from store import Media, TitleNames

FEW = 500  # names that begin as typed; with more of them the beginning tells nothing
_NO_TITLE = -1  # in place of a type
_BITS = 32  # of a number
_LAST = (1 << _BITS) - 1

Mask = NDArray[np.bool_]  # for each number, whether it is meant


class TitleIndex:
    """An index of titles by each of their names."""

    def __init__(self) -> None:
        self.words = Words()
        self.names = Names()
        self._numbers: dict[int, int] = {}  # by id
        # by number:
        self._ids = array("q")
        self._popularity = array("q")
        self._types = array("b")
        self._is_adult = array("b")
        self._spelt: list[bytes] = []  # the names, each with a space on both sides, on lines; in UTF-8, to be small
        self._type_names: list[str] = []

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, media_id: int) -> bool:
        return media_id in self._numbers

    def among(self, media_ids: Iterable[int]) -> set[int]:
        """The indexed titles among `media_ids`."""
        return self._numbers.keys() & media_ids

    def newest(self, count: int) -> list[int]:
        """The ids that were added last, the newest first."""
        return list(islice(reversed(self._numbers), count))

    def called(
        self, name: str, media_type: str | None = None, *, is_begun: bool = False, most: int | None = None
    ) -> set[int]:
        """The ids of titles with that plain name; with `is_begun`, with a name that begins with it.

        With `most`, no more titles of the name are looked at.
        """
        found = self.names.beginning(name, FEW) if is_begun else self.names.called(name)
        fitting = (self._ids[number] for number in found if name and self._is_of(number, media_type))
        return set(fitting if is_begun else islice(fitting, most))

    def offers(self, media_id: int, media_type: str | None, *, adult: bool) -> bool:
        """Whether a search may find the title."""
        number = self._numbers.get(media_id)
        return number is not None and self._is_of(number, media_type) and (adult or not self._is_adult[number])

    def put(self, title: Media | TitleNames) -> None:
        """Index a title by its present names, in place of its earlier ones."""
        called = {title.romaji, title.english, title.native, *title.synonyms}
        names = sorted({name for some in called if some and (name := plain(some))})
        spelt = "\n".join(f" {name} " for name in names).encode()
        number = self._numbers.get(title.id)
        if number is None or self._spelt[number] != spelt:
            number = self._add(title.id, names, spelt)
        self._popularity[number] = title.popularity or 0
        self._types[number] = self._type(title.media_type)
        self._is_adult[number] = title.is_adult

    def discard(self, media_id: int) -> None:
        """Remove a title from the index."""
        self._retire(self._numbers.pop(media_id, None))

    def _add(self, media_id: int, names: list[str], spelt: bytes) -> int:
        """A new number for the title, under its names and their words."""
        self._retire(self._numbers.get(media_id))
        number = self._numbers[media_id] = len(self._ids)
        self._ids.append(media_id)
        self._spelt.append(spelt)
        for column in (self._popularity, self._types, self._is_adult):
            column.append(0)
        self.names.add(names, number)
        self.words.add(words(" ".join(names)), number)
        return number

    def _retire(self, number: int | None) -> None:
        if number is not None:
            self._types[number] = _NO_TITLE

    def _type(self, media_type: str) -> int:
        if media_type not in self._type_names:
            self._type_names.append(media_type)
        return self._type_names.index(media_type)

    def _is_of(self, number: int, media_type: str | None) -> bool:
        kind = self._types[number]
        return kind != _NO_TITLE and media_type in {None, self._type_names[kind]}

    # what a search asks

    def numbers(self, media_ids: Iterable[int]) -> Numbers:
        """The numbers of the indexed titles among `media_ids`, in that order."""
        return np.array([number for one in media_ids if (number := self._numbers.get(one)) is not None], np.int64)

    def media_id(self, number: int) -> int:
        return self._ids[number]

    def spelt(self, number: int) -> bytes:
        """The title's plain names in UTF-8, each on a line and between two spaces."""
        return self._spelt[number]

    def popularity(self, number: int) -> int:
        return self._popularity[number]

    def mask(self, *numbers: Numbers | Iterable[int]) -> Mask:
        """A mask of all these numbers."""
        mask = np.zeros(len(self._ids), np.bool_)
        for some in numbers:
            mask[some if isinstance(some, np.ndarray) else np.fromiter(some, np.intp)] = True
        return mask

    def fitting(self, media_type: str | None, *, adult: bool) -> Mask:
        """All titles of that type; without `adult`, those that are not adult."""
        types = np.array(self._types)
        fits = types == self._type(media_type) if media_type else types != _NO_TITLE
        return fits if adult else fits & (np.array(self._is_adult) == 0)

    def most_popular(self, mask: Mask, count: int) -> Numbers:
        """The most popular titles of the mask, in that order; of equally popular ones those that came first."""
        numbers = np.flatnonzero(mask)
        keys = (np.array(self._popularity)[numbers] << _BITS) + (_LAST - numbers)  # the larger, the better
        if len(keys) > count:
            keys = np.partition(keys, -count)[-count:]  # sorting tens of thousands takes longer
        return _LAST - (np.sort(keys)[::-1] & _LAST)
