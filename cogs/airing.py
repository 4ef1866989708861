"""/airing: the episodes that air, day by day."""

from discord import app_commands
from discord.ext import commands

from cards.airing import Days, ShowDay, airing_card
from chat.acknowledging import acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, show
from chat.registry import button
from chat.replies import is_age_restricted, is_seen_by_others
from i18n import mark
from library.lists import Audience
from library.schedule.airing import DAYS_AHEAD, DAYS_BACK, DayName, Schedule, named, page_of, today
from store import Link


class AiringCog(commands.Cog):
    """Shows days in pages. Their buttons carry the state of a page; each press makes it again, for the presser."""

    def __init__(self, lists: ListContext, schedule: Schedule) -> None:
        self._lists = lists
        self._schedule = schedule

    @app_commands.command(description=mark("See which episodes air on a day, with your shows marked"))
    @app_commands.describe(day=mark("Day (default: today)"), mine=mark("Only shows you watch or plan to watch"))
    async def airing(self, interaction: Interaction, day: DayName = "Today", mine: bool = False) -> None:
        days = 7 if day == "My week" else 1
        link = await self._lists.look(interaction, "")
        await self._show(interaction, link, named(day, link, self._lists.now()), days, mine=mine or days > 1, number=1)

    @button(ShowDay, acknowledge_press)
    async def turn(self, interaction: Interaction, pressed: ShowDay) -> None:
        """Show another day or page, or the presser's own titles alone."""
        link = await self._lists.store.links.of(interaction.user.id)
        first = today(link, self._lists.now())
        day = min(max(pressed.day, first - DAYS_BACK), first + DAYS_AHEAD)
        await self._show(interaction, link, day, pressed.days, mine=pressed.mine, number=pressed.number)

    async def _show(
        self, interaction: Interaction, link: Link | None, day: int, days: Days, *, mine: bool, number: int
    ) -> None:
        if mine:
            link = link or await self._lists.link_of(interaction)
            programme = await self._schedule.awaited(link, day, days)
        else:
            programme = await self._schedule.everything(link, day)
        audience = Audience(not is_seen_by_others(interaction), is_age_restricted(interaction))
        page = page_of(programme, audience, mine=mine, number=number)
        whole, now = audience.is_owner_alone, self._lists.now()
        await show(interaction, airing_card(page, link, day=day, days=days, mine=mine, now=now, is_whole=whole))


async def setup(bot: Musubi) -> None:
    await bot.add_cog(AiringCog(bot.lists, bot.parts.schedule))
