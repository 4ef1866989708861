"""In which servers a linked person does not want to be shown. Shown is the rule; unlinked people have no rows."""

from store.database import Database


class Visibility:
    """Remembers the exceptions, and forgets them with the link."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def hide(self, discord_id: int, guild_id: int) -> None:
        """Nothing happens when the person is not linked: nothing of theirs is shown then."""
        await self._database.execute(
            "INSERT INTO hidden (discord_id, guild_id) SELECT discord_id, :guild_id FROM links"
            " WHERE discord_id = :discord_id ON CONFLICT DO NOTHING",
            discord_id=discord_id,
            guild_id=guild_id,
        )

    async def show(self, discord_id: int, guild_id: int) -> None:
        await self._database.execute(
            "DELETE FROM hidden WHERE discord_id = :discord_id AND guild_id = :guild_id",
            discord_id=discord_id,
            guild_id=guild_id,
        )

    async def hidden(self, discord_id: int, guild_id: int) -> bool:
        row = await self._database.one(
            "SELECT 1 FROM hidden WHERE discord_id = :discord_id AND guild_id = :guild_id",
            discord_id=discord_id,
            guild_id=guild_id,
        )
        return row is not None

    async def forget_guild(self, guild_id: int) -> None:
        """The bot has left that server."""
        await self._database.execute("DELETE FROM hidden WHERE guild_id = :guild_id", guild_id=guild_id)
