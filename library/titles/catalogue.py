"""The catalogue of cached titles: an index of public titles, and an index of those on private entries alone.

Two indexes, because in one of them a private title would move others up and down. Knows no source of titles.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import chain

from library.titles.index import TitleIndex
from library.titles.search import Hit, Search, SearchQuery
from library.titles.words import plain
from store import Media, TitleNames

_LONGEST = 100  # characters that are looked at
_NEARLY = 100  # titles of a list that are compared with mistyped words
_FURTHER_OFF = 25.0  # how much less alike than the best a title without all the words may be, of 100


class Catalogue:
    """An index of `public` titles, and an index of titles that only their owners may find."""

    def __init__(self) -> None:
        self.public = TitleIndex()
        self._private = TitleIndex()

    def __contains__(self, number: int) -> bool:
        return number in self.public or number in self._private

    def put(self, title: Media | TitleNames, *, is_public: bool) -> None:
        """Index a title by its present names. A public title stays public."""
        if is_public or title.id in self.public:
            self._private.discard(title.id)
            self.public.put(title)
        else:
            self._private.put(title)

    def discard(self, number: int) -> None:
        """Remove a title that is gone from AniList."""
        self.public.discard(number)
        self._private.discard(number)

    def called(
        self,
        name: str,
        media_type: str | None = None,
        *,
        also: Collection[int],
        is_begun: bool = False,
        most: int | None = None,
    ) -> set[int]:
        """The titles with that name, public ones and those in `also`; if `is_begun`, with a name that begins so.

        With `most`, no more public titles of the name are looked at.
        """
        bare = plain(name)
        theirs = self._private.called(bare, media_type, is_begun=is_begun)
        public = self.public.called(bare, media_type, is_begun=is_begun, most=most)
        return public | {number for number in theirs if number in also}

    def offers(
        self, number: int, media_type: str | None, *, own: Mapping[int, int], also: Collection[int], adult: bool
    ) -> bool:
        """Whether :meth:`search` may find the title; `also` are the private titles that the person may know of."""
        index = self._private if number in also and number in self._private else self.public
        return index.offers(number, media_type, adult=adult or number in own)

    def search(
        self,
        text: str,
        media_type: str | None = None,
        *,
        own: Mapping[int, int] | None = None,
        also: Iterable[int] = (),
        adult: bool = True,
        limit: int = 25,
    ) -> list[Hit]:
        """The titles that `text` names or begins to name, best first; for an empty text, the likeliest titles.

        First come titles with all the words, then those that nearly have them, unless another is much more alike; in
        both groups the person's `own` titles come first, by id, lowest rank first. Private titles are found if they are
        in `own` or `also`. Without `adult`, adult titles are left out unless they are the person's own.
        """
        own = own or {}
        typed = plain(text[:_LONGEST])
        searches = [Search(self.public, SearchQuery(typed, media_type, own, adult))]
        if kept := self._private.among(own.keys()) | self._private.among(also):
            theirs = {number: own[number] for number in kept & own.keys()}
            searches.append(Search(self._private, SearchQuery(typed, media_type, theirs, adult, only=kept)))
        if not typed:
            return _merged((search.likely(limit) for search in searches), own)[:limit]
        hits = _merged((search.with_all_words(limit) for search in searches), own)[:limit]
        if room := limit - len(hits):
            found = {hit.id for hit in hits}
            nearly = _merged((search.with_most_words(room, found) for search in searches), own)
            least = max((hit.score for hit in (*hits, *nearly)), default=0) - _FURTHER_OFF
            hits += [hit for hit in nearly if hit.score >= least][:room]
        return hits

    def among(self, text: str, media_type: str, media_ids: Collection[int]) -> set[int]:
        """Those of the titles that have all words of `text`; where none has, those that nearly have them."""
        typed, rank = plain(text[:_LONGEST]), dict.fromkeys(media_ids, 0)
        query = SearchQuery(typed, media_type, rank, adult=True, only=media_ids)
        searches = [Search(index, query) for index in (self.public, self._private)] if typed else []
        if found := {number for search in searches for number in search.having_all_words()}:
            return found
        nearly = [hit for search in searches for hit in search.with_most_words(_NEARLY, ())]
        least = max((hit.score for hit in nearly), default=0) - _FURTHER_OFF
        return {hit.id for hit in nearly if hit.score >= least}


def _merged(found: Iterable[list[Hit]], own: Mapping[int, int]) -> list[Hit]:
    """The hits of both indexes in the order of each: own titles first, equal names before others and then by rank."""
    return sorted(chain(*found), key=lambda hit: (hit.id not in own, hit.score < 100, own.get(hit.id, 0)))
