"""/server: the titles that members love and watch now, and a leaderboard."""

from collections.abc import Mapping, Sequence
from typing import Literal

from cards import entries
from cards.card import Card, Colour, plain, row, text
from cards.crowd import TITLE, called, counted
from cards.ids import Action, MediaKind, PageNumber
from cards.pages import switch, title_select, turning
from cards.visible_members import foot, refresh
from library.crowd import LEAST_SCORES, Count, LeaderboardRow, ScoredTitle, Watched
from library.crowd import Sort as TopSort
from library.pages import page_slice
from library.visible_members import VisibleMembers
from store import Media

Period = Literal["month", "all"]


class TopPage(Action, prefix="musubi:top"):
    """A button that shows a page of the titles that people here love."""

    kind: MediaKind
    sort: TopSort
    number: PageNumber
    fresh: bool = False


class ChooseTop(Action, prefix="musubi:top"):
    """A select that shows the first page of the picked kind or order."""


class WatchingPage(Action, prefix="musubi:watching"):
    """A button that shows a page of the titles that people here watch or read."""

    kind: MediaKind
    number: PageNumber
    fresh: bool = False


class ChooseWatching(Action, prefix="musubi:watching"):
    """A select that shows the first page of the picked kind."""


class StandingsPage(Action, prefix="musubi:standings"):
    """A button that shows a page of the leaderboard."""

    sort: Count
    period: Period
    number: PageNumber
    fresh: bool = False


class ChooseStandings(Action, prefix="musubi:standings"):
    """A select that shows the first page of the picked order or period."""


PER_PAGE = 10

_TOPS = {"loved": "Best loved", "known": "Scored by most", "divisive": "Most divisive"}
_KINDS = {"ANIME": "anime", "MANGA": "manga"}
_SORTS = {
    "days": "Days watched",
    "episodes": "Episodes watched",
    "chapters": "Chapters read",
    "completed": "Titles finished",
    "score": "Mean score",
}
_PERIODS: dict[Period, str] = {"all": "of all time", "month": "this month"}


def top_card(
    circle: VisibleMembers,
    found: Sequence[ScoredTitle],
    media: Mapping[int, Media],
    *,
    kind: str,
    sort: TopSort,
    number: int,
    is_refreshing: bool,
) -> Card:
    """`media` has the known titles of the page."""
    page = page_slice(len(found), number, PER_PAGE)
    shown = list(enumerate(found[page.start : page.end], start=page.start + 1))
    lines = [_ranked(place, one, media[one.media_id], circle) for place, one in shown if one.media_id in media]
    choices = {f"{one}:{way}": f"{name} {_KINDS[one]}" for one in _KINDS for way, name in _TOPS.items()}
    return Card(
        Colour.BLUE,
        text(f"### {_TOPS[sort]} {_KINDS[kind]} in {plain(circle.guild_name, 60)}", _how(sort)),
        text(*(lines or [f"No {_KINDS[kind]} has been scored by two people here yet."])),
        switch(ChooseTop(), choices, f"{kind}:{sort}"),
        *title_select((media[one.media_id] for _, one in shown if one.media_id in media), circle.language),
        foot(circle, is_refreshing=is_refreshing),
        row(
            *turning(page.number, page.pages, lambda to: TopPage(kind, sort, to)),
            refresh(TopPage(kind, sort, page.number, fresh=True)),
        ),
    )


def watching_card(
    circle: VisibleMembers,
    found: Sequence[Watched],
    media: Mapping[int, Media],
    *,
    kind: str,
    number: int,
    is_refreshing: bool,
) -> Card:
    """`media` has the known titles of the page."""
    page = page_slice(len(found), number, PER_PAGE)
    shown = list(enumerate(found[page.start : page.end], start=page.start + 1))
    lines = [_watched(place, one, media[one.media_id], circle) for place, one in shown if one.media_id in media]
    verb = "watches" if kind == "ANIME" else "reads"
    choices = {"ANIME": "Anime being watched", "MANGA": "Manga being read"}
    return Card(
        Colour.BLUE,
        text(f"### What {plain(circle.guild_name, 60)} {verb} now"),
        text(*(lines or [f"Nobody here {verb} any {_KINDS[kind]} at the moment."])),
        switch(ChooseWatching(), choices, kind),
        *title_select((media[one.media_id] for _, one in shown if one.media_id in media), circle.language),
        foot(circle, is_refreshing=is_refreshing),
        row(
            *turning(page.number, page.pages, lambda to: WatchingPage(kind, to)),
            refresh(WatchingPage(kind, page.number, fresh=True)),
        ),
    )


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
    page = page_slice(len(found), number, PER_PAGE)
    places = list(enumerate(found, start=1))
    shown = places[page.start : page.end]
    lines = [f"{place}. {_standing(one, sort, circle)}" for place, one in shown]
    own = next((one for one in places if one[1].discord_id == circle.viewer_id), None)
    beside = f"Your place: {own[0]}. {_standing(own[1], sort, circle)}" if own and own not in shown else ""
    if own is None and lines and circle.viewer_id in circle.names:
        beside = "-# You have no place here yet."
    choices = {f"{way}:{when}": f"{name} {_PERIODS[when]}" for when in _PERIODS for way, name in _SORTS.items()}
    return Card(
        Colour.BLUE,
        text(f"### {_SORTS[sort]} {_PERIODS[period]} in {plain(circle.guild_name, 60)}", _counted_how(sort, period)),
        text(*(lines or [_nobody(period)])),
        *([text(beside)] if beside else []),
        switch(ChooseStandings(), choices, f"{sort}:{period}"),
        foot(circle, is_refreshing=is_refreshing),
        row(
            *turning(page.number, page.pages, lambda to: StandingsPage(sort, period, to)),
            refresh(StandingsPage(sort, period, page.number, fresh=True)),
        ),
    )


def _how(sort: TopSort) -> str:
    return {
        "loved": "-# By mean score; what few people here have scored counts for less",
        "known": "-# By how many people here have scored it",
        "divisive": "-# By how far the scores here are apart",
    }[sort]


def _ranked(place: int, one: ScoredTitle, media: Media, circle: VisibleMembers) -> str:
    """A line with the server's mean, and AniList's mean beside it."""
    theirs = entries.average(media, circle.score_format)
    general = f" · AniList {theirs}" if theirs else ""
    score, name = entries.mean(one.mean, circle.score_format), entries.name(media, circle.language, TITLE)
    return f"{place}. **{score}** {name} · {counted(one.people, 'person', 'people')}{general}"


def _watched(place: int, one: Watched, media: Media, circle: VisibleMembers) -> str:
    name = entries.name(media, circle.language, TITLE)
    return f"{place}. **{name}** · {counted(one.people, 'person', 'people')} · {_where(one, media)}"


def _where(one: Watched, media: Media) -> str:
    """``episodes 3 to 7 of 12``."""
    unit, end = entries.unit(media), entries.total(media)
    of = f" of {end:,}" if end else ""
    if one.most == 0:
        return f"not one {unit} yet"
    if one.least in {0, one.most}:
        return f"{'up to ' if one.least == 0 else ''}{unit} {one.most:,}{of}"
    return f"{unit}s {one.least:,} to {one.most:,}{of}"


def _standing(one: LeaderboardRow, sort: Count, circle: VisibleMembers) -> str:
    parts = {
        "days": f"{one.minutes / 1440:,.1f} days",
        "episodes": counted(one.episodes, "episode"),
        "chapters": counted(one.chapters, "chapter"),
        "completed": f"{one.completed:,} finished",
        "score": f"{entries.mean(one.mean, circle.score_format)} over {counted(one.scored, 'score')}",
    }
    beside = {
        "days": "episodes",
        "episodes": "days",
        "chapters": "completed",
        "completed": "days",
        "score": "completed",
    }
    other = parts[beside[sort]]
    return f"**{parts[sort]}** {called(circle.names[one.discord_id])}" + (
        "" if other.startswith(("0 ", "0.0 ")) else f" · {other}"
    )


def _counted_how(sort: str, period: str) -> str:
    counted_so = [
        "of what was finished this month, by the dates on AniList" if period == "month" else "",
        f"of who has scored {LEAST_SCORES} titles or more" if sort == "score" else "",
        "rewatched episodes count again" if period == "all" and sort in {"days", "episodes", "chapters"} else "",
    ]
    said = " · ".join(filter(None, counted_so))
    return f"-# {said[0].upper()}{said[1:]}" if said else ""


def _nobody(period: str) -> str:
    return (
        "Nobody here has finished anything this month yet." if period == "month" else "There is nothing to count yet."
    )
