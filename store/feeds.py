"""Feeds: channels with posts about episodes or about what members do; their titles and subscribers.

The rows name linked people only, except `opened_by`: the person who opened a feed is told of its end, linked or not.
Knows nothing of Discord.
"""

from collections.abc import Collection
from typing import Literal

import msgspec

from store.database import Database, json_array

Kind = Literal["episodes", "activity"]
Mentions = Literal["nobody", "role", "asked"]
Steps = Literal["all", "highlights"]

_OPEN = """
INSERT INTO feeds (guild_id, channel_id, kind, is_all, mentions, is_forum, opened_by, opened_at)
VALUES (:guild_id, :channel_id, :kind, :is_all, 'nobody', :is_forum, :opened_by, :at)
ON CONFLICT (guild_id, kind, channel_id) DO UPDATE SET opened_by = excluded.opened_by, ended_at = NULL,
    is_announced = CASE WHEN feeds.ended_at IS NULL THEN feeds.is_announced ELSE 0 END,
    opened_at = CASE WHEN feeds.ended_at IS NULL THEN feeds.opened_at ELSE excluded.opened_at END
RETURNING *
"""
_OF_GUILD = "SELECT * FROM feeds WHERE guild_id = :guild_id ORDER BY kind DESC, id"
_PUT = """
UPDATE feeds SET is_all = :is_all, mentions = :mentions, role_id = :role_id, steps = :steps, media_type = :media_type,
    tag_id = :tag_id, is_published = :is_published
WHERE id = :id
"""
_UNANNOUNCED = """
SELECT * FROM feeds WHERE kind = 'activity' AND is_announced = 0 AND ended_at IS NULL
AND NOT EXISTS (SELECT 1 FROM feed_pauses WHERE feed_id = feeds.id AND retry_at > :now) ORDER BY id
"""
_ANNOUNCE = "UPDATE feeds SET is_announced = :is_announced WHERE id = :id AND is_announced <> :is_announced"
_PUBLICATIONS = "SELECT publications FROM feeds WHERE id = :id"
_PUBLISH = "UPDATE feeds SET publications = :after WHERE id = :id AND publications = :before"
_END = "UPDATE feeds SET ended_at = :at WHERE id = :id AND ended_at IS NULL"
_CHOOSE = """
INSERT INTO feed_titles (feed_id, media_id) SELECT id, :media_id FROM feeds WHERE id = :id
ON CONFLICT (feed_id, media_id) DO NOTHING
"""
_LEAVE = "DELETE FROM feed_titles WHERE feed_id = :id AND media_id = :media_id"
_TITLES = "SELECT media_id FROM feed_titles WHERE feed_id = :id ORDER BY media_id"
_LISTEN = """
INSERT INTO feed_listeners (feed_id, discord_id) SELECT feeds.id, links.discord_id FROM feeds, links
WHERE feeds.id = :id AND discord_id = :discord_id ON CONFLICT (feed_id, discord_id) DO NOTHING
"""
_LISTEN_NOT = "DELETE FROM feed_listeners WHERE feed_id = :id AND discord_id = :discord_id"
# The visible members who watch the title, by entries that others may see.
_WATCHERS = """
SELECT json_group_array(discord_id) FROM circles JOIN shown USING (discord_id)
WHERE circles.guild_id = feeds.guild_id AND shown.media_id = notices.media_id
AND media_type = 'ANIME' AND status IN ('CURRENT', 'REPEATING')
"""
_EPISODES = f"""
SELECT notices.id, notices.media_id, notices.episode, coalesce(airing_at, happened_at) AS airing_at,
    (SELECT count(*) FROM feed_titles WHERE feed_id = feeds.id AND media_id = notices.media_id) AS is_chosen,
    ({_WATCHERS}) AS watchers,
    ({_WATCHERS} AND progress < notices.episode
        AND EXISTS (SELECT 1 FROM feed_listeners WHERE feed_id = feeds.id AND discord_id = shown.discord_id)
    ) AS subscribers
FROM notices JOIN feeds ON feeds.id = notices.feed_id
LEFT JOIN airings ON airings.media_id = notices.media_id AND airings.episode = notices.episode
WHERE notices.id IN (SELECT value FROM json_each(:ids)) ORDER BY airing_at, notices.id
"""  # noqa: S608  (only the text above)


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """A channel with posts about new episodes, or about members' changes.

    `is_all`: about all titles that members watch, besides the chosen titles. `steps` and `media_type`: what is told of
    members, all or highlights alone, of one type of titles or of both. `ended_at`: the time from which Discord accepts
    no posts there. `has_rooms`: each episode has a room (:mod:`store.rooms`), which Discord has refused last at
    `rooms_failed_at`. `is_forum`: the channel is a forum, where each title has a post, with the tag `tag_id`.
    `is_published`: posts of an announcement channel go to the servers that follow it, too.
    """

    id: int
    guild_id: int
    channel_id: int
    kind: Kind
    is_all: bool
    mentions: Mentions
    role_id: int | None
    steps: Steps = "all"
    media_type: Literal["ANIME", "MANGA"] | None = None
    opened_by: int | None
    ended_at: int | None
    has_rooms: bool = False
    rooms_failed_at: int | None = None
    is_forum: bool = False
    tag_id: int | None = None
    is_published: bool = False


class EpisodeStatus(msgspec.Struct, frozen=True):
    """The facts that decide about the post of an episode: the members who watch it, and those to be mentioned."""

    id: int
    media_id: int
    episode: int
    airing_at: int
    is_chosen: bool
    watchers: tuple[int, ...]
    subscribers: tuple[int, ...]


class Feeds:
    """Keeps feeds until an admin switches them off or the bot leaves the server."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(
        self,
        guild_id: int,
        channel_id: int,
        kind: Kind,
        *,
        is_all: bool,
        opened_by: int,
        at: int,
        is_forum: bool = False,
    ) -> Feed:
        """Open a feed. An existing feed keeps its settings, and goes on if it had ended."""
        values = {"guild_id": guild_id, "channel_id": channel_id, "kind": kind, "is_all": is_all, "is_forum": is_forum}
        (row,) = await self._database.returning(_OPEN, **values, opened_by=opened_by, at=at)
        return msgspec.convert(row, Feed, strict=False)

    async def of_guild(self, guild_id: int) -> list[Feed]:
        rows = await self._database.all(_OF_GUILD, guild_id=guild_id)
        return [msgspec.convert(row, Feed, strict=False) for row in rows]

    async def of(self, feed_id: int) -> Feed | None:
        row = await self._database.one("SELECT * FROM feeds WHERE id = :id", id=feed_id)
        return msgspec.convert(row, Feed, strict=False) if row else None

    async def put(self, feed: Feed) -> None:
        """Store the choices that the feed's panel has; nothing else of it changes."""
        names = ("id", "is_all", "mentions", "role_id", "steps", "media_type", "tag_id", "is_published")
        await self._database.execute(_PUT, **{name: getattr(feed, name) for name in names})

    async def close(self, feed_id: int) -> None:
        """Delete the feed with all its rows: an admin has switched it off."""
        await self._database.execute("DELETE FROM feeds WHERE id = :id", id=feed_id)

    async def end(self, feed_id: int, at: int) -> bool:
        """Mark that Discord accepts no posts there any more. True the first time only."""
        async with self._database.transaction() as transaction:
            await transaction.execute("DELETE FROM feed_pauses WHERE feed_id = :id", id=feed_id)
            return await transaction.execute(_END, id=feed_id, at=at) == 1

    async def publish(self, feed_id: int, at: int, *, since: int, most: int) -> bool:
        """Note a publication at `at`; False, without a note, where there were `most` after `since`."""
        while row := await self._database.one(_PUBLICATIONS, id=feed_id):
            before = row["publications"]
            latest = [one for one in msgspec.json.decode(before, type=list[int]) if one > since]
            if len(latest) >= most:
                return False
            after = json_array([*latest, at])
            if await self._database.execute(_PUBLISH, id=feed_id, before=before, after=after):
                return True
        return False

    async def unannounced(self, now: int) -> list[Feed]:
        """The open feeds about members whose channels have not been told what is told there; none that is paused."""
        return [msgspec.convert(row, Feed, strict=False) for row in await self._database.all(_UNANNOUNCED, now=now)]

    async def announce(self, feed_id: int, *, is_announced: bool = True) -> bool:
        """Mark that the channel is told. True the first time only, so that it is told once."""
        return await self._database.execute(_ANNOUNCE, id=feed_id, is_announced=is_announced) == 1

    async def titles(self, feed_id: int) -> list[int]:
        return [row["media_id"] for row in await self._database.all(_TITLES, id=feed_id)]

    async def choose(self, feed_id: int, media_id: int, *, is_chosen: bool) -> None:
        await self._database.execute(_CHOOSE if is_chosen else _LEAVE, id=feed_id, media_id=media_id)

    async def listen(self, feed_id: int, discord_id: int, *, wanted: bool) -> None:
        """Add or remove a subscriber, whom the feed mentions. Nothing happens when the person is not linked."""
        await self._database.execute(_LISTEN if wanted else _LISTEN_NOT, id=feed_id, discord_id=discord_id)

    async def episodes(self, notice_ids: Collection[int]) -> list[EpisodeStatus]:
        """The statuses of these notices of episodes, the earliest air time first."""
        rows = await self._database.all(_EPISODES, ids=json_array(notice_ids))
        decoded = [row | {name: msgspec.json.decode(row[name]) for name in ("watchers", "subscribers")} for row in rows]
        return [msgspec.convert(row, EpisodeStatus, strict=False) for row in decoded]
