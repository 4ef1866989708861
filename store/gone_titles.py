"""Titles that AniList has merged into another one or deleted, and what becomes of the rows that name them.

A fact about a title, the same for everybody. Knows nothing of AniList's notifications.
"""

from collections.abc import Collection, Iterable

import msgspec

from store.database import Database, as_json, json_array
from store.signals import Signals
from store.versions import new_version

_ALL = "SELECT media_id, successor_id, names, gone_at FROM gone_titles ORDER BY media_id"
_PUT = """
INSERT INTO gone_titles (media_id, successor_id, names, gone_at) VALUES (:media_id, :successor_id, :names, :gone_at)
ON CONFLICT (media_id) DO UPDATE SET successor_id = coalesce(excluded.successor_id, gone_titles.successor_id)
"""
_MERGED_AGAIN = """
UPDATE gone_titles SET successor_id = CAST(:successor_id AS BIGINT)
WHERE successor_id = :media_id AND media_id <> coalesce(CAST(:successor_id AS BIGINT), 0)
"""
# Whoever has the title on a list has another list at AniList by now. It is read whole, and soon: it counts as old.
_HOLDERS = """
SELECT discord_id, media_type FROM entries WHERE media_id = :media_id ORDER BY discord_id
"""
_DISTRUST = """
UPDATE lists SET full_at = NULL, version = :version,
    delta_at = min(max(coalesce(full_at, 0), coalesce(delta_at, 0)), CAST(:delta_at AS BIGINT))
WHERE discord_id = :discord_id AND media_type = :media_type
"""
_REMIND_OF_SUCCESSOR = """
INSERT INTO reminded_titles (discord_id, media_id, is_wanted)
SELECT discord_id, CAST(:successor_id AS BIGINT), is_wanted FROM reminded_titles WHERE media_id = :media_id
ON CONFLICT (discord_id, media_id) DO NOTHING
"""
_FEED_SUCCESSOR = """
INSERT INTO feed_titles (feed_id, media_id)
SELECT feed_id, CAST(:successor_id AS BIGINT) FROM feed_titles WHERE media_id = :media_id
ON CONFLICT (feed_id, media_id) DO NOTHING
"""
_FORGET = (
    "DELETE FROM entries WHERE media_id = :media_id",
    "DELETE FROM absences WHERE media_id = :media_id",
    "DELETE FROM favourites WHERE media_id = :media_id",
    "DELETE FROM reminded_titles WHERE media_id = :media_id",
    "DELETE FROM feed_titles WHERE media_id = :media_id",
    "DELETE FROM relations WHERE related_id = :media_id",
    "DELETE FROM recommendations WHERE recommended_id = :media_id",
    "DELETE FROM airings WHERE media_id = :media_id",
    "DELETE FROM polls WHERE media_id = :media_id",
    "DELETE FROM mal_ids WHERE media_id = :media_id",
    "DELETE FROM media WHERE id = :media_id",
)
_RESTORE = "DELETE FROM gone_titles WHERE media_id IN (SELECT value FROM json_each(:ids))"
_REPORT = """
INSERT INTO title_reports (name, successor_id, reported_at) VALUES (:name, :successor_id, :reported_at)
ON CONFLICT (name, successor_id) DO NOTHING
"""
_REPORTS = """
SELECT name, successor_id, reported_at FROM title_reports ORDER BY reported_at, name, successor_id LIMIT :limit
"""
_SETTLE = "DELETE FROM title_reports WHERE name = :name AND successor_id = :successor_id"
_CALLED = "SELECT id FROM media WHERE romaji = :name OR english = :name OR native = :name ORDER BY id LIMIT :limit"
_WITNESSES = """
SELECT id FROM media WHERE id NOT IN (SELECT value FROM json_each(:without))
ORDER BY coalesce(popularity, 0) DESC, id LIMIT :limit
"""


class GoneTitle(msgspec.Struct, frozen=True):
    """A title that AniList has no more; `successor_id` is the one that it was merged into, None where it was deleted.

    `names` are those under which it was known.
    """

    media_id: int
    successor_id: int | None
    names: tuple[str, ...]
    gone_at: int


class TitleReport(msgspec.Struct, frozen=True):
    """A title of that name was merged into `successor_id`, or deleted where that is 0."""

    name: str
    successor_id: int
    reported_at: int


class GoneTitles:
    """Keeps which titles are gone for good, for a card may be pressed years later."""

    def __init__(self, database: Database, signals: Signals) -> None:
        self._database = database
        self._signals = signals

    async def all(self) -> list[GoneTitle]:
        rows = await self._database.all(_ALL)
        return [msgspec.convert(row | {"names": msgspec.json.decode(row["names"])}, GoneTitle) for row in rows]

    async def put(self, gone: GoneTitle, *, lists_as_of: int) -> list[int]:
        """Store that the title is gone, and take it out of all that is known; reminders and feeds go to its successor.

        The lists that had it count as of `lists_as_of`, so that they are soon read again. Returns their people.
        """
        names = {"media_id": gone.media_id, "successor_id": gone.successor_id}
        async with self._database.transaction() as transaction:
            await transaction.execute(_PUT, **names, names=as_json(list(gone.names)), gone_at=gone.gone_at)
            await transaction.execute(_MERGED_AGAIN, **names)
            holders = await transaction.all(_HOLDERS, media_id=gone.media_id)
            lists = [row | {"version": new_version(), "delta_at": lists_as_of} for row in holders]
            await transaction.execute_many(_DISTRUST, lists)
            if gone.successor_id:
                await transaction.execute(_REMIND_OF_SUCCESSOR, **names)
                await transaction.execute(_FEED_SUCCESSOR, **names)
            for statement in _FORGET:
                await transaction.execute(statement, media_id=gone.media_id)
            await transaction.execute(
                "DELETE FROM cached_answers WHERE kind = 'title' AND name = :name", name=str(gone.media_id)
            )
            await self._signals.send(transaction, "gone_titles")
        return [row["discord_id"] for row in holders]

    async def restore(self, media_ids: Collection[int]) -> None:
        """Forget that these titles were gone: AniList has them again."""
        async with self._database.transaction() as transaction:
            await transaction.execute(_RESTORE, ids=json_array(media_ids))
            await self._signals.send(transaction, "gone_titles")

    async def report(self, reports: Iterable[TitleReport]) -> None:
        """Note names of titles that AniList has told to be gone."""
        async with self._database.transaction() as transaction:
            await transaction.execute_many(_REPORT, [msgspec.structs.asdict(one) for one in reports])

    async def reports(self, limit: int) -> list[TitleReport]:
        """The reports that are not settled, the oldest first."""
        return [TitleReport(**row) for row in await self._database.all(_REPORTS, limit=limit)]

    async def settle(self, report: TitleReport) -> None:
        await self._database.execute(_SETTLE, name=report.name, successor_id=report.successor_id)

    async def called(self, name: str, limit: int) -> list[int]:
        """The cached titles with exactly that name."""
        return [row["id"] for row in await self._database.all(_CALLED, name=name, limit=limit)]

    async def witnesses(self, without: Collection[int], limit: int) -> list[int]:
        """The most popular cached titles that are none of these."""
        rows = await self._database.all(_WITNESSES, without=json_array(without), limit=limit)
        return [row["id"] for row in rows]
