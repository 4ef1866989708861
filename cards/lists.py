"""/list: a page of a person's list."""

import discord
from discord import ui

from cards import entries, list_buttons
from cards.card import Card, Colour, button, facts, moment, row, text
from cards.commands import command
from cards.crowd import called, on_anilist
from cards.emojis import emoji
from cards.ids import Action, MediaKind, PageNumber, Snowflake, StatusName
from cards.media import length
from cards.pages import title_select, turning
from i18n import mark, number, t, tn
from library.lists import SORTS, Line, ListPage, Sort
from library.titles.formats import format_name
from library.viewer import format_of, language_of
from store import Entry, Link, Media

TITLE = 50  # characters of a title on a line
STATUSES = ("CURRENT", "PLANNING", "COMPLETED", "PAUSED", "DROPPED", "REPEATING")
_WHOSE = {"ANIME": mark("{name}’s anime"), "MANGA": mark("{name}’s manga")}
SORTED = {
    "updated": mark("by last update"),
    "title": mark("by title"),
    "score": mark("by score"),
    "progress": mark("by progress"),
    "behind": mark("by episodes behind"),
}
_SORT_BY = {
    "updated": mark("Sort by last update"),
    "title": mark("Sort by title"),
    "score": mark("Sort by score"),
    "progress": mark("Sort by progress"),
    "behind": mark("Sort by episodes behind"),
}
EMPTY = {
    "ANIME": mark("Your anime list is empty. Add a title with {add}."),
    "MANGA": mark("Your manga list is empty. Add a title with {add}."),
}
NOTHING_SHOWN = {"ANIME": mark("There is no anime to show here."), "MANGA": mark("There is no manga to show here.")}


class ShowPage(Action, prefix="musubi:list"):
    """A button that shows a page of a person's list."""

    owner_id: Snowflake
    kind: MediaKind
    status: StatusName
    sort: Sort
    number: PageNumber
    fresh: bool = False


class ShowStatus(Action, prefix="musubi:status"):
    """A select that shows the first page of the picked status."""

    owner_id: Snowflake
    kind: MediaKind
    sort: Sort


def list_page(
    page: ListPage,
    owner: Link,
    owner_name: str,
    viewer: Link | None,
    *,
    kind: str,
    status: str,
    sort: Sort,
    now: int,
    is_whole: bool,
) -> Card:
    """Ten lines, a select for the status, a select that opens a title, and the page buttons.

    Titles and scores are written for the `viewer`. The owner may edit. `is_whole`: nobody else sees the card, so it has
    the owner's private entries too.
    """
    language, is_own = language_of(viewer), viewer == owner
    lines = [_line(line, viewer, now) for line in page.lines] or [_empty(page, kind, status, is_whole=is_whole)]
    parts: list[ui.Item[ui.LayoutView]] = [
        _head(page, owner, owner_name, kind, status, sort),
        ui.Separator(visible=False),
        text(*lines),
        ui.ActionRow(_status_select(page, owner, kind, status, sort)),
    ]
    if page.lines:
        parts += title_select((media for _, media in page.lines), language)
    several = [list_buttons.edit_several(kind, status, sort, page.number)] if page.lines and is_own else []
    *turns, order, fresh = _ways(page, owner, kind, status, sort)
    rows = [turns, [order, fresh, *several]] if turns else [[order, fresh, *several]]
    return Card(Colour.BLUE, *parts, *(row(*buttons) for buttons in rows))


def _head(
    page: ListPage, owner: Link, owner_name: str, kind: str, status: str, sort: Sort
) -> ui.TextDisplay[ui.LayoutView]:
    whose = f"{entries.sign(status)} {t(_WHOSE[kind], name=called(owner_name))}".lstrip()
    about = facts(
        tn("{count} title", "{count} titles", page.counts.get(status, 0)),
        t(SORTED[sort]),
        t("updated {time}", time=moment(page.as_of)),
        on_anilist(owner),
    )
    return text(f"### {whose} · {entries.status_name(status, kind)}", f"-# {about}")


def _empty(page: ListPage, kind: str, status: str, *, is_whole: bool) -> str:
    """The reason for an empty page, and the status with the most titles."""
    fullest = max(page.counts, key=lambda one: page.counts[one], default=None)
    if fullest:
        said = tn(
            "Nothing in **{status}**, but there is {count} title in **{fullest}**.",
            "Nothing in **{status}**, but there are {count} titles in **{fullest}**.",
            page.counts[fullest],
            status=entries.status_name(status, kind),
            fullest=entries.status_name(fullest, kind),
        )
    else:
        said = t(EMPTY[kind], add=command("add")) if is_whole else t(NOTHING_SHOWN[kind])
    return said if is_whole else f"{said}\n-# {t(entries.NOT_SHOWN)}"


def _line(line: Line, viewer: Link | None, now: int) -> str:
    entry, media = line
    known = [format_name(media.format), length(media)] if entry.status == "PLANNING" else [_reached(entry, media)]
    small = facts(
        *known,
        entries.score(entry, format_of(viewer)),
        entries.lateness(entry, media, now),
        emoji("private") if entry.private else "",
    )
    return title_lines(media, language_of(viewer), small)


def title_lines(media: Media, language: str, small: str) -> str:
    """A title, and the small line below it, which may be empty."""
    return f"**{entries.name(media, language, TITLE)}**" + (f"\n-# {small}" if small else "")


def _reached(entry: Entry, media: Media) -> str:
    """The progress; in volumes for a person who counts volumes only."""
    return (not entry.progress and entries.volumes(entry, media)) or entries.progress(entry, media)


def _status_select(page: ListPage, owner: Link, kind: str, status: str, sort: Sort) -> ui.Select[ui.LayoutView]:
    options = [
        discord.SelectOption(
            label=f"{entries.status_name(one, kind)} ({number(page.counts.get(one, 0))})",
            value=one,
            emoji=entries.sign(one),
            default=one == status,
        )
        for one in STATUSES
    ]
    return ui.Select(custom_id=ShowStatus(owner.discord_id, kind, sort).custom_id, options=options)


def _ways(page: ListPage, owner: Link, kind: str, status: str, sort: Sort) -> list[ui.Button[ui.LayoutView]]:
    def to(place: int, by: Sort, *, fresh: bool = False) -> ShowPage:
        return ShowPage(owner.discord_id, kind, status, by, place, fresh)

    sorts = list(SORTS.values())
    next_sort = sorts[(sorts.index(sort) + 1) % len(sorts)]
    return [
        *turning(page.number, page.pages, lambda place: to(place, sort)),
        button(t(_SORT_BY[next_sort]), to(1, next_sort)),
        button(t("Refresh"), to(page.number, sort, fresh=True)),
    ]
