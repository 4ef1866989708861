"""Invented characters and staff are found, described and paged as at AniList."""

from demo.anilist.cast import CAT, COMPOSER, VOICE, cast
from demo.anilist.media import all_media
from tests.kit.cases import each
from tests.kit.stand_in_clients import Api

TITLE = """query ($id: Int, $page: Int, $language: StaffLanguage) { Media(id: $id) {
    characters(sort: [ROLE, RELEVANCE, ID], page: $page, perPage: 25) { pageInfo { hasNextPage } edges { role
        node { id name { full userPreferred native alternative alternativeSpoiler } image { large } isFavourite }
        voiceActors(language: $language) { id }
        voiceActorRoles(language: $language) { roleNotes dubGroup voiceActor { id languageV2 name { full } } } } }
    staff(sort: [RELEVANCE, ID], perPage: 25) { edges { role node { id name { full } primaryOccupations } } } } }"""
PERSON = """query ($id: Int, $page: Int, $type: MediaType) { Staff(id: $id) { languageV2 dateOfBirth { year month day }
    yearsActive homeTown siteUrl description characters(perPage: 3) { edges { role node { id } media { id } } }
    characterMedia(sort: [START_DATE_DESC], page: $page, perPage: 25) { pageInfo { hasNextPage }
        edges { characterRole characters { id } node { id startDate { year } } } }
    staffMedia(type: $type, sort: [POPULARITY_DESC], perPage: 50) { edges { staffRole node { id } } } } }"""
CHARACTER = """query ($id: Int, $page: Int) { Character(id: $id) { age gender bloodType favourites siteUrl
    media(sort: [POPULARITY_DESC], page: $page) { pageInfo { hasNextPage } edges { characterRole
        voiceActorRoles(language: JAPANESE) { voiceActor { id } } node { id popularity } } } } }"""


async def test_a_title_has_characters_with_voices_in_a_language_and_staff(api: Api):
    media = (await api.ask(TITLE, id=16498, page=1, language="GERMAN")).body["data"]["Media"]
    edges = media["characters"]["edges"]
    assert [edge["role"] for edge in edges] == ["MAIN"] * 3 + ["SUPPORTING"] * 3 + ["BACKGROUND"] * 3
    voices = [role["voiceActor"]["languageV2"] for edge in edges for role in edge["voiceActorRoles"]]
    assert voices == ["German"] * len(edges)
    assert {"Director", "Original Creator", "Music"} <= {edge["role"] for edge in media["staff"]["edges"]}
    (sequel,) = (await api.ask(TITLE, id=20958, page=1)).body["data"]["Media"]["characters"]["edges"][:1]
    assert sequel["node"] == edges[0]["node"]


async def test_a_crowd_a_cat_and_an_actor_fill_pages(api: Api):
    crowd = [(await api.ask(TITLE, id=21, page=page)).body["data"]["Media"]["characters"] for page in (1, 2, 3)]
    assert [(len(page["edges"]), page["pageInfo"]["hasNextPage"]) for page in crowd] == [
        (25, True),
        (25, True),
        (11, False),
    ]
    cat = [(await api.ask(CHARACTER, id=CAT, page=page)).body["data"]["Character"]["media"] for page in (1, 2, 3)]
    titles = [edge["node"] for page in cat for edge in page["edges"]]
    assert len({node["id"] for node in titles}) == 60
    assert [node["popularity"] for node in titles] == sorted((node["popularity"] for node in titles), reverse=True)
    assert not cat[2]["pageInfo"]["hasNextPage"]
    assert len(cast().spoken[VOICE]) + len(cast().made[VOICE]) >= 300
    voice = (await api.ask(PERSON, id=VOICE, page=2)).body["data"]["Staff"]
    assert len(voice["characterMedia"]["edges"]) == 25
    assert voice["staffMedia"]["edges"][0]["staffRole"] == "Theme Song Performance (OP)"
    composer = (await api.ask(PERSON, id=COMPOSER, page=1, type="MANGA")).body["data"]["Staff"]
    assert (composer["characterMedia"]["edges"], composer["staffMedia"]["edges"]) == ([], [])


SEARCHES = {"kurage": [CAT], "gray cat": [], "gray": [CAT], "くらげ": [CAT], "nobody of that name": []}


@each("search", SEARCHES)
async def test_characters_are_found_by_any_name_but_a_spoiler(api: Api, search: str):
    query = "query ($q: String) { Page(perPage: 10) { characters(search: $q, sort: [SEARCH_MATCH]) { id } } }"
    answer = await api.ask(query, q=search)
    assert [one["id"] for one in answer.body["data"]["Page"]["characters"]] == SEARCHES[search]


async def test_nobody_is_found_by_an_unknown_id(api: Api):
    answer = await api.ask("query ($id: Int) { Staff(id: $id) { id } }", id=1)
    assert (answer.status, answer.error["message"]) == (404, "Not Found.")
    found = await api.ask("query { Page { staff(id_in: [101000, 1], sort: [ID]) { id isFavourite image { large } } } }")
    assert [one["id"] for one in found.body["data"]["Page"]["staff"]] == [VOICE]


async def test_portraits_are_drawn(api: Api):
    character = next(who for who in cast().characters.values() if who.colour)
    for path in (f"/character/{character.id}.png", f"/staff/{COMPOSER}.png"):
        answer = await api.get(path)
        assert answer.content_type == "image/png"
        assert (await answer.read())[:4] == b"\x89PNG"
    assert (await api.get("/character/1.png")).status == 404


def test_the_cast_holds_what_is_hard_to_show():
    people, staff = cast().characters.values(), cast().staff.values()
    names = [name for who in people for name in (who.name.full, *who.name.alternative, *who.name.alternative_spoiler)]
    assert all(any(mark in (name or "") for name in names) for mark in ("*", "||", "@everyone", "`", "<@1>", "]("))
    assert None in names
    assert max(len(who.description or "") for who in people) > 10_000
    assert {None, ""} & {who.description for who in people}
    assert [who for who in people if not who.colour]
    assert [who for who in staff if who.date_of_death.year]
    assert [node for node in all_media().values() if not cast().in_title[node["id"]]]
    assert [node for node in all_media().values() if node["isAdult"] and cast().in_title[node["id"]]]
