"""The old release and the new one side by side on the same shard: Discord tells both, and one of them answers."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from aiohttp import web
from discord.ext import tasks

from admin.terminal import ConnectionsInOneLine
from cards.commands import command
from cards.emojis import PLAIN
from cards.list_buttons import GiveScore, Plus
from chat import retries
from chat.client import Musubi
from demo import faults
from library.cooldown import Cooldown
from store import GuildSettings, Process, ToldCommands
from tests.kit.lists import DEATH_NOTE
from tests.kit.loop_time import LoopTime
from tests.kit.servers import (
    COMMAND,
    MESSAGE,
    PRESS,
    SENT,
    a_server,
    a_user,
    an_interaction,
    from_menu,
    in_messages,
    server_id,
)
from tests.kit.services import AOI, Discord
from tests.kit.sharing import sharing
from tests.kit.wired import Wired, open_beside, open_wired, until
from version import VERSION

TYPING = 4  # the type of an interaction
DEATH: dict[str, Any] = {
    "id": "1",
    "name": "watched",
    "type": 1,
    "options": [{"name": "title", "type": 3, "value": "death", "focused": True}],
}
ACCOUNT: dict[str, Any] = {"id": "1", "name": "account", "type": 1, "options": []}


async def fails_after(_: web.Request, answer: Callable[[], Awaitable[web.StreamResponse]]) -> web.StreamResponse:
    """Take the request, and answer 502."""
    await answer()
    return web.Response(status=502)


class Pair:
    """Two processes on one shard."""

    def __init__(self, old: Wired, new: Musubi) -> None:
        self.old = old
        self.new = new

    async def both(self, kind: int, data: dict[str, Any], **where: Any) -> list[str]:
        """Send an interaction to both; returns what Discord heard about it, in order."""
        token = self.old.new_token()
        event = in_messages(a_user(AOI)) | where
        await self.old.discord.interact(kind, data, event, token)
        await until(lambda: "late" in [one.what for one in self.old.discord.heard.get(token, [])])
        await self.new.let_end(seconds=60)
        return [one.what for one in self.old.discord.heard[token]]

    async def command(self, name: str, **options: str) -> list[str]:
        given = [{"name": key, "type": 3, "value": value} for key, value in options.items()]
        return await self.both(COMMAND, {"id": "1", "name": name, "type": 1, "options": given})

    async def press(self, custom_id: str) -> list[str]:
        below = {"message": {**MESSAGE, "flags": 32768}}
        return await self.both(PRESS, {"custom_id": custom_id, "component_type": 2}, **below)


def release(number: int) -> Process:
    return Process(id=str(number), version=f"{number}.0.0", role="bot", shards=None, host="", key_id=b"")


def outcomes(bot: Musubi) -> set[str]:
    """How the interactions ended there."""
    return {outcome for *_, outcome in bot.interactions.counts}


def uploads_of(bot: Musubi) -> tasks.Loop[Any]:
    return bot.loops.by_task["upload our emojis"]


@pytest_asyncio.fixture
async def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Pair]:
    with sharing():
        async with open_wired(tmp_path, monkeypatch) as wired, open_beside(wired, monkeypatch) as new:
            yield Pair(wired, new)


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """The log as an admin has it."""
    caplog.handler.addFilter(ConnectionsInOneLine())
    caplog.set_level(logging.WARNING)
    return caplog


async def test_each_kind_of_interaction_is_answered_once(pair: Pair, log: pytest.LogCaptureFixture) -> None:
    wired = pair.old
    seen = wired.seen()
    heard = await pair.command("watched", title=f"id:{DEATH_NOTE}")
    assert sorted(heard) == ["answered", "deferred", "late"] and wired.seen() == seen + 1
    heard = await pair.press(Plus(DEATH_NOTE, seen + 2).custom_id)
    assert sorted(heard) == ["answered", "deferred", "late"] and wired.seen() == seen + 2
    assert sorted(await pair.press(GiveScore(DEATH_NOTE).custom_id)) == ["answered", "late"], "a form"
    field = {"type": 18, "component": {"type": 4, "custom_id": "score", "value": "7"}}
    form = {"custom_id": GiveScore(DEATH_NOTE).custom_id, "components": [field]}
    heard = await pair.both(SENT, form, message={**MESSAGE, "flags": 32768})
    assert sorted(heard) == ["answered", "deferred", "late"]
    assert sorted(await pair.both(TYPING, DEATH)) == ["answered", "late"]
    menu = wired.discord.commands["Delete reply"]
    assert "late" in await pair.both(COMMAND, from_menu(menu, MESSAGE))
    assert log.messages == []


async def test_a_lost_acknowledgement_is_no_other_process_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture
) -> None:
    """Discord's answer to the first try is lost, or is an error; then it says that there is a response."""
    async with open_wired(tmp_path, monkeypatch) as wired:
        for fault in (faults.reset_after, fails_after):
            wired.discord.breaks.append(("POST", "/callback", fault))
            seen = wired.seen()
            token = await wired.watched()
            assert [one.what for one in wired.discord.heard[token]] == ["deferred", "late", "answered"]
            assert wired.seen() == seen + 1
    assert log.messages == []


async def test_a_press_in_both_with_an_answer_lost_is_made_once(pair: Pair) -> None:
    """One of them can't know whether its own acknowledgement was the first, and goes on."""
    wired = pair.old
    seen = wired.seen()
    wired.discord.breaks.append(("POST", "/callback", faults.reset_after))
    await pair.press(Plus(DEATH_NOTE, seen + 1).custom_id)
    assert wired.seen() == seen + 1
    wired.discord.breaks.append(("POST", "/callback", faults.reset_after))
    await pair.command("watched", title=f"id:{DEATH_NOTE}")
    assert wired.seen() == seen + 2


async def test_an_error_before_the_acknowledgement_is_told_once(pair: Pair, log: pytest.LogCaptureFixture) -> None:
    for bot in (pair.old.bot, pair.new):
        bot.cooldown = Cooldown(at_once=0, a_second=0.001)
    assert sorted(await pair.command("account")) == ["answered", "late"]
    assert sorted(await pair.press(Plus(DEATH_NOTE, 1).custom_id)) == ["answered", "late"]
    assert log.messages == []


async def test_emojis_are_uploaded_once_and_those_of_the_other_release_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture
) -> None:
    discord = Discord()
    discord.emojis.add("watching_mu0badc0")
    with sharing():

        async def prepare(bot: Musubi) -> None:
            await bot.store.processes.beat(release(99))

        async with (
            open_wired(tmp_path, monkeypatch, discord, prepare) as wired,
            open_beside(wired, monkeypatch) as new,
        ):
            await asyncio.gather(*(uploads_of(bot)() for bot in (wired.bot, new)))
    assert len(discord.emojis.uploads) == len(PLAIN) and "watching_mu0badc0" in discord.emojis.names
    assert log.messages == []


@pytest.mark.parametrize("is_leaving", [False, True])
async def test_who_has_just_begun_or_is_about_to_end_lets_the_other_answer(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, *, is_leaving: bool
) -> None:
    monkeypatch.setattr(retries, "_SECONDS_TO_LET_GO_FIRST", 10)
    loop_time = LoopTime(monkeypatch)
    if is_leaving:
        await pair.new.finish(seconds=0)
    else:
        pair.new._known_shards.clear()
    pair.old.gateway.living.reverse()  # the new one hears of it first
    both = asyncio.create_task(pair.command("account"))
    await until(lambda: outcomes(pair.old.bot) == {"answered"})
    loop_time.ahead += 10
    await both
    assert outcomes(pair.new) == {"repeated"} and outcomes(pair.old.bot) == {"answered"}
    monkeypatch.setattr(retries, "_SECONDS_TO_LET_GO_FIRST", 0)
    discord, here, to_new = pair.old.discord, in_messages(a_user(AOI)), pair.old.gateway.sessions[0]
    for kind, data, heard in ((TYPING, DEATH, ["answered"]), (COMMAND, ACCOUNT, ["deferred", "answered"])):
        token = pair.old.new_token()
        await discord.deliver(an_interaction(len(token) + kind, kind, data, here, token), to_new)
        await until(lambda token=token: "answered" in [one.what for one in discord.heard.get(token, [])])
        await pair.new.let_end(seconds=60)
        assert [one.what for one in discord.heard[token]] == heard, "nobody else was there"


async def test_commands_are_those_of_the_newest_release_that_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def told_by(bot: Musubi) -> str | None:
        return (await bot.store.commands.told()).release

    with sharing():
        async with open_wired(tmp_path, monkeypatch) as wired:
            bot, discord = wired.bot, wired.discord
            assert await told_by(bot) == VERSION and command("list") == f"</list:{discord.commands['list']['id']}>"
            ours = discord.commands
            await bot.store.processes.beat(msgspec.structs.replace(release(99), version="99.0.0rc1"))
            await bot.store.commands.remember(ToldCommands("newer", {"list": 4711}, "99.0.0rc1"))
            discord.commands = {}
            async with open_beside(wired, monkeypatch) as restarted:
                assert discord.commands == {}, "an older release that starts again changes nothing"
                assert command("list") == "</list:4711>"
                again = restarted.loops.by_task["tell our commands after a newer release"]
                await again()
                assert discord.commands == {} and await told_by(bot) == "99.0.0rc1"
                await bot.store.processes.leave("99")
                await again()
                assert discord.commands == ours and await told_by(bot) == VERSION
                discord.commands = {}
                await again()
                assert discord.commands == {}, "once"


async def test_a_newer_release_tells_its_commands_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def prepare(bot: Musubi) -> None:
        await bot.store.processes.beat(release(0))
        await bot.store.commands.remember(ToldCommands("older", {}, "0.0.0"))

    with sharing():
        async with (
            open_wired(tmp_path, monkeypatch, prepare=prepare) as wired,
            open_beside(wired, monkeypatch) as newer,
        ):
            assert (await newer.store.commands.told()).release == VERSION


async def test_a_server_that_comes_and_goes_is_welcomed_once_and_forgotten(
    pair: Pair, log: pytest.LogCaptureFixture
) -> None:
    discord, bots, guild_id = pair.old.discord, (pair.old.bot, pair.new), server_id(0, 1)
    discord.takes_messages = True
    server = a_server(guild_id)
    server["members"][0]["joined_at"] = datetime.fromtimestamp(time.time() + 60, UTC).isoformat()
    discord.gateway.servers[guild_id] = server
    await discord.gateway.tell("GUILD_CREATE", server)
    await until(lambda: all(bot.get_guild(guild_id) for bot in bots))
    await pair.new.let_end(seconds=60)
    assert len(discord.posted[str(guild_id + 1)]) == 1
    await pair.new.store.guilds.put(guild_id, GuildSettings(is_social=False))
    await discord.gateway.remove_server(guild_id)
    await until(lambda: not any(bot.get_guild(guild_id) for bot in bots))
    await pair.new.let_end(seconds=60)
    assert await pair.new.store.guilds.known() == set()
    assert log.messages == []
