"""An import that two real processes find at once, of which one is killed in the middle of a request."""

from collections import Counter
from pathlib import Path

from demo.anilist import StandIn
from store import Store
from tests.kit.fleet import Fleet, open_fleet, until
from tests.kit.fleet_people import residents
from tests.kit.importing import IMPORT, MOVED, Saving, begin
from tests.kit.services import Discord
from tests.kit.sharing import run_out

SHARDS = 2
(AOI,) = residents(1)


async def kill_the_writer(fleet: Fleet, store: Store) -> None:
    """The other one takes over, as after the seconds for which the lease is held."""
    (writer,) = [one for one in await store.processes.all() if "imports" in one.leases]
    (peer,) = [peer for peer in fleet.peers.values() if peer.settings["SHARDS"] == writer.shards]
    await peer.kill()
    for name in writer.leases:
        await run_out(store, name)


async def is_over(store: Store) -> bool:
    one = await store.imports.of(IMPORT)
    return one is not None and one.state == "done"


async def test_each_title_is_written_once_though_the_writer_is_killed(tmp_path: Path) -> None:
    discord, anilist = Discord(), StandIn(per_minute=None, others=[AOI.anilist])
    discord.takes_messages = True
    discord.gateway.shards = discord.gateway.concurrency = SHARDS
    async with open_fleet(tmp_path, discord, anilist) as fleet, fleet.open_store() as store:
        saving = Saving(anilist)
        await begin(store, anilist, AOI)
        for shard in range(SHARDS):
            await fleet.start(f"shard-{shard}", SHARDS=f"{shard}/{SHARDS}")
        await fleet.ready(*fleet.peers.values())
        await until(saving.begun.is_set, "a request has changed the list")
        await kill_the_writer(fleet, store)
        await until(lambda: is_over(store), "the other one has gone on")
        saving.over.set()
        assert saving.saved == Counter(MOVED)
        assert {(one.state, one.number) for one in await store.import_titles.counts(IMPORT)} == {("done", len(MOVED))}
