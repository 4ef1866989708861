"""Finding a title by what a person has typed so far, among those that are known: no request, no database.

Knows titles and how popular they are, and for each search which of them are the person's own. Who may know of which
title is :mod:`library.catalogue`'s.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain, islice
from math import log10

import msgspec
from rapidfuzz import fuzz

from library.words import Names, Words, plain, sign, words
from store import Media, Titles

_MOST_WORDS = 8
_MISTYPED_WORDS = 4  # the longest, when they are not found as typed
_COMPARED = 100  # other people's titles that are compared letter by letter
_FEW = 500  # names that begin as typed, so that it tells something that they do
_MANY = 5000  # ids that are better looked for among the popular than gathered
_PROMINENT = 10_000  # titles that are looked through then
_BEGINS_SO = 20.0  # what it weighs that a name begins as typed,
_PER_TENFOLD = 8.0  # and ten times the popularity, beside 0 to 100 for likeness


class Hit(msgspec.Struct, frozen=True):
    """A title that was found.

    Its score is 100 when it is called as typed, 90 to 92 when it has all the words, and otherwise how alike they are.
    """

    id: int
    score: float


class _Known(msgspec.Struct, frozen=True, gc=False):
    """A title; each of its names has a space before and behind it and a line of its own. In UTF-8, to be small."""

    media_type: str
    names: bytes
    is_adult: bool


class Question(msgspec.Struct, frozen=True):
    """A search for plain text: with the person's `own` titles and their ranks, and among `only` those, if it is given.

    Without `adult`, adult titles are left out unless they are their own.
    """

    typed: str
    media_type: str | None
    own: Mapping[int, int]
    adult: bool
    only: Collection[int] | None = None

    def by_rank(self, own: Iterable[int]) -> list[int]:
        """The person's own, lowest rank first."""
        return sorted(own, key=self.own.__getitem__)


class TitleIndex:
    """Every title, by each of its names."""

    def __init__(self) -> None:
        self._known: dict[int, _Known] = {}
        self._popularity: dict[int, int] = {}
        self._words = Words()
        self._names = Names()
        self._by_popularity: list[int] | None = None

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, number: int) -> bool:
        return number in self._known

    def among(self, numbers: Iterable[int]) -> set[int]:
        """Those of `numbers` that are here: a list of thousands is asked about at every letter."""
        return self._known.keys() & numbers

    def newest(self, count: int) -> list[int]:
        """The ids that were put in last, the last one first."""
        return list(islice(reversed(self._known), count))

    def called(self, name: str, media_type: str | None = None, *, is_begun: bool = False) -> set[int]:
        """The titles with that name, or with one that begins so."""
        bare = plain(name)
        found = self._names.beginning(bare, _FEW) if is_begun else self._names.called(bare)
        return {number for number in found if bare and media_type in {None, self._known[number].media_type}}

    def offers(self, number: int, media_type: str | None, *, own: Mapping[int, int], adult: bool) -> bool:
        """Whether that title is one that :meth:`search` may find."""
        return any(self._fitting(Question("", media_type, own, adult), [number]))

    def put(self, title: Media | Titles) -> None:
        """Have it found by the names that it has now."""
        called = (title.romaji, title.english, title.native, *title.synonyms)
        names = {name for some in called if some and (name := plain(some))}
        before = self._known.get(title.id)
        self._rename(title.id, set(_names(before)) if before else set(), names)
        self._known[title.id] = _Known(
            title.media_type, "\n".join(f" {name} " for name in names).encode(), title.is_adult
        )
        if self._popularity.get(title.id) != title.popularity:
            self._by_popularity = None
        self._popularity[title.id] = title.popularity or 0

    def discard(self, number: int) -> None:
        """Have it found no more."""
        if number in self._known:
            self._rename(number, set(_names(self._known.pop(number))), set())
            del self._popularity[number]
            self._by_popularity = None

    def _rename(self, number: int, before: set[str], names: set[str]) -> None:
        for index, old, new in (
            (self._names, before, names),
            (self._words, set(chain(*map(words, before))), set(chain(*map(words, names)))),
        ):
            for text in old - new:
                index.discard(text, number)
            for text in new - old:
                index.add(text, number)

    def _popular(self) -> list[int]:
        """Every id, the most popular first."""
        if self._by_popularity is None:
            self._by_popularity = self._most_popular(self._known)
        return self._by_popularity

    def _most_popular(self, numbers: Iterable[int]) -> list[int]:
        return sorted(numbers, key=self._popularity.__getitem__, reverse=True)

    def _fitting(self, question: Question, numbers: Iterable[int]) -> Iterator[int]:
        """Those of the right kind."""
        for number in numbers:
            title = self._known.get(number)
            if title is None or question.media_type not in {None, title.media_type}:
                continue
            if question.only is not None and number not in question.only:
                continue
            if question.adult or not title.is_adult or number in question.own:
                yield number

    def likely(self, question: Question, limit: int) -> list[Hit]:
        """What people who have typed nothing will likely type: their own ones, and then popular ones."""
        own = list(islice(self._fitting(question, question.by_rank(question.own)), limit))
        others = (number for number in self._fitting(question, self._popular()) if number not in question.own)
        return [Hit(number, 0.0) for number in (*own, *islice(others, limit - len(own)))]

    def with_all_words(self, question: Question, limit: int) -> list[Hit]:
        """Titles with every word, or with a name that begins as typed when spaces don't count."""
        asked = words(question.typed)[:_MOST_WORDS]
        signs = [sign(word).encode() for word in asked]
        joined = self._names.beginning(question.typed, _FEW)

        def has_all(number: int) -> bool:
            names = self._known[number].names
            return number in joined or all(sign in names for sign in signs)

        rarest = min(map(self._words.beginning, asked), key=lambda found: self._words.count(found, _MANY))
        mine, others = question.own.keys(), self._popular()[:_PROMINENT]
        if self._words.count(rarest, _MANY) <= _MANY:
            found = self._words.under(rarest) | joined
            mine, others = found & mine, self._most_popular(found - mine)
        others = (number for number in others if number not in question.own)
        called_so = set(self._fitting(question, self._names.called(question.typed)))
        first_of_mine = islice(filter(has_all, self._fitting(question, question.by_rank(mine))), limit)
        first_of_others = islice(filter(has_all, self._fitting(question, others)), _COMPARED)
        return self._ranked(
            question,
            {*first_of_mine, *(called_so & question.own.keys())},
            {*first_of_others, *(called_so - question.own.keys())},
            limit,
            _score_with_all_words,
        )

    def with_most_words(self, question: Question, limit: int, besides: set[int]) -> list[Hit]:
        """Titles with the most of the longer words, begun or mistyped, if that is half of them."""
        asked = [word for word in words(question.typed)[:_MOST_WORDS] if len(word) > 2]
        asked = sorted(asked, key=len, reverse=True)[:_MISTYPED_WORDS]
        count = Counter[int]()
        for word in asked:
            alike = [*self._words.beginning(word), *self._words.resembling(word)]
            if self._words.count(alike, _MANY) <= _MANY:
                count.update(self._words.under(alike))
        fitting = list(self._fitting(question, count.keys() - besides))
        most = max(map(count.__getitem__, fitting), default=0)
        if most * 2 < len(asked):
            return []
        found = [number for number in fitting if count[number] == most]
        mine = [number for number in found if number in question.own]
        others = self._most_popular(number for number in found if number not in question.own)[:_COMPARED]
        return self._ranked(question, mine, others, limit, float)

    def _ranked(
        self,
        question: Question,
        mine: Iterable[int],
        others: Iterable[int],
        limit: int,
        score: Callable[[float], float],
    ) -> list[Hit]:
        """The best of them: the person's own, those called as typed first, then by rank; and the rest by weight."""
        typed, called_so = question.typed, self._names.called(question.typed)
        likeness = {number: 100.0 if number in called_so else self._likeness(typed, number) for number in others}
        first = heapq.nsmallest(limit, mine, key=lambda number: (number not in called_so, question.own[number]))
        rest = heapq.nlargest(
            limit - len(first),
            likeness,
            key=lambda number: (number in called_so, likeness[number] + self._bonus(typed, number)),
        )
        likeness |= {number: 100.0 if number in called_so else self._likeness(typed, number) for number in first}
        return [Hit(number, score(likeness[number])) for number in (*first, *rest)]

    def _likeness(self, typed: str, number: int) -> float:
        """How alike the nearest name is, to 100."""
        return max(fuzz.ratio(typed, name) for name in _names(self._known[number]))

    def _bonus(self, typed: str, number: int) -> float:
        """What speaks for a title beside its likeness."""
        begins_so = f"\n {typed}".encode() in b"\n" + self._known[number].names
        return _BEGINS_SO * begins_so + _PER_TENFOLD * log10(1 + self._popularity[number])


def _names(title: _Known) -> list[str]:
    return [name.strip() for name in title.names.decode().split("\n")]


def _score_with_all_words(likeness: float) -> float:
    return likeness if likeness == 100 else 90 + likeness / 50
