"""Musubi on real sockets: discord.py with its shards at a fake Discord, and AniList's stand-in; time is real."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, nullcontext
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yarl
from discord.gateway import DiscordWebSocket, KeepAliveHandler
from discord.http import Route

from anilist import RequestQueue, Scheduler
from bot import log_in, open_bot
from chat.client import Musubi
from config import Settings, from_texts
from demo.anilist import TSUMUGI, StandIn
from redaction import Secret
from tests.kit.lists import DEATH_NOTE
from tests.kit.people import linked
from tests.kit.processes import texts
from tests.kit.services import AOI, TOKEN, Discord
from tests.kit.sharing import beside, run_out


class Wired:
    """Musubi with Discord behind sockets, and somebody who is linked."""

    def __init__(self, bot: Musubi, discord: Discord, anilist: StandIn, settings: Settings) -> None:
        self.bot = bot
        self.settings = settings
        self.discord = discord
        self.gateway = discord.gateway
        self.anilist = anilist
        self._tokens = count()

    def seen(self) -> int:
        """How much of Death Note AniList says that the person has seen."""
        entry = self.anilist.world.lists.entry_for(TSUMUGI.id, DEATH_NOTE)
        return entry.progress if entry else 0

    def new_token(self) -> str:
        return f"token-{next(self._tokens)}"

    async def watched(self) -> str:
        token = self.new_token()
        await self.discord.slash("watched", user_id=AOI, token=token, title=f"id:{DEATH_NOTE}")
        await self.answered(token)
        return token

    async def answered(self, token: str) -> None:
        await until(lambda: token in self.discord.shown or token in self.discord.sent)
        await self.bot.let_end(seconds=60)

    def custom_id(self, token: str, start: str) -> str:
        return next(one for one in parts(self.discord.shown[token], "custom_id") if one.startswith(start))


async def until(holds: Callable[[], bool]) -> None:
    """Let everything else run until `holds` is true. Time is real here, so it rests in between."""
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def parts(message: Any, name: str) -> list[str]:
    """The values of `name` anywhere in `message`."""
    if isinstance(message, list):
        return [found for one in message for found in parts(one, name)]
    if not isinstance(message, dict):
        return []
    own = [str(message[name])] if name in message else []
    return own + [found for one in message.values() for found in parts(one, name)]


@asynccontextmanager
async def open_wired(
    folder: Path,
    patch: pytest.MonkeyPatch,
    discord: Discord | None = None,
    prepare: Callable[[Musubi], Any] | None = None,
    **changes: Any,
) -> AsyncGenerator[Wired]:
    """`discord` may know servers and shards; `prepare` is done before the connection. `changes` are of the settings."""
    anilist, discord = StandIn(per_minute=None), discord or Discord()
    async with discord.serve(), anilist.serve():
        patch.setattr(Route, "BASE", f"{discord.url}/api/v10")
        patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(discord.gateway.url))
        paths = {"DATA_DIR": str(folder / "data"), "SECRET_KEY_FILE": str(folder / "musubi.key")}
        services = {"ANILIST_API_URL": anilist.api_url, "ANILIST_OAUTH_URL": anilist.oauth_url}
        settings = msgspec.structs.replace(from_texts({**texts(**services), **paths}), **changes)
        unhurried = Scheduler(RequestQueue(per_minute=10_000, gap=0))
        async with open_bot(settings, scheduler=unhurried) as bot, _connected(bot, prepare):
            await bot.store.links.save(linked(TSUMUGI, AOI, bot.now()), Secret(anilist.token_for(TSUMUGI)))
            yield Wired(bot, discord, anilist, settings)


@asynccontextmanager
async def open_beside(
    wired: Wired, patch: pytest.MonkeyPatch, prepare: Callable[[Musubi], Any] | None = None
) -> AsyncGenerator[Musubi]:
    """The bot of another process on the same database, as :func:`tests.kit.sharing.sharing` allows."""
    store = beside(wired.bot.store)
    await run_out(store, "identify:0")  # as if the other one had begun its session long ago
    unhurried = Scheduler(RequestQueue(per_minute=10_000, gap=0))
    with patch.context() as theirs:
        theirs.setattr("bot.open_store", lambda *_, **__: nullcontext(store))
        opening = open_bot(wired.settings, scheduler=unhurried)
        async with opening as bot, _connected(bot, prepare):
            yield bot
    await store.leases.finish()


@asynccontextmanager
async def _connected(bot: Musubi, prepare: Callable[[Musubi], Any] | None) -> AsyncGenerator[None]:
    async with bot:
        bot._connection.guild_ready_timeout = 0.01
        await log_in(bot, Secret(TOKEN))
        if prepare:
            await prepare(bot)
        if not bot.has_gateway:
            yield
            return
        connecting = asyncio.create_task(bot.connect())
        await _until_ready(bot, connecting)
        yield
        await bot.close()
        await connecting
        _end_heartbeats()


def _end_heartbeats() -> None:
    """A shard that is cut off while it comes back leaves its thread, which would send to a loop that is gone."""
    for thread in threading.enumerate():
        if isinstance(thread, KeepAliveHandler):
            thread.stop()


async def _until_ready(bot: Musubi, connecting: asyncio.Task[None]) -> None:
    """Wait for all shards. Raises the error that ends the connection."""
    waiting = asyncio.create_task(bot.wait_until_ready())
    await asyncio.wait({waiting, connecting}, timeout=60, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if connecting.done():
        connecting.result()
    assert bot.is_ready(), "not every shard is there"
