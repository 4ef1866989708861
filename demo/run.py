"""Everything on this machine: AniList, Discord, and Musubi between them. One address to open.

Knows the stand-ins; Musubi is handed in, so that it is wired nowhere else than in ``bot.py``.
"""

import asyncio
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import aiohttp

from config import Settings
from demo.anilist import CLUB, VISITORS, StandIn
from demo.anilist.media import all_media
from demo.anilist.resolve.media import cover_colour
from demo.channel import Channel, open_channel
from demo.club import CAST, settle
from demo.pictures import picture
from redaction import Secret


class OpenBot(Protocol):
    """``bot.open_bot``."""

    def __call__(self, settings: Settings, *, connector: aiohttp.BaseConnector) -> AbstractAsyncContextManager[Any]: ...


ServePages = Callable[[Any, Settings], AbstractAsyncContextManager[None]]
UntilStopped = Callable[[Coroutine[Any, Any, None]], Awaitable[None]]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Demo:
    """The demo while it runs."""

    bot: Any
    channel: Channel
    anilist: StandIn


async def run(open_bot: OpenBot, serve_pages: ServePages, until_stopped: UntilStopped, say: Say, *, port: int) -> None:
    """Serve the channel at `port`, Musubi's own pages at the next one, AniList at the one after that.

    Raises OSError when one of them is taken. What was remembered is gone at the end.
    """
    async with open_demo(open_bot, serve_pages, ports=(port, port + 1, port + 2)) as demo:
        say(f"\n  Open {demo.channel.url}\n\n  Type /link there. Nothing leaves this machine. Ctrl-C ends it.\n")
        await until_stopped(_forever())


@asynccontextmanager
async def open_demo(open_bot: OpenBot, serve_pages: ServePages, *, ports: tuple[int, int, int]) -> AsyncGenerator[Demo]:
    """The `ports` are the channel's, that of Musubi's pages, and AniList's."""
    port, settings_port, anilist_port = ports
    public_url = f"http://localhost:{settings_port}"
    anilist = StandIn(
        redirect_uri=f"{public_url}/callback",
        site_url=f"http://localhost:{anilist_port}",
        people=VISITORS,
        others=CLUB,
    )
    with tempfile.TemporaryDirectory(prefix="musubi-demo-") as folder:
        async with anilist.serve(anilist_port):
            settings = _settings(anilist, public_url, settings_port, Path(folder))
            # SimCord waits for connections that are kept alive; so none is.
            async with (
                open_bot(settings, connector=aiohttp.TCPConnector(force_close=True)) as bot,
                open_channel(bot, port=port, cast=CAST, assets=_pictures(anilist)) as channel,
                serve_pages(bot, settings),
            ):
                await settle(bot.store, bot.reader, anilist, settings, channel, bot.now)
                yield Demo(bot, channel, anilist)


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
    """The avatars and covers that cards may show; SimCord loads none by itself."""
    avatars = {f"avatar/{person.id}.png": picture(str(person.id), person.colour) for person in anilist.people}
    covers = {
        f"cover/{number}.png": picture(str(number), cover_colour(number), tile=23, rows=7) for number in all_media()
    }
    return {
        f"{anilist.site_url}/{path}": (path.replace("/", "-"), content) for path, content in (avatars | covers).items()
    }


async def _forever() -> None:
    await asyncio.Event().wait()
