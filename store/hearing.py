"""Who is asked for at AniList by the poll of activity, how far it has heard, and whether it goes on.

These are rows, so that a restart and other processes go on where the poll was. Knows no request.
"""

from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from redaction import Secret
from store.database import Database, json_array, pairs
from store.looking import beside_since

OffReason = Literal["silent", "refused"]

MOST_MISSED = 2  # changes in a row; then nothing is known of the person by hearing nothing

_IN_CIRCLES = "EXISTS (SELECT 1 FROM circles WHERE discord_id = links.discord_id)"
# Whoever is in sight of no other member is not asked for; and whoever comes back begins anew.
_LEAVE = f"""
DELETE FROM heard_people WHERE NOT EXISTS (
    SELECT 1 FROM links WHERE discord_id = heard_people.discord_id AND rejected_at IS NULL AND {_IN_CIRCLES}
)
"""  # noqa: S608  (only the text above)
_JOIN = f"""
INSERT INTO heard_people (discord_id, since) SELECT discord_id, max(lists_at, :since) FROM links
WHERE rejected_at IS NULL AND {_IN_CIRCLES}
ON CONFLICT (discord_id) DO NOTHING
"""  # noqa: S608
_PEOPLE = """
SELECT links.discord_id, anilist_id, since FROM heard_people JOIN links ON links.discord_id = heard_people.discord_id
ORDER BY links.discord_id
"""
_BEGIN_ANEW = "UPDATE heard_people SET since = :since WHERE discord_id IN (SELECT value FROM json_each(:discord_ids))"
_APPEAR = "UPDATE heard_people SET appeared_at = :at WHERE discord_id IN (SELECT value FROM json_each(:discord_ids))"
_APPEARED = """
SELECT links.discord_id FROM heard_people JOIN links ON links.discord_id = heard_people.discord_id
WHERE appeared_at > lists_at AND appeared_at <= :now AND rejected_at IS NULL
AND links.discord_id NOT IN (SELECT value FROM json_each(:without))
ORDER BY lists_at, links.discord_id LIMIT :limit
"""
_HEARD_AT = """
SELECT json_group_array(discord_id) AS keys, json_group_array(heard_until) AS found FROM (
    SELECT heard_people.discord_id, heard_until
    FROM json_each(:discord_ids) CROSS JOIN heard_people CROSS JOIN links CROSS JOIN activity_poll
    WHERE heard_people.discord_id = value AND links.discord_id = value
    AND tells_activity = 1 AND heard_people.missed < :most_missed
    AND lists_at >= since AND lists_at >= coalesce(appeared_at, 0)
) AS by_person
"""
_MISS = """
UPDATE heard_people SET missed = CASE WHEN :is_heard = 1 THEN 0 ELSE missed + 1 END WHERE discord_id = :discord_id
"""
_STATE = """
SELECT heard_until, judged_until, look_back, missed, failed, off_at, off_why, tried_at FROM activity_poll WHERE one = 1
"""
_PUT = """
INSERT INTO activity_poll (
    one, heard_until, judged_until, look_back, missed, failed, off_at, off_why, tried_at
) VALUES (1, :heard_until, :judged_until, :look_back, :missed, :failed, :off_at, :off_why, :tried_at)
ON CONFLICT (one) DO UPDATE SET
    heard_until = excluded.heard_until, judged_until = excluded.judged_until, look_back = excluded.look_back,
    missed = excluded.missed, failed = excluded.failed, off_at = excluded.off_at, off_why = excluded.off_why,
    tried_at = excluded.tried_at
"""
_MISSING = "SELECT count(*) AS people FROM heard_people WHERE missed > 0"
_COUNT = "SELECT count(*) AS people FROM heard_people"
_MIGRATION = 34  # has made the tables


class HearingState(msgspec.Struct, frozen=True, kw_only=True):
    """How far the poll is. Everything until `heard_until` was heard, except where somebody's hearing began later.

    A request tells of `look_back` seconds before that. Musubi's own changes until `judged_until` were looked for;
    `missed` of them in a row were not heard, and `failed` rounds in a row got an error. While `off_at` is set the poll
    is off, and was tried again at `tried_at`.
    """

    heard_until: int
    judged_until: int
    look_back: int
    missed: int = 0
    failed: int = 0
    off_at: int | None = None
    off_why: OffReason | None = None
    tried_at: int | None = None


class HeardPerson(NamedTuple):
    """A person who is asked for, and since when without a gap."""

    discord_id: int
    anilist_id: int
    since: int


class Hearing:
    """The rows of the poll of activity."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def state(self) -> HearingState | None:
        """None before the first round."""
        row = await self._database.one(_STATE)
        return msgspec.convert(row, HearingState) if row else None

    async def put(self, state: HearingState) -> None:
        await self._database.execute(_PUT, **msgspec.structs.asdict(state))

    async def take_up(self, since: int) -> list[HeardPerson]:
        """Everybody to be asked for by now. Somebody new is heard since their lists were read, and `since` at most."""
        async with self._database.transaction() as transaction:
            await transaction.execute(_LEAVE)
            await transaction.execute(_JOIN, since=since)
            return [HeardPerson(**row) for row in await transaction.all(_PEOPLE)]

    async def forget_all(self) -> None:
        """Nobody was heard."""
        await self._database.execute("DELETE FROM heard_people")

    async def begin_anew(self, discord_ids: Collection[int], since: int) -> None:
        """Record a gap: the people are heard since then."""
        await self._database.execute(_BEGIN_ANEW, discord_ids=json_array(discord_ids), since=since)

    async def appear(self, discord_ids: Collection[int], at: int) -> None:
        """Record that something was heard that the people's stored lists lack."""
        await self._database.execute(_APPEAR, discord_ids=json_array(discord_ids), at=at)

    async def appeared(self, now: int, *, without: Collection[int], limit: int) -> list[int]:
        """The people who have appeared since their lists were read, those with the oldest lists first."""
        rows = await self._database.all(_APPEARED, now=now, without=json_array(without), limit=limit)
        return [row["discord_id"] for row in rows]

    async def heard_at(self, discord_ids: Collection[int]) -> dict[int, int]:
        """Until when nothing was heard that the people's stored lists lack; nobody of whom that can't be known."""
        found = await self._database.one(_HEARD_AT, discord_ids=json_array(discord_ids), most_missed=MOST_MISSED)
        return pairs(found)

    async def judge(self, discord_id: int, *, is_heard: bool) -> None:
        """Count a change of Musubi's own that was heard, or should have been."""
        await self._database.execute(_MISS, discord_id=discord_id, is_heard=is_heard)

    async def missing(self) -> int:
        """The number of people whose last change was not heard."""
        row = await self._database.one(_MISSING)
        return row["people"] if row else 0

    async def count(self) -> int:
        """The number of people who are asked for."""
        row = await self._database.one(_COUNT)
        return row["people"] if row else 0


@asynccontextmanager
async def hearing_beside(folder: Path, database_url: Secret | None = None) -> AsyncGenerator[Hearing | None]:
    """The poll of a database that may be in use; None when an older release has written it. Raises StoreError."""
    async with beside_since(_MIGRATION, folder, database_url) as database:
        yield Hearing(database) if database else None
