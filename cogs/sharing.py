"""The choice of each member to share what they do on their lists, for each channel by itself."""

import discord
from discord.ext import commands

from cards import sharing as cards
from cards.sharing import ShareActivity, ShareIn, ShowSharing
from chat.acknowledging import acknowledge_alone
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, show
from chat.registry import button
from chat.sharing import places_of
from i18n import t
from library.visible_members import NotInServer
from store import Feed, Link


class SharingCog(commands.Cog):
    """For any member."""

    def __init__(self, lists: ListContext) -> None:
        self._lists = lists
        self._members = lists.store.members
        self._sharers = lists.store.sharers

    @button(ShareIn, acknowledge_alone)
    async def share(self, interaction: Interaction, pressed: ShareIn) -> None:
        """Share the presser's list updates in that channel, or no longer."""
        link, feed = await self._lists.link_of(interaction), await self._lists.store.feeds.of(pressed.feed_id)
        if feed is None or (pressed.how != "off" and not await self._share(interaction, link, feed, pressed)):
            await self._show_panel(interaction, link, t(cards.NO_FEED))
            return
        if pressed.how == "off":
            await self._sharers.stop(feed.id, link.discord_id)
        choices = await self._sharers.choices(link.discord_id, feed.guild_id)
        choice = next(one for one in choices if one.feed_id == feed.id)
        is_hidden = not await self._members.is_shown(link.discord_id, feed.guild_id)
        await show(interaction, cards.sharing_card(choice, is_hidden=is_hidden))

    @button(ShowSharing, acknowledge_alone)
    async def show(self, interaction: Interaction, _pressed: ShowSharing) -> None:
        await self._show_panel(interaction, await self._lists.link_of(interaction))

    @button(ShareActivity, acknowledge_alone)
    async def share_in_server(self, interaction: Interaction, pressed: ShareActivity) -> None:
        """Stop sharing with the whole server, as such a card has promised; to share, one chooses a channel."""
        link = await self._lists.link_of(interaction)
        if not pressed.wanted:
            await self._sharers.stop_all(pressed.guild_id, link.discord_id)
        await self._show_panel(interaction, link)

    async def _share(self, interaction: Interaction, link: Link, feed: Feed, pressed: ShareIn) -> bool:
        """Share, for a member of the feed's server; False when the feed is off."""
        now = self._lists.now()
        guild: discord.Guild | None = interaction.client.get_guild(feed.guild_id)
        is_theirs = interaction.guild_id == feed.guild_id or await self._members.uses(link.discord_id, feed.guild_id)
        if guild is None or not is_theirs:
            raise NotInServer("the server is gone, or another's")
        if interaction.guild_id == feed.guild_id:  # the first use is recorded in a task of its own
            await self._members.record_use(link.discord_id, feed.guild_id, now)
        return await self._sharers.share(feed.id, link.discord_id, now, with_scores=pressed.how == "scores")

    async def _show_panel(self, interaction: Interaction, link: Link, news: str = "") -> None:
        places = await places_of(interaction, link.discord_id, interaction.guild_id)
        await show(interaction, cards.sharing_panel(places, news=news))


async def setup(bot: Musubi) -> None:
    await bot.add_cog(SharingCog(bot.lists))
