"""/who: the members who have a title, by status, with scores in the viewer's format and without spoilers."""

from collections.abc import Callable
from typing import Annotated, Protocol

from discord import ui

from cards import entries, list_buttons
from cards import visible_members as circles
from cards.card import Card, facts, headed, row, text
from cards.crowd import DOT, called
from cards.ids import Action, MediaId, StatusName, digits
from cards.media import colour_of, cover_of
from cards.pages import switch, turning
from i18n import mark, t, tn
from i18n import number as grouped
from library.crowd.who import STATUSES, Who
from library.pages import PageSlice, page_slice
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
NOBODY = mark("No one here has this on their list.")
_PER_PAGE = 20
_FIRST = {"CURRENT": 8, "REPEATING": 4, "COMPLETED": 12, "PLANNING": 12, "PAUSED": 4, "DROPPED": 4}
_ROOM = 450  # characters for the members of a status, where all statuses are shown
_UNBROKEN = "\u00a0"  # a line never breaks at it
_BESIDE = {"COMPLETED", "PLANNING"}  # statuses without progress: their members share a line


Line = Callable[[ShownEntry], str]


class SeenEntry(Protocol):
    """The part of somebody's entry that the viewer may see."""

    @property
    def status(self) -> str: ...
    @property
    def score(self) -> int: ...
    @property
    def progress(self) -> int: ...
    @property
    def repeat(self) -> int: ...


class EntryReader:
    """Writes entries for a viewer whose progress is `progress`."""

    def __init__(self, media: Media, score_format: str, progress: int) -> None:
        self._end = entries.total(media)
        self._media_type = media.media_type
        self._format = score_format
        self._progress = progress

    def line(self, name: str, entry: SeenEntry) -> str:
        """Somebody's name, which is markup, with progress and score; short where several people share a line."""
        score = entries.scored(entry.score, self._format)
        parts = [name, self._reached(entry), score.replace(" ", _UNBROKEN)]
        return (_UNBROKEN if entry.status in _BESIDE else " · ").join(filter(None, parts))

    def _reached(self, entry: SeenEntry) -> str:
        """Somebody's progress; behind a spoiler bar when it is further than the viewer's."""
        if entry.status == "PLANNING":
            return ""
        if entry.status == "COMPLETED":
            return f"{entry.repeat + 1}×" if entry.repeat else ""
        if self._end:
            reached = entries.of_total(entry.progress, self._end)
        else:
            reached = entries.reached_briefly(self._media_type, entry.progress)
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
    reader = EntryReader(media, circle.score_format, progress)

    def line(entry: ShownEntry) -> str:
        return reader.line(called(circle.names[entry.discord_id]), entry)

    page = page_slice(len(found.groups.get(status, [])), number, _PER_PAGE)
    body = _all(found, media, line) if status == EVERYBODY else _page(found, media, line, status, page)
    parts: list[ui.Item[ui.LayoutView]] = [
        headed(
            t("{title} in this server", title=entries.name(media, circle.language, 80)),
            *_opinions(found, media, circle.score_format),
            picture=media.cover_url,
            described_as=cover_of(media, circle.language),
        ),
        *(text(*lines) for lines in body),
        circles.foot(circle, is_refreshing=is_refreshing),
    ]
    if status != EVERYBODY or any(_is_cut(found, one, line) for one in found.groups):
        signs = {one: entries.sign(one) for one in STATUSES}
        parts.append(switch(WhoStatus(media.id), _statuses(found, media), status, signs))
    return Card(colour_of(media), *parts, row(*_ways(found, media, status, page)))


def _opinions(found: Who, media: Media, score_format: str) -> list[str]:
    """The number of members, and their mean score beside AniList's."""
    if not found.people:
        return []
    count = len(found.scores)
    people = tn("{count} member", "{count} members", found.people)
    scored = tn("{count} scored it", "{count} scored it", count) if count else t("no scores yet")
    mean = f"**{entries.starred(entries.mean(found.mean, score_format))}**" if found.mean else ""
    theirs = entries.average(media, score_format)
    beside = t("AniList: {score}", score=entries.starred(theirs)) if theirs else ""
    return [facts(people, scored), facts(mean, beside)]


def _all(found: Who, media: Media, line: Line) -> list[list[str]]:
    if not found.people:
        return [[t(NOBODY)]]
    return [_group(found, media, line, status) for status in found.groups]


def status_head(status: str, media_type: str, count: int) -> str:
    """The heading above the people with a status: their number."""
    return f"{entries.sign(status)} **{entries.status_name(status, media_type)}** · {grouped(count)}".lstrip()


def _head(found: Who, media: Media, status: str) -> str:
    return status_head(status, media.media_type, len(found.groups.get(status, [])))


def _group(found: Who, media: Media, line: Line, status: str) -> list[str]:
    shown = _first(found, status, line)
    more = len(found.groups[status]) - len(shown)
    rest = f"-# {tn('and {count} more', 'and {count} more', more)}" if more else ""
    return [_head(found, media, status), *beside(status, shown), rest]


def beside(status: str, shown: list[str]) -> list[str]:
    """The lines of the people with a status: people without progress share one."""
    return [DOT.join(shown)] if status in _BESIDE else shown


def _first(found: Who, status: str, line: Line) -> list[str]:
    """The first members of a status, as many as fit."""
    shown, room = list[str](), _ROOM
    for entry in found.groups[status][: _FIRST.get(status, 6)]:
        shown.append(line(entry))
        room -= len(shown[-1])
        if room < 100:
            break
    return shown


def _is_cut(found: Who, status: str, line: Line) -> bool:
    return len(_first(found, status, line)) < len(found.groups[status])


def _page(found: Who, media: Media, line: Line, status: str, page: PageSlice) -> list[list[str]]:
    everybody = found.groups.get(status, [])
    return [[_head(found, media, status), *(line(entry) for entry in everybody[page.start : page.end])]]


def _statuses(found: Who, media: Media) -> dict[str, str]:
    counts = {status: len(found.groups.get(status, [])) for status in STATUSES}
    names = {status: entries.status_name(status, media.media_type) for status in STATUSES}
    return {EVERYBODY: f"{t('Everyone')} ({grouped(found.people)})"} | {
        status: f"{names[status]} ({grouped(count)})" for status, count in counts.items()
    }


def _ways(found: Who, media: Media, status: str, page: PageSlice) -> list[ui.Button[ui.LayoutView]]:
    first = [] if found.people else [list_buttons.add(media.id)]
    turns = turning(page.number, page.pages, lambda number: WhoPage(media.id, status, number))
    return [
        *first,
        *turns,
        list_buttons.title(media.id),
        *([] if turns else [list_buttons.people_i_follow(media.id)]),  # five buttons fit
        circles.refresh(WhoPage(media.id, status, page.number, fresh=True)),
    ]
