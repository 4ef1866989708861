"""Delivery from a *transactional outbox*: each notice once, none too early, through every failure and stop.

A round finds the episodes that have aired since the last round, writes a notice into the outbox for each recipient, and
sends the notices that are due. The rules:

- A notice is *due* in the outbox before anything else happens, together with the time up to which episodes
  were looked for. So an episode that airs while Musubi is away is found at the next start.
- A batch is *begun* in the outbox before Discord is asked to take it.
- A batch that Discord has certainly not taken (no connection, a limit) is due again.
- A batch that Discord may have taken (an error of its server, a lost answer, a stop in between) is tried again as the
  very same message: Discord knows its nonce for some minutes and answers with the message that is there
  (https://discord.com/developers/docs/resources/message#create-message, ``enforce_nonce``). Each try comes within two
  minutes of the first; after that nobody could tell, and the batch is *lost* rather than told twice.
- A notice that is due for longer than an hour is *late*: it is noted, and not told. A topic that a person is told of
  may be a day late.
- A feed whose posts Discord refuses is paused, and *holds back* its notices for a day at most
  (:mod:`library.notify.pauses`). One post makes up for them when Discord takes posts again.

A notice in the outbox::

            its batch goes out            Discord has it
    due ──────────────────────▶ begun ─────────────────────▶ sent
    │ ▲                         │ │ │ Discord will not
    │ └─────────────────────────┘ │ ├──────────────────────▶ refused
    │    surely not taken, or     │ │ not worth telling
    │    held back                │ └──────────────────────▶ needless
    │ an hour, or a day           │
    ▼                             ▼ two minutes, and nobody knows
    late                          lost

Several processes share the outbox. Each looks for news, and the cursor lets one of them write it. Each sends what is
its own by its shards, also beside another process with the same shards:

- A begun batch is claimed by its process for ten seconds. When the process is killed, the claim runs out, and another
  process tries the same message again, as above.
- A process looks at its claim right before it sends a batch, renews it where it has run out, and settles only what it
  still claims. So one that stood still and wakes sends nothing that another has taken over.
- One window is left: a process that stands still between that look and Discord's taking the message. Discord knows
  the nonce then, for the other process has sent the same one; only a process that stands still for longer than Discord
  remembers would tell something twice.

Knows nothing of Discord but that.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from itertools import product

from library.notify.notices import (
    SECONDS_LATE,
    SECONDS_RECOGNISED,
    SECONDS_TOPICS_LATE,
    Batch,
    Outcome,
    batches_held_back,
    begun_batches,
    due_at,
    into_batches,
)
from store import ALL_SHARDS, NewNotice, Notice, Notices, Settled, Shards, StoreError
from store.claims import State
from store.notices import KINDS, kind_of
from tally import Tally

SECONDS_NOTICES_STAY = 30 * 86400
_SECONDS_BETWEEN_TRIES = 20
_AT_ONCE = 10  # messages on their way to Discord
_NOTICES_AT_ONCE = 100  # notices that are begun together,
_NOTICES_BESIDE_OTHERS = 20  # and where others finish what a killed process leaves
_NOTICES_HELD_BACK = 1000  # that are looked at together: of a feed, more than one post makes up for
_FAILURES_UNTIL_REST = 5
_ENDS: tuple[State, ...] = ("sent", "needless", "refused", "late", "lost")
_BOUNDS = (60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0)  # seconds; a round comes each minute

_log = logging.getLogger(__name__)

Post = Callable[[Batch], Awaitable[Outcome]]


class Delivery:
    """Sends the notices of the outbox.

    `post` sends a batch that is still worth it, returns the outcome, and raises nothing. The `tally` counts notices by
    kind and end, and of those that were sent the seconds after they were due. `shards` are the process's own.
    """

    def __init__(self, notices: Notices, post: Post, now: Callable[[], int], shards: Shards = ALL_SHARDS) -> None:
        self._notices = notices
        self._post = post
        self._now = now
        self._shards = shards
        self._limit = _NOTICES_BESIDE_OTHERS if notices.is_shared else _NOTICES_AT_ONCE
        self.tally = Tally(*_BOUNDS, known=product(KINDS, _ENDS))

    async def round(self) -> None:
        """Find new notices, and send the due ones. Ends early while Discord fails."""
        if await self._notices.pass_idle(self._now(), changes_since=self._now() - SECONDS_LATE):
            return
        await self._look()
        await self._give_up()
        failures = 0
        while failures < _FAILURES_UNTIL_REST and (batches := await self._next()):
            failures += await self._send(batches)

    async def expire(self) -> None:
        """Forget notices that were sent long ago."""
        await self._notices.expire(self._now() - SECONDS_NOTICES_STAY)

    async def _look(self) -> None:
        """Find new notices since the last round; after a rest in steps of an air time, between which others write."""
        now = self._now()
        looked_until = await self._notices.looked_until()
        after = now if looked_until is None else looked_until  # it is later than now if the clock was put back
        later_times = (await self._notices.air_times(after, now))[1:]
        for until in (*(at - 1 for at in later_times), now):
            if not await self._look_between(after, until, changes_since=now - SECONDS_LATE):
                return  # another process looks
            after = until

    async def _look_between(self, after: int, until: int, *, changes_since: int) -> bool:
        recipients = await self._notices.recipients(after, until)
        new = [
            NewNotice(one.discord_id, one.media_id, one.episode, one.airing_at, due_at(one.airing_at, one))
            for one in recipients
        ]
        return await self._notices.put(new, after, until, changes_since=changes_since)

    async def _give_up(self) -> None:
        now = self._now()
        given_up = await self._notices.give_up(
            now - SECONDS_LATE, now - SECONDS_RECOGNISED, topics_before=now - SECONDS_TOPICS_LATE
        )
        states = Counter[State]()
        for (kind, state), count in given_up.items():
            self.tally.count(kind, state, events=count)
            states[state] += count
        if states:
            message = "%d notices were too late to be told, and of %d nobody knows whether they were"
            _log.warning(message, states["late"], states["lost"])

    async def _next(self) -> list[Batch]:
        """The batches to send now, begun and claimed.

        First come those that nobody sends any more, then what paused feeds hold back until now, then what is due.
        """
        now = self._now()
        left = await self._notices.take_over(now, self._shards, recognised=SECONDS_RECOGNISED, limit=self._limit)
        begin, tried_until = self._notices.begin, now - _SECONDS_BETWEEN_TRIES
        return (
            begun_batches(left)
            or await begin(
                now, self._shards, batches_held_back, tried_until=tried_until, limit=_NOTICES_HELD_BACK, held_back=True
            )
            or await begin(now, self._shards, self._whole_batches, tried_until=tried_until, limit=self._limit)
        )

    def _whole_batches(self, due: list[Notice]) -> list[Batch]:
        """The batches of the notices, without the last one where its reader may have more that is due."""
        made = into_batches(due)
        return made[:-1] if len(due) == self._limit and len(made) > 1 else made

    async def _send(self, batches: list[Batch]) -> int:
        """Send the batches, and return the number that Discord has not taken, as far as is known."""
        outcomes: dict[int, Outcome] = {}
        slots = asyncio.Semaphore(_AT_ONCE)

        async def send(batch: Batch) -> None:
            async with slots:
                outcomes[batch.id] = await self._post_claimed(batch)

        try:
            async with asyncio.TaskGroup() as sending:
                for batch in batches:
                    sending.create_task(send(batch))
        finally:  # stopped in between, too: what is known is written down
            await self._settle(batches, outcomes)
        return sum(outcome in {Outcome.LATER, Outcome.UNKNOWN} for outcome in outcomes.values())

    async def _post_claimed(self, batch: Batch) -> Outcome:
        """Send the batch, unless the process stood still for so long that another may send it."""
        try:
            is_claimed = await self._notices.holds(batch.id, self._now(), recognised=SECONDS_RECOGNISED)
        except StoreError:
            return Outcome.LATER
        return await self._post(batch) if is_claimed else Outcome.LATER

    async def _settle(self, batches: list[Batch], outcomes: dict[int, Outcome]) -> None:
        """Write down what became of the batches, and count the notices that no other try follows."""
        now = self._now()
        settled = {
            notice.id: one
            for batch in batches
            if (one := _settled(batch, outcomes.get(batch.id), now))
            for notice in batch.notices
        }
        claimed = await self._notices.settle(settled)
        for notice in (notice for batch in batches for notice in batch.notices if notice.id in claimed):
            self._count(notice, settled[notice.id].state, now)

    def _count(self, notice: Notice, state: State, now: int) -> None:
        kind = kind_of(notice.feed_id)
        if state not in {"due", "begun"}:
            self.tally.count(kind, state)
        if state == "sent":
            self.tally.time(kind, seconds=max(now - notice.due_at, 0))


def _settled(batch: Batch, outcome: Outcome | None, now: int) -> Settled | None:
    """The row to write for a batch; None when it stays begun, as of this try."""
    match outcome:
        case None | Outcome.UNKNOWN:
            return None
        case Outcome.LATER:
            # It may have been taken at an earlier try, which then counts.
            state = "due" if batch.tried_at is None else "begun"
            return Settled(state, batch.tried_at or now)
        case Outcome.HELD:
            return Settled("due" if batch.tried_at is None else "refused", now)
        case Outcome.SENT:
            return Settled("sent", now)
        case Outcome.NEEDLESS:
            return Settled("needless", now)
        case Outcome.REFUSED:
            return Settled("refused", now)
