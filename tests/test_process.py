"""A running Musubi is told to stop (R8), and a second one is refused (R9): whole processes, whole links."""

import asyncio
import hashlib
import os
import random
import signal
import socket
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from admin.process import until_stopped
from bot import open_bot
from cards.errors import CUT_OFF, RESTARTING
from config import from_texts
from demo.anilist import PEOPLE, StandIn
from demo.faults import Hang
from redaction import Secret
from store import open_store
from tests.kit.fleet import until
from tests.kit.fleet_people import residents
from tests.kit.importing import MOVED, Saving, begin
from tests.kit.load import WHO_CANCEL, WHO_LINK, Load
from tests.kit.people import linked
from tests.kit.processes import SECONDS_TO_END, outcome_of, running, started, texts
from tests.kit.services import Discord

AOI, NEWCOMER = 400000000000000009, PEOPLE[0]


@pytest.fixture
async def discord() -> AsyncIterator[Discord]:
    async with Discord().serve() as discord:
        yield discord


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_cleanly(tmp_path: Path, discord: Discord, number: signal.Signals) -> None:
    async with running(tmp_path, texts(), discord.url) as musubi:
        await discord.was_asked("READY", "")
        outcome = await musubi.end(number)
    assert (outcome.code, outcome.err) == (0, "")


async def test_a_start_can_be_stopped(tmp_path: Path, discord: Discord) -> None:
    discord.speaks.clear()
    async with started(tmp_path, texts(), discord_url=discord.url) as musubi:
        await discord.was_asked("GET", "/users/@me")
        outcome = await musubi.end()
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")


async def test_a_gateway_that_says_nothing_more_is_not_waited_for(tmp_path: Path, discord: Discord) -> None:
    discord.gateway.hears = False
    async with running(tmp_path, texts(), discord.url) as musubi:
        await discord.was_asked("READY", "")
        outcome = await musubi.end()
    assert (outcome.code, outcome.err) == (0, "")


async def test_what_discord_ends_for_good_is_said(tmp_path: Path, discord: Discord) -> None:
    async with running(tmp_path, texts(), discord.url) as musubi:
        await discord.was_asked("READY", "")
        await discord.gateway.refuse(4004)
        outcome = await musubi.ended()
    assert outcome.code == 2
    assert outcome.err.startswith("Discord ended the connection for good (code 4004)")
    assert outcome.err.count("\n") == 1


async def test_an_event_that_is_being_handled_is_handled_before_the_end(tmp_path: Path) -> None:
    async with open_bot(
        from_texts(texts(DATA_DIR=str(tmp_path / "data"), SECRET_KEY_FILE=str(tmp_path / "key")))
    ) as bot:
        async with bot:
            bot.dispatch("shard_ready", 0)
            await bot.finish(seconds=3)
            assert _handlers() == []
        bot.dispatch("shard_ready", 0)  # as discord.py does by itself, two seconds after it is
        assert _handlers() == []


def _handlers() -> list[str]:
    """The events that are being handled."""
    return [name for task in asyncio.all_tasks() if (name := task.get_name()).startswith("discord.py")]


async def test_an_acknowledged_command_is_answered_before_the_end(tmp_path: Path, discord: Discord) -> None:
    given = texts()
    async with running(tmp_path, given, discord.url) as musubi:
        await discord.was_asked("READY", "")
        discord.may_answer_callbacks.clear()
        await discord.slash("link")
        await discord.was_asked("POST", "/callback")
        musubi.process.send_signal(signal.SIGTERM)
        await _closed(int(given["PORT"]))
        discord.may_answer_callbacks.set()
        await discord.was_asked("PATCH", "/messages/@original")
        outcome = await musubi.ended()
    assert (outcome.code, outcome.err) == (0, "")
    assert len(_rows(tmp_path, "SELECT * FROM attempts")) == 1


async def test_a_link_that_anilist_keeps_waiting_can_be_tried_again_after_the_end(
    tmp_path: Path, discord: Discord
) -> None:
    async with AsyncExitStack() as stack:
        load = await Load.prepared(tmp_path, stack)
        asked = load.keep_anilist_waiting()
        musubi = await stack.enter_async_context(running(tmp_path, load.settings, discord.url))
        browsing = asyncio.create_task(load.browse(linking=WHO_LINK + WHO_CANCEL, cancelling=0))
        await asyncio.wait_for(asked.wait(), 60)
        outcome = await musubi.end()
        await browsing
    assert (outcome.code, outcome.err) == (0, "")
    assert _rows(tmp_path, "SELECT * FROM attempts WHERE used_at IS NOT NULL") == []


@pytest.mark.parametrize(
    ("command", "hangs", "said"),
    [
        ("anime", "Media", RESTARTING),
        ("favourite", "ToggleFavourite", CUT_OFF),
    ],
)
async def test_who_waits_for_anilist_at_the_end_is_told(
    tmp_path: Path, discord: Discord, command: str, hangs: str, said: str
) -> None:
    anilist, hang, title = StandIn(per_minute=None), Hang(), {"title": "id:1535"}
    async with anilist.serve():
        given = texts(ANILIST_API_URL=anilist.api_url, ANILIST_OAUTH_URL=anilist.oauth_url)
        paths = {"DATA_DIR": str(tmp_path / "data"), "SECRET_KEY_FILE": str(tmp_path / "musubi.key")}
        async with open_bot(from_texts({**given, **paths})) as bot:
            await bot.store.links.save(linked(NEWCOMER, AOI, bot.now()), Secret(anilist.token_for(NEWCOMER)))
        anilist.faults.arm(hang, operation=hangs, times=9)
        async with running(tmp_path, given, discord.url) as musubi:
            await discord.was_asked("READY", "")
            await discord.slash(command, user_id=AOI, token="first", **title)
            await asyncio.wait_for(hang.reached.wait(), 60)
            await discord.slash(command, user_id=AOI, token="second", **title)
            await discord.was_asked("POST", "/second/callback")
            outcome = await musubi.end()
        hang.release()
    assert (outcome.code, outcome.err) == (0, "")
    assert said in str(discord.sent["first"])
    assert RESTARTING in str(discord.sent["second"])


async def test_asking_again_hurries_nothing() -> None:
    steps: list[str] = []

    async def work() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.Event().wait()
        finally:
            os.kill(os.getpid(), signal.SIGINT)
            for _ in range(10):  # turns of the loop in which the second signal arrives
                await asyncio.sleep(0.01)
            steps.append("tidied up")

    await until_stopped(work())
    assert steps == ["tidied up"]


async def test_work_that_ends_by_itself_ends_it_all() -> None:
    async def work(error: Exception | None) -> None:
        if error:
            raise error

    await until_stopped(work(None))
    with pytest.raises(OSError, match="the end"):
        await until_stopped(work(OSError("the end")))


async def test_a_second_process_is_refused_and_harms_nothing(tmp_path: Path, discord: Discord) -> None:
    given = texts()
    async with running(tmp_path, given, discord.url) as first:
        second = await outcome_of(tmp_path, texts(), discord_url=discord.url)
        assert second.code == 2
        assert second.err == "Another Musubi runs on the data folder data: stop it first.\n"
        async with aiohttp.ClientSession() as session, session.get(f"{given['PUBLIC_URL']}/healthz") as answer:
            assert await answer.text() == "ok\n"
        assert (await first.end()).code == 0


@pytest.mark.parametrize("seed", [*range(5), *(pytest.param(n, marks=pytest.mark.long) for n in range(5, 100))])
async def test_what_was_answered_before_the_signal_is_kept(tmp_path: Path, discord: Discord, seed: int) -> None:
    chance = random.Random(seed)
    async with AsyncExitStack() as stack:
        load = await Load.prepared(tmp_path, stack)
        musubi = await stack.enter_async_context(running(tmp_path, load.settings, discord.url))
        browsing = asyncio.create_task(load.browse())
        await load.answered(chance.randrange(1, WHO_LINK + WHO_CANCEL))
        outcome = await musubi.end(chance.choice([signal.SIGTERM, signal.SIGINT]))
        await browsing
    assert (outcome.code, outcome.err) == (0, "")
    assert load.refused == []
    assert _rows(tmp_path, "PRAGMA integrity_check") == [("ok",)]
    ended = {row[0] for row in _rows(tmp_path, "SELECT state_hash FROM attempts WHERE ended_at IS NOT NULL")}
    assert {hashlib.sha256(state.encode()).digest() for state in load.cancelled} <= ended
    async with open_store(tmp_path / "data", key_file=tmp_path / "musubi.key") as store:  # the lock is released
        for discord_id, anilist_id in load.linked.items():
            link, token = await store.links.of(discord_id), await store.links.token(discord_id)
            assert link and link.anilist_id == anilist_id
            assert token and token.reveal() == load.tokens[anilist_id]


async def test_an_import_goes_on_after_a_kill(tmp_path: Path, discord: Discord) -> None:
    (aoi,) = residents(1)
    anilist = StandIn(per_minute=None, others=[aoi.anilist])
    async with anilist.serve():
        saving, given = Saving(anilist), texts(ANILIST_API_URL=anilist.api_url, ANILIST_OAUTH_URL=anilist.oauth_url)
        async with open_store(tmp_path / "data", key_file=tmp_path / "musubi.key") as store:
            await begin(store, anilist, aoi)
        async with running(tmp_path, given, discord.url) as musubi:
            await until(saving.begun.is_set, "a request has changed the list")
            musubi.process.kill()
        async with running(tmp_path, given, discord.url) as musubi:
            await until(lambda: _rows(tmp_path, "SELECT state FROM imports") == [("done",)], "it has gone on")
            assert (await musubi.end()).code == 0
        saving.over.set()
    assert saving.saved == Counter(MOVED)
    assert _rows(tmp_path, "SELECT state, count(*) FROM import_entries GROUP BY state") == [("done", len(MOVED))]


async def _closed(port: int) -> None:
    """Returns when nobody listens at `port` any more.

    It does not knock: a connection that comes in the moment of closing is left open by asyncio of Python 3.11.
    """
    async with asyncio.timeout(SECONDS_TO_END):
        while not _is_free(port):  # noqa: ASYNC110  (another process sets no event)
            await asyncio.sleep(0.01)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "data" / "musubi.db")) as database:
        return database.execute(sql).fetchall()
