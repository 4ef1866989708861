"""Who in a server has a title: what each does with it, their scores as the asker writes scores, no spoilers."""

import re
from collections.abc import Callable

import discord
from discord import ui

from cards import circle as circles
from cards import entries, list_buttons
from cards.card import Card, button, headed, plain, row, text
from cards.media import colour_of, cover_of
from library.circle import Circle
from library.scores import show as show_score
from library.who import STATUSES, Who, page_of
from store import Media, ShownEntry

_ID = "(?P<media_id>[0-9]{1,12})"
WHO = re.compile(rf"musubi:who:{_ID}:(?P<status>[A-Z]+):(?P<number>[0-9]{{1,4}}){circles.FRESH}")
PICK = re.compile(rf"musubi:who(?::{_ID})?")  # a title or, of that one, a status
PICK_TITLE = "musubi:who"
EVERYBODY = "ALL"
_NAME = 32  # as long as Discord lets a name be
_FIRST = {"CURRENT": 8, "REPEATING": 4, "COMPLETED": 12, "PLANNING": 12, "PAUSED": 6, "DROPPED": 6}
_ROOM = 450  # characters for those with one status, where all are shown
_GAP = "\u00a0\u00a0"  # at which no line ends
_IN_LINES = {"CURRENT", "REPEATING"}


class Viewer:
    """How an entry reads for whoever has come as far as `progress`."""

    def __init__(self, media: Media, circle: Circle, progress: int) -> None:
        self._end = entries.total(media)
        self._names = circle.names
        self._format = circle.score_format
        self._progress = progress

    def line(self, entry: ShownEntry) -> str:
        """A name with what is worth saying of the status."""
        name = plain(self._names[entry.discord_id], _NAME) or "somebody"
        score = f"**{show_score(entry.score, self._format)}**" if entry.score else ""
        return _GAP.join(part for part in (name, self._reached(entry), score) if part)

    def _reached(self, entry: ShownEntry) -> str:
        """How far they have come; behind a spoiler bar when that is further than the viewer."""
        if entry.status == "PLANNING":
            return ""
        if entry.status == "COMPLETED":
            return f"{entry.repeat + 1}×" if entry.repeat else ""
        reached = f"{entry.progress:,}" + (f" / {self._end:,}" if self._end else "")
        return f"||{reached}||" if entry.progress > self._progress else reached


def who_card(
    media: Media,
    found: Who,
    circle: Circle,
    *,
    progress: int,
    status: str = EVERYBODY,
    number: int = 1,
    is_refreshing: bool = False,
) -> Card:
    """`progress` is how far the viewer has come; `status` is one of theirs, or :data:`EVERYBODY`."""
    viewer = Viewer(media, circle, progress)
    body = _all(found, media, viewer) if status == EVERYBODY else _page(found, media, viewer, status, number)
    parts: list[ui.Item[ui.LayoutView]] = [
        headed(
            f"Who here knows {entries.name(media, circle.language, 80)}",
            _opinions(found, media, circle.score_format),
            picture=media.cover_url,
            described_as=cover_of(media, circle.language),
        ),
        *(text(*lines) for lines in body),
        circles.foot(circle, is_refreshing=is_refreshing),
    ]
    if status != EVERYBODY or any(_is_cut(found, one, viewer) for one in found.groups):
        parts.append(ui.ActionRow(_select(found, media, status)))
    return Card(colour_of(media), *parts, row(*_ways(found, media, status, number)))


def _opinions(found: Who, media: Media, score_format: str) -> str:
    count = f"{found.people:,} {'person' if found.people == 1 else 'people'}"
    theirs = media.mean_score or media.average_score
    beside = f" (AniList {entries.mean(theirs, score_format)})" if theirs else ""
    mean = f"mean **{entries.mean(found.mean, score_format)}**{beside}" if found.mean else ""
    scored = f"{len(found.scores):,} scored" if found.scores else "nobody has scored it"
    return " · ".join(part for part in (count, mean, scored) if part) if found.people else ""


def _all(found: Who, media: Media, viewer: Viewer) -> list[list[str]]:
    if not found.people:
        return [["Nobody here has it on a list."]]
    return [_group(found, media, viewer, status) for status in found.groups]


def _group(found: Who, media: Media, viewer: Viewer, status: str) -> list[str]:
    everybody, shown = found.groups[status], _first(found, status, viewer.line)
    head = f"**{entries.status_name(status, media.media_type)}**" + (
        f" · {len(everybody):,}" if len(everybody) > 3 else ""
    )
    more = len(everybody) - len(shown)
    rest = f"-# and {more:,} more" if more else ""
    return [head, *(shown if status in _IN_LINES else [" · ".join(shown)]), rest]


def _first(found: Who, status: str, line: Callable[[ShownEntry], str]) -> list[str]:
    """As many as there is room for."""
    shown, room = list[str](), _ROOM
    for entry in found.groups[status][: _FIRST.get(status, 6)]:
        shown.append(line(entry))
        room -= len(shown[-1])
        if room < 100:
            break
    return shown


def _is_cut(found: Who, status: str, viewer: Viewer) -> bool:
    return len(_first(found, status, viewer.line)) < len(found.groups[status])


def _page(found: Who, media: Media, viewer: Viewer, status: str, number: int) -> list[list[str]]:
    page = page_of(found, status, number)
    head = f"**{entries.status_name(status, media.media_type)}** · {len(found.groups.get(status, [])):,}"
    return [[head, *(viewer.line(entry) for entry in page.entries)]]


def _select(found: Who, media: Media, status: str) -> ui.Select[ui.LayoutView]:
    everybody = discord.SelectOption(
        label=f"Everybody ({found.people:,})", value=EVERYBODY, default=status == EVERYBODY
    )
    options = [
        discord.SelectOption(
            label=f"{entries.status_name(one, media.media_type)} ({len(found.groups.get(one, [])):,})",
            value=one,
            default=one == status,
        )
        for one in STATUSES
    ]
    return ui.Select(custom_id=f"musubi:who:{media.id}", options=[everybody, *options])


def _ways(found: Who, media: Media, status: str, number: int) -> list[ui.Button[ui.LayoutView]]:
    here = f"musubi:who:{media.id}:{status}"
    first = [] if found.people else [list_buttons.add(media.id)]
    open_title, refresh = list_buttons.title(media.id), circles.refresh(f"{here}:{number}")
    if status == EVERYBODY or (page := page_of(found, status, number)).pages == 1:
        return [*first, refresh, open_title]
    back, forth = button("‹", f"{here}:{page.number - 1}"), button("›", f"{here}:{page.number + 1}")
    back.disabled, forth.disabled = page.number <= 1, page.number >= page.pages
    where = button(f"{page.number} / {page.pages}", f"musubi:where:{page.number}")
    where.disabled = True
    return [back, where, forth, refresh, open_title]
