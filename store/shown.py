"""Entries as others may see them: it reads entries from the view ``shown`` alone. Knows nothing of the viewer."""

from collections.abc import Collection
from typing import NamedTuple

from store.database import Database, json_array, pairs

_READ_AT = """
SELECT json_group_array(discord_id) AS keys, json_group_array(read_at) AS found FROM (
    SELECT value AS discord_id, (
        SELECT coalesce(min(max(coalesce(full_at, 0), coalesce(delta_at, 0))), 0) FROM lists WHERE discord_id = value
    ) AS read_at FROM json_each(:discord_ids)
) AS by_person
"""
_COLUMNS = "discord_id, media_id, status, score, progress, volumes, repeat"
_OF_TITLE = f"""
SELECT {_COLUMNS}
FROM json_each(:discord_ids) CROSS JOIN shown WHERE shown.discord_id = value AND media_id = :media_id
"""  # noqa: S608  (our own words)
_OF_PERSON = f"""
SELECT {_COLUMNS} FROM shown WHERE discord_id = :discord_id AND media_type = :media_type ORDER BY media_id
"""  # noqa: S608
_WATCHING = """
SELECT shown.discord_id, shown.media_id FROM json_each(:discord_ids) CROSS JOIN shown
WHERE shown.discord_id = value AND shown.media_type = 'ANIME' AND shown.status IN ('CURRENT', 'REPEATING')
ORDER BY shown.updated_at DESC, shown.discord_id, shown.media_id
"""


class ShownEntry(NamedTuple):
    """The part of a person's entry that others may see. The score is out of 100, 0 is none."""

    discord_id: int
    media_id: int
    status: str
    score: int
    progress: int
    volumes: int
    repeat: int


class Shown:
    """Reads by people's ids. Each statement begins with the ids, so that its cost does not grow with other people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read_at(self, discord_ids: Collection[int]) -> dict[int, int]:
        """The time of each person's last fetch, of the older of the two lists; 0 for never."""
        return pairs(await self._database.one(_READ_AT, discord_ids=json_array(discord_ids)))

    async def of_title(self, media_id: int, discord_ids: Collection[int]) -> list[ShownEntry]:
        """The entries for the title that those people have and others may see, in any order."""
        rows = await self._database.all(_OF_TITLE, media_id=media_id, discord_ids=json_array(discord_ids))
        return [ShownEntry(**row) for row in rows]

    async def watching(self, discord_ids: Collection[int]) -> dict[int, list[int]]:
        """The anime that each of those people watches now and others may see, the latest change first."""
        found = dict[int, list[int]]()
        for row in await self._database.all(_WATCHING, discord_ids=json_array(discord_ids)):
            found.setdefault(row["discord_id"], []).append(row["media_id"])
        return found

    async def of_person(self, discord_id: int, media_type: str) -> list[ShownEntry]:
        """The entries of a person's list that others may see, by media id."""
        rows = await self._database.all(_OF_PERSON, discord_id=discord_id, media_type=media_type)
        return [ShownEntry(**row) for row in rows]
