"""Lists that are due for a sync, by the time of each person's older list. Knows no token and no reason to sync.

``links.lists_at`` is that time; triggers on ``lists`` keep it. The view ``in_sight`` of the migrations says whose lists
count; a feature that lets people wait for more creates it again.
"""

from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from redaction import Secret
from store.database import Database, json_array
from store.looking import beside_since

_OLDEST = """
SELECT discord_id FROM links WHERE rejected_at IS NULL AND lists_at < :before
AND discord_id NOT IN (SELECT value FROM json_each(:without))
AND EXISTS (SELECT 1 FROM in_sight WHERE discord_id = links.discord_id)
ORDER BY lists_at, discord_id LIMIT :limit
"""
_IS_READ = "SELECT 1 FROM links WHERE discord_id = :discord_id AND lists_at >= :since"
_AGES = """
SELECT count(*) AS people, count(CASE WHEN lists_at < :before THEN 1 END) AS due,
    min(CASE WHEN lists_at > 0 THEN lists_at END) AS oldest_at
FROM links WHERE EXISTS (SELECT 1 FROM in_sight WHERE discord_id = links.discord_id) AND rejected_at IS NULL
"""

_MIGRATION = 18  # has made `lists_at`


class ListAges(msgspec.Struct, frozen=True):
    """The number of people in sight, how many of them are due, and the time of the oldest list, None without any."""

    people: int
    due: int
    oldest_at: int | None


class DueLists:
    """People in sight with living links, whose lists were not read for some time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def oldest(self, before: int, *, without: Collection[int], limit: int) -> list[int]:
        """The first `limit` people with a list that was not read since `before`, the oldest list first."""
        rows = await self._database.all(_OLDEST, before=before, without=json_array(without), limit=limit)
        return [row["discord_id"] for row in rows]

    async def is_read(self, discord_id: int, *, since: int) -> bool:
        """Whether both of the person's lists were read at that time or later."""
        return await self._database.one(_IS_READ, discord_id=discord_id, since=since) is not None

    async def ages(self, before: int) -> ListAges:
        """The ages of all lists in sight; people are due when a list was not read since `before`."""
        return msgspec.convert(await self._database.one(_AGES, before=before), ListAges)


@asynccontextmanager
async def due_lists_beside(folder: Path, database_url: Secret | None = None) -> AsyncGenerator[DueLists | None]:
    """The due lists of a database that may be in use; None when an older release has written it. Raises StoreError."""
    async with beside_since(_MIGRATION, folder, database_url) as database:
        yield DueLists(database) if database else None
