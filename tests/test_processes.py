"""The table of processes: who runs on the database, since when, what each holds, and what the doctor says of them."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from admin import processes as of_processes
from admin.findings import Finding
from admin.processes import announced, findings_of
from config import ShardRange, from_texts
from store import Process, SeenProcess, Store, Unwritable
from tests.kit.home import Home
from tests.kit.library import until
from tests.kit.processes import texts
from tests.kit.sharing import beside, pass_by, sharing
from version import VERSION

OURS = Process(id="ours", version="0.4.0", role="bot", shards="0-3/8", host="one", key_id=b"8 bytes.")
THEIRS = msgspec.structs.replace(OURS, id="theirs", role="web", shards=None, host="two")
DAY = 24 * 3600


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    with sharing():
        async with Home(tmp_path / "home").open() as store:
            yield store


async def test_each_process_has_a_row_until_it_ends_or_is_long_gone(store: Store) -> None:
    processes = store.processes
    await processes.beat(OURS)
    await pass_by(store, 40)
    await processes.beat(THEIRS)
    await pass_by(store, 20)
    await processes.beat(THEIRS)
    ours, theirs = await processes.all()
    assert msgspec.convert(msgspec.to_builtins(ours), Process) == OURS
    assert msgspec.convert(msgspec.to_builtins(theirs), Process) == THEIRS
    assert ours.started >= ours.seen >= 60 and not ours.is_alive
    assert theirs.started >= 20 > theirs.seen and theirs.is_alive
    assert await processes.other_versions("0.5.0") == ["0.4.0"]
    assert await processes.other_versions("0.4.0") == []
    await processes.leave(THEIRS.id)
    assert [one.id for one in await processes.all()] == [OURS.id]
    assert await processes.other_versions("0.5.0") == [], "nobody has seen it lately"
    await pass_by(store, DAY)
    await processes.beat(THEIRS)
    assert [one.id for one in await processes.all()] == [THEIRS.id]


async def test_the_leases_of_a_process_are_told_and_end_with_it(store: Store) -> None:
    other, processes = beside(store), store.processes
    assert await store.leases.take("soon over", 60)
    await pass_by(store, 60)
    for one in (store, other):
        await processes.beat(msgspec.structs.replace(OURS, id=one.process))
        for work in ("b", "a"):
            assert await one.leases.take(f"{work} of {one.process}", 30)
    told = {one.id: one.leases for one in await processes.all()}
    assert told == {one.process: (f"a of {one.process}", f"b of {one.process}") for one in (store, other)}
    await processes.leave(store.process)
    assert await other.leases.take(f"a of {store.process}", 30)
    await pass_by(store, DAY)
    await processes.beat(OURS)
    assert await store.database.all("SELECT name FROM leases") == []


async def test_no_statement_tells_of_a_process_alone(tmp_path: Path) -> None:
    async with Home(tmp_path / "home").open() as store:
        await store.processes.beat(OURS)
        await store.processes.leave(OURS.id)
        async with announced(store, from_texts(texts())):
            assert await store.processes.all() == []


async def test_a_process_is_there_from_its_start_to_its_end(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings = msgspec.structs.replace(from_texts(texts()), shards=ShardRange(2, 2, 8))
    monkeypatch.setattr(of_processes, "SECONDS_BETWEEN", 0)
    beat, trouble, beats = store.processes.beat, [True, True, False, True], list[str]()

    async def beaten(process: Process) -> None:
        beats.append(process.id)
        if len(beats) > 1 and trouble and trouble.pop():
            raise Unwritable("it has stopped.")
        await beat(process)

    monkeypatch.setattr(store.processes, "beat", beaten)
    async with announced(store, settings):
        (seen,) = await store.processes.all()
        assert (seen.id, seen.version, seen.role, seen.shards) == (store.process, VERSION, "bot", "2/8")
        assert seen.key_id == store.keys.newest_id
        await until(lambda: len(beats) > 6)
    assert await store.processes.all() == []
    assert caplog.messages == ["No sign of life can be given to other processes: it has stopped."] * 2


async def test_an_end_does_not_wait_for_the_database(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def hangs(_: str) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(store.processes, "leave", hangs)
    monkeypatch.setattr(of_processes, "_SECONDS_TO_LEAVE", 0.01)
    async with announced(store, from_texts(texts())):
        pass
    assert [(record.levelno, record.name) for record in caplog.records] == [(logging.WARNING, "admin.processes")]


def seen(shards: str | None = None, **changes: object) -> SeenProcess:
    usual = {"role": "bot", "started": 3600, "seen": 4, "leases": ()}
    return msgspec.convert(msgspec.structs.asdict(OURS) | {"shards": shards} | usual | changes, SeenProcess)


def faults(*processes: SeenProcess) -> list[str]:
    """What the doctor wants to have mended."""
    return [finding.text for finding in findings_of(processes) if not finding.is_well]


def test_the_doctor_says_who_runs_and_what_they_do() -> None:
    bot = seen("0-3/8", leases=("changes:400000000000000001", "changes:4", "loop:renew lists"))
    web = seen(role="web", host="two", id="theirs", started=3 * DAY, seen=1)
    gone = seen("4-7/8", id="gone", seen=7200)
    first, second, third = list(findings_of([bot, web, gone]))[:3]
    assert first.text == (
        "A process with SHARDS=0-3/8 (Musubi 0.4.0 on one, ours) was seen 4 seconds ago, and began 1 hour ago; "
        "it holds: changes, renew lists"
    )
    assert second.text == (
        "A process for pages alone (Musubi 0.4.0 on two, theirs) was seen 1 second ago, and began 3 days ago"
    )
    assert third.text == "A process with SHARDS=4-7/8 (Musubi 0.4.0 on one, gone) was seen 2 hours ago" and third.mend
    assert list(findings_of([])) == []
    assert [finding.is_well for finding in findings_of([gone])] == [True], "nobody runs, and that is no fault"


def test_the_doctor_finds_shards_that_nobody_or_more_than_one_sees() -> None:
    both = seen("0-3/8"), seen("4-7/8")
    assert faults(*both) == faults(seen()) == faults(*both, seen(role="web")) == []
    assert faults(seen("0-3/8"), seen("6/8")) == ["Nobody sees SHARDS=4-5/8 and 7/8: servers there get no answer"]
    assert faults(seen(role="web")) == ["No process answers Discord"]
    assert faults(seen("0-3/8"), seen("0/1")) == ["The processes count 1 and 8 shards in all"]
    doubled = "Several processes have SHARDS=3/8, for more than an update takes"
    assert faults(*both, seen("3/8")) == [doubled]
    assert faults(*both, seen("3/8", started=60)) == [], "an update"
    assert faults(*both, seen("3/8", seen=60)) == [], "it was killed, or has hung up"
    assert faults(seen("a/b/8")) == [], "as a newer release may write it"
    assert faults(seen(), seen()) == ["Several processes have SHARDS=0/1, for more than an update takes"]


def test_the_doctor_finds_releases_and_keys_that_do_not_go_together() -> None:
    both = seen("0-3/8"), seen("4-7/8")
    assert faults(*both, seen(role="web", version="0.5.0")) == [
        "Musubi 0.4.0 and 0.5.0 run side by side, for more than an update takes"
    ]
    assert faults(*both, seen(role="web", version="0.5.0", started=60)) == [], "an update"
    (key,) = [one for one in findings_of([*both, seen(role="web", key_id=b"another.")]) if not one.is_well]
    assert key == Finding(
        "Not all processes seal with the same key, so some can't read what others write",
        "Give all the same SECRET_KEY, or a copy of the same SECRET_KEY_FILE, and start them again.",
    )
