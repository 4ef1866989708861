"""/list: a page of a person's list."""

import discord
from discord import ui

from cards import entries, list_buttons
from cards.card import Card, Colour, button, facts, moment, plain, row, text
from cards.commands import command
from cards.crowd import called, on_anilist
from cards.custom_lists import ShowCustomLists
from cards.list_filters import FilterList, chip_labels
from cards.list_lines import list_line
from cards.list_selects import ClearFilters, ListPlace, status_name, status_select, view_select
from cards.pages import title_select, turning
from i18n import listed, mark, t, tn
from library.listing.choosing import ListPage
from library.listing.query import EVERY_STATUS
from library.viewer import format_of, language_of
from store import Link

_WHOSE = {"ANIME": mark("{name}’s anime"), "MANGA": mark("{name}’s manga")}
SORTED = {
    "updated": mark("by last update"),
    "title": mark("by title"),
    "score": mark("by score"),
    "progress": mark("by progress"),
    "behind": mark("by episodes behind"),
    "started": mark("last started first"),
    "finished": mark("last finished first"),
    "released": mark("newest release first"),
    "length": mark("shortest first"),
}
EMPTY = {
    "ANIME": mark("Your anime list is empty. Add a title with {add}."),
    "MANGA": mark("Your manga list is empty. Add a title with {add}."),
}
NOTHING_SHOWN = {"ANIME": mark("There is no anime to show here."), "MANGA": mark("There is no manga to show here.")}
NOTHING_FITS = mark("Nothing matches all of these filters. Take one off, or change them.")
NOTHING_ON_LIST = mark("Nothing is on this custom list yet.")
NOTHING_ON_LIST_FITS = mark("Nothing on this custom list matches.")
_LIST = 60  # characters of a custom list's name
FORGOTTEN = mark("These filters aren’t available any more, so this is the list without them.")


def list_page(page: ListPage, place: ListPlace, viewer: Link | None, *, now: int, is_whole: bool) -> Card:
    """Ten lines, selects for the status, the filters and a title to open, and the page buttons.

    Titles and scores are written for the `viewer`. The owner may edit. `is_whole`: nobody else sees the card, so it has
    the owner's private entries too.
    """
    owner = place.owner
    shown = [list_line(one, viewer, status=place.status, sort=place.sort, now=now) for one in page.lines]
    lines = shown or [_empty(page, place, is_whole=is_whole)]
    parts: list[ui.Item[ui.LayoutView]] = [
        _head(page, place, format_of(viewer)),
        ui.Separator(visible=False),
        text(*lines),
        ui.ActionRow(status_select(page.counts, place)),
        ui.ActionRow(view_select(place, format_of(viewer))),
    ]
    if page.lines:
        parts += title_select((media for _, media in page.lines), language_of(viewer))
    filtering = FilterList(owner.discord_id, place.kind, place.status, place.sort, None, place.view)
    ways = [button(t("Filter"), filtering), button(t("Refresh"), place.to(page.number, fresh=True))]
    if not page.lines and place.filters.chips():
        off = ClearFilters(owner.discord_id, place.kind, place.status, place.sort, place.view)
        ways.insert(0, button(t("Take all filters off"), off, discord.ButtonStyle.success))
    if page.lines and viewer == owner:
        ways.append(list_buttons.edit_several(place.kind, place.status, place.sort, page.number, place.view))
    if viewer == owner and place.filters.custom_list:
        ways.append(button(t("Custom lists"), ShowCustomLists(place.kind, beside=True)))
    rows = [*filter(None, [turning(page.number, page.pages, place.to)]), ways]
    return Card(Colour.BLUE, *parts, *(row(*buttons) for buttons in rows))


def _head(page: ListPage, place: ListPlace, score_format: str) -> ui.TextDisplay[ui.LayoutView]:
    whose = f"{entries.sign(place.status)} {t(_WHOSE[place.kind], name=called(place.owner_name))}".lstrip()
    custom = place.filters.custom_list
    shown = [plain(custom, _LIST)] if custom else []
    shown += [] if custom and place.status == EVERY_STATUS else [status_name(place.status, place.kind)]
    about = facts(
        tn("{count} title", "{count} titles", page.length),
        t(SORTED[place.sort]),
        t("updated {time}", time=moment(page.as_of)),
        on_anilist(place.owner),
    )
    chips = [plain(label) for label in chip_labels(place.filters, place.kind, score_format)]
    filtered = f"-# {t('Filtered by {filters}', filters=listed(chips))}" if chips else ""
    forgotten = f"-# {t(FORGOTTEN)}" if page.is_forgotten else ""
    return text(" · ".join([f"### {whose}", *shown]), filtered, forgotten, f"-# {about}")


def _empty(page: ListPage, place: ListPlace, *, is_whole: bool) -> str:
    """The reason for an empty page, and the status with the most titles."""
    said = _why_empty(page, place, is_whole=is_whole)
    return said if is_whole else f"{said}\n-# {t(entries.NOT_SHOWN)}"


def _why_empty(page: ListPage, place: ListPlace, *, is_whole: bool) -> str:
    statuses, kind, chips = page.counts.statuses, place.kind, place.filters.chips()
    if place.filters.custom_list:
        is_filtered = bool(chips) or place.status != EVERY_STATUS
        return t(NOTHING_ON_LIST_FITS) if is_filtered else t(NOTHING_ON_LIST)
    fullest = max(statuses, key=lambda one: statuses[one], default=None)
    if fullest is None:
        if chips:
            return t(NOTHING_FITS)
        return t(EMPTY[kind], add=command("add")) if is_whole else t(NOTHING_SHOWN[kind])
    count, named = statuses[fullest], entries.status_name(fullest, kind)
    if chips:
        return tn(
            "Nothing in **{status}** matches, but {count} title in **{fullest}** does.",
            "Nothing in **{status}** matches, but {count} titles in **{fullest}** do.",
            count,
            status=status_name(place.status, kind),
            fullest=named,
        )
    return tn(
        "Nothing in **{status}**, but there is {count} title in **{fullest}**.",
        "Nothing in **{status}**, but there are {count} titles in **{fullest}**.",
        count,
        status=status_name(place.status, kind),
        fullest=named,
    )
