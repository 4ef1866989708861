"""Linked people's preferences about Musubi's answers. Unlinked people have no rows. Knows nothing of Discord."""

from store.database import Database

_SET = """
INSERT INTO preferences (discord_id, public_replies) SELECT discord_id, :public_replies FROM links
WHERE discord_id = :discord_id
ON CONFLICT (discord_id) DO UPDATE SET public_replies = excluded.public_replies
"""
_SET_PICTURES = """
INSERT INTO preferences (discord_id, public_replies, light_pictures) SELECT discord_id, 1, :light FROM links
WHERE discord_id = :discord_id
ON CONFLICT (discord_id) DO UPDATE SET light_pictures = excluded.light_pictures
"""


class Preferences:
    """Keeps people's choices; the defaults are public replies and dark pictures."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def public_replies(self, discord_id: int) -> bool:
        row = await self._database.one(
            "SELECT public_replies FROM preferences WHERE discord_id = :discord_id", discord_id=discord_id
        )
        return row is None or row["public_replies"] == 1

    async def set_public_replies(self, discord_id: int, *, public: bool) -> None:
        """Store the choice, unless the person is not linked: Musubi has no data of theirs to reply with."""
        await self._database.execute(_SET, discord_id=discord_id, public_replies=public)

    async def light_pictures(self, discord_id: int) -> bool:
        """Whether the person's pictures have a white background."""
        row = await self._database.one(
            "SELECT light_pictures FROM preferences WHERE discord_id = :discord_id", discord_id=discord_id
        )
        return row is not None and row["light_pictures"] == 1

    async def set_light_pictures(self, discord_id: int, *, light: bool) -> None:
        """Store the choice, unless the person is not linked."""
        await self._database.execute(_SET_PICTURES, discord_id=discord_id, light=light)
