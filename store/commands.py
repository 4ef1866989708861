"""The commands that Discord has: a hash, so that they are synced only after a change, their numbers, and their release.

Knows nothing of the commands.
"""

from collections.abc import Mapping

import msgspec

from store.database import Database, as_json

_REMEMBER = """
INSERT INTO commands (one, digest, ids, release) VALUES (1, :digest, :ids, :release)
ON CONFLICT (one) DO UPDATE SET digest = excluded.digest, ids = excluded.ids, release = excluded.release
"""


class ToldCommands(msgspec.Struct, frozen=True):
    """The commands that Discord was told last: their numbers by their names, and the release that told them."""

    digest: str = ""
    ids: Mapping[str, int] = {}
    release: str | None = None


class Commands:
    """Keeps what Discord was told."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def told(self) -> ToldCommands:
        """Nothing but defaults before the first sync."""
        row = await self._database.one("SELECT digest, ids, release FROM commands")
        return msgspec.convert(row | {"ids": msgspec.json.decode(row["ids"])}, ToldCommands) if row else ToldCommands()

    async def remember(self, told: ToldCommands) -> None:
        await self._database.execute(_REMEMBER, digest=told.digest, ids=as_json(told.ids), release=told.release)
