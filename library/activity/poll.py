"""The poll of activity: what everybody in sight does with their lists on AniList, one request for hundreds of people.

Whoever appears has their list read within minutes; of everybody else nothing new is known to be on theirs. It is a
hint, and never the truth: changes of scores and notes, private entries and deletions make no activity, and people can
switch it off. So every list is still read once a day (:mod:`library.sync.background`).

- Against loss: each request looks back, to before all that was heard, since AniList merges a person's changes of a
  title into one activity, in some cases under the time of the first. It looks back as far as a page allows: half as far
  when an answer has several pages, twice as far when it fills no more than half of one.
- Against repeats: activities are rows, and one that is known as it is is no news.
- Paced: it takes a request a minute at most. Beyond 2,500 people, the rounds are further apart.
- Bounded: four pages of an answer are read. Whatever else has happened then is not known, so the hearing of those
  people begins anew, and their lists are read once a day as ever.
- Off when AniList tells nothing though it should (:mod:`library.activity.echoes`), or refuses the request again and
  again while it answers others. Then all is as without the poll::

        ┌────────── tried once a day, and AniList tells ────────────┐
        ▼                                                           │
    listening ── echoes are missed, or all is gone at once ──▶ off: silent
        └─────── refused five times, while others are answered ──▶ off: refused

Its state is in rows, so that any process goes on with it. Knows nothing of Discord, nor of who is told.
"""

import logging
from collections.abc import Callable, Mapping

import msgspec

from anilist import AniList, AniListError, Caller, Priority, RateLimited, Unavailable
from library.activity.echoes import MISSED_BY_ONE, MISSED_BY_SEVERAL, SECONDS_UNTIL_HEARD, expected
from library.activity.heard import SECONDS_APART
from library.activity.listener import PEOPLE_AT_ONCE, Heard, Listener
from library.sync.background import BackgroundSync
from library.sync.lasting_failure import LastingFailure
from store import HearingState, OffReason, Store
from tally import Tally

SECONDS_BETWEEN = 300
SECONDS_OF_A_REQUEST = 60  # beyond five of them in a round: the poll takes one a minute at most
SECONDS_BETWEEN_TRIES = 86400
SECONDS_ACTIVITIES_STAY = 30 * 86400
SHORTEST_LOOK_BACK, LONGEST_LOOK_BACK = 600, 43_200
MOST_REFUSED = 5  # rounds in a row
_LONGEST_GAP = 43_200
_SECONDS_READING = 240  # of a round, at most
_FEW = 25  # activities, half a page
_WHY: Mapping[OffReason, str] = {
    "silent": "AniList tells nothing of what several people do, though it should",
    "refused": "AniList does not answer what several people do",
}

_log = logging.getLogger(__name__)


class ActivityPoll:
    """Hears what members do. `tally` counts what was new, overflows, and echoes by whether they came."""

    def __init__(self, anilist: AniList, store: Store, background: BackgroundSync, now: Callable[[], int]) -> None:
        self.tally = Tally(known=[("new",), ("overflow",), ("echo",), ("missed",)])
        self._anilist = anilist
        self._listener = Listener(anilist, store, self.tally)
        self._activities = store.activities
        self._hearing = store.hearing
        self._changes = store.changes
        self._background = background
        self._failure = LastingFailure(_log, "hear what members do")
        self._now = now

    async def round(self) -> None:
        """Hear of everybody, unless the poll is off; then read the lists of people who have appeared."""
        now = self._now()
        state = await self._hearing.state() or HearingState(
            heard_until=now, judged_until=now, look_back=LONGEST_LOOK_BACK
        )
        if await self._is_due(state, now):
            await self._poll(state, now)
        await self._background.sync_appeared(_SECONDS_READING)

    async def expire(self) -> None:
        """Forget what was done long ago."""
        await self._activities.expire(self._now() - SECONDS_ACTIVITIES_STAY)

    async def _is_due(self, state: HearingState, now: int) -> bool:
        if state.off_at is not None:
            return abs(now - (state.tried_at or 0)) >= SECONDS_BETWEEN_TRIES
        requests = -(-await self._hearing.count() // PEOPLE_AT_ONCE)
        return not 0 <= now - state.heard_until < requests * SECONDS_OF_A_REQUEST - SECONDS_BETWEEN / 2

    async def _poll(self, before: HearingState, now: int) -> None:
        state = before
        if before.off_at is not None or not 0 <= now - before.heard_until <= _LONGEST_GAP:
            await self._hearing.forget_all()  # what happened since is not known
            look_back = before.look_back if before.off_at is None else SECONDS_BETWEEN_TRIES
            state = msgspec.structs.replace(before, heard_until=now, judged_until=now, look_back=look_back)
        people = await self._hearing.take_up(now - state.look_back)
        try:
            heard = await self._listener.hear(people, state.heard_until - state.look_back, now)
        except RateLimited:
            return
        except AniListError as error:
            await self._count_refusal(before, error, now)
            return
        self._failure.is_over()
        if before.off_why == "silent" and not heard.told:
            await self._switch_off(before, "silent", now)
        else:
            await self._go_on(state, heard, now)

    async def _go_on(self, state: HearingState, heard: Heard, now: int) -> None:
        """Record how far all was heard, unless too little of it came."""
        until = now - SECONDS_UNTIL_HEARD
        missed = await self._judge(state, until, missed=0 if heard.news else state.missed)
        too_many = MISSED_BY_SEVERAL if await self._hearing.missing() > 1 else MISSED_BY_ONE
        if heard.is_silent or missed >= too_many:
            await self._switch_off(state, "silent", now)
            return
        if state.off_at is not None:
            _log.info("AniList tells again what members do")
        judged_until = max(until, state.judged_until)
        look_back = _next_look_back(state.look_back, heard)
        await self._hearing.put(
            HearingState(heard_until=now, judged_until=judged_until, look_back=look_back, missed=missed)
        )

    async def _judge(self, state: HearingState, until: int, *, missed: int) -> int:
        """Look for Musubi's own changes among what was heard; returns how many were missed in a row."""
        for record in expected(await self._changes.expected(state.judged_until, until)):
            (item,) = record.items
            since = record.at - SECONDS_APART
            is_heard = await self._activities.is_heard(record.discord_id, item.media_id, since=since)
            await self._hearing.judge(record.discord_id, is_heard=is_heard)
            self.tally.count("echo" if is_heard else "missed")
            missed = 0 if is_heard else missed + 1
        return missed

    async def _count_refusal(self, state: HearingState, error: AniListError, now: int) -> None:
        """Count a round that AniList has refused. An outage is none: it ends by itself."""
        self._failure.goes_on(error)
        if (isinstance(error, Unavailable) and not error.was_sent) or not await self._answers():
            return
        if state.off_why or state.failed + 1 >= MOST_REFUSED:
            await self._switch_off(state, state.off_why or "refused", now)
        else:
            await self._hearing.put(msgspec.structs.replace(state, failed=state.failed + 1))

    async def _answers(self) -> bool:
        """Whether AniList answers something else."""
        try:
            await self._anilist.ping(caller=Caller(Priority.BACKGROUND))
        except AniListError:
            return False
        return True

    async def _switch_off(self, state: HearingState, why: OffReason, now: int) -> None:
        await self._hearing.forget_all()
        if state.off_at is None:
            _log.warning("%s. Lists are read once a day as before, and it is tried again every day.", _WHY[why])
        off_at = now if state.off_at is None else state.off_at
        changed = msgspec.structs.replace(state, missed=0, failed=0, off_at=off_at, off_why=why, tried_at=now)
        await self._hearing.put(changed)


def _next_look_back(seconds: int, heard: Heard) -> int:
    if heard.pages > 1:
        seconds //= 2
    elif heard.told <= _FEW:
        seconds *= 2
    return min(max(seconds, SHORTEST_LOOK_BACK), LONGEST_LOOK_BACK)
