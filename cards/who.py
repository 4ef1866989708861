"""/who: the members who have a title, by status, with scores in the viewer's format and without spoilers."""

from collections.abc import Callable
from typing import Annotated

from discord import ui

from cards import entries, list_buttons
from cards import visible_members as circles
from cards.card import Card, headed, row, text
from cards.crowd import called, counted
from cards.ids import Action, MediaId, StatusName, digits
from cards.media import colour_of, cover_of
from cards.pages import switch, turning
from library.crowd.who import STATUSES, Who
from library.pages import PageSlice, page_slice
from library.rules.scores import show as show_score
from library.visible_members import VisibleMembers
from store import Media, ShownEntry


class WhoPage(Action, prefix="musubi:who"):
    """A button that shows a page of the members who have the title with a status."""

    media_id: MediaId
    status: StatusName
    number: Annotated[int, digits(4)]
    fresh: bool = False


class WhoStatus(Action, prefix="musubi:who"):
    """A select that shows the first page of the picked status."""

    media_id: MediaId


EVERYBODY = "ALL"
_PER_PAGE = 20
_FIRST = {"CURRENT": 8, "REPEATING": 4, "COMPLETED": 12, "PLANNING": 12, "PAUSED": 6, "DROPPED": 6}
_ROOM = 450  # characters for the members of a status, where all statuses are shown
_GAP = "\u00a0\u00a0"  # a line never breaks at it
_IN_LINES = {"CURRENT", "REPEATING"}


class EntryReader:
    """Writes entries for a viewer whose progress is `progress`."""

    def __init__(self, media: Media, circle: VisibleMembers, progress: int) -> None:
        self._end = entries.total(media)
        self._unit = entries.unit(media)
        self._names = circle.names
        self._format = circle.score_format
        self._progress = progress

    def line(self, entry: ShownEntry) -> str:
        """A member's name, with progress and score."""
        name = called(self._names[entry.discord_id])
        score = f"**{show_score(entry.score, self._format)}**" if entry.score else ""
        return _GAP.join(part for part in (name, self._reached(entry), score) if part)

    def _reached(self, entry: ShownEntry) -> str:
        """The member's progress; behind a spoiler bar when it is further than the viewer's."""
        if entry.status == "PLANNING":
            return ""
        if entry.status == "COMPLETED":
            return f"{entry.repeat + 1}×" if entry.repeat else ""
        reached = f"{entry.progress:,} / {self._end:,}" if self._end else f"{self._unit} {entry.progress:,}"
        return f"||{reached}||" if entry.progress > self._progress else reached


def who_card(
    media: Media,
    found: Who,
    circle: VisibleMembers,
    *,
    progress: int,
    status: str = EVERYBODY,
    number: int = 1,
    is_refreshing: bool = False,
) -> Card:
    """`progress` is the viewer's own; `status` is a list status or :data:`EVERYBODY`."""
    viewer = EntryReader(media, circle, progress)
    page = page_slice(len(found.groups.get(status, [])), number, _PER_PAGE)
    body = _all(found, media, viewer) if status == EVERYBODY else _page(found, media, viewer, status, page)
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
        parts.append(switch(WhoStatus(media.id), _statuses(found, media), status))
    return Card(colour_of(media), *parts, row(*_ways(found, media, status, page)))


def _opinions(found: Who, media: Media, score_format: str) -> str:
    if not found.people:
        return ""
    people = counted(found.people, "person", "people")
    theirs = entries.average(media, score_format)
    beside = f" (AniList {theirs})" if theirs else ""
    mean = f"mean **{entries.mean(found.mean, score_format)}**{beside}" if found.mean else ""
    scored = f"{len(found.scores):,} scored" if found.scores else "nobody has scored it"
    return " · ".join(part for part in (people, mean, scored) if part)


def _all(found: Who, media: Media, viewer: EntryReader) -> list[list[str]]:
    if not found.people:
        return [["Nobody here has it on a list."]]
    return [_group(found, media, viewer, status) for status in found.groups]


def _group(found: Who, media: Media, viewer: EntryReader, status: str) -> list[str]:
    everybody, shown = found.groups[status], _first(found, status, viewer.line)
    head = f"**{entries.status_name(status, media.media_type)}**" + (
        f" · {len(everybody):,}" if len(everybody) > 3 else ""
    )
    more = len(everybody) - len(shown)
    rest = f"-# and {more:,} more" if more else ""
    return [head, *(shown if status in _IN_LINES else [" · ".join(shown)]), rest]


def _first(found: Who, status: str, line: Callable[[ShownEntry], str]) -> list[str]:
    """The first members of a status, as many as fit."""
    shown, room = list[str](), _ROOM
    for entry in found.groups[status][: _FIRST.get(status, 6)]:
        shown.append(line(entry))
        room -= len(shown[-1])
        if room < 100:
            break
    return shown


def _is_cut(found: Who, status: str, viewer: EntryReader) -> bool:
    return len(_first(found, status, viewer.line)) < len(found.groups[status])


def _page(found: Who, media: Media, viewer: EntryReader, status: str, page: PageSlice) -> list[list[str]]:
    everybody = found.groups.get(status, [])
    head = f"**{entries.status_name(status, media.media_type)}** · {len(everybody):,}"
    return [[head, *(viewer.line(entry) for entry in everybody[page.start : page.end])]]


def _statuses(found: Who, media: Media) -> dict[str, str]:
    counts = {status: len(found.groups.get(status, [])) for status in STATUSES}
    names = {status: entries.status_name(status, media.media_type) for status in STATUSES}
    return {EVERYBODY: f"Everybody ({found.people:,})"} | {
        status: f"{names[status]} ({count:,})" for status, count in counts.items()
    }


def _ways(found: Who, media: Media, status: str, page: PageSlice) -> list[ui.Button[ui.LayoutView]]:
    first = [] if found.people else [list_buttons.add(media.id)]
    turns = turning(page.number, page.pages, lambda number: WhoPage(media.id, status, number))
    return [
        *first,
        *turns,
        circles.refresh(WhoPage(media.id, status, page.number, fresh=True)),
        list_buttons.title(media.id),
    ]
