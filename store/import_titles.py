"""The titles of imports, each with its entry before, as wanted and after. Knows nothing of how entries change.

They change state by state, many at a time, in one transaction with what AniList has answered about them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from store.database import Database, as_json, json_array
from store.entries import Entries
from store.entry import Entry
from store.journal import EntryAnswer
from store.statements import Row, Statements, Value

ImportState = Literal["reading", "matching", "proposed", "running", "stopped", "done", "undoing", "undone"]
TitleState = Literal[
    "unmatched", "missing", "waiting", "skipped", "begun", "dated", "done", "refused", "undoing", "undone", "kept"
]

_AT_ONCE = 1000

_ADD = """
INSERT INTO import_entries (import_id, number, media_type, mal_id, exported, state)
SELECT id, :number, :media_type, :mal_id, :exported, 'unmatched' FROM imports WHERE id = :id
"""
_COUNTS = """
SELECT state, coalesce(level, 0) AS known_level, count(*) AS number FROM import_entries WHERE import_id = :id
GROUP BY state, coalesce(level, 0) ORDER BY state, known_level
"""
_TITLES = """
SELECT * FROM import_entries WHERE import_id = :id AND state IN (SELECT atom FROM json_each(:states))
AND coalesce(level, -1) BETWEEN :least AND :most ORDER BY is_alone, number LIMIT :limit
"""
_ALL_AFTER = "SELECT * FROM import_entries WHERE import_id = :id AND number > :after ORDER BY number LIMIT :limit"
_CHANGE = """
UPDATE import_entries SET media_id = :media_id, level = :level, state = :state, is_alone = :is_alone,
    before = :before, wanted = :wanted, after = :after, reason = :reason
WHERE import_id = :id AND number = :number AND state IN (SELECT atom FROM json_each(:was))
"""
_GOES_ON = "SELECT 1 AS found FROM imports WHERE id = :id AND state = :state"
_TOLD = """
SELECT media_id FROM entries WHERE discord_id = :discord_id AND read_at >= :since
AND media_id IN (SELECT value FROM json_each(:media_ids))
UNION
SELECT media_id FROM absences WHERE discord_id = :discord_id AND read_at >= :since
AND media_id IN (SELECT value FROM json_each(:media_ids))
ORDER BY media_id
"""


class ImportTitle(msgspec.Struct, frozen=True, kw_only=True):
    """A title of an import, by its `number` in the file. `exported` is JSON, as the file has it.

    `level`: 0 changes nothing, 1 is new, 2 raises or fills in, 3 overwrites; None while that is unknown. `is_alone`:
    it needs a request of its own. `reason` is AniList's for a refusal.
    """

    number: int
    media_type: str
    mal_id: int
    exported: str
    media_id: int | None = None
    level: int | None = None
    state: TitleState = "unmatched"
    is_alone: bool = False
    before: Entry | None = None
    wanted: Entry | None = None
    after: Entry | None = None
    reason: str | None = None


class TitleCount(msgspec.Struct, frozen=True):
    """The number of an import's titles in a state and of a level."""

    state: TitleState
    level: int
    number: int


class _Lost(Exception):
    """Another process has changed the titles, or somebody has stopped the import."""


class ImportTitles:
    """The titles of all imports, which are deleted with them."""

    def __init__(self, database: Database, entries: Entries) -> None:
        self._database = database
        self._entries = entries

    async def add(self, import_id: int, titles: Sequence[ImportTitle]) -> None:
        """Write new titles down, between which others write."""
        for start in range(0, len(titles), _AT_ONCE):
            async with self._database.transaction() as transaction:
                some = titles[start : start + _AT_ONCE]
                await transaction.execute_many(_ADD, [_new(import_id, title) for title in some])

    async def counts(self, import_id: int) -> list[TitleCount]:
        rows = await self._database.all(_COUNTS, id=import_id)
        return [TitleCount(row["state"], row["known_level"], row["number"]) for row in rows]

    async def some(
        self,
        import_id: int,
        *states: TitleState,
        levels: tuple[int, int] = (-1, 3),
        limit: int,
    ) -> list[ImportTitle]:
        """The first titles in those states, those last that need a request alone.

        A level that is unknown counts as -1.
        """
        least, most = levels
        values = {"states": json_array(states), "least": least, "most": most, "limit": limit}
        return [_title(row) for row in await self._database.all(_TITLES, id=import_id, **values)]

    async def all_after(self, import_id: int, number: int, *, limit: int) -> list[ImportTitle]:
        """The next titles after that number."""
        return [_title(row) for row in await self._database.all(_ALL_AFTER, id=import_id, after=number, limit=limit)]

    async def change(
        self,
        import_id: int,
        titles: Sequence[ImportTitle],
        *,
        was: Collection[TitleState],
        goes_on: ImportState | None = None,
        answer: EntryAnswer | None = None,
    ) -> bool:
        """Write the titles down as they are now, all or none, and AniList's `answer` about them.

        False when one of them is in another state than it `was` in, or the import is not as it has to be to go on.
        """
        try:
            async with self._database.transaction() as transaction:
                await self._change(transaction, import_id, titles, was, goes_on)
                if answer:
                    await self._entries.take_over(transaction, answer.discord_id, answer.entries, answer.read_at)
        except _Lost:
            return False
        return True

    async def told_since(self, discord_id: int, media_ids: Iterable[int], since: int) -> set[int]:
        """The titles of which AniList has told since then whether, and how, they are on the person's list."""
        rows = await self._database.all(_TOLD, discord_id=discord_id, media_ids=json_array(media_ids), since=since)
        return {row["media_id"] for row in rows}

    async def _change(
        self,
        transaction: Statements,
        import_id: int,
        titles: Sequence[ImportTitle],
        was: Collection[TitleState],
        goes_on: ImportState | None,
    ) -> None:
        if goes_on and not await transaction.one(_GOES_ON, id=import_id, state=goes_on):
            raise _Lost
        for title in titles:
            if not await transaction.execute(_CHANGE, id=import_id, was=json_array(was), **_columns(title)):
                raise _Lost


def _new(import_id: int, title: ImportTitle) -> Mapping[str, Value]:
    values = {"number": title.number, "media_type": title.media_type, "mal_id": title.mal_id}
    return {"id": import_id, "exported": title.exported, **values}


def _columns(title: ImportTitle) -> Mapping[str, Value]:
    entries = {name: getattr(title, name) for name in ("before", "wanted", "after")}
    return {
        "number": title.number,
        "media_id": title.media_id,
        "level": title.level,
        "state": title.state,
        "is_alone": title.is_alone,
        "reason": title.reason,
    } | {name: entry and as_json(entry) for name, entry in entries.items()}


def _title(row: Row) -> ImportTitle:
    entries = {name: row[name] and msgspec.json.decode(row[name], type=Entry) for name in ("before", "wanted", "after")}
    return msgspec.convert(row | entries, ImportTitle, strict=False)
