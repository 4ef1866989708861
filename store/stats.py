"""The cache of AniList's statistics of linked people, as documents, and sums over their lists.

Unlinked people have no rows. Knows nothing of what is in a document.
"""

from typing import NamedTuple

from store.cached_answers import CachedAnswer
from store.database import Database

_PUT = """
INSERT INTO cached_stats (discord_id, is_own, answer, asked_at)
SELECT discord_id, :is_own, :answer, :asked_at FROM links
WHERE discord_id = :discord_id AND anilist_id = :anilist_id
ON CONFLICT (discord_id, is_own) DO UPDATE SET answer = excluded.answer, asked_at = excluded.asked_at
WHERE excluded.asked_at >= cached_stats.asked_at
"""
_OF = "SELECT answer, asked_at FROM cached_stats WHERE discord_id = :discord_id AND is_own = :is_own"
_EXPIRE = "DELETE FROM cached_stats WHERE asked_at < :before"
_SUMS = """
    CAST(coalesce(sum(listed.repeat), 0) AS BIGINT) AS repeats,
    CAST(coalesce(sum(CASE WHEN listed.status = 'PLANNING' THEN 1 ELSE 0 END), 0) AS BIGINT) AS planned,
    CAST(coalesce(sum(CASE
        WHEN listed.status <> 'PLANNING' THEN 0
        WHEN media.media_type = 'ANIME' THEN media.episodes * media.duration
        ELSE media.chapters
    END), 0) AS BIGINT) AS planned_amount,
    CAST(coalesce(sum(CASE WHEN listed.score > 0 AND media.mean_score > 0
        THEN 1 ELSE 0 END), 0) AS BIGINT) AS compared,
    CAST(coalesce(sum(CASE WHEN listed.score > 0 AND media.mean_score > 0
        THEN listed.score - media.mean_score ELSE 0 END), 0) AS BIGINT) AS above
"""
_OF_LIST = """
JOIN media ON media.id = listed.media_id
WHERE listed.discord_id = :discord_id AND listed.media_type = :media_type AND media.is_adult <= :most_adult
"""
_OWN_EXTRAS = f"SELECT {_SUMS} FROM entries AS listed {_OF_LIST}"  # noqa: S608  (our own words)
_SHOWN_EXTRAS = f"SELECT {_SUMS} FROM shown AS listed {_OF_LIST}"  # noqa: S608  (our own words)


class StatsExtras(NamedTuple):
    """Sums over a list. `planned_amount` is in minutes or chapters.

    `above` sums up how much higher than AniList's means the `compared` titles are scored.
    """

    repeats: int
    planned: int
    planned_amount: int
    compared: int
    above: int


class CachedStats:
    """Keeps two documents of a person: as everybody sees them at AniList, and their own, for nobody else."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, discord_id: int, anilist_id: int, answer: CachedAnswer, *, is_own: bool) -> None:
        """Store an answer about that account, unless the person has linked another one, or none, meanwhile."""
        await self._database.execute(
            _PUT,
            discord_id=discord_id,
            anilist_id=anilist_id,
            is_own=int(is_own),
            answer=answer.answer,
            asked_at=answer.asked_at,
        )

    async def of(self, discord_id: int, *, is_own: bool) -> CachedAnswer | None:
        row = await self._database.one(_OF, discord_id=discord_id, is_own=int(is_own))
        return CachedAnswer(row["answer"], row["asked_at"]) if row else None

    async def extras(self, discord_id: int, media_type: str, *, is_own: bool, is_adult: bool) -> StatsExtras:
        """Sums over the list: all of it for its owner, else what others may see; adult titles only if `is_adult`."""
        row = await self._database.one(
            _OWN_EXTRAS if is_own else _SHOWN_EXTRAS,
            discord_id=discord_id,
            media_type=media_type,
            most_adult=int(is_adult),
        )
        return StatsExtras(**row) if row else StatsExtras(0, 0, 0, 0, 0)

    async def expire(self, before: int) -> int:
        """Delete the answers to requests before that time; returns their number."""
        return await self._database.execute(_EXPIRE, before=before)
