"""*Cache invalidation*: a version number of each person's entries shows that a cached copy is stale.

Knows no entry.
"""

from collections import Counter


class Versions:
    """Counts in this process alone, which has the database to itself.

    A change is counted before others can read it, or at once after. So a reader that first notes the version and then
    reads never has entries older than that version.
    """

    def __init__(self) -> None:
        self._changes = Counter[int]()

    def of(self, discord_id: int) -> int:
        return self._changes.get(discord_id, 0)

    def changed(self, discord_id: int) -> None:
        self._changes[discord_id] += 1
