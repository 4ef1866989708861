"""The selects of a page of a list, and the ids by which all of its ways are recognised."""

from collections.abc import Sequence

import discord
import msgspec
from discord import ui

from cards import entries
from cards.card import bare
from cards.ids import Action, ListStatus, MediaKind, PageNumber, Snowflake, StatusName, ViewId
from cards.list_filters import chip_label
from i18n import listed, mark, number, t
from library.listing.choosing import Counts
from library.listing.query import EVERY_STATUS, SORTS, Filters, PageQuery, Sort
from library.listing.views import short
from store import Link

STATUSES = ("CURRENT", "PLANNING", "COMPLETED", "PAUSED", "DROPPED", "REPEATING")
_SORT_BY = {
    "updated": mark("Sort by last update"),
    "title": mark("Sort by title"),
    "score": mark("Sort by score"),
    "progress": mark("Sort by progress"),
    "behind": mark("Sort by episodes behind"),
    "started": mark("Sort by start date"),
    "finished": mark("Sort by finish date"),
    "released": mark("Sort by release, newest first"),
    "length": mark("Sort by length, shortest first"),
}
SORT = mark("Sort…")
_LIST = 60  # characters of a custom list's name
_LISTS = 18  # custom lists beside the statuses in a select, which holds 25
_OFF, _SORT, _ON_LIST = "off:", "sort:", "list:"
ALL_OFF = "off:all"
_KEY = 4  # bytes that stand for a custom list's name


class ShowPage(Action, prefix="musubi:list"):
    """A button that shows a page of a person's list."""

    owner_id: Snowflake
    kind: MediaKind
    status: StatusName
    sort: Sort
    number: PageNumber
    fresh: bool = False
    view: ViewId | None = None


class ShowStatus(Action, prefix="musubi:status"):
    """A select that shows the first page of the picked status or custom list."""

    owner_id: Snowflake
    kind: MediaKind
    sort: Sort
    view: ViewId | None = None


class ChangeView(Action, prefix="musubi:view"):
    """A select that takes a filter off, or sorts the list."""

    owner_id: Snowflake
    kind: MediaKind
    status: ListStatus
    sort: Sort
    view: ViewId | None = None


class ClearFilters(Action, prefix="musubi:unfilter"):
    """A button that takes all filters off."""

    owner_id: Snowflake
    kind: MediaKind
    status: ListStatus
    sort: Sort
    view: ViewId | None = None


def sort_names() -> dict[str, str]:
    """The orders, in words."""
    return {sort: t(words) for sort, words in _SORT_BY.items()}


class ListPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Whose list is shown, and which part of it. The `view` is the id of the filters."""

    owner: Link
    owner_name: str
    query: PageQuery
    view: str | None = None

    @property
    def kind(self) -> str:
        return self.query.media_type

    @property
    def status(self) -> str:
        return self.query.status

    @property
    def sort(self) -> Sort:
        return self.query.sort

    @property
    def filters(self) -> Filters:
        return self.query.filters

    def to(self, number: int, *, sort: Sort | None = None, fresh: bool = False) -> ShowPage:
        return ShowPage(self.owner.discord_id, self.kind, self.status, sort or self.sort, number, fresh, self.view)


def status_select(counts: Counts, place: ListPlace) -> ui.Select[ui.LayoutView]:
    custom = place.filters.custom_list
    options = [
        discord.SelectOption(
            label=f"{status_name(one, place.kind)} ({number(counts.of(one))})",
            value=one,
            emoji=entries.sign(one) or None,
            default=one == place.status and not custom,
        )
        for one in (EVERY_STATUS, *STATUSES)
    ]
    first = sorted(counts.custom_lists, key=lambda name: name != custom)[:_LISTS]
    options += [
        discord.SelectOption(
            label=bare(f"{bare(name, _LIST)} ({number(count)})"),
            value=_list_value(name),
            description=t("Custom list"),
            default=name == custom,
        )
        for name, count in counts.custom_lists.items()
        if name in first
    ]
    action = ShowStatus(place.owner.discord_id, place.kind, place.sort, place.view)
    return ui.Select(custom_id=action.custom_id, options=options)


def view_select(place: ListPlace, score_format: str) -> ui.Select[ui.LayoutView]:
    """The filters that are set, each of which can be taken off, and the orders."""
    chips = [chip_label(chip, place.filters, place.kind, score_format) for chip in place.filters.chips()]
    options = [
        discord.SelectOption(label=bare(f"✕ {label}"), value=f"{_OFF}{at}", description=t("Take this filter off"))
        for at, label in enumerate(chips)
    ][: 24 - len(SORTS)]
    if len(chips) > 1:
        options.append(discord.SelectOption(label=bare(f"✕ {t('Take all filters off')}"), value=ALL_OFF))
    options += [
        discord.SelectOption(label=t(_SORT_BY[sort]), value=f"{_SORT}{sort}", default=sort == place.sort and not chips)
        for sort in SORTS.values()
    ]
    shown = t("Filters and sorting: {filters}", filters=listed(chips)) if chips else t(SORT)
    action = ChangeView(place.owner.discord_id, place.kind, place.status, place.sort, place.view)
    return ui.Select(custom_id=action.custom_id, options=options, placeholder=bare(shown, 150))


def _list_value(name: str) -> str:
    return f"{_ON_LIST}{short(name.encode(), _KEY)}"


def picked_list(picked: str, names: Sequence[str]) -> str | None:
    """The custom list that was picked in the select of statuses; None for a status, and for a list that is gone."""
    return next((name for name in names if _list_value(name) == picked), None)


def picked_filters(picked: str, filters: Filters) -> Filters:
    """The `filters` without the one that was picked; unchanged for an order."""
    if picked == ALL_OFF:
        return filters.cleared()
    chips = {f"{_OFF}{at}": chip for at, chip in enumerate(filters.chips())}
    return filters.without(chips[picked]) if picked in chips else filters


def picked_sort(picked: str, sort: Sort) -> Sort:
    """The order that was picked; the same `sort` for a filter."""
    return SORTS.get(picked.removeprefix(_SORT), sort)


def status_name(status: str, kind: str) -> str:
    """The status in words, or all of them."""
    return t("All") if status == EVERY_STATUS else entries.status_name(status, kind)
