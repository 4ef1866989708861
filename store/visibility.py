"""Where a linked person does not want to be shown. Shown is the rule; unlinked people have no rows."""

from store.database import Database


class Visibility:
    """Remembers the exceptions, and forgets them with the link."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def hide(self, discord_id: int, guild_id: int) -> None:
        """Nothing happens when the person is not linked: nothing of theirs is shown then."""
        await self._database.execute(
            "INSERT INTO hidden (discord_id, guild_id) SELECT discord_id, :guild_id FROM links"
            " WHERE discord_id = :discord_id ON CONFLICT (discord_id, guild_id) DO NOTHING",
            discord_id=discord_id,
            guild_id=guild_id,
        )

    async def show(self, discord_id: int, guild_id: int) -> None:
        await self._database.execute(
            "DELETE FROM hidden WHERE discord_id = :discord_id AND guild_id = :guild_id",
            discord_id=discord_id,
            guild_id=guild_id,
        )

    async def hide_everywhere(self, discord_id: int) -> None:
        """In no server at all; what was chosen for single ones is kept."""
        await self._database.execute(
            "INSERT INTO hidden_everywhere (discord_id) SELECT discord_id FROM links WHERE discord_id = :discord_id"
            " ON CONFLICT (discord_id) DO NOTHING",
            discord_id=discord_id,
        )

    async def show_again(self, discord_id: int) -> None:
        """Wherever the person has not hidden."""
        await self._database.execute(
            "DELETE FROM hidden_everywhere WHERE discord_id = :discord_id", discord_id=discord_id
        )

    async def hidden(self, discord_id: int, guild_id: int) -> bool:
        """Whether the person does not want to be shown there, be it there alone or everywhere."""
        row = await self._database.one(
            "SELECT 1 FROM hidden WHERE discord_id = :discord_id AND guild_id = :guild_id",
            discord_id=discord_id,
            guild_id=guild_id,
        )
        return row is not None or await self.hidden_everywhere(discord_id)

    async def hidden_everywhere(self, discord_id: int) -> bool:
        row = await self._database.one(
            "SELECT 1 FROM hidden_everywhere WHERE discord_id = :discord_id", discord_id=discord_id
        )
        return row is not None
