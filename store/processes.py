"""The processes that run on the database: each has a row, and shows by a *heartbeat* that it is alive.

Where no other process may use the database, there are no rows. Knows nothing of the work of a process.
"""

from pathlib import Path

import msgspec

from redaction import Secret
from store.database import Database
from store.errors import InUse
from store.looking import beside_since

SECONDS_BETWEEN = 10
SECONDS_ALIVE = 35  # three beats: the database may have stopped for a moment
SECONDS_KEPT = 24 * 3600  # after the last beat of a process that did not end in order
SECONDS_RUN_OUT = 60  # leases of killed processes that nobody takes over

_MIGRATION = 23  # has made the table

_BEAT = """
INSERT INTO processes (id, version, role, shards, host, key_id, started_at, seen_at)
VALUES (:id, :version, :role, :shards, :host, :key_id, :now, :now)
ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at
"""
_FORGET = "DELETE FROM processes WHERE seen_at < :before"
_FORGET_LEASES = "DELETE FROM leases WHERE until < :before"
_ALL = "SELECT * FROM processes ORDER BY started_at, id"
_OTHERS = "SELECT DISTINCT version FROM processes WHERE version <> :version AND seen_at >= :since ORDER BY version"
_HELD = "SELECT name, owner FROM leases WHERE until > :now ORDER BY name"


class Process(msgspec.Struct, frozen=True, kw_only=True):
    """A process as it describes itself. `shards` is as in SHARDS; None is as many as Discord asks for."""

    id: str
    version: str
    role: str
    shards: str | None
    host: str
    key_id: bytes


class SeenProcess(Process, frozen=True, kw_only=True):
    """A process of the table; both times are seconds ago."""

    started: int
    seen: int
    leases: tuple[str, ...]

    @property
    def is_alive(self) -> bool:
        return self.seen <= SECONDS_ALIVE


class Processes:
    """The table of processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def beat(self, process: Process) -> None:
        """Show that the process is alive, and forget the processes and leases that are long gone."""
        if not self._database.is_shared:
            return
        async with self._database.transaction() as transaction:
            now = int(await transaction.clock())
            await transaction.execute(_BEAT, now=now, **msgspec.structs.asdict(process))
            await transaction.execute(_FORGET, before=now - SECONDS_KEPT)
            await transaction.execute(_FORGET_LEASES, before=now - SECONDS_RUN_OUT)

    async def leave(self, process_id: str) -> None:
        """The process ends in order: its row goes, and its leases are free."""
        if not self._database.is_shared:
            return
        async with self._database.transaction() as transaction:
            await transaction.execute("DELETE FROM processes WHERE id = :id", id=process_id)
            await transaction.execute("DELETE FROM leases WHERE owner = :id", id=process_id)

    async def other_versions(self, version: str) -> list[str]:
        """The other versions that run at the moment."""
        if not self._database.is_shared:
            return []
        since = int(await self._database.clock()) - SECONDS_ALIVE
        rows = await self._database.all(_OTHERS, version=version, since=since)
        return [row["version"] for row in rows]

    async def all(self) -> list[SeenProcess]:
        """All processes of the last day, the eldest first."""
        now = await self._database.clock()
        held = await self._database.all(_HELD, now=now)
        return [
            msgspec.convert(
                row
                | {
                    "started": max(int(now) - row["started_at"], 0),
                    "seen": max(int(now) - row["seen_at"], 0),
                    "leases": [lease["name"] for lease in held if lease["owner"] == row["id"]],
                },
                SeenProcess,
            )
            for row in await self._database.all(_ALL)
        ]

    async def refuse_others(self) -> None:
        """For work that needs the database alone. Raises InUse while a process runs there, as far as is known."""
        alive = [process for process in await self.all() if process.is_alive]
        if alive:
            where, listed = self._database.where, ", ".join(f"on {one.host}, seen {one.seen} s ago" for one in alive)
            raise InUse(f"Musubi runs on {where} ({listed}): stop it first, and wait half a minute if it was killed.")


async def processes_beside(folder: Path, database_url: Secret | None) -> list[SeenProcess]:
    """The processes of a PostgreSQL that may be in use; none in an older release's. Raises StoreError."""
    async with beside_since(_MIGRATION, folder, database_url) as database:
        return await Processes(database).all() if database else []
