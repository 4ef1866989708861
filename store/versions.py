"""*Cache invalidation*: a version number of each person's entries shows that a cached copy is stale.

Knows no entry.
"""

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager


class Versions:
    """Counts in this process alone, which has the database to itself.

    A change is counted once it can be read. So a reader that first notes the version and then reads never has entries
    older than that version.
    """

    def __init__(self) -> None:
        self._changes = Counter[int]()

    def of(self, discord_id: int) -> int:
        return self._changes.get(discord_id, 0)

    @contextmanager
    def changing(self, *discord_ids: int) -> Generator[set[int]]:
        """Count a change of these people's entries at the end; more people may be added to the set meanwhile."""
        changed = set(discord_ids)
        try:
            yield changed
        finally:
            self._changes.update(changed)
