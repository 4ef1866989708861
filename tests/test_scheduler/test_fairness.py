"""Whose turn it is at AniList: five hostile people take it from nobody, and nothing waits for good."""

import asyncio
from collections.abc import Awaitable
from itertools import pairwise
from typing import Any

import pytest

from anilist import Caller, Priority, RateLimited, RequestKind, Scheduler, caused_by
from anilist.fairness import Uses
from bench.clock import Clock
from bench.fair import fair
from tests.kit.scheduling import FakeAniList, background, outcome, spread, together, waiting

LINK = Caller(kind=RequestKind.LINK)
SUGGESTION = Caller(Priority.NEXT)


def write(person: int | None = None) -> Caller:
    return Caller(person=person, kind=RequestKind.WRITE)


@pytest.mark.parametrize(
    ("a_second", "people"), [pytest.param(4, 25, marks=pytest.mark.long), (1, 10), (0.2, 10), (0.1, 25)]
)
async def test_five_hostile_people_take_it_from_nobody(a_second: float, people: int) -> None:
    """Cards and messages without a link, changes with one, typing; fifty commands of others within ten minutes."""
    found = await fair(a_second=a_second, people=people, seed=people)
    assert (found.answered, found.refused) == (50, 0), found
    assert found.over_the_limit == 0
    assert found.hostile > 5  # they are nobody's enemies: what others leave is theirs


class TestPlaces:
    async def test_reads_leave_one_to_writes_and_both_one_to_a_link(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        async def count(caller: Caller) -> int:
            works = (scheduler.run(anilist.asks("yes"), caller) for _ in range(30))
            return (await together(*works)).count("yes")

        assert [await clock.run(count(caller)) for caller in (SUGGESTION, waiting(), write(), LINK)] == [21, 5, 1, 1]

    async def test_who_asks_again_and_again_has_half_of_the_minute_evenly(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        """The first quarter of it at once."""
        await clock.run(scheduler.run(anilist.asks(), waiting(2)))
        answers = await clock.run(together(*(scheduler.run(anilist.asks("yes"), waiting(1)) for _ in range(28))))
        assert answers.count("yes") == 6 + 4
        assert anilist.starts[6] == pytest.approx(0.3 + 5 * 0.2)
        gaps = [later - sooner for sooner, later in pairwise(anilist.starts[7:])]
        assert gaps == [pytest.approx(60 / 14)] * 3

    async def test_a_person_alone_leaves_a_quarter(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        answers = await clock.run(together(*(scheduler.run(anilist.asks("yes"), waiting(1)) for _ in range(28))))
        assert answers.count("yes") == 21
        assert clock.passed < 5

    async def test_somebody_new_goes_before_them(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        many = together(*(scheduler.run(anilist.asks("many"), waiting(1)) for _ in range(28)))
        others = [
            spread(clock, at, lambda at=at: scheduler.run(anilist.asks("few"), waiting(at))) for at in range(2, 16)
        ]
        await clock.run(together(many, *others))
        starts = [start for start, name in zip(anilist.starts, anilist.seen, strict=True) if name == "few"]
        assert starts == pytest.approx(range(2, 16), abs=0.3)

    async def test_what_was_refused_counts_too(self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler) -> None:
        """Otherwise it would pay to ask again and again."""
        await clock.run(together(*(scheduler.run(anilist.asks(), waiting(at)) for at in range(26))))
        for _ in range(20):
            assert isinstance(await clock.run(outcome(scheduler.run(anilist.asks(), waiting(99)))), RateLimited)
        await clock.until(55)
        works = [scheduler.run(anilist.asks(name), waiting(who)) for name, who in (("loud", 99), ("quiet", 98))]
        await clock.run(together(*works))
        assert anilist.seen[26] == "quiet"

    async def test_ten_minutes_later_it_is_forgotten(self, clock: Clock) -> None:
        uses = Uses(now=clock)
        for _ in range(1000):
            uses.add(waiting(1), clock())
        assert uses.of(waiting(1)) == pytest.approx(1000)
        await clock.until(601)
        assert uses.of(waiting(1)) < 0.1
        uses.add(waiting(2), clock())
        assert uses.of(waiting(1)) == 0

    async def test_who_was_there_in_another_process_counts(self, clock: Clock) -> None:
        uses, now = Uses(now=clock), clock()
        for others, left_free in (({2: (0.5, now - 5)}, 14), ({2: (0.5, now - 601)}, 7), ({}, 7)):
            uses.restore({1: (10.0, now), **others})
            assert uses.slot(waiting(1), 28).left_free == left_free


async def starts_of_works(
    clock: Clock, anilist: FakeAniList, scheduler: Scheduler, *, works: int, people: int, seconds_between: int
) -> list[float]:
    """When so many works of the background start, beside people of whom each asks once, in turn."""

    def asked_by(person: int) -> Awaitable[object]:
        return spread(clock, seconds_between * person, lambda: scheduler.run(anilist.asks("person"), waiting(person)))

    later = [scheduler.run(anilist.asks("later"), background()) for _ in range(works)]
    await clock.run(together(*map(asked_by, range(people)), *later))
    return [start for start, name in zip(anilist.starts, anilist.seen, strict=True) if name == "later"]


class TestBackground:
    async def test_half_of_the_minute_is_its_most_and_it_is_its_own(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        """Ten seconds apart from people's four a minute, it goes on at its pace."""
        later = await starts_of_works(clock, anilist, scheduler, works=135, people=40, seconds_between=15)
        assert max(sum(start <= other < start + 60 for other in later) for start in later) == 14
        assert len([start for start in later if 60 <= start < 540]) == 8 * 14
        assert anilist.refused == 0

    async def test_after_it_has_starved_it_keeps_its_pace(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        """While people want more than all of the minute it has a slot of every sixty seconds."""
        later = await starts_of_works(clock, anilist, scheduler, works=20, people=300, seconds_between=2)
        assert [sum(at <= start < at + 60 for start in later) for at in range(120, 600, 60)] == [1] * 8

    async def test_it_leaves_a_third_free_beside_people(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        people = [scheduler.run(anilist.asks("person"), waiting(at)) for at in range(12)]
        works = [scheduler.run(anilist.asks("later"), background()) for _ in range(14)]
        await clock.run(together(*people, *works))
        assert sum(start < 55 for start in anilist.starts) == 28 - 28 // 3
        assert anilist.seen[:12] == ["person"] * 12

    async def test_its_pace_holds_up_nobody_who_asks_again(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        async def ask_again() -> list[float]:
            asked_at = [clock.passed]
            for _ in range(4):
                await clock.sleep(5)
                asked_at.append(clock.passed)
                await scheduler.run(anilist.asks("person"), waiting(1))
            return asked_at[1:]

        others = [scheduler.run(anilist.asks(), waiting(at)) for at in range(2, 10)]
        works = [scheduler.run(anilist.asks("later"), background()) for _ in range(20)]
        asked_at, *_ = await clock.run(together(ask_again(), *others, *works))
        starts = [start for start, name in zip(anilist.starts, anilist.seen, strict=True) if name == "person"]
        assert starts == pytest.approx(asked_at, abs=0.21)


class TestOwner:
    async def test_everything_that_a_person_causes_is_theirs(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        async def person(who: int) -> Any:
            with caused_by(who):
                task = asyncio.create_task(outcome(scheduler.run(anilist.asks(str(who)), waiting())))
            return await task

        await clock.run(together(*(person(who) for who in (1, 1, 1, 2))))
        assert anilist.seen == ["1", "2", "1", "1"]

    async def test_background_work_is_nobodys(self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler) -> None:
        async def person() -> None:
            with caused_by(1):
                await together(*(scheduler.run(anilist.asks("later"), background()) for _ in range(5)))
                await scheduler.run(anilist.asks("mine"), waiting())

        others = spread(clock, 0, lambda: scheduler.run(anilist.asks("another's"), waiting(2)))
        await clock.run(together(person(), others))
        assert anilist.starts[anilist.seen.index("mine")] < 5


class TestJoining:
    async def test_what_two_wait_for_goes_out_for_whoever_is_sooner(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        await clock.run(scheduler.run(anilist.asks(), waiting(3)))
        many = [scheduler.run(anilist.asks(f"{at}"), waiting(1), key=at) for at in range(9)]
        other = spread(clock, 1.5, lambda: scheduler.run(anilist.asks("8"), waiting(2), key=8))
        await clock.run(together(*many, other))
        assert anilist.starts[anilist.seen.index("8")] == pytest.approx(0.3 + 1.5, abs=0.2)
        assert anilist.seen.index("8") < anilist.seen.index("7")

    async def test_somebody_who_has_used_more_holds_up_nobody(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        await clock.run(together(*(scheduler.run(anilist.asks(), waiting(1)) for _ in range(6))))
        works: list[Awaitable[Any]] = [
            scheduler.run(anilist.asks("shared"), waiting(2), key=1),
            scheduler.run(anilist.asks("shared"), waiting(1), key=1),
        ]
        begun = clock.passed
        assert await clock.run(together(*works)) == ["shared"] * 2
        assert anilist.starts[-1] == pytest.approx(begun, abs=0.3)


class TestAge:
    async def test_background_work_gets_a_place_though_people_never_stop(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        people = [
            spread(clock, at, lambda at=at: scheduler.run(anilist.asks("person"), waiting(at))) for at in range(600)
        ]
        works = [scheduler.run(anilist.asks(f"later {at}"), background()) for at in range(30)]
        await clock.run(together(*people, *works))
        starts = [start for start, name in zip(anilist.starts, anilist.seen, strict=True) if name != "person"]
        assert len([start for start in starts if start < 600]) >= 10
        assert [name for name in anilist.seen if name != "person"] == [f"later {at}" for at in range(30)]
        assert anilist.refused == 0

    async def test_a_suggestion_does_not_wait_longer_than_it_is_good_for(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        await clock.run(together(*(scheduler.run(anilist.asks(), waiting()) for _ in range(26))))
        assert isinstance(await clock.run(outcome(scheduler.run(anilist.asks(), SUGGESTION))), RateLimited)
        await clock.until(54)
        asked_at = clock.passed
        assert isinstance(await clock.run(outcome(scheduler.run(anilist.asks(), SUGGESTION))), RateLimited)
        assert clock.passed == asked_at
