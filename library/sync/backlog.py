"""The backlog of background sync: how many people are overdue, and how many a day are possible. For doctor and metrics.

Knows no request: :mod:`library.sync.background` works it off.
"""

import msgspec

from store import DueLists

SECONDS_BETWEEN = 86400
_MINUTES_A_WEEK = 7 * 1440
REQUESTS_A_WEEK = 8  # of a person: six deltas, and each list whole once


class Backlog(msgspec.Struct, frozen=True):
    """The people in sight, the number of them with a list that is older than a day, and the oldest list's age.

    `a_day` is the number of people whose lists AniList's limit lets background work read in a day, at most.
    """

    people: int
    overdue: int
    oldest_seconds: int
    a_day: int

    @property
    def is_over(self) -> bool:
        """Whether AniList's limit does not let lists be read once a day.

        Fewer overdue people are no sign of it: a busy evening leaves up to a quarter of all, which the night makes up
        for, and a stop leaves what an hour makes up for.
        """
        return self.people > self.a_day or self.overdue > max(self.people // 4, self.a_day // 24)


def people_a_day(background_a_minute: int) -> int:
    """The most people whose lists are read in a day by so many requests a minute."""
    return background_a_minute * _MINUTES_A_WEEK // REQUESTS_A_WEEK


async def backlog(due_lists: DueLists, now: int, background_a_minute: int) -> Backlog:
    """The backlog at this moment."""
    ages = await due_lists.ages(now - SECONDS_BETWEEN)
    oldest = 0 if ages.oldest_at is None else max(now - ages.oldest_at, 0)
    return Backlog(ages.people, ages.due, oldest, people_a_day(background_a_minute))
