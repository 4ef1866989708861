"""The load on AniList's minute in numbers, for an admin. Knows no queue and no exporter."""

from collections import Counter
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from itertools import product

import msgspec

from anilist.errors import AniListError, RateLimited, Stopping, Unavailable
from anilist.fairness import Priority
from tally import Tally, counted

_PRIORITIES = tuple(priority.name.lower() for priority in Priority)
_OUTCOMES = ("answered", "limited", "failed", "cancelled")
_REASONS = ("budget", "circuit")


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """The places of the minute, the queued requests by priority, the open breakers by the kind of their places.

    The tallies are of requests since the start: `sent` by priority and outcome, `refused` by priority and reason.
    """

    per_minute: int
    used: int
    waiting: Counter[str]
    open_breakers: Counter[str]
    sent: Tally
    refused: Tally


def of_sent() -> Tally:
    return Tally(known=product(_PRIORITIES, _OUTCOMES))


def of_refused() -> Tally:
    return Tally(known=product(_PRIORITIES, _REASONS))


def by_priority(priorities: Iterable[Priority]) -> Counter[str]:
    return counted(_PRIORITIES, (_PRIORITIES[priority] for priority in priorities))


@contextmanager
def sending(sent: Tally, priority: Priority) -> Generator[None]:
    """Count the request inside by its outcome; an error with which AniList answers is an answer."""
    outcome = "cancelled"
    try:
        yield
        outcome = "answered"
    except RateLimited:
        outcome = "limited"
        raise
    except Unavailable:
        outcome = "failed"
        raise
    except AniListError:
        outcome = "answered"
        raise
    finally:
        sent.count(_PRIORITIES[priority], outcome)


@contextmanager
def refusing(refused: Tally, priority: Priority) -> Generator[None]:
    """Count the request if it is refused inside, before it is sent; the end of Musubi is no refusal."""
    try:
        yield
    except Stopping:
        raise
    except RateLimited:
        refused.count(_PRIORITIES[priority], "budget")
        raise
    except Unavailable:
        refused.count(_PRIORITIES[priority], "circuit")
        raise
