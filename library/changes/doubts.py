"""Of which titles nobody knows what became of the last change: AniList is asked before they are changed again."""

from collections.abc import Callable

from store import Bulks, Changes, Link

_SECONDS_IN_DOUBT = 3600  # by then, what is remembered was read anew


class Doubts:
    """Reads both journals."""

    def __init__(self, changes: Changes, bulks: Bulks, now: Callable[[], int]) -> None:
        self._changes = changes
        self._bulks = bulks
        self._now = now

    async def of(self, link: Link) -> set[int]:
        """Those titles of the person."""
        single = await self._changes.doubted(link.discord_id, self._now() - _SECONDS_IN_DOUBT)
        return single | await self._bulks.doubted(link.discord_id)
