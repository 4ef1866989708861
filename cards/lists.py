"""Pages of a list, what one is behind with, and a pick at random."""

import re

import discord
from discord import ui

from cards import entries, list_buttons
from cards.card import Card, Colour, button, moment, plain, row, text
from library.lists import SORTS, Line, Page
from library.titles import title
from store import Link

STATUSES = ("CURRENT", "PLANNING", "COMPLETED", "PAUSED", "DROPPED", "REPEATING")
_SORT_NAMES = {
    "updated": "last update",
    "title": "title",
    "score": "score",
    "progress": "progress",
    "behind": "how far behind",
}
_SHOWN = r"(?P<owner>[0-9]{1,20}):(?P<kind>ANIME|MANGA)"
PAGE = re.compile(
    rf"musubi:list:{_SHOWN}:(?P<status>[A-Z]+):(?P<sort>[a-z]+):(?P<number>[0-9]{{1,5}})(?P<fresh>:fresh)?"
)
STATUS = re.compile(rf"musubi:status:{_SHOWN}:(?P<sort>[a-z]+)")
RANDOM = re.compile(
    r"musubi:random:(?P<kind>ANIME|MANGA):(?P<status>[A-Z]+):(?P<genre>[^:]{0,30}):(?P<length>short|medium|long|)"
)
_BEHIND_LINES = 8


def list_page(page: Page, owner: Link, *, kind: str, status: str, sort: str, now: int) -> Card:
    """Ten lines, a select for the status, a select that opens a title, and the way through."""
    name = entries.status_name(status, kind)
    count = page.counts.get(status, 0)
    lines = [_line(line, owner, now) for line in page.lines] or [f"Nothing here yet: {_hint(status)}"]
    parts: list[ui.Item[ui.LayoutView]] = [
        text(
            f"### {plain(owner.name)} · {kind.lower()} · {name}",
            f"-# {count} {'title' if count == 1 else 'titles'} · by {_SORT_NAMES[sort]} · as of {moment(page.as_of)}",
        ),
        text(*lines),
        ui.ActionRow(_status_select(page, owner, kind, status, sort)),
    ]
    if page.lines:
        parts.append(ui.ActionRow(_title_select(page.lines, owner)))
    return Card(Colour.BLUE, *parts, row(*_ways(page, owner, kind, status, sort)))


def behind_card(lines: list[Line], owner: Link, *, as_of: int, now: int) -> Card:
    """Each with the button that catches up by one."""
    head = text("### What airs, and how far behind you are", f"-# {len(lines)} titles · as of {moment(as_of)}")
    if not lines:
        return Card(Colour.GREEN, head, text("Nothing that you watch is airing now."))
    shown = lines[:_BEHIND_LINES]
    more = len(lines) - len(shown)
    rest = [text(f"-# and {more} more: `/list sort:behind`")] if more else []
    return Card(Colour.BLUE, head, *(_catch_up(line, owner, now) for line in shown), *rest)


def nothing_to_pick(kind: str, status: str) -> Card:
    name = entries.status_name(status, kind)
    return Card(Colour.AMBER, text(f"Nothing in {name} fits. Ask for less, or add something with /add."))


def another(kind: str, status: str, genre: str, length: str) -> ui.ActionRow[ui.LayoutView]:
    return row(button("Another", f"musubi:random:{kind}:{status}:{genre}:{length}", discord.ButtonStyle.primary))


def _line(line: Line, owner: Link, now: int) -> str:
    entry, media = line
    parts = [
        f"**{plain(title(media, owner.title_language), 60)}**",
        "" if entry.status == "PLANNING" else entries.progress(entry, media),
        entries.score(entry, owner.score_format),
        entries.lateness(entry, media, now),
        "🔒" if entry.private else "",
    ]
    return "  ".join(part for part in parts if part)


def _hint(status: str) -> str:
    return "`/add` puts a title on your list." if status == "PLANNING" else "another status may have more."


def _status_select(page: Page, owner: Link, kind: str, status: str, sort: str) -> ui.Select[ui.LayoutView]:
    options = [
        discord.SelectOption(
            label=f"{entries.status_name(one, kind)} ({page.counts.get(one, 0)})", value=one, default=one == status
        )
        for one in STATUSES
    ]
    return ui.Select(custom_id=f"musubi:status:{owner.discord_id}:{kind}:{sort}", options=options)


def _title_select(lines: list[Line], owner: Link) -> ui.Select[ui.LayoutView]:
    options = [
        discord.SelectOption(label=title(media, owner.title_language)[:100], value=str(media.id)) for _, media in lines
    ]
    return ui.Select(custom_id=list_buttons.OPEN, placeholder="Open a title…", options=options)


def _ways(page: Page, owner: Link, kind: str, status: str, sort: str) -> list[ui.Button[ui.LayoutView]]:
    def to(number: int, by: str, mark: str = "") -> str:
        return f"musubi:list:{owner.discord_id}:{kind}:{status}:{by}:{number}{mark}"

    back, forth = button("‹", to(page.number - 1, sort)), button("›", to(page.number + 1, sort))
    back.disabled, forth.disabled = page.number <= 1, page.number >= page.pages
    where = button(f"{page.number} / {page.pages}", f"musubi:where:{page.number}")
    where.disabled = True
    sorts = list(SORTS)
    next_sort = sorts[(sorts.index(sort) + 1) % len(sorts)]
    return [
        back,
        where,
        forth,
        button(f"Sort by {_SORT_NAMES[next_sort]}", to(1, next_sort)),
        button("Refresh", to(page.number, sort, ":fresh")),
    ]


def _catch_up(line: Line, owner: Link, now: int) -> ui.Item[ui.LayoutView]:
    entry, media = line
    words = text(
        f"**{plain(title(media, owner.title_language), 60)}**  {entries.progress(entry, media)}",
        " · ".join(filter(None, [entries.lateness(entry, media, now) or "up to date", _next(line, now)])),
    )
    step = list_buttons.plus(entry, media)
    return ui.Section(words, accessory=step) if step else words


def _next(line: Line, now: int) -> str:
    airing = entries.next_airing(line[1], now)
    return f"next: {airing}" if airing else ""
