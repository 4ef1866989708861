"""Who enters rooms of episodes, and who leaves: by a press, or as a guest whose list has the episode.

Whoever enters is added by a request of their own; guests come a few at a time, so that three hundred of them are no
burst. Adding somebody twice does no harm. Knows no list but what :mod:`store.rooms` has read of the guests'.
"""

from collections.abc import Callable
from contextlib import suppress

import discord

from cards.rooms_panel import refused_notice
from chat.interactions import write_to
from chat.languages import of_messages
from chat.member_cache import MemberCache
from chat.permissions import lacking_for_rooms
from chat.retries import repeat
from chat.room_threads import TRIES, NotLetIn, RoomThreads, refusing
from i18n import speaking
from library.notify.rooms import SECONDS_OPEN, Entrance, RoomRefusal
from library.visible_members import DiscordSilent
from store import Feed, Room, RoomKey, Shards, Store, WaitingGuest

_SECONDS_UNTIL_RETRY = 3600  # by guests, after a refusal
_AT_ONCE = 20  # rooms that are archived in a round, and guests that are let in
_LOOKED_AT = 200
_FOR_ADMINS = {RoomRefusal.LACKING, RoomRefusal.TOO_MANY}  # they can do something about it
_FOR_THEM = {RoomRefusal.REFUSED, RoomRefusal.FULL}  # others may enter


class RoomKeeper:
    """Lets people in and out, and ends rooms whose time is over, in the servers of its `shards`."""

    def __init__(
        self,
        client: discord.Client,
        store: Store,
        member_cache: MemberCache,
        now: Callable[[], int],
        shards: Shards,
    ) -> None:
        self._client = client
        self._store = store
        self._rooms = store.rooms
        self._threads = RoomThreads(store, now)
        self._member_cache = member_cache
        self._now = now
        self._shards = shards

    async def enter(self, guild: discord.Guild, key: RoomKey, discord_id: int) -> Entrance:
        """Add the person to the episode's room, which is created for the first who comes."""
        feed = await self._store.feeds.of(key.feed_id)
        if feed is None or feed.guild_id != guild.id or not feed.has_rooms:
            return Entrance(refusal=RoomRefusal.OFF)
        try:
            thread = await self._threads.opened(guild, feed, key)
            await _add(thread, discord_id)
        except NotLetIn as error:
            return await self._refused(guild, feed, error.refusal)
        await self._rooms.let_in(key, discord_id)
        return Entrance(thread_id=thread.id)

    async def leave(self, guild: discord.Guild, key: RoomKey, discord_id: int) -> int | None:
        """Take the person out of the room. Returns its thread if Discord has not let them out."""
        room, feed = await self._rooms.of(key), await self._store.feeds.of(key.feed_id)
        if room is None or room.thread_id is None or feed is None or feed.guild_id != guild.id:
            return None
        try:
            if thread := await self._threads.found(guild, room.thread_id):
                with refusing():
                    await repeat(lambda: thread.remove_user(discord.Object(discord_id)), pauses=TRIES)
        except NotLetIn:
            return room.thread_id
        return None

    async def round(self) -> None:
        """Archive the rooms whose time is over, and let guests in."""
        now = self._now()
        for room in await self._rooms.over(now, self._shards, limit=_AT_ONCE):
            await self._end(room)
        await self._let_guests_in(
            await self._rooms.waiting(
                now - SECONDS_OPEN, self._shards, failed_before=now - _SECONDS_UNTIL_RETRY, limit=_LOOKED_AT
            )
        )

    async def _let_guests_in(self, waiting: list[WaitingGuest]) -> None:
        """Let the first guests in who are still members; a feed that refuses one is left until the next round."""
        here, places, closed = await self._members(waiting), _AT_ONCE, set[int]()
        for guest in waiting:
            guild = here.get((guest.guild_id, guest.discord_id))
            if guild is None or guest.feed_id in closed or not places:
                continue
            entrance = await self.enter(guild, guest.key, guest.discord_id)
            if entrance.refusal in _FOR_THEM:
                await self._rooms.let_in(guest.key, guest.discord_id)  # it is not tried again
            elif entrance.refusal is not None:
                closed.add(guest.feed_id)
            places -= 1

    async def _members(self, waiting: list[WaitingGuest]) -> dict[tuple[int, int], discord.Guild]:
        """The servers of the guests who are still members there, by both ids."""
        found = dict[tuple[int, int], discord.Guild]()
        for guild_id in {guest.guild_id for guest in waiting}:
            guild = self._client.get_guild(guild_id)
            if guild is None or guild.unavailable:
                continue
            with suppress(DiscordSilent):
                guests = [guest.discord_id for guest in waiting if guest.guild_id == guild_id]
                found |= {(guild_id, one): guild for one in await self._member_cache.present(guild, guests)}
        return found

    async def _refused(self, guild: discord.Guild, feed: Feed, refusal: RoomRefusal) -> Entrance:
        """The refusal; of one that an admin can end, the admin who opened the feed hears once."""
        if refusal not in _FOR_ADMINS:
            return Entrance(refusal=refusal)
        channel = guild.get_channel(feed.channel_id)
        lacking = lacking_for_rooms(channel, guild.me) if isinstance(channel, discord.TextChannel) else []
        if await self._rooms.failed(feed.id, self._now()) and feed.opened_by:
            with speaking(await of_messages(self._store.languages, feed.opened_by)):
                await write_to(self._client, feed.opened_by, refused_notice(feed.channel_id, guild.name, lacking))
        return Entrance(refusal=refusal, channel_id=feed.channel_id, lacking=tuple(lacking))

    async def _end(self, room: Room) -> None:
        """Archive the room and forget it; while Discord fails, it is tried again."""
        guild = self._client.get_guild(room.guild_id)
        if guild is None or guild.unavailable:
            return
        try:
            if room.thread_id is not None:
                await self._threads.archive(guild, room.thread_id)
        except NotLetIn as error:
            if error.refusal is RoomRefusal.BUSY:
                return
        await self._rooms.forget(room.key)


async def _add(thread: discord.Thread, discord_id: int) -> None:
    """Raises NotLetIn. Where Musubi lacks nothing, the person does, as somebody who may not see the channel."""
    try:
        with refusing():
            await repeat(lambda: thread.add_user(discord.Object(discord_id)), pauses=TRIES)
    except NotLetIn as error:
        channel, is_lacking = thread.parent, error.refusal is RoomRefusal.LACKING
        if is_lacking and isinstance(channel, discord.TextChannel) and not lacking_for_rooms(channel, thread.guild.me):
            raise NotLetIn(RoomRefusal.REFUSED) from error
        raise
