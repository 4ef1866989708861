"""The choices in the panel of /feed that its channel has: the tag in a forum, publishing in an announcement channel."""

from discord.ext import commands

from cards.feed_buttons import ChooseTag, PublishFeed
from chat.acknowledging import acknowledge_in_place
from chat.client import Musubi
from chat.feed_panels import FeedPanels
from chat.feed_permissions import admin, channel_view
from chat.interactions import Interaction
from chat.registry import button, select


class FeedChannelsCog(commands.Cog):
    """For admins alone: each panel checks that."""

    def __init__(self, panels: FeedPanels) -> None:
        self._panels = panels

    @select(ChooseTag, acknowledge_in_place)
    async def pick_tag(self, interaction: Interaction, used: ChooseTag, picked: str) -> None:
        guild, feed = await self._panels.find(interaction, used.feed_id)
        where = guild.get_channel_or_thread(feed.channel_id) if feed else None
        tags = channel_view(where, admin(interaction)).tags
        tag_id = next((one for one in tags if str(one) == picked), None)
        await self._panels.change(interaction, guild, feed, tag_id=tag_id)

    @button(PublishFeed, acknowledge_in_place)
    async def publish(self, interaction: Interaction, pressed: PublishFeed) -> None:
        guild, feed = await self._panels.find(interaction, pressed.feed_id)
        await self._panels.change(interaction, guild, feed, is_published=pressed.wanted)


async def setup(bot: Musubi) -> None:
    await bot.add_cog(FeedChannelsCog(FeedPanels(bot.store, bot.parts.library, bot.now)))
