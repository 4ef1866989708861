"""AniList's notifications: which kinds linked people want to be told of, and those that are to be told.

A row stays until a digest can have told it, and goes with the link. Knows no kind, and nothing of Discord.
"""

from collections.abc import Collection, Iterable, Mapping

import msgspec

from store.database import Database, as_json, json_array

_OF = "SELECT kinds, last_id, read_at, unread, unread_at FROM notification_choices WHERE discord_id = :discord_id"
_CHOOSE = """
INSERT INTO notification_choices (discord_id, kinds) SELECT discord_id, :kinds FROM links
WHERE discord_id = :discord_id
ON CONFLICT (discord_id) DO UPDATE SET kinds = excluded.kinds
"""
_COUNT = """
INSERT INTO notification_choices (discord_id, unread, unread_at) SELECT discord_id, :unread, :at FROM links
WHERE discord_id = :discord_id AND anilist_id = :anilist_id
ON CONFLICT (discord_id) DO UPDATE SET unread = excluded.unread, unread_at = excluded.unread_at
WHERE coalesce(notification_choices.unread_at, 0) <= excluded.unread_at
"""
_PUT = """
INSERT INTO notifications (
    discord_id, id, kind, media_id, user_id, user_name, user_url, activity_id, thread_id, comment_id, about, created_at,
    read_at
) SELECT
    discord_id, :id, :kind, :media_id, :user_id, :user_name, :user_url, :activity_id, :thread_id, :comment_id, :about,
    :created_at, :read_at
FROM links WHERE discord_id = :discord_id AND anilist_id = :anilist_id
ON CONFLICT (discord_id, id) DO NOTHING
"""
_MARK = """
UPDATE notification_choices SET last_id = max(last_id, CAST(:last_id AS BIGINT)), read_at = :at
WHERE discord_id = :discord_id
"""
_AMONG = """
SELECT id, kind, media_id, user_id, user_name, user_url, activity_id, thread_id, comment_id, about, created_at
FROM notifications WHERE discord_id = :discord_id AND id IN (SELECT value FROM json_each(:ids)) ORDER BY id
"""
_DUE = """
SELECT discord_id FROM notification_choices JOIN links USING (discord_id) LEFT JOIN reminders USING (discord_id)
WHERE kinds <> '{}' AND read_at < :before AND rejected_at IS NULL AND closed_at IS NULL
AND discord_id NOT IN (SELECT value FROM json_each(:without))
ORDER BY read_at, discord_id LIMIT :limit
"""


class NotificationChoices(msgspec.Struct, frozen=True, kw_only=True):
    """The kinds that a person wants to be told of, each since when; `last_id` is the latest one that was read.

    `unread` is AniList's number of unread ones at `unread_at`; both are None while AniList has not told.
    """

    kinds: Mapping[str, int] = {}
    last_id: int = 0
    read_at: int = 0
    unread: int | None = None
    unread_at: int | None = None


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """One of AniList's notifications. `kind` is AniList's type; the person of `user_id` has done something.

    `about` is the reason of a change, or the names of titles that are gone.
    """

    id: int
    kind: str
    created_at: int
    media_id: int | None = None
    user_id: int | None = None
    user_name: str | None = None
    user_url: str | None = None
    activity_id: int | None = None
    thread_id: int | None = None
    comment_id: int | None = None
    about: str | None = None


class NotificationRecords:
    """Keeps what people want to hear of AniList, and what they are to be told."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def choices(self, discord_id: int) -> NotificationChoices:
        """The person's choices; no kinds, for a person without any."""
        row = await self._database.one(_OF, discord_id=discord_id)
        if row is None:
            return NotificationChoices()
        return msgspec.convert(row | {"kinds": msgspec.json.decode(row["kinds"])}, NotificationChoices)

    async def choose(self, discord_id: int, kinds: Mapping[str, int]) -> None:
        """Store the wanted kinds, each with the time since when, unless the person is not linked."""
        await self._database.execute(_CHOOSE, discord_id=discord_id, kinds=as_json(dict(kinds)))

    async def count(self, discord_id: int, anilist_id: int, unread: int, at: int) -> None:
        """Store the number of unread ones as of `at`, unless a later number is there."""
        await self._database.execute(_COUNT, discord_id=discord_id, anilist_id=anilist_id, unread=unread, at=at)

    async def put(self, discord_id: int, anilist_id: int, news: Iterable[Notification], read_at: int) -> None:
        """Store notifications of that account that are to be told; those that are there already stay."""
        person = {"discord_id": discord_id, "anilist_id": anilist_id, "read_at": read_at}
        async with self._database.transaction() as transaction:
            await transaction.execute_many(_PUT, [msgspec.structs.asdict(one) | person for one in news])

    async def mark(self, discord_id: int, last_id: int, at: int) -> None:
        """Record that all notifications up to that one were read at that time."""
        await self._database.execute(_MARK, discord_id=discord_id, last_id=last_id, at=at)

    async def among(self, discord_id: int, ids: Collection[int]) -> list[Notification]:
        """The person's notifications among `ids`, in the order in which they came."""
        rows = await self._database.all(_AMONG, discord_id=discord_id, ids=json_array(ids))
        return [msgspec.convert(row, Notification) for row in rows]

    async def due(self, before: int, *, without: Collection[int], limit: int) -> list[int]:
        """People who want some kinds, and whose notifications were not read since `before`; the longest wait first."""
        rows = await self._database.all(_DUE, before=before, without=json_array(without), limit=limit)
        return [row["discord_id"] for row in rows]

    async def expire(self, before: int) -> None:
        """Delete the notifications that were read before that time: they were told, or came too late."""
        await self._database.execute("DELETE FROM notifications WHERE read_at < :before", before=before)
