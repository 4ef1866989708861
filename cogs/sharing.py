"""The choice of each member to share what they do on their lists, for each channel by itself."""

from collections.abc import Sequence

from discord.ext import commands

from cards import sharing as cards
from cards.sharing import ChangeSharing, ShareActivity, ShareIn, ShowSharing
from chat.acknowledging import acknowledge_alone, acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction, show
from chat.registry import button
from chat.sharing import places_of
from i18n import t
from store import Feed, Link, SharingChoice


class SharingCog(commands.Cog):
    """For any member."""

    def __init__(self, lists: ListContext) -> None:
        self._lists = lists
        self._members = lists.store.members
        self._sharers = lists.store.sharers

    @button(ShareIn, acknowledge_press)
    async def share(self, interaction: Interaction, pressed: ShareIn) -> None:
        """Share the presser's list updates in that channel, or no longer; their own answer says so in its place."""
        link = await self._lists.link_of(interaction)
        if choice := await self._choose(interaction, link, pressed):
            await show(interaction, cards.sharing_card(choice, is_hidden=await self._is_hidden(choice, link)))
        else:
            await self._show_panel(interaction, link, [t(cards.TURNED_OFF)])

    @button(ChangeSharing, acknowledge_press)
    async def change(self, interaction: Interaction, pressed: ChangeSharing) -> None:
        """The same on the panel, which then shows the new choice."""
        link = await self._lists.link_of(interaction)
        choice = await self._choose(interaction, link, pressed)
        is_hidden = choice is not None and await self._is_hidden(choice, link)
        news = cards.chosen(choice, is_hidden=is_hidden) if choice else [t(cards.TURNED_OFF)]
        await self._show_panel(interaction, link, news)

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

    async def _choose(
        self, interaction: Interaction, link: Link, pressed: ShareIn | ChangeSharing
    ) -> SharingChoice | None:
        """Share as the button says; None where no such feed is theirs to share in."""
        feed = await self._lists.store.feeds.of(pressed.feed_id)
        if pressed.how == "off":
            await self._sharers.stop(pressed.feed_id, link.discord_id)
        is_theirs = feed and await self._is_theirs(interaction, link, feed.guild_id)
        if feed is None or not is_theirs or not await self._share(link, feed, pressed.how):
            return None
        choices = await self._sharers.choices(link.discord_id, feed.guild_id)
        return next(one for one in choices if one.feed_id == feed.id)

    async def _is_hidden(self, choice: SharingChoice, link: Link) -> bool:
        return not await self._members.is_shown(link.discord_id, choice.guild_id)

    async def _is_theirs(self, interaction: Interaction, link: Link, guild_id: int) -> bool:
        """Whether the presser uses Musubi in that server; a press there is such a use."""
        if interaction.guild_id == guild_id:  # recorded in a task of its own, too
            await self._members.record_use(link.discord_id, guild_id, self._lists.now())
        return await self._members.uses(link.discord_id, guild_id)

    async def _share(self, link: Link, feed: Feed, how: cards.How) -> bool:
        """Share as wished; False when the feed is off."""
        if how == "off":
            return feed.ended_at is None
        return await self._sharers.share(feed.id, link.discord_id, self._lists.now(), with_scores=how == "scores")

    async def _show_panel(self, interaction: Interaction, link: Link, news: Sequence[str] = ()) -> None:
        places = await places_of(interaction, link.discord_id, interaction.guild_id)
        await show(interaction, cards.sharing_panel(places, news=news))


async def setup(bot: Musubi) -> None:
    await bot.add_cog(SharingCog(bot.lists))
