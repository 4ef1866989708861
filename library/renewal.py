"""The quiet keeping in step: lists that somebody may look at are renewed about once a day, though nobody asks.

Each round takes a few people whose lists were not read for a day, in the order of their Discord ids and one after
another: so AniList is asked little at a time, however many have linked, and nobody whose list can't be read holds up
the others. When AniList was asked is in the store, so a restart asks nothing again.

- Whose lists those are is the view ``in_sight`` of the migrations: whoever lets people wait for more makes it anew.
- Once a week the whole lists are read: :class:`library.reading.Reader` sees to that.

Knows nothing of Discord.
"""

import asyncio
from collections.abc import Callable

from anilist import AniListError, RateLimited, Unavailable
from library.reading import Reader
from store import Links

SECONDS_BETWEEN = 86400
PEOPLE_IN_A_ROUND = 5


class Renewal:
    """Goes round among people. A restart begins with the first of them again."""

    def __init__(self, reader: Reader, links: Links, now: Callable[[], int]) -> None:
        self._reader = reader
        self._links = links
        self._now = now
        self._latest = 0

    async def round(self) -> None:
        """Renew the lists of those who are next. While AniList is down, the round ends with the first of them."""
        before = self._now() - SECONDS_BETWEEN
        links = await self._links.unread(before, after=self._latest, limit=PEOPLE_IN_A_ROUND)
        if not links:
            self._latest = 0
        for link in links:
            self._latest = link.discord_id
            try:
                await asyncio.shield(self._reader.renew(link))
            except (RateLimited, Unavailable):
                return
            except AniListError:
                pass  # theirs alone: the reader has written it down
