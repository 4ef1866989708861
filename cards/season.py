"""The titles of a season, each with a button that plans it, or their covers; and buttons to other seasons."""

from dataclasses import replace
from typing import Annotated, Any, Literal

import discord
from discord import ui

from anilist.shapes import is_address
from cards import entries
from cards.card import Card, Colour, button, dotted, facts, moment, plain, row, text
from cards.ids import Action, IdPart, MediaId, Snowflake, digits, one_of
from cards.media import cover_of, length, season_name
from cards.pages import title_select
from cards.watched import done_lines
from i18n import listed, mark, t
from library.browse.pages import BrowsedPage
from library.browse.query import FORMATS
from library.changes.editing import Changed
from library.rules.genres import genre_name
from library.schedule.season import FIRST_YEAR, LAST_YEAR, SEASONS, moved
from library.titles.formats import format_name
from library.viewer import format_of, language_of
from store import Entry, Link, Media

Order = Literal["popularity", "score"]
View = Literal["list", "grid"]
Way = Literal["before", "after", "back", "forth", "order", "view"]
PER_PAGE: dict[View, int] = {"list": 6, "grid": 8}
PLAN = mark("Plan a title…")
NOTHING = mark("AniList lists nothing here. Try another format or season.")
_SIGNS = {"WINTER": "❄️", "SPRING": "🌸", "SUMMER": "☀️", "FALL": "🍂"}
_ORDERS: dict[Order, str] = {"popularity": mark("Most popular"), "score": mark("Highest rated")}
_SORTS: dict[Order, str] = {"popularity": mark("Sort by popularity"), "score": mark("Sort by score")}
_VIEWS: dict[View, str] = {"list": mark("Show list"), "grid": mark("Show covers")}
_TITLE = 60
_GENRES = 3


class SeasonPlace(IdPart):
    """A page among the seasons, part of every button's id. `format` may be ``ALL``."""

    year: Annotated[int, digits(4, least=4)]
    season: Annotated[str, one_of({one: one for one in SEASONS})]
    order: Order = "popularity"
    format: Annotated[str, one_of({one: one for one in ("ALL", *FORMATS["ANIME"])})] = "ALL"
    view: View = "list"
    number: Annotated[int, digits(3)] = 1

    @property
    def size(self) -> int:
        return PER_PAGE[self.view]

    def to(self, **changes: Any) -> "SeasonPlace":
        return replace(self, **changes)

    def within(self) -> "SeasonPlace":
        """The nearest page that exists: an id may hold any year."""
        return self.to(year=min(max(self.year, FIRST_YEAR), LAST_YEAR), number=max(self.number, 1))


class ShowSeason(Action, prefix="musubi:season"):
    """Another page, order, view or season; `way` tells apart two buttons that lead to the same page."""

    place: SeasonPlace
    way: Way | None = None


class ShowFormat(Action, prefix="musubi:seasonformat"):
    """A select that shows the picked format."""

    place: SeasonPlace


class PlanTitle(Action, prefix="musubi:plan"):
    """A button that plans a title of the page."""

    media_id: MediaId
    place: SeasonPlace


class PlanPicked(Action, prefix="musubi:plan:pick"):
    """A select that plans the picked title."""

    place: SeasonPlace


class UndoPlan(Action, prefix="musubi:unplan"):
    """A button that undoes a plan, and shows the page again."""

    change_id: Snowflake
    place: SeasonPlace


def season_card(
    page: BrowsedPage, place: SeasonPlace, link: Link | None, *, now: int, changed: Changed | None = None
) -> Card:
    """`page.own` has the viewer's entries; it is empty where others see the card. `changed` is the plan just made."""
    language = language_of(link)
    parts: list[ui.Item[ui.LayoutView]] = [
        text(f"### {_SIGNS[place.season]} {season_name(place.season, place.year)}", f"-# {_small_print(page, place)}")
    ]
    if not page.media:
        parts.append(text(t(NOTHING)))
    elif place.view == "list":
        parts += [_section(title, page, place, link, now) for title in page.media]
    else:
        parts += _covers(page, place, language)
    parts += title_select(page.media, language)
    if changed and link:
        name = entries.name(changed.media, language, _TITLE)
        said = text(*done_lines(name, changed))
        parts.append(ui.Section(said, accessory=button(t("Undo"), UndoPlan(changed.change_id, place))))
    ways = (ui.ActionRow(_formats(place)), row(*_pages(page, place)), row(*_seasons(place)))
    return Card(Colour.BLUE, *parts, *ways)


def _small_print(page: BrowsedPage, place: SeasonPlace) -> str:
    kind = "" if place.format == "ALL" else format_name(place.format)
    number, updated = t("page {number}", number=place.number), t("updated {time}", time=moment(page.as_of))
    return facts(kind, t(_ORDERS[place.order]), number, updated)


def _section(
    media: Media, page: BrowsedPage, place: SeasonPlace, link: Link | None, now: int
) -> ui.Item[ui.LayoutView]:
    about = facts(entries.starred(entries.average(media, format_of(link))), *_kind(media))
    genres = listed(plain(genre_name(genre), 30) for genre in media.genres[:_GENRES])
    small = dotted(entries.next_airing(media, now), genres)
    words = text(_name(media, language_of(link)), about, f"-# {small}" if small else "")
    return ui.Section(words, accessory=_plan(media, page, place))


def _name(media: Media, language: str) -> str:
    return f"**{entries.name(media, language, _TITLE)}**"


def _kind(media: Media) -> tuple[str, str]:
    return format_name(media.format), length(media)


def _plan(media: Media, page: BrowsedPage, place: SeasonPlace) -> ui.Button[ui.LayoutView]:
    plan = PlanTitle(media.id, place)
    if entry := page.own.get(media.id):
        made = button(_own(entry), plan)
        made.disabled = True
        return made
    return button(t("Plan"), plan, discord.ButtonStyle.success)


def _covers(page: BrowsedPage, place: SeasonPlace, language: str) -> list[ui.Item[ui.LayoutView]]:
    """A gallery, the names in its order, and a select that plans a title."""
    titles = sorted(page.media, key=lambda title: not is_address(title.cover_url))
    covers = [
        discord.MediaGalleryItem(title.cover_url, description=cover_of(title, language))
        for title in titles
        if is_address(title.cover_url)
    ]
    lines = [f"{number}. {_cover_line(title, page, language)}" for number, title in enumerate(titles, 1)]
    left = [title for title in page.media if title.id not in page.own]
    plan = title_select(left, language, PlanPicked(place), PLAN)
    return [*([ui.MediaGallery[ui.LayoutView](*covers)] if covers else []), text(*lines), *plan]


def _cover_line(media: Media, page: BrowsedPage, language: str) -> str:
    entry = page.own.get(media.id)
    about = facts(*_kind(media), _own(entry) if entry else "")
    return dotted(_name(media, language), about)


def _own(entry: Entry) -> str:
    return f"✓ {entries.status_name(entry.status, 'ANIME')}"


def _formats(place: SeasonPlace) -> ui.Select[ui.LayoutView]:
    options = [
        discord.SelectOption(label=label, value=name, default=name == place.format)
        for name, label in {"ALL": t("All formats"), **{name: format_name(name) for name in FORMATS["ANIME"]}}.items()
    ]
    return ui.Select(custom_id=ShowFormat(place.to(number=1)).custom_id, options=options)


def _pages(page: BrowsedPage, place: SeasonPlace) -> list[ui.Button[ui.LayoutView]]:
    back = button("‹", ShowSeason(place.to(number=max(place.number - 1, 1)), "back"))
    forth = button("›", ShowSeason(place.to(number=place.number + 1), "forth"))
    back.disabled, forth.disabled = place.number <= 1, not page.has_next
    order: Order = "score" if place.order == "popularity" else "popularity"
    view: View = "grid" if place.view == "list" else "list"
    first = (place.number - 1) * place.size
    return [
        back,
        forth,
        button(t(_SORTS[order]), ShowSeason(place.to(order=order, number=1), "order")),
        button(t(_VIEWS[view]), ShowSeason(place.to(view=view, number=first // PER_PAGE[view] + 1), "view")),
    ]


def _seasons(place: SeasonPlace) -> list[ui.Button[ui.LayoutView]]:
    ways: list[ui.Button[ui.LayoutView]] = []
    both: tuple[tuple[int, Way], ...] = ((-1, "before"), (1, "after"))
    for by, way in both:
        season, year = moved(place.season, place.year, by)
        made = button(season_name(season, year), ShowSeason(place.to(season=season, year=year, number=1), way))
        made.disabled = not FIRST_YEAR <= year <= LAST_YEAR
        ways.append(made)
    return ways
