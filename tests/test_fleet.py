"""Several processes that share the work on one database: links, what is hidden, an update, and PostgreSQL's restart."""

import asyncio
import logging
import random
import time
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count, cycle, product
from pathlib import Path

import aiohttp

from cards.buttons import SwitchEverywhere
from cards.errors import DISK_FULL, OUR_FAULT, RESTARTING
from cards.link import LINKED_AS
from cards.settings import SwitchAdult
from demo.anilist import StandIn
from redaction import Secret
from tests.kit.fleet import Fleet, open_fleet, until
from tests.kit.fleet_calls import Call, Caller
from tests.kit.fleet_links import Browser, Linking
from tests.kit.fleet_people import ADULT, TITLES, move_in, residents
from tests.kit.postgresql import own_server
from tests.kit.servers import a_server, server_id
from tests.kit.services import Discord

SHARDS = 2
SERVERS = [server_id(shard, SHARDS) for shard in range(SHARDS)]
PEOPLE = residents(40)
AOI = PEOPLE[0]
TITLE, RARE = TITLES[:2]
SECONDS_TO_ACKNOWLEDGE, SECONDS_TO_HEAR = 3, 2
_log = logging.getLogger(__name__)

LOOKS = ("help", "list", "account", "behind", "remind")


@asynccontextmanager
async def a_fleet(folder: Path, database_url: Secret | None = None) -> AsyncGenerator[Fleet]:
    """A fleet without processes; there is a server for adults on each shard, in which everybody is."""
    discord, anilist = Discord(), StandIn(per_minute=None, others=[person.anilist for person in PEOPLE])
    discord.takes_messages = True
    discord.gateway.shards = discord.gateway.concurrency = SHARDS
    discord.gateway.servers = {one: a_server(one, [person.user for person in PEOPLE]) for one in SERVERS}
    for server in discord.gateway.servers.values():
        server["channels"][0]["nsfw"] = True
    async with open_fleet(folder, discord, anilist, database_url) as fleet:
        yield fleet


async def everybody_moves_in(fleet: Fleet) -> None:
    """All watch one title; Aoi alone watches another one, too."""
    async with fleet.open_store() as store:
        await move_in(store, fleet.anilist, PEOPLE[1:], SERVERS, {TITLE: 1})
        await move_in(store, fleet.anilist, [AOI], SERVERS, {TITLE: 1, RARE: 1, ADULT: 1})


async def test_a_link_goes_through_any_processes(tmp_path: Path) -> None:
    """The reply is of a shard, the code is typed in a shard; the page is a process's that may have no shard at all."""
    async with a_fleet(tmp_path) as fleet, aiohttp.ClientSession() as session:
        await fleet.start_all()
        pages = [*fleet.peers.values()]
        for person, (page, reply, code) in zip(PEOPLE, product(pages, SERVERS, SERVERS), strict=False):
            linking = Linking(fleet, Browser(fleet, session), person)
            call, state = await linking.begin(reply)
            typed, ticket = await linking.approve(state, page)
            assert [await linking.progress(page, ticket) for page in pages] == ["waiting"] * len(pages)
            await linking.type(typed, code)
            said = LINKED_AS.format(name=f"[{person.anilist.name}]")
            await until(lambda linking=linking, said=said: said in str(linking.messages()), "the person is told")
            await until(lambda call=call, said=said: said in call.said(), "the reply is edited")
            assert [await linking.progress(page, ticket) for page in pages] == ["linked"] * len(pages)


async def heard(look: Callable[[], Awaitable[bool]]) -> float:
    """Look again and again until it is so; returns after how many seconds."""
    began = time.monotonic()
    while not await look():
        assert time.monotonic() - began < 10 * SECONDS_TO_HEAR
    return time.monotonic() - began


async def test_what_is_hidden_is_heard_elsewhere(tmp_path: Path) -> None:
    async with a_fleet(tmp_path) as fleet:
        await everybody_moves_in(fleet)
        await fleet.start_all()
        twin = await fleet.start("twin", SHARDS=fleet.peers["shard-0"].settings["SHARDS"])
        await fleet.ready(twin)
        here = Caller(fleet, AOI, SERVERS[0], fleet.peers["shard-0"])
        elsewhere = cycle(Caller(fleet, person, SERVERS[1]) for person in PEOPLE[1:])
        beside = cycle(Caller(fleet, person, SERVERS[0], twin) for person in PEOPLE[1:])

        async def is_not_watched() -> bool:
            said = await (await next(elsewhere).run("server watching")).answer()
            assert f"Musubi {TITLE}" in said
            return f"Musubi {RARE}" not in said

        async def is_not_shown() -> bool:
            said = await (await next(elsewhere).run("who", title=f"id:{TITLE}")).answer()
            assert PEOPLE[1].name in said
            return f"{AOI.name} " not in said

        async def is_alone() -> bool:
            call = await next(beside).run("who", title=f"id:{ADULT}")
            await call.answer()
            return call.is_alone

        assert not any((await is_not_watched(), await is_not_shown(), await is_alone()))
        seconds = dict[str, float]()
        await (await here.run("edit", title=f"id:{RARE}", private=True)).answer()
        seconds["private"] = await heard(is_not_watched)
        await (await here.press(SwitchEverywhere(visible=False).custom_id)).answer()
        seconds["hiding"] = await heard(is_not_shown)
        await (await here.press(SwitchAdult(wanted=False).custom_id)).answer()
        seconds["adult"] = await heard(is_alone)
        _log.info("Seconds until it was heard elsewhere: %s", seconds)
        assert max(seconds.values()) <= SECONDS_TO_HEAR


class Rollout:
    """People who look and change something all the time, while processes come and go."""

    def __init__(self, fleet: Fleet) -> None:
        self.calls: list[Call] = []
        self.watched = Counter[int]()  # by AniList id
        self._fleet = fleet

    async def go_on(self, over: asyncio.Event) -> None:
        """Twenty calls a second, until it is over; each 25th changes something."""
        chance = random.Random(1)
        for number in count():
            if over.is_set():
                return
            person = chance.choice(PEOPLE)
            caller = Caller(self._fleet, person, chance.choice([None, *SERVERS]))
            if number % 25:
                self.calls.append(await caller.run(chance.choice(LOOKS)))
            else:
                self.calls.append(await caller.run("watched", title=f"id:{TITLE}"))
                self.watched[person.anilist.id] += 1
            await asyncio.sleep(0.05)

    def failed(self) -> list[str]:
        """The calls that Discord or their people would call failed."""
        return [f"{call.what}: {call.heard}, {call.said()}" for call in self.calls if not _went_well(call)]

    def answered_by(self, door: str) -> int:
        return sum(any(heard.door == door and heard.what == "answered" for heard in call.heard) for call in self.calls)


def _went_well(call: Call) -> bool:
    """Whether it was acknowledged in time, and answered by one process alone."""
    acknowledged = call.seconds_until("deferred", "answered")
    answered_by = {heard.door for heard in call.heard if heard.what == "answered"}
    is_told = not any(failure in call.said() for failure in (OUR_FAULT, RESTARTING))
    return is_told and acknowledged is not None and acknowledged < SECONDS_TO_ACKNOWLEDGE and len(answered_by) == 1


async def test_an_update_that_nobody_notices(tmp_path: Path) -> None:
    """The new release starts beside the old one, on the same shards; then the old one is stopped."""
    async with a_fleet(tmp_path) as fleet:
        await everybody_moves_in(fleet)
        old = await fleet.start("old")
        await fleet.ready(old)
        rollout, over = Rollout(fleet), asyncio.Event()
        load = asyncio.create_task(rollout.go_on(over))
        new = await fleet.start("new")
        await fleet.ready(new)
        await until(lambda: rollout.answered_by(new.door) >= 20, "the new one answers, too")
        assert await old.stop() == 0
        stopped_at = len(rollout.calls)
        await until(lambda: len(rollout.calls) >= stopped_at + 40, "people go on")
        over.set()
        await load
        for call in rollout.calls:
            await call.answer()
        assert rollout.failed() == []
        for person in PEOPLE:
            entry = fleet.anilist.world.lists.entry_for(person.anilist.id, TITLE)
            assert entry and entry.progress == 1 + rollout.watched[person.anilist.id]


async def test_postgresql_stops_and_starts_again(tmp_path: Path) -> None:
    """People are told, the log has a sentence, and all goes on by itself."""
    with own_server() as server:
        async with a_fleet(tmp_path, Secret(server.url(server.create()))) as fleet:
            await everybody_moves_in(fleet)
            await fleet.start_all()
            callers = iter(Caller(fleet, person, SERVERS[1]) for person in PEOPLE)
            before = {name: len(peer.lines) for name, peer in fleet.peers.items()}
            server.stop()
            assert DISK_FULL in await (await next(callers).run("list")).answer()
            for name, peer in fleet.peers.items():
                await peer.says("Musubi goes on by itself", since=before[name])
            server.start()
            for name, peer in fleet.peers.items():
                await peer.says("is there again", since=before[name])
            assert f"Musubi {TITLE}" in await (await next(callers).run("list")).answer()
            for name, peer in fleet.peers.items():
                said = peer.lines[before[name] :]
                assert not any("Traceback" in line for line in said), said
                assert sum("Musubi goes on by itself" in line for line in said) == 1, said
