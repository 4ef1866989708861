"""One change at a time, also of several processes, and none that lets a person wait for ever."""

import asyncio
from collections.abc import AsyncGenerator, Generator

import pytest
import pytest_asyncio

from library.changes.editing import Changed
from library.changes.user_locks import UserLocks
from library.errors import OutcomeUnknown
from library.opening import LibraryParts, open_library
from library.rules.entry_rules import Step
from library.sync.access import Access
from store import Link, Store
from tests.kit.library import BEBOP, JUNO, PIECE, REN, TSUMUGI, Shelves, until
from tests.kit.sharing import beside, run_out, sharing


@pytest.fixture
def shared() -> Generator[None]:
    with sharing():
        yield


@pytest.fixture
def store(shared: None, shelves: Shelves) -> Store:
    """The store of another process on the same database."""
    return beside(shelves.store)


@pytest_asyncio.fixture
async def other(store: Store, shelves: Shelves) -> AsyncGenerator[LibraryParts]:
    """The library of the other process."""
    async with open_library(shelves.anilist, store, shelves.clock) as parts:
        yield parts
        await store.leases.finish()


async def pressed(parts: LibraryParts, link: Link, change_id: int, media_id: int = PIECE) -> Changed:
    """One more, and the person sees the result."""
    changed = await parts.editor.change(link, media_id, Step(progress=1), change_id=change_id)
    await parts.receipts.seen(link.discord_id, [changed.after], change_id=changed.change_id)
    return changed


def progress(shelves: Shelves) -> int:
    entry = shelves.at_anilist(TSUMUGI, PIECE)
    return entry.progress if entry else 0


async def test_a_turn_that_takes_too_long_ends_and_so_does_waiting_for_one(shelves: Shelves) -> None:
    aoi, ren = await shelves.link(), await shelves.link(REN, JUNO)
    access = Access(shelves.store.links, shelves.clock)
    leases = shelves.store.leases
    hasty, patient = UserLocks(access, leases, seconds=0.01), UserLocks(access, leases)
    with pytest.raises(OutcomeUnknown):
        async with hasty.of(aoi):
            await asyncio.Event().wait()
    async with patient.of(aoi), patient.of(ren):
        pass
    entered = asyncio.Event()

    async def hold() -> None:
        async with patient.of(ren):
            entered.set()
            await asyncio.Event().wait()

    holding = asyncio.create_task(hold())
    await entered.wait()
    with pytest.raises(OutcomeUnknown):
        async with hasty.of(ren):
            raise AssertionError("it is not ren's turn")
    holding.cancel()
    with pytest.raises(asyncio.CancelledError):
        await holding


async def test_one_more_and_one_more_elsewhere_are_two_more(other: LibraryParts, shelves: Shelves) -> None:
    link = await shelves.link()
    shelves.put(TSUMUGI, PIECE, status="CURRENT", progress=5)
    presses = [(parts, number + 10 * at) for number in range(2) for at, parts in enumerate((shelves.parts, other), 1)]
    told = await asyncio.gather(*(asyncio.create_task(pressed(parts, link, number)) for parts, number in presses))
    assert sorted(one.after.progress for one in told if one.after) == [6, 7, 8, 9]
    assert progress(shelves) == 9


async def test_the_same_interaction_in_both_is_one_more(other: LibraryParts, shelves: Shelves) -> None:
    link = await shelves.link()
    shelves.put(TSUMUGI, PIECE, status="CURRENT", progress=5)
    both = (asyncio.create_task(pressed(parts, link, 1)) for parts in (shelves.parts, other))
    first, second = await asyncio.gather(*both)
    assert first.after == second.after and progress(shelves) == 6


async def test_a_person_waits_elsewhere_until_they_are_told_or_nobody_tells_them(
    other: LibraryParts, store: Store, shelves: Shelves, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, is_told, tries = await shelves.link(), asyncio.Event(), list[float]()

    async def sleep(seconds: float) -> None:
        tries.append(seconds)
        await asyncio.sleep(0)

    monkeypatch.setattr(store.leases, "_sleep", sleep)
    for media_id in (PIECE, BEBOP):
        shelves.put(TSUMUGI, media_id, status="CURRENT", progress=5)

    async def changed() -> None:
        await shelves.parts.editor.change(link, PIECE, Step(progress=1), change_id=1)
        await is_told.wait()

    telling = asyncio.create_task(changed())
    await until(lambda: progress(shelves) == 6)
    waiting = asyncio.create_task(pressed(other, link, 2))
    beside_it = await asyncio.create_task(pressed(shelves.parts, link, 3, BEBOP))
    assert beside_it.after and beside_it.after.progress == 6
    await until(lambda: waiting.done() or len(tries) > 99)
    assert not waiting.done()
    telling.cancel()
    again = await waiting
    assert (again.change_id, progress(shelves)) == (1, 6), "nobody told them, so it is the same wish"


async def test_nobody_waits_for_another_process_for_ever(store: Store, shelves: Shelves) -> None:
    link, access = await shelves.link(), Access(shelves.store.links, shelves.clock)
    assert await store.leases.take(f"changes:{link.discord_id}", 60)
    with pytest.raises(OutcomeUnknown):
        async with UserLocks(access, shelves.store.leases, seconds=0.05).of(link):
            raise AssertionError("it is not theirs")
    await store.leases.give_back(f"changes:{link.discord_id}")
    async with UserLocks(access, shelves.store.leases).of(link):
        pass


async def test_a_person_does_not_wait_for_a_process_that_was_killed(other: LibraryParts, shelves: Shelves) -> None:
    link = await shelves.link()
    shelves.put(TSUMUGI, PIECE, status="CURRENT", progress=5)
    name = f"changes:{link.discord_id}"
    killed = beside(shelves.store)
    assert await killed.leases.take(name, 10)
    waiting = asyncio.create_task(pressed(other, link, 2))
    await asyncio.sleep(0)
    await run_out(shelves.store, name)
    assert (await waiting).after and progress(shelves) == 6
