"""An in-memory search index of titles, for text that is still being typed: no request, no database.

Knows titles and their popularity, and for each search the person's own titles. :mod:`library.titles.catalogue` decides
which titles a person may know of.
"""

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain, filterfalse, islice, pairwise
from math import log10

import msgspec
from rapidfuzz import fuzz

from library.titles.words import Names, Words, plain, sign, words
from store import Media, TitleNames

_MOST_WORDS = 8
_MISTYPED_WORDS = 4  # the longest, when they are not found as typed
_COMPARED = 100  # other people's titles that are compared letter by letter
_FEW = 500  # names that begin as typed; with more of them the beginning tells nothing
_MANY = 5000  # ids under a word that tells little
_LOOKED_AT = 2500  # of other people's titles with such words, the most popular ones
_SORTED = 1000  # up to so many ids are sorted faster than they are picked from the sorted ids
_BEGINS_SO = 20.0  # the weight of a name that begins as typed,
_PER_TENFOLD = 8.0  # and of ten times the popularity, beside 0 to 100 for likeness


class Hit(msgspec.Struct, frozen=True):
    """A title that was found.

    Its score is 100 when a name equals the typed text, 90 to 92 when it has all the words, else the likeness.
    """

    id: int
    score: float


class _Known(msgspec.Struct, frozen=True, gc=False):
    """A title. Each of its names has a space before and after it, and a line of its own; in UTF-8, to be small."""

    media_type: str
    names: bytes
    is_adult: bool


class SearchQuery(msgspec.Struct, frozen=True):
    """A search for plain text. `own` has the ranks of the person's titles; `only`, if given, limits the titles.

    Without `adult`, adult titles are left out unless they are the person's own.
    """

    typed: str
    media_type: str | None
    own: Mapping[int, int]
    adult: bool
    only: Collection[int] | None = None

    def by_rank(self, own: Iterable[int]) -> list[int]:
        """Titles of the person, the lowest rank first."""
        return sorted(own, key=self.own.__getitem__)


class TitleIndex:
    """An index of titles by each of their names."""

    def __init__(self) -> None:
        self._known: dict[int, _Known] = {}
        self._popularity: dict[int, int] = {}
        self._words = Words()
        self._names = Names()
        self._by_popularity: list[int] = []
        self._is_in_order = True

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, number: int) -> bool:
        return number in self._known

    def among(self, numbers: Iterable[int]) -> set[int]:
        """The indexed titles among `numbers`: a list of thousands is looked up at every letter."""
        return self._known.keys() & numbers

    def newest(self, count: int) -> list[int]:
        """The ids that were added last, the newest first."""
        return list(islice(reversed(self._known), count))

    def called(self, name: str, media_type: str | None = None, *, is_begun: bool = False) -> set[int]:
        """The titles with that plain name; with `is_begun`, those with a name that begins with it."""
        found = self._names.beginning(name, _FEW) if is_begun else self._names.called(name)
        return {number for number in found if name and media_type in {None, self._known[number].media_type}}

    def offers(self, number: int, media_type: str | None, *, own: Mapping[int, int], adult: bool) -> bool:
        """Whether :meth:`search` may find the title."""
        return any(self._fitting(SearchQuery("", media_type, own, adult), [number]))

    def put(self, title: Media | TitleNames) -> None:
        """Index a title by its present names, in place of its earlier ones."""
        called = (title.romaji, title.english, title.native, *title.synonyms)
        names = {name for some in called if some and (name := plain(some))}
        before = self._known.get(title.id)
        self._rename(title.id, set(_names(before)) if before else set(), names)
        self._known[title.id] = _Known(
            title.media_type, "\n".join(f" {name} " for name in names).encode(), title.is_adult
        )
        if before is None:
            self._by_popularity.append(title.id)
        popularity = title.popularity or 0
        self._is_in_order &= self._popularity.get(title.id) == popularity
        self._popularity[title.id] = popularity

    def discard(self, number: int) -> None:
        """Remove a title from the index."""
        if number in self._known:
            self._rename(number, set(_names(self._known.pop(number))), set())
            del self._popularity[number]
            self._by_popularity.remove(number)

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
        """Every id, the most popular first. Sorting is quick because most ids are in order already."""
        if not self._is_in_order:
            self._by_popularity.sort(key=self._popularity.__getitem__, reverse=True)
            self._is_in_order = True
        return self._by_popularity

    def _in_order(self, numbers: set[int]) -> Iterable[int]:
        """The given ids, the most popular first."""
        if len(numbers) > _SORTED:
            return filter(numbers.__contains__, self._popular())
        return sorted(numbers, key=self._popularity.__getitem__, reverse=True)

    def _fitting(self, question: SearchQuery, numbers: Iterable[int]) -> Iterator[int]:
        """The ids that fit the query's type, `only` and `adult`."""
        for number in numbers:
            title = self._known.get(number)
            if title is None or question.media_type not in {None, title.media_type}:
                continue
            if question.only is not None and number not in question.only:
                continue
            if question.adult or not title.is_adult or number in question.own:
                yield number

    def likely(self, question: SearchQuery, limit: int) -> list[Hit]:
        """Suggestions for an empty text: the person's own titles, and then popular ones."""
        own = list(islice(self._fitting(question, question.by_rank(question.own)), limit))
        others = (number for number in self._fitting(question, self._popular()) if number not in question.own)
        return [Hit(number, 0.0) for number in (*own, *islice(others, limit - len(own)))]

    def with_all_words(self, question: SearchQuery, limit: int) -> list[Hit]:
        """Titles with every word, or with a name that begins as typed when spaces don't count."""
        begun = {word: self._words.beginning(word) for word in words(question.typed)[:_MOST_WORDS]}
        asked = sorted(begun, key=lambda word: self._words.estimate(begun[word]))
        is_rare = self._words.count(begun[asked[0]], _MANY) <= _MANY
        signs = [sign(word).encode() for word in asked]
        joined = self._names.beginning(question.typed, _FEW)
        mine, others = self.among(question.own), self._popular()
        if is_rare or len(asked) > 1:
            found = self._words.under(begun[asked[0]]) | joined
            mine, others = found.intersection(question.own), self._in_order(found)
        others = islice(filterfalse(question.own.__contains__, others), _MANY + _FEW if is_rare else _LOOKED_AT)
        mine, others = (self._having(signs, them, joined) for them in (question.by_rank(mine), others))
        called_so = set(self._fitting(question, self._names.called(question.typed)))
        first_of_mine = islice(self._fitting(question, mine), limit)
        first_of_others = islice(self._fitting(question, others), _COMPARED)
        return self._ranked(
            question,
            {*first_of_mine, *(called_so & question.own.keys())},
            {*first_of_others, *(called_so - question.own.keys())},
            limit,
            _score_with_all_words,
        )

    def _having(self, signs: list[bytes], numbers: Iterable[int], joined: set[int]) -> Iterator[int]:
        """The titles with every one of `signs`, the rarest sign first, and the `joined` titles."""
        for number in numbers:
            if number in joined or _has_all(self._known[number].names, signs):
                yield number

    def with_most_words(self, question: SearchQuery, limit: int, besides: set[int]) -> list[Hit]:
        """Titles with the most of the longer words, begun or mistyped, if that is at least half of the words."""
        asked = [word for word in words(question.typed)[:_MOST_WORDS] if len(word) > 2]
        asked = sorted(asked, key=len, reverse=True)[:_MISTYPED_WORDS]
        for having in self._with_fewer_and_fewer(asked):
            found = having - besides
            mine = islice(self._fitting(question, question.by_rank(found.intersection(question.own))), limit)
            others = filterfalse(question.own.__contains__, self._in_order(found))
            others = islice(self._fitting(question, others), _COMPARED)
            if hits := self._ranked(question, mine, others, limit, float):
                return hits
        return []

    def _with_fewer_and_fewer(self, asked: list[str]) -> Iterator[set[int]]:
        """Ids with all the words, begun or mistyped, then with one word less, down to half of them."""
        having: list[set[int]] = [set() for _ in asked]  # one word or more, two or more, and so on
        for word in asked:
            alike = [*self._words.beginning(word), *self._words.resembling(word)]
            if self._words.count(alike, _MANY) <= _MANY:
                ids = self._words.under(alike)
                for more, fewer in pairwise([*reversed(having), ids]):
                    more.update(fewer & ids)
        yield from reversed(having[(len(asked) - 1) // 2 :])

    def _ranked(
        self,
        question: SearchQuery,
        mine: Iterable[int],
        others: Iterable[int],
        limit: int,
        score: Callable[[float], float],
    ) -> list[Hit]:
        """The best hits: the person's own first, equal names before others and then by rank; the rest by weight."""
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
        """The likeness of the nearest name, up to 100."""
        return max(fuzz.ratio(typed, name) for name in _names(self._known[number]))

    def _bonus(self, typed: str, number: int) -> float:
        """The weight that a title has beside its likeness."""
        begins_so = f"\n {typed}".encode() in b"\n" + self._known[number].names
        return _BEGINS_SO * begins_so + _PER_TENFOLD * log10(1 + self._popularity[number])


def _names(title: _Known) -> list[str]:
    return title.names.decode()[1:-1].split(" \n ")


def _has_all(names: bytes, signs: list[bytes]) -> bool:
    for wanted in signs:  # noqa: SIM110  (a generator for each of thousands takes longer)
        if wanted not in names:
            return False
    return True


def _score_with_all_words(likeness: float) -> float:
    return likeness if likeness == 100 else 90 + likeness / 50
