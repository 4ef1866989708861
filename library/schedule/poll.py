"""The poll of air times: one for all people, of every followed title that is not finished.

Each round (every five minutes) fetches the titles that AniList has not told of for an hour, fifty in a request. However
people come and go, that is one request an hour for every fifty titles. The answers are stored, so a restart repeats no
request, and an outage leaves the known air times.

Reminders and feeds are made from the store's air times (:mod:`library.notify.delivery`):

- Delays and cancellations are in them. An episode that was to air within hours, and is out all the same, counts as
  airing just after the round that finds it. The same episode may come twice, when its time was changed after it had
  aired. An episode that AniList announces and airs between two requests for its title is never known, and not told.
- Titles are followed through the view ``followed``, which a migration makes again when more is waited for.

Knows nothing of Discord and of people.
"""

import logging
from collections.abc import Iterable, Mapping

from anilist import AiringTitle, AniListError, Caller, Priority
from library.sync.answers import value_of
from library.sync.lasting_failure import LastingFailure
from library.sync.sources import Sources
from store import Airing, Airings, AiringStatus

SECONDS_BETWEEN = 3600
SECONDS_AIRINGS_STAY = 40 * 86400  # longer than the gap by which a break is known
_IN_A_REQUEST = 50
_SECONDS_EARLY = 6 * 3600

_log = logging.getLogger(__name__)


def due(heard: Mapping[int, int], now: int) -> list[list[int]]:
    """The titles to fetch now, in a list for each request; `heard` has the time of each title's last answer.

    A request takes along the titles that will be due next. So after as many requests as the titles fill, all of them
    have been fetched, and the next request comes an hour later at the earliest.
    """
    late = sum(at <= now - SECONDS_BETWEEN for at in heard.values())
    requests = -(-late // _IN_A_REQUEST)
    oldest = sorted(heard, key=lambda media_id: (heard[media_id], media_id))
    return [sorted(oldest[at : at + _IN_A_REQUEST]) for at in range(0, requests * _IN_A_REQUEST, _IN_A_REQUEST)]


def status_of(title: AiringTitle) -> AiringStatus:
    """AniList's answer about a title, as the store keeps it."""
    ahead = tuple(Airing(title.id, one.episode, one.airing_at) for one in title.ahead)
    return AiringStatus(title.id, value_of(title.status), title.episodes, ahead)


def overtaken(known: Iterable[Airing], statuses: Iterable[AiringStatus], now: int) -> list[Airing]:
    """Episodes of `known` that were to air in the next hours, and are out all the same: they air now.

    AniList has only later episodes ahead, or none because the title is finished. Any other episode that AniList no
    longer has is cancelled.
    """
    stands = {one.media_id: one for one in statuses}
    return [
        Airing(one.media_id, one.episode, now + 1)
        for one in known
        if now < one.airing_at <= now + _SECONDS_EARLY
        and one.media_id in stands
        and _is_out(one.episode, stands[one.media_id])
    ]


def _is_out(episode: int, stands: AiringStatus) -> bool:
    ahead = [one.episode for one in stands.ahead]
    return episode < min(ahead) if ahead else stands.status == "FINISHED"


class Poll:
    """Keeps the air times of followed titles up to date."""

    def __init__(self, sources: Sources, airings: Airings) -> None:
        self._anilist = sources.anilist
        self._airings = airings
        self._now = sources.now
        self._failure = LastingFailure(_log, "read air times")
        self._failed: set[int] = set()  # titles whose last request failed

    async def round(self) -> None:
        """Fetch the titles that are due, and record the episodes that have aired.

        A failure leaves the known air times, and ends the round: AniList may be down. The next round begins with other
        titles.
        """
        await self._airings.advance(self._now())
        heard = await self._airings.follow()
        while requests := due(heard, self._now()):
            media_ids = min(requests, key=lambda titles: len(self._failed.intersection(titles)))
            try:
                await self._fetch(media_ids, heard)
            except AniListError as error:
                self._failure.goes_on(error)
                self._failed.update(media_ids)
                return
            self._failure.is_over()
            self._failed.difference_update(media_ids)
            heard = await self._airings.polled_at()  # another process may have asked meanwhile

    async def expire(self) -> None:
        """Forget episodes that aired long ago."""
        await self._airings.expire(self._now() - SECONDS_AIRINGS_STAY)

    async def _fetch(self, media_ids: list[int], heard: Mapping[int, int]) -> None:
        told = await self._anilist.airing(media_ids, caller=Caller(Priority.BACKGROUND))
        now = self._now()
        standings = [status_of(title) for title in told.titles]
        known = await self._airings.of(media_ids)
        unread = set[int]() if told.is_whole else set(media_ids) - {title.id for title in told.titles}
        aired = overtaken(known, standings, now)
        await self._airings.update(media_ids, standings, aired, now, unread=unread, heard=heard)
