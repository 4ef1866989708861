"""The private threads of rooms: created with the first who enters, found again, greeted once, and archived.

A room is claimed in the store before its thread is created, under a lease: two presses make one. A claim without a
thread was cut off between the two, so its thread is looked for by its name before another one is created. Knows nobody
who enters.
"""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager, suppress

import discord

from cards.rooms import greeting, room_name
from chat.languages import of_server
from chat.permissions import can_have_rooms, find, lacking_for_rooms
from chat.replies import takes_adult
from chat.retries import repeat
from chat.sending import FAILURES, MOST_IN_THREAD, MOST_THREADS, NO_ACCESS, NO_PERMISSION, outcome
from i18n import speaking
from library.notify.notices import Outcome
from library.notify.rooms import SECONDS_OPEN, RoomRefusal
from store import Feed, Media, Room, RoomKey, Store

MINUTES_UNTIL_ARCHIVED = 10080  # a week without a message; the longest that Discord takes
TRIES = (0, 1)  # seconds before each further one
_SECONDS_HELD = 30
_REASONS = {
    MOST_IN_THREAD: RoomRefusal.FULL,
    MOST_THREADS: RoomRefusal.TOO_MANY,
    NO_ACCESS: RoomRefusal.LACKING,
    NO_PERMISSION: RoomRefusal.LACKING,
}
_LATER = {401, 429}


class NotLetIn(Exception):
    """The reason why somebody does not enter."""

    def __init__(self, refusal: RoomRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


class RoomThreads:
    """Opens a room for whoever comes, and ends it."""

    def __init__(self, store: Store, now: Callable[[], int]) -> None:
        self._store = store
        self._rooms = store.rooms
        self._now = now

    async def opened(self, guild: discord.Guild, feed: Feed, key: RoomKey) -> discord.Thread:
        """The room's thread, which is created if there is none. Raises NotLetIn."""
        media = (await self._store.media.of([key.media_id])).get(key.media_id)
        with refusing():
            channel = await find(guild, feed.channel_id)
        if not can_have_rooms(channel):
            raise NotLetIn(RoomRefusal.NO_PLACE)
        if media and media.is_adult and not takes_adult(channel, self._store.guilds):
            raise NotLetIn(RoomRefusal.ADULT)
        async with self._store.leases.held(f"room:{key.feed_id}:{key.media_id}:{key.episode}", seconds=_SECONDS_HELD):
            room, is_new = await self._claimed(key)
            if media is None or room.until <= self._now():
                raise NotLetIn(RoomRefusal.CLOSED)
            language = (await self._store.guilds.of(guild.id)).title_language
            with speaking(of_server(self._store.guilds, guild)):
                name = room_name(media, key.episode, language)
                thread = await self._thread(channel, room, name, is_new=is_new)
                await self._greet(thread, room, media, language)
        return thread

    async def found(self, guild: discord.Guild, thread_id: int) -> discord.Thread | None:
        """The thread; None when it is deleted. Raises NotLetIn."""
        if thread := guild.get_thread(thread_id):
            return thread
        with refusing():
            try:
                thread = await repeat(lambda: guild.fetch_channel(thread_id), pauses=TRIES)
            except discord.NotFound:
                return None
        return thread if isinstance(thread, discord.Thread) else None

    async def archive(self, guild: discord.Guild, thread_id: int) -> None:
        """Archive the thread, which its members can still read. Raises NotLetIn."""
        thread = await self.found(guild, thread_id)
        if thread and not thread.archived:
            with refusing():
                await repeat(lambda: thread.edit(archived=True), pauses=TRIES)

    async def _claimed(self, key: RoomKey) -> tuple[Room, bool]:
        """The room's row, and whether it was written now. Raises NotLetIn for an episode that was not posted lately."""
        if room := await self._rooms.of(key):
            return room, False
        posted_at = await self._rooms.posted_at(key)
        if posted_at is None or posted_at + SECONDS_OPEN <= self._now():
            raise NotLetIn(RoomRefusal.CLOSED)
        is_new = await self._rooms.claim(key, posted_at + SECONDS_OPEN)
        room = await self._rooms.of(key)
        if room is None:
            raise NotLetIn(RoomRefusal.OFF)  # the feed was switched off meanwhile
        return room, is_new

    async def _thread(self, channel: discord.TextChannel, room: Room, name: str, *, is_new: bool) -> discord.Thread:
        if room.is_closed:
            raise NotLetIn(RoomRefusal.ENDED)
        if room.thread_id is not None:
            return await self._again(channel.guild, room, room.thread_id)
        known = await self._rooms.threads(room.feed_id)
        thread = None if is_new else await self._left_behind(channel, name, known)
        thread = thread or await self._created(channel, room, name)
        if not await self._rooms.created(room.key, thread.id):
            await _archive(thread)
            raise NotLetIn(RoomRefusal.BUSY)  # another process was faster
        for twin in _no_rooms(channel, channel.threads, name, known | {thread.id}):
            await _archive(twin)  # Discord's answer was lost, and discord.py has asked again
        await self._rooms.works(room.feed_id)
        return thread

    async def _again(self, guild: discord.Guild, room: Room, thread_id: int) -> discord.Thread:
        """The room's earlier thread. One that an admin has deleted or locked stays so."""
        thread = await self.found(guild, thread_id)
        if thread is None or thread.locked:
            await self._rooms.close(room.key)
            raise NotLetIn(RoomRefusal.ENDED)
        if thread.archived:
            with refusing():
                await repeat(lambda: thread.edit(archived=False), pauses=TRIES)
        return thread

    async def _left_behind(self, channel: discord.TextChannel, name: str, known: set[int]) -> discord.Thread | None:
        """A thread of ours that no room knows: Musubi was killed before it wrote it down. Raises NotLetIn."""
        with refusing():
            threads = await repeat(channel.guild.active_threads, pauses=TRIES)
        return next(iter(_no_rooms(channel, threads, name, known)), None)

    async def _created(self, channel: discord.TextChannel, room: Room, name: str) -> discord.Thread:
        """Create the room's thread, in which nobody can invite others. Raises NotLetIn."""
        if lacking_for_rooms(channel, channel.guild.me):
            await self._rooms.give_up(room.key)
            raise NotLetIn(RoomRefusal.LACKING)
        try:
            with refusing():
                return await repeat(
                    lambda: channel.create_thread(
                        name=name,
                        type=discord.ChannelType.private_thread,
                        auto_archive_duration=MINUTES_UNTIL_ARCHIVED,
                        invitable=False,
                    ),
                    if_lost=False,
                    pauses=TRIES,
                )
        except NotLetIn as error:
            if error.refusal is not RoomRefusal.BUSY:
                await self._rooms.give_up(room.key)
            raise

    async def _greet(self, thread: discord.Thread, room: Room, media: Media, language: str) -> None:
        """Write the first message; where that fails, the next who enters brings it about."""
        if room.is_greeted:
            return
        card = greeting(media, room.episode, room.until, language)
        became, _ = await outcome(thread.send(view=card, nonce=f"room-{thread.id}"))
        if became is Outcome.SENT:
            await self._rooms.greeted(room.key)


def _no_rooms(
    channel: discord.TextChannel, threads: Iterable[discord.Thread], name: str, known: set[int]
) -> list[discord.Thread]:
    """The private threads of ours with that name that are no room's."""
    ours = (one for one in threads if one.owner_id == channel.guild.me.id and one.parent_id == channel.id)
    return [one for one in ours if one.name == name and one.is_private() and one.id not in known]


async def _archive(thread: discord.Thread) -> None:
    """Archive a thread in which nobody is; where that fails, Discord does it after a week."""
    with suppress(NotLetIn), refusing():
        await repeat(lambda: thread.edit(archived=True), pauses=TRIES)


@contextmanager
def refusing() -> Generator[None]:
    """Raise NotLetIn for whatever Discord answers inside."""
    try:
        yield
    except discord.HTTPException as error:
        is_later = error.status >= 500 or error.status in _LATER
        raise NotLetIn(RoomRefusal.BUSY if is_later else _REASONS.get(error.code, RoomRefusal.REFUSED)) from error
    except FAILURES as error:
        raise NotLetIn(RoomRefusal.BUSY) from error
