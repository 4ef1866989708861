"""A hash of the commands that Discord has, so that commands are synced only after a change of their payload.

Knows nothing of the commands.
"""

from store.database import Database


class Commands:
    """Keeps the hash."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def digest(self) -> str | None:
        """None before the first sync."""
        row = await self._database.one("SELECT digest FROM commands")
        return row["digest"] if row else None

    async def remember(self, digest: str) -> None:
        await self._database.execute(
            "INSERT INTO commands (one, digest) VALUES (1, :digest)"
            " ON CONFLICT (one) DO UPDATE SET digest = excluded.digest",
            digest=digest,
        )
