"""A running Musubi is told to stop (R8), and a second one is refused (R9): whole processes, whole links."""

import asyncio
import hashlib
import os
import random
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot import open_bot, until_stopped
from config import from_texts
from demo import faults
from demo.anilist import PEOPLE, StandIn
from demo.anilist import Person as AniListPerson
from demo.discord_sign_in import DiscordStandIn
from linking import Person
from store import open_store
from tests.processes import SECONDS_TO_END, outcome_of, running, started, texts
from tests.services import Discord
from tests.world import free_port

FIRST_ID = 400000000000000001
WHO_LINK = 6
WHO_CANCEL = 30


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
    discord.is_silent = True
    async with started(tmp_path, texts(), discord_url=discord.url) as musubi:
        await discord.was_asked("GET", "/users/@me")
        outcome = await musubi.end()
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")


async def test_a_gateway_that_says_nothing_more_is_not_waited_for(tmp_path: Path, discord: Discord) -> None:
    discord.hears = False
    async with running(tmp_path, texts(), discord.url) as musubi:
        await discord.was_asked("READY", "")
        outcome = await musubi.end()
    assert (outcome.code, outcome.err) == (0, "")


async def test_what_discord_ends_for_good_is_said(tmp_path: Path, discord: Discord) -> None:
    async with running(tmp_path, texts(), discord.url) as musubi:
        await discord.was_asked("READY", "")
        await discord.hang_up(4004)
        outcome = await musubi.ended()
    assert outcome.code == 2
    assert outcome.err.startswith("Discord ended the connection for good (code 4004)")
    assert outcome.err.count("\n") == 1


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
        load.anilist.faults.arm(faults.delay(SECONDS_TO_END), operation="Viewer")
        musubi = await stack.enter_async_context(running(tmp_path, load.settings, discord.url))
        browsing = asyncio.create_task(load.browse(linking=1, cancelling=0))
        await load.anilist_was_asked()
        outcome = await musubi.end()
        await browsing
    assert (outcome.code, outcome.err) == (0, "")
    assert _rows(tmp_path, "SELECT * FROM attempts WHERE used_at IS NOT NULL") == []


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
    used = {row[0] for row in _rows(tmp_path, "SELECT state_hash FROM attempts WHERE used_at IS NOT NULL")}
    assert {hashlib.sha256(state.encode()).digest() for state in load.cancelled} <= used
    async with open_store(tmp_path / "data", key_file=tmp_path / "musubi.key") as store:  # the lock is released
        for discord_id, anilist_id in load.linked.items():
            link, token = await store.links.of(discord_id), await store.links.token(discord_id)
            assert link and link.anilist_id == anilist_id
            assert token and token.reveal() == load.tokens[anilist_id]


class Load:
    """Browsers that link by Discord sign-in, each to an AniList account of its own, and browsers that cancel."""

    def __init__(self, settings: dict[str, str], anilist: StandIn, sign_in: DiscordStandIn) -> None:
        self.settings = settings
        self.linked: dict[int, int] = {}
        self.cancelled: list[str] = []
        self.refused: list[int] = []
        self.tokens = {person.id: anilist.token_for(person) for person in PEOPLE}
        self.anilist = anilist
        self._sign_in = sign_in
        self._states: list[str] = []
        self._answers = asyncio.Semaphore(0)

    @classmethod
    async def prepared(cls, folder: Path, stack: AsyncExitStack) -> "Load":
        """Everybody has run /link."""
        port = free_port()
        url = f"http://localhost:{port}"
        names = [(FIRST_ID + at, f"member{at}") for at in range(WHO_LINK + WHO_CANCEL)]
        anilist = StandIn(per_minute=None, redirect_uri=f"{url}/callback")
        sign_in = DiscordStandIn(names, redirect_uri=f"{url}/discord", client_id="930000000000000001")
        await stack.enter_async_context(anilist.serve())
        settings = texts(
            PORT=str(port),
            PUBLIC_URL=url,
            TRUSTED_PROXIES="127.0.0.1",
            ANILIST_API_URL=anilist.api_url,
            ANILIST_OAUTH_URL=anilist.oauth_url,
            DISCORD_API_URL=await stack.enter_async_context(sign_in.serve()),
            DISCORD_CLIENT_SECRET=sign_in.app.client_secret,
        )
        load = cls(settings, anilist, sign_in)
        paths = {"DATA_DIR": str(folder / "data"), "SECRET_KEY_FILE": str(folder / "musubi.key")}
        async with open_bot(from_texts({**settings, **paths})) as bot:
            for discord_id, name in names:
                person = Person(discord_id=discord_id, name=name, created_at=1, guild_id=None, guild_name=None)
                invitation = await bot.linking.begin(person)
                load._states.append(parse_qs(urlsplit(invitation.url).query)["state"][0])
        return load

    async def answered(self, times: int) -> None:
        """Returns after so many acknowledgements."""
        async with asyncio.timeout(20):
            for _ in range(times):
                await self._answers.acquire()

    async def anilist_was_asked(self) -> None:
        """Returns when the first question has come."""
        async with asyncio.timeout(20):
            while not self.anilist.requests:
                await asyncio.sleep(0.01)

    async def browse(self, *, linking: int = WHO_LINK, cancelling: int = WHO_CANCEL) -> None:
        """So many at once; what is still unanswered when Musubi goes is given up."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            links = [self._link(session, at, person) for at, person in enumerate(PEOPLE[:linking])]
            cancels = [self._cancel(session, WHO_LINK + at) for at in range(cancelling)]
            await asyncio.gather(*(_until_gone(browser) for browser in (*links, *cancels)))

    async def _link(self, session: aiohttp.ClientSession, at: int, person: AniListPerson) -> None:
        body, cookie = await self._post(session, at, "/link", state=self._states[at], token=self.tokens[person.id])
        state = parse_qs(urlsplit(body["next"]).query)["state"][0]
        code = self._sign_in.code_for(FIRST_ID + at)
        await self._post(session, at, "/discord", cookie, state=state, code=code)
        self.linked[FIRST_ID + at] = person.id
        self._answers.release()

    async def _cancel(self, session: aiohttp.ClientSession, at: int) -> None:
        await self._post(session, at, "/link/cancel", state=self._states[at])
        self.cancelled.append(self._states[at])
        self._answers.release()

    async def _post(
        self, session: aiohttp.ClientSession, at: int, path: str, cookie: str = "", **body: str
    ) -> tuple[dict[str, Any], str]:
        """What was answered with 200, and the cookie that came with it."""
        url = self.settings["PUBLIC_URL"]
        headers = {"Origin": url, "Cookie": cookie, "X-Forwarded-For": f"10.0.{at // 250}.{at % 250 + 1}"}
        async with session.post(url + path, json=body, headers=headers) as response:
            if response.status != 200:
                self.refused.append(response.status)
            return await response.json(), response.headers.get("Set-Cookie", "").partition(";")[0]


async def _until_gone(browser: Any) -> None:
    try:
        await browser
    except aiohttp.ClientConnectionError:
        return


async def _closed(port: int) -> None:
    """Returns when nobody listens at `port` any more."""
    async with asyncio.timeout(SECONDS_TO_END):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                return
            writer.close()
            await asyncio.sleep(0.01)


def _rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "data" / "musubi.db")) as database:
        return database.execute(sql).fetchall()
