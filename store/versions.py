"""*Cache invalidation*: a version number of each person's entries shows that a cached copy is stale.

Knows no entry.
"""

from collections import Counter


class Versions:
    """Counts in this process alone, which has the database to itself.

    A change is counted before others can read it, or at once after. A reader that notes the version and then reads has
    that version or a newer one, never an older one.
    """

    def __init__(self) -> None:
        self._changes = Counter[int]()

    def of(self, discord_id: int) -> int:
        return self._changes.get(discord_id, 0)

    def changed(self, discord_id: int) -> None:
        self._changes[discord_id] += 1
