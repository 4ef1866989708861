"""S3 and the grants: which tokens are let in, and when a state may be used again."""

import asyncio
import base64
import json
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from anilist import AniListError, GrantRejected, RateLimited, TokenRejected, Unavailable
from demo import faults
from demo.anilist import CLIENT_ID, JUNO, TSUMUGI
from demo.faults import Fault
from linking import AttemptGone, Ended, InvalidToken
from redaction import Secret
from tests.kit.home import sqlite
from tests.kit.linking import AOI, Desk, open_desk, remembered

YEAR = 365 * 86400


@pytest.fixture
async def code_desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path, grant="code") as desk:
        yield desk


async def refuse(desk: Desk, token: str) -> None:
    """The token is unfit, the attempt is over, and nothing is kept."""
    state = await desk.begin()
    with pytest.raises(InvalidToken):
        await desk.present(state, token)
    assert [type(event) for event in desk.events] == [Ended]
    assert not await desk.linking.awaits_code(AOI.discord_id)
    assert await desk.store.links.count() == 0
    with pytest.raises(AttemptGone):
        await desk.present(state)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "999"},
        {"aud": 999},
        {"aud": ["999"]},
        {"aud": [CLIENT_ID, "999"]},
        {"aud": []},
        {"aud": True},
        {"aud": None},
        {"aud": CLIENT_ID + " "},
        {"aud": {"id": CLIENT_ID}},
        {"exp": 1},
        {"exp": 0},
        {"exp": -1},
        {"exp": None},
        {"exp": "soon"},
        {"exp": True},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"exp": 10**30},
        {"exp": 10**400},
        {"sub": str(JUNO.id)},
        {"sub": JUNO.id},
        {"sub": "0"},
        {"sub": ""},
        {"sub": "-1"},
        {"sub": "Tsumugi"},
        {"sub": "\u0665\u0665"},
        {"sub": f" {TSUMUGI.id}"},
        {"sub": "9" * 16},
        {"sub": True},
        {"sub": None},
    ],
    ids=repr,
)
async def test_anilist_would_believe_it_but_its_claims_are_wrong(desk: Desk, claims: dict[str, Any]) -> None:
    token = desk.stand_in.token_for(TSUMUGI, believed=True, **claims)
    await refuse(desk, token)
    assert not remembered(token)


@pytest.mark.parametrize("algorithm", ["HS256", "HS512", "RS384", "RS512", "none"])
async def test_it_is_signed_in_another_way(desk: Desk, algorithm: str) -> None:
    await refuse(desk, desk.stand_in.token_for(TSUMUGI, algorithm=algorithm, believed=True))


async def test_it_expires_this_second(desk: Desk) -> None:
    await refuse(desk, desk.stand_in.token_for(TSUMUGI, believed=True, exp=desk.clock()))


def damaged_tokens() -> dict[str, str]:
    def part(content: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()

    header, noise = part({"alg": "RS256", "typ": "JWT"}), secrets.token_urlsafe(100)
    claims = part({"aud": CLIENT_ID, "exp": 2**33, "sub": str(TSUMUGI.id)})
    deep = base64.urlsafe_b64encode(b"[" * 2700).decode()
    return {
        "empty": "",
        "dots": "..",
        "one part": noise,
        "two parts": f"{noise}.{noise}",
        "three parts": f"{noise}.{noise}.{noise}",
        "four parts": f"{header}.{claims}.{noise}.{noise}",
        "five parts": f"{header}.{claims}.{noise}.{noise}.{noise}",
        "no signature": f"{header}.{claims}.",
        "no claims": f"{header}..{noise}",
        "claims that are a list": f"{header}.{part([1])}.{noise}",
        "claims that are a text": f"{header}.{part('x')}.{noise}",
        "a header that is a list": f"{part([1])}.{claims}.{noise}",
        "a header without algorithm": f"{part({})}.{claims}.{noise}",
        "an algorithm that is a list": f"{part({'alg': ['RS256']})}.{claims}.{noise}",
        "a deep header": f"{deep}.{claims}.{noise}",
        "deep claims": f"{header}.{deep}.{noise}",
        "not ascii": f"{header}.{claims}.é",
        "not text": f"{header}.{claims}.\ud800",
        "a line break": f"{header}.{claims}.{noise}\r\nX-Header: 1",
        "over 4 KB": f"{header}.{claims}.{'A' * 4096}",
        "over 4 KB of dots": "." * 5000,
    }


@pytest.mark.parametrize("name", damaged_tokens())
async def test_it_is_no_token(desk: Desk, name: str) -> None:
    await refuse(desk, damaged_tokens()[name])
    assert not desk.stand_in.requests


@pytest.mark.parametrize("aud", [CLIENT_ID, int(CLIENT_ID), [CLIENT_ID], [int(CLIENT_ID)]], ids=repr)
async def test_it_is_for_this_app(desk: Desk, aud: Any) -> None:
    waiting = await desk.present(await desk.begin(), desk.stand_in.token_for(TSUMUGI, aud=aud))
    linked = await desk.linking.confirm(AOI.discord_id, waiting.code)
    assert (linked.link.anilist_id, linked.link.expires_at) == (TSUMUGI.id, desk.clock() + YEAR)


async def test_what_is_stored_is_the_token_and_not_in_plain(desk: Desk) -> None:
    token = desk.stand_in.token_for(TSUMUGI)
    waiting = await desk.present(await desk.begin(), token)
    assert not desk.files_with(token)
    linked = await desk.linking.confirm(AOI.discord_id, waiting.code)
    assert await desk.store.links.of(AOI.discord_id) == linked.link
    assert await desk.store.links.token(AOI.discord_id) == Secret(token)
    await sqlite(desk.store).checkpoint()
    assert desk.files_with(TSUMUGI.name)
    assert not any(desk.files_with(part) for part in token.split("."))


class TestStateAgain:
    @pytest.mark.parametrize(
        ("fault", "error"),
        [
            (faults.status(500), Unavailable),
            (faults.html(), Unavailable),
            (faults.disabled(), Unavailable),
            (faults.half_json, Unavailable),
            (faults.reset_before, Unavailable),
            (faults.reset_after, Unavailable),
            (faults.too_many_requests(), RateLimited),
        ],
    )
    async def test_it_can_be_used_after_an_outage(self, desk: Desk, fault: Fault, error: type[AniListError]) -> None:
        state, token = await desk.begin(), desk.stand_in.token_for(TSUMUGI)
        desk.stand_in.faults.arm(fault)
        with pytest.raises(error):
            await desk.present(state, token)
        assert desk.events == []
        await asyncio.sleep(0)  # the request that failed is let go of
        assert not remembered(token)
        desk.clock.advance(120)
        waiting = await desk.present(state, token)
        assert await desk.linking.confirm(AOI.discord_id, waiting.code)

    async def test_it_can_be_used_after_the_browser_gave_up(self, desk: Desk) -> None:
        state, token, hang = await desk.begin(), desk.stand_in.token_for(TSUMUGI), faults.Hang()
        desk.stand_in.faults.arm(hang)
        presenting = asyncio.create_task(desk.present(state, token))
        await hang.reached.wait()
        presenting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await presenting
        hang.release()
        waiting = await desk.present(state, token)
        assert await desk.linking.confirm(AOI.discord_id, waiting.code)

    async def test_it_ends_with_a_rejected_token(self, desk: Desk) -> None:
        state, token = await desk.begin(), desk.stand_in.token_for(TSUMUGI)
        desk.stand_in.revoke(token)
        with pytest.raises(TokenRejected):
            await desk.present(state, token)
        assert [type(event) for event in desk.events] == [Ended]
        with pytest.raises(AttemptGone):
            await desk.present(state)

    async def test_it_stays_ended_if_a_newer_one_began_during_the_outage(self, desk: Desk) -> None:
        older, hang = await desk.begin(), faults.Hang()

        async def fail_later(request: web.Request, answer: faults.Answer) -> web.StreamResponse:
            await hang(request, answer)
            return await faults.status(500)(request, answer)

        desk.stand_in.faults.arm(fail_later)
        presenting = asyncio.create_task(desk.present(older))
        await hang.reached.wait()
        newer = await desk.begin()
        hang.release()
        with pytest.raises(Unavailable):
            await presenting
        with pytest.raises(AttemptGone):
            await desk.present(older)
        assert await desk.present(newer)


class TestCodeGrant:
    async def test_the_server_fetches_the_token(self, code_desk: Desk) -> None:
        desk = code_desk
        waiting = await desk.present(await desk.begin(), desk.stand_in.code_for(JUNO))
        linked = await desk.linking.confirm(AOI.discord_id, waiting.code)
        assert linked.link.name == "Juno"
        assert await desk.store.links.token(AOI.discord_id)

    async def test_a_code_works_once(self, code_desk: Desk) -> None:
        desk, code = code_desk, code_desk.stand_in.code_for(JUNO)
        await desk.present(await desk.begin(), code)
        state = await desk.begin()
        with pytest.raises(GrantRejected):
            await desk.present(state, code)
        assert not await desk.linking.awaits_code(AOI.discord_id)
        with pytest.raises(AttemptGone):
            await desk.present(state, desk.stand_in.code_for(JUNO))

    async def test_a_token_is_no_code(self, code_desk: Desk) -> None:
        with pytest.raises(GrantRejected):
            await code_desk.present(await code_desk.begin(), code_desk.stand_in.token_for(TSUMUGI))

    async def test_a_code_is_no_token(self, desk: Desk) -> None:
        await refuse(desk, desk.stand_in.code_for(TSUMUGI))
