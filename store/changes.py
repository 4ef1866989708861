"""The journal of changes of one entry, and the reads that tell a new wish from a repeated one.

Knows nothing of how to change.
"""

from collections.abc import Collection, Iterable, Sequence

import msgspec

from store.bulks import bulk_record
from store.database import as_json, json_array
from store.entry import Entry
from store.journal import ChangeRecord, Journal
from store.statements import Row

_BEGIN = """
INSERT INTO changes (id, discord_id, media_id, before, wanted, state, after, is_shown, is_undoing, at)
SELECT :id, discord_id, :media_id, :before, :wanted, 'begun', NULL, 0, 0, :at FROM links WHERE discord_id = :discord_id
ON CONFLICT (id) DO UPDATE SET
    before = excluded.before, wanted = excluded.wanted, state = excluded.state, after = excluded.after,
    is_shown = excluded.is_shown, is_undoing = excluded.is_undoing, at = excluded.at
WHERE changes.state = 'failed' AND changes.discord_id = excluded.discord_id AND changes.media_id = excluded.media_id
"""
_OF = "SELECT * FROM changes WHERE id = coalesce((SELECT change_id FROM repeats WHERE id = :id), :id)"
_REPEAT = """
INSERT INTO repeats (id, change_id) SELECT :id, id FROM changes WHERE id = :change_id ON CONFLICT (id) DO NOTHING
"""
# The change of that id, the latest changes of those titles, and changes of several entries with an unknown result.
_HISTORY = """
SELECT id, discord_id, media_id, before, wanted, state, after, is_shown, is_undoing, at,
    CASE WHEN id = coalesce((SELECT change_id FROM repeats WHERE id = :id), :id) THEN 1 ELSE 0 END AS is_own
FROM changes WHERE id = coalesce((SELECT change_id FROM repeats WHERE id = :id), :id) OR (
    discord_id = :discord_id AND at >= :since AND media_id IN (SELECT value FROM json_each(:media_ids))
)
UNION ALL
SELECT id, discord_id, NULL, before, wanted, state, after, 0, is_undoing, at, 0 FROM bulks
WHERE discord_id = :discord_id AND (state = 'begun' OR is_undoing = 1)
"""
_UNSEEN = """
SELECT * FROM changes WHERE discord_id = :discord_id AND is_shown = 0 AND state IN ('begun', 'done') AND at >= :since
ORDER BY id
"""
# Of people whose activity was asked for at that time, where AniList makes activity of every change.
_EXPECTED = """
SELECT changes.* FROM changes JOIN heard_people ON heard_people.discord_id = changes.discord_id
JOIN links ON links.discord_id = changes.discord_id
WHERE changes.at >= :after AND changes.at < :until AND state = 'done' AND since <= changes.at AND tells_activity = 1
ORDER BY changes.at, changes.id
"""
_SHOW = "UPDATE changes SET is_shown = 1 WHERE id IN (SELECT value FROM json_each(:ids))"
_ENTRIES = ("before", "wanted", "after")


class History(msgspec.Struct, frozen=True):
    """The change of the given id (`own`), and the person's latest changes of the given titles (`single`).

    `several` has the changes of several entries whose result is unknown.
    """

    own: ChangeRecord | None
    single: list[ChangeRecord]
    several: list[ChangeRecord]


class Changes(Journal):
    """A change is begun, then done or failed. A failed change can be begun again, a done change can be undone."""

    _table = "changes"
    _state_of_failure = "failed"

    async def begin(self, record: ChangeRecord) -> bool:
        """False when the change was begun before and has not failed, or when the person is no longer linked."""
        (item,) = record.items
        entries = {name: self._column([getattr(item, name)]) for name in ("before", "wanted")}
        named = {"id": record.id, "discord_id": record.discord_id, "media_id": item.media_id, "at": record.at}
        return await self._database.execute(_BEGIN, **named, **entries) == 1

    async def repeat(self, repeat_id: int, change_id: int) -> None:
        """Make `repeat_id` another id of that change."""
        await self._database.execute(_REPEAT, id=repeat_id, change_id=change_id)

    async def of(self, change_id: int) -> ChangeRecord | None:
        """The change that the interaction of that id began or repeats."""
        row = await self._database.one(_OF, id=change_id)
        return _record(row) if row else None

    async def history(self, discord_id: int, media_ids: Collection[int], since: int, *, change_id: int = 0) -> History:
        """The records that decide about a change of those titles by the interaction `change_id`, in one read."""
        rows = await self._database.all(
            _HISTORY, id=change_id, discord_id=discord_id, since=since, media_ids=json_array(media_ids)
        )
        own = next((_record(row) for row in rows if row["is_own"]), None)
        single = [row for row in rows if row["media_id"] in media_ids and row["at"] >= since]
        several = [bulk_record(row) for row in rows if row["media_id"] is None]
        return History(own, [_record(row) for row in single if row["discord_id"] == discord_id], several)

    async def unseen(self, discord_id: int, since: int) -> list[ChangeRecord]:
        """The begun and done changes whose result the person has not seen."""
        return [_record(row) for row in await self._database.all(_UNSEEN, discord_id=discord_id, since=since)]

    async def expected(self, after: int, until: int) -> list[ChangeRecord]:
        """The done changes of that time that may have made activity at AniList that was asked for since."""
        return [_record(row) for row in await self._database.all(_EXPECTED, after=after, until=until)]

    async def show(self, change_ids: Iterable[int]) -> None:
        """Mark the changes: their person has seen the result."""
        await self._database.execute(_SHOW, ids=json_array(change_ids))

    def _column(self, entries: Sequence[Entry | None]) -> str | None:
        (entry,) = entries
        return as_json(entry) if entry else None


def _record(row: Row) -> ChangeRecord:
    entries = {name: row[name] and msgspec.json.decode(row[name]) for name in _ENTRIES}
    return msgspec.convert(row | {"items": [{"media_id": row["media_id"]} | entries]}, ChangeRecord, strict=False)
