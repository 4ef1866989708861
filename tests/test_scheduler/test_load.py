"""The load on AniList's minute, as metrics show it. On a clock that jumps."""

import asyncio
from collections.abc import Mapping

from anilist import Caller, Priority, RateLimited, Scheduler, Unavailable
from anilist.circuit import Source
from bench.clock import Clock
from tally import Tally
from tests.kit.scheduling import FakeAniList, background, outcome, together, waiting


def happened(tally: Tally) -> Mapping[tuple[str, ...], int]:
    return +tally.counts


async def test_nothing_has_happened_yet(scheduler: Scheduler) -> None:
    load = scheduler.load
    assert (load.per_minute, load.used) == (28, 0)
    assert load.waiting == {"waiting": 0, "next": 0, "background": 0}
    assert load.open_breakers == {"everything": 0, "operation": 0, "token": 0, "request": 0}
    assert len(load.sent.counts) == 12 and len(load.refused.counts) == 6
    assert not happened(load.sent) and not happened(load.refused)


async def test_a_place_is_used_for_a_minute_after_the_answer(
    clock: Clock, anilist: FakeAniList, scheduler: Scheduler
) -> None:
    await clock.run(scheduler.run(anilist.asks(), waiting()))
    assert scheduler.load.used == 1
    await clock.until(61)
    assert scheduler.load.used == 0
    assert happened(scheduler.load.sent) == {("waiting", "answered"): 1}


async def test_requests_wait_and_are_refused_by_their_priority(
    clock: Clock, anilist: FakeAniList, scheduler: Scheduler
) -> None:
    callers = [*map(waiting, range(40)), *[background()] * 3, *[Caller(Priority.NEXT, one) for one in range(50, 52)]]
    asking = asyncio.create_task(together(*(scheduler.run(anilist.asks(), caller) for caller in callers)))
    await clock.settle()
    assert scheduler.load.used == 1  # the others keep their distance
    assert scheduler.load.waiting == {"waiting": 25, "next": 0, "background": 3}
    assert happened(scheduler.load.refused) == {("waiting", "budget"): 14, ("next", "budget"): 2}
    await clock.run(asyncio.wait_for(asking, None))
    assert happened(scheduler.load.sent) == {("waiting", "answered"): 26, ("background", "answered"): 3}
    assert sum(scheduler.load.waiting.values()) == 0


async def test_what_became_of_a_request(clock: Clock, anilist: FakeAniList, scheduler: Scheduler) -> None:
    async def ask(token: int) -> object:
        return await outcome(scheduler.run(anilist.asks(), background(), source=Source("media", token)))

    anilist.error = Unavailable("500")
    for _ in range(4):
        await clock.run(ask(1))
    assert scheduler.load.open_breakers == {"everything": 0, "operation": 0, "token": 0, "request": 1}
    anilist.error = RateLimited(30)
    await clock.run(ask(2))
    assert happened(scheduler.load.sent) == {("background", "failed"): 3, ("background", "limited"): 1}
    assert happened(scheduler.load.refused) == {("background", "circuit"): 1}


async def test_a_request_that_nobody_waits_for_any_more(
    clock: Clock, anilist: FakeAniList, scheduler: Scheduler
) -> None:
    asking = asyncio.create_task(scheduler.run(anilist.asks(), waiting()))
    await clock.settle()
    asking.cancel()
    await clock.settle()
    assert happened(scheduler.load.sent) == {("waiting", "cancelled"): 1}


async def test_a_stop_refuses_nobody(clock: Clock, anilist: FakeAniList, scheduler: Scheduler) -> None:
    scheduler.stop()
    await clock.run(outcome(scheduler.run(anilist.asks(), waiting())))
    assert not happened(scheduler.load.refused)
