"""What it costs to hear what members do on AniList, and how old progress is then: a part of :mod:`bench.model`."""

import math
from typing import NamedTuple

from bench.assumptions import Assumptions
from library.activity.listener import PEOPLE_AT_ONCE
from library.activity.poll import SECONDS_BETWEEN, SECONDS_OF_A_REQUEST

_MEMBERS = (100, 1_000, 10_000)
_HEADS = ("linked members", "requests an hour before", "now", "of these, the poll", "for the same without a poll")


def seconds_apart(members: float) -> int:
    """Between two rounds of the poll: it sends a request a minute at most."""
    return max(SECONDS_BETWEEN, SECONDS_OF_A_REQUEST * math.ceil(members / PEOPLE_AT_ONCE))


def polls_an_hour(members: float) -> float:
    """The poll's requests, one at least in each round."""
    return max(1, math.ceil(members / PEOPLE_AT_ONCE)) * 3600 / seconds_apart(members)


def readings_a_week(assumed: Assumptions) -> float:
    """Requests for a member's lists beyond the daily one: whoever was read because they appear is not due for a day."""
    return 7 * assumed.active * max(0.0, assumed.appearances - 1)


class Cost(NamedTuple):
    """Requests an hour for people's lists: read once a day, with the poll, by the poll alone, and as fresh without."""

    before: float
    now: float
    polls: float
    without: float


def an_hour(members: float, assumed: Assumptions) -> Cost:
    """What so many members cost in an hour. As fresh without the poll is each list read between two rounds."""
    before, polls = members * assumed.renewal / 7 / 24, polls_an_hour(members)
    now = before + polls + members * readings_a_week(assumed) / 7 / 24
    return Cost(before, now, polls, members * 3600 / seconds_apart(members))


def table(assumed: Assumptions) -> list[str]:
    """Requests for lists with the poll and without it, and the age of progress in answers about members."""
    costs = [f"| {' | '.join(_HEADS)} |", "|---:" * len(_HEADS) + "|"]
    ages = ["| linked members | how old progress was in answers about members | now |", "|---:|---|---|"]
    for members in _MEMBERS:
        costs.append(f"| {members:,} | {' | '.join(f'{cost:,.0f}' for cost in an_hour(members, assumed))} |")
        minutes = seconds_apart(members) // 60
        mostly = f"{2 * minutes} minutes at most, {minutes} on average"
        ages.append(f"| {members:,} | 24 hours at most, 12 on average | {mostly} |")
    return [*costs, "", *ages]
