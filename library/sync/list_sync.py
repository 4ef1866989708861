"""Synchronisation of people's lists: whole once, then deltas, *single-flight* for each person.

Knows how old a cached list may be, and nothing of its use::

    unknown ──fetch whole──▶ whole ──10 min──▶ fetch delta ──▶ whole
                               ▲                   │ too much changed, gaps, renamed lists, a week
                               └───fetch whole─────┘
"""

import asyncio
import logging
from collections.abc import Iterable
from functools import partial

from anilist import AniListError, Caller, ListChanges, ListChunk, ListedEntry, Owner, Priority
from library.sync.answers import as_set, entry_of, has_lost_names, media_of
from library.sync.favourites import store_favourites
from library.sync.list_fetch import ListFetch, waiting_caller
from library.sync.notifications import NotificationReading
from library.sync.sources import Sources
from store import Link, Media

MEDIA_TYPES = ("ANIME", "MANGA")
SECONDS_UNTIL_CHANGES = 600
SECONDS_UNTIL_ALL = 7 * 86400
SECONDS_ALL_STAYS = 30 * 86400
_AT_ONCE = 500  # entries of a list in an answer
_SECONDS_APART = 60  # AniList's clock and ours, at most
_MOST_CHUNKS = 30  # AniList tells of 11,000 entries, 500 in a chunk
_LOOK_AT_PAGES = 4  # more changes than these pages hold, and the whole list is read

_log = logging.getLogger(__name__)


class ListSync:
    """Keeps the cached lists fresh."""

    def __init__(self, sources: Sources, notifications: NotificationReading) -> None:
        self._anilist = sources.anilist
        self._access = sources.access
        self._links = sources.links
        self._entries = sources.entries
        self._media = sources.media
        self._favourites = sources.favourites
        self._titles = sources.titles
        self._notifications = notifications
        self._now = sources.now
        self._fetches: dict[tuple[int, int, int, str | None], ListFetch] = {}

    async def ensure(self, link: Link, media_type: str) -> int:
        """Ensure that the list is cached, and return the time of the cached list.

        A stale list is synced in the background.

        Raises AniList's errors, when no list is cached yet and AniList does not answer.
        """
        full, delta = await self._entries.read_at(link.discord_id, media_type)
        as_of = max(full or 0, delta or 0)
        if self._now() - (full or as_of) > SECONDS_ALL_STAYS:
            return await self._fetch_list_now(link, media_type)
        if link.rejected_at is None and self._now() - as_of > SECONDS_UNTIL_CHANGES:
            self.start_sync(link)
        return as_of

    async def is_stale(self, link: Link) -> bool:
        """Whether no delta of the person's lists was fetched for ten minutes."""
        readings = [await self._as_of(link, media_type) for media_type in MEDIA_TYPES]
        return any(self._now() - as_of > SECONDS_UNTIL_CHANGES for as_of in readings)

    def start_sync(self, link: Link, *, whole: bool = False) -> asyncio.Task[None]:
        """Sync in the background, unless a sync is running; a failure leaves the cached lists."""
        return self._start_fetch(link, Caller(Priority.BACKGROUND), whole=whole).task

    async def sync_now(self, link: Link) -> None:
        """Fetch a delta now. Raises AniList's errors."""
        await self._start_fetch(link, waiting_caller()).wait()

    async def sync_after_current(self, link: Link) -> None:
        """Fetch a delta that begins now: a running fetch may have begun before the change whose result is wanted."""
        if being_read := self._fetches.get((*_key(link), None)):
            await asyncio.wait({being_read.task})
        await self.sync_now(link)

    async def sync_list(self, link: Link, media_type: str) -> None:
        """Fetch a list now: the whole list, if a single request holds it. Raises AniList's errors.

        A delta does not tell which entries were removed.
        """
        known = await self._entries.by_status(link.discord_id, (media_type,))
        if sum(map(len, known.values())) > _AT_ONCE:
            await self.sync_now(link)
        else:
            await self._start_fetch(link, waiting_caller(), only=media_type).wait()

    async def expire(self) -> None:
        """Forget the lists of people who were long away, and titles that were long unused."""
        before = self._now() - SECONDS_ALL_STAYS
        await self._entries.expire(before)
        await self._media.expire(before)

    async def close(self) -> None:
        """Cancel running fetches."""
        tasks = [reading.task for reading in self._fetches.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _fetch_list_now(self, link: Link, media_type: str) -> int:
        """Fetch this list while a person waits, and the other list in the background.

        Returns the time of the request.
        """
        asked_at = self._now()
        await self._start_fetch(link, waiting_caller(), only=media_type).wait()
        if not all([self._is_recent(await self._as_of(link, one)) for one in MEDIA_TYPES]):
            self.start_sync(link)
        return asked_at

    def _start_fetch(self, link: Link, caller: Caller, *, whole: bool = False, only: str | None = None) -> ListFetch:
        """Start a fetch, or join the running one.

        There is one for each link, and one for each list that a person waits for. Raises RateLimited when a running
        fetch can't be hurried enough for the caller.
        """
        key = *_key(link), only
        if key in self._fetches:
            self._hurry(link, caller, only)
            return self._fetches[key]
        reading = self._fetches[key] = ListFetch(caller)
        work = self._fetch_whole(link, only, reading) if only else self._fetch_both(link, reading, whole=whole)
        reading.task = asyncio.create_task(work)
        reading.task.add_done_callback(lambda _: self._fetches.pop(key))
        reading.task.add_done_callback(_log_failure)
        return reading

    def _hurry(self, link: Link, caller: Caller, only: str | None) -> None:
        """Hurry the fetch of that list, or the fetches of both lists."""
        for (*whose, media_type), reading in self._fetches.items():
            if tuple(whose) == _key(link) and only in {None, media_type} and caller.priority < reading.caller.priority:
                self._anilist.hurry(reading.caller, caller)
                reading.caller = caller

    async def _fetch_both(self, link: Link, reading: ListFetch, *, whole: bool) -> None:
        before, unread = await self._lists_to_fetch(link)
        if whole:
            unread = [*MEDIA_TYPES]
        elif not unread:
            is_told = await self._fetch_changes(link, reading)
            before, unread = await self._lists_to_fetch(link)  # by their names, changes can make a list unread
            unread = unread if is_told else [*MEDIA_TYPES]
        for media_type in unread:
            is_read = (*_key(link), media_type) in self._fetches  # for a person who waits for it
            if is_read or await self._whole_at(link, media_type) == before[media_type]:
                await asyncio.shield(self._start_fetch(link, reading.caller, only=media_type).task)

    async def _lists_to_fetch(self, link: Link) -> tuple[dict[str, int | None], list[str]]:
        """The time at which each list was fetched whole, and the lists for which that is long ago."""
        full = {one: await self._whole_at(link, one) for one in MEDIA_TYPES}
        return full, [one for one in MEDIA_TYPES if not self._is_recent(full[one])]

    async def _whole_at(self, link: Link, media_type: str) -> int | None:
        full, _ = await self._entries.read_at(link.discord_id, media_type)
        return full

    async def _as_of(self, link: Link, media_type: str) -> int:
        """The time of the last fetch of the list, whole or delta; 0 is never."""
        return max(at or 0 for at in await self._entries.read_at(link.discord_id, media_type))

    def _is_recent(self, full: int | None) -> bool:
        """Whether the list was fetched whole lately. Deltas don't tell which entries were removed."""
        return full is not None and self._now() - full <= SECONDS_UNTIL_ALL

    async def _fetch_whole(self, link: Link, media_type: str, reading: ListFetch) -> None:
        """Store the whole list or none of it. When AniList's answer has gaps, no cached entry is removed."""
        read_at, found, is_whole = self._now(), dict[int, ListedEntry](), True
        kinds, chunk = await self._notifications.types(link), ListChanges([], has_next=True)
        async with self._access.token(link) as token:
            for number in range(1, _MOST_CHUNKS + 1):
                ask = partial(self._anilist.list_chunk, token, link.anilist_id, media_type, number, kinds=kinds)
                chunk = await reading.fetch_chunk(ask)
                await self._store_titles(chunk.entries)
                await self._take_news(link, chunk, read_at)
                kinds = []
                fresh = {one.id: one for one in chunk.entries if one.id not in found}
                found |= fresh
                is_whole = is_whole and chunk.is_whole
                if not (chunk.has_next and fresh):
                    break
        await self._store(link, media_type, found.values(), read_at, is_whole=is_whole and not chunk.has_next)
        await self._apply_owner(link, chunk, just_read=media_type)

    async def _store(
        self, link: Link, media_type: str, answers: Iterable[ListedEntry], read_at: int, *, is_whole: bool
    ) -> None:
        if not await self._access.is_tied(link):
            return
        entries = [entry_of(one, media_type) for one in answers]
        if is_whole:
            await self._entries.replace(link.discord_id, media_type, entries, read_at)
        else:
            _log.info("AniList’s answer about a list has gaps, so what is remembered of the list stays")
            await self._entries.add(link.discord_id, media_type, entries, read_at)

    async def _fetch_changes(self, link: Link, reading: ListFetch) -> bool:
        """Fetch changes, the newest first, until one is older than both cached lists.

        False when too much has changed, or a changed entry can't be read.
        """
        newest = max([await self._entries.newest_update(link.discord_id, kind) for kind in MEDIA_TYPES])
        readings = [await self._entries.read_at(link.discord_id, kind) for kind in MEDIA_TYPES]
        known = min(newest, *(max(full or 0, changes or 0) - _SECONDS_APART for full, changes in readings))
        read_at = self._now()
        async with self._access.token(link) as token:
            for page in range(1, _LOOK_AT_PAGES + 1):
                kinds = await self._notifications.types(link) if page == 1 else ()
                answer = await self._anilist.changes(token, link.anilist_id, page, kinds=kinds, caller=reading.caller)
                await self._take_news(link, answer, read_at)
                fresh = [one for one in answer.entries if one.updated_at is None or one.updated_at >= known]
                if not (await self._store_changes(link, fresh, read_at) and answer.is_whole):
                    return False
                if len(fresh) < len(answer.entries) or not answer.has_next:
                    await self._mark_synced(link, read_at, answer)
                    return True
        return False

    async def _take_news(self, link: Link, answer: ListChanges, read_at: int) -> None:
        """Take the notifications that come with changes; their titles are no more public than before."""
        await self._titles.store([media_of(one.media, read_at) for one in answer.news or () if one.media])
        if answer.news is not None and await self._access.is_tied(link):
            await self._notifications.hear(link, answer, read_at)

    async def _store_changes(self, link: Link, answers: list[ListedEntry], read_at: int) -> bool:
        """Store changed entries.

        False when an entry's type is unknown: AniList has lost its title, or answers oddly.
        """
        await self._store_titles(answers)
        known = await self._entries.among(link.discord_id, [one.media_id for one in answers])
        types = {entry.media_id: entry.media_type for entry in known}
        types |= {one.media_id: one.media.type.value for one in answers if one.media and one.media.type}
        entries = [entry_of(one, types[one.media_id]) for one in answers if one.media_id in types]
        if await self._access.is_tied(link):
            await self._entries.merge(link.discord_id, entries, read_at)
        return len(entries) == len(answers)

    async def _mark_synced(self, link: Link, read_at: int, answer: ListChunk) -> None:
        if await self._access.is_tied(link):
            for media_type in MEDIA_TYPES:
                await self._entries.mark_delta(link.discord_id, media_type, read_at)
            await self._apply_owner(link, answer)

    async def _apply_owner(self, link: Link, answer: ListChunk, *, just_read: str | None = None) -> None:
        """Store the person's favourites and settings, which come with a list."""
        if not await self._access.is_tied(link):
            return
        if answer.favourites:
            await store_favourites(self._favourites, link.discord_id, answer.favourites)
        await self._notifications.count(link, answer.unread, self._now())
        await self.apply_settings(link, answer.settings, just_read=just_read)

    async def apply_settings(self, link: Link, told: Owner | None, *, just_read: str | None = None) -> Link:
        """Store the settings that AniList tells of the person.

        A list with new names is fetched whole, unless it is `just_read`.

        Returns the link as it is by now.
        """
        known = await self._access.current_link(link)
        fresh = as_set(known, told) if told else known
        if fresh == known:
            return known
        await self._links.refresh(fresh)
        renamed = [one for one in MEDIA_TYPES if one != just_read and has_lost_names(known, fresh, one)]
        for media_type in renamed:
            await self._entries.distrust(link.discord_id, media_type)
        if renamed:
            self.start_sync(fresh)
        return fresh

    async def _store_titles(self, answers: Iterable[ListedEntry]) -> None:
        """Store the titles of entries. A title is public when others may see its entry."""
        titles: dict[bool, list[Media]] = {True: [], False: []}
        for one in answers:
            if one.media:
                titles[not (one.private or one.hidden_from_status_lists)].append(media_of(one.media, self._now()))
        for is_public, media in titles.items():
            await self._titles.store(media, is_public=is_public)


def _key(link: Link) -> tuple[int, int, int]:
    return link.discord_id, link.anilist_id, link.linked_at


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        level = logging.INFO if isinstance(error, AniListError) else logging.ERROR
        _log.log(level, "Lists could not be read: %s", error)
