"""/server: the titles that members love, and that they watch now."""

from collections.abc import Mapping, Sequence

from cards import entries
from cards.card import Card, Colour, facts, row, text
from cards.crowd import TITLE, columns
from cards.ids import Action, MediaKind, PageNumber
from cards.pages import switch, title_select, turning
from cards.visible_members import foot, head, refresh
from i18n import mark, t, tn
from i18n import number as grouped
from library.crowd import ScoredTitle, Watched
from library.crowd import Sort as TopSort
from library.pages import page_slice
from library.visible_members import VisibleMembers
from store import Media


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


PER_PAGE = 10

_TOPS = {
    ("ANIME", "loved"): mark("Best-loved anime"),
    ("ANIME", "known"): mark("Most rated anime"),
    ("ANIME", "divisive"): mark("Most divisive anime"),
    ("MANGA", "loved"): mark("Best-loved manga"),
    ("MANGA", "known"): mark("Most rated manga"),
    ("MANGA", "divisive"): mark("Most divisive manga"),
}
_ORDERS = {
    "loved": mark("by mean score; titles few have scored count less"),
    "known": mark("by the number of scores"),
    "divisive": mark("by how far the scores are apart"),
}
_WATCHING = {"ANIME": mark("Now watching"), "MANGA": mark("Now reading")}
NOTHING_SCORED = {
    "ANIME": mark("No anime has been scored by two members here yet."),
    "MANGA": mark("No manga has been scored by two members here yet."),
}
NOTHING_WATCHED = {
    "ANIME": mark("No one here is watching an anime right now."),
    "MANGA": mark("No one here is reading a manga right now."),
}

NOT_STARTED = mark("not started")


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
    choices = {f"{one}:{way}": t(name) for (one, way), name in _TOPS.items()}
    return Card(
        Colour.BLUE,
        head(t(_TOPS[kind, sort]), circle, t(_ORDERS[sort])),
        text(*(lines or [t(NOTHING_SCORED[kind])])),
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
    return Card(
        Colour.BLUE,
        head(t(_WATCHING[kind]), circle),
        text(*(lines or [t(NOTHING_WATCHED[kind])])),
        switch(ChooseWatching(), {one: t(name) for one, name in _WATCHING.items()}, kind),
        *title_select((media[one.media_id] for _, one in shown if one.media_id in media), circle.language),
        foot(circle, is_refreshing=is_refreshing),
        row(
            *turning(page.number, page.pages, lambda to: WatchingPage(kind, to)),
            refresh(WatchingPage(kind, page.number, fresh=True)),
        ),
    )


def _ranked(place: int, one: ScoredTitle, media: Media, circle: VisibleMembers) -> str:
    """A title with the server's mean, and AniList's mean below it."""
    mean, theirs = entries.mean(one.mean, circle.score_format), entries.average(media, circle.score_format)
    scores = tn("{count} score", "{count} scores", one.people)
    beside = t("AniList: {score}", score=theirs) if theirs else ""
    return _entry(place, media, circle, facts(entries.starred(mean), scores, beside))


def _watched(place: int, one: Watched, media: Media, circle: VisibleMembers) -> str:
    members = tn("{count} member", "{count} members", one.people)
    return _entry(place, media, circle, facts(members, _where(one, media)))


def _entry(place: int, media: Media, circle: VisibleMembers, small: str) -> str:
    name = entries.name(media, circle.language, TITLE)
    return f"{columns(f'{place:>2}.')} **{name}**\n-# {small}"


def _where(one: Watched, media: Media) -> str:
    """``ep 3–7 / 12``: the least and the most progress."""
    if not one.most:
        return t(NOT_STARTED)
    end = entries.total(media)
    least = "" if one.least == one.most else f"{grouped(one.least)}–"
    progress = f"{least}{grouped(one.most)}" + (f" / {grouped(end)}" if end else "")
    return t("ep {number}", number=progress) if media.media_type == "ANIME" else t("ch {number}", number=progress)
