"""An import that two real processes find at once, of which one is killed in the middle of a request."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
from aiohttp import web

from demo.anilist import StandIn
from demo.anilist.lists import MediaList
from library.imports.export import ExportedEntry
from store import Import, ImportTitle, Store
from store.database import unix_time
from tests.kit.fleet import Fleet, open_fleet, until
from tests.kit.fleet_people import TITLES, move_in, residents
from tests.kit.servers import a_server, server_id
from tests.kit.services import Discord
from tests.kit.sharing import run_out
from tests.kit.shelf import a_title

(AOI,) = residents(1)
SHARDS, SERVER, IMPORT = 2, server_id(0, 2), 1
MOVED = TITLES[1:21]  # fifteen go in one request


class Saving:
    """AniList applies the first request of an import and never answers; counts how often each title is saved."""

    def __init__(self, anilist: StandIn) -> None:
        self.saved = Counter[int]()
        self.begun = asyncio.Event()
        self.over = asyncio.Event()
        anilist.world.keeping = self._kept
        anilist.faults.arm(self._hold, operation="SaveEach")

    def _kept(self, _before: MediaList, asked: MediaList) -> MediaList:
        self.saved[asked.media_id] += 1
        return asked

    async def _hold(self, _request: web.Request, answer: Callable[[], Awaitable[web.Response]]) -> web.Response:
        made = await answer()
        self.begun.set()
        await self.over.wait()
        return made


async def begin(fleet: Fleet, store: Store) -> None:
    """Everything is matched and planned, and nothing is written."""
    now = unix_time()
    await move_in(store, fleet.anilist, [AOI], [SERVER], {TITLES[0]: 1})
    await store.media.put([a_title(one, media_type="ANIME", next_episode=None, next_airing_at=None) for one in MOVED])
    one = Import(id=IMPORT, discord_id=AOI.discord_id, state="reading", unread=0, at=now)
    titles = [_waiting(number, media_id) for number, media_id in enumerate(MOVED)]
    assert await store.imports.begin(one, titles)
    assert await store.import_titles.change(IMPORT, titles, was=("unmatched",))
    assert await store.imports.move(IMPORT, "running", was=("matching",), at=now, mode="missing")


def _waiting(number: int, media_id: int) -> ImportTitle:
    entry = ExportedEntry(media_type="ANIME", mal_id=media_id, title=f"T{media_id}", status="CURRENT", progress=1)
    exported = msgspec.json.encode(entry).decode()
    return ImportTitle(
        number=number,
        media_type="ANIME",
        mal_id=media_id,
        exported=exported,
        media_id=media_id,
        state="waiting",
        level=1,
    )


async def kill_the_writer(fleet: Fleet, store: Store) -> None:
    """The other one takes over, as after the seconds for which the lease is held."""
    (writer,) = [one for one in await store.processes.all() if "imports" in one.leases]
    (peer,) = [peer for peer in fleet.peers.values() if peer.settings["SHARDS"] == writer.shards]
    await peer.kill()
    for name in writer.leases:
        await run_out(store, name)


async def test_each_title_is_written_once_though_the_writer_is_killed(tmp_path: Path) -> None:
    discord, anilist = Discord(), StandIn(per_minute=None, others=[AOI.anilist])
    discord.takes_messages = True
    discord.gateway.shards = discord.gateway.concurrency = SHARDS
    discord.gateway.servers = {SERVER: a_server(SERVER, [AOI.user])}
    async with open_fleet(tmp_path, discord, anilist) as fleet, fleet.open_store() as store:
        saving = Saving(anilist)
        await begin(fleet, store)
        for shard in range(SHARDS):
            await fleet.start(f"shard-{shard}", SHARDS=f"{shard}/{SHARDS}")
        await fleet.ready(*fleet.peers.values())
        await until(saving.begun.is_set, "a request has changed the list")
        await kill_the_writer(fleet, store)

        async def is_over() -> bool:
            one = await store.imports.of(IMPORT)
            return one is not None and one.state == "done"

        await until(is_over, "the other one has gone on")
        saving.over.set()
        assert saving.saved == Counter(MOVED)
        assert {(one.state, one.number) for one in await store.import_titles.counts(IMPORT)} == {("done", len(MOVED))}
