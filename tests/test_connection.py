"""The connection to Discord breaks, over real sockets: no answer is lost with it, and nobody is told of an error."""

import asyncio
import logging
import re
import socket
import struct
from collections.abc import AsyncGenerator, Callable
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yarl
from aiohttp import web
from discord.gateway import DiscordWebSocket
from discord.http import Route

from admin.terminal import ConnectionsInOneLine
from anilist import Scheduler
from bot import log_in, open_bot
from chat.client import Musubi
from chat.retries import NotTaken, repeat
from config import from_texts
from demo.anilist import TSUMUGI, StandIn
from demo.faults import Answer, Fault, reset_after, reset_before
from redaction import Secret
from tests.kit.cases import each
from tests.kit.lists import DEATH_NOTE
from tests.kit.people import linked
from tests.kit.processes import NOWHERE, ROOT, texts
from tests.kit.services import TOKEN, Discord

AOI = 400000000000000009
CALLBACK, ORIGINAL = ("POST", "/callback"), ("PATCH", "/messages/@original")


async def linux_reset(request: web.Request, _answer: Answer) -> web.Response:
    """Nothing was applied, and the connection ends as a machine ends it that knows of none (RST, errno 104)."""
    assert request.transport is not None
    peer: socket.socket = request.transport.get_extra_info("socket")
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return await reset_before(request, _answer)


async def linux_reset_after(request: web.Request, answer: Answer) -> web.Response:
    await answer()
    return await linux_reset(request, answer)


BREAKS: list[Fault] = [linux_reset, linux_reset_after, reset_before, reset_after]


class Wired:
    """Musubi with Discord behind sockets, and somebody who is linked."""

    def __init__(self, bot: Musubi, discord: Discord, anilist: StandIn) -> None:
        self.bot = bot
        self.discord = discord
        self._anilist = anilist
        self._tokens = count()

    def seen(self) -> int:
        """How much of Death Note AniList says that the person has seen."""
        entry = self._anilist.world.lists.entry_for(TSUMUGI.id, DEATH_NOTE)
        return entry.progress if entry else 0

    def new_token(self) -> str:
        return f"token-{next(self._tokens)}"

    async def watched(self) -> str:
        token = self.new_token()
        await self.discord.slash("watched", user_id=AOI, token=token, title=f"id:{DEATH_NOTE}")
        await self.answered(token)
        return token

    async def answered(self, token: str) -> None:
        async with asyncio.timeout(10):
            while token not in self.discord.shown and token not in self.discord.sent:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            await self.bot.let_end(seconds=5)

    def custom_id(self, token: str, start: str) -> str:
        return next(one for one in parts(self.discord.shown[token], "custom_id") if one.startswith(start))


def parts(message: Any, name: str) -> list[str]:
    """The values of `name` anywhere in `message`."""
    if isinstance(message, list):
        return [found for one in message for found in parts(one, name)]
    if not isinstance(message, dict):
        return []
    own = [str(message[name])] if name in message else []
    return own + [found for one in message.values() for found in parts(one, name)]


@pytest.fixture
async def wired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Wired]:
    anilist = StandIn(per_minute=None)
    async with Discord().serve() as discord, anilist.serve():
        monkeypatch.setattr(Route, "BASE", f"{discord.url}/api/v10")
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(f"ws{discord.url[4:]}/gateway"))
        paths = {"DATA_DIR": str(tmp_path / "data"), "SECRET_KEY_FILE": str(tmp_path / "musubi.key")}
        services = {"ANILIST_API_URL": anilist.api_url, "ANILIST_OAUTH_URL": anilist.oauth_url}
        settings, unhurried = from_texts({**texts(**services), **paths}), Scheduler(per_minute=10_000, gap=0)
        async with open_bot(settings, scheduler=unhurried) as bot, bot:
            bot._connection.guild_ready_timeout = 0.01
            await log_in(bot, Secret(TOKEN))
            connecting = asyncio.create_task(bot.connect())
            await bot.wait_until_ready()
            await bot.store.links.save(linked(TSUMUGI, AOI, bot.now()), Secret(anilist.token_for(TSUMUGI)))
            yield Wired(bot, discord, anilist)
            await bot.close()
            await connecting


async def test_an_answer_survives_a_connection_that_breaks(wired: Wired, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    for way in BREAKS:
        for where in (CALLBACK, ORIGINAL):
            before, note = wired.seen(), f"{way.__name__} at {where}"
            wired.discord.breaks.append((*where, way))
            token = await wired.watched()
            assert wired.discord.breaks == [], note
            assert wired.seen() == before + 1, note
            assert "Undo" in parts(wired.discord.shown[token], "label"), note
            assert wired.discord.sent == {}, note
            await undo_again(wired, token, where, way)
            assert wired.seen() == before, note
    assert caplog.records == []


async def undo_again(wired: Wired, token: str, where: tuple[str, str], way: Fault) -> None:
    pressed = wired.new_token()
    wired.discord.breaks.append((*where, way))
    undo = wired.custom_id(token, "musubi:undo")
    await wired.discord.press(wired.discord.shown[token], undo, user_id=AOI, token=pressed)
    await wired.answered(pressed)
    assert wired.discord.sent == {}


async def test_an_event_that_comes_twice_is_answered_once(wired: Wired, caplog: pytest.LogCaptureFixture) -> None:
    before, token = wired.seen(), wired.new_token()
    event = await wired.discord.slash("watched", user_id=AOI, token=token, title=f"id:{DEATH_NOTE}")
    await wired.discord.deliver(event)
    await wired.answered(token)
    await wired.discord.deliver(event)  # after a reconnection
    await wired.watched()  # it has been dealt with
    assert wired.seen() == before + 2
    answers = [what for _, what in wired.discord.heard[token]]
    assert answers == ["deferred", "answered"]
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_an_acknowledgement_without_an_answer_is_sent_again(wired: Wired) -> None:
    wired.discord.may_answer_callbacks.clear()
    before, token = wired.seen(), wired.new_token()
    await wired.discord.slash("watched", user_id=AOI, token=token, title=f"id:{DEATH_NOTE}")
    while len(wired.discord.heard.get(token, [])) < 2:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    wired.discord.may_answer_callbacks.set()
    await wired.answered(token)
    assert wired.seen() == before + 1
    assert "Undo" in parts(wired.discord.shown[token], "label")


@each("path", sorted((ROOT / "cogs").glob("*.py")))
def test_no_feature_sends_past_the_retries(path: Path) -> None:
    by_itself = re.findall(r"interaction\.(?:response|followup|edit_original|delete_original)\S*", path.read_text())
    assert by_itself == []


def test_what_discord_py_logs_of_it_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(one_line := ConnectionsInOneLine())
    for error in (ConnectionResetError("secret"), aiohttp.ServerDisconnectedError("secret"), ValueError("a bug")):
        logging.getLogger("discord.app_commands.tree").error("Ignoring exception for %r", "100%", exc_info=error)
    caplog.handler.removeFilter(one_line)
    assert [record.getMessage() for record in caplog.records] == [
        "Ignoring exception for '100%' (ConnectionResetError)",
        "Ignoring exception for '100%' (ServerDisconnectedError)",
        "Ignoring exception for '100%'",
    ]
    assert [record.exc_info is None for record in caplog.records] == [True, True, False]


async def test_what_would_stand_there_twice_is_sent_again_only_if_it_never_left() -> None:
    for error, tries in (("lost", 1), ("never left", 3)):
        sent: list[str] = []
        with pytest.raises(NotTaken):
            await repeat(failing(sent, error), if_lost=False, pauses=(0, 0))
        assert len(sent) == tries


async def test_a_try_that_hears_nothing_ends() -> None:
    sent: list[str] = []
    with pytest.raises(NotTaken, match="TimeoutError"):
        await repeat(failing(sent, "silence"), pauses=(0,), seconds=0.01)
    assert len(sent) == 2


def failing(sent: list[str], how: str) -> Callable[[], Any]:
    async def send() -> None:
        sent.append(how)
        if how == "silence":
            await asyncio.Event().wait()
        if how == "lost":
            raise aiohttp.ServerDisconnectedError
        async with aiohttp.ClientSession() as session, session.get(NOWHERE):
            pass

    return send
