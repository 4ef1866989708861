"""The demo's people have tastes: some agree, some don't, and all have enough in common to say so."""

from itertools import combinations
from statistics import correlation

import pytest

from demo.anilist import CLUB, PEOPLE, VISITORS, AniListUser, StandIn
from demo.anilist.lists import MediaList
from demo.anilist.media import all_media
from tests.kit.stand_in_clients import Api, Clock

EVERYBODY = (*VISITORS[:2], *CLUB)


@pytest.fixture
def stand_in(clock: Clock) -> StandIn:
    return StandIn(now=clock, per_minute=None, people=VISITORS, others=CLUB)


def anime(stand_in: StandIn, person: AniListUser) -> dict[int, MediaList]:
    return {entry.media_id: entry for entry in stand_in.world.lists.of(person.id, "ANIME")}


def shared_scores(stand_in: StandIn, one: AniListUser, other: AniListUser) -> list[tuple[int, int]]:
    ours, theirs = anime(stand_in, one), anime(stand_in, other)
    pairs = [(ours[media_id].score, theirs[media_id].score) for media_id in ours.keys() & theirs.keys()]
    return [pair for pair in pairs if all(pair)]


def test_tastes_run_from_very_alike_to_opposite(stand_in: StandIn):
    shared = [shared_scores(stand_in, *pair) for pair in combinations(EVERYBODY, 2)]
    alike = [correlation(*zip(*scores, strict=True)) for scores in shared if len(scores) >= 10]
    assert len(alike) > 0.9 * len(shared)
    assert max(alike) > 0.9
    assert min(alike) < -0.7
    assert sum(abs(one) < 0.3 for one in alike) > 10


def test_they_watch_the_same_while_it_airs_and_are_not_equally_far(stand_in: StandIn):
    watched: dict[int, set[int]] = {}
    for person in EVERYBODY:
        for entry in anime(stand_in, person).values():
            aired = all_media()[entry.media_id]["nextAiringEpisode"]
            if entry.status == "CURRENT" and aired:
                assert entry.progress < aired["episode"]
                watched.setdefault(entry.media_id, set()).add(entry.progress)
    assert sum(len(progress) > 2 for progress in watched.values()) > 5


def test_everything_that_a_list_may_have_is_on_their_lists(stand_in: StandIn):
    entries = [entry for person in EVERYBODY for entry in stand_in.world.lists.of(person.id, "ANIME")]
    assert {"CURRENT", "PLANNING", "COMPLETED", "DROPPED", "PAUSED", "REPEATING"} == {one.status for one in entries}
    assert any(entry.private for entry in entries)
    assert any(entry.notes for entry in entries)
    planned = [entry.media_id for entry in entries if entry.status == "PLANNING"]
    assert max(map(planned.count, planned)) >= 8


async def test_favourites_are_what_they_love(api: Api, stand_in: StandIn):
    haru = CLUB[0]
    answer = await api.ask(
        "query ($id: Int) { User(id: $id) { favourites { anime(page: 1, perPage: 3) { nodes { id } } "
        "manga(perPage: 3) { nodes { id } } } } }",
        id=haru.id,
    )
    chosen = {
        kind: [node["id"] for node in found["nodes"]]
        for kind, found in answer.body["data"]["User"]["favourites"].items()
    }
    mine = {entry.media_id: entry for kind in ("ANIME", "MANGA") for entry in stand_in.world.lists.of(haru.id, kind)}
    assert [len(ids) for ids in chosen.values()] == [3, 3]
    assert all(mine[media_id].score >= 80 and not mine[media_id].private for ids in chosen.values() for media_id in ids)


async def test_statistics_count_the_lists(api: Api, stand_in: StandIn):
    haru = CLUB[0]
    answer = await api.ask(
        "query ($id: Int) { User(id: $id) { statistics { anime { count meanScore minutesWatched episodesWatched "
        "chaptersRead } manga { episodesWatched chaptersRead } } } }",
        id=haru.id,
    )
    told = answer.body["data"]["User"]["statistics"]
    entries = [entry for entry in anime(stand_in, haru).values() if not entry.private]
    seen = {one.media_id: one.progress + one.repeat * (all_media()[one.media_id]["episodes"] or 0) for one in entries}
    scores = [entry.score for entry in entries if entry.score]
    assert told["anime"] == {
        "count": len(entries),
        "meanScore": round(sum(scores) / len(scores), 2),
        "minutesWatched": sum(count * (all_media()[one]["duration"] or 0) for one, count in seen.items()),
        "episodesWatched": sum(seen.values()),
        "chaptersRead": 0,
    }
    assert told["manga"]["episodesWatched"] == 0 < told["manga"]["chaptersRead"]


async def test_members_sign_in_elsewhere(api: Api):
    page = await (await api.get("/login")).text()
    assert all(person.name in page for person in PEOPLE)
    assert not any(person.name in page for person in CLUB)
