"""What one process alone does at a time, and what becomes of it when that process ends, stands still or is cut off."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio

from store import Leases, Store, Unwritable
from tests.kit.home import Home
from tests.kit.sharing import beside, pass_by, run_out, sharing
from tests.kit.steps import cut_off_waiting

NAME = "work:7"


class Pauses:
    """Sleeps without waiting, and calls `then` at each pause."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.left = 10**6
        self._over = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)
        if len(self.slept) >= self.left:
            await self._over.wait()

    async def reach(self, count: int) -> None:
        """Go on until there were `count` pauses; the last one does not end."""
        self.left = count
        self._over.set()
        self._over = asyncio.Event()
        while len(self.slept) < count:  # noqa: ASYNC110
            await asyncio.sleep(0)


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    with sharing():
        async with Home(tmp_path / "home").open() as store:
            yield store


async def rows(store: Store) -> list[str]:
    return [row["owner"] for row in await store.database.all("SELECT owner FROM leases ORDER BY name")]


async def test_a_lease_is_one_process_s_until_it_gives_it_back(store: Store) -> None:
    ours, theirs = store.leases, beside(store).leases
    assert await ours.take(NAME, 30)
    assert await ours.take(NAME, 30), "renewed"
    assert not await theirs.take(NAME, 30)
    assert await theirs.take("other work", 30)
    await theirs.give_back(NAME)
    assert not await theirs.take(NAME, 30), "nobody gives back another's"
    await ours.give_back(NAME)
    assert await theirs.take(NAME, 30)
    assert not await ours.take(NAME, 30)


async def test_a_lease_that_has_run_out_is_taken_over_for_good(store: Store) -> None:
    ours, theirs = store.leases, beside(store).leases
    assert await ours.take(NAME, 30)
    await run_out(store, NAME)
    assert await theirs.take(NAME, 30)
    assert not await ours.take(NAME, 30), "who stood still has lost it"
    await ours.give_back(NAME)
    assert not await ours.take(NAME, 30)
    await run_out(store, NAME)
    assert await theirs.take(NAME, 30), "nobody was faster"


async def test_a_lease_runs_out(store: Store) -> None:
    ours, theirs = store.leases, beside(store).leases
    assert await ours.take(NAME, 65)
    await pass_by(store, 60)
    assert not await theirs.take(NAME, 65)
    await pass_by(store, 6)
    assert await theirs.take(NAME, 65)


async def test_no_statement_asks_for_a_lease_of_a_process_alone(tmp_path: Path) -> None:
    async with Home(tmp_path / "home").open() as store:
        assert await store.leases.take(NAME, 30) and await beside(store).leases.take(NAME, 30)
        async with store.leases.held(NAME, seconds=30):
            assert await rows(store) == []
        await store.leases.give_back(NAME)


async def test_the_tasks_of_a_process_take_turns(store: Store) -> None:
    inside: list[int] = []

    async def work(number: int) -> None:
        async with store.leases.held(NAME, seconds=30):
            inside.append(number)
            await asyncio.sleep(0)
            inside.append(number)

    await asyncio.gather(*map(work, range(3)))
    assert inside == [0, 0, 1, 1, 2, 2]
    assert await rows(store) == []


async def test_whoever_waits_looks_less_and_less_often(store: Store) -> None:
    pauses = Pauses()
    ours, theirs = Leases(store.database, "ours", pauses), store.leases
    assert await theirs.take(NAME, 30)

    async def work() -> list[str]:
        async with ours.held(NAME, seconds=30):
            return await rows(store)

    working = asyncio.create_task(work())
    await pauses.reach(7)
    assert pauses.slept == [0.02, 0.04, 0.08, 0.16, 0.32, 0.5, 0.5]
    assert await rows(store) == [store.process]
    await theirs.give_back(NAME)
    await pauses.reach(8)
    assert await working == ["ours"]
    assert await rows(store) == []


async def test_a_lease_is_renewed_at_a_third_of_its_time(
    store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses = Pauses()
    ours, theirs = Leases(store.database, "ours", pauses), store.leases
    async with ours.held(NAME, seconds=30):
        await pauses.reach(1)
        await run_out(store, NAME)  # almost
        await pauses.reach(2)
        assert pauses.slept == [10, 10]
        assert not await theirs.take(NAME, 30)

        async def fails(*_: object) -> bool:
            raise Unwritable("it has stopped.")

        with monkeypatch.context() as patch:
            patch.setattr(ours, "take", fails)
            await pauses.reach(3)
        await pauses.reach(4)
        assert not await theirs.take(NAME, 30)
        assert caplog.messages == ["A lease could not be renewed: work. it has stopped."]

        await run_out(store, NAME)
        assert await theirs.take(NAME, 30)
        caplog.clear()
        await pauses.reach(5)
        assert caplog.messages == ["Another process has taken over what this one still does: work"]
    assert await rows(store) == [store.process], "it was not ours to give back"


async def test_whoever_leaves_while_a_renewal_fails_goes_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    is_asked, is_away = asyncio.Event(), asyncio.Event()

    async def fails(*_: object) -> bool:
        is_asked.set()
        await is_away.wait()
        raise Unwritable("it has stopped.")

    pauses = Pauses()
    ours = Leases(store.database, "ours", pauses)

    async def work() -> None:
        async with ours.held(NAME, seconds=30):
            monkeypatch.setattr(ours, "take", fails)
            await is_asked.wait()

    working = asyncio.create_task(work())
    await is_asked.wait()
    while ours._holds[NAME].renewing is not None:  # noqa: ASYNC110
        await asyncio.sleep(0)  # until it leaves
    pauses.left = 0  # a renewal that goes on would do so for good
    is_away.set()
    await working
    assert await rows(store) == []


async def test_what_cannot_be_given_back_runs_out(
    store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_: str) -> None:
        raise Unwritable("it has stopped.")

    monkeypatch.setattr(store.leases, "give_back", fails)
    async with store.leases.held(NAME, seconds=30):
        pass
    assert caplog.messages == ["A lease could not be given back: work. it has stopped."]
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


@pytest.mark.parametrize("times", [1, 2])
async def test_wherever_it_is_cut_off_the_lease_is_free(store: Store, times: int) -> None:
    async def work() -> None:
        async with store.leases.held(NAME, seconds=30):
            assert await rows(store) == [store.process]
            await asyncio.sleep(0)  # short reads of SQLite give no turn at which it could be cut off

    for at in range(100):
        task = asyncio.create_task(cut_off_waiting(work(), at, times))
        await asyncio.wait([task])
        assert await rows(store) == []
        if not task.cancelled():
            assert at > 2
            break
    else:
        pytest.fail("it never ended")


async def test_whoever_waits_can_be_cut_off(store: Store) -> None:
    pauses = Pauses()
    ours = Leases(store.database, "ours", pauses)
    assert await store.leases.take(NAME, 30)

    async def work() -> None:
        async with ours.held(NAME, seconds=30):
            raise AssertionError("it is not free")

    working = asyncio.create_task(work())
    await pauses.reach(3)
    working.cancel()
    await asyncio.wait([working])
    assert working.cancelled()
    assert await rows(store) == [store.process]


async def test_a_lease_that_lingers_is_the_process_s_until_the_task_ends(store: Store) -> None:
    theirs, may_end = beside(store).leases, asyncio.Event()

    async def work(ends: asyncio.Event) -> None:
        async with store.leases.held(NAME, seconds=30, lingers=True):
            pass
        await ends.wait()

    first = asyncio.create_task(work(may_end))
    await asyncio.sleep(0)
    at_once = asyncio.Event()
    at_once.set()
    await asyncio.create_task(work(at_once))
    assert not first.done() and not await theirs.take(NAME, 30)
    may_end.set()
    await first
    async with theirs.held(NAME, seconds=30):
        assert not await store.leases.take(NAME, 30)


async def test_whoever_enters_while_a_lease_is_given_back_keeps_it(store: Store) -> None:
    async def work() -> None:
        async with store.leases.held(NAME, seconds=30, lingers=True):
            pass

    for turns in range(12):
        await asyncio.create_task(work())
        for _ in range(turns):
            await asyncio.sleep(0)
        async with store.leases.held(NAME, seconds=30):
            for _ in range(30):
                await asyncio.sleep(0)
            assert await rows(store) == [store.process], turns


async def test_what_lingers_ends_with_the_store(store: Store) -> None:
    async def work() -> None:
        async with store.leases.held(NAME, seconds=30, lingers=True):
            pass
        await asyncio.Event().wait()

    working = asyncio.create_task(work())
    while not await rows(store):  # noqa: ASYNC110
        await asyncio.sleep(0)
    for _ in range(30):
        await asyncio.sleep(0)
    await store.leases.finish()
    assert await rows(store) == []
    working.cancel()
