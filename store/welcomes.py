"""The servers that have got the card with the first steps, and since when servers get it. Knows no card."""

from store.database import Database

_BEGIN = "INSERT INTO welcoming (one, since) VALUES (1, :now) ON CONFLICT (one) DO NOTHING"
_CLAIM = "INSERT INTO welcomes (guild_id, welcomed_at) VALUES (:guild_id, :now) ON CONFLICT (guild_id) DO NOTHING"


class Welcomes:
    """Keeps a row a server, also after the server has removed the bot."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def since(self, now: int) -> int:
        """The time of the first start that welcomes servers; it is `now` the first time."""
        await self._database.execute(_BEGIN, now=now)
        row = await self._database.one("SELECT since FROM welcoming")
        assert row
        return row["since"]

    async def claim(self, guild_id: int, now: int) -> bool:
        """Mark the server as welcomed. True the first time only."""
        return await self._database.execute(_CLAIM, guild_id=guild_id, now=now) == 1

    async def release(self, guild_id: int) -> None:
        """Take the mark back: the server has certainly not got the card."""
        await self._database.execute("DELETE FROM welcomes WHERE guild_id = :guild_id", guild_id=guild_id)
