"""The titles of a season, each with a button that plans it, or their covers; and buttons to other seasons."""

from dataclasses import replace
from typing import Annotated, Any, Literal

import discord
from discord import ui

from cards.card import Card, Colour, button, facts, moment, row, text
from cards.ids import Action, IdPart, MediaId, Snowflake, digits, one_of
from cards.media import season_name
from cards.title_page import PER_PAGE, VIEWS, TitlePage, View, planned
from i18n import mark, t
from library.browse.pages import BrowsedPage
from library.browse.query import FORMATS
from library.changes.editing import Changed
from library.schedule.season import FIRST_YEAR, LAST_YEAR, SEASONS, moved
from library.titles.formats import format_name
from store import Link

Order = Literal["popularity", "score"]
Way = Literal["before", "after", "back", "forth", "order", "view"]
NOTHING = mark("AniList lists nothing here. Try another format or season.")
_SIGNS = {"WINTER": "❄️", "SPRING": "🌸", "SUMMER": "☀️", "FALL": "🍂"}
_ORDERS: dict[Order, str] = {"popularity": mark("Most popular"), "score": mark("Highest rated")}
_SORTS: dict[Order, str] = {"popularity": mark("Sort by popularity"), "score": mark("Sort by score")}


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
    parts: list[ui.Item[ui.LayoutView]] = [
        text(f"### {_SIGNS[place.season]} {season_name(place.season, place.year)}", f"-# {_small_print(page, place)}")
    ]
    titles = TitlePage(
        page=page, link=link, now=now, plan=lambda media_id: PlanTitle(media_id, place), pick=PlanPicked(place)
    )
    parts += titles.parts(place.view) if page.media else [text(t(NOTHING))]
    if changed and link:
        parts.append(planned(changed, link, UndoPlan(changed.change_id, place)))
    ways = (ui.ActionRow(_formats(place)), row(*_pages(page, place)), row(*_seasons(place)))
    return Card(Colour.BLUE, *parts, *ways)


def _small_print(page: BrowsedPage, place: SeasonPlace) -> str:
    kind = "" if place.format == "ALL" else format_name(place.format)
    number, updated = t("page {number}", number=place.number), t("updated {time}", time=moment(page.as_of))
    return facts(kind, t(_ORDERS[place.order]), number, updated)


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
        button(t(VIEWS[view]), ShowSeason(place.to(view=view, number=first // PER_PAGE[view] + 1), "view")),
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
