"""Season pages: AniList's pages in a cache that all people share."""

from typing import Literal

import msgspec

from anilist import AniListError, BrowsePart
from library.sync.answers import media_of
from library.sync.list_sync import ListSync
from library.sync.sources import Sources
from store import Entry, Link, Media

SeasonName = Literal["Winter", "Spring", "Summer", "Fall"]
Order = Literal["popularity", "score"]
SEASONS = ("WINTER", "SPRING", "SUMMER", "FALL")
FORMATS = ("TV", "TV_SHORT", "MOVIE", "ONA", "OVA", "SPECIAL", "MUSIC")
FIRST_YEAR, LAST_YEAR = 1940, 2100
_SORTS = {"popularity": ["POPULARITY_DESC", "ID"], "score": ["SCORE_DESC", "POPULARITY_DESC"]}
_ASKED_AT_ONCE = 48
_SECONDS_A_PAGE_STAYS = 6 * 3600
_PAGES_KEPT = 100


class SeasonQuery(msgspec.Struct, frozen=True):
    """A selection and an order of titles. A `format` of None is any; without `adult`, adult titles are left out."""

    season: str
    year: int
    order: Order
    format: str | None
    adult: bool


class SeasonView(msgspec.Struct, frozen=True):
    """Some titles of a season; `as_of` is the time of AniList's answer. `own` has the viewer's entries of them."""

    media: list[Media]
    has_next: bool
    as_of: int
    own: dict[int, Entry]


class _CachedPage(msgspec.Struct, frozen=True):
    media: list[Media]
    has_next: bool
    asked_at: int


def at(month: int) -> str:
    """The season to which AniList assigns a month, 1 to 12: a quarter of the year."""
    return SEASONS[(month - 1) // 3]


def moved(season: str, year: int, by: int) -> tuple[str, int]:
    """The season that is `by` seasons later."""
    count = year * 4 + SEASONS.index(season) + by
    return SEASONS[count % 4], count // 4


class Seasons:
    """Caches the pages that were used lately, in memory alone."""

    def __init__(self, sources: Sources, reader: ListSync) -> None:
        self._anilist = sources.anilist
        self._entries = sources.entries
        self._now = sources.now
        self._reader = reader
        self._pages: dict[tuple[SeasonQuery, int], _CachedPage] = {}

    async def page(self, link: Link | None, wanted: SeasonQuery, number: int, size: int) -> SeasonView:
        """A page of a season. `number` begins with 1; `size` divides 48, the titles of one request.

        Raises AniList's errors when no answer is cached.
        """
        start = (number - 1) * size
        part = await self._page(wanted, start // _ASKED_AT_ONCE + 1)
        begin = start % _ASKED_AT_ONCE
        media = part.media[begin : begin + size]
        entries = await self._entries.among(link.discord_id, [title.id for title in media]) if link else []
        own = {entry.media_id: entry for entry in entries}
        return SeasonView(media, part.has_next or len(part.media) > begin + size, part.asked_at, own)

    async def _page(self, wanted: SeasonQuery, number: int) -> _CachedPage:
        """The cached page, or a fetched one. An old page serves while AniList fails."""
        known = self._pages.get((wanted, number))
        if known and self._now() - known.asked_at < _SECONDS_A_PAGE_STAYS:
            return known
        asked_at = self._now()
        try:
            answer = await self._anilist.browse(_variables(wanted, number))
        except AniListError:
            if known is None:
                raise
            return known
        return await self._cache(wanted, number, answer, asked_at)

    async def _cache(self, wanted: SeasonQuery, number: int, answer: BrowsePart, asked_at: int) -> _CachedPage:
        part = _CachedPage([media_of(one, asked_at) for one in answer.media], answer.has_next, asked_at)
        await self._reader.store_media(part.media, is_public=True)
        self._pages.pop((wanted, number), None)
        self._pages[wanted, number] = part
        while len(self._pages) > _PAGES_KEPT:
            del self._pages[next(iter(self._pages))]
        return part


def _variables(wanted: SeasonQuery, number: int) -> dict[str, object]:
    return {
        "type": "ANIME",
        "season": wanted.season,
        "year": wanted.year,
        "format": wanted.format,
        "isAdult": None if wanted.adult else False,
        "sort": _SORTS[wanted.order],
        "page": number,
    }
