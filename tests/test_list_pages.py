"""Pages of a list are read in part: each is the page that the whole list would have given."""

from collections import Counter
from collections.abc import Iterator
from itertools import product
from random import Random

import msgspec

from library.list_pages import ListPages
from library.lists import PER_PAGE, SORTS, Audience, Line, ListPage, PageQuery
from library.rules.entry_rules import behind
from library.titles.names import title
from store import Entry, EntryOutline, Media, MediaOutline, Outlines, Store
from tests.kit.home import START, Home, a_link, fill
from tests.kit.shelf import an_entry
from tests.kit.titles import a_title

ME = a_link(1)
STATUSES = ("CURRENT", "REPEATING", "COMPLETED", "PAUSED")
AUDIENCES = (Audience(True, False), Audience(False, False), Audience(False, True))


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
        )
        yield entry, airs


def expected(lines: list[Line], audience: Audience, query: PageQuery) -> ListPage:
    """The page, from whole entries and titles."""
    orders = {
        "updated": lambda entry, media: (),
        "title": lambda entry, media: title(media, query.language).casefold(),
        "score": lambda entry, media: -entry.score,
        "progress": lambda entry, media: -entry.progress,
        "behind": lambda entry, media: -(behind(entry, media, START) or 0),
    }
    seen = [line for line in lines if audience.sees(line)]
    of_status = [line for line in seen if line[0].status == query.status]
    latest = of_status if query.sort == "title" else sorted(of_status, key=lambda line: -line[0].updated_at)
    ordered = sorted(latest, key=lambda line: orders[query.sort](*line))
    pages = max(1, -(-len(ordered) // PER_PAGE))
    number = min(query.number, pages)
    counts = dict(Counter(entry.status for entry, _ in seen))
    return ListPage(ordered[(number - 1) * PER_PAGE : number * PER_PAGE], number, pages, counts, START)


def pages_of(store: Store) -> ListPages:
    return ListPages(store.known, store.outlines, None, lambda: START)  # pyright: ignore[reportArgumentType]


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
        for audience, status, sort, language in product(AUDIENCES, STATUSES, SORTS.values(), ("ROMAJI", "ENGLISH")):
            for number in (1, 2, 99):
                query = PageQuery(media_type="ANIME", status=status, sort=sort, number=number, language=language)
                found = await pages_of(store).cached_page(ME, audience, query)
                assert found == expected(lines, audience, query), (audience, query)
                assert [*found.counts] == [*expected(lines, audience, query).counts]


async def test_lines_come_in_the_wanted_order_without_what_is_not_there(home: Home) -> None:
    lines = list(some_lines(Random(3)))[:5]
    async with home.open() as store:
        await keep(store, lines, [msgspec.structs.replace(lines[0][0], media_id=500)], [a_title(600), a_title(601)])
        assert await pages_of(store).lines(ME, [4, 500, 2, 601, 7]) == [lines[3], lines[1]]


class Outrun(Outlines):
    """Reads outlines, and then AniList tells that an entry is private."""

    def __init__(self, store: Store, entry: Entry) -> None:
        super().__init__(store.database)
        self._store = store
        self._entry = msgspec.structs.replace(entry, private=True)

    async def of(self, discord_id: int, media_type: str, status: str) -> list[tuple[EntryOutline, MediaOutline]]:
        outlines = await super().of(discord_id, media_type, status)
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
            pages = ListPages(store.known, outlines, None, lambda: START)  # pyright: ignore[reportArgumentType]
            assert len((await pages.cached_page(ME, audience, query)).lines) == seen
