"""The journal of /favourite: the wanted state by the interaction's id. Knows nothing of the favourites themselves."""

import msgspec

from store.database import Database
from store.favourites import Subject, SubjectKind

_BEGIN = """
INSERT INTO favourite_turns (id, discord_id, media_id, kind, wanted, is_shown, at)
SELECT :id, discord_id, :media_id, :kind, :wanted, :is_shown, :at FROM links WHERE discord_id = :discord_id
ON CONFLICT (id) DO NOTHING
"""
_LATEST = """
SELECT * FROM favourite_turns WHERE discord_id = :discord_id AND media_id = :media_id AND kind = :kind
ORDER BY at DESC, id DESC LIMIT 1
"""
_SHOW = """
UPDATE favourite_turns SET is_shown = 1
WHERE discord_id = :discord_id AND media_id = :media_id AND kind = :kind AND is_shown = 0
"""


class FavouriteToggle(msgspec.Struct, frozen=True, kw_only=True):
    """A use of /favourite. `wanted`: it becomes a favourite. `is_shown`: the person has seen the result.

    `media_id` is the id of whatever the `kind` says.
    """

    id: int
    discord_id: int
    media_id: int
    kind: SubjectKind = "TITLE"
    wanted: bool
    is_shown: bool = False
    at: int


class FavouriteToggles:
    """Keeps the wanted states, because AniList can only toggle a favourite, not set it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, toggle: FavouriteToggle) -> None:
        """Write the toggle down, unless its id is known or the person is no longer linked."""
        await self._database.execute(_BEGIN, **msgspec.structs.asdict(toggle))

    async def of(self, turn_id: int, discord_id: int) -> FavouriteToggle | None:
        sql = "SELECT * FROM favourite_turns WHERE id = :id AND discord_id = :discord_id"
        row = await self._database.one(sql, id=turn_id, discord_id=discord_id)
        return msgspec.convert(row, FavouriteToggle, strict=False) if row else None

    async def latest(self, discord_id: int, subject: Subject) -> FavouriteToggle | None:
        row = await self._database.one(_LATEST, discord_id=discord_id, media_id=subject.id, kind=subject.kind)
        return msgspec.convert(row, FavouriteToggle, strict=False) if row else None

    async def show(self, discord_id: int, subject: Subject) -> None:
        """Mark the toggles of the subject: the person has seen the result."""
        await self._database.execute(_SHOW, discord_id=discord_id, media_id=subject.id, kind=subject.kind)

    async def purge(self, before: int) -> None:
        """Delete the toggles from before that time."""
        await self._database.execute("DELETE FROM favourite_turns WHERE at < :before", before=before)
