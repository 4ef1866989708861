"""The cache of linked people's favourites: titles, and characters, staff and studios by name. Others have no rows.

Knows nothing of how something becomes a favourite.
"""

from collections.abc import Collection, Mapping
from typing import Literal, NamedTuple

from store.database import Database, json_array

NamedKind = Literal["CHARACTER", "STAFF", "STUDIO"]
SubjectKind = Literal["TITLE", "USER", "ACTIVITY"] | NamedKind

_OF = "SELECT media_id FROM favourites WHERE discord_id = :discord_id ORDER BY place"
_CLEAR = "DELETE FROM favourites WHERE discord_id = :discord_id"
_PUT = """
INSERT INTO favourites (discord_id, media_id, place) SELECT discord_id, :media_id, :place FROM links
WHERE discord_id = :discord_id ON CONFLICT (discord_id, media_id) DO NOTHING
"""
_SHOWN = """
SELECT favourites.discord_id, favourites.media_id
FROM json_each(:discord_ids) CROSS JOIN favourites WHERE favourites.discord_id = value
AND EXISTS (SELECT 1 FROM shown WHERE discord_id = favourites.discord_id AND media_id = favourites.media_id)
ORDER BY json_each.key, place
"""
_NAMED = """
SELECT kind, favourite_id AS id, name FROM named_favourites WHERE discord_id = :discord_id ORDER BY kind, place
"""
_CLEAR_NAMED = "DELETE FROM named_favourites WHERE discord_id = :discord_id AND kind = :kind"
_PUT_NAMED = """
INSERT INTO named_favourites (discord_id, kind, favourite_id, name, place)
SELECT discord_id, :kind, :favourite_id, :name, :place FROM links
WHERE discord_id = :discord_id ON CONFLICT (discord_id, kind, favourite_id) DO NOTHING
"""


class Subject(NamedTuple):
    """Something that can be a favourite, followed or liked: the id at AniList, unique among those of its kind."""

    id: int
    kind: SubjectKind = "TITLE"


class NamedFavourite(NamedTuple):
    """A character, a member of staff or a studio that is somebody's favourite."""

    kind: NamedKind
    id: int
    name: str


class Favourites:
    """Keeps each person's favourites: anime first, then manga, each kind in the person's own order."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def replace(self, discord_id: int, media_ids: Collection[int]) -> None:
        """Store `media_ids` as all of the person's favourite titles."""
        if list(dict.fromkeys(media_ids)) == await self.of(discord_id):
            return
        rows = [{"discord_id": discord_id, "media_id": one, "place": place} for place, one in enumerate(media_ids)]
        async with self._database.transaction() as transaction:
            await transaction.execute(_CLEAR, discord_id=discord_id)
            await transaction.execute_many(_PUT, rows)

    async def replace_named(self, discord_id: int, names: Mapping[NamedKind, Mapping[int, str]]) -> None:
        """Store the names, by kind and id, as all of the person's favourites of those kinds."""
        known = await self.named(discord_id)
        changed = {
            kind: found
            for kind, found in names.items()
            if list(found.items()) != [(one.id, one.name) for one in known if one.kind == kind]
        }
        if not changed:
            return
        rows = [
            {"discord_id": discord_id, "kind": kind, "favourite_id": one, "name": name, "place": place}
            for kind, found in changed.items()
            for place, (one, name) in enumerate(found.items())
        ]
        async with self._database.transaction() as transaction:
            await transaction.execute_many(_CLEAR_NAMED, [{"discord_id": discord_id, "kind": kind} for kind in changed])
            await transaction.execute_many(_PUT_NAMED, rows)

    async def of(self, discord_id: int) -> list[int]:
        """All of the person's favourite titles, for the person alone."""
        return [row["media_id"] for row in await self._database.all(_OF, discord_id=discord_id)]

    async def named(self, discord_id: int) -> list[NamedFavourite]:
        """The person's favourite characters, staff and studios; AniList shows them on the profile."""
        return [NamedFavourite(**row) for row in await self._database.all(_NAMED, discord_id=discord_id)]

    async def count(self, discord_id: int) -> int:
        """How many favourites of any kind are stored."""
        return len(await self.of(discord_id)) + len(await self.named(discord_id))

    async def shown(self, discord_ids: Collection[int]) -> dict[int, list[int]]:
        """Each person's favourite titles that others may see: those whose entries others may see."""
        ids = json_array(discord_ids)
        found: dict[int, list[int]] = {discord_id: [] for discord_id in discord_ids}
        for row in await self._database.all(_SHOWN, discord_ids=ids):
            found[row["discord_id"]].append(row["media_id"])
        return found
