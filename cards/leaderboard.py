"""/server members: the leaderboard."""

from collections.abc import Sequence
from typing import Literal

from cards import entries
from cards.card import Card, Colour, row, text
from cards.crowd import called, columns
from cards.ids import Action, PageNumber
from cards.pages import switch, turning
from cards.visible_members import foot, head, refresh
from i18n import decimal, mark, t, tn
from i18n import number as grouped
from library.crowd import LEAST_SCORES, Count, LeaderboardRow
from library.pages import page_slice
from library.visible_members import VisibleMembers

Period = Literal["month", "all"]


class StandingsPage(Action, prefix="musubi:standings"):
    """A button that shows a page of the leaderboard."""

    sort: Count
    period: Period
    number: PageNumber
    fresh: bool = False


class ChooseStandings(Action, prefix="musubi:standings"):
    """A select that shows the first page of the picked order or period."""


_PER_PAGE = 10
_DAY = 24 * 60  # minutes

_STANDINGS = {
    ("days", "all"): mark("Most days watched, all time"),
    ("episodes", "all"): mark("Most episodes watched, all time"),
    ("chapters", "all"): mark("Most chapters read, all time"),
    ("completed", "all"): mark("Most titles completed, all time"),
    ("score", "all"): mark("Highest mean score, all time"),
    ("days", "month"): mark("Most days watched this month"),
    ("episodes", "month"): mark("Most episodes watched this month"),
    ("chapters", "month"): mark("Most chapters read this month"),
    ("completed", "month"): mark("Most titles completed this month"),
    ("score", "month"): mark("Highest mean score this month"),
}
NOTHING_COUNTED = {
    "all": mark("Nothing to count yet."),
    "month": mark("No one here has completed a title this month yet."),
}
YOUR_PLACE, NO_PLACE = mark("Your place"), mark("You have no place here yet.")


def standings_card(
    circle: VisibleMembers,
    found: list[LeaderboardRow],
    *,
    sort: Count,
    period: Period,
    number: int,
    is_refreshing: bool,
) -> Card:
    """Everybody in `found` is a visible member. The viewer's own place is added when it is on another page."""
    page = page_slice(len(found), number, _PER_PAGE)
    places = list(enumerate(found, start=1))
    shown = places[page.start : page.end]
    own = [one for one in places if one[1].discord_id == circle.viewer_id]
    elsewhere = [one for one in own if one not in shown]
    lines = _board([*shown, *elsewhere], sort, circle)
    beside = [f"**{t(YOUR_PLACE)}**", *lines[len(shown) :]] if elsewhere else []
    if lines and not own and circle.viewer_id in circle.names:
        beside = [f"-# {t(NO_PLACE)}"]
    choices = {f"{way}:{when}": t(name) for (way, when), name in _STANDINGS.items()}
    return Card(
        Colour.BLUE,
        head(t(_STANDINGS[sort, period]), circle, *_counted_how(sort, period)),
        text(*(lines[: len(shown)] or [t(NOTHING_COUNTED[period])])),
        *([text(*beside)] if beside else []),
        switch(ChooseStandings(), choices, f"{sort}:{period}"),
        foot(circle, is_refreshing=is_refreshing),
        row(
            *turning(page.number, page.pages, lambda to: StandingsPage(sort, period, to)),
            refresh(StandingsPage(sort, period, page.number, fresh=True)),
        ),
    )


def _board(rows: Sequence[tuple[int, LeaderboardRow]], sort: Count, circle: VisibleMembers) -> list[str]:
    """Lines like ``12. 277.8  **Aoi** · 16,000 episodes``, with places and numbers in columns."""
    numbers = [_number(one, sort, circle) for _, one in rows]
    width = max(map(len, numbers), default=0)
    return [
        f"{_place(place, number.rjust(width))} **{called(circle.names[one.discord_id])}**{_beside(one, sort)}"
        for (place, one), number in zip(rows, numbers, strict=True)
    ]


def _place(place: int, number: str) -> str:
    is_digits = number.strip()[:1].isdigit()  # a smiley may be an emoji of ours, which would not show in a column
    return columns(f"{place:>2}. {number}") if is_digits else f"{columns(f'{place:>2}.')} {number.strip()}"


def _number(one: LeaderboardRow, sort: Count, circle: VisibleMembers) -> str:
    match sort:
        case "days":
            return _days(one)
        case "score":
            return entries.mean(one.mean, circle.score_format)
        case _:
            return grouped({"episodes": one.episodes, "chapters": one.chapters, "completed": one.completed}[sort])


def _beside(one: LeaderboardRow, sort: Count) -> str:
    """Another fact, beside the number that counts; empty for nothing."""
    match sort:
        case "days":
            fact = tn("{count} episode", "{count} episodes", one.episodes) if one.episodes else ""
        case "chapters":
            fact = tn("{count} title", "{count} titles", one.completed) if one.completed else ""
        case "score":
            fact = tn("{count} score", "{count} scores", one.scored)
        case _:
            fact = t("{days} days", days=_days(one)) if one.minutes >= _DAY / 20 else ""
    return fact and f" · {fact}"


def _days(one: LeaderboardRow) -> str:
    return decimal(one.minutes / _DAY, 1)


def _counted_how(sort: str, period: str) -> list[str]:
    return [
        *([t("by completion dates on AniList")] if period == "month" else []),
        *([tn("at least {count} score", "at least {count} scores", LEAST_SCORES)] if sort == "score" else []),
        *([t("rewatches count too")] if period == "all" and sort in {"days", "episodes", "chapters"} else []),
    ]
