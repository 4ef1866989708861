"""The servers in which a linked person does not want to be shown. Unlinked people have no rows.

A person without a row is shown. Knows nothing of the members whom admins hide.
"""

from store.database import Database


class Visibility:
    """Keeps people's choices until they unlink."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def hide(self, discord_id: int, guild_id: int) -> None:
        """Hide the person in the server, unless they are not linked: nothing of theirs is shown then."""
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
        """Hide the person in every server; their choices for single servers are kept."""
        await self._database.execute(
            "INSERT INTO hidden_everywhere (discord_id) SELECT discord_id FROM links WHERE discord_id = :discord_id"
            " ON CONFLICT (discord_id) DO NOTHING",
            discord_id=discord_id,
        )

    async def show_again(self, discord_id: int) -> None:
        """End the hiding everywhere; the person stays hidden in the servers that they chose singly."""
        await self._database.execute(
            "DELETE FROM hidden_everywhere WHERE discord_id = :discord_id", discord_id=discord_id
        )

    async def hidden(self, discord_id: int, guild_id: int) -> bool:
        """Whether the person has hidden in that server or everywhere."""
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
