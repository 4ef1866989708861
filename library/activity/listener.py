"""One look at what people did on AniList: asked for page by page, compared with what is known, and recorded.

Knows nothing of when to look, nor of what follows from hearing nothing.
"""

import logging
from collections.abc import Collection, Mapping, Sequence

import msgspec

from anilist import AniList, Caller, ListActivity, Priority
from library.activity.heard import activities_of, changed, is_on_list
from store import Activity, HeardPerson, Store
from tally import Tally

PEOPLE_AT_ONCE = 500  # whom a request is about: public bots ask for as many
MOST_PAGES = 4
_ALL_AT_ONCE = 3  # known activities of several people that are nowhere any more: nothing is told at all

_log = logging.getLogger(__name__)


class Pages(msgspec.Struct, frozen=True):
    """An answer about some people. `is_cut`: there is more. Unless it `is_whole`, some activities can't be read."""

    told: list[ListActivity]
    pages: int
    is_cut: bool
    is_whole: bool


class Heard(msgspec.Struct, frozen=True):
    """What was heard: the most activities and pages of an answer, and the number of news in all of them.

    `is_silent`: an answer tells of nothing, though it should tell of several activities.
    """

    told: int = 0
    pages: int = 1
    news: int = 0
    is_silent: bool = False

    def __add__(self, other: "Heard") -> "Heard":
        return Heard(
            max(self.told, other.told),
            max(self.pages, other.pages),
            self.news + other.news,
            self.is_silent or other.is_silent,
        )


class Listener:
    """Asks about hundreds of people at a time; `tally` counts what was new, and overflows."""

    def __init__(self, anilist: AniList, store: Store, tally: Tally) -> None:
        self._anilist = anilist
        self._activities = store.activities
        self._entries = store.entries
        self._hearing = store.hearing
        self._tally = tally

    async def hear(self, people: Sequence[HeardPerson], after: int, now: int) -> Heard:
        """Record what those people did since `after`. Raises AniList's errors."""
        heard = Heard()
        for start in range(0, len(people), PEOPLE_AT_ONCE):
            heard += await self._hear(people[start : start + PEOPLE_AT_ONCE], after, now)
        return heard

    async def _hear(self, people: Sequence[HeardPerson], after: int, now: int) -> Heard:
        answer = await self._fetch([one.anilist_id for one in people], after)
        discord_ids = [one.discord_id for one in people]
        heard = activities_of(answer.told, people, now)
        known = await self._activities.of([one.id for one in heard])
        news = changed(heard, known)
        if answer.is_cut:
            await self._overflow(discord_ids, now)
        await self._hearing.appear(await self._unlisted(news, known), now)  # first: what is stored is no news any more
        await self._activities.put(news)
        self._tally.count("new", events=len(news))
        is_silent = await self._look_for_gone(discord_ids, answer, after, now)
        return Heard(len(answer.told), answer.pages, len(news), is_silent)

    async def _fetch(self, anilist_ids: Sequence[int], after: int) -> Pages:
        told, is_whole = list[ListActivity](), True
        for page in range(1, MOST_PAGES + 1):
            part = await self._anilist.activities(anilist_ids, after, page, caller=Caller(Priority.BACKGROUND))
            told += part.activities
            is_whole = is_whole and part.is_whole
            if not part.has_next:
                return Pages(told, page, is_cut=False, is_whole=is_whole)
        return Pages(told, MOST_PAGES, is_cut=True, is_whole=is_whole)

    async def _overflow(self, discord_ids: Collection[int], now: int) -> None:
        """Record that not all was heard: nothing can be known of those people by having heard nothing until now."""
        _log.info("More happened on AniList than is read at once; what was left out is seen when lists are read next")
        self._tally.count("overflow")
        await self._hearing.begin_anew(discord_ids, now)

    async def _unlisted(self, news: Sequence[Activity], known: Mapping[int, Activity]) -> set[int]:
        """The people whose stored lists lack some of it."""
        return {
            one.discord_id
            for one in news
            if not is_on_list(one, known.get(one.id), await self._entries.of(one.discord_id, one.media_id))
        }

    async def _look_for_gone(self, discord_ids: Collection[int], answer: Pages, after: int, now: int) -> bool:
        """Record which known activities AniList has no more. True if it tells of none, though it should of several."""
        lowest = min((one.id for one in answer.told), default=0) if answer.is_cut else 0
        standing = await self._activities.standing(discord_ids, after=after, above=lowest)
        if not answer.told:
            return len(standing) >= _ALL_AT_ONCE and len({*standing.values()}) > 1
        if answer.is_whole:
            await self._activities.mark_gone(standing.keys() - {one.id for one in answer.told}, now)
        return False
