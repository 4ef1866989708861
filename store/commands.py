"""The commands that Discord has: a hash, so that they are synced only after a change, and their numbers.

Knows nothing of the commands.
"""

from collections.abc import Mapping

import msgspec

from store.database import Database, as_json


class Commands:
    """Keeps the hash and the numbers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def digest(self) -> str | None:
        """None before the first sync."""
        row = await self._database.one("SELECT digest FROM commands")
        return row["digest"] if row else None

    async def ids(self) -> dict[str, int]:
        """Discord's numbers of the commands by their names; none before the first sync."""
        row = await self._database.one("SELECT ids FROM commands")
        return msgspec.json.decode(row["ids"], type=dict[str, int]) if row else {}

    async def remember(self, digest: str, ids: Mapping[str, int]) -> None:
        await self._database.execute(
            "INSERT INTO commands (one, digest, ids) VALUES (1, :digest, :ids)"
            " ON CONFLICT (one) DO UPDATE SET digest = excluded.digest, ids = excluded.ids",
            digest=digest,
            ids=as_json(ids),
        )
