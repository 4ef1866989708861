"""Which of AniList's titles those of MyAnimeList are, as AniList has told. Knows nothing of people."""

from collections.abc import Collection, Mapping

from store.database import Database, json_array

_PUT = """
INSERT INTO mal_ids (media_type, mal_id, media_id, asked_at) VALUES (:media_type, :mal_id, :media_id, :asked_at)
ON CONFLICT (media_type, mal_id) DO UPDATE SET media_id = excluded.media_id, asked_at = excluded.asked_at
"""
# A title that is not stored any more has to be asked for again.
_OF = """
SELECT mal_id, media_id FROM mal_ids
WHERE media_type = :media_type AND mal_id IN (SELECT value FROM json_each(:mal_ids)) AND asked_at >= :since
AND (media_id IS NULL OR EXISTS (SELECT 1 FROM media WHERE media.id = mal_ids.media_id)) ORDER BY mal_id
"""
_PURGE = "DELETE FROM mal_ids WHERE asked_at < :before"


class MalIds:
    """Keeps AniList's answers, also that it has no such title."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, media_type: str, known: Mapping[int, int | None], asked_at: int) -> None:
        """Store the title of each id of MyAnimeList's, None where AniList has none."""
        async with self._database.transaction() as transaction:
            values = {"media_type": media_type, "asked_at": asked_at}
            await transaction.execute_many(
                _PUT, [values | {"mal_id": mal_id, "media_id": media_id} for mal_id, media_id in known.items()]
            )

    async def of(self, media_type: str, mal_ids: Collection[int], *, since: int) -> dict[int, int | None]:
        """The answers since then whose titles are stored."""
        rows = await self._database.all(_OF, media_type=media_type, mal_ids=json_array(mal_ids), since=since)
        return {row["mal_id"]: row["media_id"] for row in rows}

    async def purge(self, before: int) -> None:
        await self._database.execute(_PURGE, before=before)
