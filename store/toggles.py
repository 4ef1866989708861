"""The journal of toggles: the wanted state by the interaction's id. Knows nothing of the states themselves."""

import msgspec

from store.database import Database
from store.favourites import Subject, SubjectKind

_BEGIN = """
INSERT INTO favourite_turns (id, discord_id, media_id, kind, wanted, is_shown, is_undone, at)
SELECT :id, discord_id, :media_id, :kind, :wanted, :is_shown, :is_undone, :at FROM links WHERE discord_id = :discord_id
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


class Toggle(msgspec.Struct, frozen=True, kw_only=True):
    """A wish for something that AniList only toggles. `is_shown`: the person has seen the result.

    `wanted`: it becomes a favourite, is followed or liked. `media_id` is the id of whatever the `kind` says.
    """

    id: int
    discord_id: int
    media_id: int
    kind: SubjectKind = "TITLE"
    wanted: bool
    is_shown: bool = False
    is_undone: bool = False
    at: int

    @property
    def subject(self) -> Subject:
        return Subject(self.media_id, self.kind)


class Toggles:
    """Keeps the wanted states, because AniList can only toggle, not set."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, toggle: Toggle) -> None:
        """Write the toggle down, unless its id is known or the person is no longer linked."""
        await self._database.execute(_BEGIN, **msgspec.structs.asdict(toggle))

    async def of(self, toggle_id: int, discord_id: int) -> Toggle | None:
        sql = "SELECT * FROM favourite_turns WHERE id = :id AND discord_id = :discord_id"
        row = await self._database.one(sql, id=toggle_id, discord_id=discord_id)
        return msgspec.convert(row, Toggle, strict=False) if row else None

    async def latest(self, discord_id: int, subject: Subject) -> Toggle | None:
        row = await self._database.one(_LATEST, discord_id=discord_id, media_id=subject.id, kind=subject.kind)
        return msgspec.convert(row, Toggle, strict=False) if row else None

    async def show(self, discord_id: int, subject: Subject) -> None:
        """Mark the toggles of the subject: the person has seen the result."""
        await self._database.execute(_SHOW, discord_id=discord_id, media_id=subject.id, kind=subject.kind)

    async def undone(self, toggle_id: int) -> None:
        await self._database.execute("UPDATE favourite_turns SET is_undone = 1 WHERE id = :id", id=toggle_id)

    async def purge(self, before: int) -> None:
        """Delete the toggles from before that time."""
        await self._database.execute("DELETE FROM favourite_turns WHERE at < :before", before=before)
