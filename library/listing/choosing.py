"""The page of a list among its lines: filtered, sorted, cut, and counted for the people who will see it. Pure.

Lines are entries with their titles, whole or in outline: of a linked person's cached list, or of any other list.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import msgspec

from library.listing.filtering import amount, is_on, tests_of, year
from library.listing.query import EVERY_STATUS, PageQuery, Sort, list_names
from library.lists import Audience, Line, Outline
from library.pages import page_slice
from library.rules.entry_rules import behind
from library.titles.names import title
from store import FuzzyDate, StatusCount

Search = Callable[[str, Collection[int]], Collection[int]]

PER_PAGE = 10
_NO_LISTS: Mapping[str, int] = MappingProxyType({})


class Counts(msgspec.Struct, frozen=True):
    """Numbers of entries that pass the filters: by status, and by custom list, those with none included."""

    statuses: Mapping[str, int]
    custom_lists: Mapping[str, int] = _NO_LISTS

    @property
    def all(self) -> int:
        return sum(self.statuses.values())

    def of(self, status: str) -> int:
        return self.all if status == EVERY_STATUS else self.statuses.get(status, 0)


class ChosenPage(msgspec.Struct, frozen=True):
    """The titles on a page of a list, of `length` titles on all pages, and the number of entries elsewhere."""

    media_ids: list[int]
    number: int
    pages: int
    length: int
    counts: Counts


class ListPage(msgspec.Struct, frozen=True):
    """Some lines of a list. `is_forgotten`: the filters are not known any more, so it is the whole list."""

    lines: list[Line]
    number: int
    pages: int
    length: int
    counts: Counts
    as_of: int
    is_forgotten: bool = False


def _find_nothing(_typed: str, _media_ids: Collection[int]) -> Collection[int]:
    return ()


def chosen(
    lines: Iterable[Line | Outline],
    audience: Audience,
    query: PageQuery,
    now: int,
    *,
    whole: Counts | None = None,
    search: Search = _find_nothing,
) -> ChosenPage:
    """The page among the `lines`: all of the list or, where the counts of the `whole` list are given, a part of it.

    The part has all lines that pass the filters; where none is set but a custom list, those of the wanted status and on
    custom lists will do. `search` tells which of some titles have the typed words; it hears only of titles that the
    audience sees.
    """
    seen, filters = [line for line in lines if audience.sees(line)], query.filters
    found = search(filters.search, [media.id for _, media in seen]) if filters.search else ()
    matching = seen
    for passes in tests_of(filters, found, now):
        matching = [line for line in matching if passes(line)]
    here = sorted(_of(query, matching), key=_order(query.sort, query.language, now))
    part = page_slice(len(here), query.number, PER_PAGE)
    media_ids = [entry.media_id for entry, _ in here[part.start : part.end]]
    if whole and not filters.have_chips:
        counts = whole
    else:
        counts = _counted(matching, whole.custom_lists if whole else _names(seen))
    return ChosenPage(media_ids, part.number, part.pages, len(here), counts)


def counted(counts: Iterable[StatusCount], audience: Audience) -> Counts:
    """The counts of a whole list."""
    statuses, custom_lists = Counter[str](), Counter[str]()
    for one in counts:
        if audience.sees_any(is_kept_private=one.is_kept_private, is_adult=one.is_adult):
            statuses[one.status] += one.entries
            for name in list_names(one.custom_lists):
                custom_lists[name] += one.entries
    return Counts(dict(statuses), dict(custom_lists))


def _counted(lines: Collection[Line | Outline], names: Collection[str]) -> Counts:
    statuses = Counter(entry.status for entry, _ in lines)
    custom_lists = Counter[str](dict.fromkeys(names, 0))
    for kept, count in Counter(entry.custom_lists for entry, _ in lines if entry.custom_lists).items():
        for name in list_names(kept):
            custom_lists[name] += count
    return Counts(dict(statuses), dict(custom_lists))


def _names(lines: Iterable[Line | Outline]) -> list[str]:
    """The custom lists that have one of the lines, filtered out or not."""
    kept = {entry.custom_lists: None for entry, _ in lines if entry.custom_lists}
    return list(dict.fromkeys(name for custom_lists in kept for name in list_names(custom_lists)))


def _of(query: PageQuery, lines: Sequence[Line | Outline]) -> Sequence[Line | Outline]:
    """Those with the wanted status and on the wanted custom list."""
    if query.status != EVERY_STATUS:
        lines = [line for line in lines if line[0].status == query.status]
    custom_list = query.filters.custom_list
    return [line for line in lines if is_on(line, custom_list)] if custom_list else lines


def _order(sort: Sort, language: str, now: int) -> Callable[[Line | Outline], Any]:
    """The key of an order; where it is the same, the latest update is first. What is unknown comes last."""
    first: dict[Sort, Callable[[Line | Outline], Any]] = {
        "updated": lambda line: -line[0].updated_at,
        "title": lambda line: title(line[1], language).casefold(),
        "score": lambda line: -line[0].score,
        "progress": lambda line: -line[0].progress,
        "behind": lambda line: -(behind(*line, now) or 0),
        "started": lambda line: -_day(line[0].started),
        "finished": lambda line: -_day(line[0].completed),
        "released": lambda line: -(line[1].started or year(line[1]) * 10_000),
        "length": lambda line: amount(line[1]) or 2**62,
    }
    by = first[sort]
    return lambda line: (by(line), -line[0].updated_at)


def _day(date: FuzzyDate | int) -> int:
    if isinstance(date, int):
        return date
    return (date.year or 0) * 10_000 + (date.month or 0) * 100 + (date.day or 0)
