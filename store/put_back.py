"""A clock that was put back: times that were written while it was ahead become now.

What hangs on such a time would else wait until the clock is there again: no list is read, an entry takes no newer
answer, a paused feed is not tried. Knows nothing of what hangs on them.
"""

from collections.abc import Callable

from store.database import Database

_SECONDS_APART = 1800  # clocks of processes; and a paused feed is tried again within this time
# What somebody's lists hold has no later time than the lists.
_THEIRS = "read_at > :ahead AND discord_id IN (SELECT discord_id FROM lists WHERE read_at > :ahead)"
_STATEMENTS = (
    f"UPDATE entries SET read_at = :now WHERE {_THEIRS}",  # noqa: S608  (only the text above)
    f"UPDATE absences SET read_at = :now WHERE {_THEIRS}",  # noqa: S608
    """
    UPDATE lists SET read_at = :now, full_at = min(full_at, CAST(:now AS BIGINT)),
        delta_at = min(delta_at, CAST(:now AS BIGINT))
    WHERE read_at > :ahead
    """,
    "UPDATE links SET rejected_at = NULL WHERE rejected_at > :ahead",  # their tokens may have a year yet
    "UPDATE polls SET heard_at = :now WHERE heard_at > :ahead",
    "UPDATE schedules SET asked_at = :now WHERE asked_at > :ahead",
    "UPDATE airings SET seen_at = :now WHERE seen_at > :ahead",
    "UPDATE heard_people SET since = :now WHERE since > :ahead",
    "UPDATE heard_people SET appeared_at = :now WHERE appeared_at > :ahead",
    "UPDATE notification_choices SET read_at = :now WHERE read_at > :ahead",
    "UPDATE notification_choices SET unread_at = :now WHERE unread_at > :ahead",
    "UPDATE feed_pauses SET since = min(since, CAST(:now AS BIGINT)), retry_at = :now WHERE retry_at > :ahead",
    "UPDATE feeds SET rooms_failed_at = :now WHERE rooms_failed_at > :ahead",
)


class PutBack:
    """Brings times back by the clock `now`."""

    def __init__(self, database: Database, now: Callable[[], int]) -> None:
        self._database = database
        self._now = now

    async def bring_back(self) -> None:
        """Does nothing unless the clock was put back."""
        now = self._now()
        async with self._database.transaction() as transaction:
            for statement in _STATEMENTS:
                await transaction.execute(statement, now=now, ahead=now + _SECONDS_APART)
