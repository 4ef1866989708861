"""The poll of air times: what it asks, when, and what it makes of the answers. On a clock that is moved by hand."""

from collections import Counter
from collections.abc import AsyncGenerator
from pathlib import Path

import msgspec
import pytest

from demo import faults
from demo.anilist.airing import WEEK
from library.rules.entry_rules import behind
from library.schedule.poll import due, overtaken
from store import Airing, AiringStatus, Link
from tests.kit.cases import each
from tests.kit.library import AOI, FERN, JUNO, REN, Shelves, open_shelves
from tests.kit.titles import a_title

NOW = 1_000_000
HOUR = 3600
MANY = range(1_000_001, 1_000_121)
EUREKA, DIGIMON = 103303, 188388  # episode 8 of 13 is next; 44 of nobody knows how many


def heard(*groups: tuple[int, int]) -> dict[int, int]:
    """So many titles, each group with the seconds since AniList told of them."""
    ages = [age for count, age in groups for _ in range(count)]
    return {number: NOW - age for number, age in enumerate(ages, 1)}


@each(
    ("known", "sizes"),
    [
        (heard(), []),
        (heard((30, 3599)), []),
        (heard((1, 3600)), [1]),
        (heard((50, 3600)), [50]),
        (heard((51, 3600)), [50, 1]),
        (heard((500, 3600)), [50] * 10),
        (heard((1, 3600), (200, 60)), [50]),
        (heard((51, 3600), (9, 60)), [50, 10]),
        (heard((3, 10**9)), [3]),
    ],
)
def test_what_is_due_fills_its_requests(known: dict[int, int], sizes: list[int]) -> None:
    requests = due(known, NOW)
    assert [len(request) for request in requests] == sizes
    assert len({number for request in requests for number in request}) == sum(sizes)
    assert due(known, NOW) == requests


def test_those_are_asked_for_first_that_were_heard_of_longest_ago() -> None:
    known = heard((60, 10), (1, 3600), (40, 3000))
    assert set(due(known, NOW)[0]) == {*range(61, 102), *range(1, 10)}


@each("size", [1, 49, 50, 51, 120, 500])
def test_however_titles_come_there_is_one_request_an_hour_for_every_fifty(size: int) -> None:
    known, times, now = {number: NOW - number * 37 for number in range(size)}, list[int](), NOW
    for minute in range(0, 6 * 60, 5):
        now = NOW + minute * 60
        for request in due(known, now):
            times.append(now)
            known |= dict.fromkeys(request, now)
    fill = -(-size // 50)
    assert all(late - early >= HOUR for early, late in zip(times, times[fill:], strict=False))
    assert all(now - at < HOUR + 300 for at in known.values())


@each(
    ("expected", "status", "ahead", "is_out"),
    [
        ((9, NOW + HOUR), "RELEASING", [10, 11], True),
        ((9, NOW + HOUR), "FINISHED", [], True),
        ((9, NOW + HOUR), "RELEASING", [], False),
        ((9, NOW + HOUR), "RELEASING", [9, 10], False),
        ((9, NOW + WEEK), "RELEASING", [10, 11], False),
        ((12, NOW + HOUR), "RELEASING", [10, 11], False),
        ((9, NOW), "RELEASING", [10], False),
    ],
)
def test_an_episode_that_is_out_early_airs_now(
    expected: tuple[int, int], status: str, ahead: list[int], is_out: bool
) -> None:
    standing = AiringStatus(1, status, 12, tuple(Airing(1, episode, NOW + episode * WEEK) for episode in ahead))
    found = overtaken([Airing(1, *expected), Airing(2, 1, NOW + 1)], [standing], NOW)
    assert found == ([Airing(1, 9, NOW + 1)] if is_out else [])


class House:
    """Aoi watches two titles that air."""

    def __init__(self, shelves: Shelves, link: Link) -> None:
        self.shelves = shelves
        self.link = link
        self.airings = shelves.stand_in.world.airings

    async def round(self, after: int = 0) -> list[str]:
        self.shelves.clock.advance(after)
        await self.shelves.parts.poll.round()
        return self.shelves.asked()

    async def known(self, media_id: int) -> dict[int, int]:
        return {one.episode: one.airing_at for one in await self.shelves.store.airings.of([media_id])}

    def at(self, media_id: int) -> dict[int, int]:
        """What is ahead at AniList."""
        now = self.shelves.clock()
        return {one.episode: one.airing_at for one in self.airings.of(media_id) if one.airing_at > now}

    async def behind(self, media_id: int) -> int | None:
        known = await self.shelves.store.entries.of(AOI, media_id)
        media = (await self.shelves.store.media.of([media_id]))[media_id]
        assert known and known.entry
        return behind(known.entry, media, self.shelves.clock())

    async def watch(self, discord_id: int, link: Link, media_id: int, status: str = "CURRENT") -> None:
        person = FERN if discord_id == AOI else JUNO
        self.shelves.put(person, media_id, status=status, progress=2)
        await self.shelves.read(link)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House]:
    async with open_shelves(tmp_path) as shelves:
        link = await shelves.link(AOI, FERN)
        house = House(shelves, link)
        for media_id in (EUREKA, DIGIMON):
            shelves.put(FERN, media_id, status="CURRENT", progress=2)
        await shelves.read(link)
        shelves.asked()
        yield house


async def test_a_list_tells_what_is_next_and_an_hour_later_all_that_is_ahead(house: House) -> None:
    assert await house.round() == []
    assert await house.known(EUREKA) == {8: house.at(EUREKA)[8]}
    assert await house.round(HOUR - 1) == []
    assert await house.round(1) == ["Airing"]
    assert await house.known(EUREKA) == house.at(EUREKA)
    assert await house.known(DIGIMON) == house.at(DIGIMON)
    assert await house.round(HOUR - 1) == []


async def test_a_delay_is_followed_and_what_is_cancelled_is_gone(house: House) -> None:
    await house.round(HOUR)
    house.airings.delay(EUREKA, 9, 7 * HOUR)
    house.airings.cancel(EUREKA, 11)
    house.airings.move(DIGIMON, 44, house.at(DIGIMON)[44] - 60)
    assert await house.round(HOUR) == ["Airing"]
    assert await house.known(EUREKA) == house.at(EUREKA) and 11 not in house.at(EUREKA)
    assert await house.known(DIGIMON) == house.at(DIGIMON)


async def test_what_has_aired_is_told_once_and_behind_stays_right_without_a_request(house: House) -> None:
    await house.round(HOUR)
    start, eighth = house.shelves.clock(), house.at(EUREKA)[8]
    airings = house.shelves.store.airings
    assert [one.episode for one in await airings.between(start, eighth) if one.media_id == EUREKA] == [8]
    assert [one for one in await airings.between(start, eighth - 1) if one.media_id == EUREKA] == []
    assert [one for one in await airings.between(eighth, eighth + WEEK - 1) if one.media_id == EUREKA] == []
    house.shelves.stand_in.faults.share(faults.disabled(), 1)
    for weeks in range(3):
        house.shelves.clock.now = eighth + weeks * WEEK
        await house.round()
        assert await house.behind(EUREKA) == 6 + weeks
        media = (await house.shelves.store.media.of([EUREKA]))[EUREKA]
        assert (media.next_episode, media.next_airing_at) == (9 + weeks, eighth + (weeks + 1) * WEEK)


async def test_after_the_last_episode_nobody_asks_any_more(house: House) -> None:
    await house.round(HOUR)
    house.shelves.clock.now = house.at(EUREKA)[13]
    await house.round()
    media = (await house.shelves.store.media.of([EUREKA]))[EUREKA]
    assert media.status == "FINISHED"
    assert set(await house.shelves.store.airings.follow()) == {DIGIMON}


async def test_an_episode_that_came_early_is_told_all_the_same(house: House) -> None:
    await house.round(HOUR)
    house.shelves.clock.now = house.at(EUREKA)[8] - 2 * HOUR
    await house.round()
    house.airings.move(EUREKA, 8, house.shelves.clock() + HOUR - 5)
    await house.round(HOUR - 1)
    looked_until = house.shelves.clock()
    await house.round(1)
    news = await house.shelves.store.airings.between(looked_until + 1, looked_until + 300)
    assert [(one.media_id, one.episode) for one in news] == [(EUREKA, 8)]


async def test_only_what_somebody_watches_and_is_not_finished_is_asked_for(house: House) -> None:
    followed = {EUREKA, DIGIMON}
    assert set(await house.shelves.store.airings.follow()) == followed
    ren = await house.shelves.link(REN, JUNO)
    await house.watch(REN, ren, 108992, "PLANNING")
    await house.watch(REN, ren, 1, "CURRENT")
    assert not {1, 108992} & set(await house.shelves.store.airings.follow())
    await house.watch(REN, ren, 108992, "REPEATING")
    assert 108992 in await house.shelves.store.airings.follow()
    await house.shelves.store.links.delete(REN)
    assert set(await house.shelves.store.airings.follow()) == followed


@pytest.mark.parametrize(
    "fault",
    [faults.disabled(), faults.too_many_requests(), faults.html()],
    ids=["403", "429", "502"],
)
async def test_a_failure_leaves_what_is_known_and_costs_one_request_a_round(house: House, fault: faults.Fault) -> None:
    await house.round(HOUR)
    before = await house.known(EUREKA)
    house.shelves.stand_in.faults.share(fault, 1)
    house.airings.delay(EUREKA, 9, HOUR)
    assert [await house.round(HOUR), *[await house.round(300) for _ in range(11)]] == [["Airing"]] * 12
    assert await house.known(EUREKA) == before
    house.shelves.stand_in.faults.clear()
    assert [await house.round(300) for _ in range(12)] == [["Airing"], *[[]] * 11]
    assert await house.known(EUREKA) == house.at(EUREKA)


async def test_a_restart_asks_for_nothing_again_and_forgets_nothing(house: House) -> None:
    await house.round(HOUR)
    await house.shelves.restart()
    assert await house.round(HOUR - 1) == []
    assert await house.known(EUREKA) == house.at(EUREKA)
    assert await house.round(1) == ["Airing"]


async def test_five_hundred_titles_are_ten_requests_an_hour(house: House) -> None:
    shelves = house.shelves
    numbers = range(1_000_001, 1_000_499)
    await shelves.store.media.put(
        [msgspec.structs.replace(a_title(number, status="RELEASING"), seen_at=shelves.clock()) for number in numbers]
    )
    entries = await shelves.store.entries.all(AOI, "ANIME")
    more = [msgspec.structs.replace(entries[0], media_id=number, entry_id=number) for number in numbers]
    await shelves.store.entries.merge(AOI, more, shelves.clock())
    asked = [await house.round(300) for _ in range(12 * 6)]
    assert sum(map(len, asked)) == 6 * 10
    assert {name for names in asked for name in names} == {"Airing"}


async def test_titles_on_which_anilist_always_fails_hold_up_no_others(house: House) -> None:
    many = [
        msgspec.structs.replace(a_title(number, status="RELEASING"), seen_at=house.shelves.clock()) for number in MANY
    ]
    await house.shelves.store.media.put(many)
    entries = await house.shelves.store.entries.all(AOI, "ANIME")
    more = [msgspec.structs.replace(entries[0], media_id=number, entry_id=number) for number in MANY]
    await house.shelves.store.entries.merge(AOI, more, house.shelves.clock())
    await house.round()
    house.shelves.clock.advance(HOUR)
    for _ in range(2):
        house.shelves.stand_in.faults.arm(faults.status(500))
        assert await house.round(300) == ["Airing"]
    house.shelves.stand_in.faults.arm(faults.nothing)
    house.shelves.stand_in.faults.arm(faults.status(500))
    assert await house.round(300) == ["Airing"] * 2
    heard = await house.shelves.store.airings.polled_at()
    assert Counter(at == house.shelves.clock() for at in heard.values()) == {True: 22, False: 100}


async def test_what_aired_long_ago_is_forgotten(house: House) -> None:
    await house.round(HOUR)
    house.shelves.clock.now = house.at(EUREKA)[8] + 40 * 86400 + 1
    await house.shelves.parts.poll.expire()
    assert min(await house.known(EUREKA)) == 9
