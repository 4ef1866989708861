"""Background sync: lists in sight are fetched once they are a day old, the oldest first.

It is paced by what is due. A round takes the people who are due by now, one after another, and as many as background
work has requests in that time: half of AniList's minute (:mod:`anilist.fairness`). So 11,000 people are each read once
a day; beyond that every list waits its turn, and :mod:`library.sync.backlog` tells how many do. The store holds the
time of each fetch, so a restart repeats none. Lists that became due while Musubi was off, or because the clock has
jumped, are fetched at the same pace.

- First come people whose reminder depends on being caught up, and who are not by the cached list: a phone may have gone
  ahead. Their lists are fetched in the hour before a reminder, unless they were fetched in it anyway. They have three
  quarters of a round at most, so that the others come too.
- Then come people who want to be told of AniList's notifications, which come with the changes of a list: once an hour,
  as far as half of the rest of a round allows.
- People who did something on AniList (:mod:`library.activity.poll`) are read within minutes, by the round that has
  heard of it. A day later they are due again: an entry that becomes private makes no activity.
- A person on whose lists AniList fails is passed over, and rests: ten minutes first, each time twice as long, a day at
  most. Three people in a row are an outage, which ends the round and lets nobody rest.
- Once a week whole lists are fetched: :class:`library.sync.list_sync.ListSync` sees to that.
- Of several processes one does a round at a time. Who rests is known to the process that has failed: another one tries
  such a person once more, which costs a request, and lets them rest as well.

Knows nothing of Discord.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import NamedTuple

from anilist import AniList, AniListError, RateLimited, Unavailable
from library.sync.backlog import SECONDS_BETWEEN, Backlog, backlog
from library.sync.list_sync import ListSync
from store import Link, SealBroken, Store

SECONDS_AHEAD = 3600
MINUTES_IN_A_ROUND = 5
_AWAITED = 3 / 4  # of a round, at most
_NOTIFIED = 1 / 2  # of the rest
SECONDS_BETWEEN_NEWS = 3600
_IN_A_ROW = 3  # people whose lists AniList does not answer for: an outage
_REST = 600  # seconds
_REST_AFTER_SUCCESS = 3600  # should a list stay due all the same
_LONGEST_REST = 86400


class _Rest(NamedTuple):
    """The time until which a person's lists are left alone, after so many failures in a row."""

    failures: int
    until: int


class BackgroundSync:
    """Syncs people's lists in turn. `backlog` is from the end of the last round, None before the first."""

    def __init__(self, reader: ListSync, anilist: AniList, store: Store, now: Callable[[], int]) -> None:
        self._reader = reader
        self._anilist = anilist
        self._links = store.links
        self._due_lists = store.due_lists
        self._hearing = store.hearing
        self._reminders = store.reminders
        self._notifications = store.notifications
        self._now = now
        self._rests: dict[int, _Rest] = {}  # by Discord id
        self._unanswered: set[int] = set()  # Discord ids since the last success
        self.backlog: Backlog | None = None

    async def round(self) -> None:
        """Sync the lists that are due, for five minutes at most. It ends when AniList asks to wait, or is down."""
        pace, began = self._anilist.background_a_minute, self._now()
        most, seconds = pace * MINUTES_IN_A_ROUND, 60 * MINUTES_IN_A_ROUND
        with suppress(RateLimited, Unavailable):  # the next round begins with the people left over
            awaited = await self._awaited(int(most * _AWAITED))
            await self._sync_all(awaited, began, began + int(seconds * _AWAITED))
            notified = await self._notified(int((most - len(awaited)) * _NOTIFIED), without=awaited)
            await self._sync_all(notified, began, began + seconds)
            others = await self._oldest(most - len(awaited) - len(notified), without=[*awaited, *notified])
            await self._sync_all(others, began, began + seconds)
        self.backlog = await backlog(self._due_lists, self._now(), pace)

    async def sync_appeared(self, seconds: int) -> None:
        """Sync people who have done something on AniList since their lists were read, for so long at most."""
        began = self._now()
        most = self._anilist.background_a_minute * seconds // 60
        failing = {one for one in self._resting() if self._rests[one].failures}
        with suppress(RateLimited, Unavailable):  # the next round begins with the people left over
            people = await self._hearing.appeared(began, without=failing, limit=most)
            await self._sync_all(people, began, began + seconds)

    async def _awaited(self, limit: int) -> list[int]:
        """The people whose lists a reminder depends on, the earliest reminder first."""
        now = self._now()
        return await self._reminders.needing_sync(
            now, now + SECONDS_AHEAD, read_until=now - SECONDS_AHEAD, without=self._resting(), limit=limit
        )

    async def _notified(self, limit: int, *, without: Collection[int]) -> list[int]:
        """The people who wait for AniList's notifications, the longest wait first."""
        before = self._now() - SECONDS_BETWEEN_NEWS
        return await self._notifications.due(before, without=self._resting().union(without), limit=limit)

    async def _oldest(self, limit: int, *, without: Collection[int]) -> list[int]:
        """The people with the oldest lists, among those that are due."""
        before = self._now() - SECONDS_BETWEEN
        return await self._due_lists.oldest(before, without=self._resting().union(without), limit=limit)

    def _resting(self) -> set[int]:
        """The people who rest. A clock that was put back lets nobody rest for longer than a day."""
        now = self._now()
        self._rests = {one: rest for one, rest in self._rests.items() if abs(rest.until - now) <= _LONGEST_REST}
        return {one for one, rest in self._rests.items() if rest.until > now}

    async def _sync_all(self, people: Sequence[int], began: int, until: int) -> None:
        """Sync them in turn, but for those whose lists were read since the round began, by a command or elsewhere."""
        for link in await self._links.living(people, limit=len(people)):
            if self._now() >= until:
                return
            if not await self._due_lists.is_read(link.discord_id, since=began):
                await self._sync(link)

    async def _sync(self, link: Link) -> None:
        """Sync a person's lists; the sync logs its failures. Raises RateLimited, and Unavailable in an outage."""
        try:
            await asyncio.shield(self._reader.start_sync(link))
        except RateLimited:
            raise
        except Unavailable:
            if link.discord_id in self._unanswered:  # the second time, with no other person in between
                self._rest(link.discord_id)
            self._unanswered.add(link.discord_id)
            if len(self._unanswered) >= _IN_A_ROW:
                self._unanswered.clear()
                raise
            return
        except (AniListError, SealBroken):
            self._rest(link.discord_id)
        except Exception:  # the same person must not end the next round too
            self._rest(link.discord_id)
            raise
        else:
            self._succeeded(link.discord_id)

    def _succeeded(self, discord_id: int) -> None:
        """AniList answers, so it fails on the people alone for whom it did not answer before."""
        for unanswered in self._unanswered:
            self._rest(unanswered)
        self._unanswered.clear()
        self._rests[discord_id] = _Rest(0, self._now() + _REST_AFTER_SUCCESS)

    def _rest(self, discord_id: int) -> None:
        failures = self._rests[discord_id].failures + 1 if discord_id in self._rests else 1
        seconds = min(_REST << (failures - 1), _LONGEST_REST)
        self._rests[discord_id] = _Rest(failures, self._now() + seconds)
