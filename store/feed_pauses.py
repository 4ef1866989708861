"""Pauses of feeds: Discord refuses their posts for now, so the notices stay due until a later try.

:mod:`store.claims` leaves the notices of paused feeds out, until it is time for a try. Knows nothing of Discord.
"""

from pathlib import Path

import msgspec

from redaction import Secret
from store.database import Database
from store.looking import beside_since

_PUT = """
INSERT INTO feed_pauses (feed_id, since, retry_at, refusal)
SELECT id, :since, :retry_at, :refusal FROM feeds WHERE id = :feed_id AND ended_at IS NULL
ON CONFLICT (feed_id) DO UPDATE SET retry_at = excluded.retry_at, refusal = excluded.refusal
"""
_OF = "SELECT * FROM feed_pauses WHERE feed_id = :feed_id"
_OF_GUILD = """
SELECT feed_pauses.* FROM feed_pauses JOIN feeds ON feeds.id = feed_id WHERE guild_id = :guild_id ORDER BY feed_id
"""
_ALL = """
SELECT guild_id, channel_id, since, refusal FROM feed_pauses JOIN feeds ON feeds.id = feed_id ORDER BY since, feeds.id
"""
_RETRY = "UPDATE feed_pauses SET retry_at = :at WHERE feed_id = :feed_id AND retry_at > :at"
_TELL = "UPDATE feed_pauses SET told_at = :at WHERE feed_id = :feed_id AND told_at IS NULL"
_END = "DELETE FROM feed_pauses WHERE feed_id = :feed_id"
# The digest holds the latest notices: what is older is told no more.
_DROP_OLDER = """
UPDATE notices SET state = 'late' WHERE feed_id = :feed_id AND state IN ('due', 'begun') AND state = 'due'
AND due_at <= :due_at
"""
# The next titles of a forum are as new as the first one.
_RENEW = """
UPDATE notices SET due_at = :now WHERE feed_id = :feed_id AND state IN ('due', 'begun') AND state = 'due'
AND due_at < :now
"""


_MIGRATION = 40  # has made the table


class Pause(msgspec.Struct, frozen=True):
    """A pause of a feed: its begin, the time of the next try, and the last `refusal`, Discord's code."""

    feed_id: int
    since: int
    retry_at: int
    refusal: int


class PausedFeed(msgspec.Struct, frozen=True):
    """A paused feed, by its place at Discord."""

    guild_id: int
    channel_id: int
    since: int
    refusal: int


class FeedPauses:
    """Keeps a row for each feed whose posts Discord refuses, until a post arrives or the feed ends."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, feed_id: int) -> Pause | None:
        row = await self._database.one(_OF, feed_id=feed_id)
        return msgspec.convert(row, Pause) if row else None

    async def of_guild(self, guild_id: int) -> dict[int, Pause]:
        """The pauses of a server's feeds, by the feeds' ids."""
        rows = await self._database.all(_OF_GUILD, guild_id=guild_id)
        return {row["feed_id"]: msgspec.convert(row, Pause) for row in rows}

    async def put(self, pause: Pause) -> None:
        """Pause the feed, or put its next try off; a feed that is paused already keeps its begin."""
        await self._database.execute(_PUT, **msgspec.structs.asdict(pause))

    async def retry(self, feed_id: int, at: int) -> None:
        """Try again at that time, if the feed is paused until later."""
        await self._database.execute(_RETRY, feed_id=feed_id, at=at)

    async def tell(self, feed_id: int, at: int) -> bool:
        """Mark that the admin is told of the pause. True the first time only."""
        return await self._database.execute(_TELL, feed_id=feed_id, at=at) == 1

    async def end(self, feed_id: int) -> None:
        await self._database.execute(_END, feed_id=feed_id)

    async def resume(self, feed_id: int, now: int, *, told_from: int | None) -> None:
        """End the pause after a post that has arrived.

        It told everything that was due after `told_from`, and what is older is late. With None it told a part, and the
        rest is due now.
        """
        async with self._database.transaction() as transaction:
            await transaction.execute(_END, feed_id=feed_id)
            if told_from is None:
                await transaction.execute(_RENEW, feed_id=feed_id, now=now)
            else:
                await transaction.execute(_DROP_OLDER, feed_id=feed_id, due_at=told_from)


async def paused_feeds_beside(folder: Path, database_url: Secret | None = None) -> list[PausedFeed]:
    """The paused feeds of a database that may be in use, the longest first; an older release's has none.

    Raises StoreError.
    """
    async with beside_since(_MIGRATION, folder, database_url) as database:
        return [msgspec.convert(row, PausedFeed) for row in await database.all(_ALL)] if database else []
