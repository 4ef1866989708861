"""Reading people's lists from AniList: whole once, then only what changed, never twice at the same time.

Knows when what is remembered is too old. Knows nothing of what it is shown for.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from anilist import AniList, AniListError, Errand, Priority
from library.access import Access
from library.answers import entry_of, media_of
from library.search import TitleIndex
from store import Entries, Entry, Link, Media, MediaFacts

MEDIA_TYPES = ("ANIME", "MANGA")
SECONDS_UNTIL_CHANGES = 600
SECONDS_UNTIL_ALL = 7 * 86400
_LOOK_AT_PAGES = 4  # more changes than these pages hold, and the whole list is read

_log = logging.getLogger(__name__)


class Reader:
    """Keeps the remembered lists in step with AniList."""

    def __init__(
        self,
        *,
        anilist: AniList,
        access: Access,
        entries: Entries,
        media: MediaFacts,
        index: TitleIndex,
        now: Callable[[], int],
    ) -> None:
        self._anilist = anilist
        self._access = access
        self._entries = entries
        self._media = media
        self._index = index
        self._now = now
        self._reading: dict[int, asyncio.Task[None]] = {}

    async def load_titles(self) -> None:
        """Make every title that is remembered findable."""
        async for title in self._media.titles():
            self._index.put(title)

    async def remember(self, media: list[Media]) -> None:
        await self._media.put(media)
        for one in media:
            self._index.put(one)

    async def require(self, link: Link, media_type: str) -> int:
        """See to it that the list is known; returns as of when. An old one is renewed in the background.

        Raises AniList's errors, when nothing is known yet and AniList does not tell.
        """
        full, changes = await self._entries.read_at(link.discord_id, media_type)
        if full is None:
            await asyncio.shield(self._read(link, self._read_all(link, Errand(person=link.discord_id))))
            return self._now()
        as_of = max(full, changes or full)
        if link.rejected_at is None and self._now() - as_of > SECONDS_UNTIL_CHANGES:
            self.renew(link, whole=self._now() - full > SECONDS_UNTIL_ALL)
        return as_of

    def renew(self, link: Link, *, whole: bool) -> None:
        """Read in the background, unless that is being done; a failure leaves what is remembered."""
        errand = Errand(Priority.BACKGROUND, link.discord_id)
        reading = self._read_all(link, errand) if whole else self._read_changes(link, errand)
        self._read(link, reading).add_done_callback(_log_failure)

    async def refresh(self, link: Link) -> None:
        """Ask AniList what changed, now. Raises AniList's errors."""
        await asyncio.shield(self._read(link, self._read_changes(link, Errand(person=link.discord_id))))

    async def close(self) -> None:
        """End what is being read."""
        for task in self._reading.values():
            task.cancel()
        await asyncio.gather(*self._reading.values(), return_exceptions=True)

    def _read(self, link: Link, reading: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """One reading a person at a time; whoever comes meanwhile waits for the same."""
        task = self._reading.get(link.discord_id)
        if task is not None:
            reading.close()
            return task
        task = asyncio.create_task(reading)
        self._reading[link.discord_id] = task
        task.add_done_callback(lambda _: self._reading.pop(link.discord_id, None))
        return task

    async def _read_all(self, link: Link, errand: Errand) -> None:
        for media_type in MEDIA_TYPES:
            entries: list[Entry] = []
            number, has_next = 1, True
            read_at = self._now()
            async with self._access.of(link) as token:
                while has_next:
                    chunk = await self._anilist.list_chunk(token, link.anilist_id, media_type, number, errand=errand)
                    await self.remember([media_of(one.media, self._now()) for one in chunk.entries if one.media])
                    entries += [entry_of(one, media_type) for one in chunk.entries]
                    number, has_next = number + 1, chunk.has_next
            await self._entries.replace(link.discord_id, media_type, entries, read_at)

    async def _read_changes(self, link: Link, errand: Errand) -> None:
        """Newest first, until something is older than what is known."""
        known = max([await self._entries.newest_update(link.discord_id, kind) for kind in MEDIA_TYPES])
        read_at = self._now()
        async with self._access.of(link) as token:
            for page in range(1, _LOOK_AT_PAGES + 1):
                answer = await self._anilist.changes(token, link.anilist_id, page, errand=errand)
                fresh = [one for one in answer.entries if (one.updated_at or 0) >= known]
                await self._take(link, fresh, read_at)
                if len(fresh) < len(answer.entries) or not answer.has_next:
                    break
            else:
                await self._read_all(link, errand)
        for kind in MEDIA_TYPES:
            await self._entries.mark_delta(link.discord_id, kind, read_at)

    async def _take(self, link: Link, answers: list[Any], read_at: int) -> None:
        await self.remember([media_of(one.media, read_at) for one in answers if one.media])
        entries = [entry_of(one, one.media.type.value) for one in answers if one.media and one.media.type]
        await self._entries.merge(link.discord_id, entries, read_at)


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        level = logging.INFO if isinstance(error, AniListError) else logging.ERROR
        _log.log(level, "A list could not be read in the background: %s", error)
