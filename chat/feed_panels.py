"""The panels of /feed, for the features that have a choice in them: a feed is found, changed and shown."""

from collections.abc import Callable

import discord
import msgspec

from cards import feed as cards
from cards.feed_panel import FeedView, feed_panel
from cards.feed_trouble import unseen
from cards.rooms_panel import RoomsView
from chat.feed_permissions import admin, channel_view, is_more, lacked_in, you_lack
from chat.interactions import Interaction, show
from chat.permissions import Place, can_have_rooms, find, lacking_for_rooms, managed, sees
from i18n import t
from library.sync.library import Library
from store import Feed, Store


class FeedPanels:
    """For admins alone: `find` checks that the person manages the server."""

    def __init__(self, store: Store, library: Library, now: Callable[[], int]) -> None:
        self._library = library
        self._pauses = store.feed_pauses
        self._now = now
        self._feeds = store.feeds
        self._sharers = store.sharers
        self._guilds = store.guilds

    async def show_all(self, interaction: Interaction, guild: discord.Guild, news: str = "") -> None:
        """Show the server's feeds."""
        feeds, here = await self._feeds.of_guild(guild.id), interaction.channel
        places = (guild.get_channel_or_thread(feed.channel_id) for feed in feeds)
        channels = {one.id: one.name for one in places if one and sees(one, admin(interaction))}
        here_id, pauses = here.id if isinstance(here, Place) else None, await self._pauses.of_guild(guild.id)
        lacking = {feed.id: lacked_in(guild, feed) or [] for feed in feeds}
        card = cards.feeds_panel(feeds, channels, here_id, pauses, lacking, now=self._now(), news=news)
        await show(interaction, card)

    async def find(self, interaction: Interaction, feed_id: int) -> tuple[discord.Guild, Feed | None]:
        """The server, and its feed; None when the feed is switched off, or is another server's."""
        guild, feed = managed(interaction), await self._feeds.of(feed_id)
        return guild, feed if feed and feed.guild_id == guild.id else None

    async def change(self, interaction: Interaction, guild: discord.Guild, feed: Feed | None, **choice: object) -> None:
        """Change a feed. Admins can't have more posted or mentioned than they may themselves; all may choose less."""
        if feed is None:
            await self.show(interaction, guild, None)
            return
        wanted, where = msgspec.structs.replace(feed, **choice), await find(guild, feed.channel_id)
        problem = ""
        if is_more(wanted, feed):
            problem = you_lack(interaction, where, wanted) if where else unseen(feed.channel_id)
        if not problem:
            await self._feeds.put(wanted)
            await self._pauses.retry(feed.id, self._now())  # what was missing may have been chosen
        await self.show(interaction, guild, feed if problem else wanted, problem=problem)

    async def retry(self, interaction: Interaction, guild: discord.Guild, feed: Feed | None) -> None:
        """Let a paused feed try again at once."""
        if feed:
            await self._pauses.retry(feed.id, self._now())
        await self.show(interaction, guild, feed)

    async def show(
        self, interaction: Interaction, guild: discord.Guild, feed: Feed | None, *, problem: str = ""
    ) -> None:
        """Show the feed's panel, or all feeds where that one is gone."""
        if feed is None:
            await self.show_all(interaction, guild, t(cards.GONE))
            return
        settings = await self._guilds.of(guild.id)
        media = await self._library.cached_media(await self._feeds.titles(feed.id))
        view = FeedView(
            feed=feed,
            titles=list(media.values()),
            language=settings.title_language,
            is_social=settings.is_social,
            sharers=await self._sharers.count(feed.id),
            lacking=lacked_in(guild, feed),
            pause=await self._pauses.of(feed.id),
            is_here=interaction.channel_id == feed.channel_id,
            now=self._now(),
            rooms=_rooms(guild.get_channel(feed.channel_id)),
            channel=channel_view(guild.get_channel_or_thread(feed.channel_id), admin(interaction)),
        )
        await show(interaction, feed_panel(view, problem=problem))


def _rooms(where: object) -> RoomsView:
    is_possible = can_have_rooms(where)
    return RoomsView(is_possible, lacking_for_rooms(where, where.guild.me) if is_possible else [])
