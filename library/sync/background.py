"""Background sync: lists in sight are fetched about once a day.

Each round takes a few people, one after another: AniList gets few requests however many have linked, and a list that
can't be read delays no other list. The store holds the time of each fetch, so a restart repeats none.

- First come people whose reminder depends on being caught up, and who are not by the cached list: a phone may have gone
  ahead. Their lists are fetched in the hour before a reminder, unless they were fetched in it anyway. An hour has room
  for fifty people, fetches no list twice, and leaves little time to watch yet another episode unseen.
- Then come lists that were not fetched for a day, in the order of Discord ids. The view ``in_sight`` of the migrations
  says whose lists those are; a feature that lets people wait for more creates it again.
- Once a week whole lists are fetched: :class:`library.sync.list_sync.ListSync` sees to that.

Knows nothing of Discord.
"""

import asyncio
from collections.abc import Callable

from anilist import AniListError, RateLimited, Unavailable
from library.sync.list_sync import ListSync
from store import Link, Links, Reminders

SECONDS_BETWEEN = 86400
SECONDS_AHEAD = 3600
PEOPLE_IN_A_ROUND = 5
_MOST_AWAITED = PEOPLE_IN_A_ROUND - 1  # so that each round has room for the others


class BackgroundSync:
    """Syncs people's lists in turn. A restart begins with the first person again."""

    def __init__(self, reader: ListSync, links: Links, reminders: Reminders, now: Callable[[], int]) -> None:
        self._reader = reader
        self._links = links
        self._reminders = reminders
        self._now = now
        self._cursor = 0
        self._unreadable: dict[int, int] = {}  # by Discord id: when an awaited list could not be read
        self._held_up: set[int] = set()  # Discord ids whose lists failed since the last round without a failure
        self._failures = 0  # in this round

    async def round(self) -> None:
        """Sync the lists of the next people.

        A person on whose list AniList fails is passed over: it may fail on that alone.

        While the circuit is open the round ends, and the next round begins with the first person left over.
        """
        self._failures = 0
        try:
            taken = await self._sync_awaited()
            await self._sync_oldest(PEOPLE_IN_A_ROUND - taken)
        except (RateLimited, Unavailable):
            return
        if not self._failures:
            self._held_up.clear()

    async def _sync_awaited(self) -> int:
        """Sync the lists that reminders depend on, and return their number."""
        now = self._now()
        ago = now - SECONDS_AHEAD
        self._unreadable = {one: at for one, at in self._unreadable.items() if at > ago}
        hinging = await self._reminders.needing_sync(
            now,
            now + SECONDS_AHEAD,
            read_until=ago,
            without=self._unreadable.keys() | self._held_up,
            limit=_MOST_AWAITED,
        )
        links = await self._links.living(hinging, limit=_MOST_AWAITED)
        for link in links:
            await self._sync(link)
        return len(links)

    async def _sync_oldest(self, limit: int) -> None:
        before = self._now() - SECONDS_BETWEEN
        links = await self._links.unread(before, after=self._cursor, limit=limit)
        if not links:
            self._cursor = 0
        for link in links:
            last, self._cursor = self._cursor, link.discord_id
            try:
                await self._sync(link)
            except Unavailable:
                self._cursor = last
                raise

    async def _sync(self, link: Link) -> None:
        """Sync a person's lists; the sync logs its failures.

        Raises RateLimited, and Unavailable when no request was sent.
        """
        self._held_up.add(link.discord_id)
        try:
            await asyncio.shield(self._reader.start_sync(link))
        except RateLimited:
            raise
        except Unavailable as error:
            if not error.was_sent:
                self._held_up.discard(link.discord_id)
                raise
            self._failures += 1
            return
        except AniListError:
            self._unreadable[link.discord_id] = self._now()
        self._held_up.discard(link.discord_id)
