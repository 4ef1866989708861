"""Rooms: a private thread for each episode of a feed, those who were let in, and the guests of a server.

A room is claimed here before it is created at Discord. Rows of people name linked ones only. Knows nothing of Discord
but ids, and not whether somebody has seen an episode but what their list says.
"""

import msgspec

from store.database import Database
from store.shards import Shards, of_shards, values_of
from store.statements import Row

_KEY = "feed_id = :feed_id AND media_id = :media_id AND episode = :episode"
_POSTED = f"""
SELECT happened_at FROM notices WHERE {_KEY} AND change_id IS NULL AND state NOT IN ('needless', 'late', 'refused')
"""  # noqa: S608  (only the text above, here and below)
_CLAIM = """
INSERT INTO rooms (feed_id, media_id, episode, until) VALUES (:feed_id, :media_id, :episode, :until)
ON CONFLICT (feed_id, media_id, episode) DO NOTHING
"""
_OF = f"SELECT * FROM rooms WHERE {_KEY}"  # noqa: S608
_CREATED = f"UPDATE rooms SET thread_id = :thread_id WHERE {_KEY} AND thread_id IS NULL"  # noqa: S608
_GREETED = f"UPDATE rooms SET is_greeted = 1 WHERE {_KEY}"  # noqa: S608
_CLOSE = f"UPDATE rooms SET is_closed = 1 WHERE {_KEY}"  # noqa: S608
_GIVE_UP = f"DELETE FROM rooms WHERE {_KEY} AND thread_id IS NULL"  # noqa: S608
_FORGET = f"DELETE FROM rooms WHERE {_KEY}"  # noqa: S608
_THREADS = "SELECT thread_id FROM rooms WHERE feed_id = :feed_id AND thread_id IS NOT NULL ORDER BY thread_id"
_OVER = f"""
SELECT rooms.*, guild_id FROM rooms JOIN feeds ON feeds.id = feed_id
WHERE until <= :now AND {of_shards("feeds.guild_id")}
ORDER BY until, feed_id, media_id, episode LIMIT :limit
"""  # noqa: S608
_LET_IN = f"""
INSERT INTO room_members (feed_id, media_id, episode, discord_id)
SELECT feed_id, media_id, episode, links.discord_id FROM rooms, links WHERE {_KEY} AND links.discord_id = :discord_id
ON CONFLICT (feed_id, media_id, episode, discord_id) DO NOTHING
"""  # noqa: S608
_JOIN = """
INSERT INTO room_guests (guild_id, discord_id, since) SELECT guild_id, discord_id, :at FROM members
WHERE guild_id = :guild_id AND discord_id = :discord_id ON CONFLICT (guild_id, discord_id) DO NOTHING
"""
_STAY_OUT = "DELETE FROM room_guests WHERE guild_id = :guild_id AND discord_id = :discord_id"
_IS_GUEST = "SELECT 1 FROM room_guests WHERE guild_id = :guild_id AND discord_id = :discord_id"
# Guests whose list says that they have seen a posted episode, by entries that others may see: whoever is in a room is
# seen there. A feed that was refused a room lately waits for a press, or for an hour.
# What is counted is planned alone: to join ten tables, PostgreSQL thinks for a tenth of a second.
_WAITING = f"""
SELECT feeds.id AS feed_id, notices.media_id, notices.episode, feeds.guild_id, room_guests.discord_id
FROM feeds JOIN room_guests ON room_guests.guild_id = feeds.guild_id
JOIN notices ON notices.feed_id = feeds.id
JOIN shown ON shown.discord_id = room_guests.discord_id AND shown.media_id = notices.media_id
LEFT JOIN rooms
    ON rooms.feed_id = feeds.id AND rooms.media_id = notices.media_id AND rooms.episode = notices.episode
WHERE feeds.has_rooms = 1 AND (rooms_failed_at IS NULL OR rooms_failed_at < :failed_before)
AND notices.state = 'sent' AND notices.happened_at > :since AND coalesce(rooms.is_closed, 0) = 0
AND (shown.progress >= notices.episode OR shown.status IN ('COMPLETED', 'REPEATING'))
AND NOT EXISTS (
    SELECT 1 FROM room_members WHERE room_members.feed_id = feeds.id AND room_members.media_id = notices.media_id
    AND room_members.episode = notices.episode AND room_members.discord_id = room_guests.discord_id
) AND (
    SELECT count(*) FROM circles
    WHERE circles.guild_id = room_guests.guild_id AND circles.discord_id = room_guests.discord_id
) = 1 AND {of_shards("feeds.guild_id")}
ORDER BY notices.happened_at, notices.id, room_guests.discord_id LIMIT :limit
"""  # noqa: S608
_SWITCH = "UPDATE feeds SET has_rooms = :is_on, rooms_failed_at = NULL WHERE id = :feed_id"
_FAILED_FIRST = "UPDATE feeds SET rooms_failed_at = :at WHERE id = :feed_id AND rooms_failed_at IS NULL"
_FAILED_AGAIN = "UPDATE feeds SET rooms_failed_at = :at WHERE id = :feed_id"
_WORKS = "UPDATE feeds SET rooms_failed_at = NULL WHERE id = :feed_id AND rooms_failed_at IS NOT NULL"


class RoomKey(msgspec.Struct, frozen=True):
    """The episode of a feed that a room is about."""

    feed_id: int
    media_id: int
    episode: int


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """A room, open `until` that time; without a `thread_id` it may or may not have been created.

    `is_closed`: an admin has deleted or locked it before its time.
    """

    feed_id: int
    media_id: int
    episode: int
    thread_id: int | None
    until: int
    is_greeted: bool
    is_closed: bool
    guild_id: int = 0

    @property
    def key(self) -> RoomKey:
        return RoomKey(self.feed_id, self.media_id, self.episode)


class WaitingGuest(msgspec.Struct, frozen=True):
    """A person who agreed to be let in, for a room whose episode their list has."""

    feed_id: int
    media_id: int
    episode: int
    guild_id: int
    discord_id: int

    @property
    def key(self) -> RoomKey:
        return RoomKey(self.feed_id, self.media_id, self.episode)


class Rooms:
    """Keeps rooms until their time is over, and guests until they stop or leave the server."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def posted_at(self, key: RoomKey) -> int | None:
        """The time of the episode that the feed has posted; None for an episode that it has not, or long ago."""
        row = await self._database.one(_POSTED, **_of(key))
        return row["happened_at"] if row else None

    async def of(self, key: RoomKey) -> Room | None:
        row = await self._database.one(_OF, **_of(key))
        return _room(row) if row else None

    async def claim(self, key: RoomKey, until: int) -> bool:
        """Write the room down before it is created. False when somebody has claimed it before."""
        return await self._database.execute(_CLAIM, **_of(key), until=until) == 1

    async def created(self, key: RoomKey, thread_id: int) -> bool:
        """Store the room's thread. False when the room has another one, or is gone."""
        return await self._database.execute(_CREATED, **_of(key), thread_id=thread_id) == 1

    async def greeted(self, key: RoomKey) -> None:
        """Record that the first message of the room is there."""
        await self._database.execute(_GREETED, **_of(key))

    async def close(self, key: RoomKey) -> None:
        """Record that an admin has deleted or locked the room."""
        await self._database.execute(_CLOSE, **_of(key))

    async def give_up(self, key: RoomKey) -> None:
        """Delete the claim of a room that certainly was not created."""
        await self._database.execute(_GIVE_UP, **_of(key))

    async def forget(self, key: RoomKey) -> None:
        await self._database.execute(_FORGET, **_of(key))

    async def threads(self, feed_id: int) -> set[int]:
        """The threads of all rooms of the feed."""
        return {row["thread_id"] for row in await self._database.all(_THREADS, feed_id=feed_id)}

    async def over(self, now: int, shards: Shards, *, limit: int) -> list[Room]:
        """The rooms whose time is over."""
        rows = await self._database.all(_OVER, now=now, **values_of(shards), limit=limit)
        return [_room(row) for row in rows]

    async def let_in(self, key: RoomKey, discord_id: int) -> None:
        """Record that a person was let in; nothing is recorded about people who are not linked."""
        await self._database.execute(_LET_IN, **_of(key), discord_id=discord_id)

    async def join(self, guild_id: int, discord_id: int, at: int) -> bool:
        """Make the person a guest of the server. False when they don't use Musubi there."""
        await self._database.execute(_JOIN, guild_id=guild_id, discord_id=discord_id, at=at)
        return await self.is_guest(guild_id, discord_id)

    async def stay_out(self, guild_id: int, discord_id: int) -> None:
        await self._database.execute(_STAY_OUT, guild_id=guild_id, discord_id=discord_id)

    async def is_guest(self, guild_id: int, discord_id: int) -> bool:
        return await self._database.one(_IS_GUEST, guild_id=guild_id, discord_id=discord_id) is not None

    async def waiting(self, since: int, shards: Shards, *, failed_before: int, limit: int) -> list[WaitingGuest]:
        """The guests to let in, of episodes after `since`; without feeds that failed after `failed_before`."""
        values = {"since": since, "failed_before": failed_before, "limit": limit}
        rows = await self._database.all(_WAITING, **values, **values_of(shards))
        return [msgspec.convert(row, WaitingGuest) for row in rows]

    async def switch(self, feed_id: int, *, is_on: bool) -> None:
        """Have a feed with rooms, or without."""
        await self._database.execute(_SWITCH, feed_id=feed_id, is_on=is_on)

    async def failed(self, feed_id: int, at: int) -> bool:
        """Record that Discord has refused a room. True the first time since one was made."""
        if await self._database.execute(_FAILED_FIRST, feed_id=feed_id, at=at):
            return True
        await self._database.execute(_FAILED_AGAIN, feed_id=feed_id, at=at)
        return False

    async def works(self, feed_id: int) -> None:
        """Record that Discord makes rooms for the feed."""
        await self._database.execute(_WORKS, feed_id=feed_id)


def _of(key: RoomKey) -> dict[str, int]:
    return msgspec.structs.asdict(key)


def _room(row: Row) -> Room:
    return msgspec.convert(row, Room, strict=False)
