"""The cache of air times, and the list of titles that are polled. Knows nothing of people.

The view ``followed`` in the migrations selects the followed titles. A feature that follows more titles replaces it.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec

from store.database import Database, json_array
from store.statements import Row, Statements

_AIRS = """
media_type = 'ANIME' AND status IN ('RELEASING', 'NOT_YET_RELEASED', 'HIATUS')
AND EXISTS (SELECT 1 FROM followed WHERE media_id = media.id)
"""
_NOTICE = f"""
INSERT INTO polls (media_id, heard_at)
SELECT id, max(seen_at, coalesce((SELECT max(heard_at) FROM polls), 0)) FROM media WHERE {_AIRS}
ON CONFLICT (media_id) DO NOTHING
"""  # noqa: S608  (only the text above)
_LEAVE = f"DELETE FROM polls WHERE media_id NOT IN (SELECT id FROM media WHERE {_AIRS})"  # noqa: S608
_HEARD = "SELECT media_id, heard_at FROM polls ORDER BY media_id"
_HEAR = "UPDATE polls SET heard_at = :at WHERE media_id IN (SELECT value FROM json_each(:ids))"
_FORGET_AHEAD = """
DELETE FROM airings WHERE media_id IN (SELECT value FROM json_each(:ids)) AND airing_at > :at
"""
_PUT = """
INSERT INTO airings (media_id, episode, airing_at, seen_at) VALUES (:media_id, :episode, :airing_at, :seen_at)
ON CONFLICT (media_id, episode) DO UPDATE SET airing_at = excluded.airing_at, seen_at = excluded.seen_at
WHERE excluded.seen_at >= airings.seen_at
"""
# A next episode that has aired stays while AniList names no later one, as in `store/media.py`.
_STANDS = """
UPDATE media SET
    status = coalesce(:status, status),
    episodes = coalesce(:episodes, episodes),
    next_episode = CASE WHEN CAST(:next_episode AS BIGINT) IS NULL AND next_airing_at <= :at
        THEN next_episode ELSE :next_episode END,
    next_airing_at = CASE WHEN :next_episode IS NULL AND next_airing_at <= :at
        THEN next_airing_at ELSE :next_airing_at END
WHERE id = :media_id
"""
_NEXT = "FROM airings WHERE media_id = media.id AND airing_at > :now ORDER BY airing_at, episode LIMIT 1"
_ADVANCE = f"""
UPDATE media SET (next_episode, next_airing_at) = (SELECT episode, airing_at {_NEXT})
WHERE next_airing_at <= :now AND EXISTS (SELECT 1 {_NEXT})
"""  # noqa: S608
_BETWEEN = """
SELECT media_id, episode, airing_at FROM airings WHERE airing_at > :after AND airing_at <= :until
ORDER BY airing_at, media_id, episode
"""
_OF = """
SELECT media_id, episode, airing_at FROM airings WHERE media_id IN (SELECT value FROM json_each(:ids))
ORDER BY airing_at, media_id, episode
"""
_FORGET_DAY = """
DELETE FROM airings WHERE airing_at >= :start AND airing_at < :end
AND NOT EXISTS (SELECT 1 FROM polls WHERE media_id = airings.media_id)
"""
_PUT_UNLESS_POLLED = """
INSERT INTO airings (media_id, episode, airing_at, seen_at) VALUES (:media_id, :episode, :airing_at, :seen_at)
ON CONFLICT (media_id, episode) DO UPDATE SET airing_at = excluded.airing_at, seen_at = excluded.seen_at
WHERE excluded.seen_at >= airings.seen_at AND NOT EXISTS (SELECT 1 FROM polls WHERE media_id = excluded.media_id)
"""
_ASKED = """
INSERT INTO schedules (day, asked_at) VALUES (:day, :asked_at)
ON CONFLICT (day) DO UPDATE SET asked_at = max(schedules.asked_at, excluded.asked_at)
"""
_DAYS = "SELECT day, asked_at FROM schedules WHERE day BETWEEN :first AND :last"
_DAY = 86400


class Airing(msgspec.Struct, frozen=True):
    """An episode and when it airs or has aired, in unix seconds."""

    media_id: int
    episode: int
    airing_at: int


class AiringStatus(msgspec.Struct, frozen=True):
    """A title's status and episode count at AniList (None leaves the stored value), and its known future episodes."""

    media_id: int
    status: str | None
    episodes: int | None
    ahead: tuple[Airing, ...]


class Airings:
    """Air times of followed titles, kept current by a poll, and of whole days that somebody has opened."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def follow(self) -> dict[int, int]:
        """Update the list of polled titles; returns the time of AniList's last answer (unix seconds) by media id.

        Polled titles are followed and unfinished. A new title gets the time of the latest answer at least, because its
        next episode came with the title itself.
        """
        async with self._database.transaction() as transaction:
            await transaction.execute(_NOTICE)
            await transaction.execute(_LEAVE)
            return {row["media_id"]: row["heard_at"] for row in await transaction.all(_HEARD)}

    async def polled_at(self) -> dict[int, int]:
        """The time of AniList's last answer by media id, without an update of the list."""
        return {row["media_id"]: row["heard_at"] for row in await self._database.all(_HEARD)}

    async def update(
        self,
        media_ids: Collection[int],
        statuses: Collection[AiringStatus],
        aired: Iterable[Airing],
        at: int,
        *,
        unread: Collection[int] = (),
        heard: Mapping[int, int] | None = None,
    ) -> None:
        """Store AniList's answer of `at` about these titles; known future episodes that it does not name are deleted.

        `aired` are episodes that came out earlier than expected. The answer about `unread` titles could not be read, so
        their known episodes stay. `heard` has the time of the answer before, by title: where another one has come
        meanwhile, this one may be older and is dropped.
        """
        async with self._database.transaction() as transaction:
            if heard:
                known = {row["media_id"]: row["heard_at"] for row in await transaction.all(_HEARD)}
                media_ids = {one for one in media_ids if known.get(one) == heard[one]}
            standings = [status for status in statuses if status.media_id in media_ids]
            ahead = [airing for status in standings for airing in status.ahead]
            early = [airing for airing in aired if airing.media_id in media_ids]
            await transaction.execute(_FORGET_AHEAD, ids=json_array(set(media_ids).difference(unread)), at=at)
            await _put(transaction, _PUT, [*ahead, *early], at)
            await transaction.execute_many(_STANDS, [_stands(status, at) for status in standings])
            await transaction.execute(_HEAR, ids=json_array(media_ids), at=at)

    async def between(self, after: int, until: int) -> list[Airing]:
        """The episodes that air later than `after` and not later than `until`, earliest first."""
        return list(map(_airing, await self._database.all(_BETWEEN, after=after, until=until)))

    async def of(self, media_ids: Collection[int]) -> list[Airing]:
        """All known episodes of these titles, earliest first."""
        return list(map(_airing, await self._database.all(_OF, ids=json_array(media_ids))))

    async def advance(self, now: int) -> int:
        """Move each title whose next episode has aired to the episode after it; returns the number of titles."""
        return await self._database.execute(_ADVANCE, now=now)

    async def put_day(self, day: int, airings: Iterable[Airing], asked_at: int, *, is_whole: bool = True) -> None:
        """Store the episodes of a day of UTC, numbered from 1970-01-01. Air times that the poll has stored stay.

        Unless the answer `is_whole`, the other known episodes of that day stay too.
        """
        async with self._database.transaction() as transaction:
            if is_whole:
                await transaction.execute(_FORGET_DAY, start=day * _DAY, end=(day + 1) * _DAY)
            await _put(transaction, _PUT_UNLESS_POLLED, airings, asked_at)
            await transaction.execute(_ASKED, day=day, asked_at=asked_at)

    async def days(self, first: int, last: int) -> dict[int, int]:
        """The fetched days from `first` to `last`, each with the time of its fetch."""
        return {row["day"]: row["asked_at"] for row in await self._database.all(_DAYS, first=first, last=last)}

    async def expire(self, before: int) -> None:
        """Delete the episodes and days before that time."""
        async with self._database.transaction() as transaction:
            await transaction.execute("DELETE FROM airings WHERE airing_at < :before", before=before)
            await transaction.execute("DELETE FROM schedules WHERE day < :day", day=before // _DAY)


async def _put(transaction: Statements, statement: str, airings: Iterable[Airing], at: int) -> None:
    await transaction.execute_many(statement, [msgspec.structs.asdict(one) | {"seen_at": at} for one in airings])


def _stands(standing: AiringStatus, at: int) -> Mapping[str, Any]:
    ahead = min(standing.ahead, key=lambda airing: airing.airing_at, default=None)
    return {
        "media_id": standing.media_id,
        "status": standing.status,
        "episodes": standing.episodes,
        "next_episode": ahead.episode if ahead else None,
        "next_airing_at": ahead.airing_at if ahead else None,
        "at": at,
    }


def _airing(row: Row) -> Airing:
    return Airing(**row)
