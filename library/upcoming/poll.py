"""The poll of what comes next: titles that are to come or on a break, asked for in the background, about nobody.

It runs only while somebody wants to be told. A round (every five minutes) reads a few pages at most:

- AniList's titles to come, the newest four times a day and all of them once (:mod:`library.upcoming.sweep`), with their
  relations. So a sequel is known within hours, whoever has finished what comes before it.
- What that leaves, fifty in a request, the longest unheard first: titles that are no longer to come, and those on a
  break that somebody has under way. A day apart, or three hours on the day before they begin.

What has changed since the answer before becomes an event (:mod:`library.upcoming.news`). A failure leaves all that is
known; the next round goes on there, so an outage delays news and loses none. Two processes that do a round at once
ask twice; what they find counts once.

Knows nothing of Discord and of people.
"""

import logging
from collections.abc import Collection, Iterable
from itertools import islice

from anilist import AniListError, Caller, Priority
from anilist.upcoming import UpcomingTitle
from library.sync.answers import media_of
from library.sync.lasting_failure import LastingFailure
from library.sync.list_sync import MEDIA_TYPES
from library.sync.sources import Sources
from library.sync.title_answers import relations_in
from library.upcoming.news import TitleNews
from library.upcoming.outlooks import DAY
from library.upcoming.sweep import new_ids, next_page, read
from store import Outlook, Outlooks, Relations, Sweep, Sweeps

_PAGES_A_ROUND = 2  # of each type
_REQUESTS_A_ROUND = 2
_IN_A_REQUEST = 50
_SECONDS_NEAR = 3 * 3600
_SECONDS_SWEPT = 30 * 3600  # after which a sweep has left the title out

_log = logging.getLogger(__name__)


def due(outlooks: Iterable[Outlook], now: int) -> list[list[int]]:
    """The titles to ask for now, in a list for each request: whatever is overdue, the longest unheard first."""
    late = sorted((one.heard_at, one.media_id) for one in outlooks if _is_due(one, now))
    ids = [media_id for _, media_id in late]
    return [ids[at : at + _IN_A_REQUEST] for at in range(0, len(ids), _IN_A_REQUEST)]


def _is_due(title: Outlook, now: int) -> bool:
    """Whether AniList is to be asked; also when the clock was put back behind its last answer."""
    seconds = DAY if title.state == "away" or title.status == "HIATUS" else _SECONDS_SWEPT
    return not 0 <= now - title.heard_at < (_SECONDS_NEAR if _is_near(title, now) else seconds)


def _is_near(title: Outlook, now: int) -> bool:
    """Whether the title begins within a day: its first episode may be moved yet."""
    at = title.next_airing_at
    return title.state == "ahead" and at is not None and 0 < at - now < DAY


class UpcomingPoll:
    """Keeps titles to come up to date, and has the news of them told."""

    def __init__(
        self,
        sources: Sources,
        outlooks: Outlooks,
        sweeps: Sweeps,
        relations: Relations,
        news: TitleNews,
    ) -> None:
        self._anilist = sources.anilist
        self._media = sources.media
        self._now = sources.now
        self._titles = sources.titles
        self._outlooks = outlooks
        self._sweeps = sweeps
        self._relations = relations
        self._news = news
        self._failure = LastingFailure(_log, "read what comes next")

    async def round(self) -> None:
        """Read what is due, and have told what has happened."""
        if not await self._outlooks.are_wanted():
            await self._outlooks.clear()
            return
        try:
            for media_type in MEDIA_TYPES:
                await self._sweep(media_type)
            for media_ids in islice(due(await self._news.outlooks(), self._now()), _REQUESTS_A_ROUND):
                await self._ask(media_ids)
        except AniListError as error:
            self._failure.goes_on(error)
        else:
            self._failure.is_over()
        await self._news.look()
        await self._news.tell()

    async def _sweep(self, media_type: str) -> None:
        for _ in range(_PAGES_A_ROUND):
            now = self._now()
            sweep = await self._sweeps.of(media_type)
            if (page := next_page(sweep, now)) is None:
                return
            before = sweep or Sweep(media_type=media_type, first_at=now, began_at=now, page=page)
            if sweep is None:
                await self._sweeps.put(before, None)
            variables = {"type": media_type, "status": "NOT_YET_RELEASED", "page": page}
            part = await self._anilist.upcoming(variables, caller=Caller(Priority.BACKGROUND))
            ids = [one.id for one in part.titles]
            new = new_ids(before, ids, await self._media.of(ids))
            await self._store(part.titles, now, new=new, is_public=True)
            await self._sweeps.put(read(before, page, ids, now, has_next=part.has_next), before)

    async def _ask(self, media_ids: list[int]) -> None:
        now = self._now()
        part = await self._anilist.upcoming({"ids": media_ids}, caller=Caller(Priority.BACKGROUND))
        await self._store(part.titles, now)
        await self._outlooks.asked(media_ids, now)

    async def _store(
        self, titles: list[UpcomingTitle], now: int, *, new: Collection[int] = (), is_public: bool = False
    ) -> None:
        """Store the titles and their relations. What is to come, AniList tells everybody who asks for it."""
        await self._titles.store([media_of(one, now) for one in titles], is_public=is_public)
        told = {one.id: related for one in titles if (related := relations_in(one.id, one.relations)) is not None}
        await self._relations.put(told, now, new=new)
