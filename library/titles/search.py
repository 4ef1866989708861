"""A search for text that is still being typed, in an index of titles: no request, no database.

Knows the person's own titles for each search. :mod:`library.titles.catalogue` decides which titles a person may know.

Its work is bounded: titles are narrowed down by masks, a step of the processor for each title and typed word, and only
the most popular ones of the rest are compared letter by letter.
"""

from collections.abc import Callable, Collection, Mapping
from math import log10

import msgspec
import numpy as np
from rapidfuzz import fuzz

from library.titles.index import FEW, Mask, TitleIndex
from library.titles.postings import Numbers
from library.titles.words import words

_MOST_WORDS = 8
_MISTYPED_WORDS = 4  # the longest, when they are not found as typed
_COMPARED = 100  # other people's titles that are compared letter by letter
_MANY = 5000  # titles under a word that tells little
_BEGINS_SO = 20.0  # the weight of a name that begins as typed,
_PER_TENFOLD = 8.0  # and of ten times the popularity, beside 0 to 100 for likeness


class Hit(msgspec.Struct, frozen=True):
    """A title that was found.

    Its score is 100 when a name equals the typed text, 90 to 92 when it has all the words, else the likeness.
    """

    id: int
    score: float


class SearchQuery(msgspec.Struct, frozen=True):
    """A search for plain text. `own` has the ranks of the person's titles; `only`, if given, limits the titles.

    Without `adult`, adult titles are left out unless they are the person's own.
    """

    typed: str
    media_type: str | None
    own: Mapping[int, int]
    adult: bool
    only: Collection[int] | None = None


class Search:
    """A query to an index."""

    def __init__(self, index: TitleIndex, query: SearchQuery) -> None:
        self._index = index
        self._typed = query.typed
        self._own = index.numbers(sorted(query.own, key=query.own.__getitem__))  # the lowest rank first
        self._called_so = index.mask(index.names.called(query.typed))
        self._fitting = _fitting(index, query, self._own)

    def likely(self, limit: int) -> list[Hit]:
        """Suggestions for an empty text: the person's own titles, and then popular ones."""
        own, others = self._divided(self._fitting)
        likeliest = [*own.tolist(), *self._index.most_popular(others, limit).tolist()]
        return [Hit(self._index.media_id(number), 0.0) for number in likeliest[:limit]]

    def with_all_words(self, limit: int) -> list[Hit]:
        """Titles with every word, or with a name that begins as typed when spaces don't count."""
        return self._best(self._with_all_words(), limit, _score_with_all_words)

    def having_all_words(self) -> list[int]:
        """The ids of all titles that :meth:`with_all_words` finds, in no order."""
        return [self._index.media_id(number) for number in np.flatnonzero(self._with_all_words()).tolist()]

    def _with_all_words(self) -> Mask:
        index, found = self._index, self._fitting.copy()
        for word in _without_beginnings(words(self._typed)[:_MOST_WORDS]):
            found &= index.mask(index.words.begun(word))
        begins_so = index.mask(index.names.beginning(self._typed, FEW))
        return found | (self._fitting & (begins_so | self._called_so))

    def with_most_words(self, limit: int, besides: Collection[int]) -> list[Hit]:
        """Titles with the most of the longer words, begun or mistyped, if that is at least half of the words."""
        index = self._index
        asked = sorted((word for word in words(self._typed)[:_MOST_WORDS] if len(word) > 2), key=len, reverse=True)
        asked = asked[:_MISTYPED_WORDS]
        having = np.zeros(len(self._fitting), np.uint8)
        for word in asked:
            mask = index.mask(index.words.begun(word), index.words.resembling(word))
            if np.count_nonzero(mask) <= _MANY:
                having += mask
        others = self._fitting & ~index.mask(index.numbers(besides))
        for least in range(len(asked), max(len(asked) - 1, 0) // 2, -1):
            if (found := others & (having >= least)).any():
                return self._best(found, limit, float)
        return []

    def _best(self, found: Mask, limit: int, score: Callable[[float], float]) -> list[Hit]:
        """The best hits: the person's own first, equal names before others and then by rank; the rest by weight."""
        own, others = self._divided(found)
        is_called_so = self._called_so[own]
        mine: list[int] = np.concatenate((own[is_called_so], own[~is_called_so]))[:limit].tolist()
        popular = (self._index.most_popular(mask, _COMPARED) for mask in (others, others & self._called_so))
        rest = sorted({number for numbers in popular for number in numbers.tolist()})
        likeness = {number: self._likeness(number) for number in (*mine, *rest)}
        rest.sort(key=lambda number: (likeness[number] < 100, -likeness[number] - self._bonus(number)))
        return [Hit(self._index.media_id(number), score(likeness[number])) for number in (*mine, *rest)[:limit]]

    def _divided(self, found: Mask) -> tuple[Numbers, Mask]:
        """The person's own titles by rank, and the others."""
        others = found.copy()
        others[self._own] = False
        return self._own[found[self._own]], others

    def _likeness(self, number: int) -> float:
        """The likeness of the nearest name, up to 100."""
        if self._called_so[number]:
            return 100.0
        return max(fuzz.ratio(self._typed, name) for name in self._index.spelt(number).decode()[1:-1].split(" \n "))

    def _bonus(self, number: int) -> float:
        """The weight that a title has beside its likeness."""
        begins_so = f"\n {self._typed}".encode() in b"\n" + self._index.spelt(number)
        return _BEGINS_SO * begins_so + _PER_TENFOLD * log10(1 + self._index.popularity(number))


def _fitting(index: TitleIndex, query: SearchQuery, own: Numbers) -> Mask:
    """The titles that fit the query's type, `adult` and `only`."""
    fits = index.fitting(query.media_type, adult=query.adult)
    if not query.adult:
        fits |= index.fitting(query.media_type, adult=True) & index.mask(own)
    return fits if query.only is None else fits & index.mask(index.numbers(query.only))


def _without_beginnings(typed: list[str]) -> list[str]:
    """The words that begin no other: a title with the other has them, too. So no list is looked at twice."""
    return [word for word in typed if not any(other != word and other.startswith(word) for other in typed)]


def _score_with_all_words(likeness: float) -> float:
    return likeness if likeness == 100 else 90 + likeness / 50
