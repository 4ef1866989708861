"""/season: the titles of a season, and buttons that plan them."""

from datetime import UTC, datetime
from functools import partial

from discord import app_commands
from discord.ext import commands

from cards.season import PlanPicked, PlanTitle, SeasonPlace, ShowFormat, ShowSeason, UndoPlan, season_card
from chat.acknowledging import acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, show
from chat.planning import acknowledge_plan, plan, unplan
from chat.registry import button, select
from chat.replies import is_age_restricted, is_seen_by_others
from i18n import mark
from library.browse.pages import Viewpoint
from library.browse.query import BrowseQuery
from library.changes.editing import Changed
from library.opening import LibraryParts
from library.schedule.season import FIRST_YEAR, LAST_YEAR, SeasonName, at
from store import Link

_SEASONS = {
    mark("Winter"): "WINTER",
    mark("Spring"): "SPRING",
    mark("Summer"): "SUMMER",
    mark("Fall"): "FALL",
}


class SeasonCog(commands.Cog):
    """Shows seasons in pages. Buttons carry a page's whole state; viewers' own entries are shown to them alone."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    @app_commands.command(description=mark("Browse the anime of a season, and plan them with one tap"))
    @app_commands.describe(season=mark("Season (default: this one)"), year=mark("Year (default: this year)"))
    async def season(
        self,
        interaction: Interaction,
        season: SeasonName | None = None,
        year: app_commands.Range[int, FIRST_YEAR, LAST_YEAR] | None = None,
    ) -> None:
        link = await self._lists.look(interaction, "")
        today = datetime.fromtimestamp(self._lists.now(), UTC)
        named = _SEASONS[season] if season else at(today.month)
        await self._show(interaction, SeasonPlace(year or today.year, named), link)

    @button(ShowSeason, acknowledge_press)
    async def turn(self, interaction: Interaction, pressed: ShowSeason) -> None:
        """Show another page, order, view or season."""
        await self._show(interaction, pressed.place, await self._lists.store.links.of(interaction.user.id))

    @select(ShowFormat, acknowledge_press)
    async def sift(self, interaction: Interaction, used: ShowFormat, picked: str) -> None:
        """Show another format."""
        link = await self._lists.store.links.of(interaction.user.id)
        await self._show(interaction, used.place.to(format=picked), link)

    @button(PlanTitle, acknowledge_plan)
    async def plan(self, interaction: Interaction, pressed: PlanTitle) -> None:
        again = partial(self._show, interaction, pressed.place)
        await plan(interaction, self._lists, self._parts, pressed.media_id, again)

    @select(PlanPicked, acknowledge_plan)
    async def plan_picked(self, interaction: Interaction, used: PlanPicked, picked: str) -> None:
        await plan(interaction, self._lists, self._parts, int(picked), partial(self._show, interaction, used.place))

    @button(UndoPlan, acknowledge_press, others=mark("Only they can undo it."))
    async def unplan(self, interaction: Interaction, pressed: UndoPlan) -> None:
        again = partial(self._show, interaction, pressed.place)
        await unplan(interaction, self._lists, self._parts, pressed.change_id, again)

    async def _show(
        self, interaction: Interaction, place: SeasonPlace, link: Link | None, changed: Changed | None = None
    ) -> None:
        place = place.within()
        asked_by = None if is_seen_by_others(interaction) else link
        wanted = BrowseQuery(
            order=place.order,
            year=place.year,
            season=place.season,
            format=None if place.format == "ALL" else place.format,
            adult=is_age_restricted(interaction),
        )
        viewpoint, start = Viewpoint(asked_by, alone=True), (place.number - 1) * place.size
        page = await self._parts.browsing.page(wanted, viewpoint, start, place.size)
        await show(interaction, season_card(page, place, link, now=self._lists.now(), changed=changed))


async def setup(bot: Musubi) -> None:
    await bot.add_cog(SeasonCog(bot.lists, bot.parts))
