"""In which servers linked people use Musubi, and who is shown there. Unlinked people have no rows.

Whether somebody is still a member of the server is Discord's to say: see :mod:`cogs.attendance`.
"""

from collections.abc import Collection

import msgspec

from store.database import Database

_SAW = """
INSERT INTO members (guild_id, discord_id, seen_at) SELECT :guild_id, discord_id, :at FROM links
WHERE discord_id = :discord_id
ON CONFLICT DO UPDATE SET seen_at = max(seen_at, excluded.seen_at)
"""
_SHOWN = """
SELECT discord_id FROM members WHERE guild_id = :guild_id AND is_barred = 0 AND seen_at > 0
AND NOT EXISTS (SELECT 1 FROM hidden_everywhere WHERE discord_id = members.discord_id)
AND NOT EXISTS (SELECT 1 FROM hidden WHERE discord_id = members.discord_id AND guild_id = members.guild_id)
"""
_SERVERS = "SELECT guild_id FROM members WHERE discord_id = :discord_id AND seen_at > 0 ORDER BY seen_at DESC"
_GONE = """
DELETE FROM members WHERE guild_id = :guild_id AND discord_id IN (SELECT value FROM json_each(:discord_ids))
"""
_BAR = """
INSERT INTO members (guild_id, discord_id, seen_at, is_barred) SELECT :guild_id, discord_id, 0, :is_barred FROM links
WHERE discord_id = :discord_id
ON CONFLICT DO UPDATE SET is_barred = excluded.is_barred
"""
_BARRED = "SELECT discord_id FROM members WHERE guild_id = :guild_id AND is_barred = 1 ORDER BY discord_id"
_TELL = """
UPDATE members SET is_told = 1 WHERE guild_id = :guild_id AND discord_id = :discord_id AND is_told = 0
"""


class Members:
    """Remembers where people were seen, and forgets it with the link, the server, and when they leave it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def saw(self, discord_id: int, guild_id: int, at: int) -> bool:
        """The person has used Musubi in that server. False when they are not linked, and nothing was remembered."""
        return await self._database.execute(_SAW, discord_id=discord_id, guild_id=guild_id, at=at) == 1

    async def shown(self, guild_id: int) -> list[int]:
        """Who may be shown there: linked, using Musubi there, and hidden neither by themselves nor by an admin."""
        return [
            row["discord_id"] for row in await self._database.all(f"{_SHOWN} ORDER BY discord_id", guild_id=guild_id)
        ]

    async def is_shown(self, discord_id: int, guild_id: int) -> bool:
        """Whether that person is one of them."""
        one = f"{_SHOWN} AND discord_id = :discord_id"
        return await self._database.one(one, discord_id=discord_id, guild_id=guild_id) is not None

    async def servers(self, discord_id: int) -> list[int]:
        """Where the person was seen, the latest first."""
        rows = await self._database.all(_SERVERS, discord_id=discord_id)
        return [row["guild_id"] for row in rows]

    async def gone(self, guild_id: int, discord_ids: Collection[int]) -> None:
        """They have left the server."""
        left = msgspec.json.encode(sorted(discord_ids)).decode()
        await self._database.execute(_GONE, guild_id=guild_id, discord_ids=left)

    async def bar(self, discord_id: int, guild_id: int, *, is_barred: bool) -> bool:
        """An admin hides a member from what is shown there, or no longer. False when they are not linked."""
        return await self._database.execute(_BAR, discord_id=discord_id, guild_id=guild_id, is_barred=is_barred) == 1

    async def barred(self, guild_id: int) -> list[int]:
        """Whom admins have hidden there."""
        return [row["discord_id"] for row in await self._database.all(_BARRED, guild_id=guild_id)]

    async def tell(self, discord_id: int, guild_id: int) -> bool:
        """Whether the person is yet to be told who sees them there; they count as told from now on."""
        return await self._database.execute(_TELL, discord_id=discord_id, guild_id=guild_id) == 1
