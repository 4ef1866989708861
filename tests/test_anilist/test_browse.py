"""Browsing through the client, against the stand-in."""

from tests.kit.visitor import Visitor

MADOKA = 133007  # a film to come
ISEKAI = {"type": "ANIME", "tags": ["Isekai"], "isAdult": False, "page": 1}


async def test_a_season_is_sorted_and_filtered_as_asked(visitor: Visitor) -> None:
    asked = {
        "type": "ANIME",
        "season": "SUMMER",
        "year": 2026,
        "isAdult": False,
        "sort": ["POPULARITY_DESC"],
        "page": 1,
    }
    found = await visitor.anilist.browse(asked)
    liked = [title.popularity or 0 for title in found.media]
    assert liked == sorted(liked, reverse=True) and len(liked) > 40 and not found.has_next
    assert {title.season_year for title in found.media} == {2026}
    film = await visitor.anilist.browse({**asked, "format": "MOVIE"})
    assert MADOKA in [title.id for title in film.media] and len(film.media) < len(found.media)


async def test_titles_are_found_by_genre_tag_year_and_country(visitor: Visitor) -> None:
    trending = (await visitor.anilist.browse({**ISEKAI, "sort": ["TRENDING_DESC"]})).media
    both = (await visitor.anilist.browse({**ISEKAI, "genres": ["Comedy", "Fantasy"], "sort": ["ID"]})).media
    assert len(trending) > len(both) > 1 and all({"Comedy", "Fantasy"} <= set(title.genres or ()) for title in both)
    manga = {"type": "MANGA", "started": "2018%", "isAdult": False, "sort": ["START_DATE_DESC"]}
    assert {title.type.value for title in (await visitor.anilist.browse(manga)).media if title.type} == {"MANGA"}
    korean = (await visitor.anilist.browse({"type": "MANGA", "country": "KR", "sort": ["SCORE_DESC"]})).media
    assert korean and len(korean) < 30
    few = (await visitor.anilist.browse({**ISEKAI, "ids": [both[0].id, MADOKA], "sort": ["ID"]})).media
    assert [title.id for title in few] == [both[0].id]


async def test_genres_and_tags_are_one_request(visitor: Visitor) -> None:
    terms = await visitor.anilist.terms()
    assert "Slice of Life" in terms.genres and "Isekai" in {tag.name for tag in terms.tags if not tag.is_adult}
    assert any(tag.is_adult for tag in terms.tags) and len(visitor.stand_in.requests) == 1
