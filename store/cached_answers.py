"""The rows of AniList's cached public answers. Knows neither their shapes nor how long they are fresh."""

import msgspec

from store.database import Database

_MOST_OF_A_KIND = 5000
_OF = "SELECT answer, asked_at FROM cached_answers WHERE kind = :kind AND name = :name AND until > :now"
_PUT = """
INSERT INTO cached_answers (kind, name, answer, asked_at, until) VALUES (:kind, :name, :answer, :asked_at, :until)
ON CONFLICT (kind, name) DO UPDATE SET
    answer = excluded.answer, asked_at = excluded.asked_at, until = excluded.until
WHERE cached_answers.asked_at <= excluded.asked_at
"""
_DROP = "DELETE FROM cached_answers WHERE kind = :kind AND name = :name"
_EXPIRE = "DELETE FROM cached_answers WHERE until <= :now"
_CROWDED = "SELECT kind, count(*) AS answers FROM cached_answers GROUP BY kind HAVING count(*) > :most ORDER BY kind"
_THIN = """
DELETE FROM cached_answers WHERE kind = :kind AND name IN (
    SELECT name FROM cached_answers WHERE kind = :kind ORDER BY asked_at, name LIMIT :surplus
)
"""


class CachedAnswer(msgspec.Struct, frozen=True):
    """An answer in JSON, and when AniList was asked for it."""

    answer: str
    asked_at: int


class CachedAnswers:
    """Keeps the latest answer of each kind and name; of a kind at most 5,000, of which the oldest go first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, kind: str, name: str, now: int) -> CachedAnswer | None:
        """The answer, unless it is of no use any more at `now`."""
        row = await self._database.one(_OF, kind=kind, name=name, now=now)
        return CachedAnswer(**row) if row else None

    async def put(self, kind: str, name: str, cached: CachedAnswer, *, until: int) -> None:
        """Store the answer until that time, unless a later one is there."""
        columns = {"answer": cached.answer, "asked_at": cached.asked_at, "until": until}
        await self._database.execute(_PUT, kind=kind, name=name, **columns)

    async def drop(self, kind: str, name: str) -> None:
        """Delete an answer that may not be shown any more."""
        await self._database.execute(_DROP, kind=kind, name=name)

    async def expire(self, now: int) -> None:
        """Delete the answers that are of no use any more, and the oldest of a kind with too many."""
        await self._database.execute(_EXPIRE, now=now)
        for row in await self._database.all(_CROWDED, most=_MOST_OF_A_KIND):
            await self._database.execute(_THIN, kind=row["kind"], surplus=row["answers"] - _MOST_OF_A_KIND)
