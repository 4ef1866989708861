"""/behind: what airs of what one watches, and the buttons that catch up."""

from discord import app_commands
from discord.ext import commands

from cards.lists import behind_card
from cogs.client import Musubi
from cogs.desk import Desk
from cogs.interactions import Interaction, show
from cogs.replies import is_age_restricted, is_seen_by_others
from library.lists import Audience, airing, lines_of


class Behind(commands.Cog):
    """Answered from memory."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @app_commands.command(description="What airs of what you watch, and how far behind you are")
    async def behind(self, interaction: Interaction) -> None:
        link = await self._desk.begin(interaction)
        shelf = await self._desk.library.shelf(link, "ANIME")
        now = self._desk.now()
        audience = Audience(not is_seen_by_others(interaction), is_age_restricted(interaction))
        lines = airing((line for line in lines_of(shelf) if audience.sees(line)), now)
        await show(interaction, behind_card(lines, link, as_of=shelf.as_of, now=now))


async def setup(bot: Musubi) -> None:
    await bot.add_cog(Behind(Desk(bot)))
