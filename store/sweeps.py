"""How far AniList's titles to come were read, for each type. Knows nothing of the titles."""

import msgspec

from store.database import Database

_OF = "SELECT * FROM sweeps WHERE media_type = :media_type"
_BEGIN = """
INSERT INTO sweeps (media_type, first_at, began_at, page, whole_at, newest, highest)
VALUES (:media_type, :first_at, :began_at, :page, :whole_at, :newest, :highest) ON CONFLICT (media_type) DO NOTHING
"""
_GO_ON = """
UPDATE sweeps SET
    began_at = :began_at, page = :page, whole_at = :whole_at, newest = :newest, highest = :highest
WHERE media_type = :media_type AND began_at = :from_began_at AND page = :from_page
"""


class Sweep(msgspec.Struct, frozen=True, kw_only=True):
    """A reading of all titles to come, or of the newest, page by page.

    `page` is the next one, 0 when it is over. `first_at` is when the first sweep began, `whole_at` when the last one of
    all titles did. `newest` is the highest id of the sweeps that are over, `highest` that of this one.
    """

    media_type: str
    first_at: int
    began_at: int
    page: int
    whole_at: int | None = None
    newest: int | None = None
    highest: int | None = None


class Sweeps:
    """A row for each type of titles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, media_type: str) -> Sweep | None:
        row = await self._database.one(_OF, media_type=media_type)
        return msgspec.convert(row, Sweep) if row else None

    async def first_at(self) -> int | None:
        """When the first sweep began; None before it."""
        row = await self._database.one("SELECT min(first_at) AS first_at FROM sweeps")
        return row["first_at"] if row else None

    async def put(self, sweep: Sweep, before: Sweep | None) -> None:
        """Store how far it is, unless another process has gone on from `before` meanwhile."""
        if before is None:
            await self._database.execute(_BEGIN, **msgspec.structs.asdict(sweep))
            return
        values = {name: value for name, value in msgspec.structs.asdict(sweep).items() if name != "first_at"}
        await self._database.execute(_GO_ON, **values, from_began_at=before.began_at, from_page=before.page)
