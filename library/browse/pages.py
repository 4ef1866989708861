"""Pages of what is browsed: which titles are shown to a viewer, and what they have of them.

A page of titles that are not on the viewer's list leaves titles out, and goes on until it is full. For titles that are
on it, AniList is asked among their ids.
"""

import random
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from library.answer_cache import AnswerCache
from library.browse.blocks import LAST_TITLE, TITLES, BlockReading, Blocks
from library.browse.query import BrowseQuery
from library.sync.list_sync import ListSync
from library.sync.sources import Sources
from store import Entry, Link, Media, Shown

Show = Literal["all", "new", "listed", "planned"]
SHOWS: tuple[Show, ...] = ("all", "new", "listed", "planned")
_MOST_IDS = 10_000  # that AniList takes
_SURPRISING = 10  # blocks, the first ones, among which a surprise is


class Viewpoint(msgspec.Struct, frozen=True):
    """Whose entries count, and which titles are shown by them.

    Unless the page is for its viewer `alone`, entries that are kept private count as absent. `link` is None where no
    entries count.
    """

    link: Link | None = None
    alone: bool = False
    show: Show = "all"


class BrowsedPage(msgspec.Struct, frozen=True, kw_only=True):
    """The shown titles from `start` to before `end` in AniList's order; `own` has the viewer's entries of them.

    `is_cut`: there may be more before the next page, but only so much is asked of AniList at once.
    """

    media: list[Media]
    start: int
    end: int
    has_next: bool
    is_cut: bool = False
    as_of: int
    is_unanswered: bool = False
    own: dict[int, Entry]


class _Taken(msgspec.Struct):
    """The titles that a page has so far; the next title to look at is `end`."""

    end: int
    media_ids: list[int] = []
    has_next: bool = True
    is_cut: bool = False


class Browsing:
    """Makes pages of cached blocks, and of AniList's."""

    def __init__(self, sources: Sources, reader: ListSync, answers: AnswerCache, shown: Shown) -> None:
        self._entries = sources.entries
        self._media = sources.media
        self._reader = reader
        self._shown = shown
        self._blocks = Blocks(sources.anilist, sources.titles, answers, sources.now)
        self.expire = self._blocks.expire

    async def page(
        self, query: BrowseQuery, viewpoint: Viewpoint, start: int, size: int, *, max_age: float | None = None
    ) -> BrowsedPage:
        """The page that begins with title `start`, 0 for the first. Raises AniList's errors if no block is cached."""
        return await self._page(await self._reading(query, viewpoint, max_age), viewpoint, start, size)

    async def page_before(self, query: BrowseQuery, viewpoint: Viewpoint, end: int, size: int) -> BrowsedPage:
        """The page before title `end`. Raises as :meth:`page`."""
        reading = await self._reading(query, viewpoint, None)
        return await self._page(reading, viewpoint, await self._start_before(reading, viewpoint, end, size), size)

    async def surprise(self, query: BrowseQuery, viewpoint: Viewpoint, *, but: int = 0) -> Media | None:
        """A random title that is shown and is out, and not the title `but`; None when there is none.

        It comes from the blocks that are cached, or from one more. Raises as :meth:`page`.
        """
        reading = await self._reading(query, viewpoint, None)
        firsts = await reading.known(_SURPRISING)
        for first in random.sample(firsts, len(firsts)):
            block = await reading.at(first)
            wanted = await self._wanted(block.media_ids if block else [], viewpoint) - {but}
            out = [one for one in await self._titles(wanted, query) if one.status != "NOT_YET_RELEASED"]
            if out:
                return random.choice(out)  # noqa: S311  (a suggestion, no secret)
        return None

    async def _page(self, reading: BlockReading, viewpoint: Viewpoint, start: int, size: int) -> BrowsedPage:
        taken = _Taken(start)
        while len(taken.media_ids) < size and taken.has_next and not taken.is_cut:
            await self._take(taken, reading, viewpoint, size)
        return BrowsedPage(
            media=await self._titles(taken.media_ids, reading.query),
            start=start,
            end=taken.end,
            has_next=taken.has_next,
            is_cut=taken.is_cut,
            as_of=reading.as_of,
            is_unanswered=reading.is_unanswered,
            own=await self._own(taken.media_ids, viewpoint),
        )

    async def _take(self, taken: _Taken, reading: BlockReading, viewpoint: Viewpoint, size: int) -> None:
        """Take titles of the next block."""
        if taken.end >= LAST_TITLE:
            taken.has_next = False
            return
        block = await reading.at(taken.end)
        if block is None:
            taken.is_cut = True
            return
        ids = block.media_ids[taken.end % TITLES :]
        wanted = await self._wanted(ids, viewpoint)
        places = [at for at, one in enumerate(ids) if one in wanted][: size - len(taken.media_ids)]
        taken.media_ids = [*taken.media_ids, *(ids[at] for at in places)]
        is_full = len(taken.media_ids) == size and places[-1] + 1 < len(ids)
        taken.end = taken.end + places[-1] + 1 if is_full else (taken.end // TITLES + 1) * TITLES
        taken.has_next = is_full or block.has_next

    async def _start_before(self, reading: BlockReading, viewpoint: Viewpoint, end: int, size: int) -> int:
        """The first title of a page that has `size` titles before `end`, or as many as there are."""
        while end > 0:
            block, first = await reading.at(end - 1), (end - 1) // TITLES * TITLES
            if block is None:
                break
            ids = block.media_ids[: end - first]
            wanted = await self._wanted(ids, viewpoint)
            places = [at for at, one in enumerate(ids) if one in wanted][-size:]
            size -= len(places)
            if size == 0:
                return first + places[0]
            end = first
        return end

    async def _reading(self, query: BrowseQuery, viewpoint: Viewpoint, max_age: float | None) -> BlockReading:
        """Raises AniList's errors when the viewer's list is needed, and is not known yet."""
        among = None
        if viewpoint.link and viewpoint.show != "all":
            await self._reader.ensure(viewpoint.link, query.media_type)
            if viewpoint.show != "new":
                among = await self._listed(viewpoint.link, query.media_type, viewpoint)
        return BlockReading(self._blocks, query, among, max_age)

    async def _listed(self, link: Link, media_type: str, viewpoint: Viewpoint) -> tuple[int, ...]:
        """The titles on the person's list that the page may name; those that they plan, if they are wanted."""
        if viewpoint.alone:
            by_status = await self._entries.by_status(link.discord_id, (media_type,))
            entries = [(status, one) for status, ids in by_status.items() for one in ids]
        else:
            entries = [(one.status, one.media_id) for one in await self._shown.of_person(link.discord_id, media_type)]
        is_planned = viewpoint.show == "planned"
        return tuple(sorted(one for status, one in entries if not is_planned or status == "PLANNING"))[:_MOST_IDS]

    async def _wanted(self, media_ids: Sequence[int], viewpoint: Viewpoint) -> set[int]:
        """Those of the titles that are shown."""
        return (
            {*media_ids} - (await self._own(media_ids, viewpoint)).keys() if viewpoint.show == "new" else {*media_ids}
        )

    async def _own(self, media_ids: Iterable[int], viewpoint: Viewpoint) -> dict[int, Entry]:
        """The viewer's entries of those titles, as far as the page's readers may see them."""
        if viewpoint.link is None:
            return {}
        entries = await self._entries.among(viewpoint.link.discord_id, media_ids)
        return {one.media_id: one for one in entries if viewpoint.alone or not (one.private or one.hidden)}

    async def _titles(self, media_ids: Iterable[int], query: BrowseQuery) -> list[Media]:
        ids = list(media_ids)
        known = await self._media.of(ids)
        return [known[one] for one in ids if one in known and (query.adult or not known[one].is_adult)]
