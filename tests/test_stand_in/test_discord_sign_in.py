"""The stand-in for Discord's sign-in."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from aiohttp import ClientSession, CookieJar

from demo import faults
from demo.discord_sign_in import DiscordStandIn
from tests.kit.stand_in_clients import Browser, Clock

DISCORD_QUERY = {
    "client_id": "930000000000000001",
    "response_type": "code",
    "redirect_uri": "http://localhost:8080/discord",
    "scope": "identify",
    "state": "a b&c",
}


@pytest.fixture
def discord(clock: Clock) -> DiscordStandIn:
    return DiscordStandIn([(101, "haru"), (102, "mika_*~")], now=clock)


@pytest.fixture
async def browser(discord: DiscordStandIn) -> AsyncIterator[Browser]:
    async with discord.serve() as url, ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield Browser(session, url)


async def test_a_browser_says_who_it_is_signed_in_as(browser: Browser, discord: DiscordStandIn):
    login = (await browser.get("/oauth2/authorize", **DISCORD_QUERY)).headers["Location"]
    consent = (await browser.post(login, person="102")).headers["Location"]
    assert "<b>mika_*~</b>" in await (await browser.get(consent)).text()
    back = urlsplit((await browser.post(consent, answer="approve")).headers["Location"])
    query = {name: value for name, (value,) in parse_qs(back.query).items()}
    assert (back.netloc, back.path, query["state"]) == ("localhost:8080", "/discord", "a b&c")
    token = (await exchange(browser, discord, query["code"]))[1]["access_token"]
    assert (await me(browser, token))[1]["id"] == "102"
    assert (await exchange(browser, discord, query["code"]))[1]["error"] == "invalid_grant"


async def test_cancelling_goes_back_with_the_state(browser: Browser):
    await browser.sign_in(101)
    page = await browser.get("/oauth2/authorize", **DISCORD_QUERY)
    back = urlsplit((await browser.post(str(page.url), answer="deny")).headers["Location"])
    assert parse_qs(back.query)["error"] == ["access_denied"]
    assert parse_qs(back.query)["state"] == ["a b&c"]


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "response_type", "scope"])
async def test_a_wrong_request_ends_at_discord(browser: Browser, name: str):
    response = await browser.get("/oauth2/authorize", **{**DISCORD_QUERY, name: "wrong"})
    assert response.status == 400
    assert f"Invalid OAuth2 {name}" in await response.text()


async def test_the_client_may_send_its_secret_by_basic_header(browser: Browser, discord: DiscordStandIn):
    right = aiohttp.encode_basic_auth(discord.app.client_id, discord.app.client_secret)
    wrong = aiohttp.encode_basic_auth(discord.app.client_id, "guess")
    for header, status in ((wrong, 401), ("Basic %%%", 401), (right, 200)):
        form = {"grant_type": "authorization_code", "code": discord.code_for(101)}
        form["redirect_uri"] = discord.app.redirect_uri
        address = f"{discord.api_url}/oauth2/token"
        async with browser.session.post(address, data=form, headers={"Authorization": header}) as response:
            assert response.status == status


async def test_an_unknown_token_is_nobodys(browser: Browser, discord: DiscordStandIn):
    assert await me(browser, "x") == (401, {"message": "401: Unauthorized", "code": 0})
    discord.faults.arm(faults.status(500), operation="me")
    assert (await me(browser, discord.token_for(101)))[0] == 500
    assert (await me(browser, discord.token_for(101)))[0] == 200


async def test_a_code_goes_with_the_address_it_was_sent_to(browser: Browser, discord: DiscordStandIn):
    code = discord.code_for(101)
    assert (await exchange(browser, discord, code, redirect_uri="http://localhost:8080/callback"))[0] == 400
    assert (await exchange(browser, discord, code))[0] == 200


async def exchange(browser: Browser, discord: DiscordStandIn, code: str, **given: str) -> tuple[int, Any]:
    app = discord.app
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": app.redirect_uri}
    client = {"client_id": app.client_id, "client_secret": app.client_secret}
    async with browser.session.post(f"{discord.api_url}/oauth2/token", data=form | client | given) as response:
        return response.status, await response.json()


async def me(browser: Browser, token: str) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token}"}
    async with browser.session.get(f"{browser.url}/users/@me", headers=headers) as response:
        return response.status, await response.json()
