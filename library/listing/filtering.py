"""Which entries pass the filters of a list. Pure: for whole entries and titles, and for their outlines alike.

Unknown facts pass no filter: a title without a year is of no year.
"""

from collections.abc import Callable, Collection

from library.listing.query import EVERY_STATUS, Filters, PageQuery, list_names
from library.lists import Line, Outline
from library.rules.entry_rules import aired
from store import Media, MediaOutline
from store.outlines import Narrowing

Titled = Media | MediaOutline
Test = Callable[[Line | Outline], bool]

# The most minutes of all episodes; the most chapters, and the most volumes where the chapters are unknown.
MINUTES = {"half-hour": 30, "evening": 180, "weekend": 600}
AMOUNTS = {"sitting": (10, 1), "week": (60, 6)}
LONGER = {"ANIME": "longer", "MANGA": "long"}
LENGTHS = {"ANIME": (*MINUTES, LONGER["ANIME"]), "MANGA": (*AMOUNTS, LONGER["MANGA"])}
_CHAPTERS_OF_A_VOLUME = 9


def tests_of(filters: Filters, found: Collection[int], now: int) -> list[Test]:
    """What a line has to pass, but for the custom list; `found` are the titles that were searched for."""
    tests = list[Test]()
    if filters.search:
        tests.append(lambda line: line[1].id in found)
    if filters.genres:
        genres = frozenset(filters.genres)
        tests.append(lambda line: genres.issubset(line[1].genres))
    if filters.formats:
        tests.append(lambda line: line[1].format in filters.formats)
    if filters.states:
        tests.append(lambda line: line[1].status in filters.states)
    if filters.countries:
        tests.append(lambda line: line[1].country in filters.countries)
    if filters.lengths:
        tests.append(lambda line: any(_is_as_long(line[1], one, now) for one in filters.lengths))
    if filters.years:
        first, last = filters.years
        tests.append(lambda line: first <= year(line[1]) <= last)
    if filters.scores:
        least, most = filters.scores
        tests.append(lambda line: least <= line[0].score <= most)
    return tests


def narrowed(query: PageQuery) -> Narrowing:
    """What the store can leave out of a list, by filters that a statement can tell.

    A status or a custom list only where no other filter is set: entries elsewhere that pass those are counted.
    """
    filters, statuses = query.filters, () if query.status == EVERY_STATUS else (query.status,)
    if not filters.have_chips:
        return Narrowing(statuses, is_on_lists=bool(filters.custom_list))
    least, most = filters.scores or (0, 100)
    first, last = filters.years or (0, 9999)
    return Narrowing(
        genre=filters.genres[0] if filters.genres else "",
        formats=filters.formats,
        states=filters.states,
        countries=filters.countries,
        least=least,
        most=most,
        first=first,
        last=last,
    )


def is_on(line: Line | Outline, custom_list: str) -> bool:
    """Whether the entry is on that custom list."""
    return custom_list in list_names(line[0].custom_lists)


def year(media: Titled) -> int:
    """The year of the release; of an anime that AniList has not dated, that of its season; 0 while it is unknown."""
    return (media.started or 0) // 10_000 or media.season_year or 0


def amount(media: Titled) -> int | None:
    """The length: minutes of all episodes, or chapters, which are reckoned from volumes; None while it is unknown."""
    if media.media_type == "MANGA":
        return media.chapters or (media.volumes and media.volumes * _CHAPTERS_OF_A_VOLUME)
    return media.episodes * media.duration if media.episodes and media.duration else None


def _is_as_long(media: Titled, length: str, now: int) -> bool:
    if media.media_type == "MANGA":
        count, place = (media.chapters, 0) if media.chapters else (media.volumes, 1)
        if length == LONGER["MANGA"]:
            return bool(count) and count > AMOUNTS["week"][place]
        return bool(count) and length in AMOUNTS and count <= AMOUNTS[length][place]
    if length == LONGER["ANIME"]:
        out = (media.episodes or aired(media, now) or 0) * (media.duration or 0)
        return out > MINUTES["weekend"]
    minutes = amount(media)
    return minutes is not None and length in MINUTES and minutes <= MINUTES[length]
