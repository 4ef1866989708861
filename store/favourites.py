"""The cache of linked people's favourite titles. Unlinked people have no rows.

Knows nothing of how a title becomes a favourite.
"""

from collections.abc import Collection

from store.database import Database, json_array

_OF = "SELECT media_id FROM favourites WHERE discord_id = :discord_id ORDER BY place"
_CLEAR = "DELETE FROM favourites WHERE discord_id = :discord_id"
_PUT = """
INSERT INTO favourites (discord_id, media_id, place) SELECT discord_id, :media_id, :place FROM links
WHERE discord_id = :discord_id ON CONFLICT (discord_id, media_id) DO NOTHING
"""
_SHOWN = """
SELECT favourites.discord_id, favourites.media_id
FROM json_each(:discord_ids) CROSS JOIN favourites WHERE favourites.discord_id = value
AND EXISTS (SELECT 1 FROM shown WHERE discord_id = favourites.discord_id AND media_id = favourites.media_id)
ORDER BY json_each.key, place
"""


class Favourites:
    """Keeps each person's favourites: anime first, then manga, each in the person's own order."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def replace(self, discord_id: int, media_ids: Collection[int]) -> None:
        """Store `media_ids` as all of the person's favourites."""
        if list(dict.fromkeys(media_ids)) == await self.of(discord_id):
            return
        rows = [{"discord_id": discord_id, "media_id": one, "place": place} for place, one in enumerate(media_ids)]
        async with self._database.transaction() as transaction:
            await transaction.execute(_CLEAR, discord_id=discord_id)
            await transaction.execute_many(_PUT, rows)

    async def of(self, discord_id: int) -> list[int]:
        """All of the person's favourites, for the person alone."""
        return [row["media_id"] for row in await self._database.all(_OF, discord_id=discord_id)]

    async def shown(self, discord_ids: Collection[int]) -> dict[int, list[int]]:
        """Each person's favourites that others may see: the titles whose entries others may see."""
        ids = json_array(discord_ids)
        found: dict[int, list[int]] = {discord_id: [] for discord_id in discord_ids}
        for row in await self._database.all(_SHOWN, discord_ids=ids):
            found[row["discord_id"]].append(row["media_id"])
        return found
