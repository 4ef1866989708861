"""Three shards on a fake gateway, served by one process: every command on each, and which servers are forgotten."""

import asyncio
import logging
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord.shard
import msgspec
import pytest
from discord import RateLimited
from discord.gateway import DiscordWebSocket
from yarl import URL

import chat.shards
from bot import open_bot
from cards import link_notices
from cards.errors import OUR_FAULT
from chat.client import Musubi
from chat.expiry import ExpiryWarnings
from chat.interactions import write_to
from config import ShardRange, from_texts
from demo.anilist import JUNO, TSUMUGI
from library.cooldown import Cooldown
from redaction import Secret
from store import GuildSettings, Unwritable
from tests.kit.calls import CALLS
from tests.kit.people import DAY, linked
from tests.kit.processes import texts
from tests.kit.servers import MESSAGE, a_server, a_user, server_id
from tests.kit.services import AOI, Discord
from tests.kit.sharing import beside, run_out, sharing
from tests.kit.wired import Wired, open_wired, parts, until

SHARDS = 3
REN = a_user(400000000000000010, "ren")
REN_ID = int(REN["id"])
MENUS: dict[str, dict[str, Any]] = {
    "AniList profile": REN,
    "Compare taste": REN,
    "Find title": MESSAGE,
    "Delete reply": MESSAGE,
}
# One after the other, these say something else each time.
CHANGES = {"random", "watched", "edit", "rate", "remove", "favourite"}


HERE = [server_id(shard_id, SHARDS) for shard_id in range(SHARDS)]
GONE, SILENT = server_id(1, SHARDS, 1), server_id(1, SHARDS, 2)


class Pace:
    """A clock on which shards sleep without waiting."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        patch.setattr(chat.shards, "asyncio", SimpleNamespace(**{**vars(asyncio), "sleep": self.sleep}))

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        """First, what was sent before arrives."""
        for _ in range(50):
            await asyncio.sleep(0)
        self.now += seconds


def with_shards(patch: pytest.MonkeyPatch) -> Discord:
    discord = Discord()
    discord.takes_messages = True
    discord.gateway.shards = SHARDS
    discord.gateway.clock = Pace(patch)
    discord.gateway.servers = {guild_id: a_server(guild_id, [a_user(AOI), REN]) for guild_id in HERE}
    return discord


async def settle_in(wired: Wired) -> None:
    """Both people are linked, known on every server, and their lists are read; they may ask as fast as they like."""
    wired.bot.cooldown = Cooldown(at_once=10**6, a_second=10**6)
    store, now = wired.bot.store, wired.bot.now()
    await store.links.save(linked(JUNO, REN_ID, now), Secret(wired.anilist.token_for(JUNO)))
    for discord_id in (AOI, REN_ID):
        for guild_id in HERE:
            await store.members.record_use(discord_id, guild_id, now)
            await store.members.mark_told(discord_id, guild_id)
        link = await store.links.of(discord_id)
        assert link
        await wired.bot.parts.list_sync.start_sync(link, whole=True)


async def answer(wired: Wired, command: str, options: dict[str, Any], guild_id: int) -> str:
    """The words of the answer to a command, without times, and with a word for the server's ids."""
    token = wired.new_token()
    if command in MENUS:
        await wired.discord.choose(command, MENUS[command], guild_id=guild_id, token=token)
    else:
        await wired.discord.run(command, options, guild_id=guild_id, token=token)
    await wired.answered(token)
    card = wired.discord.sent.get(token, [None])[-1] or wired.discord.shown[token]
    words = re.sub(r"<t:\d+", "<t:", "\n".join(parts(card, "content")))
    return words.replace(str(guild_id), "SERVER").replace(str(guild_id + 1), "CHANNEL")


async def test_every_command_is_answered_on_every_shard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_wired(tmp_path, monkeypatch, with_shards(monkeypatch)) as wired:
        await settle_in(wired)
        rows = {call.command: call.options for call in reversed(CALLS.values()) if not call.then}
        for command, options in (rows | {name: {} for name in MENUS}).items():
            given = {name: REN if value == "@ren" else value for name, value in options.items()}
            answers = [await answer(wired, command, given, guild_id) for guild_id in HERE]
            assert all(answers) and OUR_FAULT not in "".join(answers), command
            assert len(set(answers)) == 1 or command in CHANGES, command
        assert {name.split()[0] for name in rows} | set(MENUS) == set(wired.discord.commands)
        assert set(wired.gateway.members_asked) == set(enumerate(HERE)), "each server's shard is asked"
        assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_direct_messages_need_no_shard_but_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_wired(tmp_path, monkeypatch, with_shards(monkeypatch)) as wired:
        expiring = linked(TSUMUGI, AOI, wired.bot.now())
        expiring = msgspec.structs.replace(expiring, expires_at=wired.bot.now() + 2 * DAY)
        await wired.bot.store.links.save(expiring, Secret(wired.anilist.token_for(TSUMUGI)))
        await ExpiryWarnings(wired.bot, wired.bot.store, wired.bot.now).round()
        await until(lambda: str(AOI) in wired.discord.posted)  # it may be the bot's own round that warns
        assert "Link again" in parts(wired.discord.posted[str(AOI)], "label")
        await wired.watched()
        told = [event["t"] for event in wired.gateway.sessions[0].events]
        assert told[-1] == "INTERACTION_CREATE"


def at_home(bot: Musubi) -> set[int]:
    return {guild.id for guild in bot.guilds}


async def remember(bot: Musubi, *guild_ids: int) -> None:
    """Admins of these servers have chosen something."""
    for guild_id in guild_ids:
        await bot.store.guilds.put(guild_id, GuildSettings(is_social=False))


async def test_a_shard_that_comes_back_doubles_nothing_and_forgets_whoever_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    discord = with_shards(monkeypatch)
    discord.gateway.servers |= {guild_id: a_server(guild_id) for guild_id in (GONE, SILENT)}
    async with open_wired(tmp_path, monkeypatch, discord) as wired:
        bot, gateway, store = wired.bot, wired.gateway, wired.bot.store
        await remember(bot, *HERE, GONE, SILENT)

        await gateway.ask_to_reconnect(1)
        token = wired.new_token()
        await discord.run("account", {}, guild_id=HERE[1], token=token)  # while the shard is away
        assert await answer(wired, "account", {}, HERE[2])
        await wired.answered(token)
        assert [heard.what for heard in discord.heard[token]] == ["deferred", "answered"]
        assert (gateway.resumed, gateway.begun) == ([1], [0, 1, 2])
        assert await store.guilds.known() == {*HERE, GONE, SILENT}

        del gateway.servers[GONE]
        gateway.outages.add(SILENT)
        await gateway.invalidate(1)
        await until(lambda: GONE not in at_home(bot))
        await bot.let_end(seconds=60)
        assert (gateway.begun, gateway.too_early) == ([0, 1, 2, 1], [])
        assert await store.guilds.known() == {*HERE, SILENT}
        assert at_home(bot) == {*HERE, SILENT}
        assert await answer(wired, "account", {}, HERE[1])

        await gateway.tell("GUILD_DELETE", {"id": str(HERE[0]), "unavailable": True})
        await gateway.remove_server(HERE[2])
        await until(lambda: HERE[2] not in at_home(bot))
        await bot.let_end(seconds=60)
        assert await store.guilds.known() == {HERE[0], HERE[1], SILENT}


async def test_it_works_only_while_every_shard_is_connected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_wired(tmp_path, monkeypatch, with_shards(monkeypatch)) as wired:
        assert await wired.bot.works()
        await wired.bot.shards[2].disconnect()
        assert wired.bot.is_ready() and not await wired.bot.works()
        await wired.bot.shards[2].connect()
        assert await wired.bot.works()


async def test_servers_of_other_shards_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process has the first two shards of three."""
    foreign = server_id(2, SHARDS, 1)

    async def prepare(bot: Musubi) -> None:
        bot.shard_ids, bot.shard_count = [0, 1], SHARDS
        await remember(bot, *HERE, GONE, foreign)

    discord = with_shards(monkeypatch)
    async with open_wired(tmp_path, monkeypatch, discord, prepare) as wired:
        await wired.bot.let_end(seconds=60)
        assert at_home(wired.bot) == {HERE[0], HERE[1]}
        assert await wired.bot.store.guilds.known() == {*HERE, foreign}


async def test_sessions_begin_as_slowly_as_discord_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    discord = with_shards(monkeypatch)
    async with open_wired(tmp_path, monkeypatch, discord) as wired:
        assert isinstance(discord.gateway.clock, Pace)
        assert (wired.gateway.begun, wired.gateway.too_early) == ([0, 1, 2], [])
        assert 10 <= discord.gateway.clock.now <= 12


async def test_a_shard_that_stays_away_keeps_no_other_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """discord.py brings shards back in one loop, and sleeps there after each failure."""
    connect = DiscordWebSocket.from_client
    pauses: list[float] = []
    refused = [1]
    is_over = asyncio.Event()

    async def hardly_reachable(*given: Any, shard_id: int, **more: Any) -> DiscordWebSocket:
        if shard_id == 0 or shard_id in refused:
            raise ConnectionRefusedError
        return await connect(*given, shard_id=shard_id, **more)

    async def second_sleep_is_long(seconds: float) -> None:
        pauses.append(seconds)
        refused.clear()
        if len(pauses) == 2:
            await is_over.wait()

    async with open_wired(tmp_path, monkeypatch, with_shards(monkeypatch)) as wired:
        monkeypatch.setattr(DiscordWebSocket, "from_client", hardly_reachable)
        sleeping = SimpleNamespace(**{**vars(asyncio), "sleep": second_sleep_is_long})
        monkeypatch.setattr(discord.shard, "asyncio", sleeping)
        await wired.gateway.ask_to_reconnect(0)
        await until(lambda: len(pauses) == 2)
        refused.append(1)  # once, so that it sleeps as well
        await wired.gateway.ask_to_reconnect(1)
        await wired.gateway.invalidate(2)
        try:
            await until(lambda: sorted(wired.gateway.begun) == [0, 1, 1, 2, 2])
            assert not wired.bot.is_connected() and wired.gateway.too_early == []
        except TimeoutError:
            is_over.set()  # a bot whose one loop sleeps could not be closed
            raise


async def test_a_connection_that_never_lasts_is_tried_with_pauses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """discord.py resumes at once, hundreds of times a second, and says nothing."""
    async with open_wired(tmp_path, monkeypatch, discord := with_shards(monkeypatch)) as wired:
        pace = discord.gateway.clock
        assert isinstance(pace, Pace)
        begun = pace.now
        await wired.gateway.refuse(4000, 1)
        await until(lambda: pace.now > begun + 60)
        wired.gateway.accept(1)
        # Stopped in the middle of a connection, discord.py would leave it open.
        await until(lambda: wired.gateway.begun == [0, 1, 2, 1])
    assert re.fullmatch(
        r"Discord ends the connection of shard 1 each time; the next try is in \d+ s", caplog.messages[0]
    )


async def test_sessions_that_are_lost_together_begin_one_after_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_wired(tmp_path, monkeypatch, with_shards(monkeypatch)) as wired:
        for shard_id in range(SHARDS):
            await wired.gateway.invalidate(shard_id)
        await until(lambda: len(wired.gateway.begun) == 2 * SHARDS)
        assert wired.gateway.too_early == []


async def test_the_pause_between_two_tries_has_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a night without a network, Musubi is back within a minute or so."""
    async with open_wired(tmp_path, monkeypatch) as wired:
        backoff = wired.bot.shards[0]._parent._backoff
        assert max(backoff.delay() for _ in range(100)) <= 64


async def test_a_start_outlasts_any_outage_of_the_gateway(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """discord.py calls itself for each try, and dies at about the 980th."""
    caplog.set_level(logging.CRITICAL, "discord.shard")
    tries: list[bool] = []

    async def unreachable(*_: object, initial: bool, **__: object) -> None:
        tries.append(initial)
        if len(tries) == 1100:
            raise asyncio.CancelledError
        raise ConnectionRefusedError

    monkeypatch.setattr(DiscordWebSocket, "from_client", unreachable)
    no_waiting = SimpleNamespace(**{**vars(asyncio), "sleep": Pace(monkeypatch).sleep})
    monkeypatch.setattr(discord.shard, "asyncio", no_waiting)
    paths = {"DATA_DIR": str(tmp_path / "data"), "SECRET_KEY_FILE": str(tmp_path / "musubi.key")}
    async with open_bot(from_texts(texts() | paths)) as bot, bot:
        with pytest.raises(asyncio.CancelledError):
            await bot.launch_shard(URL("ws://localhost"), 0, initial=True)
    assert tries == [True] + 1099 * [False]


async def test_no_session_begins_where_discord_would_reset_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    discord = with_shards(monkeypatch)
    discord.gateway.sessions_left = 2
    with pytest.raises(RateLimited):
        async with open_wired(tmp_path, monkeypatch, discord):
            pass
    assert discord.gateway.begun == []


async def test_processes_begin_sessions_one_after_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process has begun one in the bucket of shards 0 and 2 a moment ago."""
    discord, tries, tasks = with_shards(monkeypatch), list[float](), list[asyncio.Task[None]]()
    discord.gateway.concurrency = 2

    async def sleep(seconds: float) -> None:
        tries.append(seconds)
        await asyncio.sleep(0)

    async def prepare(bot: Musubi) -> None:
        assert await beside(bot.store).leases.take("identify:0", 60)
        monkeypatch.setattr(bot.store.leases, "_sleep", sleep)
        tasks.append(asyncio.create_task(let_go(bot)))

    async def let_go(bot: Musubi) -> None:
        await until(lambda: len(tries) > 99)
        assert discord.gateway.begun == []
        await run_out(bot.store, "identify:0")

    with sharing():
        async with open_wired(tmp_path, monkeypatch, discord, prepare) as wired:
            await tasks[0]
            assert wired.gateway.begun == [0, 1, 2]
            rows = await wired.bot.store.database.all("SELECT owner FROM leases WHERE name LIKE 'identify:%'")
            assert rows == [{"owner": wired.bot.store.process}] * 2


async def test_a_session_begins_without_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(*_: object) -> bool:
        raise Unwritable("it has stopped.")

    async def prepare(bot: Musubi) -> None:
        monkeypatch.setattr(bot.store.leases, "take", fails)

    async with open_wired(tmp_path, monkeypatch, with_shards(monkeypatch), prepare) as wired:
        assert wired.gateway.begun == [0, 1, 2]
    assert len([text for text in caplog.messages if text.endswith("at the same time. it has stopped.")]) == SHARDS


async def test_a_process_has_the_shards_that_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    discord = with_shards(monkeypatch)
    discord.gateway.sessions_left = 2
    async with open_wired(tmp_path, monkeypatch, discord, shards=ShardRange(1, 2, SHARDS)) as wired:
        assert wired.gateway.begun == [1, 2] and await wired.bot.works()
        assert at_home(wired.bot) == {HERE[1], HERE[2]}
        assert wired.bot.own_shards.owns(HERE[1]) and not wired.bot.own_shards.owns(HERE[0])
        assert not wired.bot.own_shards.has_direct_messages


async def test_a_process_for_pages_alone_logs_in_and_has_no_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    discord = with_shards(monkeypatch)
    async with open_wired(tmp_path, monkeypatch, discord, role="web") as wired:
        bot = wired.bot
        assert bot.is_set_up and await bot.works() and discord.commands == {}
        assert not bot.own_shards.owns(HERE[0]) and not bot.own_shards.has_direct_messages
        runs = {task for task, loop in bot.loops.by_task.items() if loop.is_running()}
        assert "forget what has expired" in runs and runs.isdisjoint(
            {"ask what airs", "tell what is new", "renew lists"}
        )
        assert await write_to(bot, AOI, link_notices.unlinked(linked(TSUMUGI, AOI, bot.now()))), "REST is there"
    assert discord.gateway.begun == []
