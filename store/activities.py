"""What linked people did on AniList with their lists, as AniList tells everybody. Unlinked people have no rows.

Knows neither how it was heard nor who may be shown.
"""

from collections.abc import Collection

import msgspec

from store.database import Database, json_array

_PUT = """
INSERT INTO activities (id, discord_id, media_id, media_type, status, progress, created_at, seen_at)
SELECT :id, discord_id, :media_id, :media_type, :status, :progress, :created_at, :seen_at FROM links
WHERE discord_id = :discord_id
ON CONFLICT (id) DO UPDATE SET
    status = excluded.status, progress = excluded.progress, created_at = excluded.created_at,
    seen_at = excluded.seen_at, gone_at = NULL
WHERE activities.discord_id = excluded.discord_id
"""
_OF = "SELECT * FROM activities WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY id"
_STANDING = """
SELECT id, discord_id FROM activities WHERE discord_id IN (SELECT value FROM json_each(:discord_ids))
AND created_at > :after AND id > :above AND gone_at IS NULL ORDER BY id
"""
_IS_HEARD = """
SELECT 1 FROM activities WHERE discord_id = :discord_id AND media_id = :media_id AND created_at >= :since
"""
_GONE = "UPDATE activities SET gone_at = :at WHERE id IN (SELECT value FROM json_each(:ids)) AND gone_at IS NULL"


class Activity(msgspec.Struct, frozen=True, kw_only=True):
    """A change of a list. `status` is AniList's text, as "watched episode"; `progress` is "3", "3 - 5", or None.

    AniList merges changes of a title into one activity: then `progress` and mostly `created_at` are others. `seen_at`
    is when it became known as it is, `gone_at` when AniList was seen to have it no longer.
    """

    id: int
    discord_id: int
    media_id: int
    media_type: str
    status: str
    progress: str | None
    created_at: int
    seen_at: int
    gone_at: int | None = None


class Activities:
    """Keeps activities for some weeks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, activities: Collection[Activity]) -> None:
        """Store activities as they are now. Those of people who have unlinked are left out."""
        rows = [msgspec.structs.asdict(one) for one in activities]
        async with self._database.transaction() as transaction:
            await transaction.execute_many(_PUT, [{name: row[name] for name in _STORED} for row in rows])

    async def of(self, ids: Collection[int]) -> dict[int, Activity]:
        """The known ones among those activities, by id."""
        rows = await self._database.all(_OF, ids=json_array(ids))
        return {row["id"]: msgspec.convert(row, Activity) for row in rows}

    async def standing(self, discord_ids: Collection[int], *, after: int, above: int) -> dict[int, int]:
        """Activities made after that, with higher ids than `above`, that are not gone: the people by the ids."""
        rows = await self._database.all(_STANDING, discord_ids=json_array(discord_ids), after=after, above=above)
        return {row["id"]: row["discord_id"] for row in rows}

    async def is_heard(self, discord_id: int, media_id: int, *, since: int) -> bool:
        """Whether an activity of the person and the title was made at that time or later."""
        found = await self._database.one(_IS_HEARD, discord_id=discord_id, media_id=media_id, since=since)
        return found is not None

    async def mark_gone(self, ids: Collection[int], at: int) -> None:
        """Record that AniList has the activities no longer."""
        await self._database.execute(_GONE, ids=json_array(ids), at=at)

    async def expire(self, before: int) -> None:
        """Delete the activities from before that time."""
        await self._database.execute("DELETE FROM activities WHERE created_at < :before", before=before)


_STORED = tuple(name for name in Activity.__struct_fields__ if name != "gone_at")
