"""What is browsed, in a button's id, and the buttons of /browse."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from cards.ids import GLUED, Action, Codec, IdPart, MediaId, Snowflake, digits, one_of
from cards.title_page import PER_PAGE, View
from library.browse.blocks import LAST_TITLE
from library.browse.pages import SHOWS, Show
from library.browse.query import ORDERS, BrowseQuery, Order
from library.browse.terms import Terms, genre_code
from library.browse.typed_terms import MOST_TERMS, ChosenTerms
from library.schedule.season import FIRST_YEAR, LAST_YEAR
from library.titles.countries import COUNTRIES

Way = Literal["back", "forth", "fresh"]
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _codes(width: int) -> Codec:
    """Numbers of `width` signs each, at most four of them."""

    def read(text: str) -> tuple[int, ...]:
        return tuple(int(text[at : at + width], len(_DIGITS)) for at in range(0, len(text), width))

    def write(codes: tuple[int, ...]) -> str:
        return "".join(_written(code, width) for code in codes)

    return Codec(f"(?:[0-9a-z]{{{width}}}){{0,{MOST_TERMS}}}", width * MOST_TERMS, read, write)


def _written(code: int, width: int) -> str:
    signs = ""
    for _ in range(width):
        code, digit = divmod(code, len(_DIGITS))
        signs = _DIGITS[digit] + signs
    return signs


_SEASONS = {"-": None, "W": "WINTER", "P": "SPRING", "S": "SUMMER", "F": "FALL"}
_FORMATS = {
    "--": None,
    "TV": "TV",
    "TS": "TV_SHORT",
    "MO": "MOVIE",
    "ON": "ONA",
    "OV": "OVA",
    "SP": "SPECIAL",
    "MV": "MUSIC",
    "MA": "MANGA",
    "NO": "NOVEL",
    "OS": "ONE_SHOT",
}
_COUNTRIES = {"--": None, **{one: one for one in COUNTRIES}}


class BrowsePlace(IdPart):
    """What is browsed, and from which title on: part of every button's id, and therefore short.

    A genre is a code, a tag AniList's id. A `year` of 0 is any. Titles are counted from 0 in AniList's order.
    """

    media_type: Annotated[str, one_of({"A": "ANIME", "M": "MANGA"})] = "ANIME"
    order: Annotated[Order, one_of({order[0]: order for order in ORDERS}), GLUED] = "trending"
    show: Annotated[Show, one_of({show[0]: show for show in SHOWS}), GLUED] = "all"
    view: Annotated[View, one_of({"l": "list", "g": "grid"}), GLUED] = "list"
    season: Annotated[str | None, one_of(_SEASONS), GLUED] = None
    format: Annotated[str | None, one_of(_FORMATS), GLUED] = None
    country: Annotated[str | None, one_of(_COUNTRIES), GLUED] = None
    year: Annotated[int, digits(4)] = 0
    genres: Annotated[tuple[int, ...], _codes(3)] = ()
    tags: Annotated[tuple[int, ...], _codes(4)] = ()
    start: Annotated[int, digits(4)] = 0

    @property
    def size(self) -> int:
        return PER_PAGE[self.view]

    def to(self, **changes: Any) -> "BrowsePlace":
        return replace(self, **changes)

    def first(self, **changes: Any) -> "BrowsePlace":
        """The first page of something else."""
        return replace(self, **{"start": 0, **changes})

    def within(self) -> "BrowsePlace":
        """The nearest place that exists: an id may hold any number."""
        year = min(max(self.year, FIRST_YEAR), LAST_YEAR) if self.year else 0
        return self.to(year=year, start=min(self.start, LAST_TITLE))

    def of_type(self, media_type: str) -> "BrowsePlace":
        """The same of the other type, which has other formats; manga have no seasons."""
        return self.first(media_type=media_type, format=None, season=None)

    def of_terms(self, chosen: ChosenTerms) -> "BrowsePlace":
        """The first page of titles with those genres and tags."""
        return self.first(genres=tuple(map(genre_code, chosen.genres)), tags=tuple(tag.id for tag in chosen.tags))

    def query(self, terms: Terms, *, adult: bool) -> BrowseQuery:
        return BrowseQuery(
            media_type=self.media_type,
            order=self.order,
            genres=terms.genres_of(self.genres),
            tags=tuple(tag.name for tag in terms.tags_of(self.tags)),
            year=self.year or None,
            season=self.season,
            format=self.format,
            country=self.country,
            adult=adult,
        )


class ShowBrowse(Action, prefix="musubi:browse"):
    """A button that shows the page from that title on, the page before it, or the page as AniList has it now."""

    place: BrowsePlace
    way: Way | None = None


class ChangeBrowse(Action, prefix="musubi:browse:change"):
    """A select whose values are the ids of :class:`ShowBrowse`: other orders, and what is left without a filter."""


class FilterBrowse(Action, prefix="musubi:browse:form"):
    """The form for filters, and the button that opens it; `sent` is the number of the pending input."""

    place: BrowsePlace
    sent: Snowflake | None = None


class PlanBrowsed(Action, prefix="musubi:browse:plan"):
    """A button that plans a title of the page."""

    media_id: MediaId
    place: BrowsePlace


class PickBrowsed(Action, prefix="musubi:browse:pick"):
    """A select that plans the picked title."""

    place: BrowsePlace


class UnplanBrowsed(Action, prefix="musubi:browse:undo"):
    """A button that undoes a plan, and shows the page again."""

    change_id: Snowflake
    place: BrowsePlace


class Surprise(Action, prefix="musubi:surprise"):
    """A button that opens a random title of what is browsed, but for the title `shown`."""

    place: BrowsePlace
    shown: MediaId | None = None
    beside: bool = False
