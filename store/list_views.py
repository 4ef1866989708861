"""Filters of lists, kept under short ids, because an id of Discord's has no room for them. Knows no filter."""

from store.database import Clock, Database

_DAYS_KEPT = 30  # unused
_HOUR, _DAY = 3600, 86400
_MOST = 200  # of one person; those that were unused the longest go
_KEEP = """
INSERT INTO list_views (id, discord_id, filters, used_at) VALUES (:view_id, :discord_id, :filters, :now)
ON CONFLICT (id) DO UPDATE SET used_at = excluded.used_at
"""
_TRIM = """
DELETE FROM list_views WHERE discord_id = :discord_id AND id NOT IN (
    SELECT id FROM list_views WHERE discord_id = :discord_id ORDER BY used_at DESC, id DESC LIMIT :most
)
"""
_OF = "SELECT filters, used_at FROM list_views WHERE id = :view_id AND used_at >= :since"
_USED_AT = "SELECT used_at FROM list_views WHERE id = :view_id"
_USED = "UPDATE list_views SET used_at = :now WHERE id = :view_id"


class ListViews:
    """Keeps what people have filtered by, linked or not, until it is unused for a month."""

    def __init__(self, database: Database, now: Clock) -> None:
        self._database = database
        self._now = now

    async def put(self, view_id: str, discord_id: int, filters: str) -> None:
        """Store the person's `filters`, which are JSON."""
        now = self._now()
        used = await self._database.one(_USED_AT, view_id=view_id)
        if used and used["used_at"] > now - _HOUR:
            return
        await self._database.execute(_KEEP, view_id=view_id, discord_id=discord_id, filters=filters, now=now)
        await self._database.execute(_TRIM, discord_id=discord_id, most=_MOST)

    async def of(self, view_id: str) -> str | None:
        """The filters, which count as used from now on; None when they are forgotten."""
        row = await self._database.one(_OF, view_id=view_id, since=self._now() - _DAYS_KEPT * _DAY)
        if row is None:
            return None
        if row["used_at"] < self._now() - _DAY:  # once a day will do
            await self._database.execute(_USED, view_id=view_id, now=self._now())
        return row["filters"]

    async def purge(self) -> int:
        """Delete the filters that were unused for a month; returns their number."""
        since = self._now() - _DAYS_KEPT * _DAY
        return await self._database.execute("DELETE FROM list_views WHERE used_at < :since", since=since)
