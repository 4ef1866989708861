"""Every answer of the web server: its headers (S5), what is refused (S7), the five sentences, health and privacy."""

import asyncio
import re
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from demo import faults
from demo.anilist import TSUMUGI
from tests.kit.cases import each
from tests.kit.site import Answer, HandedClock, Site, open_site
from web.gate import POSTS_PER_MINUTE
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


@each("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
async def test_headers_on_every_route_and_method(site: Site, method: str) -> None:
    for path in [*GETS, *POSTS, "/nowhere", "/link/", "//evil.example", "/..%2f"]:
        answer = await site.ask(method, path)
        assert answer.status in ({200} if path in GETS and method in {"GET", "HEAD"} else {403, 404, 405}), path
        assert is_safe(answer), f"{method} {path}"
        assert method != "HEAD" or answer.body == ""


@each("path", GETS)
async def test_get_and_head(site: Site, path: str) -> None:
    answer, head = await site.ask("GET", path), await site.ask("HEAD", path)
    assert (answer.status, head.status) == (200, 200)
    assert head.headers["Content-Length"] == answer.headers["Content-Length"] == str(len(answer.body.encode()))
    assert (await site.ask("PUT", path)).headers["Allow"].startswith("GET,HEAD")


@pytest.mark.parametrize("data", MALFORMED, ids=range(len(MALFORMED)))
async def test_headers_on_what_is_no_http(site: Site, data: bytes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    answer = await site.raw(data)
    assert answer.status == 400
    assert is_safe(answer)
    assert "secret" not in answer.body + caplog.text
    assert not any(record.exc_info for record in caplog.records)


async def test_headers_on_every_status(site: Site) -> None:
    state, token = await site.begin(), site.stand_in.token_for(TSUMUGI)
    site.clock.ahead = 1
    answers = [
        await site.ask("GET", "/healthz"),
        await site.post("/link/who"),
        await site.ask("POST", "/link/who"),
        await site.ask("GET", "/nowhere"),
        await site.ask("GET", "/link/who"),
        await site.unfinished(),
        await site.post("/link/who", state="unknown"),
        await site.post("/link/who", state="x" * 9000),
        await site.post("/link/who", headers={"Content-Type": "text/plain"}, state=state),
        await site.raw(b"GET / HTTP/1.1\r\nHost: x\r\nExpect: miracles\xb0\r\nConnection: close\r\n\r\n"),
        await site.post("/link", state=state, token=site.stand_in.token_for(TSUMUGI, aud="999")),
    ]
    site.ready = False
    answers += [await site.ask("GET", "/readyz")]
    site.clock.ahead = 70
    site.stand_in.faults.arm(faults.status(404, "Not Found."))
    answers += [await site.post("/link", state=await site.begin(), token=token)]
    answers += [await site.post("/link/who", state="unknown") for _ in range(11)][-1:]
    assert [answer.status for answer in answers] == [
        *(200, 400, 403, 404, 405, 408, 410, 413, 415, 417, 422, 503, 500, 429)
    ]
    assert [answer.status for answer in answers if not is_safe(answer)] == []


async def test_behind_https(tmp_path: Path) -> None:
    async with open_site(tmp_path, https=True, with_sign_in=True) as site:
        assert is_safe(await site.ask("GET", "/callback"), https=True)
        assert is_safe(await site.raw(MALFORMED[0]), https=True)
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


@each("name", ["redirect", "redirect_uri", "next", "url", "return_to", "continue", "state"])
async def test_there_is_no_way_to_be_sent_elsewhere(site: Site, name: str) -> None:
    for path in [*PAGES, "/link", "//evil.example/%2f..", "/callback//evil.example", "/\\evil.example", "/callback/"]:
        answer = await site.ask("GET", f"{path}?{name}=https://evil.example")
        assert answer.status in {200, 404, 405}
        assert is_safe(answer)
        assert "evil" not in answer.body


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


async def test_before_discord_answers_nobody_links_and_nothing_is_lost(site: Site) -> None:
    state, site.is_open = await site.begin(), False
    for _ in range(POSTS_PER_MINUTE + 1):  # more tries than count later
        answer = await site.post("/link/who", state=state)
        assert (answer.status, answer.body["error"], answer.body["retry"]) == (503, "starting", True)
        assert answer.headers["Retry-After"] == "5"
    for path in (*PAGES, "/healthz"):
        assert (await site.ask("GET", path)).status == 200
    site.is_open = True
    assert (await site.post("/link/who", state=state)).status == 200


CONTACTS = {
    "<b>admin</b>@example.org": "&lt;b&gt;admin&lt;/b&gt;@example.org",
    'https://example.org/"><script>': '<a href="https://example.org/&quot;&gt;&lt;script&gt;">',
    "javascript:alert(1) {name} **x**": "javascript:alert(1) {name} **x**",
}


@pytest.mark.parametrize("contact", CONTACTS)
async def test_privacy_says_how_to_reach_the_host(tmp_path: Path, contact: str) -> None:
    async with open_site(tmp_path, contact=contact) as site:
        page = (await site.ask("GET", "/privacy")).body
        assert CONTACTS[contact] in page
        assert "<script" not in page and 'href="javascript' not in page


async def test_the_log_says_method_route_and_status(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    state, token = await site.begin(), site.stand_in.token_for(TSUMUGI)
    await site.ask("GET", f"/callback?code={token}&state={state}")
    await site.ask("GET", f"/nowhere/{token}")
    await site.ask("PROPFIND", "/")
    await site.raw(f"GET /?{token} HTTP/9\r\n\r\n".encode())
    await site.post("/link/who", state=state)
    await site.post("/link", state=state, token=token)
    await site.ask("GET", "/healthz")
    await site.ask("GET", "/readyz")
    records = [record for record in caplog.records if record.name == "web.access"]
    assert [one.getMessage() for one in records if one.levelname == "DEBUG"] == ["GET /healthz 200", "GET /readyz 200"]
    assert [one.getMessage() for one in records if one.levelname == "INFO"] == [
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
