"""An activity that AniList does not tell somebody: it is gone for everybody, or its author has blocked them."""

from collections.abc import Callable

from anilist import AniList, AniListError, NotFound
from store import Activities


class MissingActivities:
    """Asks AniList as a stranger, so that nobody takes an activity away from all others."""

    def __init__(self, anilist: AniList, activities: Activities, now: Callable[[], int]) -> None:
        self._anilist = anilist
        self._activities = activities
        self._now = now

    async def is_gone(self, activity_id: int) -> bool:
        """Whether AniList has the activity no longer, which is recorded. One request, for a known one that stands."""
        known = (await self._activities.of([activity_id])).get(activity_id)
        if known is None or known.gone_at is not None:
            return known is not None
        try:
            await self._anilist.social.like(None, activity_id)
        except NotFound:
            await self._activities.mark_gone([activity_id], self._now())
            return True
        except AniListError:
            return False  # the poll finds out
        return False
