"""*Claims* on the notices of the outbox: each batch is sent by one process at a time.

The column `letter` holds the batch of a notice. A begun batch has an `owner`, the process that sends it. Its claim runs
out at `claimed_until`; after that, any process may take the batch over. Where no other process may use the database,
the claims of former processes are void. Knows nothing of Discord but the numbers of shards.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, Protocol, TypeVar

import msgspec

from store.database import Database, json_array
from store.shards import Shards, of_shards, values_of

SECONDS_CLAIMED = 10
State = Literal["due", "begun", "sent", "needless", "late", "lost", "refused"]
Topic = Literal["activity", "notification", "title"]

# The feeds of the shards' servers, and direct messages if they are theirs.
_OWN = f"""
(feed_id IS NULL AND :has_direct_messages = 1 OR feed_id IN (SELECT id FROM feeds WHERE {of_shards("guild_id")}))
"""  # noqa: S608  (only the text above, here and below)
# A claim ends before Discord may have forgotten the first try.
_TAKE_OVER = f"""
UPDATE notices SET owner = :owner, claimed_until = min(:until, tried_at + :recognised)
WHERE state = 'begun' AND letter IN (
    SELECT letter FROM notices
    WHERE state = 'begun' AND (claimed_until <= :now OR owner <> :owner AND :is_alone = 1) AND {_OWN}
    GROUP BY letter ORDER BY min(tried_at), letter LIMIT :limit
)
RETURNING *
"""  # noqa: S608
# `state IN ('due', 'begun')` is an index's condition; store/notices.py says why it stands beside the narrower one.
_DUE = f"""
SELECT notices.*, CASE WHEN coalesce(feed_id, digest_hour, topic_id) IS NOT NULL THEN 1 ELSE 0 END AS is_gathered,
    coalesce((SELECT is_forum FROM feeds WHERE feeds.id = feed_id), 0) AS is_apart
FROM notices LEFT JOIN reminders USING (discord_id)
WHERE state IN ('due', 'begun') AND state = 'due' AND due_at <= :now AND (tried_at IS NULL OR tried_at <= :tried_until)
AND {_OWN}
AND (feed_id IS NULL OR NOT EXISTS (SELECT 1 FROM feed_pauses WHERE feed_pauses.feed_id = notices.feed_id))
ORDER BY coalesce(tried_at, 0), due_at, coalesce(discord_id, 0), coalesce(feed_id, 0), notices.id LIMIT :limit
"""  # noqa: S608
# What was held while a feed was paused, the latest first.
_HELD_BACK = f"""
SELECT notices.*, 1 AS is_gathered, is_forum AS is_apart
FROM notices JOIN feed_pauses USING (feed_id) JOIN feeds ON feeds.id = feed_id
WHERE state IN ('due', 'begun') AND state = 'due' AND due_at <= :now AND (tried_at IS NULL OR tried_at <= :tried_until)
AND retry_at <= :now AND {_OWN}
ORDER BY feeds.id, due_at DESC, notices.id DESC LIMIT :limit
"""  # noqa: S608
_BEGIN = """
UPDATE notices SET state = 'begun', letter = :letter, tried_at = :now, owner = :owner, claimed_until = :until
WHERE id IN (SELECT value FROM json_each(:ids)) AND state = 'due'
"""
_HELD = """
SELECT claimed_until FROM notices WHERE id = :letter AND letter = :letter AND state = 'begun' AND owner = :owner
"""
_RENEW = """
UPDATE notices SET claimed_until = min(:until, tried_at + :recognised)
WHERE letter = :letter AND state = 'begun' AND owner = :owner AND tried_at + :recognised > :now
"""
_SETTLE = """
UPDATE notices SET state = :state, tried_at = :tried_at, letter = CASE WHEN :state <> 'due' THEN letter END
WHERE id IN (SELECT value FROM json_each(:ids)) AND state = 'begun' AND owner = :owner RETURNING id
"""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """News of an episode, a change or a topic's row, for a person or a feed.

    `topic_id` is the id of the topic's row, which may be gone. `is_gathered`: it shares a message with other notices to
    the same recipient; `is_apart`: only with those of the same title. `letter` is the batch of the last try, `tried_at`
    the time of that try.
    """

    id: int
    discord_id: int | None
    feed_id: int | None
    change_id: int | None
    media_id: int | None
    episode: int | None
    happened_at: int
    due_at: int
    state: State
    letter: int | None
    tried_at: int | None
    topic: Topic | None = None
    topic_id: int | None = None
    is_gathered: bool = False
    is_apart: bool = False


class Settled(msgspec.Struct, frozen=True):
    """The result of a batch; `tried_at` is the first time at which Discord may have accepted it."""

    state: State
    tried_at: int


class NoticeBatch(Protocol):
    """The notices that go out together, the first of which names them."""

    @property
    def id(self) -> int: ...

    @property
    def ids(self) -> Sequence[int]: ...


_Batch = TypeVar("_Batch", bound=NoticeBatch)


class NoticeClaims:
    """What `process` sends: it claims batches, begins them before they are sent, and settles what it still claims."""

    def __init__(self, database: Database, process: str) -> None:
        self._database = database
        self._process = process

    async def take_over(self, now: int, shards: Shards, *, recognised: int, limit: int) -> list[Notice]:
        """Claim begun batches, `limit` at most, whose claims have run out; the notices come by batch.

        They may have been sent or not. A claim ends `recognised` seconds after the first try at the latest.
        """
        values = self._claim(now) | _part(shards)
        rows = await self._database.returning(
            _TAKE_OVER, **values, recognised=recognised, limit=limit, is_alone=not self.is_shared
        )
        taken = [msgspec.convert(row, Notice, strict=False) for row in rows]
        return sorted(taken, key=lambda notice: (notice.letter or 0, notice.id))

    async def begin(
        self,
        now: int,
        shards: Shards,
        into_batches: Callable[[list[Notice]], list[_Batch]],
        *,
        tried_until: int,
        limit: int,
        held_back: bool = False,
    ) -> list[_Batch]:
        """Claim and begin the batches to send now; from then on they may have been sent.

        They are made of `limit` due notices at most: untried before tried, then by due time, then by recipient. With
        `held_back`, they are those of paused feeds that are tried again: by feed, the latest first.
        """
        claim, due = self._claim(now), _HELD_BACK if held_back else _DUE
        async with self._database.transaction() as transaction:
            rows = await transaction.all(due, **_part(shards), now=now, tried_until=tried_until, limit=limit)
            batches = into_batches([msgspec.convert(row, Notice, strict=False) for row in rows])
            values = [claim | {"letter": one.id, "ids": json_array(one.ids)} for one in batches]
            await transaction.execute_many(_BEGIN, values)
        return batches

    @property
    def is_shared(self) -> bool:
        """Whether other processes may send, too."""
        return self._database.is_shared

    async def holds(self, batch_id: int, now: int, *, recognised: int) -> bool:
        """Whether this process still sends the begun batch, and no other one.

        A claim that has run out is renewed, unless another process has taken it over: Discord may be slow.
        """
        if not self.is_shared:
            return True
        held = await self._database.one(_HELD, letter=batch_id, owner=self._process)
        if held is None or held["claimed_until"] > now:
            return held is not None
        return await self._database.execute(_RENEW, letter=batch_id, recognised=recognised, **self._claim(now)) > 0

    async def settle(self, settled: Mapping[int, Settled]) -> set[int]:
        """Record the results of begun notices, by their ids. Returns the ids of those that were still claimed."""
        same: dict[Settled, list[int]] = {}
        for notice_id, one in settled.items():
            same.setdefault(one, []).append(notice_id)
        found = set[int]()
        async with self._database.transaction() as transaction:
            for one, ids in same.items():
                values = msgspec.structs.asdict(one)
                rows = await transaction.all(_SETTLE, **values, ids=json_array(ids), owner=self._process)
                found.update(row["id"] for row in rows)
        return found

    def _claim(self, now: int) -> dict[str, int | str]:
        return {"now": now, "until": now + SECONDS_CLAIMED, "owner": self._process}


def _part(shards: Shards) -> dict[str, int | str]:
    return values_of(shards) | {"has_direct_messages": shards.has_direct_messages}
