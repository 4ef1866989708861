"""The table of processes: who runs on the database, since when, and what each holds."""

from pathlib import Path

import msgspec

from store import Process
from tests.kit.home import Home
from tests.kit.sharing import beside, sharing

OURS = Process(id="ours", version="0.4.0", role="bot", shards="0-3/8", host="one", key_id=b"8 bytes.")
THEIRS = msgspec.structs.replace(OURS, id="theirs", role="web", shards=None, host="two")


async def test_each_process_has_a_row_until_it_ends_or_is_long_gone(tmp_path: Path) -> None:
    now = [1_900_000_000]
    with sharing():
        async with Home(tmp_path / "home").open(lambda: now[0]) as store:
            processes = store.processes
            await processes.beat(OURS)
            now[0] += 20
            await processes.beat(THEIRS)
            now[0] += 20
            await processes.beat(THEIRS)
            ours, theirs = await processes.all()
            assert msgspec.convert(msgspec.to_builtins(ours), Process) == OURS
            assert msgspec.convert(msgspec.to_builtins(theirs), Process) == THEIRS
            assert (ours.started, ours.seen, ours.is_alive) == (40, 40, False)
            assert (theirs.started, theirs.seen, theirs.is_alive) == (20, 0, True)
            assert await processes.other_versions("0.5.0") == ["0.4.0"]
            assert await processes.other_versions("0.4.0") == []
            await processes.leave(THEIRS.id)
            assert [one.id for one in await processes.all()] == [OURS.id]
            assert await processes.other_versions("0.5.0") == [], "nobody has seen it lately"
            now[0] += 24 * 3600
            await processes.beat(THEIRS)
            assert [one.id for one in await processes.all()] == [THEIRS.id]


async def test_the_leases_of_a_process_are_told_and_end_with_it(tmp_path: Path) -> None:
    now = [1_900_000_000]
    with sharing():
        async with Home(tmp_path / "home").open(lambda: now[0]) as store:
            other, processes = beside(store), store.processes
            for one in (store, other):
                await processes.beat(msgspec.structs.replace(OURS, id=one.process))
                for work in ("b", "a"):
                    assert await one.leases.take(f"{work} of {one.process}", 30)
            assert await store.leases.take("soon over", 5)
            now[0] += 10
            told = {one.id: one.leases for one in await processes.all()}
            assert told == {one.process: (f"a of {one.process}", f"b of {one.process}") for one in (store, other)}
            await processes.leave(store.process)
            assert await other.leases.take(f"a of {store.process}", 30)
            now[0] += 3600
            await processes.beat(OURS)
            assert await store.database.all("SELECT * FROM leases") == []


async def test_alone_on_its_database_a_process_needs_no_row(tmp_path: Path) -> None:
    async with Home(tmp_path / "home").open() as store:
        await store.processes.beat(OURS)
        await store.processes.leave(OURS.id)
        assert await store.processes.all() == []
