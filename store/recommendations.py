"""The cache of AniList's recommendations of titles by title. Knows nothing of people; deleted with the title."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from store.database import Database, json_array

_FORGET = "DELETE FROM recommendations WHERE media_id = :media_id"
_PUT = """
INSERT INTO recommendations (media_id, recommended_id, rating) SELECT id, :recommended_id, :rating FROM media
WHERE id = :media_id ON CONFLICT (media_id, recommended_id) DO UPDATE SET rating = excluded.rating
"""
_OF = """
SELECT media_id, recommended_id, rating FROM json_each(:media_ids) AS asked
CROSS JOIN recommendations WHERE recommendations.media_id = asked.value AND rating > 0
ORDER BY asked.key, recommended_id
"""


class Recommendation(NamedTuple):
    """A title that is recommended to people who like another; `rating` is the votes for it minus those against it."""

    media_id: int
    recommended_id: int
    rating: int


class Recommendations:
    """Keeps AniList's answers from the fetches of titles' cards."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, media_id: int, recommendations: Iterable[Recommendation]) -> None:
        """Replace the title's recommendations."""
        async with self._database.transaction() as transaction:
            await transaction.execute(_FORGET, media_id=media_id)
            await transaction.execute_many(_PUT, [one._asdict() for one in recommendations])

    async def of(self, media_ids: Collection[int]) -> Sequence[Recommendation]:
        """The recommendations by those titles with a positive rating, in the order of the titles."""
        rows = await self._database.all(_OF, media_ids=json_array(media_ids))
        return [Recommendation(**row) for row in rows]
