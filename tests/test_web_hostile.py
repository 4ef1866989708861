"""Hostile requests in their thousands (S4): no failure of ours, no change of state, memory flat."""

import asyncio
import ctypes
import gc
import random
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import web

from demo.anilist import TSUMUGI
from demo.serving import serving
from tests.kit.library import until
from tests.kit.site import Site, open_site
from web.body import claim_of
from web.troubles import Refused

FIELDS = {
    "/link/who": [b"state"],
    "/link": [b"state", b"token"],
    "/link/cancel": [b"state"],
    "/link/progress": [b"ticket"],
    "/discord": [b"state", b"code"],
}
PATHS = ["/", "/callback", "/readyz", "/static/link.js"]
ODD_PATHS = [
    "*",
    "/%00",
    "/..//..",
    "//",
    "/\\",
    "/link/who/",
    "/%ff%fe",
    "/static/../link.js",
    "http://evil.example/",
    "/?%",
]
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "BREW", "get", ""]
VERSIONS = [*["1.1"] * 8, "1.0", "2", "x"]
VALUES: list[bytes] = [
    *(b"", b"null", b"0", b"-1", b"1e999", b"true", b"[]", b"{}", b'""', b'"x"', b'"\\ud800"', b'"\xff"', b"[" * 500),
    *(
        b'"' + b"A" * 6000 + b'"',
        b'"<img src=x onerror=alert(1)>"',
        b'"\' OR 1=1 --"',
        b'"\\u0000"',
        b'"..."',
        b'"eyJ.eyJ."',
    ),
]
NAMES = [b"state", b"token", b"code", b"ticket", b"__proto__", b"", b"state\\u0000"]
HEADERS = [
    "Content-Length: 99999999999999999999",
    "Content-Length: -5",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: gzip, chunked",
    "Content-Encoding: gzip",
    "Content-Type: application/json; charset=utf-7",
    "Expect: 100-continue",
    "Upgrade: websocket",
    "Upgrade: h2c",
    "Host: two",
    "Host: \x01",
    "Range: bytes=0-0,1-1",
    "X-Forwarded-For: ,,,,",
    "X-Forwarded-For: 1.2.3.4:80, [::1]",
    "Forwarded: for=x",
    "Cookie: sign-in=ÿ; =;;==",
    "If-Modified-Since: never",
    "Accept-Encoding: *;q=zero",
    "Accept-Language: de;q=zero,\x00,,;;q=,*;q=9, \xff",
    f"Accept-Language: {'zh;q=0.5,' * 800}",
    "\x00: \x00",
    " folded: x",
]


def hostile(dice: random.Random, origin: str, state: str, count: int) -> Iterator[bytes]:
    """Requests that are right in many ways and wrong in at least one; none of them holds the right state."""
    for _ in range(count):
        path = dice.choice([*FIELDS, *FIELDS, *FIELDS, *PATHS, *ODD_PATHS])
        body = _body(dice, FIELDS.get(path, NAMES), state)
        lines = [
            f"{dice.choice(METHODS)} {path} HTTP/{dice.choice(VERSIONS)}",
            "Host: localhost",
            f"X-Forwarded-For: 10.{dice.randrange(256)}.{dice.randrange(256)}.{dice.randrange(256)}",
            "Connection: close",
        ]
        if path in FIELDS and dice.random() < 0.9:  # through the gate
            lines[0] = f"POST {path} HTTP/1.1"
            lines += [f"Origin: {origin}", "Content-Type: application/json"]
        if dice.random() < 0.9:
            lines.append(f"Content-Length: {len(body)}")
        lines += dice.sample(HEADERS, k=dice.choice([0, 0, 0, 0, 1, 2]))
        data = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body
        yield _damaged(dice, data) if dice.random() < 0.2 else data


def _body(dice: random.Random, names: list[bytes], state: str) -> bytes:
    if dice.random() < 0.1:
        return dice.choice(VALUES)
    if dice.random() < 0.3:
        names = dice.choices(NAMES, k=dice.randrange(4))
    values = [*VALUES, *[f'"{_other(dice, state)}"'.encode()] * 10]
    return b"{%s}" % b",".join(b'"%s":%s' % (name, dice.choice(values)) for name in names)


def _other(dice: random.Random, state: str) -> str:
    """A state like `state`, with one character changed."""
    at = dice.randrange(len(state))
    return state[:at] + dice.choice([one for one in "AQgw.-_" if one != state[at]]) + state[at + 1 :]


def _damaged(dice: random.Random, data: bytes) -> bytes:
    at = dice.randrange(len(data))
    return dice.choice([data[:at], data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :], data + data[at:]])


async def send(site: Site, data: bytes) -> bytes:
    """What the server says, until it closes or we have waited long enough to go."""
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    answer = b""
    try:
        writer.write(data)
        async with asyncio.timeout(0.2):
            while chunk := await reader.read(65536):
                answer += chunk
    except (TimeoutError, ConnectionError):
        pass
    finally:
        writer.close()
    return answer


async def storm(site: Site, requests: Iterator[bytes]) -> dict[bytes, int]:
    """Send all `requests`, some at once; the answers' statuses, and how often each came."""
    statuses: dict[bytes, int] = {}

    async def one_after_the_other() -> None:
        for data in requests:
            answer = (await send(site, data)).removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
            status = answer[9:12]
            statuses[status] = statuses.get(status, 0) + 1
            assert not answer or b"\r\nContent-Security-Policy: default-src 'none'" in answer, data
            assert not status.startswith(b"5"), data

    async with asyncio.TaskGroup() as group:
        for _ in range(20):
            group.create_task(one_after_the_other())
    return statuses


async def test_a_sender_who_leaves_at_once_breaks_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    head = "POST /link/who HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
    async with open_site(tmp_path) as site:
        for more in ("", "Expect: 100-continue\r\n"):
            _, writer = await asyncio.open_connection("127.0.0.1", site.port)
            writer.write(f"{head}Origin: {site.origin}\r\n{more}\r\n{{}}".encode())
            writer.transport.abort()
            assert (await site.ask("GET", "/healthz")).status == 200
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_body_of_a_sender_who_is_gone_is_refused() -> None:
    outcome = asyncio.get_running_loop().create_future()

    async def take(request: web.Request) -> web.Response:
        await until(lambda: request.transport is None)
        (told,) = await asyncio.gather(claim_of(request), return_exceptions=True)
        outcome.set_result(type(told))
        return web.Response()

    app = web.Application()
    app.add_routes([web.post("/", take)])
    async with serving(app, 0) as url:
        _, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port)
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")
        writer.close()
        assert await outcome is Refused


def resident_bytes() -> int:
    """What the process holds, without what it could give back at once."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * 4096


@pytest.mark.parametrize("count", [600, pytest.param(20_000, marks=pytest.mark.long)])
async def test_hostile_requests(tmp_path: Path, count: int, caplog: pytest.LogCaptureFixture) -> None:
    proxies = (ip_network("127.0.0.0/8"),)  # so that every request has an address of its own
    async with open_site(tmp_path, with_sign_in=True, trusted_proxies=proxies) as site:
        state = await site.begin()
        tasks = len(asyncio.all_tasks())
        dice = random.Random(7)
        await storm(site, hostile(dice, site.origin, state, count // 2))
        memory = resident_bytes()
        statuses = await storm(site, hostile(dice, site.origin, state, count - count // 2))

        assert resident_bytes() - memory < 4 * 1024 * 1024
        assert {b"200", b"400", b"403", b"404", b"405", b"410"} <= statuses.keys()
        assert not [record for record in caplog.records if record.levelname in {"ERROR", "CRITICAL"}]
        await asyncio.sleep(0)
        assert len(site.stand_in.requests) == len(site.discord.requests) == 0
        own = {"X-Forwarded-For": "203.0.113.1"}
        token = site.stand_in.token_for(TSUMUGI)
        assert (await site.post("/link", headers=own, state=state, token=token)).status == 200
        assert len(asyncio.all_tasks()) <= tasks + 25  # connections that are still closing
