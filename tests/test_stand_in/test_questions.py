"""What the stand-in AniList answers, refuses and writes down."""

import aiohttp
import pytest

from demo.anilist import JUNO, PEOPLE, TSUMUGI, StandIn
from tests.kit.cases import each
from tests.kit.stand_in_clients import START, VIEWER, Api

PRIVATE = next(person for person in PEOPLE if person.private_profile)


async def test_a_viewer_needs_a_token(api: Api):
    answer = await api.ask(VIEWER)
    assert (answer.status, answer.body["data"]) == (401, {"Viewer": None})
    assert answer.error == {"message": "Unauthorized.", "status": 401, "locations": [{"line": 1, "column": 16}]}


@each(
    ("query", "status"),
    [
        ("{ Media(id: 999999999) { id } }", 404),
        ("{ Media(id: 1, type: MANGA) { id } }", 404),
        ('{ User(name: "nobody0") { id } }', 404),
        ("{ Media(id: 1) { nonsense } }", 400),
        ("{ Media(id: ", 400),
        ('{ Media(licensedBy: "x") { id } }', 501),
        ('{ Markdown(markdown: "x") { html } }', 501),
        ("{ Page { media(id_in: [1]) { id } second: media(id_in: [1]) { id } } }", 400),
        ("query ($id: Int!) { Media(id: $id) { id } }", 400),
    ],
)
async def test_what_cannot_be_answered_is_refused(api: Api, query: str, status: int):
    answer = await api.ask(query)
    assert (answer.status, answer.error["status"]) == (status, status)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"query": 1}', b"\xff"])
async def test_what_is_no_question_is_refused(api: Api, body: bytes):
    headers = {"Content-Type": "application/json"}
    async with api.session.post(api.url, data=body, headers=headers) as response:
        assert (response.status, (await response.json())["data"]) == (400, None)


async def test_a_question_has_to_be_json(api: Api):
    assert (await api.post("/", query=VIEWER)).status == 400


async def test_a_title_follows_the_viewers_language(api: Api, stand_in: StandIn):
    query = "{ Media(id: 30013) { title { userPreferred romaji english native } } }"
    for person in stand_in.people:
        title = (await api.ask(query, stand_in.token_for(person))).body["data"]["Media"]["title"]
        language = person.title_language.removesuffix("_STYLISED").lower()
        assert title["userPreferred"] == (title[language] or title["romaji"])


async def test_a_private_profile_is_seen_by_its_owner_only(api: Api, stand_in: StandIn):
    query = f'{{ User(name: "{PRIVATE.name.upper()}") {{ id options {{ timezone }} }} }}'
    assert (await api.ask(query)).status == 404
    assert (await api.ask(query, stand_in.token_for(JUNO))).status == 404
    assert (await api.ask(query, stand_in.token_for(PRIVATE))).status == 200


async def test_a_timezone_is_told_to_its_owner_only(api: Api, stand_in: StandIn):
    query = f"{{ User(id: {TSUMUGI.id}) {{ options {{ timezone }} }} }}"
    assert (await api.ask(query)).body["data"]["User"]["options"]["timezone"] is None
    answer = await api.ask(query, stand_in.token_for(TSUMUGI))
    assert answer.body["data"]["User"]["options"]["timezone"] == "09:00"


async def test_the_log_names_operation_user_and_sender_but_no_token(api: Api, stand_in: StandIn):
    api.session.headers.update({"Referer": "https://musubi.example", "User-Agent": "Musubi"})
    token = stand_in.token_for(JUNO)
    await api.ask(VIEWER, token)
    await api.ask("{ Media(id: 1) { id } }")
    first, second = stand_in.requests
    assert (first.operation, first.user_id, first.at, first.status) == ("Viewer", JUNO.id, START, 200)
    assert (first.referer, first.user_agent) == ("https://musubi.example", "Musubi")
    assert (second.operation, second.user_id) == ("Media", None)
    assert token not in repr(stand_in.requests)


async def test_it_can_be_stopped_and_served_again(api: Api, stand_in: StandIn):
    token = stand_in.token_for(JUNO)
    async with stand_in.serve() as url:
        assert (await Api(api.session, url).ask(VIEWER, token)).status == 200
    with pytest.raises(aiohttp.ClientConnectionError):
        await Api(api.session, url).ask(VIEWER, token)
