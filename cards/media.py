"""The card of an anime or a manga: facts, description, the viewer's entry, and their buttons."""

from collections.abc import Sequence

from discord import ui

from anilist.shapes import is_address, is_colour
from cards import entries, list_buttons
from cards.card import (
    MOST_IN_A_ROW,
    UPDATED,
    Card,
    Colour,
    dotted,
    facts,
    headed,
    link_button,
    linked,
    moment,
    plain,
    row,
    text,
)
from cards.title.about import about
from cards.title.tabs import Part, Tab, tabs
from i18n import listed, mark, number, t, tc, tn
from library.rules.genres import genre_name
from library.sync.library import Title
from library.titles.formats import format_name
from library.titles.names import other_titles
from library.viewer import format_of, language_of
from store import Entry, Link, Media

_SEASONS = {
    "WINTER": mark("Winter {year}"),
    "SPRING": mark("Spring {year}"),
    "SUMMER": mark("Summer {year}"),
    "FALL": mark("Fall {year}"),
}
_STATUSES = {
    "NOT_YET_RELEASED": mark("Not yet released"),
    "CANCELLED": mark("Cancelled"),
    "HIATUS": mark("On hiatus"),
}
NOT_ANSWERING = mark("AniList isn’t responding. This is what I remember, updated {time}.")


def media_card(
    shown: Title,
    link: Link | None,
    *,
    now: int,
    more: ui.Button[ui.LayoutView] | None = None,
    news: str = "",
    tab: Tab = "about",
    body: Sequence[Part] | None = None,
) -> Card:
    """`link` is the viewer's; None shows no entry. The buttons act for the person who presses them.

    `more` takes the place of Refresh, `news` is a message above the entry, and `body` the parts of that `tab`.
    """
    media = shown.media
    language = language_of(link)
    parts: list[ui.Item[ui.LayoutView]] = [
        headed(
            linked(entries.name(media, language, 200), media.site_url),
            _small_titles(media, language),
            facts_of(media),
            opinions(media, format_of(link)),
            entries.coming(media, now),
            picture=media.cover_url,
            described_as=cover_of(media, language),
        )
    ]
    parts += about(shown) if body is None else body
    parts += [ui.Separator(), text(t(news) if news else "", *_own(shown, link, now))]
    actions, ways = _actions(shown.entry, media, now), [more or list_buttons.refresh(media.id, tab), *_links(media)]
    rows = [[*actions, *ways]] if len(actions) + len(ways) <= MOST_IN_A_ROW else [actions, ways]
    return Card(colour_of(media), *parts, *(row(*buttons) for buttons in rows), *tabs(media.id, tab))


def colour_of(media: Media) -> int:
    """The cover's colour; AniList's blue without one."""
    return int(media.colour.removeprefix("#"), 16) if is_colour(media.colour) else Colour.BLUE


def cover_of(media: Media, language: str) -> str:
    """The cover in words, for people who can't see it."""
    return t("Cover of {title}", title=entries.label(media, language, 200))


def _small_titles(media: Media, language: str) -> str:
    others = " · ".join(plain(other, 80) for other in other_titles(media, language)[:2])
    return f"-# {others}" if others else ""


def facts_of(media: Media) -> str:
    known = [
        format_name(media.format),
        season_name(media.season, media.season_year) if media.season_year else "",
        release_status(media.status, media.media_type),
        length(media),
    ]
    return facts(*known)


def season_name(season: str | None, year: int) -> str:
    """``Fall 2006``; empty for an unknown season."""
    return t(_SEASONS[season], year=year) if season in _SEASONS else ""


def length(media: Media) -> str:
    """The length: ``12 × 24 min``, ``14 volumes · 120 chapters``."""
    if media.media_type == "MANGA":
        volumes = tn("{count} volume", "{count} volumes", media.volumes) if media.volumes else ""
        chapters = tn("{count} chapter", "{count} chapters", media.chapters) if media.chapters else ""
        return facts(volumes, chapters)
    minutes = t("{number} min", number=number(media.duration)) if media.duration else ""
    if not media.episodes or media.episodes == 1:
        return minutes
    if minutes:
        return f"{number(media.episodes)} × {minutes}"
    return tn("{count} episode", "{count} episodes", media.episodes)


def opinions(media: Media, score_format: str) -> str:
    """The mean score and the first genres."""
    average = entries.average(media, score_format)
    said = [
        t("{score} mean", score=f"**{entries.starred(average)}**") if average else "",
        listed(plain(genre_name(genre), 30) for genre in media.genres[:4]),
    ]
    return dotted(*said)


def _own(shown: Title, link: Link | None, now: int) -> list[str]:
    entry, media = shown.entry, shown.media
    when = moment(shown.as_of)
    age = t(NOT_ANSWERING, time=when) if shown.is_unanswered else t(UPDATED, time=when)
    if entry is None or link is None:
        return [f"-# {age}"]
    late, dates = entries.lateness(entry, media, now), entries.dates(entry)
    return [
        facts(entries.summary(entry, media, link.score_format), late),
        entries.bar(entry, media),
        f"-# {dates}" if dates else "",
        f"-# {age}",
    ]


def _actions(entry: Entry | None, media: Media, now: int) -> list[ui.Button[ui.LayoutView]]:
    actions = [
        list_buttons.add(media.id) if entry is None else _further(entry, media, now),
        list_buttons.score(media.id),
        list_buttons.edit(media.id),
        list_buttons.favourite(media.id),
    ]
    return [action for action in actions if action]


def _links(media: Media) -> list[ui.Button[ui.LayoutView]]:
    links = [("AniList", media.site_url), (t("Trailer"), media.trailer_url)]
    return [link_button(label, url) for label, url in links if is_address(url)]


def _further(entry: Entry, media: Media, now: int) -> ui.Button[ui.LayoutView] | None:
    """The button for one more episode or chapter; for a completed title the button for a rewatch."""
    step = list_buttons.plus(entry, media, now)
    is_at_its_end = entry.status == "COMPLETED" and (step is None or media.status == "FINISHED")
    return list_buttons.once_more(entry, media) if is_at_its_end else step


def release_status(status: str | None, kind: str) -> str:
    """Whether a title is out yet; empty where AniList does not say. Japanese has other words for manga."""
    match status, kind:
        case "RELEASING", "MANGA":
            return tc("a manga", "Releasing")
        case "RELEASING", _:
            return tc("an anime", "Releasing")
        case "FINISHED", "MANGA":
            return tc("a manga", "Finished")
        case "FINISHED", _:
            return tc("an anime", "Finished")
        case _:
            return t(_STATUSES[status]) if status in _STATUSES else ""
