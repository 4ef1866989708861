"""The journal of replies to activities at AniList: each is written down before it is sent. Knows nothing of AniList."""

import msgspec

from store.database import Database

_BEGIN = """
INSERT INTO replies (id, discord_id, activity_id, text, reply_id, is_undone, at)
SELECT :id, discord_id, :activity_id, :text, NULL, 0, :at FROM links WHERE discord_id = :discord_id
ON CONFLICT (id) DO NOTHING
"""
# The one with that id, or the latest same one whose result the person has not seen.
_SAME = """
SELECT * FROM replies WHERE discord_id = :discord_id AND (
    id = :id OR (activity_id = :activity_id AND text = :text AND at >= :since AND is_undone = 0)
) ORDER BY CASE WHEN id = :id THEN 0 ELSE 1 END, at DESC, id DESC LIMIT 1
"""
_KNOWN = """
SELECT reply_id FROM replies
WHERE discord_id = :discord_id AND activity_id = :activity_id AND reply_id IS NOT NULL ORDER BY id
"""
_POSTED = "UPDATE replies SET reply_id = :reply_id WHERE id = :id"


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """A reply by the id of its interaction. `text` is kept until its person has seen what became of it.

    `reply_id` is AniList's, None while nobody knows whether AniList has it.
    """

    id: int
    discord_id: int
    activity_id: int
    text: str | None
    reply_id: int | None = None
    is_undone: bool = False
    at: int


class Replies:
    """A reply is begun, posted, seen by its person, and perhaps deleted again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, reply: Reply) -> bool:
        """Write the reply down; False when its id is known or the person is no longer linked."""
        named = {"id": reply.id, "discord_id": reply.discord_id, "activity_id": reply.activity_id, "at": reply.at}
        return await self._database.execute(_BEGIN, **named, text=reply.text) == 1

    async def of(self, change_id: int, discord_id: int) -> Reply | None:
        sql = "SELECT * FROM replies WHERE id = :id AND discord_id = :discord_id"
        row = await self._database.one(sql, id=change_id, discord_id=discord_id)
        return msgspec.convert(row, Reply, strict=False) if row else None

    async def same(self, reply: Reply, since: int) -> Reply | None:
        """The reply that was begun by the same interaction, or the same one whose result nobody has seen."""
        named = {"id": reply.id, "discord_id": reply.discord_id, "activity_id": reply.activity_id, "text": reply.text}
        row = await self._database.one(_SAME, **named, since=since)
        return msgspec.convert(row, Reply, strict=False) if row else None

    async def known(self, discord_id: int, activity_id: int) -> set[int]:
        """AniList's ids of the person's replies to that activity."""
        rows = await self._database.all(_KNOWN, discord_id=discord_id, activity_id=activity_id)
        return {row["reply_id"] for row in rows}

    async def posted(self, change_id: int, reply_id: int) -> None:
        """AniList has the reply, under its own id."""
        await self._database.execute(_POSTED, id=change_id, reply_id=reply_id)

    async def show(self, change_id: int) -> None:
        """Forget the text: the person has seen the result."""
        await self._database.execute("UPDATE replies SET text = NULL WHERE id = :id", id=change_id)

    async def undone(self, change_id: int) -> None:
        await self._database.execute("UPDATE replies SET is_undone = 1 WHERE id = :id", id=change_id)

    async def purge(self, before: int, *, unseen_before: int) -> None:
        """Delete the replies from before `before`, and the texts from before `unseen_before`."""
        await self._database.execute("DELETE FROM replies WHERE at < :before", before=before)
        await self._database.execute(
            "UPDATE replies SET text = NULL WHERE at < :before AND text IS NOT NULL", before=unseen_before
        )
