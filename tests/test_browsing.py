"""What is browsed: which titles, whose are left out, and what it asks of AniList."""

import msgspec
import pytest

from anilist import Unavailable
from demo import faults
from demo.anilist.media import all_media, fuzzy_number, trend
from library.browse.pages import BrowsedPage, Viewpoint
from library.browse.query import BrowseQuery
from tests.kit.cases import each
from tests.kit.library import AOI, FERN, Shelves

SUMMER = BrowseQuery(season="SUMMER", year=2026, order="popularity")
ANIME = BrowseQuery(order="popularity")
ALL = Viewpoint()
HOUR = 3600
BEBOP, ORANGE = 1, 101547


def made_known(wanted: BrowseQuery) -> list[int]:
    """The popularity of the season's titles by the facts of the stand-in, the best first."""
    found = [
        node["popularity"] or 0
        for node in all_media().values()
        if (node["type"], node["season"], node["seasonYear"]) == ("ANIME", wanted.season, wanted.year)
        and (wanted.adult or not node["isAdult"])
    ]
    return sorted(found, reverse=True)


def ids(page: BrowsedPage) -> list[int]:
    return [title.id for title in page.media]


async def all_pages(shelves: Shelves, query: BrowseQuery, viewpoint: Viewpoint, size: int = 8) -> list[BrowsedPage]:
    pages = [await shelves.parts.browsing.page(query, viewpoint, 0, size)]
    while pages[-1].has_next:
        pages.append(await shelves.parts.browsing.page(query, viewpoint, pages[-1].end, size))
    return pages


@each(
    ("query", "variables"),
    [
        (BrowseQuery(), {"type": "ANIME", "isAdult": False, "sort": ["TRENDING_DESC", "POPULARITY_DESC"]}),
        (BrowseQuery(adult=True, order="score"), {"type": "ANIME", "sort": ["SCORE_DESC", "POPULARITY_DESC"]}),
        (
            BrowseQuery(order="newest", genres=("Romance", "Comedy"), tags=("Isekai",), format="TV", country="JP"),
            {"type": "ANIME", "genres": ["Romance", "Comedy"], "tags": ["Isekai"], "format": "TV", "country": "JP"}
            | {"isAdult": False, "statusNot": "NOT_YET_RELEASED", "sort": ["START_DATE_DESC", "POPULARITY_DESC"]},
        ),
        (
            BrowseQuery(order="newest", year=2027, season="WINTER"),
            {"type": "ANIME", "year": 2027, "season": "WINTER", "isAdult": False}
            | {"sort": ["START_DATE_DESC", "POPULARITY_DESC"]},
        ),
        (
            BrowseQuery(media_type="MANGA", year=1998, order="popularity"),
            {"type": "MANGA", "started": "1998%", "isAdult": False, "sort": ["POPULARITY_DESC", "ID"]},
        ),
    ],
)
def test_what_anilist_is_asked_for(query: BrowseQuery, variables: dict[str, object]) -> None:
    assert {name: value for name, value in query.variables.items() if value is not None} == variables


async def test_eight_pages_are_one_request_for_everybody_that_a_restart_outlives(shelves: Shelves) -> None:
    link, browsing = await shelves.link(AOI, FERN), shelves.parts.browsing
    pages = [await browsing.page(SUMMER, Viewpoint(link, alone=True) if at % 2 else ALL, at * 6, 6) for at in range(8)]
    assert [title.popularity for page in pages for title in page.media] == made_known(SUMMER)
    assert [page.has_next for page in pages] == [True] * 7 + [False]
    assert ids(await browsing.page(SUMMER, ALL, 8, 8)) == [*ids(pages[1])[2:], *ids(pages[2])[:4]]
    assert ids(await browsing.page_before(SUMMER, ALL, 12, 6)) == ids(pages[1])
    assert shelves.asked() == ["Browse"]
    await shelves.restart()
    shelves.clock.advance(6 * HOUR - 1)
    assert ids(await shelves.parts.browsing.page(SUMMER, ALL, 0, 6)) == ids(pages[0]) and shelves.asked() == []
    shelves.clock.advance(1)
    await shelves.parts.browsing.page(SUMMER, ALL, 0, 6)
    await shelves.parts.browsing.page(SUMMER, ALL, 0, 6, max_age=60)
    assert shelves.asked() == ["Browse"], "Refresh, at once"
    shelves.clock.advance(61)
    assert (await shelves.parts.browsing.page(SUMMER, ALL, 0, 6, max_age=60)).as_of == shelves.clock()
    assert shelves.asked() == ["Browse"]


async def test_orders_and_filters_are_executed(shelves: Shelves) -> None:
    nodes, page = all_media(), shelves.parts.browsing.page
    trending = [trend(nodes[one]) for one in ids(await page(BrowseQuery(), ALL, 0, 48))]
    assert trending == sorted(trending, reverse=True) and trending[0] > 0
    newest = [nodes[one] for one in ids(await page(BrowseQuery(order="newest"), ALL, 0, 48))]
    started = [fuzzy_number(node["startDate"]) or 0 for node in newest]
    assert started == sorted(started, reverse=True) and started[0] > 20260000
    both = await page(BrowseQuery(genres=("Comedy", "Fantasy"), tags=("Isekai",), order="score"), ALL, 0, 48)
    assert both.media and all({"Comedy", "Fantasy"} <= set(title.genres) for title in both.media)
    assert [title.average_score or 0 for title in both.media] == sorted(
        (title.average_score or 0 for title in both.media), reverse=True
    )
    korean = await page(BrowseQuery(media_type="MANGA", country="KR"), ALL, 0, 48)
    assert korean.media and {nodes[one]["countryOfOrigin"] for one in ids(korean)} == {"KR"}
    assert (await page(BrowseQuery(format="MUSIC", year=1950), ALL, 0, 6)).media == []


async def test_adult_titles_are_left_out_unless_wanted_also_those_that_have_become_so(shelves: Shelves) -> None:
    adult = next(node for node in all_media().values() if node["isAdult"] and node["type"] == "ANIME")
    page = shelves.parts.browsing.page
    for may_see in (True, False):
        wanted = BrowseQuery(season=adult["season"], year=adult["seasonYear"], adult=may_see)
        assert (adult["id"] in ids(await page(wanted, ALL, 0, 6))) is may_see
    first, *_ = (await page(SUMMER, ALL, 0, 6)).media
    await shelves.parts.titles.store([msgspec.structs.replace(first, is_adult=True)])
    assert first.id not in ids(await page(SUMMER, ALL, 0, 6))


async def test_titles_on_ones_list_are_left_out_or_are_all_that_is_shown(shelves: Shelves) -> None:
    link, everything = await shelves.link(AOI, FERN), await all_pages(shelves, ANIME, ALL, 48)
    order = [one for page in everything for one in ids(page)]
    mine = {order[1]: "PLANNING", order[3]: "CURRENT", order[60]: "PLANNING", order[-1]: "COMPLETED"}
    for media_id, status in mine.items():
        shelves.put(FERN, media_id, status=status)
    shelves.put(FERN, order[5], status="PLANNING", private=True)
    shelves.put(FERN, order[6], status="CURRENT", hidden_from_status_lists=True, custom_lists=())
    await shelves.read(link)
    shelves.asked()
    alone, seen = Viewpoint(link, alone=True), Viewpoint(link)
    kept = {order[5]} & {one.media_id for one in await shelves.store.entries.all(AOI, "ANIME") if one.private}

    async def browsed(viewpoint: Viewpoint) -> list[int]:
        return [one for page in await all_pages(shelves, ANIME, viewpoint) for one in ids(page)]

    assert kept == {order[5]}
    assert await browsed(_showing(alone, "new")) == [one for one in order if one not in mine.keys() | kept]
    assert await browsed(_showing(seen, "new")) == [one for one in order if one not in mine]
    assert shelves.asked() == []
    assert await browsed(_showing(alone, "listed")) == [one for one in order if one in mine.keys() | kept]
    assert await browsed(_showing(seen, "listed")) == [one for one in order if one in mine]
    assert await browsed(_showing(seen, "planned")) == [order[1], order[60]]
    assert shelves.asked() == ["Browse"] * 3, "once for each, whatever is turned"
    assert {
        one: entry.status for page in await all_pages(shelves, ANIME, seen) for one, entry in page.own.items()
    } == mine


def _showing(viewpoint: Viewpoint, show: str) -> Viewpoint:
    return msgspec.structs.replace(viewpoint, show=show)


async def test_nobody_on_an_empty_list_asks_anything(shelves: Shelves) -> None:
    link = await shelves.link(AOI, FERN)
    await shelves.read(link)
    shelves.asked()
    page = await shelves.parts.browsing.page(ANIME, Viewpoint(link, alone=True, show="listed"), 0, 6)
    assert (page.media, page.has_next, page.is_cut) == ([], False, False) and shelves.asked() == []


async def test_a_page_asks_twice_at_most_and_says_that_there_may_be_more(shelves: Shelves) -> None:
    link = await shelves.link(AOI, FERN)
    for node in sorted(all_media().values(), key=lambda node: -(node["popularity"] or 0))[:130]:
        shelves.put(FERN, node["id"], status="COMPLETED")
    await shelves.read(link)
    shelves.asked()
    new, browsing = Viewpoint(link, alone=True, show="new"), shelves.parts.browsing
    first = await browsing.page(ANIME, new, 0, 6)
    assert first.is_cut and len(first.media) < 6 and first.end == 96 and shelves.asked() == ["Browse"] * 2
    second = await browsing.page(ANIME, new, first.end, 6)
    assert len(second.media) == 6 and not second.is_cut and shelves.asked() == ["Browse"]
    assert ids(await browsing.page_before(ANIME, new, second.end, 6)) == ids(second)
    assert (await browsing.page_before(ANIME, new, second.start, 6)).start == 0 and shelves.asked() == []


async def test_a_surprise_is_out_and_on_none_of_ones_lists(shelves: Shelves) -> None:
    link, browsing = await shelves.link(AOI, FERN), shelves.parts.browsing
    coming = [node for node in all_media().values() if node["status"] == "NOT_YET_RELEASED" and node["seasonYear"]]
    few = BrowseQuery(year=coming[0]["seasonYear"], season=coming[0]["season"], order="popularity")
    out = [title for title in (await browsing.page(few, ALL, 0, 48)).media if title.status != "NOT_YET_RELEASED"]
    left = out[-1]
    for title in out[:-1]:
        shelves.put(FERN, title.id, status="PLANNING", private=True)
    await shelves.read(link)
    shelves.asked()
    new = Viewpoint(link, alone=True, show="new")
    assert [await browsing.surprise(few, new) for _ in range(3)] == [left] * 3
    assert await browsing.surprise(few, new, but=left.id) is None and shelves.asked() == []
    assert await browsing.surprise(ANIME, ALL) is not None and shelves.asked() == ["Browse"]


async def test_an_old_answer_is_better_than_none_and_none_is_an_error(shelves: Shelves) -> None:
    browsing = shelves.parts.browsing
    before = await browsing.page(SUMMER, ALL, 0, 6)
    shelves.clock.advance(7 * HOUR)
    shelves.stand_in.faults.share(faults.disabled(), 1)
    after = await browsing.page(SUMMER, ALL, 0, 6)
    assert (ids(after), after.as_of, after.is_unanswered) == (ids(before), before.as_of, True)
    with pytest.raises(Unavailable):
        await browsing.page(BrowseQuery(season="FALL", year=2026), ALL, 0, 6)


async def test_what_is_browsed_of_ones_own_is_forgotten_when_it_is_old(shelves: Shelves) -> None:
    link = await shelves.link(AOI, FERN)
    shelves.put(FERN, BEBOP, status="PLANNING")
    await shelves.read(link)
    browsing = shelves.parts.browsing
    await browsing.page(ANIME, Viewpoint(link, alone=True, show="planned"), 0, 6)
    for seconds, kept in ((0, 1), (HOUR, 0)):
        shelves.clock.now += seconds
        browsing.expire()
        assert len(browsing._blocks._own) == kept
