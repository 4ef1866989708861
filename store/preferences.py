"""How a linked person wants Musubi to answer. Unlinked people have no rows."""

from store.database import Database

_SET = """
INSERT INTO preferences (discord_id, public_replies) SELECT discord_id, :public_replies FROM links
WHERE discord_id = :discord_id
ON CONFLICT DO UPDATE SET public_replies = excluded.public_replies
"""


class Preferences:
    """Remembers what was chosen; who has chosen nothing gets public replies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def public_replies(self, discord_id: int) -> bool:
        row = await self._database.one(
            "SELECT public_replies FROM preferences WHERE discord_id = :discord_id", discord_id=discord_id
        )
        return row is None or row["public_replies"] == 1

    async def set_public_replies(self, discord_id: int, *, public: bool) -> None:
        """Nothing happens when the person is not linked: there is nothing of theirs to reply with."""
        await self._database.execute(_SET, discord_id=discord_id, public_replies=public)
