"""The linking flow without Discord or a browser: the real flow, store and AniList client over the stand-in."""

import asyncio
import gc
import math
import re
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp

from anilist import AniList
from anilist.queue import RequestQueue
from anilist.scheduler import Scheduler
from demo.anilist import CLIENT_ID, TSUMUGI, StandIn
from demo.anilist import AniListUser as AniListPerson
from linking import Ended, Grant, Linked, Linking, LinkingPerson, Proof, Waiting
from redaction import Secret
from store import Store, open_store
from tests.kit.home import LIMIT, a_pending_link, an_attempt
from tests.kit.sharing import beside
from tests.kit.template import furnish

AOI = LinkingPerson(
    discord_id=400000000000000001, name="aoi", created_at=1_552_348_800, guild_id=7, guild_name="Anime Club"
)
REN = LinkingPerson(discord_id=400000000000000002, name="ren", created_at=1_640_000_000, guild_id=None, guild_name=None)
REFERER = "https://musubi.example.org"
REDIRECT_URI = f"{REFERER}/callback"


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 1_767_225_600

    def __call__(self) -> int:
        return self.now

    def advance(self, seconds: int) -> None:
        self.now += seconds


class Desk:
    """Everything that a link needs except its two ends. `events` are the flow's calls of its listeners."""

    def __init__(self, folder: Path, stand_in: StandIn, clock: Clock, grant: Grant, proof: Proof) -> None:
        self.folder = folder
        self.stand_in = stand_in
        self.clock = clock
        self.events: list[Linked | Ended] = []
        self.store: Store
        self.anilist: AniList
        self.linking: Linking
        self._grant: Grant = grant
        self._proof: Proof = proof
        self._process = AsyncExitStack()

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def key_file(self) -> Path:
        return self.folder / "musubi.key"

    async def start(self) -> None:
        await furnish(self.data, self.key_file)
        store = await self._process.enter_async_context(open_store(self.data, key_file=self.key_file, now=self.clock))
        self._open(store, await self._process.enter_async_context(aiohttp.ClientSession()))

    def beside(self) -> "Desk":
        """The desk of another process on the same database; see :func:`tests.kit.sharing.sharing`."""
        other = Desk(self.folder, self.stand_in, self.clock, self._grant, self._proof)
        other._open(beside(self.store), self._session)
        return other

    def _open(self, store: Store, session: aiohttp.ClientSession) -> None:
        self.store, self._session = store, session
        self.anilist = client_of(self.stand_in, session, self.clock, with_secret=self._grant != "implicit")
        self.linking = Linking(
            anilist=self.anilist,
            links=self.store.links,
            attempts=self.store.attempts,
            pending_links=self.store.pending_links,
            leases=self.store.leases,
            signing_key=self.store.keys.derive("state"),
            client_id=CLIENT_ID,
            grant=self._grant,
            proof=self._proof,
            now=self.clock,
        )
        self.linking.subscribe(self._hear)

    async def stop(self) -> None:
        await self._process.aclose()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def wait_as(self, discord_id: int) -> None:
        """Have a token wait for somebody's proof, without AniList."""
        attempt = an_attempt(discord_id, person=discord_id, created_at=self.clock(), expires_at=self.clock() + 600)
        await self.store.attempts.begin(attempt, **LIMIT)
        pending = a_pending_link(attempt)
        assert await self.store.pending_links.add(pending, Secret("grant"), most=500) == "added"

    async def begin(self, person: LinkingPerson = AOI) -> Secret:
        """Run /link as the person; returns the state."""
        return state_in((await self.linking.begin(person)).url)

    async def present(self, state: Secret, token: str | None = None, *, person: AniListPerson = TSUMUGI) -> Waiting:
        """Press Link in a browser that comes back from AniList with `token`, or else with a token of `person`'s."""
        return await self.linking.present(state, Secret(self.stand_in.token_for(person) if token is None else token))

    async def link(self, person: LinkingPerson = AOI, anilist: AniListPerson = TSUMUGI) -> Linked:
        """Link from /link to the code, for tests that begin with a link."""
        waiting = await self.present(await self.begin(person), person=anilist)
        return await self.linking.confirm(person.discord_id, waiting.code)

    def files_with(self, text: str) -> list[str]:
        """The names of the data folder's files that hold `text`."""
        return [one.name for one in self.data.rglob("*") if one.is_file() and text.encode() in one.read_bytes()]

    async def has_forgotten(self, token: str) -> bool:
        """Whether there is no link, none to be, and no trace of the token on the disk or in memory."""
        await asyncio.sleep(0)  # a task that has just ended is forgotten at the loop's next turn
        pending = await self.store.database.all("SELECT 1 FROM pending_links WHERE sealed IS NOT NULL")
        return not (await self.store.links.count() or pending or self.files_with(token) or remembered(token))

    async def _hear(self, event: Linked | Ended) -> None:
        self.events.append(event)


@asynccontextmanager
async def open_desk(folder: Path, *, grant: Grant = "implicit", proof: Proof = "code") -> AsyncGenerator[Desk]:
    clock = Clock()
    stand_in = StandIn(now=clock, per_minute=None, redirect_uri=REDIRECT_URI)
    async with stand_in.serve():
        desk = Desk(folder, stand_in, clock, grant, proof)
        await desk.start()
        try:
            yield desk
        finally:
            await desk.stop()


def client_of(stand_in: StandIn, session: aiohttp.ClientSession, clock: Clock, *, with_secret: bool) -> AniList:
    """An AniList client without a request limit; its waits move the clock."""

    async def sleep(seconds: float) -> None:
        clock.advance(math.ceil(seconds))

    return AniList(
        session,
        api_url=stand_in.api_url,
        oauth_url=stand_in.oauth_url,
        client_id=CLIENT_ID,
        client_secret=Secret(stand_in.app.client_secret) if with_secret else None,
        redirect_uri=stand_in.app.redirect_uri,
        referer=REFERER,
        scheduler=Scheduler(RequestQueue(per_minute=10_000, gap=0, monotonic=clock, sleep=sleep)),
    )


def state_in(url: Secret) -> Secret:
    return Secret(parse_qs(urlsplit(url.reveal()).query)["state"][0])


def remembered(text: str) -> bool:
    """Whether any secret in this process still holds `text`."""
    gc.collect()
    return any(isinstance(one, Secret) and one.reveal() == text for one in gc.get_objects())


def wrong(code: Secret) -> Secret:
    """A code of the right shape that is not `code`."""
    return Secret(re.sub(r"^.", lambda first: "A" if first[0] != "A" else "B", code.reveal()))
