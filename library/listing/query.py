"""What a page of a list shows: the status or the custom list, the filters, the order, the number. Pure."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

import msgspec

from library.rules.notes import decode
from library.rules.score_ranges import Scores
from library.rules.years import Years

Sort = Literal["updated", "title", "score", "progress", "behind", "started", "finished", "released", "length"]
Group = Literal["genres", "formats", "states", "lengths", "countries"]  # filters of which several may be picked

SORTS: dict[str, Sort] = {
    sort: sort
    for sort in ("updated", "title", "score", "progress", "behind", "started", "finished", "released", "length")
}
EVERY_STATUS = "ALL"
LONGEST_SEARCH = 100


class Chip(NamedTuple):
    """One filter that is set; of a group, one of its values."""

    field: str
    value: str = ""


class Filters(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Filters of a list; the empty ones let everything pass. Values are AniList's words, but for `lengths`.

    An entry has to pass all of them: the words of `search` in a name of its title, each of the `genres`, and one of the
    values of each other group. `years` are those of the release. `custom_list` is a name as people read it.
    """

    custom_list: str = ""
    search: str = ""
    genres: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    lengths: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    years: Years | None = None
    scores: Scores | None = None

    @property
    def are_set(self) -> bool:
        return self != Filters()

    @property
    def have_chips(self) -> bool:
        """Whether any filter but a custom list is set."""
        return self != self.cleared()

    def chips(self) -> list[Chip]:
        """The filters that are set, in the order in which they are shown; a custom list is a place, and not one."""
        return list(self._chips())

    def _chips(self) -> Iterator[Chip]:
        for field in ("search", "genres", "formats", "states", "lengths", "countries", "years", "scores"):
            value = getattr(self, field)
            if field in _GROUPS:
                yield from (Chip(field, one) for one in value)
            elif value:
                yield Chip(field)

    def without(self, chip: Chip) -> "Filters":
        """The other filters."""
        if chip.field in _GROUPS:
            left = tuple(one for one in getattr(self, chip.field) if one != chip.value)
            return msgspec.structs.replace(self, **{chip.field: left})
        return msgspec.structs.replace(self, **{chip.field: "" if chip.field == "search" else None})

    def cleared(self) -> "Filters":
        """The custom list alone."""
        return Filters(custom_list=self.custom_list)


class PageQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The wanted page of a list. `number` begins with 1; a number past the end means the last page."""

    media_type: str
    status: str
    sort: Sort
    number: int
    language: str
    filters: Filters = Filters()

    @property
    def needs_facts(self) -> bool:
        """Whether the page needs more of a title than what every list shows."""
        told = msgspec.structs.replace(self.filters, custom_list="", search="", scores=None)
        return told.are_set or self.sort in _BY_FACTS


def list_names(custom_lists: tuple[str, ...]) -> list[str]:
    """The names of an entry's custom lists, as people read them."""
    return [decode(name) for name in custom_lists]


_BY_FACTS = {"started", "finished", "released", "length"}
_GROUPS: tuple[Group, ...] = ("genres", "formats", "states", "lengths", "countries")
