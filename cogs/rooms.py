"""Rooms of episodes: Seen under a post of a feed, the way out, and the guests who are let in without a press."""

from discord.ext import commands

from cards import rooms as cards
from cards.rooms import BeGuest, EnterRoom, LeaveRoom
from cards.rooms_panel import SwitchRooms
from chat.acknowledging import acknowledge_alone, acknowledge_in_place, acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext
from chat.feed_panels import FeedPanels
from chat.feed_permissions import rooms_problem
from chat.interactions import Interaction, show
from chat.permissions import find, server_of
from chat.registry import button
from chat.replies import taking_off
from chat.rooms import RoomKeeper
from i18n import mark
from library.changes.editing import Changed
from library.errors import AlreadyCompleted, AlreadyThere, ChangedSince, NothingToUndo, WouldLower
from library.notify.rooms import Standing
from library.opening import LibraryParts
from library.rules.entry_rules import Preconditions, Wish
from library.viewer import language_of
from library.visible_members import NotInServer
from store import Entry, Link

_OTHERS = mark("Press **Seen** under the post yourself.")


class RoomsCog(commands.Cog):
    """For any member, linked or not: whoever presses says that they have seen the episode."""

    def __init__(self, lists: ListContext, parts: LibraryParts, keeper: RoomKeeper) -> None:
        self._lists = lists
        self._parts = parts
        self._keeper = keeper
        self._rooms = lists.store.rooms
        self._panels = FeedPanels(lists.store, parts.library, lists.now)

    @button(SwitchRooms, acknowledge_in_place)
    async def switch(self, interaction: Interaction, pressed: SwitchRooms) -> None:
        """Have a feed with rooms, or without. For admins alone."""
        guild, feed = await self._panels.find(interaction, pressed.feed_id)
        where = await find(guild, feed.channel_id) if feed else None
        problem = rooms_problem(interaction, where) if pressed.wanted and where else ""
        if feed and not problem:
            await self._rooms.switch(feed.id, is_on=pressed.wanted)
        await self._panels.show(
            interaction, guild, await self._lists.store.feeds.of(feed.id) if feed else None, problem=problem
        )

    @button(EnterRoom, acknowledge_press)
    async def seen(self, interaction: Interaction, pressed: EnterRoom) -> None:
        """Let the presser in, then mark the episode on their list.

        Whoever is further behind is asked before, and whoever keeps the title private: a room shows who is in it.
        """
        guild, key = server_of(interaction), pressed.room.key
        link, entry = await self._entry(interaction, key.media_id)
        standing = Standing.of(entry, key.episode)
        if link and not pressed.how and (standing.is_behind or standing.is_private):
            media = await self._parts.library.media(link, key.media_id)
            await show(interaction, cards.sure_card(media, key, language_of(link), standing))
            return
        entrance = await self._keeper.enter(guild, key, interaction.user.id)
        is_guest = link is not None and await self._rooms.is_guest(guild.id, link.discord_id)
        press = cards.RoomPress(
            entrance=entrance, key=key, guild_id=guild.id, is_linked=link is not None, is_guest=is_guest
        )
        await show(interaction, cards.entered_card(press))
        if link and not standing.has_seen and pressed.how != "only":
            await self._mark(interaction, link, press, is_asked=pressed.how == "mark")

    @button(LeaveRoom, acknowledge_in_place, others=_OTHERS)
    async def leave(self, interaction: Interaction, pressed: LeaveRoom) -> None:
        """Take the presser out, then undo the change."""
        thread_id = await self._keeper.leave(server_of(interaction), pressed.room.key, interaction.user.id)
        undone: Changed | None = None
        if pressed.change_id is not None:
            link = await self._lists.link_of(interaction)
            async with taking_off(interaction, NothingToUndo, ChangedSince):
                undone = await self._parts.editor.undo(link, pressed.change_id)
        await show(interaction, cards.left_card(thread_id, undone))

    @button(BeGuest, acknowledge_alone)
    async def be_guest(self, interaction: Interaction, pressed: BeGuest) -> None:
        """Let the presser into rooms as soon as their list has the episode, or no longer."""
        link, guild_id = await self._lists.link_of(interaction), pressed.guild_id
        guild = interaction.client.get_guild(guild_id)
        if guild is None:
            raise NotInServer("the server is gone")
        is_on = pressed.wanted and await self._rooms.join(guild_id, link.discord_id, self._lists.now())
        if not is_on:
            await self._rooms.stay_out(guild_id, link.discord_id)
        await show(interaction, cards.guest_card(guild_id, guild.name, is_on=is_on))

    async def _entry(self, interaction: Interaction, media_id: int) -> tuple[Link | None, Entry | None]:
        """The presser's link, and their entry as it is remembered."""
        link = await self._lists.store.links.of(interaction.user.id)
        return link, (await self._parts.library.cached_title(link, media_id))[1] if link else None

    async def _mark(self, interaction: Interaction, link: Link, press: cards.RoomPress, *, is_asked: bool) -> None:
        """Mark the episode as watched, unless AniList's list has it already."""
        key, terms = press.key, Preconditions(is_listed=not is_asked, is_next=not is_asked)
        wish = Wish(progress=key.episode)
        try:
            changed = await self._parts.editor.change(link, key.media_id, wish, change_id=interaction.id, terms=terms)
        except (AlreadyThere, AlreadyCompleted, WouldLower):
            return
        await show(interaction, cards.entered_card(press, changed))
        await self._parts.receipts.seen(link.discord_id, [changed.after], change_id=changed.change_id)


async def setup(bot: Musubi) -> None:
    await bot.add_cog(RoomsCog(bot.lists, bot.parts, bot.rooms))
