"""A *transactional outbox*: a notice to a person or a feed is written here before it is sent, and sent from here.

:mod:`store.claims` says who sends it. Knows nothing of Discord, nor whether a notice is worth sending.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any, Literal

import msgspec

from store.claims import Notice, NoticeClaims, State, Topic
from store.database import json_array

SECONDS_MERGED = 300
Kind = Literal["reminder", "feed"]
KINDS: tuple[Kind, ...] = ("reminder", "feed")

# SQLite does not reorder the tables of a CROSS JOIN: it reads `airings` first, which has few rows in the time span.
_RECIPIENTS = """
SELECT discord_id, entries.media_id AS media_id, episode, airing_at, hours_later, digest_hour, zone, timezone
FROM airings CROSS JOIN entries JOIN reminders USING (discord_id) JOIN links USING (discord_id)
WHERE entries.media_id = airings.media_id AND airing_at > :after AND airing_at <= :until
AND entries.media_type = 'ANIME' AND entries.status IN ('CURRENT', 'REPEATING')
AND is_on = 1 AND is_all = 1 AND closed_at IS NULL
AND NOT EXISTS (
    SELECT 1 FROM reminded_titles AS titles
    WHERE titles.discord_id = entries.discord_id AND titles.media_id = entries.media_id AND is_wanted = 0
)
UNION
SELECT discord_id, titles.media_id, episode, airing_at, hours_later, digest_hour, zone, timezone
FROM airings CROSS JOIN reminded_titles AS titles JOIN reminders USING (discord_id) JOIN links USING (discord_id)
WHERE titles.media_id = airings.media_id AND airing_at > :after AND airing_at <= :until
AND is_wanted = 1 AND is_on = 1 AND closed_at IS NULL
ORDER BY discord_id, media_id, episode
"""
_AIR_TIMES = """
SELECT DISTINCT airing_at FROM airings WHERE airing_at > :after AND airing_at <= :until ORDER BY airing_at
"""
# A notice that may have been sent stays so; a notice that surely was not is due again if the episode airs later.
_AGAIN = """
DO UPDATE SET happened_at = excluded.happened_at, due_at = excluded.due_at, state = 'due'
WHERE notices.state = 'due' AND notices.tried_at IS NULL
OR notices.state IN ('needless', 'late', 'refused') AND excluded.happened_at > notices.happened_at
"""
_PUT = f"""
INSERT INTO notices (discord_id, media_id, episode, happened_at, due_at)
SELECT discord_id, :media_id, :episode, :happened_at, :due_at FROM links WHERE discord_id = :discord_id
ON CONFLICT (discord_id, media_id, episode) WHERE discord_id IS NOT NULL {_AGAIN}
"""  # noqa: S608  (only the text above)
_TELL_PERSON = """
INSERT INTO notices (discord_id, topic, topic_id, media_id, happened_at, due_at)
SELECT discord_id, :topic, :topic_id, :media_id, :happened_at, :due_at FROM links WHERE discord_id = :discord_id
ON CONFLICT (topic, topic_id, discord_id) WHERE topic IS NOT NULL AND discord_id IS NOT NULL DO NOTHING
"""
_TELL_FEED = """
INSERT INTO notices (feed_id, topic, topic_id, media_id, happened_at, due_at)
SELECT id, :topic, :topic_id, :media_id, :happened_at, :due_at FROM feeds WHERE id = :feed_id
ON CONFLICT (topic, topic_id, feed_id) WHERE topic IS NOT NULL AND feed_id IS NOT NULL DO NOTHING
"""
_TIMINGS = """
SELECT discord_id, 0 AS hours_later, CASE WHEN is_on = 1 THEN digest_hour END AS digest_hour, zone, timezone
FROM links LEFT JOIN reminders USING (discord_id)
WHERE discord_id IN (SELECT value FROM json_each(:people)) ORDER BY discord_id
"""
# Episodes that air within the same five minutes are due together.
_PUT_EPISODES = f"""
INSERT INTO notices (feed_id, media_id, episode, happened_at, due_at)
SELECT feeds.id, airings.media_id, episode, airing_at,
    (airing_at + {SECONDS_MERGED - 1}) / {SECONDS_MERGED} * {SECONDS_MERGED}
FROM airings CROSS JOIN feeds
WHERE airing_at > :after AND airing_at <= :until AND kind = 'episodes' AND ended_at IS NULL AND (
    EXISTS (SELECT 1 FROM feed_titles WHERE feed_id = feeds.id AND feed_titles.media_id = airings.media_id)
    OR is_all = 1 AND EXISTS (
        SELECT 1 FROM circles JOIN shown USING (discord_id) WHERE circles.guild_id = feeds.guild_id
        AND shown.media_id = airings.media_id AND media_type = 'ANIME' AND status IN ('CURRENT', 'REPEATING')
    )
)
ORDER BY airing_at, airings.media_id, episode, feeds.id
ON CONFLICT (feed_id, media_id, episode) WHERE feed_id IS NOT NULL AND change_id IS NULL {_AGAIN}
"""  # noqa: S608
_SHARED_CHANGES = """
FROM changes CROSS JOIN feed_sharers JOIN feeds ON feeds.id = feed_id
WHERE feed_sharers.discord_id = changes.discord_id AND changes.at > :changes_since
AND changes.at >= since AND changes.at >= opened_at
AND changes.state = 'done' AND kind = 'activity' AND ended_at IS NULL
"""
# A change can be undone for some minutes before it is posted, together with the other changes of those minutes.
_PUT_CHANGES = f"""
INSERT INTO notices (feed_id, change_id, media_id, happened_at, due_at)
SELECT feeds.id, changes.id, media_id, changes.at, (changes.at / {SECONDS_MERGED} + 2) * {SECONDS_MERGED}
{_SHARED_CHANGES} ORDER BY changes.at, changes.id, feeds.id
ON CONFLICT (change_id, feed_id) WHERE change_id IS NOT NULL DO NOTHING
"""
# Most rounds find nothing: this statement is all that they cost.
_PASS = f"""
UPDATE noticed SET until = :until
WHERE NOT EXISTS (SELECT 1 FROM airings WHERE airing_at > noticed.until AND airing_at <= :until)
AND NOT EXISTS (SELECT 1 {_SHARED_CHANGES})
AND NOT EXISTS (
    SELECT 1 FROM notices WHERE state IN ('due', 'begun') AND (state = 'begun' OR due_at <= :until)
    AND (feed_id IS NULL OR NOT EXISTS (
        SELECT 1 FROM feed_pauses WHERE feed_pauses.feed_id = notices.feed_id AND retry_at > :until
    ))
)
"""  # noqa: S608
# The table has one row and no key.
_LOOKED = "UPDATE noticed SET until = :until WHERE until = :after"
_LOOKED_FIRST = "INSERT INTO noticed (until) SELECT CAST(:until AS BIGINT) WHERE NOT EXISTS (SELECT 1 FROM noticed)"
# SQLite uses the partial index of unsettled notices only where a statement repeats the index's condition, hence the
# `state IN ('due', 'begun')` beside a single state here and below.
# A batch is retried, or lost, as a whole: with a notice less it would be another message.
_GIVE_UP = """
UPDATE notices SET state = CASE state WHEN 'begun' THEN 'lost' ELSE 'late' END
WHERE state IN ('due', 'begun')
AND (state = 'begun' AND tried_at < :tried_before OR state = 'due'
    AND (due_at < :topics_before OR due_at < :due_before AND (topic IS NULL OR discord_id IS NULL)
        AND (feed_id IS NULL OR NOT EXISTS (SELECT 1 FROM feed_pauses WHERE feed_pauses.feed_id = notices.feed_id))))
RETURNING state, feed_id
"""
_OVERDUE = """
SELECT count(*) AS count, coalesce(max(:now - due_at), 0) AS seconds FROM notices
WHERE state IN ('due', 'begun') AND due_at <= :now
AND (feed_id IS NULL OR NOT EXISTS (SELECT 1 FROM feed_pauses WHERE feed_pauses.feed_id = notices.feed_id))
"""
_PENDING = "SELECT * FROM notices WHERE discord_id = :discord_id AND state = 'due' ORDER BY id"
_MOVE = "UPDATE notices SET due_at = :due_at WHERE id = :id AND state = 'due'"
# A person who presses the notice's button has received it, even where its state here is begun or lost.
_SNOOZE = """
UPDATE notices SET state = :state, due_at = :due_at WHERE id = :id AND discord_id = :discord_id
AND state IN ('due', 'begun', 'sent', 'lost')
"""
_MISSED = """
SELECT count(*) AS missed FROM notices WHERE discord_id = :discord_id AND state IN ('late', 'lost') AND due_at > :since
"""


def kind_of(feed_id: int | None) -> Kind:
    return "reminder" if feed_id is None else "feed"


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """When a person is told of something: `timezone` is AniList's, `zone` the person's own choice."""

    hours_later: int
    digest_hour: int | None
    zone: str | None
    timezone: str | None


class Recipient(Timing, frozen=True, kw_only=True):
    """A person who wants a reminder of an episode."""

    discord_id: int
    media_id: int
    episode: int
    airing_at: int


class NewNotice(msgspec.Struct, frozen=True):
    """A reminder of an episode, to be sent to a person at `due_at`."""

    discord_id: int
    media_id: int
    episode: int
    happened_at: int
    due_at: int


class TopicNotice(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a topic, to be told to a person or to a feed at `due_at`."""

    topic: Topic
    topic_id: int
    happened_at: int
    due_at: int
    discord_id: int | None = None
    feed_id: int | None = None
    media_id: int | None = None


class Overdue(msgspec.Struct, frozen=True):
    """The number of overdue notices, and the seconds by which the first of them is late."""

    count: int
    seconds: int


class Notices(NoticeClaims):
    """A notice is due, then begun, then sent or given up. It is begun here before it is sent, by its `process`."""

    async def pass_idle(self, until: int, *, changes_since: int) -> bool:
        """Move the cursor to `until` if there is no news and no notice to send; returns whether that was so."""
        return await self._database.execute(_PASS, until=until, changes_since=changes_since) == 1

    async def looked_until(self) -> int | None:
        """The cursor: notices of episodes that aired until then are in the outbox. None before the first round."""
        row = await self._database.one("SELECT until FROM noticed")
        return row["until"] if row else None

    async def air_times(self, after: int, until: int) -> list[int]:
        """The times later than `after` and not later than `until` at which episodes aired, the earliest first."""
        return [row["airing_at"] for row in await self._database.all(_AIR_TIMES, after=after, until=until)]

    async def recipients(self, after: int, until: int) -> list[Recipient]:
        """The recipients of reminders of the episodes that aired later than `after` and not later than `until`."""
        rows = await self._database.all(_RECIPIENTS, after=after, until=until)
        return [msgspec.convert(row, Recipient) for row in rows]

    async def put(self, notices: Iterable[NewNotice], after: int, until: int, *, changes_since: int) -> bool:
        """Write all new notices down and move the cursor from `after` to `until`, in one transaction.

        They are `notices` for people, and for feeds the episodes that aired later than `after` and not later than
        `until`, and the changes made later than `changes_since`. A notice that may have been sent already stays.
        False when the cursor is elsewhere: another process has looked meanwhile, and nothing is written.
        """
        async with self._database.transaction() as transaction:
            is_next = await transaction.execute(_LOOKED, after=after, until=until) == 1
            if not is_next and not await transaction.execute(_LOOKED_FIRST, until=until):
                return False
            await transaction.execute_many(_PUT, [msgspec.structs.asdict(one) for one in notices])
            await transaction.execute(_PUT_EPISODES, after=after, until=until)
            await transaction.execute(_PUT_CHANGES, changes_since=changes_since)
            return True

    async def tell(self, notices: Iterable[TopicNotice]) -> None:
        """Write down what is to be told of topics. A notice that is there already stays as it is."""
        told = list(notices)
        async with self._database.transaction() as transaction:
            await transaction.execute_many(_TELL_PERSON, [_without(one, "feed_id") for one in told if one.discord_id])
            await transaction.execute_many(_TELL_FEED, [_without(one, "discord_id") for one in told if one.feed_id])

    async def timings(self, people: Collection[int]) -> dict[int, Timing]:
        """When each of the linked people wants to be told of topics, by Discord id."""
        rows = await self._database.all(_TIMINGS, people=json_array(people))
        return {row["discord_id"]: msgspec.convert(row, Timing) for row in rows}

    async def give_up(self, due_before: int, tried_before: int, *, topics_before: int) -> Counter[tuple[Kind, State]]:
        """Give up notices: due too long is late, begun too long is lost. Returns the number of each.

        A topic is told to people, and what a paused feed holds back is kept, unless it was due before `topics_before`.
        """
        rows = await self._database.returning(
            _GIVE_UP, due_before=due_before, tried_before=tried_before, topics_before=topics_before
        )
        return Counter((kind_of(row["feed_id"]), row["state"]) for row in rows)

    async def pending(self, discord_id: int) -> list[Notice]:
        """The person's due notices."""
        rows = await self._database.all(_PENDING, discord_id=discord_id)
        return [msgspec.convert(row, Notice, strict=False) for row in rows]

    async def move(self, due_at: dict[int, int]) -> None:
        """Change the due times of notices that are still due; `due_at` is by notice id."""
        async with self._database.transaction() as transaction:
            await transaction.execute_many(_MOVE, [{"id": one, "due_at": at} for one, at in due_at.items()])

    async def snooze(self, notice_id: int, discord_id: int, until: int) -> bool:
        """Make a notice due again at `until`. False when it is not that person's, or is gone."""
        values = {"id": notice_id, "discord_id": discord_id, "due_at": until}
        return await self._database.execute(_SNOOZE, **values, state="due") == 1

    async def let_be(self, notice_id: int, discord_id: int, at: int) -> bool:
        """Mark the notice as sent, so that it is not sent again. False when it is not that person's, or is gone."""
        values = {"id": notice_id, "discord_id": discord_id, "due_at": at}
        return await self._database.execute(_SNOOZE, **values, state="sent") == 1

    async def missed(self, discord_id: int, since: int) -> int:
        """The number of the person's late and lost notices that were due after `since`."""
        row = await self._database.one(_MISSED, discord_id=discord_id, since=since)
        return row["missed"] if row else 0

    async def overdue(self, now: int) -> Overdue:
        """The notices that are to be sent by `now`, or have not certainly been."""
        row = await self._database.one(_OVERDUE, now=now) or {}
        return msgspec.convert(row, Overdue)

    async def expire(self, before: int) -> None:
        """Delete the notices from before that time that are neither due nor begun."""
        await self._database.execute(
            "DELETE FROM notices WHERE due_at < :before AND state NOT IN ('due', 'begun')", before=before
        )


def _without(notice: TopicNotice, name: str) -> dict[str, Any]:
    values = msgspec.structs.asdict(notice)
    del values[name]
    return values
