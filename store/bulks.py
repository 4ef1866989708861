"""The journal of changes of several entries at once, from the proposal on. Knows nothing of how to change."""

from collections.abc import Sequence

import msgspec

from store.database import as_json
from store.entry import Entry
from store.journal import ChangeRecord, Journal
from store.statements import Row

_PROPOSE = """
INSERT INTO bulks (id, discord_id, before, wanted, state, after, is_undoing, at)
SELECT :id, discord_id, :before, :wanted, 'proposed', '[]', 0, :at FROM links WHERE discord_id = :discord_id
ON CONFLICT (id) DO NOTHING
"""
_MOST = 20  # proposals of one person; the oldest go
_TRIM = """
DELETE FROM bulks WHERE discord_id = :discord_id AND state = 'proposed' AND id NOT IN (
    SELECT id FROM bulks WHERE discord_id = :discord_id AND state = 'proposed' ORDER BY at DESC, id DESC LIMIT :most
)
"""
_BEGIN = "UPDATE bulks SET state = 'begun' WHERE id = :id AND state = 'proposed'"
_OF = "SELECT * FROM bulks WHERE id = :id"


class Bulks(Journal):
    """A change is proposed, begun when the person agrees, and done; a done change can be undone.

    Each person's latest twenty proposals are kept.
    """

    _table = "bulks"
    _state_of_failure = "proposed"

    async def propose(self, record: ChangeRecord) -> None:
        """Write the proposal down, unless its id is known or the person is no longer linked."""
        await self._database.execute(
            _PROPOSE,
            id=record.id,
            discord_id=record.discord_id,
            before=self._column([item.before for item in record.items]),
            wanted=self._column([item.wanted for item in record.items]),
            at=record.at,
        )
        await self._database.execute(_TRIM, discord_id=record.discord_id, most=_MOST)

    async def begin(self, record: ChangeRecord) -> bool:
        """False when the change is no longer a proposal, or is gone."""
        return await self._database.execute(_BEGIN, id=record.id) == 1

    async def of(self, change_id: int) -> ChangeRecord | None:
        row = await self._database.one(_OF, id=change_id)
        return bulk_record(row) if row else None

    def _column(self, entries: Sequence[Entry | None]) -> str:
        return as_json(entries)


def bulk_record(row: Row) -> ChangeRecord:
    """Decode a row. An entry has the same index in all three lists; `after` is empty until the change is done."""
    before, wanted, after = (msgspec.json.decode(row[name]) for name in ("before", "wanted", "after"))
    items = [
        {"media_id": entry["media_id"], "before": entry, "wanted": wanted[at], "after": after[at] if after else None}
        for at, entry in enumerate(before)
    ]
    return msgspec.convert(row | {"items": items}, ChangeRecord, strict=False)
