"""Links in a fleet: each step is done at the process that a test chooses."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp

from tests.kit.fleet import Fleet, Peer
from tests.kit.fleet_calls import Call, Caller
from tests.kit.fleet_people import Resident
from tests.kit.wired import parts


class Browser:
    """A browser whose requests go to the process that a test names, as a proxy in front of several would send them."""

    def __init__(self, fleet: Fleet, session: aiohttp.ClientSession) -> None:
        self._fleet = fleet
        self._session = session

    async def post(self, at: Peer, path: str, **body: str) -> dict[str, Any]:
        """Post as Musubi's own page does; returns the answer, which has status 200."""
        headers = {"Origin": self._fleet.settings["PUBLIC_URL"]}
        async with self._session.post(f"http://127.0.0.1:{at.port}{path}", json=body, headers=headers) as response:
            assert response.status == 200, (at.name, path, response.status, await response.text())
            return await response.json()


class Linking:
    """A person who links, from /link to the code."""

    def __init__(self, fleet: Fleet, browser: Browser, person: Resident) -> None:
        self.person = person
        self._fleet = fleet
        self._browser = browser

    async def begin(self, guild_id: int) -> tuple[Call, str]:
        """Run /link in a server; returns the call, and the state in the card that comes by direct message."""
        call = await Caller(self._fleet, self.person, guild_id).run("link")
        await call.answer()
        return call, state_in(self.messages()[-1])

    async def approve(self, state: str, page: Peer) -> tuple[str, str]:
        """Approve at AniList, come back to the page, press Link; returns the code and the page's ticket."""
        token = self._fleet.anilist.token_for(self.person.anilist)
        answer = await self._browser.post(page, "/link", state=state, token=token)
        return answer["code"], answer["ticket"]

    async def type(self, code: str, guild_id: int) -> Call:
        """Send the form with the code in a server."""
        return await Caller(self._fleet, self.person, guild_id).send("musubi:code", **{"musubi:code": code})

    async def progress(self, page: Peer, ticket: str) -> str:
        return (await self._browser.post(page, "/link/progress", ticket=ticket))["status"]

    def messages(self) -> list[dict[str, Any]]:
        """All messages to the person."""
        return self._fleet.discord.posted.get(str(self.person.discord_id), [])


def state_in(message: dict[str, Any]) -> str:
    url = next(url for url in parts(message, "url") if "authorize" in url)
    return parse_qs(urlsplit(url).query)["state"][0]
