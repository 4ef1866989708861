"""The choice of each member to share their list updates with a server, and the buttons under posts about those."""

import discord
from discord.ext import commands

from cards import activity as cards
from cards.activity import ShareActivity
from chat.acknowledging import acknowledge_alone
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, show
from chat.registry import button
from library.visible_members import NotInServer


class ActivityCog(commands.Cog):
    """For any member."""

    def __init__(self, lists: ListContext) -> None:
        self._lists = lists
        self._feeds = lists.store.feeds

    @button(ShareActivity, acknowledge_alone)
    async def share(self, interaction: Interaction, pressed: ShareActivity) -> None:
        """Share the presser's changes with the server, or no longer."""
        link, guild_id = await self._lists.link_of(interaction), pressed.guild_id
        guild: discord.Guild | None = interaction.client.get_guild(guild_id)
        is_theirs = interaction.guild_id == guild_id or await self._lists.store.members.uses(link.discord_id, guild_id)
        if guild is None or not is_theirs:
            raise NotInServer("the server is gone, or another's")
        is_on = pressed.wanted and await self._feeds.share(guild_id, link.discord_id, self._lists.now())
        if not is_on:
            await self._feeds.stop_sharing(guild_id, link.discord_id)
        await show(interaction, cards.sharing_card(guild_id, guild.name, is_on=is_on))


async def setup(bot: Musubi) -> None:
    await bot.add_cog(ActivityCog(bot.lists))
