"""Media are found and described as at AniList."""

from demo.anilist import TSUMUGI, StandIn
from demo.anilist.media import all_media
from tests.kit.cases import each
from tests.kit.stand_in_clients import START, Api, Clock

WIDE = """query ($page: Int) { Page(page: $page) { pageInfo { hasNextPage currentPage perPage } media(sort: ID) {
    id idMal title { romaji english native userPreferred } type format status(version: 2) synonyms genres
    isFavourite startDate { year month day } coverImage { extraLarge color } tags { id name rank isAdult } siteUrl
    studios(isMain: true) { nodes { id name isAnimationStudio } edges { isMain } }
    nextAiringEpisode { id airingAt timeUntilAiring episode mediaId media { id } }
    relations { edges { relationType(version: 2) node { id title { romaji } } } }
    recommendations { nodes { id rating mediaRecommendation { id } } } isLocked
    mediaListEntry { id media { id } } } } }"""


async def test_all_media_can_be_read_page_by_page(api: Api, stand_in: StandIn, clock: Clock):
    token, pages = stand_in.token_for(TSUMUGI), []
    while not pages or pages[-1]["pageInfo"]["hasNextPage"]:
        pages.append((await api.ask(WIDE, token, page=len(pages) + 1)).body["data"]["Page"])
    assert [page["pageInfo"]["currentPage"] for page in pages] == [1, 2, 3, 4, 5, 6]
    found = [media for page in pages for media in page["media"]]
    assert [media["id"] for media in found] == sorted(all_media())
    airing = [media["nextAiringEpisode"] for media in found if media["nextAiringEpisode"]]
    assert len(airing) > 50
    assert all(START < one["airingAt"] <= START + 7 * 86400 for one in airing)
    assert {"FINISHED", "RELEASING", "NOT_YET_RELEASED", "CANCELLED", "HIATUS"} < {one["status"] for one in found}


@each(
    ("arguments", "ids"),
    [
        ('search: "cowboy bebop"', [1, 5]),
        ('search: "BEBOP tengoku"', [5]),
        ('search: "no such title at all"', []),
        ("id_in: [5, 1], sort: ID_DESC", [5, 1]),
        ("idMal_in: [1], type: ANIME", [1]),
        ('id_in: [1, 5], genre: "Adventure"', [1]),
        ('id_in: [1, 5], genre_in: ["Mystery", "Drama"]', [5]),
        ('id_in: [1, 5], tag_not_in: ["Episodic"]', [5]),
        ("id_in: [1, 5], episodes_greater: 1", [1]),
        ("id_in: [1, 5], format_not_in: [TV]", [5]),
        ("id_in: [1, 5], startDate_lesser: 19990000", [1]),
        ('id_in: [1, 5], startDate_like: "1998%"', [1]),
        ('id_in: [1, 5], tag_in: ["Space", "Episodic"], countryOfOrigin: "JP"', [1]),
        ("id_in: [1, 5], id_not: 1", [5]),
        ("id_in: [1, 5], sort: [POPULARITY_DESC, ID]", [1, 5]),
    ],
)
async def test_media_are_found(api: Api, arguments: str, ids: list[int]):
    answer = await api.ask(f"{{ Page(perPage: 50) {{ media({arguments}) {{ id }} pageInfo {{ hasNextPage }} }} }}")
    assert [media["id"] for media in answer.body["data"]["Page"]["media"]] == ids
    assert answer.body["data"]["Page"]["pageInfo"]["hasNextPage"] is False


async def test_a_season_is_a_page_of_media(api: Api):
    query = """query ($sort: [MediaSort]) { Page(perPage: 50) { media(season: SUMMER, seasonYear: 2026, format_in: [TV],
        isAdult: false, type: ANIME, sort: $sort) { id season format isAdult popularity averageScore trending } } }"""
    pages = {
        field: (await api.ask(query, sort=[sort])).body["data"]["Page"]["media"]
        for field, sort in {
            "popularity": "POPULARITY_DESC",
            "averageScore": "SCORE_DESC",
            "trending": "TRENDING_DESC",
        }.items()
    }
    for field, found in pages.items():
        assert len(found) > 30
        assert {(one["season"], one["format"], one["isAdult"]) for one in found} == {("SUMMER", "TV", False)}
        values = [one[field] or 0 for one in found]
        assert values == sorted(values, reverse=True)


async def test_genres_and_tags_are_told_each_once_and_find_media(api: Api):
    answer = (await api.ask("{ GenreCollection MediaTagCollection { id name isAdult } }")).body["data"]
    genres, tags = answer["GenreCollection"], answer["MediaTagCollection"]
    assert {"Romance", "Slice of Life"} <= set(genres) and len({tag["id"] for tag in tags}) == len(tags) > 200
    assert {tag["name"] for tag in tags if not tag["isAdult"]} >= {"Isekai", "Space"} and not any(
        tag["id"] > 10**6 for tag in tags
    )
    isekai = await api.ask('{ Page { media(tag_in: ["Isekai"], type: ANIME) { tags { name } } } }')
    found = [{tag["name"] for tag in media["tags"]} for media in isekai.body["data"]["Page"]["media"]]
    assert len(found) > 10 and all("Isekai" in names for names in found)


async def test_recommendations_are_alike_and_one_was_deleted(api: Api):
    query = """query ($ids: [Int], $perPage: Int) { Page { media(id_in: $ids) { id isAdult genres
        recommendations(sort: RATING_DESC, perPage: $perPage) { pageInfo { hasNextPage }
            nodes { rating mediaRecommendation { id isAdult genres } } } } } }"""
    asked = [1, 20, 21, 1535, 16498, 20889]
    found = (await api.ask(query, ids=asked, perPage=2)).body["data"]["Page"]["media"]
    nodes = {media["id"]: media["recommendations"]["nodes"] for media in found}
    assert [node["mediaRecommendation"] is None for node in nodes.pop(20889)] == [True, False]
    for media in found:
        ratings = [node["rating"] for node in media["recommendations"]["nodes"]]
        assert len(ratings) == 2
        assert ratings == sorted(ratings, reverse=True)
        for node in nodes.get(media["id"], []):
            assert not node["mediaRecommendation"]["isAdult"]
            assert set(media["genres"]) & set(node["mediaRecommendation"]["genres"])


def test_the_facts_hold_what_is_hard_to_show():
    titles = [title for media in all_media().values() for title in media["title"].values() if title]
    assert len(all_media()) <= 300
    assert max(map(len, titles)) > 200
    assert all(any(mark in title for title in titles) for mark in "*_`|~[]")
    assert sum(bool(media["isAdult"]) for media in all_media().values()) == 5
