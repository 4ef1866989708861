"""One change at a time, and none that lets a person wait for ever."""

import asyncio

import pytest

from library.changes.user_locks import UserLocks
from library.errors import OutcomeUnknown
from library.sync.access import Access
from tests.kit.library import JUNO, REN, Shelves


async def test_a_turn_that_takes_too_long_ends_and_so_does_waiting_for_one(shelves: Shelves) -> None:
    aoi, ren = await shelves.link(), await shelves.link(REN, JUNO)
    access = Access(shelves.store.links, shelves.clock)
    hasty, patient = UserLocks(access, seconds=0.01), UserLocks(access)
    with pytest.raises(OutcomeUnknown):
        async with hasty.of(aoi):
            await asyncio.Event().wait()
    async with patient.of(aoi), patient.of(ren):
        pass
    entered = asyncio.Event()

    async def hold() -> None:
        async with hasty.of(ren):
            entered.set()
            await asyncio.Event().wait()

    holding = asyncio.create_task(hold())
    await entered.wait()
    with pytest.raises(OutcomeUnknown):
        async with hasty.of(ren):
            raise AssertionError("it is not ren's turn")
    with pytest.raises(OutcomeUnknown):
        await holding
