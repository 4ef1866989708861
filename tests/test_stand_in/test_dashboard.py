"""The home page of AniList's stand-in: what a person and AniList's editors do there, and what the club does alone."""

from demo.anilist import CLUB, JUNO, PEOPLE, TSUMUGI, StandIn
from demo.anilist.activity import ListPost
from demo.anilist.acts import Acts
from demo.anilist.dashboard import PREQUEL, SEQUEL
from demo.anilist.media import all_media
from demo.anilist.world import AniListWorld
from tests.kit.stand_in_clients import Api, Clock

FERN = next(person for person in PEOPLE if person.name == "Fern")


async def home(api: Api) -> str:
    return await (await api.get("/")).text()


async def test_a_stranger_is_asked_to_log_in(api: Api):
    assert 'href="/login"' in await home(api)
    assert (await api.post("/next", media="1")).headers["Location"] == "/login"
    assert (await api.get("/edit", media="1")).headers["Location"] == "/login"


async def test_a_person_changes_a_title(api: Api, stand_in: StandIn):
    await api.sign_in(FERN.id)
    saved = await api.post("/save", media="1", status="CURRENT", progress="24", score="85")
    assert (saved.status, saved.headers["Location"]) == (303, "/")
    entry = stand_in.world.lists.entry_for(FERN.id, 1)
    assert entry and (entry.status, entry.progress, entry.score, entry.private) == ("CURRENT", 24, 85, False)
    assert "watched episode 1 - 24 of Cowboy Bebop" in await home(api)
    await api.post("/next", media="1")
    await api.post("/next", media="1")
    entry = stand_in.world.lists.entry_for(FERN.id, 1)
    assert entry and (entry.status, entry.progress) == ("COMPLETED", 26), "the last episode completes it"
    assert 'value="26"' in await (await api.get("/edit", media="1")).text()


async def test_a_person_likes_follows_and_deletes(api: Api, stand_in: StandIn):
    await api.sign_in(FERN.id)
    await api.post("/save", media="1", status="PLANNING", progress="0", score="0")
    [activity] = stand_in.world.activities.all
    await api.sign_in(JUNO.id)
    stand_in.world.follows[JUNO.id] = set()
    await api.post("/like", id=str(activity))
    await api.post("/follow", user=str(FERN.id))
    assert stand_in.world.activities.likes_of(activity) == [JUNO.id]
    assert stand_in.world.follows[JUNO.id] == {FERN.id}
    assert "♥ 1" in await home(api) and "Unfollow" in await home(api)
    assert (await api.post("/delete", id=str(activity))).status == 400, "not Juno's"
    await api.sign_in(FERN.id)
    await api.post("/delete", id=str(activity))
    assert stand_in.world.activities.all == {}


async def test_the_editors_announce_a_sequel_step_by_step(api: Api, stand_in: StandIn):
    world = stand_in.world
    world.editors.withhold(SEQUEL)
    await api.sign_in(TSUMUGI.id)
    await api.post("/announce")
    assert world.editors.relations(PREQUEL) == [{"relationType": "SEQUEL", "id": SEQUEL}]
    await api.post("/announce")
    first = world.airings.next(SEQUEL)
    assert first and first.airing_at == world.now() + 3 * 86400
    await api.post("/announce")
    assert world.editors.status(all_media()[SEQUEL]) == "RELEASING"
    assert "has begun" in await home(api)
    await api.post("/answers")
    assert world.answers_many_users is False


async def test_what_is_wrong_is_said(api: Api):
    await api.sign_in(FERN.id)
    assert (await api.post("/save", media="1", status="CURRENT", progress="x", score="0")).status == 400
    assert (await api.post("/like", id="1")).status == 400
    assert (await api.get("/edit", media="2")).status == 404


def test_the_club_acts_as_time_passes(clock: Clock):
    world = AniListWorld(CLUB, now=clock)
    acts = Acts(world, CLUB)
    acts.catch_up()
    assert world.activities.all == {}
    clock.time += 86400
    acts.catch_up()
    done = list(world.activities.all.values())
    assert {one.status for one in done if isinstance(one, ListPost)} >= {"watched episode"}
    assert len({one.user_id for one in done if isinstance(one, ListPost)}) > 5
    assert any(world.activities.likes.values())
    acts.catch_up()
    assert list(world.activities.all.values()) == done, "once each"
