"""How many requests a second the redirect page answers, beside a handler that answers a constant."""

import asyncio
import json
import re
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from ipaddress import ip_network
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from bench.bare import page
from bench.start import settings_in
from bot import open_bot
from linking import Linking, LinkingPerson
from web.server import create_app, serve

_CONNECTIONS = 16
_PEOPLE = 200
_ADDRESSES = 4000
_PORT = 8080
_HOST = "127.0.0.1"
_LENGTH = re.compile(rb"Content-Length: (\d+)", re.IGNORECASE)


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


async def bare_page(seconds: float) -> float:
    """Requests a second."""
    runner = web.AppRunner(page())
    await runner.setup()
    try:
        await web.TCPSite(runner, _HOST, _PORT).start()
        return await _from_outside([_get("/")], seconds)
    finally:
        await runner.cleanup()


async def pages(folder: Path, seconds: float) -> dict[str, float]:
    """Requests a second, by what is asked for. Each POST has an address of its own, as a proxy would tell it."""
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
        async with serve(app, _HOST, _PORT):
            asked = [_who(states[number % _PEOPLE], number) for number in range(_ADDRESSES)]
            return {
                "`GET /callback`": await _from_outside([_get("/callback")], seconds),
                "`POST /link/who`": await _from_outside(asked, seconds),
            }


async def _from_outside(requests: list[bytes], seconds: float) -> float:
    """Asked by a process of its own, so that the server has its core to itself."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as outside:
        return await asyncio.get_running_loop().run_in_executor(outside, visit, _PORT, requests, seconds)


async def _begin(linking: Linking, number: int) -> str:
    person = LinkingPerson(discord_id=number, name="somebody", created_at=0, guild_id=None, guild_name=None)
    invitation = await linking.begin(person)
    return parse_qs(urlsplit(invitation.url.reveal()).query)["state"][0]


def _get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {_HOST}\r\n\r\n".encode()


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
