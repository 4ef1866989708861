"""Every answer of the web server: its headers (S5), what is refused (S7), the five sentences, health and privacy."""

import asyncio
import gzip
import re
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

import web.body
from anilist import RateLimited, Unavailable
from demo import faults
from demo.anilist import TSUMUGI
from linking import waiting
from tests.site import AOI, Answer, HandedClock, Site, open_site
from web.errors import explain
from web.server import create_app, serve

ALWAYS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
PAGES = ["/", "/callback", "/discord", "/privacy"]
FILES = ["/static/link.js", "/static/style.css", "/static/mark.svg", "/static/loose.svg"]
GETS = [*PAGES, *FILES, "/healthz", "/readyz"]
POSTS = ["/link", "/link/who", "/link/cancel", "/link/progress", "/discord"]
MALFORMED = [
    b"nonsense\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    b"GET /callback?code=secret HTTP/9.9\r\n\r\n",
    b"GET /callback?code=sec\x00ret HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nno colon in here\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 9000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: 1\r\n" * 200 + b"\r\n",
    b"G\xc3\x84T / HTTP/1.1\r\n\r\n",
]

GZIPPED = gzip.compress(b'{"state":"x"}', mtime=0)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path, with_sign_in=True, clock=HandedClock()) as site:
        yield site


def is_safe(answer: Answer, *, https: bool = False) -> bool:
    """Whether the answer wears every header, and says neither where to go nor what it runs on."""
    headers = answer.headers
    policy = headers.get("Permissions-Policy", "")
    return (
        all(headers.get(name) == value for name, value in ALWAYS.items())
        and "camera=()" in policy
        and set(re.findall(r"=(\S+?),? ?", policy)) <= {"("}
        and headers.get("Strict-Transport-Security") == ("max-age=31536000" if https else None)
        and not {"Server", "Location", "Refresh", "Access-Control-Allow-Origin"} & set(headers)
    )


def parsed(raw: bytes) -> Answer:
    """The first answer in what came over a raw connection."""
    head, _, body = raw.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    return Answer(int(status.split()[1]), body.decode(), dict(line.split(": ", 1) for line in lines))


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
async def test_headers_on_every_route_and_method(site: Site, method: str) -> None:
    for path in [*GETS, *POSTS, "/nowhere", "/link/", "//evil.example", "/..%2f"]:
        answer = await site.ask(method, path)
        assert answer.status in ({200} if path in GETS and method in {"GET", "HEAD"} else {403, 404, 405}), path
        assert is_safe(answer), f"{method} {path}"
        assert method != "HEAD" or answer.body == ""


@pytest.mark.parametrize("path", GETS)
async def test_get_and_head(site: Site, path: str) -> None:
    answer, head = await site.ask("GET", path), await site.ask("HEAD", path)
    assert (answer.status, head.status) == (200, 200)
    assert head.headers["Content-Length"] == answer.headers["Content-Length"] == str(len(answer.body.encode()))
    assert (await site.ask("PUT", path)).headers["Allow"].startswith("GET,HEAD")


@pytest.mark.parametrize("data", MALFORMED, ids=range(len(MALFORMED)))
async def test_headers_on_what_is_no_http(site: Site, data: bytes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    answer = parsed(await site.raw(data))
    assert answer.status == 400
    assert is_safe(answer)
    assert "secret" not in answer.body + caplog.text
    assert not any(record.exc_info for record in caplog.records)


async def test_headers_on_every_status(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    state, token = await site.begin(), site.stand_in.token_for(TSUMUGI)
    site.clock.ahead = 1
    monkeypatch.setattr(web.body, "SECONDS_TO_SEND", 0.05)
    own = f"POST /link/who HTTP/1.1\r\nHost: x\r\nOrigin: {site.origin}\r\nContent-Type: application/json\r\n"
    answers = [
        await site.ask("GET", "/healthz"),
        await site.post("/link/who"),
        await site.ask("POST", "/link/who"),
        await site.ask("GET", "/nowhere"),
        await site.ask("GET", "/link/who"),
        parsed(await site.raw(f"{own}Content-Length: 20\r\nConnection: close\r\n\r\n{{".encode())),
        await site.post("/link/who", state="unknown"),
        await site.post("/link/who", state="x" * 9000),
        await site.post("/link/who", headers={"Content-Type": "text/plain"}, state=state),
        parsed(await site.raw(b"GET / HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\nConnection: close\r\n\r\n")),
        await site.post("/link", state=state, token=site.stand_in.token_for(TSUMUGI, aud="999")),
    ]
    site.ready = False
    answers += [await site.ask("GET", "/readyz")]
    site.clock.ahead = 70
    site.stand_in.faults.arm(faults.status(404, "Not Found."))
    answers += [await site.post("/link", state=await site.begin(), token=token)]
    answers += [await site.post("/link/who", state="unknown") for _ in range(10)][-1:]
    assert [answer.status for answer in answers] == [
        *(200, 400, 403, 404, 405, 408, 410, 413, 415, 417, 422, 503, 500, 429)
    ]
    assert [answer.status for answer in answers if not is_safe(answer)] == []


async def test_behind_https(tmp_path: Path) -> None:
    async with open_site(tmp_path, https=True, with_sign_in=True) as site:
        assert is_safe(await site.ask("GET", "/callback"), https=True)
        assert is_safe(parsed(await site.raw(MALFORMED[0])), https=True)
        answer = await site.post("/link", state=await site.begin(), token=site.stand_in.token_for(TSUMUGI))
        assert is_safe(answer, https=True)
        ((name, cookie),) = SimpleCookie(answer.headers["Set-Cookie"]).items()
        assert (name, cookie["secure"], cookie["httponly"]) == ("__Host-sign-in", True, True)
        assert (cookie["samesite"], cookie["path"], cookie["max-age"]) == ("Strict", "/", "600")
        assert cookie["domain"] == ""


@pytest.mark.parametrize("path", PAGES)
async def test_pages_hold_nothing_that_the_policy_forbids(site: Site, path: str) -> None:
    page = (await site.ask("GET", path)).body
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)|<base|<form|<iframe", page)
    assert set(re.findall(r"<(?:script|img|link)[^>]*(?:src|href)=\"([^\"]+)\"", page)) <= set(FILES)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "http://localhost"}, 403),
        ({"Origin": "ORIGIN.evil.example"}, 403),
        ({"Origin": "ORIGIN/"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
        ({"Content-Type": ""}, 415),
        ({"Content-Type": "application/json; charset=utf-8"}, 200),
    ],
)
async def test_only_our_own_page_may_post(site: Site, headers: dict[str, str], status: int) -> None:
    state = await site.begin()
    given = {name: value.replace("ORIGIN", site.origin) for name, value in headers.items()}
    for path in ("/link/cancel", "/link/who") if status != 200 else ("/link/who",):
        assert (await site.post(path, headers=given, state=state)).status == status
    assert (await site.post("/link/who", state=state)).status == 200


async def test_a_post_without_or_with_two_origins_is_refused(site: Site) -> None:
    body = f'{{"state":"{await site.begin()}"}}'
    head = f"POST /link/cancel HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    for origins in ("", f"Origin: {site.origin}\r\nOrigin: https://evil.example\r\n"):
        answer = parsed(await site.raw(f"{head}{origins}Connection: close\r\n\r\n{body}".encode()))
        assert answer.status == 403


@pytest.mark.parametrize(
    "body",
    [
        *(
            b"",
            b"null",
            b"[]",
            b'"x"',
            b"{",
            b"{}",
            b"\xff\xfe",
            b'{"state":1}',
            b'{"state":null}',
            b'{"state":"\\ud800"}',
        ),
        *(b'{"state":"x","more":1}', b'{"state":{"$ne":1}}', b"[" * 8000, b'{"state":' + b"[" * 8000, b'{"a":' * 1600),
        GZIPPED,
    ],
)
async def test_only_the_one_shape_is_taken(site: Site, body: bytes) -> None:
    headers = {"Origin": site.origin, "Content-Type": "application/json", "Content-Encoding": "gzip"}
    if body != GZIPPED:
        del headers["Content-Encoding"]
    for path in ("/link/who", "/link", "/link/cancel", "/link/progress", "/discord"):
        answer = await site.ask("POST", path, data=body, headers=headers)
        assert (answer.status, answer.body["error"]) == (400, "damaged"), path


async def test_a_body_of_8_kb_and_no_more(site: Site) -> None:
    async def chunks(size: int) -> AsyncIterator[bytes]:
        for _ in range(size // 100):
            yield b"x" * 100

    headers = {"Origin": site.origin, "Content-Type": "application/json"}
    statuses = [
        (await site.ask("POST", "/link/who", data=b"x" * size, headers=headers)).status for size in (8192, 8193)
    ]
    statuses += [
        (await site.ask("POST", "/link/who", data=chunks(size), headers=headers)).status for size in (8100, 8300)
    ]
    assert statuses == [400, 413, 400, 413]


async def test_the_wrong_grant_is_refused_and_costs_nothing(site: Site) -> None:
    state = await site.begin()
    assert (await site.post("/link", state=state, code="x")).status == 400
    assert (await site.post("/link", state=state, token="x", code="x")).status == 400
    assert (await site.post("/link/who", state=state)).status == 200


@pytest.mark.parametrize("name", ["redirect", "redirect_uri", "next", "url", "return_to", "continue", "state"])
async def test_there_is_no_way_to_be_sent_elsewhere(site: Site, name: str) -> None:
    for path in [*PAGES, "/link", "//evil.example/%2f..", "/callback//evil.example", "/\\evil.example", "/callback/"]:
        answer = await site.ask("GET", f"{path}?{name}=https://evil.example")
        assert answer.status in {200, 404, 405}
        assert is_safe(answer)
        assert "evil" not in answer.body


async def test_one_answer_for_unknown_expired_and_used_states(site: Site) -> None:
    used, expired = await site.begin(), ""
    assert (await site.post("/link/cancel", state=used)).body == {}
    expired = await site.begin()
    site.clock.ahead = 601
    answers = [await site.post("/link/who", state=state) for state in ("unknown", used, expired, "", used[:-1] + "?")]
    assert {answer.status for answer in answers} == {410}
    assert len({str(answer.body) for answer in answers}) == 1


async def test_the_whole_way(site: Site) -> None:
    state = await site.begin()
    who = (await site.post("/link/who", state=state)).body
    now = site.clock()
    assert who == {
        "name": "aoi",
        "id": "400000000000000001",
        "created_at": AOI.created_at,
        "guild": "Anime Club",
        "expires_at": now + 600,
        "now": now,
        "proof": "discord",
    }
    assert (await site.post("/link/cancel", state=state)).status == 200
    assert (await site.post("/link", state=state, token=site.stand_in.token_for(TSUMUGI))).status == 410


async def test_five_troubles_are_five_sentences(tmp_path: Path) -> None:
    async with open_site(tmp_path) as site:
        token = site.stand_in.token_for(TSUMUGI)
        troubles: dict[str, str] = {}
        for fault in (
            faults.disabled(),
            faults.html(),
            faults.too_many_requests(retry_after=7),
            faults.invalid_token(),
            faults.status(404, "Not Found."),
        ):
            site.stand_in.faults.arm(fault)
            site.clock.ahead += 700
            answer = await site.post("/link", state=await site.begin(), token=token)
            troubles[answer.body["message"]] = f"{answer.status} {answer.body['error']} {answer.body['retry']}"
        assert list(troubles.values()) == [
            "503 outage True",
            "503 outage True",
            "503 anilist_limit True",
            "422 rejected False",
            "500 bug False",
        ]
        assert "temporarily disabled due to severe stability issues" in next(iter(troubles))
        gone = await site.post("/link/who", state="unknown")
        assert gone.body["message"] not in troubles


async def test_anilist_down_leaves_the_state_for_another_try(tmp_path: Path) -> None:
    async with open_site(tmp_path) as site:
        state, token = await site.begin(), site.stand_in.token_for(TSUMUGI)
        site.stand_in.faults.arm(faults.html())
        assert (await site.post("/link", state=state, token=token)).status == 503
        assert (await site.post("/link", state=state, token=token)).status == 200


async def test_too_many_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "MAX_WAITING", 0)
    async with open_site(tmp_path) as site:
        answer = await site.post("/link", state=await site.begin(), token=site.stand_in.token_for(TSUMUGI))
        assert (answer.status, answer.body["error"], answer.body["retry"]) == (503, "busy", True)


def test_anilists_notice_is_shown_and_kept_short() -> None:
    trouble = explain(Unavailable("down", "x" * 1000))
    assert trouble.message.endswith(f"“{'x' * 300}”")
    assert explain(RateLimited(0.2)).message.endswith("in 1 second.")
    assert explain(RateLimited(600)).message.endswith("in 10 minutes.")


async def test_our_own_bug_is_written_down_and_not_shown(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    site.stand_in.faults.arm(faults.status(404, "a detail that is nobody's business"))
    answer = await site.post("/link", state=await site.begin(), token=site.stand_in.token_for(TSUMUGI))
    assert "business" not in str(answer.body)
    assert "our bug" in answer.body["message"]
    assert any(record.exc_info and record.name == "web.errors" for record in caplog.records)


async def test_health_tells_nothing_but_itself(site: Site) -> None:
    assert (await site.ask("GET", "/healthz")).body == "ok\n"
    assert (await site.ask("GET", "/readyz")).body == "ok\n"
    site.ready = False
    site.clock.ahead = 4
    assert (await site.ask("GET", "/readyz")).status == 200
    site.clock.ahead = 5
    answer = await site.ask("GET", "/readyz")
    assert (answer.status, answer.body) == (503, "not ready\n")
    assert (await site.ask("GET", "/healthz")).status == 200


DATA = Path("docs/data.md").read_text()


async def test_privacy_is_the_page_about_data(site: Site) -> None:
    page = (await site.ask("GET", "/privacy")).body
    headings = re.findall(r"^#+ (.+)$", DATA, re.MULTILINE)
    assert len(headings) > 2
    assert all(f">{heading}</h" in page for heading in headings)
    assert page.count("<table>") >= 2
    assert page.count("<h1>") == 1


async def test_the_log_says_method_route_and_status(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    state, token = await site.begin(), site.stand_in.token_for(TSUMUGI)
    await site.ask("GET", f"/callback?code={token}&state={state}")
    await site.ask("GET", f"/nowhere/{token}")
    await site.ask("PROPFIND", "/")
    await site.raw(f"GET /?{token} HTTP/9\r\n\r\n".encode())
    await site.post("/link/who", state=state)
    await site.post("/link", state=state, token=token)
    lines = [record.getMessage() for record in caplog.records if record.name == "web.access"]
    assert lines == [
        "GET /callback 200",
        "GET (no route) 404",
        "PROPFIND (no route) 405",
        "UNKNOWN (no route) 400",
        "POST /link/who 200",
        "POST /link 200",
    ]
    assert not any(secret in caplog.text for secret in (state, token, token[:40], state[-40:]))


async def test_a_taken_port_is_an_os_error(site: Site) -> None:
    app = create_app(
        linking=site.linking,
        sign_in=None,
        public_url=site.origin,
        trusted_proxies=(),
        ready=site._is_ready,
        now=site.clock,
    )
    with pytest.raises(OSError, match="address already in use"):
        async with serve(app, "127.0.0.1", site.port):
            pass


async def test_it_ends_within_two_seconds(tmp_path: Path) -> None:
    hang = faults.Hang()
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(open_site(tmp_path))
        site.stand_in.faults.arm(hang)
        connections = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(5)]
        connections[0].send(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        connections[1].send(b"GET /healthz HTTP/1.1\r\nHost: ")
        connections[2].send(
            f"POST /link HTTP/1.1\r\nHost: x\r\nOrigin: {site.origin}\r\nContent-Type: application/json\r\n".encode()
        )
        connections[2].send(b"Content-Length: 100\r\n\r\n{")
        state = await site.begin()
        hanging = asyncio.create_task(site.post("/link", state=state, token=site.stand_in.token_for(TSUMUGI)))
        await hang.reached.wait()
        began = time.monotonic()
        hang_released = stack.pop_all()
        await hang_released.aclose()
        assert time.monotonic() - began < 2
        await asyncio.gather(hanging, return_exceptions=True)
        for connection in connections:
            connection.close()
