"""AniList's minute, shared by processes under load: no request is refused, and nobody waits for longer than 20 s."""

import asyncio
import logging
import re
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import count, cycle
from pathlib import Path

import aiohttp
import pytest

from cards.errors import LIMITED
from demo.anilist import StandIn
from tests.kit.fleet import Fleet, open_fleet
from tests.kit.fleet_calls import Call, Caller
from tests.kit.fleet_links import Browser, Linking
from tests.kit.fleet_people import TITLES, move_in, residents
from tests.kit.servers import a_server, server_id
from tests.kit.services import Discord

SHARDS, PER_MINUTE, TIMES = 2, 30, 3
SERVERS = [server_id(shard, SHARDS) for shard in range(SHARDS)]
PEOPLE = residents(300)
ASKING, READING_ALONG, LINKING = PEOPLE[:60], PEOPLE[60:240], PEOPLE[240:]
TITLE = TITLES[0]
TOLD_TO_WAIT = re.compile(LIMITED.format(time="<t:[0-9]+:R>"))
SECONDS_TO_WAIT = 20
A_REQUEST_TAKES = 2  # seconds, and its way to Discord, on a busy machine


_log = logging.getLogger(__name__)


class Load:
    """Calls that each ask AniList once, from both shards, and links that a process for pages finishes."""

    def __init__(self, fleet: Fleet, browser: Browser) -> None:
        self.fleet = fleet
        self.calls: list[Call] = []
        self.linked: list[float] = []  # seconds until each Link was answered
        self._browser = browser

    async def go_on(self, seconds: float) -> None:
        """Ask for so long, three times as often as AniList answers; returns when all are answered."""
        began, pause = time.monotonic(), 60 / (PER_MINUTE * TIMES)
        people, linking = cycle(ASKING), iter(LINKING)
        async with asyncio.TaskGroup() as links:
            for number in count():
                await asyncio.sleep(max(began + number * pause - time.monotonic(), 0))
                if time.monotonic() > began + seconds:
                    break
                if number % 45 == 20:
                    links.create_task(self._link(Linking(self.fleet, self._browser, next(linking))))
                await self._ask(Caller(self.fleet, next(people), SERVERS[number % SHARDS]), 1 + number % 7)
        for call in self.calls:
            await call.answer()

    async def _ask(self, caller: Caller, score: int) -> None:
        self.calls.append(await caller.run("rate", title=f"id:{TITLE}", score=str(score)))

    async def _link(self, linking: Linking) -> None:
        _, state = await linking.begin(SERVERS[0])
        began = time.monotonic()
        await linking.approve(state, self.fleet.peers["web"])
        self.linked.append(time.monotonic() - began)

    @property
    def refused(self) -> list[Call]:
        return [call for call in self.calls if TOLD_TO_WAIT.search(call.said())]

    @property
    def waits(self) -> list[float]:
        """The seconds until each of the other calls was answered, the shortest first."""
        served = (call for call in self.calls if call not in self.refused)
        return sorted(call.seconds_until("answered") or 0 for call in served)


@asynccontextmanager
async def loaded(folder: Path) -> AsyncGenerator[Load]:
    discord, anilist = Discord(), StandIn(per_minute=PER_MINUTE, others=[person.anilist for person in PEOPLE])
    discord.takes_messages = True
    discord.gateway.shards = discord.gateway.concurrency = SHARDS
    discord.gateway.servers = {one: a_server(one, [person.user for person in PEOPLE]) for one in SERVERS}
    async with open_fleet(folder, discord, anilist) as fleet, aiohttp.ClientSession() as session:
        async with fleet.open_store() as store:
            await move_in(store, anilist, ASKING, SERVERS, {TITLE: 1})
            await move_in(store, anilist, READING_ALONG, SERVERS, {TITLE: 1}, seconds_ago=2 * 86400)
        await fleet.start_all()
        yield Load(fleet, Browser(fleet, session))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seconds", [25, pytest.param(300, marks=pytest.mark.long)])
async def test_three_times_the_load(tmp_path: Path, seconds: int) -> None:
    async with loaded(tmp_path) as load:
        await load.go_on(seconds)
        requests = list(load.fleet.anilist.requests)
        reading_along = {person.anilist.id for person in READING_ALONG}
        background = sum(seen.user_id in reading_along for seen in requests)
        waits, refused, linked = load.waits, len(load.refused), sorted(load.linked)
        longest = max(call.seconds_until("answered") or 0 for call in load.calls)
    _log.info("%d requests in %d s, %d of them in the background", len(requests), seconds, background)
    _log.info("%d served, after %.2f s in the middle, %.2f s at most", len(waits), waits[len(waits) // 2], waits[-1])
    _log.info("%d told when to try again; %d links took %.2f s at most", refused, len(linked), linked[-1])
    assert [seen for seen in requests if seen.status == 429] == []
    assert longest <= SECONDS_TO_WAIT + A_REQUEST_TAKES
    assert max(linked) <= SECONDS_TO_WAIT + A_REQUEST_TAKES
    assert background >= seconds // 60
    assert len(requests) >= (PER_MINUTE - 5) * seconds // 60
