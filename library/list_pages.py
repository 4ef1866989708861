"""Pages of a person's list: chosen by outlines, of which only the lines on the page are read whole."""

from collections.abc import Callable, Sequence

from library.lists import Audience, Line, ListPage, PageQuery, chosen
from library.sync.list_sync import ListSync
from store import KnownTitles, Link, Outlines


class ListPages:
    """Reads pages from the cache."""

    def __init__(self, known: KnownTitles, outlines: Outlines, reader: ListSync, now: Callable[[], int]) -> None:
        self._known = known
        self._outlines = outlines
        self._reader = reader
        self._now = now

    async def page(self, link: Link, audience: Audience, query: PageQuery) -> ListPage:
        """A page of the list. One request for 500 entries the first time, none later. Raises AniList's errors."""
        as_of = await self._reader.ensure(link, query.media_type)
        return await self._page(link, audience, query, as_of)

    async def cached_page(self, link: Link, audience: Audience, query: PageQuery) -> ListPage:
        """A page of the cached list, however old: for answers that can't wait."""
        return await self._page(link, audience, query, self._now())

    async def lines(self, link: Link, media_ids: Sequence[int]) -> list[Line]:
        """The person's cached entries for those titles, with the titles, in the order of the ids."""
        return await self._known.lines(link.discord_id, media_ids)

    async def _page(self, link: Link, audience: Audience, query: PageQuery, as_of: int) -> ListPage:
        counts = await self._outlines.counts(link.discord_id, query.media_type)
        outlines = await self._outlines.of(link.discord_id, query.media_type, query.status)
        page = chosen(outlines, counts, audience, query, self._now())
        lines = await self.lines(link, page.media_ids)
        # An entry may have become private since its outline was read.
        return ListPage([one for one in lines if audience.sees(one)], page.number, page.pages, page.counts, as_of)
