"""The journal of /favourite: the state that was meant, by the interaction's id. Knows no favourite itself."""

import msgspec

from store.database import Database

_BEGIN = """
INSERT INTO favourite_turns (id, discord_id, media_id, wanted, is_shown, at)
SELECT :id, discord_id, :media_id, :wanted, :is_shown, :at FROM links WHERE discord_id = :discord_id
ON CONFLICT (id) DO NOTHING
"""
_LATEST = """
SELECT * FROM favourite_turns WHERE discord_id = :discord_id AND media_id = :media_id ORDER BY at DESC, id DESC LIMIT 1
"""
_SHOW = """
UPDATE favourite_turns SET is_shown = 1 WHERE discord_id = :discord_id AND media_id = :media_id AND is_shown = 0
"""


class FavouriteToggle(msgspec.Struct, frozen=True, kw_only=True):
    """The title was to become a favourite, or none. `is_shown`: the person has seen what became of it."""

    id: int
    discord_id: int
    media_id: int
    wanted: bool
    is_shown: bool = False
    at: int


class FavouriteToggles:
    """Keeps what was meant, for AniList only turns what is there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, toggle: FavouriteToggle) -> None:
        """Nothing happens when that id is known, or when the person is no longer linked."""
        await self._database.execute(_BEGIN, **msgspec.structs.asdict(toggle))

    async def of(self, turn_id: int, discord_id: int) -> FavouriteToggle | None:
        sql = "SELECT * FROM favourite_turns WHERE id = :id AND discord_id = :discord_id"
        row = await self._database.one(sql, id=turn_id, discord_id=discord_id)
        return msgspec.convert(row, FavouriteToggle, strict=False) if row else None

    async def latest(self, discord_id: int, media_id: int) -> FavouriteToggle | None:
        row = await self._database.one(_LATEST, discord_id=discord_id, media_id=media_id)
        return msgspec.convert(row, FavouriteToggle, strict=False) if row else None

    async def show(self, discord_id: int, media_id: int) -> None:
        """The person has seen what became of the title's."""
        await self._database.execute(_SHOW, discord_id=discord_id, media_id=media_id)

    async def purge(self, before: int) -> None:
        """Forget the older ones."""
        await self._database.execute("DELETE FROM favourite_turns WHERE at < :before", before=before)
