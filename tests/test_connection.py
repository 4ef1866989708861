"""The connection to Discord breaks, over real sockets: no answer is lost with it, and nobody is told of an error."""

import asyncio
import logging
import re
import socket
import struct
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from discord.gateway import ReconnectWebSocket

from admin.terminal import ConnectionsInOneLine, OutagesOnce
from chat.retries import NotTaken, repeat
from demo.faults import Answer, Fault, reset_after, reset_before
from store import DatabaseAway, Unwritable
from tests.kit.cases import each
from tests.kit.lists import DEATH_NOTE
from tests.kit.processes import NOWHERE, ROOT
from tests.kit.services import AOI
from tests.kit.wired import Wired, open_wired, parts, until

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


@pytest.fixture
async def wired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Wired]:
    async with open_wired(tmp_path, monkeypatch) as wired:
        yield wired


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
    answers = [heard.what for heard in wired.discord.heard[token]]
    assert answers == ["deferred", "answered"]
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_an_acknowledgement_without_an_answer_is_sent_again(wired: Wired) -> None:
    wired.discord.may_answer_callbacks.clear()
    before, token = wired.seen(), wired.new_token()
    await wired.discord.slash("watched", user_id=AOI, token=token, title=f"id:{DEATH_NOTE}")
    await until(lambda: len(wired.discord.heard.get(token, [])) == 2)
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
    broken = (ConnectionResetError("secret"), aiohttp.ServerDisconnectedError("secret"), ReconnectWebSocket(0))
    for error in (*broken, ValueError("a bug")):
        logging.getLogger("discord.app_commands.tree").error("Ignoring exception for %r", "100%", exc_info=error)
    caplog.handler.removeFilter(one_line)
    assert [record.getMessage() for record in caplog.records] == [
        "Ignoring exception for '100%' (ConnectionResetError)",
        "Ignoring exception for '100%' (ServerDisconnectedError)",
        "Ignoring exception for '100%' (ReconnectWebSocket)",
        "Ignoring exception for '100%'",
    ]
    assert [record.exc_info is None for record in caplog.records] == [True, True, True, False]


def test_an_outage_of_the_database_is_said_by_its_engine_alone(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(outages_once := OutagesOnce())
    away = DatabaseAway("postgresql://db can't be reached.")
    logging.getLogger("chat.loops").error("Could not %s; trying again in the next round. %s", "renew lists", away)
    logging.getLogger("store.postgresql_driver").error("%s Musubi goes on by itself.", away)
    logging.getLogger("chat.loops").error("Could not %s: %s", "renew lists", Unwritable("The disk is full."))
    caplog.handler.removeFilter(outages_once)
    assert [record.getMessage() for record in caplog.records] == [
        "postgresql://db can't be reached. Musubi goes on by itself.",
        "Could not renew lists: The disk is full.",
    ]


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
