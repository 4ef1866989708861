"""What the client sends and reads when all is well: the viewer, the token endpoint, the consent page."""

from urllib.parse import parse_qsl, urlsplit

import aiohttp
import pytest

from anilist import AniList, GrantRejected, ScoreFormat, TitleLanguage, Unavailable
from anilist.client import USER_AGENT
from demo.anilist import CLIENT_ID, JUNO, TSUMUGI, StandIn
from redaction import Secret
from tests.kit.anilist_answers import VIEWER, answer
from tests.kit.linking import REDIRECT_URI, REFERER, Clock, client_of


async def test_who_asks(stand_in: StandIn, anilist: AniList, token: Secret) -> None:
    await anilist.ping()
    await anilist.viewer(token)
    await anilist.exchange(Secret(stand_in.code_for(TSUMUGI)))
    assert [(seen.operation, seen.user_id) for seen in stand_in.requests] == [
        ("Ping", None),
        ("Viewer", TSUMUGI.id),
        ("token", None),
    ]
    assert {(seen.referer, seen.user_agent) for seen in stand_in.requests} == {(REFERER, USER_AGENT)}
    assert "Musubi" in USER_AGENT and "unofficial" in USER_AGENT


async def test_the_viewer(anilist: AniList, stand_in: StandIn) -> None:
    for person in stand_in.people:
        viewer = await anilist.viewer(Secret(stand_in.token_for(person)))
        assert (viewer.id, viewer.name) == (person.id, person.name)
        assert viewer.options and viewer.options.title_language is TitleLanguage(person.title_language)
        assert viewer.media_list_options and viewer.media_list_options.score_format is ScoreFormat(person.score_format)


async def test_what_is_new_to_us_fails_nothing(stand_in: StandIn, anilist: AniList, token: Secret) -> None:
    options = {"titleLanguage": "ESPERANTO", "displayAdultContent": None, "timezone": None, "colour": "new"}
    lists = {"scoreFormat": "POINT_7", "animeList": None, "mangaList": None}
    viewer = VIEWER | {"options": options, "mediaListOptions": lists, "mood": "fine"}
    stand_in.faults.arm(answer({"data": {"Viewer": viewer}, "extensions": {}}))
    found = await anilist.viewer(token)
    assert found.options and found.options.title_language is TitleLanguage.UNKNOWN
    assert found.media_list_options and found.media_list_options.score_format is ScoreFormat.UNKNOWN


@pytest.mark.parametrize("change", [{"id": None}, {"id": 2**70}, {"name": None}, {"name": ""}], ids=str)
async def test_an_answer_that_lacks_what_it_is_about_is_an_outage(
    stand_in: StandIn, anilist: AniList, token: Secret, change: dict[str, object]
) -> None:
    stand_in.faults.arm(answer({"data": {"Viewer": VIEWER | change}}))
    with pytest.raises(Unavailable):
        await anilist.viewer(token)


class TestExchange:
    async def test_a_code_becomes_a_token(self, stand_in: StandIn, anilist: AniList) -> None:
        token = await anilist.exchange(Secret(stand_in.code_for(JUNO)))
        assert (await anilist.viewer(token)).name == "Juno"

    @pytest.mark.parametrize("code", ["", "wrong", "é", "x" * 5000])
    async def test_a_wrong_code(self, anilist: AniList, code: str) -> None:
        with pytest.raises(GrantRejected):
            await anilist.exchange(Secret(code))

    async def test_a_spent_code(self, stand_in: StandIn, anilist: AniList) -> None:
        code = Secret(stand_in.code_for(JUNO))
        await anilist.exchange(code)
        with pytest.raises(GrantRejected):
            await anilist.exchange(code)

    async def test_a_wrong_client_secret(self, stand_in: StandIn, anilist: AniList) -> None:
        stand_in.app.client_secret = "changed"
        with pytest.raises(GrantRejected):
            await anilist.exchange(Secret(stand_in.code_for(JUNO)))

    @pytest.mark.parametrize("body", [{}, {"access_token": None}, {"access_token": 5}, [], "x"], ids=str)
    async def test_an_answer_without_a_token(self, stand_in: StandIn, anilist: AniList, body: object) -> None:
        stand_in.faults.arm(answer(body))
        with pytest.raises(Unavailable):
            await anilist.exchange(Secret(stand_in.code_for(JUNO)))


class TestConsentPage:
    async def test_the_implicit_grant_names_no_address(
        self, stand_in: StandIn, session: aiohttp.ClientSession, clock: Clock
    ) -> None:
        url = urlsplit(client_of(stand_in, session, clock, with_secret=False).authorize_url("a state & more"))
        assert f"{url.scheme}://{url.netloc}{url.path}" == f"{stand_in.oauth_url}/authorize"
        assert dict(parse_qsl(url.query)) == {
            "client_id": CLIENT_ID,
            "response_type": "token",
            "state": "a state & more",
        }

    async def test_the_code_grant(self, anilist: AniList) -> None:
        assert dict(parse_qsl(urlsplit(anilist.authorize_url("s")).query)) == {
            "client_id": CLIENT_ID,
            "response_type": "code",
            "redirect_uri": REDIRECT_URI,
            "state": "s",
        }

    async def test_the_pin_page_has_nobody_to_return_to(self, anilist: AniList) -> None:
        assert "state" not in anilist.authorize_url(None)

    @pytest.mark.parametrize("with_secret", [True, False])
    async def test_it_knows_our_client(
        self, stand_in: StandIn, session: aiohttp.ClientSession, clock: Clock, with_secret: bool
    ) -> None:
        anilist = client_of(stand_in, session, clock, with_secret=with_secret)
        assert await anilist.knows_client()
        stand_in.app.client_id = "1"
        assert not await anilist.knows_client()

    async def test_it_does_not_know_our_address(self, stand_in: StandIn, anilist: AniList) -> None:
        stand_in.app.redirect_uri = "https://elsewhere.example"
        assert not await anilist.knows_client()
