"""Lists are shown and changed as at AniList."""

from typing import Any

import msgspec

from demo.anilist import JUNO, PEOPLE, TSUMUGI, AniListUser, StandIn
from demo.anilist.scores import kept, shown
from tests.kit.cases import each
from tests.kit.stand_in_clients import SAVE, Api, Clock

LISTS = """query ($user: Int, $chunk: Int, $perChunk: Int, $type: MediaType = ANIME) {
    MediaListCollection(userId: $user, type: $type, chunk: $chunk, perChunk: $perChunk) { hasNextChunk lists {
        name status isCustomList entries { id status private hiddenFromStatusLists customLists advancedScores
            score(format: POINT_100) progress notes startedAt { year } media { id type } user { id } } } } }"""


async def lists(api: Api, person: AniListUser, token: str | None = None, **more: Any) -> Any:
    return (await api.ask(LISTS, token, user=person.id, **more)).body["data"]["MediaListCollection"]


async def save(api: Api, token: str, **given: Any) -> Any:
    return (await api.ask(SAVE, token, **given)).body["data"]["SaveMediaListEntry"]


async def test_private_entries_are_their_owners_only(api: Api, stand_in: StandIn):
    mine = await lists(api, TSUMUGI, stand_in.token_for(TSUMUGI))
    others = await lists(api, TSUMUGI, stand_in.token_for(JUNO))
    assert any(entry["private"] for group in mine["lists"] for entry in group["entries"])
    assert not any(entry["private"] for group in others["lists"] for entry in group["entries"])


async def test_hidden_entries_are_in_custom_lists_only(api: Api, stand_in: StandIn):
    groups = (await lists(api, TSUMUGI, stand_in.token_for(TSUMUGI)))["lists"]
    custom = [entry for group in groups if group["isCustomList"] for entry in group["entries"]]
    by_status = [entry for group in groups if not group["isCustomList"] for entry in group["entries"]]
    assert any(entry["hiddenFromStatusLists"] for entry in custom)
    assert not any(entry["hiddenFromStatusLists"] for entry in by_status)
    assert {entry["id"] for entry in custom} & {entry["id"] for entry in by_status}
    assert all(set(entry["customLists"]) == set(TSUMUGI.anime.custom_lists or ()) for entry in custom)


async def test_a_list_comes_in_chunks(api: Api):
    whole = await lists(api, JUNO)
    chunks: list[Any] = []
    while not chunks or chunks[-1]["hasNextChunk"]:
        chunks.append(await lists(api, JUNO, chunk=len(chunks) + 1, perChunk=20))
    ids = [entry["id"] for part in chunks for group in part["lists"] for entry in group["entries"]]
    assert len(chunks) > 2
    assert sorted(ids) == sorted(entry["id"] for group in whole["lists"] for entry in group["entries"])


async def test_lists_are_as_large_as_the_person_reads(api: Api):
    sizes = {
        person.name: sum(len(group["entries"]) for group in (await lists(api, person, type="MANGA"))["lists"])
        for person in PEOPLE
        if not person.private_profile
    }
    assert sizes["Fern"] == 0
    assert sizes["Tatami"] > 40


async def test_saving_adds_and_then_changes_what_is_given(api: Api, stand_in: StandIn, clock: Clock):
    fern = next(person for person in PEOPLE if person.name == "Fern")
    token = stand_in.token_for(fern)
    added = await save(api, token, mediaId=1, status="PLANNING", notes="later")
    clock.time += 60
    changed = await save(api, token, mediaId=1, progress=3, start={"year": 2026, "month": 9})
    assert changed["id"] == added["id"]
    assert (changed["status"], changed["notes"], changed["progress"]) == ("PLANNING", "later", 3)
    assert changed["startedAt"] == {"year": 2026, "month": 9, "day": None}
    assert changed["updatedAt"] == added["updatedAt"] + 60
    deleted = await api.ask(f"mutation {{ DeleteMediaListEntry(id: {added['id']}) {{ deleted }} }}", token)
    assert deleted.body == {"data": {"DeleteMediaListEntry": {"deleted": True}}}
    assert (await lists(api, fern, token))["lists"] == []


async def test_completing_fills_in_the_end_date_and_nothing_else(api: Api, stand_in: StandIn):
    saved = await save(api, stand_in.token_for(PEOPLE[6]), mediaId=1, status="COMPLETED")
    assert saved["completedAt"] == {"year": 2026, "month": 9, "day": 21}
    assert (saved["startedAt"]["year"], saved["progress"]) == (None, 0)


async def test_custom_lists_and_advanced_scores_go_by_their_names(api: Api, stand_in: StandIn):
    saved = await save(
        api, stand_in.token_for(TSUMUGI), mediaId=1, lists=["Rewatch some day", "no list"], advanced=[80, 70.5]
    )
    assert saved["customLists"] == {name: name == "Rewatch some day" for name in TSUMUGI.anime.custom_lists or ()}
    assert saved["advancedScores"] == {"Story": 80, "Characters": 70.5, "Visuals": 0, "Audio": 0, "Enjoyment": 0}


async def test_a_score_is_read_in_the_writers_format(api: Api, stand_in: StandIn):
    assert (await save(api, stand_in.token_for(TSUMUGI), mediaId=1, score=8.5))["score"] == 85
    assert (await save(api, stand_in.token_for(JUNO), mediaId=1, score=3))["score"] == 85
    assert (await save(api, stand_in.token_for(JUNO), mediaId=1, score=3, raw=42))["score"] == 42


@each(
    ("field", "given"),
    [
        ("scoreRaw", {"raw": 101}),
        ("progress", {"progress": -1}),
        ("repeat", {"repeat": 1001}),
        ("notes", {"notes": "x" * 6001}),
        ("mediaId", {"mediaId": 999999999}),
    ],
)
async def test_a_refused_value_is_named(api: Api, stand_in: StandIn, field: str, given: dict[str, Any]):
    answer = await api.ask(SAVE, stand_in.token_for(JUNO), **{"mediaId": 1, **given})
    assert (answer.status, answer.error["message"]) == (400, "validation")
    assert list(answer.error["validation"]) == [field]


async def test_nobody_changes_what_is_not_theirs(api: Api, stand_in: StandIn):
    entry = stand_in.world.lists.of(TSUMUGI.id, "ANIME")[0]
    delete = f"mutation {{ DeleteMediaListEntry(id: {entry.id}) {{ deleted }} }}"
    assert (await api.ask(delete)).status == 401
    assert (await api.ask(delete, stand_in.token_for(JUNO))).status == 403
    assert (await api.ask(SAVE, stand_in.token_for(JUNO), id=entry.id, progress=1)).status == 403
    assert stand_in.world.lists.entry(entry.id) == entry


@each(
    ("score_format", "pairs"),
    [
        ("POINT_100", {0: 0, 1: 1, 100: 100}),
        ("POINT_10_DECIMAL", {0: 0, 85: 8.5, 100: 10}),
        ("POINT_10", {0: 0, 80: 8, 100: 10}),
        ("POINT_5", {0: 0, 10: 1, 30: 2, 50: 3, 70: 4, 90: 5}),
        ("POINT_3", {0: 0, 35: 1, 60: 2, 85: 3}),
    ],
)
def test_scores_are_shown_as_they_were_typed(score_format: str, pairs: dict[int, float]):
    assert {raw: shown(raw, score_format) for raw in pairs} == pairs
    assert {kept(score, score_format): score for score in pairs.values()} == pairs


def test_scores_between_fall_into_anilists_bands():
    assert [shown(raw, "POINT_5") for raw in (29, 49, 69, 89, 100)] == [1, 2, 3, 4, 5]
    assert [shown(raw, "POINT_3") for raw in (1, 36, 61, 100)] == [1, 2, 3, 3]
    assert shown(89, "POINT_10") == 8


async def test_what_is_not_kept_is_not_an_error(api: Api, stand_in: StandIn):
    token, world = stand_in.token_for(TSUMUGI), stand_in.world
    assert (await save(api, token, mediaId=1, notes="so 😀 good", lists=["no such list"]))["notes"] == "so "
    world.keeping = lambda before, asked: msgspec.structs.replace(asked, score=before.score, status="CURRENT")
    saved = await save(api, token, mediaId=1, status="PAUSED", raw=77, progress=3)
    assert (saved["status"], saved["score"], saved["progress"]) == ("CURRENT", 0, 3)
    world.takes_favourites = False
    await api.ask("mutation { ToggleFavourite(animeId: 1) { anime { nodes { id } } } }", token)
    assert world.favourites[TSUMUGI.id] == []


async def test_people_change_their_settings_on_the_site(api: Api, stand_in: StandIn):
    token, world, lists = stand_in.token_for(TSUMUGI), stand_in.world, TSUMUGI.anime.custom_lists
    assert lists
    old, other, odd = lists
    await save(api, token, mediaId=1, lists=[old, other])
    world.rename_list(TSUMUGI.id, old, "Again")
    world.rename_list(TSUMUGI.id, other, None)
    world.change_settings(TSUMUGI.id, name="Tsumu", score_format="POINT_5")
    saved = await save(api, token, mediaId=1, progress=1)
    assert saved["customLists"] == {"Again": True, odd: False}
    saved = await save(api, token, mediaId=1, lists=[old])
    assert saved["customLists"] == {"Again": False, odd: False}, "the old name is ignored"
    told = (await api.ask("{ Viewer { name mediaListOptions { scoreFormat } } }", token)).body["data"]["Viewer"]
    assert told == {"name": "Tsumu", "mediaListOptions": {"scoreFormat": "POINT_5"}}
