"""When requests go to AniList: below its limit, in order, and not while it is down. On a clock that jumps."""

import asyncio
import math
from itertools import count, pairwise

import aiohttp
import pytest

from anilist import (
    AniList,
    AniListError,
    Caller,
    Invalid,
    NotFound,
    Priority,
    RateLimited,
    RequestQueue,
    Scheduler,
    Unavailable,
)
from bench.clock import Clock
from demo import faults
from demo.anilist import CLIENT_ID, JUNO, TSUMUGI, StandIn
from demo.anilist.media import all_media
from redaction import Secret
from tests.kit.linking import REDIRECT_URI, REFERER
from tests.kit.scheduling import FakeAniList, background, outcome, spread, together, waiting

READS = 26  # a minute: a place is left to writes, and one to a link that is being finished


async def test_one_request_goes_out_at_once_and_leaves_nothing_behind(
    clock: Clock, anilist: FakeAniList, scheduler: Scheduler
) -> None:
    assert await clock.run(scheduler.run(anilist.asks("one"), waiting())) == "one"
    assert anilist.starts == [0]
    await clock.settle()
    assert clock.sleepers == 0
    assert len(asyncio.all_tasks()) == 1


async def test_starts_keep_a_gap(clock: Clock, anilist: FakeAniList, scheduler: Scheduler) -> None:
    await clock.run(together(*(scheduler.run(anilist.asks(), waiting()) for _ in range(5))))
    assert anilist.starts == pytest.approx([0, 0.2, 0.4, 0.6, 0.8])


class TestLimit:
    """Never a 429 of our own making."""

    async def test_two_hundred_people_at_once(self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler) -> None:
        async def person(number: int) -> int:
            """Comes back when told to; returns how often that was."""
            for refusals in range(50):
                answer = await outcome(scheduler.run(anilist.asks(), waiting(number)))
                if not isinstance(answer, RateLimited):
                    return refusals
                await clock.sleep(answer.retry_after)
            raise AssertionError("nobody has to come fifty times")

        refusals = await clock.run(together(*map(person, range(200))))
        assert len(refusals) == len(anilist.starts) == 200
        assert refusals.count(0) == READS
        assert anilist.refused == 0
        assert anilist.most_in_a_minute() <= 28
        assert clock.passed < 200 / 28 * 61 + 60

    @pytest.mark.parametrize("seed", range(5))
    async def test_however_long_answers_take(
        self, seed: int, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        """A slow request may be counted late, and the next one early."""
        numbers = (math.sin(seed * 1000 + at) ** 2 for at in range(10_000))
        anilist.seconds = lambda: 20 * next(numbers) ** 4
        callers = [Caller(Priority(at % 3), at % 7) for at in range(150)]
        works = [
            spread(clock, 400 * next(numbers), lambda caller=caller: scheduler.run(anilist.asks(), caller))
            for caller in callers
        ]
        answers = await clock.run(together(*works))
        assert anilist.refused == 0
        assert anilist.most_in_a_minute() <= 28
        assert sum(not isinstance(answer, RateLimited) for answer in answers) > 100

    async def test_against_the_stand_in_over_http(self, clock: Clock) -> None:
        stand_in = StandIn(now=lambda: math.floor(clock()), per_minute=30)
        async with stand_in.serve(), aiohttp.ClientSession() as session:
            scheduler = Scheduler(RequestQueue(monotonic=clock, sleep=clock.sleep))
            anilist = client_with(scheduler, stand_in, session)
            token = Secret(stand_in.token_for(TSUMUGI))
            works = [anilist.media(media_id, token, caller=background()) for media_id in list(all_media())[:60]]
            await clock.run(together(*works))
        assert len(stand_in.requests) == 60
        assert {seen.status for seen in stand_in.requests} == {200}
        times = [seen.at for seen in stand_in.requests]
        assert max(sum(at <= other < at + 60 for other in times) for at in times) <= 14 + 2  # half, and when it starves

    async def test_what_a_restart_forgot_is_learned_from_the_first_answer(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        before = [scheduler.run(anilist.asks(), waiting()) for _ in range(READS)]
        await clock.run(together(*before))
        again = Scheduler(RequestQueue(monotonic=clock, sleep=clock.sleep))

        async def ask() -> str:
            answer = await anilist.asks()()
            again.learn(anilist.limit.headers())
            return answer

        await clock.run(again.run(ask, waiting()))
        assert isinstance(await outcome(again.run(ask, waiting())), RateLimited)
        await clock.run(together(*(again.run(ask, background()) for _ in range(40))))
        assert anilist.refused == 0

    async def test_what_others_used_is_learned_beside_own_requests_that_count_no_more(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        await clock.run(together(*(scheduler.run(anilist.asks(), waiting()) for _ in range(10))))
        await clock.until(59)
        anilist.seconds = lambda: 10

        async def ask() -> None:
            await anilist.asks()()
            scheduler.learn({"X-RateLimit-Limit": "30", "X-RateLimit-Remaining": "0"})

        await clock.run(scheduler.run(ask, waiting()))
        assert scheduler.load.used == 30

    async def test_a_lower_limit_counts_at_once_and_a_higher_one_too(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        scheduler.learn({"X-RateLimit-Limit": "10"})
        answers = await clock.run(together(*(scheduler.run(anilist.asks("yes"), waiting()) for _ in range(20))))
        assert answers.count("yes") == 8
        await clock.until(100)
        scheduler.learn({"X-RateLimit-Limit": "90"})
        answers = await clock.run(together(*(scheduler.run(anilist.asks("yes"), waiting()) for _ in range(30))))
        assert answers.count("yes") == 30

    async def test_a_limit_that_was_contradicted_is_not_believed(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        scheduler.learn({"X-RateLimit-Limit": "90"})
        anilist.error = RateLimited(5)
        await clock.run(outcome(scheduler.run(anilist.asks(), waiting())))
        anilist.error = None
        scheduler.learn({"X-RateLimit-Limit": "90"})
        await clock.until(100)
        answers = await clock.run(together(*(scheduler.run(anilist.asks("yes"), waiting()) for _ in range(60))))
        assert answers.count("yes") == READS

    @pytest.mark.parametrize("words", ["", "many", "-5", "1e3", "²", "9" * 30, "0", "60000000"])
    async def test_headers_that_make_no_sense_change_nothing(
        self, words: str, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        for left in (words, "0"):
            scheduler.learn({"X-RateLimit-Limit": words, "X-RateLimit-Remaining": left})
        answers = await clock.run(together(*(scheduler.run(anilist.asks("yes"), waiting()) for _ in range(40))))
        assert answers.count("yes") == READS

    async def test_a_tiny_limit_stops_nobody_for_good(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        anilist.error = RateLimited(5)
        await clock.run(outcome(scheduler.run(anilist.asks(), waiting())))
        anilist.error = None
        scheduler.learn({"X-RateLimit-Limit": "1", "X-RateLimit-Remaining": "1"})
        await clock.until(70)
        answers = await clock.run(together(*(scheduler.run(anilist.asks("yes"), waiting()) for _ in range(9))))
        assert answers.count("yes") == 5


class TestPause:
    @pytest.mark.parametrize("headers", [True, False])
    async def test_a_429_stops_everybody_for_as_long_as_anilist_asks(self, headers: bool, clock: Clock) -> None:
        """60 s where it does not say."""
        stand_in = StandIn(now=lambda: math.floor(clock()), per_minute=None)
        async with stand_in.serve(), aiohttp.ClientSession() as session:
            anilist = client_with(Scheduler(RequestQueue(monotonic=clock, sleep=clock.sleep)), stand_in, session)
            stand_in.faults.arm(faults.too_many_requests(retry_after=40 if headers else None))
            first = await clock.run(outcome(anilist.ping()))
            work, person = await clock.run(together(anilist.ping(caller=background()), anilist.ping()))
        assert first.retry_after == (40 if headers else 60)
        assert isinstance(person, RateLimited)
        assert person.retry_after >= first.retry_after
        assert work is None
        assert [seen.status for seen in stand_in.requests] == [429, 200]
        assert first.retry_after < clock.passed < first.retry_after + 2

    async def test_who_is_queued_is_told_as_well(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        anilist.error = RateLimited(30)
        answers = await clock.run(together(*(scheduler.run(anilist.asks(), waiting()) for _ in range(10))))
        assert len(anilist.starts) == 2
        assert all(isinstance(answer, RateLimited) for answer in answers)
        assert clock.passed < 1


class TestOrder:
    async def test_a_person_comes_first_then_their_screen_then_the_rest(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        callers = [Caller(priority, person) for person in range(2) for priority in reversed(Priority)]
        works = [scheduler.run(anilist.asks(caller.priority.name), caller) for caller in callers]
        await clock.run(together(scheduler.run(anilist.asks("first"), background()), *works))
        assert anilist.seen == ["first", *["WAITING"] * 2, *["NEXT"] * 2, *["BACKGROUND"] * 2]

    async def test_one_persons_many_do_not_hold_up_anothers_one(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        many = [scheduler.run(anilist.asks(f"aoi {at}"), waiting(1)) for at in range(4)]
        few = [scheduler.run(anilist.asks(f"ren {at}"), waiting(2)) for at in range(2)]
        await clock.run(together(*many, *few))
        assert anilist.seen == ["aoi 0", "ren 0", "ren 1", "aoi 1", "aoi 2", "aoi 3"]

    @pytest.mark.parametrize("priority", [Priority.NEXT, Priority.BACKGROUND])
    async def test_what_nobody_waits_for_leaves_room_for_people(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler, priority: Priority
    ) -> None:
        quiet = together(*(scheduler.run(anilist.asks(), Caller(priority, at)) for at in range(100)))
        person = spread(clock, 30, lambda: scheduler.run(anilist.asks("person"), waiting()))
        await clock.run(together(quiet, person))
        assert anilist.starts[anilist.seen.index("person")] == pytest.approx(30)


class TestTwentySeconds:
    async def test_who_would_wait_longer_is_told_at_once_how_long(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        await clock.run(together(*(scheduler.run(anilist.asks(), waiting()) for _ in range(READS))))
        spent = clock.passed
        refused = await clock.run(outcome(scheduler.run(anilist.asks(), waiting())))
        assert clock.passed == spent
        assert refused.retry_after == pytest.approx(60.3 - spent)

        await clock.until(41)
        assert await clock.run(scheduler.run(anilist.asks("later"), waiting())) == "later"
        assert anilist.starts[-1] == pytest.approx(60.3)

    async def test_background_work_waits_as_long_as_it_takes(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        works = (scheduler.run(anilist.asks("done"), background()) for _ in range(60))
        assert await clock.run(together(*works)) == ["done"] * 60
        assert clock.passed > 4 * 60

    async def test_nobody_waits_longer_because_others_came_later(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        """The window is full until 60.3; then people come every second, and each is served or told."""
        await clock.run(together(*(scheduler.run(anilist.asks(), waiting()) for _ in range(READS))))

        async def person(number: int) -> float:
            came = clock.now
            await outcome(scheduler.run(anilist.asks(), waiting(number)))
            return clock.now - came

        waits = await clock.run(together(*(spread(clock, at, lambda at=at: person(at)) for at in range(120))))
        assert max(waits) <= 20.4


class TestQueue:
    async def test_it_is_bounded_and_the_least_urgent_go(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        works = [scheduler.run(anilist.asks(), background()) for _ in range(260)]
        person = spread(clock, 0.1, lambda: scheduler.run(anilist.asks("person"), waiting()))
        *answers, last = await clock.run(together(*works, person))
        assert last == "person"
        refused = [answer for answer in answers if isinstance(answer, RateLimited)]
        assert len(refused) == 60
        assert all(answer.retry_after > 60 for answer in refused)

    async def test_who_gives_up_makes_room(self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler) -> None:
        await clock.run(together(*(scheduler.run(anilist.asks(), waiting()) for _ in range(READS - 1))))
        works = [asyncio.create_task(scheduler.run(anilist.asks(f"{at}"), background())) for at in range(3)]
        person = asyncio.create_task(scheduler.run(anilist.asks("given up"), waiting()))
        await clock.settle()
        person.cancel()
        works[0].cancel()
        assert await clock.run(together(*works[1:])) == ["1", "2"]
        assert person.cancelled()
        assert anilist.seen[READS - 1 :] == ["given up", "1", "2"]

    async def test_who_leaves_the_head_gives_the_next_their_time(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        asked = [asyncio.create_task(scheduler.run(anilist.asks(name), waiting())) for name in ("1", "2", "3")]
        await clock.until(0.1)
        asked[1].cancel()
        assert await clock.run(outcome(asked[2])) == "3"
        assert anilist.starts == pytest.approx([0, 0.2])

    async def test_a_cancelled_request_still_counts(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        """AniList may have seen it."""
        for _ in range(READS):
            task = asyncio.create_task(scheduler.run(anilist.asks(), waiting()))
            await clock.until(clock.passed + 0.25)
            task.cancel()
        assert isinstance(await clock.run(outcome(scheduler.run(anilist.asks(), waiting()))), RateLimited)


class TestSharing:
    async def test_the_same_read_is_asked_once(self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler) -> None:
        works = (scheduler.run(anilist.asks("read"), waiting(at), key="read") for at in range(50))
        assert await clock.run(together(*works)) == ["read"] * 50
        assert len(anilist.starts) == 1
        await clock.run(scheduler.run(anilist.asks("read"), waiting(), key="read"))
        assert len(anilist.starts) == 2

    async def test_an_error_is_shared_and_not_kept(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        anilist.error = NotFound("no")
        works = (scheduler.run(anilist.asks("read"), waiting(), key="read") for _ in range(3))
        assert {type(answer) for answer in await clock.run(together(*works))} == {NotFound}
        anilist.error = None
        assert await clock.run(scheduler.run(anilist.asks("read"), waiting(), key="read")) == "read"

    async def test_a_person_hurries_what_the_background_asks_for(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        works = [scheduler.run(anilist.asks(f"{at}"), background(), key=at) for at in range(40)]
        person = spread(clock, 1.05, lambda: scheduler.run(anilist.asks("39"), waiting(), key=39))
        await clock.run(together(*works, person))
        assert anilist.seen.index("39") == 6
        assert len(anilist.seen) == 40

    async def test_it_goes_on_while_anybody_waits_for_it(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        first, second = (asyncio.create_task(scheduler.run(anilist.asks("read"), waiting(), key="r")) for _ in "ab")
        await clock.until(0.1)
        first.cancel()
        assert await clock.run(outcome(second)) == "read"
        assert first.cancelled()

    async def test_it_ends_when_nobody_waits_any_more(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        alone = asyncio.create_task(scheduler.run(anilist.asks("read"), waiting(), key="r"))
        await clock.until(0.1)
        alone.cancel()
        again = scheduler.run(anilist.asks("again"), waiting(), key="r")
        assert await clock.run(again) == "again"
        assert len(asyncio.all_tasks()) == 1

    async def test_it_leaves_no_trace_when_it_never_began(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        alone = asyncio.create_task(scheduler.run(anilist.asks("never"), waiting(), key="r"))
        await asyncio.sleep(0)
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.wait({alone})
        works = (scheduler.run(anilist.asks(name), waiting()) for name in ("one", "two"))
        await clock.run(together(*works))
        assert anilist.seen == ["one", "two"]
        assert anilist.starts == pytest.approx([0, 0.2])

    async def test_only_the_same_person_shares_and_not_past_a_write(self, clock: Clock) -> None:
        stand_in = StandIn(now=lambda: math.floor(clock()), per_minute=None)
        async with stand_in.serve(), aiohttp.ClientSession() as session:
            anilist = client_with(Scheduler(RequestQueue(monotonic=clock, sleep=clock.sleep)), stand_in, session)
            mine, theirs = Secret(stand_in.token_for(TSUMUGI)), Secret(stand_in.token_for(JUNO))
            media_id = stand_in.world.lists.of(TSUMUGI.id, "ANIME")[0].media_id
            reads = (anilist.media(media_id, token) for token in (mine, mine, theirs, None))
            entries = [told.media.media_list_entry for told in await clock.run(together(*reads))]
            assert len(stand_in.requests) == 3
            assert entries[0] == entries[1] != entries[2]

            hang = faults.Hang()
            stand_in.faults.arm(hang, operation="Media")
            early = asyncio.create_task(anilist.media(media_id, mine))
            await clock.run(hang.reached.wait())
            await clock.run(anilist.save_entry(mine, media_id, {"notes": "new"}))
            late = (await clock.run(anilist.media(media_id, mine))).media
            hang.release()
            await early
        assert late.media_list_entry is not None
        assert late.media_list_entry.notes == "new"


class TestOutage:
    @pytest.mark.parametrize("offset", [0, pytest.param(20, marks=pytest.mark.long), 40])
    async def test_an_hour_down_then_back_within_a_minute_without_a_herd(
        self, offset: int, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        served: list[float] = []

        async def person(number: int) -> None:
            answer = await outcome(scheduler.run(anilist.asks(), waiting(number)))
            if not isinstance(answer, AniListError):
                served.append(clock.passed)

        async def recovery() -> None:
            await clock.sleep(3600)
            anilist.error = None

        anilist.error = Unavailable("down")
        anilist.seconds = lambda: 10 if anilist.error else 0.3
        people = (spread(clock, at, lambda at=at: person(at)) for at in range(offset, 3800))
        await clock.run(together(recovery(), *people))
        down = [start for start in anilist.starts if 300 < start < 3600]
        assert len(down) == pytest.approx(3300 / 55, abs=2)
        assert 3600 <= served[0] <= 3660
        assert anilist.refused == 0
        assert anilist.most_in_a_minute() <= 28

    async def test_it_fails_at_once_and_in_anilists_own_words(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        anilist.error = Unavailable("403", notice="temporarily disabled")
        answers = await clock.run(together(*(scheduler.run(anilist.asks(), background()) for _ in range(20))))
        assert len(anilist.starts) == 2
        assert {answer.notice for answer in answers} == {"temporarily disabled"}
        assert clock.passed < 1

    async def test_three_failures_in_a_row_open_it_and_an_answer_between_does_not(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        for error in (Unavailable("1"), Unavailable("2"), Invalid({}), Unavailable("1"), Unavailable("2"), None):
            anilist.error = error
            await clock.run(outcome(scheduler.run(anilist.asks(), waiting())))
        anilist.error = Unavailable("down")
        for _ in range(5):
            await clock.run(outcome(scheduler.run(anilist.asks(), waiting())))
        assert len(anilist.starts) == 6 + 3

    async def test_one_probe_at_a_time_with_growing_pauses(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        anilist.error = Unavailable("disabled", notice="disabled")
        anilist.seconds = lambda: 1.0
        people = (spread(clock, at / 4, lambda: scheduler.run(anilist.asks(), waiting())) for at in range(4 * 220))
        await clock.run(together(*people))
        gaps = [round(later - sooner) for sooner, later in pairwise(anilist.starts)]
        assert [gap for gap in gaps if gap > 1] == [5, 11, 21, 41, 46, 46, 46]

    async def test_a_probe_that_is_given_up_lets_another_one_go(
        self, clock: Clock, anilist: FakeAniList, scheduler: Scheduler
    ) -> None:
        anilist.error = Unavailable("disabled", notice="disabled")
        await clock.run(outcome(scheduler.run(anilist.asks(), waiting())))
        await clock.until(10)
        anilist.error = None
        probe = asyncio.create_task(scheduler.run(anilist.asks(), waiting()))
        await clock.settle()
        assert isinstance(await outcome(scheduler.run(anilist.asks(), waiting())), Unavailable)
        probe.cancel()
        await clock.settle()
        assert await clock.run(scheduler.run(anilist.asks("back"), waiting())) == "back"


def client_with(scheduler: Scheduler, stand_in: StandIn, session: aiohttp.ClientSession) -> AniList:
    return AniList(
        session,
        api_url=stand_in.api_url,
        oauth_url=stand_in.oauth_url,
        client_id=CLIENT_ID,
        client_secret=None,
        redirect_uri=REDIRECT_URI,
        referer=REFERER,
        scheduler=scheduler,
    )


async def test_a_clock_that_never_stands_puts_nothing_off() -> None:
    """The one that jumps stands still while it is decided whether a request may go out; the world's does not."""
    ticks = count()
    scheduler = Scheduler(RequestQueue(monotonic=lambda: next(ticks) / 1000, sleep=_refuse))

    async def ask() -> str:
        return "answered"

    assert await scheduler.run(ask, Caller()) == "answered"


async def _refuse(_seconds: float) -> None:
    raise AssertionError("nobody is before it")
