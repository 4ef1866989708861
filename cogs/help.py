"""/help: what one can do, by what one wants to do."""

from discord import app_commands
from discord.ext import commands

from cards.help import help_card
from cards.host import Host
from chat.acknowledging import acknowledge_alone
from chat.client import Musubi
from chat.interactions import Interaction, show
from i18n import mark
from store import Links
from version import VERSION


class HelpCog(commands.Cog):
    def __init__(self, links: Links, host: Host) -> None:
        self._links = links
        self._host = host

    @app_commands.command(description=mark("What you can do with Musubi, and how to begin"))
    async def help(self, interaction: Interaction) -> None:
        await acknowledge_alone(interaction)
        link = await self._links.of(interaction.user.id)
        is_member = interaction.client.get_guild(interaction.guild_id or 0) is not None
        is_admin = is_member and interaction.permissions.manage_guild
        is_linked = link is not None and not link.rejected_at
        await show(interaction, help_card(is_linked=is_linked, is_admin=is_admin, host=self._host, version=VERSION))


async def setup(bot: Musubi) -> None:
    await bot.add_cog(HelpCog(bot.store.links, bot.host))
