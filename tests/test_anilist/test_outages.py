"""The client against the stand-in: what every fault becomes, and what is never followed."""

import socket
from collections.abc import Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web

from anilist import (
    AniList,
    AniListError,
    GrantRejected,
    Invalid,
    NotFound,
    RateLimited,
    TokenRejected,
    Unavailable,
)
from anilist.transport import AnswerLimits, Transport
from demo import faults
from demo.anilist import TSUMUGI, StandIn
from demo.faults import Fault, always
from redaction import Secret
from tests.kit.anilist_answers import VIEWER, answer
from tests.kit.linking import Clock, client_of


def raw(body: bytes, status: int = 200, **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return always(lambda: web.Response(body=body, status=status, headers=named))


def errors(*shapes: dict[str, object], status: int = 400) -> Fault:
    return answer({"data": None, "errors": list(shapes)}, status)


OUTAGES: dict[str, Fault] = {
    "500": faults.status(500),
    "503": faults.status(503),
    "403": faults.status(403, "Forbidden"),
    "disabled": faults.disabled(),
    "errors in 200": faults.errors_in_200(),
    "HTML 502": faults.html(),
    "HTML 200": faults.html(200),
    "HTML 400": faults.html(400),
    "HTML 401": faults.html(401),
    "HTML 403": faults.html(403),
    "half JSON": faults.half_json,
    "cut off": faults.cut_off,
    "reset before": faults.reset_before,
    "reset after": faults.reset_after,
    "over 2 MB": answer({"data": {"Viewer": VIEWER, "GenreCollection": []}, "access_token": "x", "more": "x" * 2**21}),
    "nothing": raw(b""),
    "no JSON": raw(b"OK"),
    "no UTF-8": raw(b'{"data": "\xff"}'),
    "wrong length of gzip": raw(b"\x1f\x8b broken", Content_Encoding="gzip"),
    "deep JSON": raw(b'{"data":' + b"[" * 100_000),
    "a list": answer([]),
    "null": answer(None),
    "no data": answer({}),
    "data that is null": answer({"data": None}),
    "an empty answer with 400": answer({}, 400),
    "400 without a meaning": errors({"message": "Bad", "status": 400}),
    "errors of another shape": answer({"errors": ["Invalid token"]}, 400),
    "an error status that is a text": errors({"message": "Bad", "status": "401"}, status=500),
    "204": raw(b"", 204),
    "redirect": raw(b"", 307, Location="/elsewhere"),
}
REFUSALS_OF_A_CODE = {
    "HTML 400",
    "HTML 401",
    "400 without a meaning",
    "an empty answer with 400",
    "errors of another shape",
}


ASKS: dict[str, Callable[[AniList, StandIn], Awaitable[object]]] = {
    "viewer": lambda anilist, stand_in: anilist.viewer(Secret(stand_in.token_for(TSUMUGI))),
    "ping": lambda anilist, _: anilist.ping(),
    "exchange": lambda anilist, stand_in: anilist.exchange(Secret(stand_in.code_for(TSUMUGI))),
}


@pytest.mark.parametrize("name", OUTAGES)
@pytest.mark.parametrize("what", ASKS)
async def test_outages(stand_in: StandIn, anilist: AniList, clock: Clock, what: str, name: str) -> None:
    stand_in.faults.arm(OUTAGES[name])
    with pytest.raises(GrantRejected if what == "exchange" and name in REFUSALS_OF_A_CODE else Unavailable):
        await ASKS[what](anilist, stand_in)
    clock.advance(300)
    await ASKS[what](anilist, stand_in)


@pytest.mark.parametrize(
    ("fault", "notice"),
    [
        (faults.disabled(), faults.DISABLED),
        (faults.status(403, "x" * 1000), "x" * 300),
        (faults.status(500), None),
    ],
)
async def test_anilists_own_sentence_is_kept(
    stand_in: StandIn, anilist: AniList, fault: Fault, notice: str | None
) -> None:
    stand_in.faults.arm(fault)
    with pytest.raises(Unavailable) as caught:
        await anilist.ping()
    assert caught.value.notice == notice


async def test_it_hangs(stand_in: StandIn, session: aiohttp.ClientSession) -> None:
    wire = Transport(session, {}, on_headers=lambda _: None)
    hang = faults.Hang()
    stand_in.faults.arm(hang)
    with pytest.raises(Unavailable):
        await wire.send("POST", stand_in.api_url, {"query": "{ GenreCollection }"}, limits=AnswerLimits(0.1, 1))
    hang.release()


@pytest.mark.parametrize("what", ASKS)
async def test_nobody_is_there(session: aiohttp.ClientSession, what: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        stand_in = StandIn()
        stand_in.world.site_url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        anilist = client_of(stand_in, session, Clock(), with_secret=True)
        with pytest.raises(Unavailable):
            await ASKS[what](anilist, stand_in)
        with pytest.raises(Unavailable):
            await anilist.knows_client()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faults.invalid_token(), TokenRejected),
        (errors({"message": "Invalid token"}), TokenRejected),
        (errors({"message": "invalid token.", "status": 400}, status=200), TokenRejected),
        (errors({"message": "Bad"}, {"message": "Invalid token"}), TokenRejected),
        (faults.status(401, "Unauthorized."), TokenRejected),
        (faults.errors_in_200("Unauthorized.", 401), TokenRejected),
        (faults.status(404, "Not Found."), NotFound),
        (faults.errors_in_200("Not Found.", 404), NotFound),
        (errors({"message": "Invalid token given for field x", "status": 400}), Unavailable),
    ],
)
async def test_refusals(
    stand_in: StandIn, anilist: AniList, token: Secret, fault: Fault, error: type[AniListError]
) -> None:
    stand_in.faults.arm(fault)
    with pytest.raises(AniListError) as caught:
        await anilist.viewer(token)
    assert type(caught.value) is error


async def test_a_refused_value(stand_in: StandIn, anilist: AniList, token: Secret) -> None:
    messages = {"score": ["Too high.", "Too odd."], "status": ["Unknown."]}
    stand_in.faults.arm(errors({"message": "validation", "status": 400, "validation": messages}))
    with pytest.raises(Invalid, match=r"Too high\.; Too odd\.; Unknown\.") as caught:
        await anilist.viewer(token)
    assert caught.value.messages == messages


async def test_a_token_that_is_no_good_any_more(stand_in: StandIn, anilist: AniList, token: Secret) -> None:
    stand_in.revoke(token.reveal())
    for no_good in (token, Secret("nonsense"), Secret(stand_in.token_for(TSUMUGI, exp=1))):
        with pytest.raises(TokenRejected):
            await anilist.viewer(no_good)


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        (faults.too_many_requests(), 60),
        (faults.too_many_requests(retry_after=7), 7),
        (faults.too_many_requests(retry_after=0), 0),
        (faults.too_many_requests(retry_after=None), 60),
        (faults.too_many_requests(retry_after=10**8), 300),
        (faults.too_many_requests(retry_after=10**30), 60),
        (faults.too_many_requests(retry_after=-5), 60),
        (raw(b"<html>", 429, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT"), 60),
        (raw(b"", 429, Retry_After="\N{SUPERSCRIPT TWO}"), 60),
    ],
)
@pytest.mark.parametrize("what", ASKS)
async def test_too_many_requests(stand_in: StandIn, anilist: AniList, fault: Fault, seconds: float, what: str) -> None:
    stand_in.faults.arm(fault)
    with pytest.raises(RateLimited) as caught:
        await ASKS[what](anilist, stand_in)
    assert caught.value.retry_after == seconds


async def test_too_many_requests_in_200(stand_in: StandIn, anilist: AniList) -> None:
    stand_in.faults.arm(faults.errors_in_200("Too Many Requests.", 429))
    with pytest.raises(RateLimited):
        await anilist.ping()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("what", ["viewer", "exchange"])
async def test_nothing_is_carried_to_another_address(
    stand_in: StandIn, anilist: AniList, status: int, what: str
) -> None:
    elsewhere = StandIn(now=Clock())
    async with elsewhere.serve() as url:
        stand_in.faults.arm(raw(b"", status, Location=url))
        with pytest.raises(Unavailable):
            await ASKS[what](anilist, stand_in)
    assert [seen.status for seen in stand_in.requests] == [status]
    assert not elsewhere.requests
