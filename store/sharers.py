"""Sharers: members who agreed that a feed tells what they do on their lists, each feed by itself. Knows no Discord."""

import msgspec

from store.database import Database

# Whoever agrees again keeps the time since when; with or without scores is their latest word.
_SHARE = """
INSERT INTO feed_sharers (feed_id, discord_id, with_scores, since)
SELECT feeds.id, discord_id, :with_scores, :at FROM feeds JOIN members USING (guild_id)
WHERE feeds.id = :feed_id AND kind = 'activity' AND ended_at IS NULL AND discord_id = :discord_id
ON CONFLICT (feed_id, discord_id) DO UPDATE SET with_scores = excluded.with_scores
"""
_SHARE_NOT = "DELETE FROM feed_sharers WHERE feed_id = :feed_id AND discord_id = :discord_id"
_SHARE_NOWHERE = """
DELETE FROM feed_sharers WHERE discord_id = :discord_id
AND feed_id IN (SELECT id FROM feeds WHERE guild_id = :guild_id)
"""
_CHOICES = """
SELECT feeds.id AS feed_id, guild_id, channel_id, with_scores,
    CASE WHEN since IS NULL THEN 0 ELSE 1 END AS is_shared
FROM feeds LEFT JOIN feed_sharers ON feed_sharers.feed_id = feeds.id AND discord_id = :discord_id
WHERE kind = 'activity' AND (since IS NOT NULL OR guild_id = :guild_id AND ended_at IS NULL)
ORDER BY CASE WHEN guild_id = :guild_id THEN 0 ELSE 1 END, feeds.id
"""
_COUNT = """
SELECT count(*) AS sharers FROM feed_sharers JOIN feeds ON feeds.id = feed_sharers.feed_id
JOIN circles ON circles.guild_id = feeds.guild_id AND circles.discord_id = feed_sharers.discord_id
WHERE feed_id = :feed_id
"""


class SharingChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A feed about what members do, and whether the person shares that with it."""

    feed_id: int
    guild_id: int
    channel_id: int
    is_shared: bool
    with_scores: bool | None


class Sharers:
    """Keeps who agreed, until they stop, unlink or leave the server, or the feed is switched off."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def share(self, feed_id: int, discord_id: int, at: int, *, with_scores: bool) -> bool:
        """Share from `at` on. False when the feed is off, or the person does not use Musubi in its server."""
        values = {"feed_id": feed_id, "discord_id": discord_id}
        return await self._database.execute(_SHARE, **values, at=at, with_scores=with_scores) == 1

    async def stop(self, feed_id: int, discord_id: int) -> None:
        await self._database.execute(_SHARE_NOT, feed_id=feed_id, discord_id=discord_id)

    async def stop_all(self, guild_id: int, discord_id: int) -> None:
        """Stop sharing with all feeds of that server."""
        await self._database.execute(_SHARE_NOWHERE, guild_id=guild_id, discord_id=discord_id)

    async def choices(self, discord_id: int, guild_id: int | None) -> list[SharingChoice]:
        """The feeds that the person shares with anywhere, and all of that server, which come first."""
        rows = await self._database.all(_CHOICES, discord_id=discord_id, guild_id=guild_id)
        return [msgspec.convert(row, SharingChoice, strict=False) for row in rows]

    async def count(self, feed_id: int) -> int:
        """The number of sharers among the server's visible members."""
        row = await self._database.one(_COUNT, feed_id=feed_id)
        return row["sharers"] if row else 0
