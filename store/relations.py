"""What AniList says titles are to each other: prequel, side story and so on. Knows nothing of people.

Each relation is deleted with the title that has told it.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from store.database import Database, json_array

_FORGET = """
DELETE FROM relations WHERE media_id = :media_id AND related_id NOT IN (SELECT value FROM json_each(:related_ids))
"""
# A relation is found where AniList had not told it shortly before, or tells it of a title that is new there.
_PUT = """
INSERT INTO relations (media_id, related_id, relation, place, found_at)
SELECT id, :related_id, :relation, :place,
    CASE WHEN relations_at > :lately OR :is_new = 1 THEN CAST(:told_at AS BIGINT) END
FROM media WHERE id = :media_id AND id <> :related_id
ON CONFLICT (media_id, related_id) DO UPDATE SET
    relation = excluded.relation, place = excluded.place,
    found_at = CASE WHEN relations.relation <> excluded.relation THEN excluded.found_at
        WHEN :is_new = 1 THEN coalesce(relations.found_at, excluded.found_at)
        ELSE relations.found_at END
"""
_DROP = "DELETE FROM relations WHERE related_id IN (SELECT value FROM json_each(:media_ids))"
_TOLD = "UPDATE media SET relations_at = :told_at WHERE id = :media_id"
_OF = """
SELECT media_id, related_id, relation FROM relations WHERE media_id IN (SELECT value FROM json_each(:media_ids))
ORDER BY media_id, place, related_id
"""
_TO = """
SELECT media_id, related_id, relation FROM relations WHERE related_id IN (SELECT value FROM json_each(:media_ids))
ORDER BY media_id, place, related_id
"""
_SECONDS_LATELY = 14 * 86400
_TOLD_AT = """
SELECT id, relations_at FROM media
WHERE relations_at IS NOT NULL AND id IN (SELECT value FROM json_each(:media_ids)) ORDER BY id
"""


class Relation(NamedTuple):
    """A title that AniList relates to another; `relation` is what it is to that one: SEQUEL, SIDE_STORY and so on."""

    media_id: int
    related_id: int
    relation: str


class Relations:
    """Keeps AniList's answers from the fetches of titles' cards and of their franchises."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, told: Mapping[int, Sequence[Relation]], told_at: int, *, new: Collection[int] = ()) -> None:
        """Replace the relations of each title, in AniList's order; of two to the same title the first counts.

        The `new` ones among the titles are new at AniList, and with them their relations.
        """
        since = {"told_at": told_at, "lately": told_at - _SECONDS_LATELY}
        async with self._database.transaction() as transaction:
            for media_id, relations in told.items():
                places = {one.related_id: (place, one) for place, one in reversed(list(enumerate(relations)))}
                await transaction.execute(_FORGET, media_id=media_id, related_ids=json_array(places))
                told_of = since | {"is_new": media_id in new}
                rows = [one._asdict() | {"place": place} | told_of for place, one in places.values()]
                await transaction.execute_many(_PUT, rows)
                await transaction.execute(_TOLD, media_id=media_id, told_at=told_at)

    async def drop(self, media_ids: Collection[int]) -> None:
        """Drop the relations to titles that are deleted at AniList."""
        await self._database.execute(_DROP, media_ids=json_array(media_ids))

    async def of(self, media_ids: Collection[int]) -> list[Relation]:
        """What those titles tell, each in AniList's order."""
        return [Relation(**row) for row in await self._database.all(_OF, media_ids=json_array(media_ids))]

    async def to(self, media_ids: Collection[int]) -> list[Relation]:
        """What other titles tell about those titles."""
        return [Relation(**row) for row in await self._database.all(_TO, media_ids=json_array(media_ids))]

    async def told_at(self, media_ids: Collection[int]) -> dict[int, int]:
        """When AniList last told the relations of a title; without those whose relations were never told."""
        rows = await self._database.all(_TOLD_AT, media_ids=json_array(media_ids))
        return {row["id"]: row["relations_at"] for row in rows}
