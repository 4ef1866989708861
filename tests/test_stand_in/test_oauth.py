"""Consent, denial and both grants, as AniList does them."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from demo import faults
from demo.anilist import JUNO, REDIRECT_URI, TSUMUGI, StandIn
from tests.kit.cases import each
from tests.kit.stand_in_clients import VIEWER, Answer, Api, Browser, Clock

AUTHORIZE = "/api/v2/oauth/authorize"
IMPLICIT = {"client_id": "14200", "response_type": "token", "state": "a b&c"}
CODE = {"client_id": "14200", "response_type": "code", "redirect_uri": REDIRECT_URI, "state": "a b&c"}


def read_location(response: aiohttp.ClientResponse, part: str) -> dict[str, str]:
    """The parameters that came back to the app, all of them in that `part` of the address."""
    location = response.headers["Location"]
    address = urlsplit(location)
    assert location.startswith(f"{REDIRECT_URI}{'#' if part == 'fragment' else '?'}")
    return {name: value for name, (value,) in parse_qs(getattr(address, part), strict_parsing=True).items()}


async def approve(browser: Browser, query: dict[str, str], answer: str = "approve") -> aiohttp.ClientResponse:
    page = await browser.get(AUTHORIZE, **query)
    assert page.status == 200
    return await browser.post(str(page.url), answer=answer)


async def test_the_query_survives_the_login(api: Api):
    to_login = await api.get(AUTHORIZE, **IMPLICIT)
    login = to_login.headers["Location"]
    assert login.startswith("/login?apiVersion=v2&client_id=")
    back = await api.post(login, person=str(JUNO.id))
    consent = await api.get(back.headers["Location"])
    text = await consent.text()
    assert "Musubi wants to access your account" in text
    assert "<b>Juno</b>" in text
    assert consent.url.query == IMPLICIT


async def test_the_implicit_grant_brings_a_token_in_the_fragment(api: Api):
    await api.sign_in(JUNO.id)
    granted = read_location(await approve(api, IMPLICIT), "fragment")
    token = granted.pop("access_token")
    assert granted == {"token_type": "Bearer", "expires_in": "31536000", "state": "a b&c"}
    assert (await api.ask(VIEWER, token)).body["data"]["Viewer"]["id"] == JUNO.id


@pytest.mark.parametrize("as_json", [False, True])
async def test_the_code_grant_brings_a_code_that_is_good_once(api: Api, stand_in: StandIn, as_json: bool):
    await api.sign_in(TSUMUGI.id)
    granted = read_location(await approve(api, CODE), "query")
    assert granted["state"] == "a b&c"
    first = await exchange(api, stand_in, {"code": granted["code"]}, as_json=as_json)
    again = await exchange(api, stand_in, {"code": granted["code"]}, as_json=as_json)
    assert (first.body["token_type"], first.body["expires_in"]) == ("Bearer", 31536000)
    assert (await api.ask(VIEWER, first.body["access_token"])).body["data"]["Viewer"]["id"] == TSUMUGI.id
    assert (again.status, again.body["error"]) == (400, "invalid_request")
    assert [seen.operation for seen in stand_in.requests] == ["token", "token", "Viewer"]


@each(
    ("wrong", "status", "error"),
    [
        ({"grant_type": "client_credentials"}, 400, "unsupported_grant_type"),
        ({"client_secret": "guess"}, 401, "invalid_client"),
        ({"client_id": "1"}, 401, "invalid_client"),
        ({"redirect_uri": REDIRECT_URI + "/"}, 401, "invalid_client"),
        ({"code": "def502"}, 400, "invalid_request"),
    ],
)
async def test_a_wrong_exchange_is_refused(api: Api, stand_in: StandIn, wrong: dict[str, str], status: int, error: str):
    code = stand_in.code_for(JUNO)
    refused = await exchange(api, stand_in, {"code": code, **wrong})
    assert (refused.status, refused.body["error"]) == (status, error)
    assert (await exchange(api, stand_in, {"code": code})).status == 200


async def test_a_code_is_good_for_ten_minutes(api: Api, stand_in: StandIn, clock: Clock):
    early, late = stand_in.code_for(JUNO), stand_in.code_for(JUNO)
    clock.time += 599
    assert (await exchange(api, stand_in, {"code": early})).status == 200
    clock.time += 1
    assert (await exchange(api, stand_in, {"code": late})).body["hint"] == "Authorization code has expired"


@pytest.mark.parametrize(("query", "part"), [(IMPLICIT, "fragment"), (CODE, "query")])
async def test_a_denial_goes_back_with_the_state(api: Api, query: dict[str, str], part: str):
    await api.sign_in(JUNO.id)
    denied = read_location(await approve(api, query, "deny"), part)
    assert denied == {"error": "access_denied", "state": "a b&c"}


async def test_consent_is_asked_once_unless_switched_otherwise(api: Api, stand_in: StandIn):
    await api.sign_in(JUNO.id)
    await approve(api, IMPLICIT)
    assert "access_token" in read_location(await api.get(AUTHORIZE, **IMPLICIT), "fragment")
    stand_in.app.always_asks = True
    assert (await api.get(AUTHORIZE, **IMPLICIT)).status == 200


async def test_revoking_kills_the_tokens_and_asks_again(api: Api):
    await api.sign_in(JUNO.id)
    token = read_location(await approve(api, IMPLICIT), "fragment")["access_token"]
    assert "Revoke App" in await (await api.get("/settings/apps")).text()
    await api.post("/settings/apps")
    assert "approved no apps" in await (await api.get("/settings/apps")).text()
    assert (await api.ask(VIEWER, token)).error["message"] == "Invalid token"
    assert (await api.get(AUTHORIZE, **IMPLICIT)).status == 200


@each(
    ("wrong", "status", "error"),
    [
        ({"client_id": "1"}, 401, "invalid_client"),
        ({"redirect_uri": REDIRECT_URI + "/"}, 401, "invalid_client"),
        ({"redirect_uri": "https://evil.example"}, 401, "invalid_client"),
        ({"response_type": "id_token"}, 400, "unsupported_grant_type"),
        ({"response_type": ""}, 400, "unsupported_grant_type"),
    ],
)
async def test_a_wrong_request_ends_at_anilist(api: Api, wrong: dict[str, str], status: int, error: str):
    await api.sign_in(JUNO.id)
    for response in (
        await api.get(AUTHORIZE, **(IMPLICIT | wrong)),
        await api.session.post(api.url + AUTHORIZE, params=IMPLICIT | wrong, allow_redirects=False),
    ):
        assert response.status == status
        assert (await response.json())["error"] == error
        assert "Location" not in response.headers


async def test_an_app_without_an_address_is_shown_the_pin(api: Api, stand_in: StandIn):
    stand_in.app.redirect_uri = stand_in.pin_url
    await api.sign_in(JUNO.id)
    approved = await approve(api, {"client_id": "14200", "response_type": "code"})
    pin = await api.get(approved.headers["Location"])
    assert pin.status == 200
    redirect = {"code": pin.url.query["code"], "redirect_uri": stand_in.pin_url}
    assert (await exchange(api, stand_in, redirect)).status == 200


async def test_faults_strike_the_exchange_too(api: Api, stand_in: StandIn):
    stand_in.faults.arm(faults.status(503), operation="token")
    code = stand_in.code_for(JUNO)
    assert (await exchange(api, stand_in, {"code": code})).status == 503
    assert (await exchange(api, stand_in, {"code": code})).status == 200


async def exchange(api: Api, stand_in: StandIn, given: dict[str, str], *, as_json: bool = False) -> Answer:
    app = stand_in.app
    client = {"client_id": app.client_id, "client_secret": app.client_secret, "redirect_uri": REDIRECT_URI}
    body = {"grant_type": "authorization_code", **client, **given}
    sent: dict[str, Any] = {"json": body} if as_json else {"data": body}
    async with api.session.post(f"{stand_in.oauth_url}/token", **sent) as response:
        return Answer(response.status, await response.json(), response.headers)
