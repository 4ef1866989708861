"""/browse: AniList's titles by genre, tag, year and so on, and a surprise among them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Literal

from discord import app_commands
from discord.ext import commands

from cards.browse import browse_card, filter_modal, no_surprise, surprise_again
from cards.browse_place import (
    BrowsePlace,
    ChangeBrowse,
    FilterBrowse,
    PickBrowsed,
    PlanBrowsed,
    ShowBrowse,
    Surprise,
    UnplanBrowsed,
    Way,
)
from cards.card import Card
from cards.media import media_card
from chat.acknowledging import acknowledge_press, not_yet
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, open_form, show
from chat.options import COUNTRIES_BY_NAME, FORMATS_BY_NAME, KINDS, Country, Format, Genres, Kind, Tags
from chat.pending_input import kept, sent_before
from chat.planning import acknowledge_plan, plan, unplan
from chat.registry import button, form, select
from chat.replies import is_age_restricted, is_for_one_alone, is_seen_by_others, reply
from i18n import mark, t
from library.browse import when
from library.browse.pages import BrowsedPage, Show, Viewpoint
from library.browse.query import FORMATS, BrowseQuery, Order
from library.browse.terms import Terms
from library.browse.typed_terms import chosen
from library.changes.editing import Changed
from library.errors import InvalidFilters, InvalidTerm
from library.opening import LibraryParts
from library.rules.forms import BROWSED, Fields
from library.schedule.season import FIRST_YEAR, LAST_YEAR, SeasonName
from library.titles.countries import COUNTRIES
from library.titles.formats import format_name
from linking import NotLinked
from store import Link

BrowseOrder = Literal["Trending", "Most popular", "Highest rated", "Newest"]
BrowseShow = Literal["Everything", "Not on my list", "On my list", "On my Planning list"]
_ORDERS: dict[str, Order] = {
    mark("Trending"): "trending",
    mark("Most popular"): "popularity",
    mark("Highest rated"): "score",
    mark("Newest"): "newest",
}
_SHOWS: dict[str, Show] = {
    mark("Everything"): "all",
    mark("Not on my list"): "new",
    mark("On my list"): "listed",
    mark("On my Planning list"): "planned",
}
WRONG_FORMAT = {
    "ANIME": mark("{format} is a format of anime. Choose anime, or leave the type out."),
    "MANGA": mark("{format} is a format of manga. Choose manga, or leave the type out."),
}
_SECONDS_UNTIL_FRESH = 60  # so long Refresh shows the same again
_SECONDS_FOR_TERMS = 1.5  # a form can't wait longer


class BrowseCog(commands.Cog):
    """Shows pages of titles. Buttons carry the whole state; a page that others see tells of nothing kept private."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    @app_commands.command(description=mark("Find anime or manga by genre, tag, year and more"))
    @app_commands.describe(
        type=mark("Anime or manga (default: anime)"),
        genre=mark("Genres, with commas between them"),
        tag=mark("AniList’s tags, with commas between them, such as Isekai"),
        year=mark("Year of the release"),
        season=mark("Season of an anime (default year: this year)"),
        format=mark("Only this format"),
        country=mark("Only from this country"),
        sort=mark("How to sort (default: trending)"),
        show=mark("Leave out what’s on your list, or show only that"),
    )
    async def browse(
        self,
        interaction: Interaction,
        type: Kind | None = None,  # noqa: A002  (the options' names)
        genre: Genres | None = None,
        tag: Tags | None = None,
        year: app_commands.Range[int, FIRST_YEAR, LAST_YEAR] | None = None,
        season: SeasonName | None = None,
        format: Format | None = None,  # noqa: A002
        country: Country | None = None,
        sort: BrowseOrder = "Trending",
        show: BrowseShow = "Everything",
    ) -> None:
        link = await self._lists.look(interaction, "")
        wanted = FORMATS_BY_NAME[format] if format else None
        kind = _type(KINDS[type] if type else None, wanted)
        year_of, season_of = when.settled(year, season and season.upper(), self._this_year(), kind, "season")
        place = BrowsePlace(
            media_type=kind,
            order=_ORDERS[sort],
            show=_SHOWS[show],
            season=season_of,
            year=year_of or 0,
            format=wanted,
            country=COUNTRIES_BY_NAME[country] if country else None,
        )
        place = await self._with_terms(interaction, place, ((genre or "", "genre"), (tag or "", "tag")))
        await self._show(interaction, place, link)

    @button(ShowBrowse, acknowledge_press)
    async def turn(self, interaction: Interaction, pressed: ShowBrowse) -> None:
        await self._show(interaction, pressed.place, await self._link(interaction), way=pressed.way)

    @select(ChangeBrowse, acknowledge_press)
    async def change(self, interaction: Interaction, _used: ChangeBrowse, picked: str) -> None:
        to = ShowBrowse.parse(picked) or ShowBrowse(BrowsePlace())
        await self._show(interaction, to.place, await self._link(interaction))

    @button(FilterBrowse, not_yet)
    async def ask(self, interaction: Interaction, pressed: FilterBrowse) -> None:
        terms, sent = await self._parts.terms.within(_SECONDS_FOR_TERMS), await sent_before(interaction, pressed)
        await open_form(interaction, filter_modal(pressed, terms, adult=is_age_restricted(interaction), sent=sent))

    @form(FilterBrowse, acknowledge_press)
    async def take(self, interaction: Interaction, sent: FilterBrowse, fields: Fields) -> None:
        given = {name: ", ".join(values).strip() for name, values in fields.items()}
        async with kept(interaction, sent):
            place = await self._filtered(interaction, sent.place, given)
            await self._show(interaction, place, await self._link(interaction))

    @button(PlanBrowsed, acknowledge_plan)
    async def plan(self, interaction: Interaction, pressed: PlanBrowsed) -> None:
        page = partial(self._show, interaction, pressed.place)
        await plan(interaction, self._lists, self._parts, pressed.media_id, page)

    @select(PickBrowsed, acknowledge_plan)
    async def plan_picked(self, interaction: Interaction, used: PickBrowsed, picked: str) -> None:
        await plan(interaction, self._lists, self._parts, int(picked), partial(self._show, interaction, used.place))

    @button(UnplanBrowsed, acknowledge_press, others=mark("Only they can undo it."))
    async def unplan(self, interaction: Interaction, pressed: UnplanBrowsed) -> None:
        page = partial(self._show, interaction, pressed.place)
        await unplan(interaction, self._lists, self._parts, pressed.change_id, page)

    @button(Surprise, acknowledge_press)
    async def surprise(self, interaction: Interaction, pressed: Surprise) -> None:
        """Open a random title that is on none of the presser's lists; among their own where those are browsed."""
        link, place = await self._link(interaction), pressed.place.within()
        query = place.query(await self._terms(interaction, place), adult=is_age_restricted(interaction))
        chosen_from: Show = place.show if link and place.show in {"listed", "planned"} else "new"
        viewpoint = Viewpoint(link, alone=not is_seen_by_others(interaction), show=chosen_from)
        found = await self._parts.browsing.surprise(query, viewpoint, but=pressed.shown or 0)
        if found is None:
            await show(interaction, no_surprise())
            return
        title = await self._parts.library.card_title(link, found.id)

        def card() -> Card:
            return media_card(title, link, now=self._lists.now(), more=surprise_again(place, found.id))

        await reply(interaction, card, is_secret=is_for_one_alone(interaction, title.media, title.entry))
        if link:
            await self._parts.receipts.seen(link.discord_id, [title.entry])

    async def _show(
        self,
        interaction: Interaction,
        place: BrowsePlace,
        link: Link | None,
        changed: Changed | None = None,
        *,
        way: Way | None = None,
    ) -> None:
        place, is_public = place.within(), is_seen_by_others(interaction)
        if link is None and place.show != "all":
            raise NotLinked("whose list would it be?")
        terms = await self._terms(interaction, place)
        counting = None if is_public and place.show == "all" else link
        viewpoint = Viewpoint(counting, alone=not is_public, show=place.show)
        page = await self._page(place, place.query(terms, adult=is_age_restricted(interaction)), viewpoint, way)
        name = interaction.user.display_name if is_public else None
        card = browse_card(page, place, terms, link, now=self._lists.now(), seen_as=name, changed=changed)
        await show(interaction, card)

    async def _page(self, place: BrowsePlace, query: BrowseQuery, viewpoint: Viewpoint, way: Way | None) -> BrowsedPage:
        if way == "back":
            return await self._parts.browsing.page_before(query, viewpoint, place.start, place.size)
        max_age = _SECONDS_UNTIL_FRESH if way == "fresh" else None
        return await self._parts.browsing.page(query, viewpoint, place.start, place.size, max_age=max_age)

    async def _filtered(self, interaction: Interaction, place: BrowsePlace, given: Mapping[str, str]) -> BrowsePlace:
        """The place with the filters of the form. Raises InvalidInput."""
        year, season = when.parse(given.get("when", ""), self._this_year(), place.media_type, BROWSED["when"])
        chosen_format, country = given.get("format"), given.get("country")
        place = place.first(
            year=year or 0,
            season=season,
            format=chosen_format if chosen_format in FORMATS[place.media_type] else None,
            country=country if country in COUNTRIES else None,
        )
        typed = [(given.get(name, ""), BROWSED[name]) for name in ("genres", "tags")]
        return await self._with_terms(interaction, place, typed)

    async def _with_terms(
        self, interaction: Interaction, place: BrowsePlace, typed: Sequence[tuple[str, str]]
    ) -> BrowsePlace:
        """The place with the typed genres and tags; AniList is asked for them where Musubi's own genres won't do.

        Raises InvalidTerm.
        """
        adult = is_age_restricted(interaction)
        try:
            found = chosen(typed, Terms(), adult=adult)
        except InvalidTerm:
            found = chosen(typed, await self._parts.terms.all(), adult=adult)
        return place.of_terms(found)

    async def _terms(self, interaction: Interaction, place: BrowsePlace) -> Terms:
        """The terms of the place that may be named where the page is."""
        known = Terms()
        is_enough = not place.tags and len(known.genres_of(place.genres)) == len(place.genres)
        terms = known if is_enough else await self._parts.terms.all()
        return terms.may_name(adult=is_age_restricted(interaction))

    async def _link(self, interaction: Interaction) -> Link | None:
        return await self._lists.store.links.of(interaction.user.id)

    def _this_year(self) -> int:
        return datetime.fromtimestamp(self._lists.now(), UTC).year


def _type(media_type: str | None, wanted: str | None) -> str:
    """The type that is meant, with that format; a format belongs to one. Raises InvalidFilters."""
    of_format = next((one for one, formats in FORMATS.items() if wanted in formats), None)
    if media_type and of_format and media_type != of_format:
        raise InvalidFilters(lambda: t(WRONG_FORMAT[of_format], format=format_name(wanted)))
    return media_type or of_format or "ANIME"


async def setup(bot: Musubi) -> None:
    await bot.add_cog(BrowseCog(bot.lists, bot.parts))
