"""The card of /browse, and the form and the select that change what is browsed."""

from collections.abc import Iterator

import discord
from discord import ui

from cards.browse_place import (
    BrowsePlace,
    ChangeBrowse,
    FilterBrowse,
    PickBrowsed,
    PlanBrowsed,
    ShowBrowse,
    Surprise,
    UnplanBrowsed,
)
from cards.card import Card, Colour, bare, button, facts, moment, plain, row, text
from cards.crowd import called
from cards.forms import form, text_field
from cards.media import NOT_ANSWERING
from cards.media import season_name as season_of_year
from cards.title_page import VIEWS, TitlePage, View, planned
from i18n import mark, t, tn
from library.browse.pages import SHOWS, BrowsedPage, Show
from library.browse.query import FORMATS, ORDERS, Order
from library.browse.terms import Terms
from library.browse.typed_terms import MOST_TERMS
from library.browse.when import season_name
from library.changes.editing import Changed
from library.rules.forms import BROWSED, Fields
from library.rules.genres import genre_name
from library.titles.countries import COUNTRIES, country_name
from library.titles.formats import format_name
from store import Link

NOTHING = mark("AniList has nothing that matches. Try fewer filters.")
NOTHING_LEFT = mark("Nothing else matches.")
NOTHING_LISTED = mark("Nothing on the list matches.")
_HEADINGS: dict[tuple[str, Order], str] = {
    ("ANIME", "trending"): mark("Trending anime"),
    ("ANIME", "popularity"): mark("Popular anime"),
    ("ANIME", "score"): mark("Highest rated anime"),
    ("ANIME", "newest"): mark("Newest anime"),
    ("MANGA", "trending"): mark("Trending manga"),
    ("MANGA", "popularity"): mark("Popular manga"),
    ("MANGA", "score"): mark("Highest rated manga"),
    ("MANGA", "newest"): mark("Newest manga"),
}
_SORTS: dict[Order, str] = {
    "trending": mark("Sort by what’s trending"),
    "popularity": mark("Sort by popularity"),
    "score": mark("Sort by score"),
    "newest": mark("Newest first"),
}
_SHOW: dict[Show, str] = {
    "all": mark("Show everything"),
    "new": mark("Only titles not on my list"),
    "listed": mark("Only titles on my list"),
    "planned": mark("Only titles I plan"),
}
_YOURS: dict[Show, str] = {
    "new": mark("not on your list"),
    "listed": mark("on your list"),
    "planned": mark("on your Planning list"),
}
_THEIRS: dict[Show, str] = {
    "new": mark("not on {name}’s list"),
    "listed": mark("on {name}’s list"),
    "planned": mark("on {name}’s Planning list"),
}
_TYPES = {"ANIME": mark("Browse anime"), "MANGA": mark("Browse manga")}


def browse_card(
    page: BrowsedPage,
    place: BrowsePlace,
    terms: Terms,
    link: Link | None,
    *,
    now: int,
    seen_as: str | None = None,
    changed: Changed | None = None,
) -> Card:
    """`seen_as` is the name of the card's owner where others see it. `changed` is the plan just made."""
    here = place.to(start=page.start)
    titles = TitlePage(
        page=page,
        link=link,
        now=now,
        plan=lambda media_id: PlanBrowsed(media_id, here),
        pick=PickBrowsed(here),
        is_seen_by_others=seen_as is not None,
    )
    parts: list[ui.Item[ui.LayoutView]] = [_head(page, place, terms, seen_as)]
    parts += titles.parts(place.view) if page.media else []
    if said := _ending(page, place):
        parts.append(text(said))
    if changed and link:
        parts.append(planned(changed, link, UnplanBrowsed(changed.change_id, here)))
    return Card(Colour.BLUE, *parts, ui.ActionRow(_changes(here, terms)), row(*_ways(page, place)))


def surprise_again(place: BrowsePlace, shown: int) -> ui.Button[ui.LayoutView]:
    """The button for another surprise than the title `shown`."""
    return button(t("Surprise me again"), Surprise(place, shown))


def no_surprise() -> Card:
    return Card(Colour.AMBER, text(t(NOTHING_LEFT)))


def filter_modal(action: FilterBrowse, terms: Terms, *, adult: bool, sent: Fields | None = None) -> ui.Modal:
    """The form with the filters of the place, or with the values `sent` before."""
    place, offered = action.place, terms.may_name(adult=adult)
    genres = sorted(((genre_name(one), one) for one in offered.genres), key=lambda it: it[0].casefold())
    countries = [(country_name(one), one) for one in COUNTRIES]
    formats = [(format_name(one), one) for one in FORMATS[place.media_type]]
    labels = [
        _choice(t(BROWSED["genres"]), "genres", genres, t("Titles that have all of them"), most=MOST_TERMS),
        text_field(t(BROWSED["tags"]), "tags", t("AniList’s tags, such as Isekai or Time Manipulation")),
        text_field(
            t(BROWSED["when"]), "when", t("Such as {example}", example=f"2024, {season_of_year('SPRING', 2024)}")
        ),
        _choice(t("Format"), "format", formats),
        _choice(t("Country"), "country", countries),
    ]
    return form(t("Filters"), action, labels, sent or _values(place, terms))


def _values(place: BrowsePlace, terms: Terms) -> Fields:
    return {
        "genres": terms.genres_of(place.genres),
        "tags": [", ".join(tag.name for tag in terms.tags_of(place.tags))],
        "when": [_when(place)],
        "format": [place.format or ""],
        "country": [place.country or ""],
    }


def _choice(
    label: str, name: str, options: list[tuple[str, str]], hint: str | None = None, *, most: int = 1
) -> ui.Label[ui.Modal]:
    select = ui.Select[ui.Modal](
        custom_id=name,
        options=[discord.SelectOption(label=label, value=value) for label, value in options[:25]],
        placeholder=t("Anything"),
        min_values=0,
        max_values=min(most, len(options)),
        required=False,
    )
    return ui.Label(text=label, description=hint, component=select)


def _head(page: BrowsedPage, place: BrowsePlace, terms: Terms, seen_as: str | None) -> ui.TextDisplay[ui.LayoutView]:
    filters = facts(*(plain(label) for label, _ in _filters(place, terms)))
    number = t("page {number}", number=page.start // place.size + 1) if place.show != "new" else ""
    updated = t("updated {time}", time=moment(page.as_of)) if page.as_of and not page.is_unanswered else ""
    small = facts(_whose(place.show, seen_as), number, updated)
    late = f"-# {t(NOT_ANSWERING, time=moment(page.as_of))}" if page.is_unanswered else ""
    heading = f"### 🧭 {t(_HEADINGS[place.media_type, place.order])}"
    return text(heading, f"**{filters}**" if filters else "", f"-# {small}" if small else "", late)


def _whose(show: Show, seen_as: str | None) -> str:
    if show == "all":
        return ""
    return t(_YOURS[show]) if seen_as is None else t(_THEIRS[show], name=called(seen_as))


def _ending(page: BrowsedPage, place: BrowsePlace) -> str:
    """Why the page is not full; empty for a page that is."""
    if page.is_cut:
        return tn(
            "I’ve looked through {count} title so far. Press › to look further.",
            "I’ve looked through {count} titles so far. Press › to look further.",
            page.end,
        )
    if page.media:
        return ""
    if place.show == "new" or page.start:
        return t(NOTHING_LEFT)
    return t(NOTHING_LISTED) if place.show in {"listed", "planned"} else t(NOTHING)


def _filters(place: BrowsePlace, terms: Terms) -> Iterator[tuple[str, BrowsePlace]]:
    """Each filter that is set: its label, and the place without it."""
    for genre, code in zip(terms.genres_of(place.genres), place.genres, strict=False):
        yield genre_name(genre), place.first(genres=tuple(one for one in place.genres if one != code))
    for tag in terms.tags_of(place.tags):
        yield tag.name, place.first(tags=tuple(one for one in place.tags if one != tag.id))
    if place.format:
        yield format_name(place.format), place.first(format=None)
    if when := _when(place):
        yield when, place.first(year=0, season=None)
    if place.country:
        yield country_name(place.country), place.first(country=None)


def _when(place: BrowsePlace) -> str:
    if place.season:
        return season_of_year(place.season, place.year) if place.year else season_name(place.season)
    return str(place.year) if place.year else ""


def _changes(place: BrowsePlace, terms: Terms) -> ui.Select[ui.LayoutView]:
    """The select for everything that can be changed with one tap; its values are the places that it leads to."""
    view: View = "grid" if place.view == "list" else "list"
    other = "MANGA" if place.media_type == "ANIME" else "ANIME"
    filters = [(f"✕ {label}", without) for label, without in _filters(place, terms)]
    cleared = place.first(genres=(), tags=(), format=None, year=0, season=None, country=None)
    choices = [
        *filters,
        *([(t("✕ All filters"), cleared)] if len(filters) > 1 else []),
        *((t(_SORTS[order]), place.first(order=order)) for order in ORDERS if order != place.order),
        *((t(_SHOW[show]), place.first(show=show)) for show in SHOWS if show != place.show),
        (t(VIEWS[view]), place.to(view=view)),
        (t(_TYPES[other]), place.of_type(other)),
    ]
    options = [discord.SelectOption(label=bare(label), value=ShowBrowse(to).custom_id) for label, to in choices]
    return ui.Select(custom_id=ChangeBrowse().custom_id, placeholder=t("Sort or change…"), options=options)


def _ways(page: BrowsedPage, place: BrowsePlace) -> list[ui.Button[ui.LayoutView]]:
    here = place.to(start=page.start)
    back, forth = button("‹", ShowBrowse(here, "back")), button("›", ShowBrowse(place.to(start=page.end), "forth"))
    back.disabled, forth.disabled = not page.start, not (page.has_next or page.is_cut)
    return [
        back,
        forth,
        button(t("Filters"), FilterBrowse(here)),
        button(t("Surprise me"), Surprise(here, beside=True)),
        button(t("Refresh"), ShowBrowse(here, "fresh")),
    ]
