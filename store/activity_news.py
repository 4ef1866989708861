"""What feeds are to be told of members: AniList's activity and changes through Musubi, of those who agreed.

All is read at the moment of a post, so nobody is in it who hides, unlinks, leaves, or has taken it back. Knows nothing
of how the two kinds are told as one.
"""

from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

import msgspec

from store.activities import Activity
from store.database import Database, json_array
from store.entry import Entry
from store.statements import Row

_SECONDS_APART = 60  # the entry's time and its activity's, at most
# A hidden or private entry is not told, nor one whose stored entry does not have the change yet. More activity at once
# than a person makes is an import, and no news.
_UNTOLD = f"""
SELECT activities.*, feed_id, shown.status AS entry_status, shown.progress AS entry_progress
FROM activities JOIN feed_sharers USING (discord_id) JOIN feeds ON feeds.id = feed_id
JOIN shown ON shown.discord_id = activities.discord_id AND shown.media_id = activities.media_id
WHERE activities.created_at > :after AND gone_at IS NULL AND kind = 'activity' AND ended_at IS NULL
AND activities.created_at >= since AND activities.created_at >= opened_at
AND shown.updated_at >= activities.created_at - {_SECONDS_APART}
AND NOT EXISTS (SELECT 1 FROM notices WHERE topic = 'activity' AND topic_id = activities.id
    AND notices.feed_id = feed_sharers.feed_id)
AND (SELECT count(*) FROM activities AS beside WHERE beside.discord_id = activities.discord_id
    AND beside.created_at > activities.created_at - :seconds_at_once
    AND beside.created_at < activities.created_at + :seconds_at_once) <= :most_at_once
ORDER BY activities.created_at, activities.id, feeds.id
"""  # noqa: S608  (our own number)
# What is counted is planned alone: to join ten tables, PostgreSQL thinks for longer than it then works.
_SHARED = """
FROM notices JOIN feeds ON feeds.id = notices.feed_id
JOIN {table} ON {condition}
JOIN feed_sharers ON feed_sharers.feed_id = feeds.id AND feed_sharers.discord_id = {table}.discord_id
JOIN shown ON shown.discord_id = {table}.discord_id AND shown.media_id = {table}.media_id
JOIN links ON links.discord_id = {table}.discord_id
WHERE notices.feed_id = :feed_id AND letter IN (SELECT value FROM json_each(:letters)) AND (
    SELECT count(*) FROM circles WHERE circles.guild_id = feeds.guild_id AND circles.discord_id = {table}.discord_id
) = 1
"""
_ABOUT = """
notices.id AS notice_id, letter, anilist_id, score_format,
CASE WHEN with_scores = 1 THEN shown.score ELSE 0 END AS score
"""
_CHANGES = f"""
SELECT {_ABOUT}, changes.discord_id, changes.media_id, before, after, changes.at
{_SHARED.format(table="changes", condition="changes.id = notices.change_id")}
AND changes.state = 'done' AND changes.at >= since ORDER BY changes.at, changes.id
"""
_ACTIVITIES = f"""
SELECT {_ABOUT}, activities.*
{_SHARED.format(table="activities", condition="topic = 'activity' AND activities.id = topic_id")}
AND gone_at IS NULL AND activities.created_at >= since ORDER BY activities.created_at, activities.id
"""
_OURS = """
SELECT discord_id, media_id, before, coalesce(after, wanted) AS after, state, at FROM changes
WHERE discord_id IN (SELECT value FROM json_each(:people)) AND media_id IN (SELECT value FROM json_each(:titles))
AND at >= :since AND state IN ('begun', 'done', 'undone') ORDER BY at, id
"""
_NEAR = """
SELECT * FROM activities
WHERE discord_id IN (SELECT value FROM json_each(:people)) AND media_id IN (SELECT value FROM json_each(:titles))
AND created_at >= :since ORDER BY created_at, id
"""
# Of those who watch or read the title there, where the one is who has got least far.
_LEAST = """
SELECT media_id, min(progress) AS least FROM circles JOIN shown USING (discord_id)
WHERE guild_id = :guild_id AND media_id IN (SELECT value FROM json_each(:titles))
AND status IN ('CURRENT', 'REPEATING', 'PAUSED') GROUP BY media_id ORDER BY media_id
"""
_PLACE = "SELECT feed_id, letter FROM notices WHERE id = :id AND letter IS NOT NULL"


class Untold(Activity, frozen=True, kw_only=True):
    """An activity that a feed may have to be told, and the entry as it is."""

    feed_id: int
    entry_status: str
    entry_progress: int


class _InPost(msgspec.Struct, frozen=True, kw_only=True):
    """A notice in the post of that `letter`; `anilist_id` is its person's. Without consent to scores, `score` is 0."""

    notice_id: int
    letter: int
    anilist_id: int
    score: int
    score_format: str


class ToldChange(_InPost, frozen=True, kw_only=True):
    """A change through Musubi in a post."""

    discord_id: int
    media_id: int
    before: Entry | None
    after: Entry | None
    at: int


class ToldActivity(_InPost, frozen=True, kw_only=True):
    """An activity in a post."""

    activity: Activity


class OwnChange(msgspec.Struct, frozen=True, kw_only=True):
    """A change through Musubi, told or not; `after` as wanted where AniList's answer is not known."""

    discord_id: int
    media_id: int
    before: Entry | None
    after: Entry | None
    state: Literal["begun", "done", "undone"]
    at: int


class PostPlace(NamedTuple):
    """The post of a notice: of which feed, and by which letter."""

    feed_id: int
    letter: int


class ActivityNews:
    """Reads what may be told. A post is the notices of one `letter` of a feed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def untold(self, after: int, *, most_at_once: int, seconds_at_once: int) -> list[Untold]:
        """Activities later than `after` that feeds have no notice of, those of the same moment together."""
        bounds = {"most_at_once": most_at_once, "seconds_at_once": seconds_at_once}
        rows = await self._database.all(_UNTOLD, after=after, **bounds)
        return [msgspec.convert(row, Untold) for row in rows]

    async def changes(self, feed_id: int, letters: Collection[int]) -> list[ToldChange]:
        """The changes in those posts that may be told now, oldest first."""
        rows = await self._database.all(_CHANGES, feed_id=feed_id, letters=json_array(letters))
        return [msgspec.convert(_with_entries(row), ToldChange) for row in rows]

    async def activities(self, feed_id: int, letters: Collection[int]) -> list[ToldActivity]:
        """The activities in those posts that may be told now, oldest first."""
        rows = await self._database.all(_ACTIVITIES, feed_id=feed_id, letters=json_array(letters))
        return [msgspec.convert(row | {"activity": row}, ToldActivity) for row in rows]

    async def ours(self, people: Iterable[int], titles: Iterable[int], since: int) -> list[OwnChange]:
        """The changes of those titles that those people made through Musubi, oldest first."""
        rows = await self._database.all(_OURS, people=json_array(people), titles=json_array(titles), since=since)
        return [msgspec.convert(_with_entries(row), OwnChange) for row in rows]

    async def near(self, people: Iterable[int], titles: Iterable[int], since: int) -> list[Activity]:
        """What AniList tells of those people and titles, gone or not, oldest first."""
        rows = await self._database.all(_NEAR, people=json_array(people), titles=json_array(titles), since=since)
        return [msgspec.convert(row, Activity) for row in rows]

    async def least(self, guild_id: int, titles: Iterable[int]) -> dict[int, int]:
        """The progress of whoever has got least far, of the server's visible members who are at the title."""
        rows = await self._database.all(_LEAST, guild_id=guild_id, titles=json_array(titles))
        return {row["media_id"]: row["least"] for row in rows}

    async def place(self, notice_id: int) -> PostPlace | None:
        """The post that the notice is in; None where it was posted nowhere, or long ago."""
        row = await self._database.one(_PLACE, id=notice_id)
        return PostPlace(**row) if row and row["feed_id"] else None


def _with_entries(row: Row) -> Row:
    return row | {name: row[name] and msgspec.json.decode(row[name]) for name in ("before", "after")}
