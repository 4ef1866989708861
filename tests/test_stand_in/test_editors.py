"""Titles are announced, dated, paused, merged and deleted; recommendations are rated."""

from typing import Any

from demo.anilist import JUNO, PEOPLE, StandIn
from tests.kit.stand_in_clients import SAVE, Api, Clock, told

FERN = next(person for person in PEOPLE if person.name == "Fern")
REVENGERS, SEQUEL = 120120, 178083
TITLE = """query ($id: Int) { Media(id: $id) { status startDate { year month day }
    nextAiringEpisode { episode airingAt } relations { edges { relationType node { id } } } } }"""
RATE = """mutation ($rating: RecommendationRating, $of: Int, $to: Int) {
    SaveRecommendation(mediaId: $of, mediaRecommendationId: $to, rating: $rating) {
    id rating userRating media { id } mediaRecommendation { id } } }"""
RATED = (
    """query ($of: Int, $to: Int) { Recommendation(mediaId: $of, mediaRecommendationId: $to) { rating userRating } }"""
)


async def title(api: Api, media_id: int) -> Any:
    return (await api.ask(TITLE, id=media_id)).body["data"]["Media"]


async def listed(api: Api, stand_in: StandIn, *media_ids: int) -> str:
    """Put titles on Fern's list; her token."""
    token = stand_in.token_for(FERN)
    for media_id in media_ids:
        await api.ask(SAVE, token, mediaId=media_id, status="COMPLETED", progress=3)
    return token


async def test_a_sequel_is_announced_dated_and_begins(api: Api, stand_in: StandIn, clock: Clock):
    editors = stand_in.world.editors
    editors.withhold(SEQUEL)
    token = await listed(api, stand_in, REVENGERS)
    assert await title(api, SEQUEL) is None
    assert (await title(api, REVENGERS))["relations"]["edges"] == []
    editors.announce(REVENGERS, SEQUEL)
    assert (await told(api, token))[1] == [
        {"__typename": "RelatedMediaAdditionNotification", "mediaId": SEQUEL, "media": {"id": SEQUEL}}
    ]
    assert (await title(api, REVENGERS))["relations"]["edges"] == [{"relationType": "SEQUEL", "node": {"id": SEQUEL}}]
    announced = await title(api, SEQUEL)
    assert (announced["status"], announced["startDate"]["year"], announced["nextAiringEpisode"]) == (
        "NOT_YET_RELEASED",
        None,
        None,
    )
    assert announced["relations"]["edges"] == [{"relationType": "PREQUEL", "node": {"id": REVENGERS}}]
    editors.date(SEQUEL, clock.time + 86400)
    dated = await title(api, SEQUEL)
    assert dated["startDate"] == {"year": 2026, "month": 9, "day": 22}
    assert dated["nextAiringEpisode"] == {"episode": 1, "airingAt": clock.time + 86400}
    clock.time += 86400
    assert (await title(api, SEQUEL))["status"] == "RELEASING"


async def test_a_title_pauses_and_comes_back(api: Api, stand_in: StandIn):
    stand_in.world.editors.set_status(30002, "HIATUS")
    assert (await title(api, 30002))["status"] == "HIATUS"
    stand_in.world.editors.set_status(30002, "RELEASING")
    assert (await title(api, 30002))["status"] == "RELEASING"


async def test_a_merged_title_leads_to_the_other(api: Api, stand_in: StandIn):
    token = await listed(api, stand_in, 5, 20, 1)
    stand_in.world.editors.merge(20, into=30)
    stand_in.world.editors.merge(5, into=1)
    assert await title(api, 20) is None
    assert sorted(entry.media_id for entry in stand_in.world.lists.of(FERN.id, "ANIME")) == [1, 30]
    assert [one["mediaId"] for one in (await told(api, token))[1]] == [1, 30]
    refused = await api.ask(SAVE, token, mediaId=20, status="PLANNING")
    assert list(refused.error["validation"]) == ["mediaId"]


async def test_a_deleted_title_is_on_no_list(api: Api, stand_in: StandIn):
    token = await listed(api, stand_in, 20)
    stand_in.world.editors.change(20, "The number of episodes has changed.")
    stand_in.world.editors.delete(20)
    assert stand_in.world.lists.of(FERN.id, "ANIME") == []
    deleted, changed = (await told(api, token))[1]
    assert (deleted["deletedMediaTitle"], changed["reason"]) == ("NARUTO", "The number of episodes has changed.")


async def test_a_recommendation_is_rated_by_each_for_themselves(api: Api, stand_in: StandIn):
    token = stand_in.token_for(FERN)
    pair: dict[str, Any] = {"of": 1, "to": 30002}
    assert (await api.ask(RATED, token, **pair)).status == 404
    up = (await api.ask(RATE, token, rating="RATE_UP", **pair)).body["data"]["SaveRecommendation"]
    assert (up["rating"], up["userRating"], up["mediaRecommendation"]) == (1, "RATE_UP", {"id": 30002})
    down = (await api.ask(RATE, stand_in.token_for(JUNO), rating="RATE_DOWN", **pair)).body["data"]
    assert down["SaveRecommendation"]["rating"] == 0
    await api.ask(RATE, token, rating="NO_RATING", **pair)
    assert (await api.ask(RATED, token, **pair)).body["data"]["Recommendation"] == {
        "rating": -1,
        "userRating": "NO_RATING",
    }
    assert (await api.ask(RATE, rating="RATE_UP", **pair)).status == 401
    assert (await api.ask(RATE, token, rating="RATE_UP", of=1, to=1)).status == 400
