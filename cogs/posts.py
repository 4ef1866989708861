"""The buttons under posts about episodes: whoever presses is mentioned by the feed, or no longer."""

from discord.ext import commands

from cards import posts as cards
from cards.posts import ListenToFeed
from chat.acknowledging import acknowledge_alone
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, show
from chat.registry import button
from store import Feed


class PostsCog(commands.Cog):
    """For any member."""

    def __init__(self, lists: ListContext) -> None:
        self._lists = lists
        self._feeds = lists.store.feeds

    @button(ListenToFeed, acknowledge_alone)
    async def listen(self, interaction: Interaction, pressed: ListenToFeed) -> None:
        """Mention the presser in the feed, or no longer."""
        link, wanted, feed_id = await self._lists.link_of(interaction), pressed.wanted, pressed.feed_id
        if wanted and not _mentions_who_asks(await self._feeds.of(feed_id), interaction.guild_id):
            await show(interaction, cards.nobody_mentioned())
            return
        await self._feeds.listen(feed_id, link.discord_id, wanted=wanted)
        await show(interaction, cards.listening_card(feed_id, is_on=wanted))


def _mentions_who_asks(feed: Feed | None, guild_id: int | None) -> bool:
    """Whether the feed is that server's, is open, and mentions its subscribers."""
    return feed is not None and (feed.guild_id, feed.mentions, feed.ended_at) == (guild_id, "asked", None)


async def setup(bot: Musubi) -> None:
    await bot.add_cog(PostsCog(bot.lists))
