"""The airing schedule of a day: AniList's whole day, or only the titles on a person's list.

A day is the viewer's own; AniList's schedule is fetched by days of UTC, so people of all time zones share the answers.
"""

from datetime import date, timedelta
from typing import Literal

import msgspec

from anilist import AniListError
from i18n import mark
from library.lists import Audience
from library.pages import page_slice
from library.rules import time_zones
from library.sync.answers import media_of
from library.sync.list_sync import ListSync
from library.sync.sources import Sources
from store import Airing, Airings, Entry, Link, Media

DayName = Literal[
    "Today",
    "Tomorrow",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "My week",
]
DAYS_BACK, DAYS_AHEAD = 7, 13
DAY = 86400
_FIRST = date(1970, 1, 1)
PER_PAGE = 12
WEEKDAYS = (
    mark("Monday"),
    mark("Tuesday"),
    mark("Wednesday"),
    mark("Thursday"),
    mark("Friday"),
    mark("Saturday"),
    mark("Sunday"),
)
_SECONDS_A_DAY_STAYS = 6 * 3600
_MOST_PAGES = 6  # of fifty episodes
_AWAITED = {"CURRENT", "REPEATING", "PLANNING"}


class AiringSlot(msgspec.Struct, frozen=True):
    """An episode of a title; `entry` is the viewer's own, if they wait for it.

    `as_of` is the time of AniList's answer.
    """

    airing: Airing
    media: Media
    entry: Entry | None
    as_of: int


class Programme(msgspec.Struct, frozen=True):
    """The episodes of some days, the first to air first; `as_of` is the time of AniList's answer that they are all."""

    slots: list[AiringSlot]
    as_of: int


class DayPage(msgspec.Struct, frozen=True):
    """Some slots of a programme, of `total`; `as_of` is that of the oldest slot."""

    slots: list[AiringSlot]
    number: int
    pages: int
    total: int
    as_of: int


def page_of(programme: Programme, audience: Audience, *, mine: bool, number: int) -> DayPage:
    """A page of the slots that `audience` may see, or only of the viewer's own.

    `number` begins with 1; a number past the end gives the last page.
    """
    seen = [shown for slot in programme.slots if (shown := _shown(slot, audience)) and (shown.entry or not mine)]
    here = page_slice(len(seen), number, PER_PAGE)
    as_of = min((slot.as_of for slot in seen), default=programme.as_of)
    return DayPage(seen[here.start : here.end], here.number, here.pages, len(seen), as_of)


def _shown(slot: AiringSlot, audience: Audience) -> AiringSlot | None:
    """The slot as the audience sees it: without a private entry of the viewer's, as the title airs all the same."""
    is_own = slot.entry is not None and audience.sees((slot.entry, slot.media))
    if is_own:
        return slot
    return None if slot.media.is_adult and not audience.is_adult else msgspec.structs.replace(slot, entry=None)


def today(link: Link | None, now: int) -> int:
    """The person's day, as the number of days since 1970 began."""
    return (time_zones.today(link, now) - _FIRST).days


def named(name: DayName, link: Link | None, now: int) -> int:
    """The day with that name: a day of the week is the next such day, which may be today."""
    first = today(link, now)
    if name in WEEKDAYS:
        return first + (WEEKDAYS.index(name) - weekday(first)) % 7
    return first + (name == "Tomorrow")


def weekday(day: int) -> int:
    """The day of the week: 0 is Monday. 1970 began on a Thursday."""
    return (day + 3) % 7


def noon(link: Link | None, day: int) -> int:
    """The middle of the person's day, in unix seconds: Discord shows most readers the same date for it."""
    return time_zones.begin(link, _FIRST + timedelta(day)) + DAY // 2


class Schedule:
    """Answers from the store while its air times are fresh enough."""

    def __init__(self, sources: Sources, reader: ListSync, airings: Airings) -> None:
        self._anilist = sources.anilist
        self._entries = sources.entries
        self._media = sources.media
        self._now = sources.now
        self._titles = sources.titles
        self._known = sources.known
        self._reader = reader
        self._airings = airings

    async def everything(self, link: Link | None, day: int) -> Programme:
        """All episodes of the person's `day`: one request for fifty episodes, none while the cached answer is fresh.

        Raises AniList's errors when no answer is cached.
        """
        start, end = _span(link, day, 1)
        as_of = min([await self._ensure_day(number) for number in range(start // DAY, (end - 1) // DAY + 1)])
        airings = await self._airings.between(start - 1, end - 1)
        titles = {one.media_id for one in airings}
        media = await self._media.of(titles)
        entries = await self._entries.among(link.discord_id, titles) if link else []
        own = {entry.media_id: entry for entry in entries if entry.status in _AWAITED}
        known = [one for one in airings if one.media_id in media]
        return Programme([AiringSlot(one, media[one.media_id], own.get(one.media_id), as_of) for one in known], as_of)

    async def awaited(self, link: Link, day: int, days: int) -> Programme:
        """The episodes that the person waits for, from the cache.

        Raises AniList's errors when their list was never fetched.
        """
        as_of = await self._reader.ensure(link, "ANIME")
        heard = await self._airings.polled_at()
        start, end = _span(link, day, days)
        airings = await self._airings.between(start - 1, end - 1)
        lines = await self._known.lines(link.discord_id, sorted({one.media_id for one in airings}))
        awaited = {line[0].media_id: line for line in lines if line[0].status in _AWAITED}
        slots: list[AiringSlot] = []
        for one in airings:
            if one.media_id in awaited:
                entry, media = awaited[one.media_id]
                slots.append(AiringSlot(one, media, entry, max(heard.get(media.id, 0), media.seen_at)))
        return Programme(slots, as_of)

    async def _ensure_day(self, day: int) -> int:
        """Ensure that a day of UTC is cached; returns the time of the answer.

        An old answer serves while AniList fails.
        """
        asked_at = (await self._airings.days(day, day)).get(day)
        if asked_at is not None and (asked_at >= (day + 1) * DAY or self._now() - asked_at < _SECONDS_A_DAY_STAYS):
            return asked_at
        try:
            return await self._fetch_day(day)
        except AniListError:
            if asked_at is None:
                raise
            return asked_at

    async def _fetch_day(self, day: int) -> int:
        asked_at = self._now()
        airings: list[Airing] = []
        media: dict[int, Media] = {}
        is_whole = True
        for page in range(1, _MOST_PAGES + 1):
            part = await self._anilist.schedule(day * DAY - 1, (day + 1) * DAY, page)
            is_whole = is_whole and part.is_whole
            for one in part.episodes:
                if one.media:
                    airings.append(Airing(one.media.id, one.episode, one.airing_at))
                    media[one.media.id] = media_of(one.media, asked_at)
            if not part.has_next:
                break
        await self._titles.store(list(media.values()), is_public=True)
        await self._airings.put_day(day, airings, asked_at, is_whole=is_whole)
        return asked_at


def _span(link: Link | None, day: int, days: int) -> tuple[int, int]:
    """The begin and the end of the person's days in unix seconds; the end is not part of them."""
    first, last = (time_zones.begin(link, _FIRST + timedelta(one)) for one in (day, day + days))
    return first, last
