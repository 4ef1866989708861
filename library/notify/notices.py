"""Due times of notices, their batches, and the last check before one is sent. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from enum import Enum
from itertools import groupby

import msgspec

from library.rules.time_zones import zone_of
from store import Notice, ReminderStatus, Timing, Topic

SECONDS_LATE = 3600  # after which a notice is no news any more
SECONDS_TOPICS_LATE = 86400  # the same, of a topic that a person is told of
SECONDS_RECOGNISED = 120  # in which Discord surely knows a message again by its nonce; it says "a few minutes"
MOST_IN_A_BATCH = 10
MOST_MIXED = 8  # episodes and topics in one message: more would be more components than Discord takes
MOST_HELD_BACK = 50  # episodes that a feed makes up for in one post


class Outcome(Enum):
    """The outcome of a message. LATER: Discord has certainly not taken it; UNKNOWN: it may have.

    HELD: Discord takes no posts of that feed for now.
    """

    SENT = "sent"
    NEEDLESS = "needless"
    REFUSED = "refused"
    LATER = "later"
    UNKNOWN = "unknown"
    HELD = "held"


class Batch(msgspec.Struct, frozen=True):
    """One message about its notices, to a person or to a feed; it stays the same message, however often it is tried."""

    notices: tuple[Notice, ...]

    @property
    def id(self) -> int:
        return min(self.ids)

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(notice.id for notice in self.notices)

    @property
    def discord_id(self) -> int | None:
        return self.notices[0].discord_id

    @property
    def feed_id(self) -> int | None:
        return self.notices[0].feed_id

    def topic_ids(self, topic: Topic) -> list[int]:
        """The ids of that topic's rows."""
        return [one.topic_id for one in self.notices if one.topic == topic and one.topic_id is not None]

    @property
    def nonce(self) -> str:
        """The mark by which Discord knows the message again; 25 characters at most.

        A snoozed notice is another message.
        """
        first = min(self.notices, key=lambda notice: notice.id)
        return f"{first.id}-{first.due_at}"

    @property
    def tried_at(self) -> int | None:
        """The time of the first try that Discord may have taken; None before it."""
        return self.notices[0].tried_at if self.notices[0].state == "begun" else None


def due_at(happened_at: int, timing: Timing, *, not_before: int = 0) -> int:
    """The due time: some hours after it has happened, or at the person's hour, whichever day that comes."""
    if timing.digest_hour is None:
        return max(happened_at + timing.hours_later * 3600, not_before)
    return next_hour(max(happened_at, not_before), timing.digest_hour, zone_of(timing.zone, timing.timezone))


def next_hour(after: int, hour: int, zone: tzinfo) -> int:
    """The next time at which it is `hour` o'clock, at `after` or later.

    An hour that a clock leaves out comes with the next.
    """
    today = datetime.fromtimestamp(after, zone).date()
    for days in range(3):
        day = today + timedelta(days=days)
        at = int(datetime(day.year, day.month, day.day, hour, tzinfo=zone).timestamp())
        if at >= after:
            return at
    raise ValueError(f"it is never {hour} o'clock")


def is_wanted(status: ReminderStatus, now: int) -> bool:
    """Whether the person still wants the reminder at this moment."""
    if not status.is_on or status.is_wanted is False or status.airing_at > now:
        return False
    watches = status.is_all and status.status in {"CURRENT", "REPEATING"}
    if not watches and not status.is_wanted:
        return False
    if status.progress is None:
        return True
    is_next = status.progress >= status.episode - 1
    return status.progress < status.episode and (is_next or not status.only_caught_up)


def _size(notices: list[Notice]) -> int:
    topics = [one.topic for one in notices if one.discord_id]
    return MOST_MIXED if any(topics) else MOST_IN_A_BATCH


def into_batches(due: Iterable[Notice]) -> list[Batch]:
    """Due notices as batches: a notice each, but gathered notices of the same recipient together."""
    made: list[Batch] = []
    for reader, group in groupby(due, key=_reader):
        notices = list(group)
        size = _size(notices) if reader else 1
        made += [Batch(tuple(notices[at : at + size])) for at in range(0, len(notices), size)]
    return made


def _reader(notice: Notice) -> tuple[int | None, ...] | None:
    """Who reads the notice, in a forum with its title; None where it is a message of its own."""
    title = notice.media_id if notice.is_apart else None
    return (notice.discord_id, notice.feed_id, title) if notice.is_gathered else None


def batches_held_back(held: Iterable[Notice]) -> list[Batch]:
    """A batch for each paused feed, which also finds out whether Discord takes its posts again.

    `held` comes by feed, the latest first. The batch has all that one post can make up for; in a forum, it is about the
    latest title.
    """
    made: list[Batch] = []
    for _, group in groupby(held, key=lambda one: one.feed_id):
        notices = list(group)
        latest = [one for one in notices if _reader(one) == _reader(notices[0])]
        size = MOST_IN_A_BATCH if latest[0].episode is None or latest[0].is_apart else MOST_HELD_BACK
        made.append(Batch(tuple(latest[:size])))
    return made


def begun_batches(begun: Iterable[Notice]) -> list[Batch]:
    """Batches that were begun and may be unsent, with the same notices as then."""
    return [Batch(tuple(group)) for _, group in groupby(begun, key=lambda notice: notice.letter)]
