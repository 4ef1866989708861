"""/season: the titles of a season, and buttons that plan them."""

from datetime import UTC, datetime

from discord import app_commands
from discord.ext import commands

from anilist import AniListError
from cards.season import PlanPicked, PlanTitle, SeasonPlace, ShowFormat, ShowSeason, UndoPlan, season_card
from cards.watched import undone_card
from chat.acknowledging import acknowledge_alone, acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, show
from chat.registry import button, select
from chat.replies import is_age_restricted, is_seen_by_others
from i18n import mark
from library.browse.pages import Viewpoint
from library.browse.query import BrowseQuery
from library.changes.editing import Changed
from library.errors import ChangedSince, NothingToUndo
from library.opening import LibraryParts
from library.rules.entry_rules import Wish
from library.schedule.season import FIRST_YEAR, LAST_YEAR, SeasonName, at
from library.sync.list_sync import SECONDS_UNTIL_CHANGES
from store import Link, StoreError

_SEASONS = {
    mark("Winter"): "WINTER",
    mark("Spring"): "SPRING",
    mark("Summer"): "SUMMER",
    mark("Fall"): "FALL",
}


def _is_alone(interaction: Interaction) -> bool:
    """Whether the page is seen by the presser alone."""
    return bool(interaction.message and interaction.message.flags.ephemeral) or interaction.context.dm_channel


async def _acknowledge_plan(interaction: Interaction) -> None:
    """Acknowledge in place; where others see the page, it stays, and the presser is answered alone."""
    await (acknowledge_press if _is_alone(interaction) else acknowledge_alone)(interaction)


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
        await self._show(interaction, link, SeasonPlace(year or today.year, named))

    @button(ShowSeason, acknowledge_press)
    async def turn(self, interaction: Interaction, pressed: ShowSeason) -> None:
        """Show another page, order, view or season."""
        await self._show(interaction, await self._lists.store.links.of(interaction.user.id), pressed.place.within())

    @select(ShowFormat, acknowledge_press)
    async def sift(self, interaction: Interaction, used: ShowFormat, picked: str) -> None:
        """Show another format."""
        link = await self._lists.store.links.of(interaction.user.id)
        await self._show(interaction, link, used.place.within().to(format=picked))

    @button(PlanTitle, _acknowledge_plan)
    async def plan(self, interaction: Interaction, pressed: PlanTitle) -> None:
        await self._plan(interaction, pressed.media_id, pressed.place.within())

    @select(PlanPicked, _acknowledge_plan)
    async def plan_picked(self, interaction: Interaction, used: PlanPicked, picked: str) -> None:
        await self._plan(interaction, int(picked), used.place.within())

    @button(UndoPlan, acknowledge_press, others=mark("Only they can undo it."))
    async def unplan(self, interaction: Interaction, pressed: UndoPlan) -> None:
        """Undo a plan; the page stays, and shows the entry as it was before."""
        link, place = await self._lists.link_of(interaction), pressed.place.within()
        try:
            undone = await self._parts.editor.undo(link, pressed.change_id)
        except (NothingToUndo, ChangedSince):
            await self._show(interaction, link, place)  # without Undo, which is of no use any more
            raise
        try:
            await self._show(interaction, link, place)
        except (AniListError, StoreError):
            await show(interaction, undone_card(undone, now=self._lists.now()))

    async def _plan(self, interaction: Interaction, media_id: int, place: SeasonPlace) -> None:
        link, is_alone = await self._lists.link_of(interaction), _is_alone(interaction)
        held = await self._parts.library.title(link, media_id, max_age=SECONDS_UNTIL_CHANGES)
        if held.entry and not is_alone:
            await self._lists.show_title(interaction, link, media_id)
            return
        changed = None if held.entry else await self._planned(interaction, link, media_id)
        if changed and not is_alone:
            await self._lists.show_change(interaction, link, changed)
            return
        try:
            await self._show(interaction, link, place, changed)
        except (AniListError, StoreError):
            if changed is None:
                raise
            await self._lists.show_change(interaction, link, changed)  # the change is made, whatever fails here

    async def _planned(self, interaction: Interaction, link: Link, media_id: int) -> Changed:
        return await self._parts.editor.change(link, media_id, Wish(status="PLANNING"), change_id=interaction.id)

    async def _show(
        self, interaction: Interaction, link: Link | None, place: SeasonPlace, changed: Changed | None = None
    ) -> None:
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
        if link and changed:
            await self._parts.receipts.seen(link.discord_id, [changed.after], change_id=changed.change_id)


async def setup(bot: Musubi) -> None:
    await bot.add_cog(SeasonCog(bot.lists, bot.parts))
