"""Pages of a list, titles to catch up with, and a pick at random."""

from typing import Annotated

import discord
from discord import ui

from cards import entries, list_buttons
from cards.card import Card, Colour, button, moment, plain, row, text, unbroken
from cards.crowd import called, counted, on_anilist
from cards.ids import Action, MediaId, MediaKind, PageNumber, Snowflake, StatusName, letters, one_of
from cards.pages import title_select, turning
from cards.watched import can_undo, done_lines
from library.changes.editing import Changed
from library.lists import LENGTHS, SORTS, Length, Line, ListPage, Sort
from library.rules.entry_rules import behind
from library.viewer import format_of, language_of
from store import Entry, Link, Media

STATUSES = ("CURRENT", "PLANNING", "COMPLETED", "PAUSED", "DROPPED", "REPEATING")
_SORT_NAMES = {
    "updated": "last update",
    "title": "title",
    "score": "score",
    "progress": "progress",
    "behind": "how far behind",
}


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


class PickAnother(Action, prefix="musubi:random"):
    """A button that picks another random title, never the title `shown`."""

    kind: MediaKind
    status: StatusName
    genre: Annotated[str, letters("^:", 30, least=0)]
    length: Annotated[Length | None, one_of({"": None, **LENGTHS})]
    shown: MediaId | None = None


_TITLE = 50  # characters of a title on a line
_BEHIND_LINES = 8
_UP_TO_DATE_LINES = 10
_LINE = 150  # characters of a line, roughly


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
    name = entries.status_name(status, kind)
    count = page.counts.get(status, 0)
    lines = [_line(line, viewer, now) for line in page.lines] or [_empty(page, kind, status, is_whole=is_whole)]
    parts: list[ui.Item[ui.LayoutView]] = [
        text(
            f"### {called(owner_name)}’s {kind.lower()} · {name}",
            f"-# {on_anilist(owner)} · {counted(count, 'title')} · by {_SORT_NAMES[sort]} · as of {moment(page.as_of)}",
        ),
        text(*lines),
        ui.ActionRow(_status_select(page, owner, kind, status, sort)),
    ]
    if page.lines:
        parts += title_select((media for _, media in page.lines), language)
    several = [list_buttons.edit_several(kind, status, sort, page.number)] if page.lines and is_own else []
    *ways, fresh = _ways(page, owner, kind, status, sort)
    return Card(Colour.BLUE, *parts, row(*ways), row(fresh, *several))


def _empty(page: ListPage, kind: str, status: str, *, is_whole: bool) -> str:
    """The reason for an empty page, and the status with the most titles."""
    fullest = max(page.counts, key=lambda one: page.counts[one], default=None)
    if fullest:
        more = f"{counted(page.counts[fullest], 'title')} in {entries.status_name(fullest, kind)}"
        said = f"Nothing in {entries.status_name(status, kind)}, but {more}."
    elif is_whole:
        said = f"This {kind.lower()} list is empty. /add puts a title on it."
    else:
        said = f"No {kind.lower()} that may be shown here."
    return said if is_whole else f"{said}\n-# {entries.NOT_SHOWN}"


def behind_card(
    lines: list[Line], owner: Link, *, as_of: int, now: int, is_whole: bool, changed: Changed | None = None
) -> Card:
    """The titles that the owner is behind on, each with a button that catches up by one.

    `changed` is the change by that button, just made. `is_whole`: nobody else sees the card, so it has the owner's
    private entries too.
    """
    late = [line for line in lines if behind(*line, now)]
    unknown = [line for line in lines if behind(*line, now) is None]
    waiting = [line for line in lines if behind(*line, now) == 0]
    on_air = sum(media.status == "RELEASING" for _, media in lines)
    parts: list[ui.Item[ui.LayoutView]] = [
        text(
            f"### {_standing(late, waiting, unknown)}",
            "" if lines else "Nothing that you watch is airing or has episodes left. /season shows what airs.",
            f"-# {on_air} airing · as of {moment(as_of)}{'' if is_whole else ' · without private titles'}",
        ),
        *(_catch_up(line, owner, now) for line in late[:_BEHIND_LINES]),
    ]
    if len(late) > _BEHIND_LINES:
        parts.append(text(f"-# and {len(late) - _BEHIND_LINES} more: `/list sort:behind`"))
    done = _done(changed, owner) if changed else []
    room = _UP_TO_DATE_LINES - sum(len(said.content) for said in done if isinstance(said, ui.TextDisplay)) // _LINE
    room = max(room // 2 if waiting and unknown else room, 0)  # a message has 4,000 characters
    parts += _block("Up to date", waiting[:room], owner, now)
    parts += _block("AniList doesn’t say how many episodes of these are out", unknown[:room], owner, now)
    parts += [ui.Separator(), *done] if done else []
    return Card(Colour.BLUE if late or unknown else Colour.GREEN, *parts)


def _standing(late: list[Line], waiting: list[Line], unknown: list[Line]) -> str:
    if late:
        return f"{len(late)} {'title' if len(late) == 1 else 'titles'} behind"
    if unknown:
        return "No new episodes that I know of"
    return "You are up to date" if waiting else "Nothing left to watch on your Watching list"


def nothing_to_pick(kind: str, status: str, *, count: int, limits: list[str], is_whole: bool) -> Card:
    """`count` titles have the status, and none of them is out and fits the `limits`."""
    here = f"{kind.lower()} in {entries.status_name(status, kind)}"
    fits = f" and fits “{plain(' · '.join(limits))}”. Loosen that, or /add something" if limits else " yet"
    said = f"Of your {count:,} {here} none is out{fits}."
    if not count:
        said = f"You have no {here}{'. /add puts a title there' if is_whole else ' that may be shown here'}."
    return Card(Colour.AMBER, text(said, "" if is_whole else f"-# {entries.NOT_SHOWN}"))


def another(kind: str, status: str, genre: str, length: Length | None, *, shown: int) -> ui.Button[ui.LayoutView]:
    """The button for a random title other than the title `shown`."""
    return button("Another", PickAnother(kind, status, genre, length, shown), discord.ButtonStyle.primary)


def _line(line: Line, viewer: Link | None, now: int) -> str:
    entry, media = line
    standing = [
        _reached(entry, media),
        entries.marked_score(entry, format_of(viewer)),
        "🔒" if entry.private else "",
        entries.lateness(entry, media, now),
    ]
    shown = unbroken(" · ".join(filter(None, standing)))
    return f"**{entries.name(media, language_of(viewer), _TITLE)}**  {shown}".rstrip()


def _reached(entry: Entry, media: Media) -> str:
    """The progress; in volumes for a person who counts volumes only."""
    if entry.volumes and not entry.progress:
        return entries.volumes(entry, media)
    return "" if entry.status == "PLANNING" else entries.progress(entry, media)


def _status_select(page: ListPage, owner: Link, kind: str, status: str, sort: Sort) -> ui.Select[ui.LayoutView]:
    options = [
        discord.SelectOption(
            label=f"{entries.status_name(one, kind)} ({page.counts.get(one, 0)})", value=one, default=one == status
        )
        for one in STATUSES
    ]
    return ui.Select(custom_id=ShowStatus(owner.discord_id, kind, sort).custom_id, options=options)


def _ways(page: ListPage, owner: Link, kind: str, status: str, sort: Sort) -> list[ui.Button[ui.LayoutView]]:
    def to(number: int, by: Sort, *, fresh: bool = False) -> ShowPage:
        return ShowPage(owner.discord_id, kind, status, by, number, fresh)

    sorts = list(SORTS.values())
    next_sort = sorts[(sorts.index(sort) + 1) % len(sorts)]
    return [
        *turning(page.number, page.pages, lambda number: to(number, sort)),
        button(f"Sort by {_SORT_NAMES[next_sort]}", to(1, next_sort)),
        button("Refresh", to(page.number, sort, fresh=True)),
    ]


def _catch_up(line: Line, owner: Link, now: int) -> ui.Item[ui.LayoutView]:
    entry, media = line
    words = text(
        f"**{entries.name(media, owner.title_language, _TITLE)}**",
        " · ".join(
            filter(
                None, [entries.progress(entry, media), entries.lateness(entry, media, now), entries.outlook(media, now)]
            )
        ),
    )
    step = list_buttons.catch_up(entry, media, now)
    return ui.Section(words, accessory=step) if step else words


def _block(head: str, lines: list[Line], owner: Link, now: int) -> list[ui.Item[ui.LayoutView]]:
    if not lines:
        return []
    return [ui.Separator(), text(f"-# {head}", *(_waiting(line, owner, now) for line in lines))]


def _waiting(line: Line, owner: Link, now: int) -> str:
    entry, media = line
    name = f"**{entries.name(media, owner.title_language, _TITLE)}**"
    return " · ".join([name, entries.progress(entry, media), entries.outlook(media, now)])


def _done(changed: Changed, owner: Link) -> list[ui.Item[ui.LayoutView]]:
    name = entries.name(changed.media, owner.title_language, _TITLE)
    actions = [list_buttons.undo(changed.change_id)] if can_undo(changed) else []
    if changed.asks_score:
        actions.append(list_buttons.score(changed.media.id))
    said = text(*done_lines(name, changed))
    return [said, row(*actions)] if actions else [said]
