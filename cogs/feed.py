"""/feed: the channels in which a server's admins want posts about new episodes, and about members' changes."""

from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from cards import feed as cards
from cards.feed_buttons import (
    ChangeFeed,
    ChooseMentions,
    ChooseRole,
    ChooseSteps,
    ChooseType,
    OpenFeedHere,
    PickFeed,
    ShowFeeds,
)
from cards.feed_trouble import EVERYONE, i_lack, lacking_card
from chat.acknowledging import acknowledge_alone, acknowledge_in_place
from chat.client import Musubi
from chat.contexts import ListContext
from chat.feed_panels import FeedPanels
from chat.feed_permissions import no_place, problem_at
from chat.interactions import MAY_BE_TURNED, Interaction, show
from chat.options import Anime, Where
from chat.permissions import Place, managed, resolve
from chat.registry import button, select
from chat.sharing import announce
from i18n import mark, t
from library.opening import LibraryParts
from store import Feed as FeedRecord
from store.feeds import Kind, Mentions

_KINDS: dict[str, Kind] = {"New episodes": "episodes", "List updates": "activity"}
_MENTIONS: dict[str, Mentions] = {"nobody": "nobody", "role": "role", "asked": "asked"}
_TYPES: dict[str, Literal["ANIME", "MANGA"]] = {"ANIME": "ANIME", "MANGA": "MANGA"}


class FeedCog(commands.Cog):
    """For admins alone: each panel checks that."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts
        self._panels = FeedPanels(lists.store, parts.library, lists.now)
        self._feeds = lists.store.feeds
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
            await self._panels.show_all(interaction, guild)
        else:
            where = await resolve(channel) if channel else interaction.channel
            if where is None and channel:
                await show(interaction, lacking_card(i_lack(channel.id, [t("View Channel")])))
            else:
                await self._open(interaction, guild, where, _KINDS[kind or "New episodes"], title)

    @button(OpenFeedHere, acknowledge_in_place)
    async def open_here(self, interaction: Interaction, pressed: OpenFeedHere) -> None:
        await self._open(interaction, managed(interaction), interaction.channel, pressed.kind)

    @select(PickFeed, acknowledge_in_place)
    async def pick(self, interaction: Interaction, _used: PickFeed, picked: str) -> None:
        guild, feed = await self._panels.find(interaction, int(picked))
        await self._panels.show(interaction, guild, feed)

    @button(ShowFeeds, acknowledge_in_place)
    async def list(self, interaction: Interaction, _pressed: ShowFeeds) -> None:
        await self._panels.show_all(interaction, managed(interaction))

    @button(ChangeFeed, acknowledge_in_place)
    async def change(self, interaction: Interaction, pressed: ChangeFeed) -> None:
        guild, feed = await self._panels.find(interaction, pressed.feed_id)
        if feed and pressed.what == "off":
            await self._feeds.close(feed.id)
            await self._panels.show_all(interaction, guild, cards.stopped(feed))
        elif pressed.what == "retry":
            await self._panels.retry(interaction, guild, feed)
        else:
            await self._panels.change(interaction, guild, feed, is_all=pressed.what == "all")

    @select(ChooseMentions, acknowledge_in_place)
    async def pick_mentions(self, interaction: Interaction, used: ChooseMentions, picked: str) -> None:
        guild, feed = await self._panels.find(interaction, used.feed_id)
        await self._panels.change(interaction, guild, feed, mentions=_MENTIONS.get(picked, "nobody"))

    @select(ChooseRole, acknowledge_in_place)
    async def pick_role(self, interaction: Interaction, used: ChooseRole, picked: str) -> None:
        guild, feed = await self._panels.find(interaction, used.feed_id)
        role_id = int(picked)
        if role_id == guild.id:
            await self._panels.show(interaction, guild, feed, problem=t(EVERYONE))
        else:
            await self._panels.change(interaction, guild, feed, role_id=role_id)

    @select(ChooseSteps, acknowledge_in_place)
    async def pick_steps(self, interaction: Interaction, used: ChooseSteps, picked: str) -> None:
        guild, feed = await self._panels.find(interaction, used.feed_id)
        await self._panels.change(interaction, guild, feed, steps="highlights" if picked == "highlights" else "all")

    @select(ChooseType, acknowledge_in_place)
    async def pick_type(self, interaction: Interaction, used: ChooseType, picked: str) -> None:
        guild, feed = await self._panels.find(interaction, used.feed_id)
        await self._panels.change(interaction, guild, feed, media_type=_TYPES.get(picked))

    async def _open(
        self, interaction: Interaction, guild: discord.Guild, where: object, kind: Kind, title: str | None = None
    ) -> None:
        """Open a feed, unless a permission is missing.

        A feed of members' changes opens with a post that says so to all.
        """
        if (reason := no_place(where, kind)) or not isinstance(where, Place):
            await show(interaction, lacking_card(reason))
            return
        if problem := problem_at(interaction, where, await self._there(guild.id, where.id, kind)):
            await show(interaction, lacking_card(problem))
            return
        media_id = await self._named(interaction, title) if title is not None and kind == "episodes" else None
        opener, now = interaction.user.id, self._lists.now()
        async with self._leases.held(f"feed:{guild.id}", seconds=30):  # two presses make one post
            is_forum = isinstance(where, discord.ForumChannel)
            feed = await self._feeds.open(
                guild.id, where.id, kind, is_all=title is None, opened_by=opener, at=now, is_forum=is_forum
            )
            if not isinstance(where, discord.ForumChannel):
                await announce(self._lists.store, feed, guild, where)
            await self._lists.store.feed_pauses.retry(feed.id, now)
        if media_id is not None:
            is_chosen = media_id not in await self._feeds.titles(feed.id)
            interaction.extras[MAY_BE_TURNED] = True
            await self._feeds.choose(feed.id, media_id, is_chosen=is_chosen)
        await self._panels.show(interaction, guild, feed)

    async def _there(self, guild_id: int, channel_id: int, kind: Kind) -> FeedRecord | None:
        feeds = await self._feeds.of_guild(guild_id)
        return next((one for one in feeds if (one.kind, one.channel_id) == (kind, channel_id)), None)

    async def _named(self, interaction: Interaction, title: str) -> int:
        link = await self._lists.store.links.of(interaction.user.id)
        media_id = await self._parts.finder.find(link, title, "ANIME")
        await self._parts.library.media(link, media_id)  # a title that is not in the store would have no air times
        return media_id


async def setup(bot: Musubi) -> None:
    await bot.add_cog(FeedCog(bot.lists, bot.parts))
