"""Discord's sign-in in the browser as the proof: who comes back, in which browser, and what Discord can answer."""

from collections.abc import AsyncIterator
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web as aiohttp_web

from demo import faults
from demo.anilist import TSUMUGI
from redaction import Secret
from tests.kit.site import AOI, REN, Answer, Site, open_site
from web.discord import DiscordSignIn, SignInFailed, SignInUnavailable

TOO_MUCH = faults.always(
    lambda: aiohttp_web.json_response({"access_token": "x", "id": str(AOI.discord_id), "padding": "x" * 65536})
)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path, with_sign_in=True) as site:
        yield site


async def begin_sign_in(site: Site) -> tuple[str, str]:
    """AOI has approved and pressed Link; the state and the cookie that the browser has now."""
    answer = await site.post("/link", state=await site.begin(), token=site.stand_in.token_for(TSUMUGI))
    query = parse_qs(urlsplit(answer.body["next"]).query)
    assert (query["scope"], query["response_type"]) == (["identify"], ["code"])
    assert query["redirect_uri"] == [f"{site.url}/discord"]
    ((name, cookie),) = SimpleCookie(answer.headers["Set-Cookie"]).items()
    return query["state"][0], f"{name}={cookie.value}"


async def come_back(site: Site, discord_id: int, state: str, cookie: str) -> Answer:
    code = site.discord.code_for(discord_id)
    return await site.post("/discord", headers={"Cookie": cookie}, state=state, code=code)


async def test_the_same_person_is_linked_and_the_cookie_goes(site: Site) -> None:
    answer = await come_back(site, AOI.discord_id, *await begin_sign_in(site))
    assert (answer.status, answer.body) == (200, {"anilist": "Tsumugi", "name": "aoi"})
    ((_, cookie),) = SimpleCookie(answer.headers["Set-Cookie"]).items()
    assert (cookie.value, cookie["max-age"]) == ("", "0")


async def test_somebody_else_binds_nothing(site: Site) -> None:
    state, cookie = await begin_sign_in(site)
    answer = await come_back(site, REN.discord_id, state, cookie)
    assert (answer.status, answer.body["error"]) == (403, "wrong_account")
    answer = await come_back(site, AOI.discord_id, state, cookie)
    assert (answer.status, answer.body["error"]) == (410, "gone")
    assert not await site.linking.unlink(AOI.discord_id)
    assert not await site.linking.unlink(REN.discord_id)


@pytest.mark.parametrize("cookie", ["", "sign-in=", "sign-in=something", "sign-in=ünicode", "other=STATE"])
async def test_another_browser_binds_nothing_and_asks_discord_nothing(site: Site, cookie: str) -> None:
    state, _ = await begin_sign_in(site)
    answer = await come_back(site, AOI.discord_id, state, cookie.replace("STATE", state))
    assert (answer.status, answer.body["error"]) == (403, "other_browser")
    assert not await site.linking.unlink(AOI.discord_id)
    assert len(site.discord.requests) == 0


async def test_no_cookie_and_no_state_are_not_the_same(site: Site) -> None:
    assert (await come_back(site, AOI.discord_id, "", "")).status == 403
    assert len(site.discord.requests) == 0


async def test_a_cookie_that_is_no_text(site: Site) -> None:
    body = b'{"state":"x","code":"x"}'
    head = f"POST /discord HTTP/1.1\r\nHost: x\r\nOrigin: {site.origin}\r\nContent-Type: application/json\r\n"
    more = f"Cookie: sign-in=\xff\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    assert (await site.raw((head + more).encode("latin-1") + body)).status == 403


async def test_a_state_and_cookie_of_somebodys_own_making_are_nothing(site: Site) -> None:
    answer = await come_back(site, AOI.discord_id, "made-up", "sign-in=made-up")
    assert (answer.status, answer.body["error"]) == (410, "gone")


@pytest.mark.parametrize(
    "fault",
    [
        faults.status(500),
        faults.status(429),
        faults.html(),
        TOO_MUCH,
        faults.half_json,
        faults.reset_before,
    ],
)
@pytest.mark.parametrize("operation", ["token", "me"])
async def test_discord_down_is_no_end(site: Site, fault: faults.Fault, operation: str) -> None:
    state, cookie = await begin_sign_in(site)
    site.discord.faults.share(fault, 1.0, operation=operation)
    answer = await come_back(site, AOI.discord_id, state, cookie)
    assert (answer.status, answer.body["error"], answer.body["retry"]) == (503, "discord_outage", True)
    site.discord.faults.clear()
    assert (await come_back(site, AOI.discord_id, state, cookie)).status == 200


@pytest.mark.parametrize(("operation", "path"), [("token", "/oauth2/token"), ("me", "/users/@me")])
async def test_a_secret_follows_no_redirect(site: Site, operation: str, path: str) -> None:
    state, cookie = await begin_sign_in(site)
    redirect = faults.always(lambda: aiohttp_web.Response(status=307, headers={"Location": path}))
    site.discord.faults.arm(redirect, operation=operation)
    answer = await come_back(site, AOI.discord_id, state, cookie)
    assert (answer.status, answer.body["error"]) == (503, "discord_outage")


async def test_a_spent_or_foreign_code(site: Site) -> None:
    state, cookie = await begin_sign_in(site)
    answer = await site.post("/discord", headers={"Cookie": cookie}, state=state, code="foreign")
    assert (answer.status, answer.body["error"], answer.body["retry"]) == (422, "sign_in", False)


async def test_what_discord_says_is_who_it_is(site: Site) -> None:
    sign_in = sign_in_with(site, site.discord.app.client_secret)
    code = Secret(site.discord.code_for(REN.discord_id))
    assert await sign_in.user_id(code) == REN.discord_id
    with pytest.raises(SignInFailed):
        await sign_in.user_id(code)


async def test_a_wrong_client_secret_is_written_down_for_the_admin(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    code = site.discord.code_for(AOI.discord_id)
    with pytest.raises(SignInUnavailable):
        await sign_in_with(site, "wrong").user_id(Secret(code))
    assert "DISCORD_CLIENT_SECRET" in caplog.text
    assert code not in caplog.text


async def test_without_sign_in_there_is_no_such_post(tmp_path: Path) -> None:
    async with open_site(tmp_path) as site:
        assert (await site.post("/discord", state="x", code="x")).status == 405


def sign_in_with(site: Site, client_secret: str) -> DiscordSignIn:
    return DiscordSignIn(
        site.session,
        api_url=site.discord.api_url,
        client_id=lambda: site.discord.app.client_id,
        client_secret=Secret(client_secret),
        redirect_uri=site.discord.app.redirect_uri,
    )
