"""What has happened to titles, and who is to be told of it, by their lists as they are now."""

from collections.abc import Collection

import msgspec

from store.database import Database, json_array
from store.notices import Timing
from store.outlooks import TitleEventKind

_UNTOLD = "SELECT id, media_id, happened_at FROM title_events WHERE told_at IS NULL ORDER BY id"
# A title that the person has finished, of which this one is a sequel.
_FINISHED = """
SELECT max(finished.media_id) FROM entries AS finished
WHERE finished.discord_id = reminders.discord_id AND finished.status IN ('COMPLETED', 'REPEATING')
AND finished.media_id = coalesce(events.of_media_id, finished.media_id)
AND finished.media_id IN (
    SELECT media_id FROM relations WHERE related_id = events.media_id AND relation = 'SEQUEL'
    UNION ALL SELECT related_id FROM relations WHERE media_id = events.media_id AND relation = 'PREQUEL'
)
"""
# Of an episode its own reminder tells, and of a sequel of two titles the first event that was told.
_TOLD_OTHERWISE = """
events.kind = 'begins' AND coalesce(is_wanted, 0) = 1
AND EXISTS (SELECT 1 FROM airings WHERE airings.media_id = events.media_id)
OR events.kind IN ('begins', 'back') AND EXISTS (
    SELECT 1 FROM notices WHERE notices.discord_id = reminders.discord_id AND notices.media_id = events.media_id
    AND episode IS NOT NULL AND state IN ('due', 'begun', 'sent') AND notices.happened_at > events.happened_at - 86400
    AND (only_caught_up = 0 OR coalesce(own.progress, 0) >= episode - 1)
)
OR events.kind = 'announced' AND EXISTS (
    SELECT 1 FROM title_events AS earlier JOIN notices ON topic = 'title' AND topic_id = earlier.id
    WHERE earlier.media_id = events.media_id AND earlier.kind = 'announced' AND earlier.id < events.id
    AND notices.discord_id = reminders.discord_id
)
"""
_CONCERNED = f"""
SELECT * FROM (
    SELECT events.id AS event_id, reminders.discord_id, events.kind, events.media_id, events.happened_at,
        own.status, own.progress, planned_since, sequels_since, breaks_since, digest_hour, zone, timezone,
        CASE WHEN sequels_since IS NOT NULL AND (is_adult = 0 OR adult = 1 OR own.status IS NOT NULL)
            THEN ({_FINISHED}) END AS of_media_id
    FROM title_events AS events JOIN media ON media.id = events.media_id
    CROSS JOIN reminders JOIN links ON links.discord_id = reminders.discord_id
    LEFT JOIN entries AS own ON own.discord_id = reminders.discord_id AND own.media_id = events.media_id
    LEFT JOIN reminded_titles AS chosen
        ON chosen.discord_id = reminders.discord_id AND chosen.media_id = events.media_id
    WHERE events.id IN (SELECT value FROM json_each(:event_ids)) AND is_on = 1 AND closed_at IS NULL
    AND coalesce(is_wanted, 1) = 1 AND NOT ({_TOLD_OTHERWISE})
) AS candidates
WHERE (kind = 'begins' AND planned_since <= happened_at AND status = 'PLANNING'
    OR kind = 'back' AND breaks_since <= happened_at AND status IN ('CURRENT', 'PAUSED')
    OR kind <> 'back' AND sequels_since <= happened_at AND of_media_id IS NOT NULL
    AND coalesce(status, 'PLANNING') = 'PLANNING')
"""  # noqa: S608  (only the texts above)
_RECIPIENTS = f"""
SELECT discord_id, 0 AS hours_later, digest_hour, zone, timezone FROM ({_CONCERNED}) AS concerned ORDER BY discord_id
"""  # noqa: S608
_OF = f"""
SELECT event_id, kind, media_id, status, progress, of_media_id FROM ({_CONCERNED}) AS concerned
WHERE discord_id = :discord_id ORDER BY event_id
"""  # noqa: S608
_TOLD = "UPDATE title_events SET told_at = :at WHERE id = :event_id"


class UntoldEvent(msgspec.Struct, frozen=True):
    """An event whose notices are not written yet."""

    id: int
    media_id: int
    happened_at: int


class ToldEvent(msgspec.Struct, frozen=True):
    """An event for a person: the status and progress of their entry, None without one, and what it is a sequel of.

    `of_media_id` is a title that the person has finished; None where that is not why they are told.
    """

    event_id: int
    kind: TitleEventKind
    media_id: int
    status: str | None
    progress: int | None
    of_media_id: int | None


class TitleEvents:
    """Events are kept so that none is told twice."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def untold(self) -> list[UntoldEvent]:
        """The events whose notices are not written yet, the oldest first."""
        return [msgspec.convert(row, UntoldEvent) for row in await self._database.all(_UNTOLD)]

    async def recipients(self, event_id: int) -> dict[int, Timing]:
        """The people who are to be told of the event, by Discord id, and when they want to be."""
        rows = await self._database.all(_RECIPIENTS, event_ids=json_array([event_id]))
        return {row.pop("discord_id"): msgspec.convert(row, Timing) for row in rows}

    async def mark_told(self, event_id: int, at: int) -> None:
        """Record that the notices of the event are written."""
        await self._database.execute(_TOLD, event_id=event_id, at=at)

    async def of(self, discord_id: int, event_ids: Collection[int]) -> list[ToldEvent]:
        """Those of the events that the person is still to be told of."""
        rows = await self._database.all(_OF, discord_id=discord_id, event_ids=json_array(event_ids))
        return [msgspec.convert(row, ToldEvent) for row in rows]

    async def expire(self, before: int) -> None:
        """Delete the events from before that time."""
        await self._database.execute("DELETE FROM title_events WHERE happened_at < :before", before=before)
