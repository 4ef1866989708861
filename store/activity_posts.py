"""The messages in which feeds tell of members, for some days: to be edited when something in them is no longer so.

Knows nothing of what is in them, but a digest.
"""

import msgspec

from store.database import Database

_PUT = """
INSERT INTO activity_posts (letter, feed_id, channel_id, message_id, content, posted_at)
SELECT :letter, id, :channel_id, :message_id, :content, :posted_at FROM feeds WHERE id = :feed_id
ON CONFLICT (letter) DO UPDATE SET message_id = excluded.message_id, content = excluded.content
"""
_SHOW = "UPDATE activity_posts SET content = :content WHERE letter = :letter"
_OF = "SELECT * FROM activity_posts WHERE feed_id = :feed_id ORDER BY letter"
_FEEDS = "SELECT DISTINCT feed_id FROM activity_posts ORDER BY feed_id"


class ActivityPost(msgspec.Struct, frozen=True, kw_only=True):
    """A message about the notices of its `letter`."""

    letter: int
    feed_id: int
    channel_id: int
    message_id: int
    content: str
    posted_at: int


class PostedActivity:
    """Keeps which message tells what, until it is too old to be edited."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, post: ActivityPost) -> None:
        """Remember a message that was sent, unless its feed is off by now."""
        await self._database.execute(_PUT, **msgspec.structs.asdict(post))

    async def show(self, letter: int, content: str) -> None:
        """Remember what the message says since it was edited."""
        await self._database.execute(_SHOW, letter=letter, content=content)

    async def forget(self, letter: int) -> None:
        """Forget a message that is gone."""
        await self._database.execute("DELETE FROM activity_posts WHERE letter = :letter", letter=letter)

    async def feeds(self) -> list[int]:
        """The feeds that have such messages."""
        return [row["feed_id"] for row in await self._database.all(_FEEDS)]

    async def of(self, feed_id: int) -> list[ActivityPost]:
        """The feed's messages, the oldest first."""
        return [msgspec.convert(row, ActivityPost) for row in await self._database.all(_OF, feed_id=feed_id)]

    async def expire(self, before: int) -> None:
        """Forget the messages from before that time."""
        await self._database.execute("DELETE FROM activity_posts WHERE posted_at < :before", before=before)
