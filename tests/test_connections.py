"""Connections to the web server: how many, for how long, and that those who only hold them lock nobody out."""

import asyncio
import resource
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.kit.cases import each
from tests.kit.loop_time import LoopTime
from tests.kit.processes import running, texts
from tests.kit.services import Discord
from tests.kit.site import Site, open_site
from web import connections
from web.connections import Connections, ConnectionSlot, most_connections

BEGUN = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "
WHOLE = BEGUN + b"\r\n\r\n"
Held = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Room:
    """Connections, and which of them were ended for others."""

    def __init__(self, most: int = 256) -> None:
        self.connections = Connections(most)
        self.ended: list[str] = []

    def open(self, peer: str, count: int = 1) -> list[ConnectionSlot | None]:
        return [self.connections.open(peer, lambda: self.ended.append(peer)) for _ in range(count)]


def test_the_longest_idle_goes_for_the_next() -> None:
    room = Room(most=3)
    for peer in ("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5"):
        room.open(peer)
    assert (room.ended, len(room.connections)) == (["10.0.0.1", "10.0.0.2"], 3)


def test_a_busy_one_stays_and_is_idle_again_afterwards() -> None:
    room = Room(most=2)
    (first,), (second,) = room.open("10.0.0.1"), room.open("10.0.0.2")
    assert first and second
    with room.connections.busy(first):
        room.open("10.0.0.3")
        assert room.ended == ["10.0.0.2"]
        room.connections.close(second)  # its end is heard of later
    room.open("10.0.0.4")
    room.open("10.0.0.5")
    assert (room.ended, len(room.connections)) == (["10.0.0.2", "10.0.0.3", "10.0.0.1"], 2)


def test_when_all_are_busy_there_is_no_seat() -> None:
    room = Room(most=2)
    seats = room.open("10.0.0.1", 2)
    assert seats[0] and seats[1]
    with room.connections.busy(seats[0]), room.connections.busy(seats[1]):
        assert room.open("10.0.0.2") == [None]
        room.connections.close(seats[1])
        assert room.open("10.0.0.2") != [None]
    assert len(room.connections) == 2


@each(
    ("peers", "kept"),
    [
        ([f"9.9.9.{number}" for number in range(100)], 100),
        (["9.9.9.9"] * 100, 24),
        (["::ffff:9.9.9.9"] * 100, 24),
        ([f"2620:fe:1:1::{number:x}" for number in range(100)], 24),
        ([f"2620:fe:1:{number:x}::1" for number in range(250)], 192),
        (["127.0.0.1"] * 100, 100),  # a proxy, and everybody behind it
        (["172.17.0.1"] * 100, 100),
        (["fd00::1"] * 100, 100),
        ([""] * 100, 100),
    ],
)
def test_so_many_for_one_client(peers: list[str], kept: int) -> None:
    room = Room()
    for peer in peers:
        room.open(peer)
    assert len(room.connections) == kept
    room.open("8.8.8.8", 24)
    assert len(room.connections) == kept + 24, "another client's are not touched"


def test_a_quarter_of_the_file_descriptors(monkeypatch: pytest.MonkeyPatch) -> None:
    counts: list[int] = []
    for limit in (resource.RLIM_INFINITY, 1_000_000, 1024, 400, 2):
        monkeypatch.setattr(resource, "getrlimit", lambda _, limit=limit: (limit, limit))
        counts.append(most_connections())
    assert counts == [256, 256, 256, 100, 1]


@pytest.fixture
async def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Site]:
    monkeypatch.setattr(connections, "MOST", 20)
    async with open_site(tmp_path) as site:
        yield site


@asynccontextmanager
async def held(port: int, count: int, said: bytes = b"") -> AsyncGenerator[list[Held]]:
    """So many connections that say that, and nothing more."""
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(count)]
    for _, writer in opened:
        writer.write(said)
    try:
        yield opened
    finally:
        for _, writer in opened:
            writer.close()


async def ends(connection: Held) -> bytes:
    """What the server says until it ends the connection."""
    try:
        return await asyncio.wait_for(connection[0].read(), 60)
    except ConnectionError:
        return b""


async def arrived(site: Site) -> None:
    """Wait until everything has arrived that was sent by now, and its effects are seen."""
    assert (await site.ask("GET", "/healthz", headers={"Connection": "close"})).status == 200


@pytest.mark.parametrize("said", [b"", b"G", BEGUN, WHOLE])
async def test_many_that_only_hold_theirs_lock_nobody_out(site: Site, said: bytes) -> None:
    async with held(site.port, 100, said) as opened:
        for _ in range(3):
            await arrived(site)
        for connection in opened[:80]:
            assert said == WHOLE or await ends(connection) == b""


@pytest.mark.parametrize("said", [b"", b"G", BEGUN, WHOLE])
async def test_headers_that_do_not_end_are_not_waited_for(
    site: Site, said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = LoopTime(monkeypatch)
    async with held(site.port, 1, said) as ((reader, writer),):
        if said == WHOLE:
            assert (await reader.readuntil(b"ok\n")).startswith(b"HTTP/1.1 200")
            writer.write(BEGUN)
        await arrived(site)
        ending = asyncio.create_task(ends((reader, writer)))
        time.ahead += 5
        await arrived(site)
        assert not ending.done()
        time.ahead += 5
        await arrived(site)
        assert ending.done() and await ending == b""


async def test_a_slow_body_has_the_time_of_a_body(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    time = LoopTime(monkeypatch)
    monkeypatch.setattr("web.body.SECONDS_TO_SEND", 30)
    own = f"POST /link/who HTTP/1.1\r\nHost: x\r\nOrigin: {site.origin}\r\nContent-Type: application/json\r\n"
    rest = "Content-Length: 20\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n{"
    async with held(site.port, 1, (own + rest).encode()) as (slow,):
        assert (await slow[0].readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 100 "), "the headers have arrived"
        await arrived(site)
        ending = asyncio.create_task(ends(slow))
        time.ahead += 15
        await arrived(site)
        assert not ending.done()
        time.ahead += 15
        assert (await ending).startswith(b"HTTP/1.1 408 ")


async def test_requests_one_after_the_other_keep_their_connection(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time to ask begins anew with each request, and does not run between them."""
    time = LoopTime(monkeypatch)
    async with held(site.port, 1) as ((reader, writer),):
        for _ in range(4):
            for part in (BEGUN, b"x\r\n", b"\r\n"):
                time.ahead += 2
                writer.write(part)
                await arrived(site)
            assert (await reader.readuntil(b"ok\n")).startswith(b"HTTP/1.1 200")
            time.ahead += 15
            await arrived(site)


async def test_the_real_bot_goes_on_under_hundreds_of_silent_connections(tmp_path: Path) -> None:
    """With 300 file descriptors, 371 connections took all that Discord and the database need.

    They come in lots: asyncio accepts up to 128 at once, before any of them can be ended.
    """
    given = texts()
    async with Discord().serve() as discord, running(tmp_path, given, discord.url, descriptors=300) as musubi:
        await discord.was_asked("READY", "")
        async with AsyncExitStack() as stack:
            for _ in range(8):
                await stack.enter_async_context(held(int(given["PORT"]), 50, BEGUN))
                async with aiohttp.ClientSession() as session, session.get(f"{given['PUBLIC_URL']}/healthz") as answer:
                    assert answer.status == 200
            await discord.slash("link")
            await discord.was_asked("PATCH", "/messages/@original")
        outcome = await musubi.end()
    assert (outcome.code, outcome.err) == (0, "")
