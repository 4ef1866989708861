"""Lists are renewed once a day within AniList's limit, while people ask: nobody waits for it. On a clock that jumps.

The model of use: a person sends AniList 0.4 requests a day, twice as many of them in the evening, so 13,000 people send
3.6 a minute. A person's request waits for the gap between starts at most, which is 0.2 seconds.
"""

from pathlib import Path

import pytest

from bench.assumptions import Assumptions
from bench.hearing import an_hour
from tests.kit.home import a_link
from tests.kit.simulated_day import SimulatedDay, simulated_day

MINUTE, HOUR = 60, 3600
A_MINUTE = 3.6
GAP = 0.2
OF_BACKGROUND = ("Changes", "Collection")


def judge(day: SimulatedDay, people: int) -> None:
    """Everybody is synced once, within the limit, and nobody has waited."""
    assert set(day.syncs().values()) == {1} and len(day.syncs()) == people
    assert day.wire.refused == 0 and day.most_in_a_minute() <= 28
    assert day.most_in_a_minute(*OF_BACKGROUND) <= 14
    assert day.turned_away == 0 and max(day.waits) < GAP + 0.05
    backlog = day.parts.background_sync.backlog
    assert backlog and (backlog.people, backlog.overdue, backlog.is_over) == (people, 0, False)


async def test_twenty_minutes_of_thirteen_thousand_people(tmp_path: Path) -> None:
    """180 of them are due; the rounds take five minutes each."""
    async with simulated_day(tmp_path, people=180, within=20 * MINUTE) as day:
        await day.pass_time(25 * MINUTE, A_MINUTE)
        judge(day, 180)


@pytest.mark.long
async def test_a_day_of_thirteen_thousand_people(tmp_path: Path) -> None:
    async with simulated_day(tmp_path, people=13_000, within=24 * HOUR - 20 * MINUTE) as day:
        await day.pass_time(24 * HOUR, A_MINUTE)
        judge(day, 13_000)


@pytest.mark.parametrize(("per_minute", "minutes"), [(30, 15), (90, 8)])
async def test_after_a_stop_everybody_is_due_and_the_pace_is_that_of_anilists_limit(
    tmp_path: Path, per_minute: int, minutes: int
) -> None:
    """The limit is known from the first answer, so the first round still takes seventy people."""
    async with simulated_day(tmp_path, people=180, within=0, per_minute=per_minute) as day:
        await day.pass_time(minutes * MINUTE, A_MINUTE)
        assert len(day.syncs()) == 180 and day.wire.refused == 0
        assert day.most_in_a_minute(*OF_BACKGROUND) == (per_minute - 2) // 2
        assert day.turned_away == 0 and max(day.waits) < GAP + 0.05


async def test_where_people_ask_for_all_of_the_minute_lists_wait_and_it_is_told(tmp_path: Path) -> None:
    """Background work has a slot a minute then, so half an hour is enough for some thirty of a thousand people."""
    async with simulated_day(tmp_path, people=1000, within=0) as day:
        await day.pass_time(30 * MINUTE, 40)
        assert 25 <= len(day.syncs()) <= 90 and day.wire.refused == 0
        backlog = day.parts.background_sync.backlog
        assert backlog and backlog.overdue >= 910 and backlog.is_over


@pytest.mark.parametrize("people", [100, pytest.param(1000, marks=pytest.mark.long)])
async def test_what_it_costs_to_hear_what_members_do_is_what_the_limits_say(tmp_path: Path, people: int) -> None:
    """The figures of docs/limits.md: three of ten members appear twice in the day."""
    async with simulated_day(tmp_path, people=people, within=24 * HOUR - 20 * MINUTE) as day:
        day.wire.activities = [
            (12 * HOUR * half + 11 * HOUR * number // people, a_link(number).anilist_id)
            for half in (0, 1)
            for number in range(1, people + 1)
            if number % 10 < 10 * Assumptions().active
        ]
        await day.pass_time(24 * HOUR, 0, hears=True)
        hears = sum(operation == "Activities" for _, operation, _ in day.wire.seen)
        cost = an_hour(people, Assumptions())
        assert hears / 24 == pytest.approx(cost.polls, rel=0.02)
        assert len(day.wire.seen) / 24 == pytest.approx(cost.now, rel=0.05)
        assert day.wire.refused == 0
