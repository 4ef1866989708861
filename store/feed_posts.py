"""The posts of feeds in forums: the thread of each title. Knows nothing of Discord."""

from store.database import Database

_OF = "SELECT thread_id FROM feed_posts WHERE feed_id = :feed_id AND media_id = :media_id"
_OTHERS = "SELECT thread_id FROM feed_posts WHERE feed_id = :feed_id AND media_id <> :media_id ORDER BY thread_id"
_PUT = """
INSERT INTO feed_posts (feed_id, media_id, thread_id) SELECT id, :media_id, :thread_id FROM feeds WHERE id = :feed_id
ON CONFLICT (feed_id, media_id) DO UPDATE SET thread_id = excluded.thread_id
"""


class FeedPosts:
    """Keeps a row for each title that a feed has posted to a forum."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def thread_of(self, feed_id: int, media_id: int) -> int | None:
        row = await self._database.one(_OF, feed_id=feed_id, media_id=media_id)
        return row["thread_id"] if row else None

    async def others(self, feed_id: int, media_id: int) -> set[int]:
        """The threads of the feed's other titles."""
        return {row["thread_id"] for row in await self._database.all(_OTHERS, feed_id=feed_id, media_id=media_id)}

    async def put(self, feed_id: int, media_id: int, thread_id: int) -> None:
        """Store the thread of a title, in the place of an earlier one."""
        await self._database.execute(_PUT, feed_id=feed_id, media_id=media_id, thread_id=thread_id)
