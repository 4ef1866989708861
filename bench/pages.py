"""How many requests a second the redirect page answers, beside a server that answers the same with a constant."""

import asyncio
import json
import re
import time
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import asynccontextmanager
from ipaddress import ip_network
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from urllib.parse import parse_qs, urlsplit

import msgspec
from aiohttp import web

from bench.bare import page
from bench.start import settings_in
from bot import open_bot
from linking import Linking, LinkingPerson
from web.server import create_app, serve

_CONNECTIONS = 16
_PEOPLE = 1500
_ADDRESSES = 4000
_TURNS = 5
_PORT, _BARE_PORT = 8080, 8081
_HOST = "127.0.0.1"
_SPOKEN = "de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7"  # as browsers do
_LENGTH = re.compile(rb"Content-Length: (\d+)", re.IGNORECASE)


class Served(msgspec.Struct, frozen=True):
    """Requests a second, and the milliseconds of the processor that each takes the server."""

    rate: float
    busy: float


class Visitor(asyncio.Protocol):
    """Asks one thing after another over one connection, and counts the answers."""

    def __init__(self, requests: Sequence[bytes]) -> None:
        self.answered = 0
        self.refused = 0
        self._requests = cycle(requests)
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not end or not length or len(body) < int(length[1]):
            return
        self.refused += not head.startswith(b"HTTP/1.1 200 ")
        self.answered += 1
        self._received = b""
        self._ask()

    def _ask(self) -> None:
        self._transport.write(next(self._requests))


def visit(port: int, requests: list[bytes], seconds: float) -> float:
    """How many of `requests` were answered in a second, by many connections at once."""
    return asyncio.run(_visit(port, requests, seconds))


async def _visit(port: int, requests: list[bytes], seconds: float) -> float:
    loop = asyncio.get_running_loop()
    visitors = [Visitor(requests[number::_CONNECTIONS] or requests) for number in range(_CONNECTIONS)]
    before = time.perf_counter()
    for visitor in visitors:
        await loop.create_connection(lambda visitor=visitor: visitor, _HOST, port)
    await asyncio.sleep(seconds)
    if any(visitor.refused for visitor in visitors):
        raise RuntimeError("the page refused requests")
    return sum(visitor.answered for visitor in visitors) / (time.perf_counter() - before)


async def pages(folder: Path, seconds: float) -> dict[str, tuple[Served, Served]]:
    """Musubi's page and the bare one, in turns, by what is asked for: medians."""
    settings = settings_in(folder, _PORT)
    async with open_bot(settings) as bot:
        states = [await _begin(bot.linking, number) for number in range(1, _PEOPLE + 1)]
        app = create_app(
            linking=bot.linking,
            sign_in=None,
            public_url=str(settings.public_url),
            trusted_proxies=[ip_network("127.0.0.0/8")],
            ready=bot.works,
            now=bot.now,
        )
        posts = [_who(states[number % _PEOPLE], number) for number in range(_ADDRESSES)]
        asked = {"`GET /callback`": [_get("/callback")], "`POST /link/who`": posts}
        async with serve(app, _HOST, _PORT), _bare(), _outside() as outside:
            return {what: await _in_turns(outside, requests, seconds / _TURNS) for what, requests in asked.items()}


@asynccontextmanager
async def _bare() -> AsyncGenerator[None]:
    runner = web.AppRunner(page())
    await runner.setup()
    try:
        await web.TCPSite(runner, _HOST, _BARE_PORT).start()
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _outside() -> AsyncGenerator[Executor]:
    """A process of its own that asks, so that the server has its core to itself."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as outside:
        await asyncio.get_running_loop().run_in_executor(outside, time.time)
        yield outside


async def _in_turns(outside: Executor, requests: list[bytes], seconds: float) -> tuple[Served, Served]:
    turns = [[await _served(outside, port, requests, seconds) for port in (_PORT, _BARE_PORT)] for _ in range(_TURNS)]
    ours, bare = zip(*turns, strict=True)
    return _median(ours), _median(bare)


def _median(turns: Sequence[Served]) -> Served:
    return Served(median(one.rate for one in turns), median(one.busy for one in turns))


async def _served(outside: Executor, port: int, requests: list[bytes], seconds: float) -> Served:
    loop, before = asyncio.get_running_loop(), time.process_time()
    rate = await loop.run_in_executor(outside, visit, port, requests, seconds)
    return Served(rate, (time.process_time() - before) / (rate * seconds) * 1000)


async def _begin(linking: Linking, number: int) -> str:
    person = LinkingPerson(discord_id=number, name="somebody", created_at=0, guild_id=None, guild_name=None)
    invitation = await linking.begin(person)
    return parse_qs(urlsplit(invitation.url.reveal()).query)["state"][0]


def _get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {_HOST}\r\nAccept-Language: {_SPOKEN}\r\n\r\n".encode()


def _who(state: str, number: int) -> bytes:
    body = json.dumps({"state": state})
    headers = {
        "Host": _HOST,
        "Origin": f"http://localhost:{_PORT}",
        "Content-Type": "application/json",
        "Content-Length": len(body),
        "X-Forwarded-For": f"10.0.{number // 250}.{number % 250}",
    }
    lines = ["POST /link/who HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", body]).encode()
