"""Echoes: whether Musubi's own changes come back as activity. If they don't, the poll hears nothing of others either.

An end-to-end check at run time: what Musubi itself has made is the one thing that AniList surely has to tell. Pure.
"""

from collections.abc import Iterable

from store import ChangeRecord, Entry

SECONDS_UNTIL_HEARD = 900  # three rounds of the poll
# Changes in a row, with nothing new heard from anybody meanwhile. One person may have a private profile.
MISSED_BY_SEVERAL, MISSED_BY_ONE = 3, 5
# AniList makes one activity of each change to these statuses, and merges none of them into an earlier one.
_TOLD = {"PLANNING", "COMPLETED", "DROPPED", "PAUSED"}


def expected(records: Iterable[ChangeRecord]) -> list[ChangeRecord]:
    """The changes that should have made an activity: a status that others may see, and a title's first of them.

    A title whose status changes again within minutes may be told once.
    """
    seen = set[tuple[int, int]]()
    found = list[ChangeRecord]()
    for record in records:
        (item,) = record.items
        key = record.discord_id, item.media_id
        if key not in seen and _makes_activity(item.before, item.after):
            found.append(record)
        seen.add(key)
    return found


def _makes_activity(before: Entry | None, after: Entry | None) -> bool:
    if (
        after is None
        or after.status not in _TOLD
        or any(one and (one.private or one.hidden) for one in (before, after))
    ):
        return False
    return before is None or before.status != after.status
