"""What was last known of titles that have not begun or are on a break, and what has happened to them since.

Knows nothing of people but whether anybody waits for such news.
"""

from collections.abc import Collection, Iterable
from typing import Literal

import msgspec

from store.database import Database, json_array

State = Literal["ahead", "away"]
TitleEventKind = Literal["announced", "dated", "begins", "back"]

_WANTED = """
SELECT 1 FROM reminders WHERE is_on = 1 AND closed_at IS NULL
AND coalesce(planned_since, sequels_since, breaks_since) IS NOT NULL LIMIT 1
"""
_UNDER_WAY = """
entries JOIN reminders USING (discord_id)
WHERE entries.status IN ('CURRENT', 'PAUSED') AND is_on = 1 AND closed_at IS NULL AND breaks_since IS NOT NULL
"""
# SQLite uses partial indexes only where their conditions are repeated, beside the narrower ones.
_WAITING = f"FROM media CROSS JOIN {_UNDER_WAY} AND entries.media_id = media.id"
_TO_COME = """
INSERT INTO outlooks (media_id) SELECT id FROM media
WHERE status IN ('NOT_YET_RELEASED', 'HIATUS') AND status = 'NOT_YET_RELEASED'
AND coalesce(next_airing_at, :now + 1) > :now ON CONFLICT (media_id) DO NOTHING
"""
_RESTING = f"""
INSERT INTO outlooks (media_id) SELECT DISTINCT id {_WAITING}
AND media.status = 'HIATUS' AND media.status IN ('NOT_YET_RELEASED', 'HIATUS') ON CONFLICT (media_id) DO NOTHING
"""
# Anime on air with a long time between two episodes, or without a next one for long.
_PAUSED = f"""
INSERT INTO outlooks (media_id) SELECT DISTINCT id {_WAITING}
AND media.media_type = 'ANIME' AND media.status IN ('RELEASING', 'NOT_YET_RELEASED', 'HIATUS')
AND media.status = 'RELEASING' AND (
    next_airing_at <= media.seen_at - :gap OR next_airing_at > :soon AND EXISTS (
        SELECT 1 FROM airings WHERE airings.media_id = media.id AND episode = next_episode - 1
        AND airing_at <= next_airing_at - :gap
    )
)
ON CONFLICT (media_id) DO NOTHING
"""  # noqa: S608
_LEAVE = f"""
DELETE FROM outlooks WHERE media_id NOT IN (SELECT id FROM media)
OR state = 'away' AND NOT EXISTS (SELECT 1 FROM {_UNDER_WAY} AND entries.media_id = outlooks.media_id)
"""  # noqa: S608
_ALL = """
SELECT media_id, state, day, max(asked_at, seen_at) AS heard_at, seen_at, media_type, status, started, season,
    season_year, next_airing_at
FROM outlooks JOIN media ON media.id = media_id ORDER BY media_id
"""
_ASKED = "UPDATE outlooks SET asked_at = :at WHERE media_id IN (SELECT value FROM json_each(:media_ids))"
_MOVE = """
UPDATE outlooks SET state = :to_state, day = :to_day
WHERE media_id = :media_id AND coalesce(state, '') = :state AND day = :day
"""
_END = "DELETE FROM outlooks WHERE media_id = :media_id AND coalesce(state, '') = :state AND day = :day"
_HAPPEN = """
INSERT INTO title_events (media_id, kind, of_media_id, happened_at)
SELECT CAST(:media_id AS BIGINT), :kind, CAST(:of_media_id AS BIGINT), CAST(:at AS BIGINT)
WHERE NOT EXISTS (
    SELECT 1 FROM title_events WHERE media_id = :media_id AND kind = :kind
    AND coalesce(of_media_id, 0) = coalesce(CAST(:of_media_id AS BIGINT), 0) AND happened_at > :unless_after
)
"""
_FOUND = """
SELECT sequels.media_id, sequels.of_media_id FROM sequels JOIN media ON media.id = sequels.media_id
WHERE found_at > :after AND media.status = 'NOT_YET_RELEASED' AND NOT EXISTS (
    SELECT 1 FROM title_events WHERE title_events.media_id = sequels.media_id AND kind = 'announced'
    AND title_events.of_media_id = sequels.of_media_id
)
GROUP BY sequels.media_id, sequels.of_media_id ORDER BY sequels.media_id, sequels.of_media_id
"""


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """What was last known of a title, and what AniList says now.

    `state` is None before the first look, and `day` 0 as long as no day was known. `heard_at` is when AniList last
    answered about it, or was asked in vain; `seen_at` is the time of the facts.
    """

    media_id: int
    state: State | None
    day: int
    heard_at: int
    seen_at: int
    media_type: str
    status: str | None
    started: int | None
    season: str | None
    season_year: int | None
    next_airing_at: int | None


class TitleEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happens to a title; not again unless the last one was until `unless_after`."""

    media_id: int
    kind: TitleEventKind
    at: int
    of_media_id: int | None = None
    unless_after: int = 0


class OutlookStep(msgspec.Struct, frozen=True):
    """What is known from now on of a title, None when nothing is waited for any more; and what has happened."""

    was: Outlook
    state: State | None
    day: int
    event: TitleEvent | None = None


class Outlooks:
    """Keeps a row for each title that somebody may be told of."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def are_wanted(self) -> bool:
        """Whether anybody wants to be told what comes next."""
        return await self._database.one(_WANTED) is not None

    async def clear(self) -> None:
        """Forget what was known: as nobody wants it, it grows old, and what is new since would be told as news."""
        async with self._database.transaction() as transaction:
            await transaction.execute("DELETE FROM outlooks")
            await transaction.execute("DELETE FROM sweeps")

    async def follow(self, now: int, *, soon: int, gap: int) -> list[Outlook]:
        """Update the rows, and return them: titles to come, and those under way on a list that are on a break.

        A break is AniList's word, or `gap` seconds without an episode until `soon`.
        """
        async with self._database.transaction() as transaction:
            await transaction.execute(_LEAVE)
            await transaction.execute(_TO_COME, now=now)
            await transaction.execute(_RESTING)
            await transaction.execute(_PAUSED, soon=soon, gap=gap)
            return [msgspec.convert(row, Outlook) for row in await transaction.all(_ALL)]

    async def asked(self, media_ids: Collection[int], at: int) -> None:
        """Record that AniList was asked for these titles, and has answered."""
        await self._database.execute(_ASKED, media_ids=json_array(media_ids), at=at)

    async def found_sequels(self, after: int) -> list[tuple[int, int]]:
        """Sequels to come that AniList was first seen to name after that time, each with the title before it."""
        rows = await self._database.all(_FOUND, after=after)
        return [(row["media_id"], row["of_media_id"]) for row in rows]

    async def go(self, steps: Iterable[OutlookStep]) -> None:
        """Store the steps, and what has happened. A step from what is known no longer was another process's."""
        async with self._database.transaction() as transaction:
            for step in steps:
                was = {"media_id": step.was.media_id, "state": step.was.state or "", "day": step.was.day}
                if step.state is None:
                    is_ours = await transaction.execute(_END, **was)
                else:
                    is_ours = await transaction.execute(_MOVE, **was, to_state=step.state, to_day=step.day)
                if is_ours and step.event:
                    await transaction.execute(_HAPPEN, **msgspec.structs.asdict(step.event))

    async def happen(self, events: Iterable[TitleEvent]) -> None:
        """Store what has happened to titles."""
        async with self._database.transaction() as transaction:
            for event in events:
                await transaction.execute(_HAPPEN, **msgspec.structs.asdict(event))
