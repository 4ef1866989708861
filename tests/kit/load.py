"""A load test: many browsers at once on a Musubi in a separate process, and the acknowledgements that they got."""

import asyncio
from contextlib import AsyncExitStack
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
from aiohttp import web

from bot import open_bot
from config import from_texts
from demo.anilist import PEOPLE, StandIn
from demo.anilist import AniListUser as AniListPerson
from demo.discord_sign_in import DiscordStandIn
from demo.faults import Answer
from linking import LinkingPerson
from tests.kit.ports import free_port
from tests.kit.processes import texts

FIRST_ID = 400000000000000001
WHO_LINK = 6
WHO_CANCEL = 30


class Load:
    """Browsers that link by Discord sign-in, each with its own AniList account, and browsers that cancel."""

    def __init__(self, settings: dict[str, str], anilist: StandIn, sign_in: DiscordStandIn) -> None:
        self.settings = settings
        self.linked: dict[int, int] = {}
        self.cancelled: list[str] = []
        self.refused: list[int] = []
        self.tokens = {person.id: anilist.token_for(person) for person in PEOPLE}
        self._anilist = anilist
        self._sign_in = sign_in
        self._states: list[str] = []
        self._answers = asyncio.Semaphore(0)

    @classmethod
    async def prepared(cls, folder: Path, stack: AsyncExitStack) -> "Load":
        """The load after everybody has run /link."""
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
                person = LinkingPerson(discord_id=discord_id, name=name, created_at=1, guild_id=None, guild_name=None)
                invitation = await bot.linking.begin(person)
                load._states.append(parse_qs(urlsplit(invitation.url.reveal()).query)["state"][0])
        return load

    def keep_anilist_waiting(self) -> asyncio.Event:
        """Let AniList never answer about a token's owner; returns an event that is set at the first request."""
        asked = asyncio.Event()

        async def wait(_request: web.Request, answer: Answer) -> web.Response:
            asked.set()
            await asyncio.Event().wait()
            return await answer()

        self._anilist.faults.share(wait, 1, operation="Viewer")
        return asked

    async def answered(self, times: int) -> None:
        """Wait for that number of acknowledgements."""
        async with asyncio.timeout(60):
            for _ in range(times):
                await self._answers.acquire()

    async def browse(self, *, linking: int = WHO_LINK, cancelling: int = WHO_CANCEL) -> None:
        """Run that many browsers at once; requests that are unanswered when Musubi ends are given up."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            links = [self._link(session, at, person) for at, person in zip(range(linking), cycle(PEOPLE))]
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
        """The body of an answer with status 200, and its cookie."""
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
