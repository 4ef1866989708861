"""The demo: AniList, Discord, and Musubi between them on this machine. One address to open.

Knows the stand-ins. Musubi is passed in, so that ``bot.py`` alone wires it.
"""

import asyncio
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import aiohttp

from anilist import RequestQueue, Scheduler
from config import Settings
from demo.anilist import CLUB, VISITORS, StandIn
from demo.anilist.cast import cast
from demo.anilist.cast.persons import portrait
from demo.anilist.dashboard import SEQUEL
from demo.anilist.media import all_media
from demo.anilist.posters import poster
from demo.channel import LEAPS, Channel, ChannelWorld, Clock, open_channel
from demo.club import CAST, next_episode, settle
from demo.pictures import picture
from redaction import Secret


class OpenBot(Protocol):
    """The signature of ``bot.open_bot``."""

    def __call__(
        self,
        settings: Settings,
        *,
        now: Callable[[], int],
        connector: aiohttp.BaseConnector,
        scheduler: Scheduler,
    ) -> AbstractAsyncContextManager[Any]: ...


ServePages = Callable[[Any, Settings], AbstractAsyncContextManager[None]]
UntilStopped = Callable[[Coroutine[Any, Any, None]], Awaitable[None]]
Say = Callable[[str], None]


class Demo:
    """Musubi in the demo: it runs on the demo's clock, and can be restarted. `channel` is set once it is open."""

    channel: Channel

    def __init__(
        self, open_bot: OpenBot, serve_pages: ServePages, settings: Settings, anilist: StandIn, clock: Clock
    ) -> None:
        self.settings = settings
        self.anilist = anilist
        self.clock = clock
        self.bot: Any = None
        self._open_bot = open_bot
        self._serve_pages = serve_pages
        self._parts = AsyncExitStack()
        self._pages = AsyncExitStack()

    async def open(self) -> None:
        """Open the bot with all its parts; the channel starts it."""
        bot = self._open_bot(
            self.settings,
            now=self.clock,
            # SimCord waits for connections that are kept alive, and makes seconds of a short sleep.
            connector=aiohttp.TCPConnector(force_close=True),
            scheduler=Scheduler(RequestQueue(gap=0, monotonic=self.clock.exact)),
        )
        self.bot = await self._parts.enter_async_context(bot)

    async def close(self) -> None:
        await self._parts.aclose()

    @asynccontextmanager
    async def serving_pages(self) -> AsyncGenerator[None]:
        """Serve Musubi's own pages; the bot must be started."""
        await self._pages.enter_async_context(self._serve_pages(self.bot, self.settings))
        try:
            yield
        finally:
            await self._pages.aclose()

    async def restart(self, world: ChannelWorld) -> None:
        """Stop Musubi and start another on the same data."""
        await self._pages.aclose()
        await self.close()
        await self.open()
        await world.restart(self.bot)
        with world.env.time_context():
            await self._pages.enter_async_context(self._serve_pages(self.bot, self.settings))


async def run(open_bot: OpenBot, serve_pages: ServePages, until_stopped: UntilStopped, say: Say, *, port: int) -> None:
    """Serve the channel at `port`, Musubi's own pages at `port` + 1, AniList at `port` + 2.

    Raises OSError when a port is taken. All data is deleted at the end.
    """
    async with open_demo(open_bot, serve_pages, ports=(port, port + 1, port + 2)) as demo:
        say(f"\n  Open {demo.channel.url}\n\n  Type /link there. Nothing leaves this machine. Ctrl-C ends it.\n")
        await until_stopped(_forever())


@asynccontextmanager
async def open_demo(open_bot: OpenBot, serve_pages: ServePages, *, ports: tuple[int, int, int]) -> AsyncGenerator[Demo]:
    """Open the demo; `ports` are those of the channel, of Musubi's pages, and of AniList."""
    port, settings_port, anilist_port = ports
    public_url, clock = f"http://localhost:{settings_port}", Clock()
    anilist = StandIn(
        now=clock,
        redirect_uri=f"{public_url}/callback",
        site_url=f"http://localhost:{anilist_port}",
        people=VISITORS,
        others=CLUB,
        lively=CLUB,
    )
    anilist.world.editors.withhold(SEQUEL)
    with tempfile.TemporaryDirectory(prefix="musubi-demo-") as folder:
        async with anilist.serve(anilist_port):
            settings = _settings(anilist, public_url, settings_port, Path(folder))
            async with _open(Demo(open_bot, serve_pages, settings, anilist, clock), port) as demo:
                await settle(demo.bot.store, demo.bot.parts.title_loading, anilist, settings, demo.channel.world, clock)
                yield demo


@asynccontextmanager
async def _open(demo: Demo, port: int) -> AsyncGenerator[Demo]:
    await demo.open()
    try:
        async with (
            open_channel(
                demo.bot,
                port=port,
                cast=CAST,
                assets=_pictures(demo.anilist),
                clock=demo.clock,
                leaps={
                    **LEAPS,
                    "Next episode": lambda person, now: next_episode(demo.bot.store, demo.anilist, person, now),
                },
                beside={"AniList on this machine": demo.anilist.site_url},
                restart=demo.restart,
            ) as demo.channel,
            demo.serving_pages(),
        ):
            yield demo
    finally:
        await demo.close()


def _settings(anilist: StandIn, public_url: str, port: int, folder: Path) -> Settings:
    return Settings(
        discord_token=Secret("demo"),
        anilist_client_id=anilist.app.client_id,
        public_url=public_url,
        port=port,
        data_dir=folder / "data",
        secret_key_file=folder / "musubi.key",
        anilist_api_url=anilist.api_url,
        anilist_oauth_url=anilist.oauth_url,
    )


def _pictures(anilist: StandIn) -> dict[str, tuple[str, bytes]]:
    """The avatars, covers and portraits that cards may show; SimCord itself fetches none."""
    avatars = {f"avatar/{person.id}.png": picture(str(person.id), person.colour) for person in anilist.people}
    covers = {f"cover/{number}.png": poster(number) for number in all_media()}
    people = (("character", cast().characters), ("staff", cast().staff))
    portraits = {f"{kind}/{who.id}.png": portrait(who) for kind, among in people for who in among.values()}
    drawn = avatars | covers | {path: content for path, content in portraits.items() if content}
    return {f"{anilist.site_url}/{path}": (path.replace("/", "-"), content) for path, content in drawn.items()}


async def _forever() -> None:
    await asyncio.Event().wait()
