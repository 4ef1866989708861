"""What airs on a day: whose day it is, what of it may be seen, and what it asks of AniList."""

import asyncio

import msgspec
import pytest

from anilist import Unavailable
from demo import faults
from demo.anilist import JUNO, TSUMUGI
from library.lists import Audience
from library.schedule.airing import DAY, PER_PAGE, AiringSlot, DayName, DayPage, Programme, named, page_of, today
from store import Airing, Entry
from tests.kit.cases import each
from tests.kit.home import a_link
from tests.kit.library import AOI, FERN, REN, Shelves
from tests.kit.titles import a_title

HOUR = 3600
EUREKA, DIGIMON = 103303, 188388
TUESDAY = 1_795_521_600 // DAY  # 2026-11-24
ALONE, CHANNEL = Audience(is_owner_alone=True, is_adult=False), Audience(is_owner_alone=False, is_adult=False)
ADULTS = Audience(is_owner_alone=False, is_adult=True)


@each(
    ("timezone", "hour", "day"),
    [
        (None, 24, 1),
        ("nonsense", 24, 1),
        ("09:00", 15, 1),
        ("+13:00", 11, 1),
        ("14:00", 10, 1),
        ("05:45", 18.25, 1),
        ("-03:30", 3.5, 0),
        ("-05:00", 5, 0),
        ("-11:00", 11, 0),
    ],
)
def test_a_day_is_the_askers_own_to_the_second(timezone: str | None, hour: float, day: int) -> None:
    midnight = TUESDAY * DAY + round(hour * HOUR)
    link = a_link(timezone=timezone)
    assert [today(link, midnight + seconds) for seconds in (-1, 0)] == [TUESDAY + day - 1, TUESDAY + day]


@each(
    ("name", "ahead"), [("Today", 0), ("Tomorrow", 1), ("Tuesday", 0), ("Wednesday", 1), ("Monday", 6), ("My week", 0)]
)
def test_days_by_name(name: DayName, ahead: int) -> None:
    assert named(name, None, TUESDAY * DAY) == TUESDAY + ahead


def slot(number: int, entry: Entry | None = None, *, is_adult: bool = False) -> AiringSlot:
    return AiringSlot(Airing(number, 1, number), a_title(number, is_adult=is_adult), entry, as_of=100 - number)


def entry(number: int, **fields: object) -> Entry:
    return msgspec.structs.replace(
        Entry(media_id=number, entry_id=number, media_type="ANIME", status="CURRENT"), **fields
    )


SLOTS = [
    slot(1),
    slot(2, entry(2)),
    slot(3, entry(3, private=True)),
    slot(4, is_adult=True),
    slot(5, entry(5), is_adult=True),
    slot(6, entry(6, hidden=True), is_adult=True),
]


@each(
    ("audience", "mine", "shown"),
    [
        (ALONE, False, {1: False, 2: True, 3: True, 5: True, 6: True}),
        (ALONE, True, {2: True, 3: True, 5: True, 6: True}),
        (CHANNEL, False, {1: False, 2: True, 3: False}),
        (CHANNEL, True, {2: True}),
        (ADULTS, False, {1: False, 2: True, 3: False, 4: False, 5: True, 6: False}),
        (ADULTS, True, {2: True, 5: True}),
    ],
)
def test_who_sees_what(audience: Audience, mine: bool, shown: dict[int, bool]) -> None:
    page = page_of(Programme(SLOTS, 0), audience, mine=mine, number=1)
    assert {one.media.id: one.entry is not None for one in page.slots} == shown
    assert page.total == len(shown)


@each(("audience", "as_of"), [(ALONE, 94), (CHANNEL, 98), (ADULTS, 95)])
def test_how_old_it_is_says_nothing_of_what_is_not_shown(audience: Audience, as_of: int) -> None:
    assert page_of(Programme(SLOTS, 1), audience, mine=True, number=1).as_of == as_of
    assert page_of(Programme(SLOTS[2:4], 1), CHANNEL, mine=True, number=1).as_of == 1


def test_pages_of_a_day() -> None:
    programme = Programme([slot(number) for number in range(1, 2 * PER_PAGE + 2)], 0)
    sizes = [len(page_of(programme, CHANNEL, mine=False, number=number).slots) for number in (0, 1, 2, 3, 9)]
    assert sizes == [PER_PAGE, PER_PAGE, PER_PAGE, 1, 1]
    assert page_of(Programme([], 9), CHANNEL, mine=True, number=3) == DayPage([], 1, 1, 0, as_of=9)


async def test_a_day_is_asked_for_once_for_everybody(shelves: Shelves) -> None:
    schedule, airings = shelves.parts.schedule, shelves.stand_in.world.airings
    day = today(None, shelves.clock())
    programme = await schedule.everything(None, day)
    expected = sorted(
        (one.airing_at, one.media_id, one.episode) for one in airings.all() if one.airing_at // DAY == day
    )
    assert [(one.airing.airing_at, one.media.id, one.airing.episode) for one in programme.slots] == expected != []
    assert shelves.asked() == ["Schedule"]
    tokyo, boston = await shelves.link(AOI, TSUMUGI), await shelves.link(REN, JUNO)
    await schedule.everything(tokyo, day)
    assert shelves.asked() == ["Schedule"], "the evening before"
    await schedule.everything(boston, day)
    assert shelves.asked() == ["Schedule"], "the morning after"
    for link in (None, tokyo, boston):
        await schedule.everything(link, day)
    await shelves.restart()
    shelves.clock.advance(6 * HOUR - 1)
    assert (await shelves.parts.schedule.everything(None, day)).as_of == shelves.clock() - 6 * HOUR + 1
    assert shelves.asked() == []
    shelves.clock.advance(1)
    await shelves.parts.schedule.everything(None, day)
    assert shelves.asked() == ["Schedule"]


async def test_a_day_that_was_over_when_it_was_asked_for_is_never_asked_for_again(shelves: Shelves) -> None:
    day = today(None, shelves.clock()) - 1
    for _ in range(2):
        await shelves.parts.schedule.everything(None, day)
        assert len(shelves.asked()) == (_ == 0)
        shelves.clock.advance(3 * DAY)


async def test_an_old_answer_is_better_than_none_and_none_is_an_error(shelves: Shelves) -> None:
    day = today(None, shelves.clock())
    before = await shelves.parts.schedule.everything(None, day)
    shelves.clock.advance(7 * HOUR)
    shelves.stand_in.faults.share(faults.disabled(), 1)
    assert await shelves.parts.schedule.everything(None, day) == before
    with pytest.raises(Unavailable):
        await shelves.parts.schedule.everything(None, day + 1)


async def test_more_than_a_page_airs(shelves: Shelves) -> None:
    day = today(None, shelves.clock()) + 1
    for number in (EUREKA, DIGIMON):
        shelves.stand_in.world.airings.put_on_air(number, 1, day * DAY, last=40)
    for episode in range(1, 41):
        shelves.stand_in.world.airings.move(EUREKA, episode, day * DAY + episode)
        shelves.stand_in.world.airings.move(DIGIMON, episode, (day + 1) * DAY - episode)
    programme = await shelves.parts.schedule.everything(None, day)
    assert len([one for one in programme.slots if one.media.id in {EUREKA, DIGIMON}]) == 80
    assert shelves.asked() == ["Schedule", "Schedule"]


async def ask_and_fail_on_the_second_page(shelves: Shelves, day: int) -> Programme:
    hang = faults.Hang()
    shelves.stand_in.faults.arm(hang)
    asking = asyncio.create_task(shelves.parts.schedule.everything(None, day))
    await hang.reached.wait()
    shelves.stand_in.faults.arm(faults.half_json)
    hang.release()
    return await asking


async def test_a_day_that_is_told_of_in_part_is_not_taken_over(shelves: Shelves) -> None:
    day = today(None, shelves.clock())
    shelves.stand_in.world.airings.put_on_air(EUREKA, 1, day * DAY, last=80)
    for episode in range(1, 81):
        shelves.stand_in.world.airings.move(EUREKA, episode, (day + 1) * DAY - episode)
    with pytest.raises(Unavailable):
        await ask_and_fail_on_the_second_page(shelves, day)
    assert await shelves.store.airings.days(day, day) == {}
    whole = await shelves.parts.schedule.everything(None, day)
    assert len([one for one in whole.slots if one.media.id == EUREKA]) == 80
    shelves.clock.advance(6 * HOUR)
    shelves.stand_in.world.airings.cancel(EUREKA, 80)
    assert await ask_and_fail_on_the_second_page(shelves, day) == whole


async def test_what_one_waits_for_is_answered_from_memory(shelves: Shelves) -> None:
    link = await shelves.link(AOI, FERN)
    for number, status in ((EUREKA, "CURRENT"), (DIGIMON, "PLANNING"), (108992, "DROPPED")):
        shelves.put(FERN, number, status=status)
    await shelves.read(link)
    shelves.asked()
    shelves.clock.advance(HOUR)
    await shelves.parts.poll.round()
    assert shelves.asked() == ["Airing"]
    day = today(link, shelves.clock())
    programme = await shelves.parts.schedule.awaited(link, day, 8)
    assert {one.media.id for one in programme.slots} == {EUREKA, DIGIMON}
    told = {one.media.id: shelves.clock() - one.as_of for one in programme.slots}
    assert told == {EUREKA: 0, DIGIMON: HOUR}, "of what is only planned the list told last"
    assert programme.as_of == shelves.clock() - HOUR
    assert shelves.asked() == []
    whole = await shelves.parts.schedule.everything(link, programme.slots[0].airing.airing_at // DAY)
    assert (programme.slots[0].airing, True) in [(one.airing, one.entry is not None) for one in whole.slots]
