"""/feed: the channels in which a server's admins want posts about new episodes, and about members' changes."""

from typing import Literal

import discord
import msgspec
from discord import app_commands
from discord.ext import commands

from cards import feed as cards
from cards import posts
from cards.feed import ChangeFeed, ChooseMentions, ChooseRole, OpenFeedHere, PickFeed, ShowFeeds
from cards.posts import ListenToFeed, ShareActivity
from chat.acknowledging import acknowledge_alone, acknowledge_in_place
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import MAY_BE_TURNED, Interaction, show
from chat.languages import of_server
from chat.options import Anime, Where
from chat.permissions import Place, find, lacking, managed, resolve, sees
from chat.registry import button, select
from chat.retries import post
from i18n import mark, speaking, t
from library.opening import LibraryParts
from library.visible_members import NotInServer
from store import Feed as FeedRecord
from store.feeds import Kind, Mentions

_KINDS: dict[str, Kind] = {"New episodes": "episodes", "List updates": "activity"}
_MENTIONS: dict[str, Mentions] = {"nobody": "nobody", "role": "role", "asked": "asked"}


class FeedCog(commands.Cog):
    """Panels are for admins alone; members choose by themselves to be mentioned, or to share their changes."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts
        self._feeds = lists.store.feeds
        self._guilds = lists.store.guilds
        self._leases = lists.store.leases

    @app_commands.command(description=mark("For admins: post new episodes or members’ list updates in a channel"))
    @app_commands.describe(
        kind=mark("What to post (default: show all feeds of this server)"),
        channel=mark("Where to post (default: here)"),
        title=mark("Post episodes of this title, or stop posting them"),
    )
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def feed(
        self,
        interaction: Interaction,
        kind: Literal["New episodes", "List updates"] | None = None,
        channel: Where | None = None,
        title: Anime | None = None,
    ) -> None:
        await acknowledge_alone(interaction)
        guild = managed(interaction)
        if kind is None and title is None:
            await self._list(interaction, guild)
        else:
            where = await resolve(channel) if channel else interaction.channel
            await self._open(interaction, guild, where, _KINDS[kind or "New episodes"], title)

    @button(OpenFeedHere, acknowledge_in_place)
    async def open_here(self, interaction: Interaction, pressed: OpenFeedHere) -> None:
        await self._open(interaction, managed(interaction), interaction.channel, pressed.kind)

    @select(PickFeed, acknowledge_in_place)
    async def pick(self, interaction: Interaction, _used: PickFeed, picked: str) -> None:
        guild, feed = await self._managed(interaction, int(picked))
        await self._show(interaction, guild, feed)

    @button(ShowFeeds, acknowledge_in_place)
    async def list(self, interaction: Interaction, _pressed: ShowFeeds) -> None:
        await self._list(interaction, managed(interaction))

    @button(ChangeFeed, acknowledge_in_place)
    async def change(self, interaction: Interaction, pressed: ChangeFeed) -> None:
        guild, feed = await self._managed(interaction, pressed.feed_id)
        if feed and pressed.what == "off":
            await self._feeds.close(feed.id)
            await self._list(interaction, guild, cards.stopped(feed))
        else:
            await self._change(interaction, guild, feed, is_all=pressed.what == "all")

    @select(ChooseMentions, acknowledge_in_place)
    async def pick_mentions(self, interaction: Interaction, used: ChooseMentions, picked: str) -> None:
        guild, feed = await self._managed(interaction, used.feed_id)
        await self._change(interaction, guild, feed, mentions=_MENTIONS.get(picked, "nobody"))

    @select(ChooseRole, acknowledge_in_place)
    async def pick_role(self, interaction: Interaction, used: ChooseRole, picked: str) -> None:
        guild, feed = await self._managed(interaction, used.feed_id)
        role_id = int(picked)
        if role_id == guild.id:
            await self._show(interaction, guild, feed, news=t(cards.EVERYONE))
        else:
            await self._change(interaction, guild, feed, role_id=role_id)

    @button(ListenToFeed, acknowledge_alone)
    async def listen(self, interaction: Interaction, pressed: ListenToFeed) -> None:
        """Mention the presser in the feed, or no longer. For any member."""
        link, wanted, feed_id = await self._lists.link_of(interaction), pressed.wanted, pressed.feed_id
        if wanted and not _mentions_who_asks(await self._feeds.of(feed_id), interaction.guild_id):
            await show(interaction, posts.nobody_mentioned())
            return
        await self._feeds.listen(feed_id, link.discord_id, wanted=wanted)
        await show(interaction, posts.listening_card(feed_id, is_on=wanted))

    @button(ShareActivity, acknowledge_alone)
    async def share(self, interaction: Interaction, pressed: ShareActivity) -> None:
        """Share the presser's changes with the server, or no longer. For any member."""
        link, guild_id = await self._lists.link_of(interaction), pressed.guild_id
        guild: discord.Guild | None = interaction.client.get_guild(guild_id)
        is_theirs = interaction.guild_id == guild_id or await self._lists.store.members.uses(link.discord_id, guild_id)
        if guild is None or not is_theirs:
            raise NotInServer("the server is gone, or another's")
        is_on = pressed.wanted and await self._feeds.share(guild_id, link.discord_id, self._lists.now())
        if not is_on:
            await self._feeds.stop_sharing(guild_id, link.discord_id)
        await show(interaction, posts.sharing_card(guild_id, guild.name, is_on=is_on))

    async def _list(self, interaction: Interaction, guild: discord.Guild, news: str = "") -> None:
        feeds, here = await self._feeds.of_guild(guild.id), interaction.channel
        places = (guild.get_channel_or_thread(feed.channel_id) for feed in feeds)
        channels = {one.id: one.name for one in places if one and sees(one, _admin(interaction))}
        here_id = here.id if isinstance(here, Place) else None
        await show(interaction, cards.feeds_panel(feeds, channels, here_id, news=news))

    async def _open(
        self, interaction: Interaction, guild: discord.Guild, where: object, kind: Kind, title: str | None = None
    ) -> None:
        """Open a feed, unless a permission is missing.

        A feed of members' changes opens with a post that says so to all.
        """
        if not isinstance(where, Place):
            await show(interaction, cards.no_place_card(is_forum=isinstance(where, discord.ForumChannel)))
            return
        if problem := _lacking(interaction, where, await self._there(guild.id, where.id, kind)):
            await show(interaction, cards.lacking_card(problem))
            return
        media_id = await self._named(interaction, title) if title is not None and kind == "episodes" else None
        opener, now = interaction.user.id, self._lists.now()
        async with self._leases.held(f"feed:{guild.id}", seconds=30):  # two presses make one post
            there = await self._there(guild.id, where.id, kind)
            if kind == "activity" and (there is None or there.ended_at):
                with speaking(of_server(self._guilds, guild)):
                    await post(where, posts.activity_opened(guild.id))
            feed = await self._feeds.open(guild.id, where.id, kind, is_all=title is None, opened_by=opener, at=now)
        if media_id is not None:
            is_chosen = media_id not in await self._feeds.titles(feed.id)
            interaction.extras[MAY_BE_TURNED] = True
            await self._feeds.choose(feed.id, media_id, is_chosen=is_chosen)
        await self._show(interaction, guild, feed)

    async def _there(self, guild_id: int, channel_id: int, kind: Kind) -> FeedRecord | None:
        feeds = await self._feeds.of_guild(guild_id)
        return next((one for one in feeds if (one.kind, one.channel_id) == (kind, channel_id)), None)

    async def _named(self, interaction: Interaction, title: str) -> int:
        link = await self._lists.store.links.of(interaction.user.id)
        media_id = await self._parts.finder.find(link, title, "ANIME")
        await self._parts.library.media(link, media_id)  # a title that is not in the store would have no air times
        return media_id

    async def _managed(self, interaction: Interaction, feed_id: int) -> tuple[discord.Guild, FeedRecord | None]:
        """The server, and its feed; None when the feed is switched off, or is another server's."""
        guild, feed = managed(interaction), await self._feeds.of(feed_id)
        return guild, feed if feed and feed.guild_id == guild.id else None

    async def _change(
        self, interaction: Interaction, guild: discord.Guild, feed: FeedRecord | None, **choice: object
    ) -> None:
        """Change a feed. Admins can't have more posted or mentioned than they may themselves; all may choose less."""
        if feed is None:
            await self._show(interaction, guild, None)
            return
        wanted, where = msgspec.structs.replace(feed, **choice), await find(guild, feed.channel_id)
        problem = _you_lack(interaction, where, wanted) if where and _is_more(wanted, feed) else ""
        if not problem:
            await self._feeds.put(wanted)
        await self._show(interaction, guild, feed if problem else wanted, news=problem)

    async def _show(
        self, interaction: Interaction, guild: discord.Guild, feed: FeedRecord | None, *, news: str = ""
    ) -> None:
        if feed is None:
            await self._list(interaction, guild, t(cards.GONE))
            return
        settings = await self._guilds.of(guild.id)
        media = await self._parts.library.cached_media(await self._feeds.titles(feed.id))
        where = guild.get_channel_or_thread(feed.channel_id)
        lacked = lacking(where, guild.me, _role(guild, feed)) if isinstance(where, Place) else []
        panel = cards.feed_panel(
            feed,
            titles=list(media.values()),
            language=settings.title_language,
            is_social=settings.is_social,
            sharers=await self._feeds.sharers(guild.id),
            lacking=lacked,
            news=news,
        )
        await show(interaction, panel)


def _mentions_who_asks(feed: FeedRecord | None, guild_id: int | None) -> bool:
    """Whether the feed is that server's, is open, and mentions its subscribers."""
    return feed is not None and (feed.guild_id, feed.mentions, feed.ended_at) == (guild_id, "asked", None)


def _admin(interaction: Interaction) -> discord.Member:
    assert isinstance(interaction.user, discord.Member)  # `managed` has checked that
    return interaction.user


def _role(guild: discord.Guild, feed: FeedRecord | None) -> discord.Role | None:
    """The role that the feed mentions."""
    return guild.get_role(feed.role_id) if feed and feed.mentions == "role" and feed.role_id else None


def _lacking(interaction: Interaction, where: Place, feed: FeedRecord | None) -> str:
    """The reason why Musubi may not post there, or the person may not have it post; empty if both may."""
    mine = lacking(where, where.guild.me, _role(where.guild, feed))
    return cards.i_lack(where.id, mine) or _you_lack(interaction, where, feed)


def _you_lack(interaction: Interaction, where: Place, feed: FeedRecord | None) -> str:
    return cards.you_lack(where.id, lacking(where, _admin(interaction), _role(where.guild, feed)))


def _is_more(wanted: FeedRecord, feed: FeedRecord) -> bool:
    """Whether more is posted, or other people are mentioned."""
    mentions = wanted.mentions != "nobody" and (wanted.mentions, wanted.role_id) != (feed.mentions, feed.role_id)
    return mentions or (wanted.is_all and not feed.is_all)


async def setup(bot: Musubi) -> None:
    await bot.add_cog(FeedCog(bot.lists, bot.parts))
