"""Several processes share AniList's minute: never more than its limit, in today's order. On a clock that jumps."""

import asyncio
import logging
import random
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack
from itertools import pairwise
from pathlib import Path
from statistics import median

import msgspec
import pytest
import pytest_asyncio

from anilist import Caller, Priority, RateLimited, RequestQueue, Scheduler, Unavailable
from anilist.sharing import SharedQueue
from bench.clock import START
from bench.fair import fair
from demo.anilist.limit import Limit
from store import Unwritable
from store.database import Database
from store.minute import AniListMinute
from store.postgresql import PostgreSQL
from store.sqlite_driver import SQLiteStatements
from tests.kit.engine import is_postgresql, new_database
from tests.kit.home import Home
from tests.kit.minute import SharedAniList, SharingProcess, WorkingClock, open_shared
from tests.kit.scheduling import FakeAniList, background, outcome, spread, together, waiting

READS = 26  # a minute: a place is left to writes, and one to a link that is being finished


@pytest.fixture
def clock() -> WorkingClock:
    return WorkingClock()


@pytest_asyncio.fixture
async def shared(tmp_path: Path, clock: WorkingClock) -> AsyncGenerator[SharedAniList]:
    async with open_shared(tmp_path, clock) as shared:
        yield shared


@pytest.fixture
def one(shared: SharedAniList) -> SharingProcess:
    return shared.start()


@pytest.fixture
def other(shared: SharedAniList) -> SharingProcess:
    return shared.start()


def starts_of(anilist: FakeAniList, name: str) -> list[float]:
    return [start for start, seen in zip(anilist.starts, anilist.seen, strict=True) if seen == name]


class BusyMinutes:
    """People who ask for three times of AniList's minute. `waits` are the seconds until each started or gave up."""

    def __init__(self, clock: WorkingClock, per_minute: int, minutes: int) -> None:
        self.anilist = FakeAniList(clock, per_minute)
        self.waits: list[float] = []
        self.answered: list[float] = []
        self._clock = clock
        self._began = clock.passed
        self._chance = random.Random(per_minute)
        self._seconds = 60 * minutes
        self._people = 3 * per_minute * minutes
        self.anilist.seconds = lambda: 10 * self._chance.random() ** 6

    async def run(self, schedulers: Sequence[Scheduler]) -> None:
        works = [
            spread(
                self._clock,
                self._chance.uniform(0, self._seconds),
                lambda at=at: self._ask(schedulers[at % len(schedulers)]),
            )
            for at in range(self._people)
        ]
        later = [self._send(schedulers[at % len(schedulers)], "later", background()) for at in range(80)]
        await self._clock.run(together(*works, *later))

    def background_by_minute(self) -> list[int]:
        starts = [start - self._began for start in starts_of(self.anilist, "later")]
        return [sum(at <= start < at + 60 for start in starts) for at in range(0, self._seconds, 60)]

    async def _ask(self, scheduler: Scheduler) -> None:
        person, came = self._chance.randrange(self._people * 2 // 3), self._clock()
        priority = Priority.WAITING if self._chance.random() < 0.7 else Priority.NEXT
        try:
            await self._send(scheduler, "person", Caller(priority, person), self.answered)
        except RateLimited:
            self.waits.append(self._clock() - came)

    async def _send(self, scheduler: Scheduler, name: str, caller: Caller, answered: list[float] | None = None) -> None:
        came = self._clock()

        async def ask() -> None:
            if answered is not None:
                answered.append(self._clock() - came)
                self.waits.append(self._clock() - came)
            try:
                await self.anilist.asks(name)()
            finally:
                scheduler.learn(self.anilist.limit.headers())

        await scheduler.run(ask, caller)


async def test_one_request_goes_out_at_once_and_leaves_nothing_behind(
    clock: WorkingClock, anilist: FakeAniList, one: SharingProcess
) -> None:
    assert await clock.run(one.scheduler.run(anilist.asks("one"), waiting())) == "one"
    assert anilist.starts == [0]
    await clock.until(6)
    assert clock.sleepers == 0
    assert (one.minute.changes, one.minute.reads) == (2, 0), "for its place, and for its end"


class TestLimit:
    async def test_two_processes_have_one_minute_and_one_gap(
        self, clock: WorkingClock, anilist: FakeAniList, one: SharingProcess, other: SharingProcess
    ) -> None:
        works = [(one, other)[at % 2].scheduler.run(anilist.asks("yes"), waiting(at)) for at in range(60)]
        assert (await clock.run(together(*works))).count("yes") == READS
        assert min(later - sooner for sooner, later in pairwise(anilist.starts)) > 0.199
        assert anilist.starts[-1] == pytest.approx((READS - 1) * 0.2, abs=2)
        assert one.minute.changes + other.minute.changes < 2 * READS
        await clock.until(10)
        for process in (one, other):
            assert isinstance(await clock.run(outcome(process.scheduler.run(anilist.asks(), waiting()))), RateLimited)
        assert one.scheduler.load.used == other.scheduler.load.used == READS

    @pytest.mark.parametrize(
        ("per_minute", "minutes"), [(30, 1), *(pytest.param(limit, 5, marks=pytest.mark.long) for limit in (30, 90))]
    )
    async def test_three_times_the_load_is_as_in_one_process(
        self, per_minute: int, minutes: int, clock: WorkingClock, shared: SharedAniList
    ) -> None:
        """People ask for thrice the minute, beside background work; answers take up to ten seconds."""
        alone = BusyMinutes(clock, per_minute, minutes)
        await alone.run([Scheduler(RequestQueue(monotonic=clock, sleep=clock.sleep))])
        three = BusyMinutes(clock, per_minute, minutes)
        await three.run([shared.start().scheduler for _ in range(3)])
        for busy in (alone, three):
            assert busy.anilist.refused == 0 and busy.anilist.most_in_a_minute() <= per_minute - 2
            assert max(busy.waits) <= 20.3, "answered or not"
            assert min(busy.background_by_minute()) >= 1
        assert len(three.answered) == pytest.approx(len(alone.answered), rel=0.1)
        assert median(three.answered) == pytest.approx(median(alone.answered), abs=4)
        assert sum(three.background_by_minute()) == pytest.approx(sum(alone.background_by_minute()), abs=2)
        assert shared.changes < 4 * len(three.anilist.starts)

    async def test_a_limit_that_one_learns_is_everybody_s(
        self, clock: WorkingClock, anilist: FakeAniList, one: SharingProcess, other: SharingProcess
    ) -> None:
        one.scheduler.learn({"X-RateLimit-Limit": "10", "X-RateLimit-Remaining": "7"})
        await clock.until(1)
        works = [other.scheduler.run(anilist.asks("yes"), waiting(at)) for at in range(20)]
        assert (await clock.run(together(*works))).count("yes") == 8 - 3
        assert other.scheduler.background_a_minute == 4
        one.scheduler.learn({"X-RateLimit-Limit": "90"})
        await clock.until(100)
        works = [other.scheduler.run(anilist.asks("yes"), waiting(at)) for at in range(30)]
        assert (await clock.run(together(*works))).count("yes") == 30

    async def test_what_other_processes_send_is_nobody_else_s(
        self, clock: WorkingClock, anilist: FakeAniList, one: SharingProcess, other: SharingProcess
    ) -> None:
        """AniList's headers count them all; what none of them has sent is of others on the address."""

        async def ask(process: SharingProcess, at: int) -> None:
            await process.scheduler.run(anilist.asks(), waiting(at))
            process.scheduler.learn(anilist.limit.headers())

        for at in range(10):
            await clock.run(ask((one, other)[at % 2], at))
        await clock.until(5)
        await clock.run(ask(one, 11))
        assert one.scheduler.load.used == 11
        anilist.limit.take()
        await clock.run(ask(other, 12))
        assert other.scheduler.load.used == 13


class TestPause:
    async def test_a_429_of_one_stops_all(
        self, clock: WorkingClock, anilist: FakeAniList, one: SharingProcess, other: SharingProcess
    ) -> None:
        anilist.error = RateLimited(30)
        first = await clock.run(outcome(one.scheduler.run(anilist.asks(), waiting(1))))
        anilist.error = None
        answers = [
            await clock.run(outcome(process.scheduler.run(anilist.asks("later"), who)))
            for process, who in ((other, waiting(2)), (one, waiting(3)), (other, background()))
        ]
        assert [type(answer) for answer in (first, *answers)] == [RateLimited] * 3 + [str]
        assert 29 < answers[0].retry_after <= 31
        assert starts_of(anilist, "later") == [pytest.approx(31.3, abs=0.1)]

    async def test_those_who_wait_elsewhere_are_told_within_a_second(
        self, clock: WorkingClock, anilist: FakeAniList, one: SharingProcess, other: SharingProcess
    ) -> None:
        works = [(one, other)[at % 2].scheduler.run(anilist.asks("yes"), waiting(at)) for at in range(READS)]
        await clock.run(together(*works))
        await clock.until(45)
        queued = asyncio.create_task(outcome(other.scheduler.run(anilist.asks(), waiting(50))))
        await clock.until(46)
        one.queue.pause(60)
        assert isinstance(await clock.run(asyncio.wait_for(queued, None)), RateLimited)
        assert clock.passed < 47.1

    async def test_a_breaker_is_its_process_s_own(
        self, clock: WorkingClock, anilist: FakeAniList, one: SharingProcess, other: SharingProcess
    ) -> None:
        anilist.error = Unavailable("disabled", notice="disabled")
        await clock.run(outcome(one.scheduler.run(anilist.asks(), waiting(1))))
        anilist.error = None
        assert isinstance(await clock.run(outcome(one.scheduler.run(anilist.asks(), waiting(2)))), Unavailable)
        assert await clock.run(other.scheduler.run(anilist.asks("yes"), waiting(3))) == "yes"


class TestOrder:
    async def test_people_of_one_go_before_the_background_of_another(
        self, clock: WorkingClock, anilist: FakeAniList, one: SharingProcess, other: SharingProcess
    ) -> None:
        later = [one.scheduler.run(anilist.asks("later"), background()) for _ in range(10)]
        people = [
            spread(clock, 0.05, lambda at=at: other.scheduler.run(anilist.asks("person"), waiting(at)))
            for at in range(6)
        ]
        await clock.run(together(*later, *people))
        assert anilist.seen[1:7] == ["person"] * 6

    async def test_what_somebody_used_in_one_counts_in_another(
        self, clock: WorkingClock, anilist: FakeAniList, one: SharingProcess, other: SharingProcess
    ) -> None:
        await clock.run(together(*(one.scheduler.run(anilist.asks(), waiting(1)) for _ in range(8))))
        works = [other.scheduler.run(anilist.asks(name), waiting(who)) for name, who in (("loud", 1), ("quiet", 2))]
        await clock.run(together(other.scheduler.run(anilist.asks(), waiting(3)), *works))
        assert anilist.seen[-3:] == ["", "quiet", "loud"]

    async def test_the_least_use_goes_first_wherever_it_waits(
        self, clock: WorkingClock, anilist: FakeAniList, one: SharingProcess, other: SharingProcess
    ) -> None:
        """The minute is full; the place that comes back first is for the last one to come."""
        works = [(one, other)[at % 2].scheduler.run(anilist.asks(), waiting(at)) for at in range(READS)]
        await clock.run(together(*works))
        for _ in range(3):
            await clock.run(outcome(one.scheduler.run(anilist.asks(), waiting(90))))
        await clock.until(50)
        loud = spread(clock, 0, lambda: one.scheduler.run(anilist.asks("loud"), waiting(90)))
        quiet = spread(clock, 5, lambda: other.scheduler.run(anilist.asks("quiet"), waiting(91)))
        await clock.run(together(loud, quiet))
        assert anilist.seen[READS:] == ["quiet", "loud"]

    async def test_equals_go_as_they_came(
        self, clock: WorkingClock, anilist: FakeAniList, one: SharingProcess, other: SharingProcess
    ) -> None:
        works = [
            spread(
                clock,
                at / 20,
                lambda at=at: (one, other)[at % 3 == 0].scheduler.run(anilist.asks(f"{at}"), waiting(at)),
            )
            for at in range(12)
        ]
        await clock.run(together(*works))
        starts = dict(zip(anilist.seen, anilist.starts, strict=True))
        assert all(starts[f"{at}"] < at * 0.2 + 0.7 for at in range(12)), "others hear of it half a second later"

    async def test_who_gives_up_makes_room_elsewhere(
        self, clock: WorkingClock, anilist: FakeAniList, one: SharingProcess, other: SharingProcess
    ) -> None:
        works = [(one, other)[at % 2].scheduler.run(anilist.asks(), waiting(at)) for at in range(READS)]
        await clock.run(together(*works))
        await clock.until(50)
        ahead = [asyncio.create_task(one.scheduler.run(anilist.asks("gone"), waiting(at))) for at in range(50, 60)]
        await clock.until(51)
        behind = asyncio.create_task(other.scheduler.run(anilist.asks("behind"), waiting(60)))
        await clock.until(55)
        for task in ahead:
            task.cancel()
        await clock.run(asyncio.wait_for(behind, None))
        assert starts_of(anilist, "behind") == [pytest.approx(60.3, abs=0.1)]

    @pytest.mark.long
    @pytest.mark.parametrize("a_second", [0.2, 1])
    async def test_five_hostile_people_take_it_from_nobody(
        self, a_second: float, clock: WorkingClock, shared: SharedAniList
    ) -> None:
        """Their requests come to one process after another."""
        schedulers = [shared.start().scheduler for _ in range(3)]
        found = await fair(a_second=a_second, people=10, clock=clock, schedulers=schedulers)
        assert (found.answered, found.refused) == (50, 0), found
        assert found.over_the_limit == 0
        assert found.hostile > 5


class TestBackground:
    async def test_its_half_is_one_half_for_all(
        self, clock: WorkingClock, anilist: FakeAniList, one: SharingProcess, other: SharingProcess
    ) -> None:
        works = [(one, other)[at % 2].scheduler.run(anilist.asks("later"), background()) for at in range(50)]
        await clock.run(together(*works))
        starts = starts_of(anilist, "later")
        assert max(sum(start <= at < start + 60 for at in starts) for start in starts) == 14
        assert clock.passed < 4 * 60

    async def test_it_has_one_a_minute_though_people_of_others_never_stop(
        self, clock: WorkingClock, anilist: FakeAniList, one: SharingProcess, other: SharingProcess
    ) -> None:
        people = [
            spread(clock, at, lambda at=at: one.scheduler.run(anilist.asks("person"), waiting(at))) for at in range(300)
        ]
        works = [(one, other)[at % 2].scheduler.run(anilist.asks("later"), background()) for at in range(12)]
        await clock.run(together(*people, *works))
        starts = starts_of(anilist, "later")
        assert [sum(at <= start < at + 60 for start in starts) for at in range(60, 300, 60)] == [1] * 4
        assert anilist.refused == 0

    async def test_a_queue_of_two_hundred_costs_no_statement_while_it_waits(
        self, clock: WorkingClock, anilist: FakeAniList, one: SharingProcess, other: SharingProcess
    ) -> None:
        works = [
            asyncio.create_task(process.scheduler.run(anilist.asks("later"), background()))
            for process in (one, other)
            for _ in range(100)
        ]
        await clock.until(300)
        assert one.minute.changes + other.minute.changes < 3 * len(anilist.starts)
        assert one.minute.reads + other.minute.reads <= 2 * 300 / 5
        for work in works:
            work.cancel()
        await asyncio.wait(works)


class TestTrouble:
    async def test_what_a_killed_process_held_runs_out(
        self, clock: WorkingClock, anilist: FakeAniList, one: SharingProcess, other: SharingProcess
    ) -> None:
        """Its requests may have arrived, so their places count until a minute after they would have ended."""
        anilist.seconds = lambda: 1000
        running = [asyncio.create_task(one.scheduler.run(anilist.asks("gone"), waiting(at))) for at in range(READS)]
        await clock.until(10)
        assert len(anilist.starts) == READS
        one.minute.is_cut_off = True
        for task in running:
            task.cancel()
        await one.kill()
        anilist.seconds = lambda: 0.3
        assert isinstance(await clock.run(outcome(other.scheduler.run(anilist.asks(), waiting(60)))), RateLimited)
        await clock.until(81)
        assert await clock.run(other.scheduler.run(anilist.asks("person"), waiting(61))) == "person"
        assert starts_of(anilist, "person") == [pytest.approx(100, abs=0.5)]

    async def test_who_waited_in_a_killed_process_holds_up_nobody_for_long(
        self, clock: WorkingClock, anilist: FakeAniList, one: SharingProcess, other: SharingProcess
    ) -> None:
        works = [(one, other)[at % 2].scheduler.run(anilist.asks(), waiting(at)) for at in range(READS)]
        await clock.run(together(*works))
        await clock.until(50)
        gone = [asyncio.create_task(one.scheduler.run(anilist.asks("gone"), waiting(at))) for at in range(50, 60)]
        await clock.until(52)
        one.minute.is_cut_off = True
        for task in gone:
            task.cancel()
        await one.kill()
        assert await clock.run(other.scheduler.run(anilist.asks("person"), waiting(61))) == "person"
        assert starts_of(anilist, "person") == [pytest.approx(60.3, abs=4)]

    async def test_a_process_that_stood_still_uses_no_old_place(
        self, clock: WorkingClock, anilist: FakeAniList, one: SharingProcess, other: SharingProcess
    ) -> None:
        """It hears of its place seventy seconds later, when it counts for nobody else."""
        one.minute.stands_still = 70
        late = asyncio.create_task(one.scheduler.run(anilist.asks("late"), background()))
        await clock.until(65)
        await clock.run(together(*(other.scheduler.run(anilist.asks(), waiting(at)) for at in range(READS))))
        one.minute.stands_still = 0
        await clock.until(75)
        assert starts_of(anilist, "late") == []
        await clock.run(asyncio.wait_for(late, None))
        assert anilist.most_in_a_minute() <= 28 and anilist.refused == 0

    async def test_without_its_database_people_are_told_and_background_work_waits(
        self, clock: WorkingClock, anilist: FakeAniList, one: SharingProcess
    ) -> None:
        one.minute.is_cut_off = True
        later = asyncio.create_task(one.scheduler.run(anilist.asks("later"), background()))
        person, typing = await clock.run(
            together(
                one.scheduler.run(anilist.asks(), waiting(1)),
                one.scheduler.run(anilist.asks(), Caller(Priority.NEXT, 2)),
            )
        )
        assert isinstance(person, RateLimited) and isinstance(typing, RateLimited)
        assert 20 < clock.passed < 20.5
        assert one.minute.changes < 25
        one.minute.is_cut_off = False
        assert await clock.run(asyncio.wait_for(later, None)) == "later"
        assert clock.passed < 22

    @pytest.mark.parametrize("jump", [3600.0, -3600.0, -30.0])
    async def test_a_clock_that_jumps_costs_a_minute_and_no_429(
        self, jump: float, clock: WorkingClock, anilist: FakeAniList, shared: SharedAniList
    ) -> None:
        one, other = shared.start(), shared.start()

        async def ask(at: int) -> object:
            return await outcome((one, other)[at % 2].scheduler.run(anilist.asks("yes"), waiting(at)))

        early = together(*map(ask, range(40)))
        later = together(*(spread(clock, at - 8, lambda at=at: ask(at)) for at in range(40, 240)))
        await clock.run(early)
        await clock.until(8)
        shared.ahead = jump
        await clock.run(later)
        assert anilist.refused == 0
        assert anilist.most_in_a_minute() <= 28
        assert len([start for start in anilist.starts if 130 < start < 240]) > 40

    async def test_what_a_later_release_wrote_is_read_or_begun_anew(
        self, clock: WorkingClock, anilist: FakeAniList, shared: SharedAniList
    ) -> None:
        one = shared.start()
        await clock.run(together(*(one.scheduler.run(anilist.asks(), waiting(at)) for at in range(READS))))
        await clock.until(8)
        (row,) = await shared.database.all("SELECT document FROM anilist_minute")
        document = {**msgspec.json.decode(row["document"]), "colours": ["new"]}
        for text, answer in ((msgspec.json.encode(document).decode(), RateLimited), ('{"places": 7}', str)):
            await shared.database.execute("UPDATE anilist_minute SET document = :text", text=text)
            found = await clock.run(outcome(shared.start().scheduler.run(anilist.asks("yes"), waiting(99))))
            assert isinstance(found, answer)

    async def test_an_outage_is_logged_once(
        self, shared: SharedAniList, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        minute = AniListMinute(shared.database, b"key")
        with monkeypatch.context() as patch, caplog.at_level(logging.INFO):
            patch.setattr(type(shared.database), "transaction", _refused)
            assert [await minute.change(lambda *_: "{}") for _ in range(3)] == [False] * 3
            patch.undo()
            assert await minute.change(lambda *_: "{}") and await minute.read() == ("{}", START)
        assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def _refused(_: object) -> None:
    raise Unwritable("The database does not answer.")


async def test_a_burst_in_real_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each process has connections of its own, where the engine lets it."""
    limit = Limit(12, now=lambda: int(time.time()))

    async def now(_: object) -> float:
        return time.time()

    async def send() -> str:
        if not limit.take():
            raise Unavailable("over the limit")
        return "yes"

    monkeypatch.setattr(SQLiteStatements, "clock", now)
    async with AsyncExitStack() as stack:
        if is_postgresql():
            url = new_database()
            databases: list[Database] = [await stack.enter_async_context(PostgreSQL.open(url)) for _ in range(3)]
        else:
            databases = [(await stack.enter_async_context(Home(tmp_path).open())).database] * 3
        minutes = [AniListMinute(database, b"key") for database in databases]
        queues = [SharedQueue(minute, str(number), gap=0.01) for number, minute in enumerate(minutes)]
        schedulers = list(map(Scheduler, queues))
        queues[0].learn({"X-RateLimit-Limit": "12"})
        assert await schedulers[0].run(send, waiting(99)) == "yes"
        answers = await together(*(schedulers[at % 3].run(send, waiting(at)) for at in range(30)))
        for queue in queues:
            await queue.close()
    answered = answers.count("yes")
    assert 6 <= answered <= 9, "others are still believed to wait, for a second"
    assert sum(isinstance(answer, RateLimited) for answer in answers) == 30 - answered


async def test_nobody_is_named(
    clock: WorkingClock, anilist: FakeAniList, shared: SharedAniList, one: SharingProcess
) -> None:
    person = 400000000000000001
    works = [one.scheduler.run(anilist.asks(), waiting(person)) for _ in range(5)]
    await clock.run(together(*works))
    (row,) = await shared.database.all("SELECT document FROM anilist_minute")
    assert str(one.minute.alias(person)) in row["document"] and str(person) not in row["document"]
    assert one.minute.alias(person) != AniListMinute(shared.database, b"another key").alias(person)


async def test_an_end_in_order_leaves_only_what_anilist_counts(
    clock: WorkingClock, anilist: FakeAniList, shared: SharedAniList, one: SharingProcess
) -> None:
    works = [asyncio.create_task(outcome(one.scheduler.run(anilist.asks(), waiting(at)))) for at in range(5)]
    await clock.until(0.5)
    one.scheduler.stop()
    await clock.run(together(*works))
    await one.queue.close()
    (row,) = await shared.database.all("SELECT document FROM anilist_minute")
    document = msgspec.json.decode(row["document"])
    assert len(document["places"]) == len(anilist.starts) and all(place["ended_at"] for place in document["places"])
    assert "waiting" not in document
