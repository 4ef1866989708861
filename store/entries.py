"""The cache of linked people's list entries. Knows neither AniList nor the meaning of an edit.

Answers don't arrive in the order of their requests, so each is stored with the time of its request, `read_at`. An older
answer never replaces a newer one (*last writer wins* by that time). Unlinked people have no rows.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec

from store.database import Database, json_array
from store.entry import CachedEntry, Entry, entry_columns, entry_of_row
from store.statements import Statements
from store.versions import new_version, versions_of

_LIST = """
INSERT INTO lists (discord_id, media_type, read_at, full_at, delta_at, version)
SELECT discord_id, :media_type, :read_at, :full_at, :delta_at, :version FROM links WHERE discord_id = :discord_id
ON CONFLICT (discord_id, media_type) DO UPDATE SET read_at = max(lists.read_at, excluded.read_at)
"""
_READ = "full_at = coalesce(excluded.full_at, lists.full_at), delta_at = coalesce(excluded.delta_at, lists.delta_at)"
_CHANGE = f"{_LIST}, version = excluded.version"  # all that changes entries begins with it, or ends with `_CHANGED`
_CHANGE_AND_READ = f"{_CHANGE}, {_READ}"  # a change of the times runs a trigger
_MARK = f"{_LIST}, {_READ}"
_PUT = """
INSERT INTO entries (
    discord_id, media_id, media_type, entry_id, status, score, progress, volumes, repeat, private, hidden, notes,
    custom_lists, advanced_scores, started, completed, updated_at, created_at, read_at
)
SELECT
    :discord_id, :media_id, :media_type, :entry_id, :status, :score, :progress, :volumes, :repeat, :private, :hidden,
    :notes, :custom_lists, :advanced_scores, :started, :completed, :updated_at, :created_at, :read_at
WHERE NOT EXISTS (
    SELECT 1 FROM absences WHERE discord_id = :discord_id AND media_id = :media_id AND read_at > :read_at
)
ON CONFLICT (discord_id, media_id) DO UPDATE SET
    media_type = excluded.media_type, entry_id = excluded.entry_id, status = excluded.status, score = excluded.score,
    progress = excluded.progress, volumes = excluded.volumes, repeat = excluded.repeat, private = excluded.private,
    hidden = excluded.hidden, notes = excluded.notes, custom_lists = excluded.custom_lists,
    advanced_scores = excluded.advanced_scores, started = excluded.started, completed = excluded.completed,
    updated_at = excluded.updated_at, created_at = excluded.created_at, read_at = excluded.read_at
WHERE excluded.read_at >= entries.read_at
"""
_PRESENT = """
DELETE FROM absences WHERE discord_id = :discord_id
AND EXISTS (SELECT 1 FROM entries WHERE discord_id = absences.discord_id AND media_id = absences.media_id)
"""
_GONE = """
DELETE FROM entries WHERE discord_id = :discord_id AND media_type = :media_type AND read_at <= :read_at
AND media_id NOT IN (SELECT value FROM json_each(:kept))
AND NOT (hidden = 1 AND custom_lists = '[]')
"""
_NOT_WHOLE = "UPDATE lists SET full_at = NULL WHERE discord_id = :discord_id AND media_type = :media_type"
_STALE = """
UPDATE lists SET delta_at = max(coalesce(full_at, 0), coalesce(delta_at, 0)), full_at = NULL
WHERE discord_id = :discord_id AND media_type = :media_type AND full_at IS NOT NULL
"""
_DROP = "DELETE FROM entries WHERE discord_id = :discord_id AND media_id = :media_id AND read_at <= :read_at"
_CHANGED = "UPDATE lists SET version = :version WHERE discord_id = :discord_id"
_ABSENT = """
INSERT INTO absences (discord_id, media_id, read_at) SELECT discord_id, :media_id, :read_at FROM links
WHERE discord_id = :discord_id
AND NOT EXISTS (SELECT 1 FROM entries WHERE discord_id = :discord_id AND media_id = :media_id)
ON CONFLICT (discord_id, media_id) DO UPDATE SET read_at = max(absences.read_at, excluded.read_at)
"""
_OF = "SELECT * FROM entries WHERE discord_id = :discord_id AND media_id = :media_id"
_ABSENCE = "SELECT read_at FROM absences WHERE discord_id = :discord_id AND media_id = :media_id"
_ALL = "SELECT * FROM entries WHERE discord_id = :discord_id AND media_type = :media_type ORDER BY media_id"
_AMONG = """
SELECT * FROM entries WHERE discord_id = :discord_id AND media_id IN (SELECT value FROM json_each(:media_ids))
ORDER BY media_id
"""
_BY_STATUS = """
SELECT status, json_group_array(media_id) AS media_ids FROM (
    SELECT status, media_id FROM entries
    WHERE discord_id = :discord_id AND media_type IN (SELECT atom FROM json_each(:media_types))
    ORDER BY status, updated_at DESC
) AS newest_first GROUP BY status
"""
_READ_AT = "SELECT full_at, delta_at FROM lists WHERE discord_id = :discord_id AND media_type = :media_type"
_NEWEST = """
SELECT coalesce(max(updated_at), 0) AS newest FROM lists JOIN entries USING (discord_id, media_type)
WHERE discord_id = :discord_id AND media_type = :media_type
AND entries.read_at <= max(coalesce(full_at, 0), coalesce(delta_at, 0))
"""
_ENTRIES_AT_ONCE = 1000  # some thirty milliseconds
_EXPIRE = "DELETE FROM lists WHERE discord_id = :discord_id AND media_type = :media_type AND read_at < :before"


class Entries:
    """People's lists, as of the last answer about each."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def replace(self, discord_id: int, media_type: str, entries: Collection[Entry], read_at: int) -> None:
        """Store a whole list and delete the entries that are not among `entries`.

        An entry that is hidden from status lists and on no custom list stays, because AniList's answer leaves it out.
        """
        last = await self._merge_most(discord_id, entries, read_at)
        async with self._database.transaction() as transaction:
            if await _open(transaction, discord_id, media_type, read_at, full_at=read_at):
                await _put(transaction, discord_id, last, read_at)
                await transaction.execute(
                    _GONE,
                    discord_id=discord_id,
                    media_type=media_type,
                    read_at=read_at,
                    kept=json_array(entry.media_id for entry in entries),
                )

    async def add(self, discord_id: int, media_type: str, entries: Collection[Entry], read_at: int) -> None:
        """Store a list that could be read only in part: no entry is deleted, and the list does not count as whole."""
        last = await self._merge_most(discord_id, entries, read_at)
        async with self._database.transaction() as transaction:
            if await _open(transaction, discord_id, media_type, read_at, delta_at=read_at):
                await _put(transaction, discord_id, last, read_at)
                await transaction.execute(_NOT_WHOLE, discord_id=discord_id, media_type=media_type)

    async def _merge_most(self, discord_id: int, entries: Collection[Entry], read_at: int) -> list[Entry]:
        """Store a long list in parts, between which others write, and return the last part, not stored yet.

        A list that is cut off meanwhile does not count as read.
        """
        left = list(entries)
        while len(left) > _ENTRIES_AT_ONCE:
            await self.merge(discord_id, left[:_ENTRIES_AT_ONCE], read_at)
            left = left[_ENTRIES_AT_ONCE:]
        return left

    async def distrust(self, discord_id: int, media_type: str) -> None:
        """Mark the list as not read whole, because every entry may differ from AniList's."""
        await self._database.execute(_STALE, discord_id=discord_id, media_type=media_type)

    async def merge(self, discord_id: int, entries: Collection[Entry], read_at: int) -> None:
        """Store entries of any list; the other entries stay."""
        async with self._database.transaction() as transaction:
            await _merge(transaction, discord_id, entries, read_at)

    async def put(self, discord_id: int, entry: Entry, read_at: int) -> None:
        """Store a single entry."""
        await self.merge(discord_id, [entry], read_at)

    async def drop(self, discord_id: int, media_id: int, read_at: int) -> None:
        """Store the absence of the title from the list."""
        async with self._database.transaction() as transaction:
            await _drop(transaction, discord_id, media_id, read_at)

    async def hear(self, discord_id: int, entries: Mapping[int, Entry | None], read_at: int) -> None:
        """Store AniList's answer about some titles: their entries, or their absence."""
        async with self._database.transaction() as transaction:
            await self.take_over(transaction, discord_id, entries, read_at)

    async def take_over(
        self, transaction: Statements, discord_id: int, entries: Mapping[int, Entry | None], read_at: int
    ) -> None:
        """Put or drop each of the `entries`."""
        if there := [entry for entry in entries.values() if entry]:
            await _merge(transaction, discord_id, there, read_at)
        for media_id in (media_id for media_id, entry in entries.items() if entry is None):
            await _drop(transaction, discord_id, media_id, read_at)

    async def of(self, discord_id: int, media_id: int) -> CachedEntry | None:
        """The cached entry, or its cached absence; None when neither is known."""
        row = await self._database.one(_OF, discord_id=discord_id, media_id=media_id)
        if row:
            return CachedEntry(entry_of_row(row), row["read_at"])
        row = await self._database.one(_ABSENCE, discord_id=discord_id, media_id=media_id)
        return CachedEntry(None, row["read_at"]) if row else None

    async def all(self, discord_id: int, media_type: str) -> list[Entry]:
        """The cached entries of the list, by media id."""
        rows = await self._database.all(_ALL, discord_id=discord_id, media_type=media_type)
        return [entry_of_row(row) for row in rows]

    async def among(self, discord_id: int, media_ids: Iterable[int]) -> list[Entry]:
        """The person's cached entries for those titles, by media id."""
        rows = await self._database.all(_AMONG, discord_id=discord_id, media_ids=json_array(media_ids))
        return [entry_of_row(row) for row in rows]

    async def by_status(self, discord_id: int, media_types: Iterable[str]) -> dict[str, list[int]]:
        """The media ids on those lists by status, latest change first; cheap with thousands of entries."""
        rows = await self._database.all(_BY_STATUS, discord_id=discord_id, media_types=json_array(media_types))
        return {row["status"]: msgspec.json.decode(row["media_ids"]) for row in rows}

    async def version(self, discord_id: int) -> int:
        """The version of the person's entries, another one after each change. A cache reads it before the entries."""
        return (await versions_of(self._database, [discord_id]))[discord_id]

    async def read_at(self, discord_id: int, media_type: str) -> tuple[int | None, int | None]:
        """The times of the last fetch of the whole list and of the last delta; None for never."""
        row = await self._database.one(_READ_AT, discord_id=discord_id, media_type=media_type)
        return (row["full_at"], row["delta_at"]) if row else (None, None)

    async def mark_delta(self, discord_id: int, media_type: str, at: int) -> None:
        """Record that every change until `at` is stored."""
        await self._database.execute(_MARK, **_list(discord_id, media_type, at, delta_at=at))

    async def newest_update(self, discord_id: int, media_type: str) -> int:
        """The time of the list's latest change as of its last fetch; 0 when it was empty or never fetched.

        An entry that was stored alone, or by a delta that was not marked as finished, does not count: earlier changes
        of other entries may be unknown yet.
        """
        row = await self._database.one(_NEWEST, discord_id=discord_id, media_type=media_type)
        return row["newest"] if row else 0

    async def expire(self, before: int) -> int:
        """Delete the lists that were not read since; returns their number."""
        await self._database.execute("DELETE FROM absences WHERE read_at < :before", before=before)
        stale = await self._database.all(
            "SELECT discord_id, media_type FROM lists WHERE read_at < :before", before=before
        )
        gone = 0
        for row in stale:
            gone += await self._database.execute(_EXPIRE, **row, before=before)
        if gone:
            await self._database.checkpoint()
        return gone


async def _open(
    transaction: Statements,
    discord_id: int,
    media_type: str,
    read_at: int,
    *,
    full_at: int | None = None,
    delta_at: int | None = None,
) -> bool:
    """Create or change the row of the list, whose entries change. False when the person is not linked."""
    statement = _CHANGE if full_at is None and delta_at is None else _CHANGE_AND_READ
    values = _list(discord_id, media_type, read_at, full_at=full_at, delta_at=delta_at)
    return await transaction.execute(statement, **values) == 1


def _list(
    discord_id: int, media_type: str, read_at: int, *, full_at: int | None = None, delta_at: int | None = None
) -> dict[str, Any]:
    return {
        "discord_id": discord_id,
        "media_type": media_type,
        "read_at": read_at,
        "full_at": full_at,
        "delta_at": delta_at,
        "version": new_version(),
    }


async def _merge(transaction: Statements, discord_id: int, entries: Collection[Entry], read_at: int) -> None:
    media_types = sorted({entry.media_type for entry in entries})
    if all([await _open(transaction, discord_id, media_type, read_at) for media_type in media_types]):
        await _put(transaction, discord_id, entries, read_at)


async def _drop(transaction: Statements, discord_id: int, media_id: int, read_at: int) -> None:
    absent = {"discord_id": discord_id, "media_id": media_id, "read_at": read_at}
    if await transaction.execute(_DROP, **absent):
        await transaction.execute(_CHANGED, discord_id=discord_id, version=new_version())
    await transaction.execute(_ABSENT, **absent)


async def _put(transaction: Statements, discord_id: int, entries: Iterable[Entry], read_at: int) -> None:
    person = {"discord_id": discord_id, "read_at": read_at}
    await transaction.execute_many(_PUT, [entry_columns(entry) | person for entry in entries])
    await transaction.execute(_PRESENT, discord_id=discord_id)
