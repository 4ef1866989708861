"""What airs in a season: which season it is, and what it asks of AniList."""

import pytest

from anilist import Unavailable
from demo import faults
from demo.anilist.media import all_media
from library.schedule.season import SeasonQuery, at, moved
from tests.kit.cases import each
from tests.kit.library import AOI, FERN, Shelves

SUMMER = SeasonQuery("SUMMER", 2026, "popularity", None, adult=False)
HOUR = 3600


def test_a_season_is_a_quarter_of_the_year() -> None:
    assert [at(month) for month in (1, 3, 4, 6, 7, 9, 10, 12)] == [
        *("WINTER", "WINTER", "SPRING", "SPRING"),
        *("SUMMER", "SUMMER", "FALL", "FALL"),
    ]


@each(
    ("season", "by", "later"),
    [("FALL", 1, ("WINTER", 2027)), ("WINTER", -1, ("FALL", 2025)), ("SPRING", 1, ("SUMMER", 2026))],
)
def test_seasons_follow_each_other(season: str, by: int, later: tuple[str, int]) -> None:
    assert moved(season, 2026, by) == later


def made_known(wanted: SeasonQuery) -> list[int]:
    """By the facts of the stand-in, the best first."""
    found = [
        node
        for node in all_media().values()
        if (node["type"], node["season"], node["seasonYear"]) == ("ANIME", wanted.season, wanted.year)
        and (wanted.adult or not node["isAdult"])
    ]
    name = "popularity" if wanted.order == "popularity" else "averageScore"
    return [node[name] or 0 for node in sorted(found, key=lambda node: -(node[name] or 0))]


async def test_eight_pages_are_one_request_for_everybody(shelves: Shelves) -> None:
    link, seasons = await shelves.link(AOI, FERN), shelves.parts.seasons
    pages = [await seasons.page(link if number % 2 else None, SUMMER, number, 6) for number in range(1, 9)]
    assert [title.popularity for page in pages for title in page.media] == made_known(SUMMER)
    assert [page.has_next for page in pages] == [True] * 7 + [False]
    assert [title.id for title in (await seasons.page(None, SUMMER, 2, 8)).media] == [
        title.id for title in [*pages[1].media[2:], *pages[2].media[:4]]
    ]
    assert shelves.asked() == ["Browse"]
    shelves.clock.advance(6 * HOUR)
    await seasons.page(None, SUMMER, 1, 6)
    assert shelves.asked() == ["Browse"]


async def test_another_order_or_format_is_another_request(shelves: Shelves) -> None:
    seasons = shelves.parts.seasons
    by_score = SeasonQuery("SUMMER", 2026, "score", None, adult=False)
    assert [title.average_score or 0 for title in (await seasons.page(None, by_score, 1, 6)).media] == made_known(
        by_score
    )[:6]
    films = SeasonQuery("SUMMER", 2026, "score", "MOVIE", adult=False)
    assert {title.format for title in (await seasons.page(None, films, 1, 6)).media} == {"MOVIE"}
    assert (await seasons.page(None, films, 9, 6)).media == []
    assert shelves.asked() == ["Browse", "Browse", "Browse"], "past the end of 48 nobody knows yet"


async def test_adult_titles_are_left_out_unless_wanted(shelves: Shelves) -> None:
    adult = next(node for node in all_media().values() if node["isAdult"] and node["type"] == "ANIME")
    for may_see in (True, False):
        wanted = SeasonQuery(adult["season"], adult["seasonYear"], "popularity", None, adult=may_see)
        found = (await shelves.parts.seasons.page(None, wanted, 1, 6)).media
        assert (adult["id"] in {title.id for title in found}) is may_see


async def test_what_one_has_of_it(shelves: Shelves) -> None:
    link = await shelves.link(AOI, FERN)
    best = (await shelves.parts.seasons.page(link, SUMMER, 1, 6)).media
    shelves.put(FERN, best[1].id, status="PLANNING")
    shelves.put(FERN, 1, status="PLANNING")
    await shelves.read(link)
    own = (await shelves.parts.seasons.page(link, SUMMER, 1, 6)).own
    assert {number: entry.status for number, entry in own.items()} == {best[1].id: "PLANNING"}
    assert (await shelves.parts.seasons.page(None, SUMMER, 1, 6)).own == {}


async def test_an_old_answer_is_better_than_none_and_none_is_an_error(shelves: Shelves) -> None:
    seasons = shelves.parts.seasons
    before = await seasons.page(None, SUMMER, 1, 6)
    shelves.clock.advance(7 * HOUR)
    shelves.stand_in.faults.share(faults.disabled(), 1)
    assert await seasons.page(None, SUMMER, 1, 6) == before
    with pytest.raises(Unavailable):
        await seasons.page(None, SeasonQuery("FALL", 2026, "popularity", None, adult=False), 1, 6)


async def test_only_so_many_pages_are_kept(shelves: Shelves) -> None:
    for year in range(1940, 2041):
        await shelves.parts.seasons.page(None, SeasonQuery("FALL", year, "popularity", None, adult=False), 1, 6)
    shelves.asked()
    for year, asked in ((2040, []), (1941, []), (1940, ["Browse"])):
        await shelves.parts.seasons.page(None, SeasonQuery("FALL", year, "popularity", None, adult=False), 1, 6)
        assert shelves.asked() == asked
