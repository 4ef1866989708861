"""Pages of a person's list: chosen by outlines, of which only the lines on the page are read whole."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import NamedTuple

import msgspec

from library.listing.choosing import ChosenPage, Counts, ListPage, Search, chosen, counted
from library.listing.filtering import narrowed
from library.listing.outline_cache import ListState, OutlineCache
from library.listing.query import Filters, PageQuery, list_names
from library.lists import Audience, Line, Outline
from library.sync.list_sync import ListSync
from library.sync.title_loading import TitleLoading
from library.titles.catalogue import Catalogue
from store import KnownTitles, Link, ListOptions, Outlines
from store.outlines import Narrowing


class Shelf(NamedTuple):
    """A part of a person's list, by media id; `as_of` is the time of AniList's answer."""

    lines: Sequence[Outline]
    as_of: int


class ListPages:
    """Reads pages from the cache."""

    def __init__(
        self,
        known: KnownTitles,
        outlines: Outlines,
        reader: ListSync,
        title_loading: TitleLoading,
        catalogue: Catalogue,
        now: Callable[[], int],
    ) -> None:
        self._known = known
        self._read = outlines
        self._outlines = OutlineCache(outlines, now)
        self._reader = reader
        self._title_loading = title_loading
        self._catalogue = catalogue
        self._now = now

    async def page(self, link: Link, audience: Audience, query: PageQuery) -> ListPage:
        """A page of the list. One request for 500 entries the first time, none later. Raises AniList's errors."""
        as_of = await self._reader.ensure(link, query.media_type)
        return await self._page(link, audience, query, as_of)

    async def page_for(
        self, link: Link, audience: Audience, query: PageQuery, *, is_own: bool
    ) -> tuple[ListPage, PageQuery, Audience]:
        """The page, and what it shows to whom in the end. Raises AniList's errors.

        A custom list that others may not know of is for its owner alone; for others there is no such list.
        """
        page = await self.page(link, audience, query)
        if is_own and not _has(page, query):
            audience = Audience(is_owner_alone=True, is_adult=True)
            page = await self.page(link, audience, query)
        if not _has(page, query):
            query = msgspec.structs.replace(query, filters=Filters())
            page = msgspec.structs.replace(await self.page(link, audience, query), is_forgotten=True)
        return page, query, audience

    def expire(self) -> None:
        """Forget what was kept for whoever turns pages."""
        self._outlines.expire()

    async def shelf(self, link: Link, media_type: str, *statuses: str, have_facts: bool = False) -> Shelf:
        """The entries of those statuses in outline, with what is filtered by if they `have_facts`, else with names.

        They are read anew: nothing else is read of the lines that are shown, and a title may be for adults since.

        One request for 500 entries the first time, none later. Raises AniList's errors.
        """
        as_of = await self._reader.ensure(link, media_type)
        whose = (link.discord_id, media_type)
        lines = await self._read.of(*whose, Narrowing(statuses), are_named=not have_facts, have_facts=have_facts)
        return Shelf(lines, as_of)

    async def cached_page(self, link: Link, audience: Audience, query: PageQuery) -> ListPage:
        """A page of the cached list, however old: for answers that can't wait."""
        return await self._page(link, audience, query, self._now())

    async def lines(self, link: Link, media_ids: Sequence[int]) -> list[Line]:
        """The person's cached entries for those titles, with the titles, in the order of the ids."""
        return await self._known.lines(link.discord_id, media_ids)

    async def custom_lists(self, link: Link, media_type: str, audience: Audience) -> list[str]:
        """The names of the custom lists that the audience may know of, from the cache."""
        counts = await self._counts(await self._outlines.state(link.discord_id, media_type), audience)
        return list(_with_all_lists(counts, link, media_type, audience).custom_lists)

    async def _page(self, link: Link, audience: Audience, query: PageQuery, as_of: int) -> ListPage:
        page = await self._chosen(link, audience, query)
        lines = await self.lines(link, page.media_ids)
        # An entry may have become private since its outline was read.
        seen = [one for one in lines if audience.sees(one)]
        counts = _with_all_lists(page.counts, link, query.media_type, audience)
        return ListPage(seen, page.number, page.pages, page.length, counts, as_of)

    async def _chosen(self, link: Link, audience: Audience, query: PageQuery) -> ChosenPage:
        narrowing = narrowed(query)
        state = await self._outlines.state(link.discord_id, query.media_type)
        outlines = await self._outlines.of(
            state, narrowing, are_named=query.sort == "title", have_facts=query.needs_facts
        )
        if query.filters.search and not self._title_loading.is_done:
            await self._title_loading.index([entry.media_id for entry, _ in outlines])
        is_whole = narrowing == Narrowing()
        whole = None if is_whole else await self._counts(state, audience)
        search = self.searching(query.media_type)
        return chosen(outlines, audience, query, self._now(), whole=whole, search=search)

    async def _counts(self, state: ListState, audience: Audience) -> Counts:
        return counted(await self._outlines.counts(state), audience)

    def searching(self, media_type: str) -> Search:
        """The search for words among titles, for lists of any kind."""
        return partial(self._search, media_type)

    def _search(self, media_type: str, typed: str, media_ids: Collection[int]) -> Collection[int]:
        return self._catalogue.among(typed, media_type, media_ids)


def _options(link: Link, media_type: str) -> ListOptions:
    return link.anime if media_type == "ANIME" else link.manga


def _has(page: ListPage, query: PageQuery) -> bool:
    """Whether the people who see the page may know of the custom list."""
    custom_list = query.filters.custom_list
    return not custom_list or custom_list in page.counts.custom_lists


def _with_all_lists(counts: Counts, link: Link, media_type: str, audience: Audience) -> Counts:
    """The counts by custom list in the order of the person's settings; the empty ones are for the owner alone."""
    named = list_names(_options(link, media_type).custom_lists)
    listed = {name: counts.custom_lists.get(name, 0) for name in named if name in counts.custom_lists}
    if audience.is_owner_alone:
        listed = {name: counts.custom_lists.get(name, 0) for name in named}
    return msgspec.structs.replace(counts, custom_lists={**listed, **counts.custom_lists})
