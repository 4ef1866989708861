"""Musubi's web server for tests: the real store, flow and pages over AniList's stand-in, without Discord."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import msgspec
import pytest

from anilist import AniList
from config import Network
from demo.anilist import CLIENT_ID, StandIn
from demo.discord_sign_in import DiscordStandIn
from linking import Linking, LinkingPerson
from redaction import Secret
from store import open_store
from tests.kit.ports import free_port
from tests.kit.template import furnish
from web.discord import DiscordSignIn
from web.server import create_app, serve

AOI = LinkingPerson(
    discord_id=400000000000000001, name="aoi", created_at=1_552_348_800, guild_id=7, guild_name="Anime Club"
)
REN = LinkingPerson(discord_id=400000000000000002, name="ren", created_at=1_640_000_000, guild_id=None, guild_name=None)


class Answer(msgspec.Struct):
    """The server's answer; a JSON `body` is decoded."""

    status: int
    body: Any
    headers: Mapping[str, str]


class Clock:
    """The real time, which a test can move forward."""

    def __init__(self) -> None:
        self.ahead = 0

    def __call__(self) -> int:
        return int(time.time()) + self.ahead


class HandedClock(Clock):
    """A clock that stands still until a test moves it."""

    def __call__(self) -> int:
        return 1_767_225_600 + self.ahead


class Site:
    """A served Musubi. `url` is its real address, `origin` the public address that it is configured with."""

    def __init__(
        self, url: str, origin: str, linking: Linking, stand_in: StandIn, session: aiohttp.ClientSession
    ) -> None:
        self.url = url
        self.origin = origin
        self.linking = linking
        self.stand_in = stand_in
        self.session = session
        self.discord: DiscordStandIn
        self.clock: Clock
        self.ready = True
        self.is_open = True

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 0

    async def begin(self, person: LinkingPerson = AOI) -> str:
        """Run /link as the person; returns the state."""
        invitation = await self.linking.begin(person)
        return parse_qs(urlsplit(invitation.url.reveal()).query)["state"][0]

    async def ask(self, method: str, path: str, **options: Any) -> Answer:
        async with self.session.request(method, self.url + path, allow_redirects=False, **options) as response:
            text = await response.text()
            is_json = response.content_type == "application/json"
            return Answer(response.status, json.loads(text) if is_json else text, response.headers)

    async def post(self, path: str, *, headers: dict[str, str] | None = None, **body: object) -> Answer:
        """Post as Musubi's own page does."""
        own = {"Origin": self.origin, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
        return await self.ask("POST", path, data=msgspec.json.encode(body), headers={**own, **(headers or {})})

    async def raw(self, data: bytes) -> Answer:
        """Write `data` to the port unchanged; returns the answer, read until the server closes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(data)
            async with asyncio.timeout(60):
                head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        finally:
            writer.close()
        status, *lines = head.decode().split("\r\n")
        return Answer(int(status.split()[1]), body.decode(), dict(line.split(": ", 1) for line in lines))

    async def unfinished(self) -> Answer:
        """Begin a body and send no more, when it has no time left."""
        own = f"POST /link/who HTTP/1.1\r\nHost: x\r\nOrigin: {self.origin}\r\nContent-Type: application/json\r\n"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("web.body.SECONDS_TO_SEND", 0)
            return await self.raw(f"{own}Content-Length: 20\r\nConnection: close\r\n\r\n{{".encode())

    async def _is_ready(self) -> bool:
        return self.ready


@asynccontextmanager
async def open_site(
    folder: Path,
    *,
    clock: Clock | None = None,
    grant: str = "implicit",
    with_sign_in: bool = False,
    https: bool = False,
    trusted_proxies: Sequence[Network] = (),
    contact: str | None = None,
) -> AsyncGenerator[Site, None]:
    """Serve a site. With `https` the site is configured as behind an HTTPS proxy; there is no proxy."""
    clock = clock or Clock()
    port = free_port()
    url = f"http://localhost:{port}"
    origin = "https://musubi.example.org" if https else url
    stand_in = StandIn(now=clock, per_minute=None, client_secret="of this test", redirect_uri=f"{url}/callback")
    discord = DiscordStandIn(
        [(AOI.discord_id, "aoi"), (REN.discord_id, "ren")], now=clock, redirect_uri=f"{url}/discord"
    )
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(stand_in.serve())
        await stack.enter_async_context(discord.serve())
        await furnish(folder / "data", folder / "key")
        store = await stack.enter_async_context(open_store(folder / "data", key_file=folder / "key", now=clock))
        session = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()))
        anilist = AniList(
            session,
            api_url=stand_in.api_url,
            oauth_url=stand_in.oauth_url,
            client_id=CLIENT_ID,
            client_secret=Secret(stand_in.app.client_secret) if grant == "code" else None,
            redirect_uri=stand_in.app.redirect_uri,
            referer=origin,
        )
        linking = Linking(
            anilist=anilist,
            links=store.links,
            attempts=store.attempts,
            pending_links=store.pending_links,
            leases=store.leases,
            signing_key=store.keys.derive("state"),
            client_id=CLIENT_ID,
            grant="code" if grant == "code" else "implicit",
            proof="discord" if with_sign_in else "code",
            now=clock,
        )
        site = Site(url, origin, linking, stand_in, session)
        site.discord, site.clock = discord, clock
        sign_in = DiscordSignIn(
            session,
            api_url=discord.api_url,
            client_id=lambda: discord.app.client_id,
            client_secret=Secret(discord.app.client_secret),
            redirect_uri=discord.app.redirect_uri,
        )
        app = create_app(
            linking=linking,
            sign_in=sign_in if with_sign_in else None,
            public_url=origin,
            trusted_proxies=trusted_proxies,
            ready=site._is_ready,
            is_open=lambda: site.is_open,
            now=clock,
            contact=contact,
        )
        await stack.enter_async_context(serve(app, "127.0.0.1", port))
        yield site
