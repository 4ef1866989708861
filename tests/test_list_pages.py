"""Pages of a list are read in part: each is the page that the whole list would have given."""

from collections.abc import Iterator
from itertools import product
from random import Random
from typing import Any

import msgspec

from library.listing.choosing import Counts, ListPage, chosen
from library.listing.pages import ListPages
from library.listing.query import EVERY_STATUS, SORTS, Filters, PageQuery
from library.lists import Audience, Line
from library.sync.title_loading import TitleLoading
from library.titles.catalogue import Catalogue
from store import Entry, EntryOutline, FuzzyDate, Media, MediaOutline, Outlines, Store
from tests.kit.home import START, Home, a_link, fill
from tests.kit.shelf import an_entry
from tests.kit.titles import a_title

ME = a_link(1)
STATUSES = ("CURRENT", "REPEATING", "COMPLETED", "PAUSED")
AUDIENCES = (Audience(True, False), Audience(False, False), Audience(False, True))

FILTERS = (
    Filters(),
    Filters(search="knot"),
    Filters(custom_list="two & more"),
    Filters(years=(2019, 2019)),
    Filters(genres=("Drama",), years=(2018, 2018), countries=("JP", "KR")),
    Filters(custom_list="two & more", scores=(1, 100), formats=("TV",), lengths=("weekend",), states=("FINISHED",)),
)


def some_lines(random: Random) -> Iterator[Line]:
    """Lines with many ties in every order, titles without a name, and titles that air."""
    for number in range(1, 120):
        airs = a_title(
            number,
            status=random.choice(("RELEASING", "FINISHED", None)),
            romaji=random.choice(("Émile", "emile", "ÉMILE", None)),
            english=random.choice(("ß", "SS", None)),
            native=random.choice(("結び", None)),
            synonyms=random.choice(((), ("Knot",))),
            episodes=random.choice((None, 12)),
            is_adult=random.random() < 0.2,
            next_episode=random.choice((None, 3, 9)),
            next_airing_at=random.choice((None, START - 5, START + 5)),
        )
        entry = msgspec.structs.replace(
            an_entry(number),
            media_type="ANIME",
            status=random.choice(STATUSES[:3]),
            score=random.choice((0, 50)),
            progress=random.randrange(4),
            updated_at=random.randrange(3),
            private=random.random() < 0.2,
            hidden=random.random() < 0.2,
            custom_lists=random.choice(((), ("one",), ("one", "two &amp; more"))),
            started=random.choice((FuzzyDate(), FuzzyDate(2020), FuzzyDate(2020, 5, 1))),
        )
        facts = {
            "format": random.choice(("TV", "MOVIE", None)),
            "genres": random.choice(((), ("Drama",), ("Drama", "Comedy"))),
            "duration": random.choice((None, 24)),
            "season_year": random.choice((None, 2019)),
            "started": random.choice((None, 20180000)),
            "country": random.choice((None, "JP", "KR")),
        }
        yield entry, msgspec.structs.replace(airs, **facts)


def expected(lines: list[Line], audience: Audience, query: PageQuery) -> ListPage:
    """The page, from whole entries and titles."""
    knotted = {media.id for _, media in lines if media.synonyms}
    page = chosen(lines, audience, query, START, search=lambda _, ids: knotted.intersection(ids))
    empty = dict.fromkeys(ME.anime.custom_lists, 0) if audience.is_owner_alone else {}
    counts = Counts(page.counts.statuses, empty | dict(page.counts.custom_lists))
    by_id = {entry.media_id: (entry, media) for entry, media in lines}
    return ListPage([by_id[one] for one in page.media_ids], page.number, page.pages, page.length, counts, START)


async def pages_of(store: Store, outlines: Outlines | None = None) -> ListPages:
    catalogue = Catalogue()
    titles = TitleLoading(store.media, catalogue)
    titles.start()
    await titles.wait()
    return ListPages(store.known, outlines or store.outlines, None, titles, catalogue, lambda: START)  # pyright: ignore[reportArgumentType]


async def keep(store: Store, lines: list[Line], more: list[Entry], others: list[Media]) -> None:
    await fill(store, 2)
    await store.media.put([*(media for _, media in lines), *others])
    await store.entries.replace(ME.discord_id, "ANIME", [*(entry for entry, _ in lines), *more], START)
    manga = msgspec.structs.replace(lines[0][0], media_id=others[0].id, media_type="MANGA", status="CURRENT")
    await store.entries.replace(ME.discord_id, "MANGA", [manga], START)
    await store.entries.replace(a_link(2).discord_id, "ANIME", [lines[0][0]], START)


async def test_every_page_is_that_of_the_whole_list(home: Home) -> None:
    lines = list(some_lines(Random(2)))
    lost = msgspec.structs.replace(lines[0][0], media_id=500)  # a title that AniList has lost
    async with home.open() as store:
        await keep(store, lines, [lost], [a_title(600, media_type="MANGA")])
        pages = await pages_of(store)
        for status, sort, filters in product((*STATUSES, EVERY_STATUS), SORTS.values(), FILTERS):
            for audience, number in zip(AUDIENCES, (1, 2, 99), strict=True):
                query = PageQuery(
                    media_type="ANIME", status=status, sort=sort, number=number, language="ENGLISH", filters=filters
                )
                found, wanted = await pages.cached_page(ME, audience, query), expected(lines, audience, query)
                assert found == wanted, (audience, query)
                assert [*found.counts.statuses] == [*wanted.counts.statuses]


async def test_lines_come_in_the_wanted_order_without_what_is_not_there(home: Home) -> None:
    lines = list(some_lines(Random(3)))[:5]
    async with home.open() as store:
        await keep(store, lines, [msgspec.structs.replace(lines[0][0], media_id=500)], [a_title(600), a_title(601)])
        assert await (await pages_of(store)).lines(ME, [4, 500, 2, 601, 7]) == [lines[3], lines[1]]


class Outrun(Outlines):
    """Reads outlines, and then AniList tells that an entry is private."""

    def __init__(self, store: Store, entry: Entry) -> None:
        super().__init__(store.database)
        self._store = store
        self._entry = msgspec.structs.replace(entry, private=True)

    async def of(self, discord_id: int, *what: Any, **wanted: Any) -> list[tuple[EntryOutline, MediaOutline]]:
        outlines = await super().of(discord_id, *what, **wanted)
        await self._store.entries.put(discord_id, self._entry, START + 1)
        return outlines


async def test_an_entry_that_becomes_private_meanwhile_is_shown_to_nobody_else(home: Home) -> None:
    open_entry = msgspec.structs.replace(an_entry(1), private=False, hidden=False)
    async with home.open() as store:
        await keep(store, [(open_entry, a_title(1))], [], [a_title(600, media_type="MANGA")])
        query = PageQuery(media_type="ANIME", status="CURRENT", sort="updated", number=1, language="ROMAJI")
        for audience, seen in ((AUDIENCES[1], 0), (AUDIENCES[0], 1)):
            await store.entries.put(ME.discord_id, open_entry, START + 1)
            outlines = Outrun(store, open_entry)
            pages = await pages_of(store, outlines)
            assert len((await pages.cached_page(ME, audience, query)).lines) == seen
