"""The quiet keeping in step: whose lists are renewed, how often, and that nobody and nothing is in the way."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import web

from demo import faults
from demo.anilist import JUNO, PEOPLE, TSUMUGI, AniListUser
from library.notify.delivery import Delivery
from library.sync.backlog import SECONDS_BETWEEN, Backlog, people_a_day
from store import Airing, AiringStatus, GuildSettings, Link, Reminder, Store, due_lists
from tests.kit.home import Home, discord_id, fill
from tests.kit.library import AOI, BEBOP, REN, Shelves
from tests.kit.postbox import Postbox
from tests.kit.shelf import plan

GUILD, OTHER = 77, 78
MINUTES, HOUR, DAY = 60, 3600, 86400
EUREKA, TONIGHT = 103303, 8 * HOUR


async def somebody(shelves: Shelves) -> Link:
    """Linked, in sight, and read just now."""
    link = await shelves.link()
    await shelves.store.members.record_use(AOI, GUILD, shelves.clock())
    await shelves.read(link)
    shelves.asked()
    return link


async def rounds(shelves: Shelves, seconds: int, every: int = 5 * MINUTES) -> list[str]:
    """What is asked while so much time passes, a round every five minutes, or seldom where days pass."""
    for _ in range(seconds // every):
        shelves.clock.advance(every)
        await shelves.parts.background_sync.round()
    return shelves.asked()


async def test_who_is_in_sight_is_renewed_once_a_day_and_whole_once_a_week(shelves: Shelves) -> None:
    link = await somebody(shelves)
    shelves.put(TSUMUGI, BEBOP, progress=3, updated_at=shelves.clock() + 1)
    assert await rounds(shelves, DAY) == []
    assert await rounds(shelves, 5 * MINUTES) == ["Changes"]
    assert (await shelves.all(link))[BEBOP].progress == 3
    asked = await rounds(shelves, 14 * DAY, every=HOUR)
    assert (asked.count("Changes"), asked.count("Collection")) == (11, 2 * 2), "a round later each day"


async def test_who_runs_no_command_is_never_forgotten(shelves: Shelves) -> None:
    link = await somebody(shelves)
    for _ in range(40):
        shelves.clock.advance(DAY + 1)
        await shelves.parts.background_sync.round()
        await shelves.parts.list_sync.expire()
    assert (await shelves.all(link)).keys() == shelves.listed(TSUMUGI).keys()


async def test_lists_that_were_never_read_are_read(shelves: Shelves) -> None:
    await shelves.link()
    await shelves.store.members.record_use(AOI, GUILD, shelves.clock())
    assert await rounds(shelves, 5 * MINUTES) == ["Collection", "Collection"]


async def test_a_restart_asks_nothing_again(shelves: Shelves) -> None:
    await somebody(shelves)
    assert await rounds(shelves, DAY + HOUR, every=HOUR) == ["Changes"]
    await shelves.restart()
    assert await rounds(shelves, DAY - 5 * MINUTES, every=55 * MINUTES) == []


async def nowhere(store: Store) -> None:
    await store.members.remove(GUILD, [AOI])


async def hidden_there(store: Store) -> None:
    await store.visibility.hide(AOI, GUILD)


async def hidden_everywhere(store: Store) -> None:
    await store.visibility.hide_everywhere(AOI)


async def barred(store: Store) -> None:
    await store.members.hide(AOI, GUILD, is_hidden=True)


async def switched_off(store: Store) -> None:
    await store.guilds.put(GUILD, GuildSettings(is_social=False))


async def rejected(store: Store) -> None:
    await store.links.reject(AOI)


@pytest.mark.parametrize("how", [nowhere, hidden_there, hidden_everywhere, barred, switched_off, rejected])
async def test_whose_lists_nobody_can_see_is_left_alone(
    shelves: Shelves, how: Callable[[Store], Awaitable[None]]
) -> None:
    await somebody(shelves)
    await how(shelves.store)
    assert await rounds(shelves, DAY + HOUR, every=HOUR) == []


async def test_one_server_in_which_somebody_is_shown_will_do(shelves: Shelves) -> None:
    await somebody(shelves)
    await hidden_there(shelves.store)
    await shelves.store.members.record_use(AOI, OTHER, shelves.clock())
    assert await rounds(shelves, DAY + HOUR, every=HOUR) == ["Changes"]


async def crowd(shelves: Shelves, people: int = 7) -> list[Link]:
    """People whose lists were read a day ago, a second after each other."""
    links = [await shelves.link(AOI + number, person) for number, person in enumerate(PEOPLE[:people])]
    for link in links:
        await shelves.store.members.record_use(link.discord_id, GUILD, shelves.clock())
        await shelves.read(link)
        shelves.clock.advance(1)
    shelves.asked()
    shelves.clock.advance(SECONDS_BETWEEN)
    return links


def announce(shelves: Shelves, per_minute: int) -> None:
    """AniList announces this limit."""
    shelves.anilist._scheduler.learn({"X-RateLimit-Limit": str(per_minute)})


async def synced(shelves: Shelves, people: list[Link], since: int) -> list[int]:
    """The positions of the people whose lists were read since then."""
    read_at = [await shelves.store.entries.read_at(link.discord_id, "ANIME") for link in people]
    return [at for at, (full, changes) in enumerate(read_at) if max(full or 0, changes or 0) >= since]


async def test_a_round_takes_everybody_who_is_due(shelves: Shelves) -> None:
    await crowd(shelves)
    asked = []
    for _ in range(2):
        await shelves.parts.background_sync.round()
        asked.append(len(shelves.asked()))
    assert asked == [7, 0]


async def test_a_round_takes_as_many_as_anilists_limit_leaves_and_the_oldest_lists_first(shelves: Shelves) -> None:
    """Of five requests a minute, background work has two: ten in five minutes."""
    people = await crowd(shelves, 12)
    await shelves.store.entries.mark_delta(AOI + 3, "ANIME", shelves.clock())
    announce(shelves, 5)
    began = shelves.clock()
    await shelves.parts.background_sync.round()
    assert await synced(shelves, people, began) == list(range(10))
    assert shelves.clock() - began == 9 * 30
    await shelves.parts.background_sync.round()
    assert await synced(shelves, people, began) == list(range(12))


async def test_a_clock_that_jumps_ahead_leaves_the_pace_alone(shelves: Shelves) -> None:
    people = await crowd(shelves, 12)
    announce(shelves, 5)
    shelves.clock.advance(20 * DAY)
    await shelves.restart()
    announce(shelves, 5)
    began = shelves.clock()
    await shelves.parts.background_sync.round()
    assert 0 < len(await synced(shelves, people, began)) <= 10


async def test_a_list_is_due_though_the_persons_other_list_is_fresh(shelves: Shelves) -> None:
    (link,) = await crowd(shelves, 1)
    await shelves.parts.list_sync.sync_list(link, "ANIME")
    shelves.asked()
    assert await rounds(shelves, 5 * MINUTES) == ["Changes"]


async def test_the_backlog_is_told(shelves: Shelves) -> None:
    await crowd(shelves)
    assert shelves.parts.background_sync.backlog is None
    shelves.stand_in.faults.share(faults.html(), 1)
    await shelves.parts.background_sync.round()
    backlog = shelves.parts.background_sync.backlog
    assert backlog and (backlog.people, backlog.overdue, backlog.oldest_seconds) == (7, 7, SECONDS_BETWEEN + 7)
    shelves.stand_in.faults.clear()
    shelves.clock.advance(5 * MINUTES)
    await shelves.parts.background_sync.round()
    backlog = shelves.parts.background_sync.backlog
    assert backlog and (backlog.people, backlog.overdue, backlog.oldest_seconds) == (7, 0, 0)


def test_what_is_too_much_for_anilists_limit() -> None:
    """Fourteen requests a minute, eight a week for each person, are 17,640 people a day."""
    a_day = people_a_day(14)
    assert a_day == 17_640

    def is_over(people: int, overdue: int) -> bool:
        return Backlog(people, overdue, 0, a_day).is_over

    assert [is_over(people, 0) for people in (13_000, a_day, a_day + 1)] == [False, False, True]
    assert [is_over(13_000, overdue) for overdue in (3_250, 3_251)] == [False, True], "a quarter"
    assert [is_over(800, overdue) for overdue in (735, 736)] == [False, True], "an hour's"


async def test_while_anilist_is_down_a_round_ends_soon_and_afterwards_everybody_has_their_turn(
    shelves: Shelves,
) -> None:
    people = await crowd(shelves)
    shelves.stand_in.faults.share(faults.html(), 1)
    for most in (3, 1, 1):
        await shelves.parts.background_sync.round()
        assert len(shelves.asked()) <= most
        shelves.clock.advance(5 * MINUTES)
    shelves.stand_in.faults.clear()
    began = shelves.clock()
    await shelves.parts.background_sync.round()
    assert await synced(shelves, people, began) == list(range(7)), "nobody rests for an outage"


async def test_when_anilist_asks_to_wait_the_round_ends_and_nobody_rests(shelves: Shelves) -> None:
    people = await crowd(shelves)
    shelves.stand_in.faults.arm(faults.too_many_requests(retry_after=40))
    await shelves.parts.background_sync.round()
    assert shelves.asked() == ["Changes"]
    assert await rounds(shelves, 5 * MINUTES) == ["Changes"] * len(people)


async def test_one_person_on_whose_list_anilist_fails_holds_up_nobody(shelves: Shelves) -> None:
    people = await crowd(shelves)
    began = shelves.clock()
    shelves.stand_in.faults.arm(faults.status(500))
    await shelves.parts.background_sync.round()
    assert await synced(shelves, people, began) == [1, 2, 3, 4, 5, 6]
    await rounds(shelves, 15 * MINUTES)
    assert await synced(shelves, people, began) == list(range(7))


@pytest.mark.parametrize("status", [500, 404])
async def test_who_fails_again_and_again_is_tried_ever_less(shelves: Shelves, status: int) -> None:
    """After 10, 20, 40 … minutes, at last once a day; the other is read all the same."""
    people = await crowd(shelves, 2)
    token = await shelves.store.links.token(people[0].discord_id)
    assert token
    failed_at: list[int] = []

    async def fail(request: web.Request, answer: faults.Answer) -> web.StreamResponse:
        if not request.headers["Authorization"].endswith(token.reveal()):
            return await answer()
        failed_at.append(shelves.clock())
        return await faults.status(status)(request, answer)

    shelves.stand_in.faults.share(fail, 1)
    began = shelves.clock()
    asked = await rounds(shelves, 4 * DAY, every=10 * MINUTES)
    tried = [sum(began + day * DAY < at <= began + (day + 1) * DAY for at in failed_at) for day in range(4)]
    assert tried[0] in {8, 9} and max(tried[1:]) <= 2
    assert len(asked) - len(failed_at) == 4


async def test_whose_token_is_dead_holds_up_nobody_and_is_not_asked_for_again(shelves: Shelves) -> None:
    people = await crowd(shelves)
    token = await shelves.store.links.token(people[0].discord_id)
    assert token
    shelves.stand_in.revoke(token.reveal())
    await shelves.parts.background_sync.round()
    assert len(shelves.asked()) == 7
    assert (await shelves.relinked(people[0])).rejected_at == shelves.clock()
    assert await rounds(shelves, 20 * MINUTES) == []


async def test_a_person_whose_rows_can_not_be_read_ends_one_round_alone(shelves: Shelves) -> None:
    people = await crowd(shelves)
    media_id = next(iter(shelves.listed(PEOPLE[0])))
    shelves.put(PEOPLE[0], media_id, updated_at=shelves.clock())
    await shelves.store.database.execute(
        "UPDATE entries SET custom_lists = '5' WHERE discord_id = :id", id=people[0].discord_id
    )
    began = shelves.clock()
    with pytest.raises(msgspec.ValidationError):
        await shelves.parts.background_sync.round()
    await shelves.parts.background_sync.round()
    assert await synced(shelves, people, began) == [1, 2, 3, 4, 5, 6]


async def test_who_unlinks_meanwhile_is_left_out(shelves: Shelves) -> None:
    link = await somebody(shelves)
    other = await shelves.link(REN, JUNO)
    await shelves.store.members.record_use(REN, GUILD, shelves.clock())
    await shelves.read(other)
    shelves.asked()
    shelves.clock.advance(SECONDS_BETWEEN + 1)
    hang = faults.Hang()
    shelves.stand_in.faults.arm(hang)
    going_round = asyncio.create_task(shelves.parts.background_sync.round())
    await hang.reached.wait()
    await shelves.store.links.delete(REN)
    hang.release()
    await going_round
    assert shelves.asked() == ["Changes"]
    assert await shelves.all(other) == {} != await shelves.all(link)


async def test_people_are_gone_through_by_an_index(tmp_path: Path) -> None:
    async with Home(tmp_path).open() as store:
        await fill(store, 40)
        for number in range(1, 41):
            await store.members.record_use(discord_id(number), GUILD, 1)
        found = await plan(store.database, due_lists._OLDEST)
        assert [step for step in found if step.startswith("SCAN") and "json_each" not in step] == []
        assert "SEARCH links USING COVERING INDEX links_by_lists (lists_at<?)" in found
        assert "SEARCH members USING INDEX memberships (discord_id=?)" in found
        assert "SCAN links USING COVERING INDEX links_by_lists" in await plan(store.database, due_lists._AGES)


async def airs(shelves: Shelves, after: int, episode: int = 12) -> None:
    """As AniList has told."""
    coming = Airing(EUREKA, episode, shelves.clock() + after)
    await shelves.store.airings.update(
        [EUREKA], [AiringStatus(EUREKA, "RELEASING", 13, (coming,))], (), shelves.clock()
    )


async def somebody_behind(
    shelves: Shelves,
    discord_id: int = AOI,
    person: AniListUser = TSUMUGI,
    *,
    seen: int = 10,
    status: str = "CURRENT",
    **how: Any,
) -> Link:
    """When their list was read just now they had yet to see the eleventh episode; the twelfth airs tonight."""
    link = await shelves.link(discord_id, person)
    shelves.put(person, EUREKA, status=status, progress=seen)
    await shelves.read(link)
    await airs(shelves, TONIGHT)
    wants: dict[str, Any] = {"is_on": True, "only_caught_up": True}
    await shelves.parts.reminders.put(link, Reminder(**wants | how))
    shelves.asked()
    return link


async def told(shelves: Shelves, seconds: int) -> list[tuple[int, int]]:
    """Whom Musubi tells of which episode while so much time passes, with all its rounds."""
    postbox = Postbox(shelves.store, shelves.clock)
    delivery = Delivery(shelves.store.notices, postbox.post, shelves.clock)
    for _ in range(seconds // (5 * MINUTES)):
        await shelves.parts.background_sync.round()
        await delivery.round()
        shelves.clock.advance(5 * MINUTES)
    await delivery.round()
    return [(who or 0, episode or 0) for _, (who, _, episode) in postbox.told]


async def test_who_has_caught_up_on_a_phone_this_morning_is_told_tonight(shelves: Shelves) -> None:
    await somebody_behind(shelves)
    shelves.clock.advance(HOUR)
    shelves.put(TSUMUGI, EUREKA, progress=11)
    assert await told(shelves, 6 * HOUR) == [] and shelves.asked() == []
    assert await told(shelves, HOUR) == [(AOI, 12)]
    assert shelves.asked() == ["Changes"]
    assert await told(shelves, 4 * HOUR) == [] and shelves.asked() == []


async def test_who_is_behind_still_is_not_told_and_a_restart_asks_nothing_again(shelves: Shelves) -> None:
    await somebody_behind(shelves)
    assert await told(shelves, 7 * HOUR + 10 * MINUTES) == [] and shelves.asked() == ["Changes"]
    await shelves.restart()
    assert await told(shelves, HOUR) == [] and shelves.asked() == []


@pytest.mark.parametrize(
    ("how", "due"),
    [({"hours_later": 6}, TONIGHT + 6 * HOUR), ({"digest_hour": 10, "zone": "Etc/UTC"}, 10 * HOUR)],
    ids=["hours later", "once a day"],
)
async def test_the_hour_is_that_before_the_reminder(shelves: Shelves, how: dict[str, Any], due: int) -> None:
    await somebody_behind(shelves, **how)
    assert await told(shelves, due - HOUR) == [] and shelves.asked() == []
    shelves.put(TSUMUGI, EUREKA, progress=11)
    assert await told(shelves, HOUR) == [(AOI, 12)] and shelves.asked() == ["Changes"]


async def test_a_title_that_is_wanted_by_name_hinges_on_it_too(shelves: Shelves) -> None:
    link = await somebody_behind(shelves, status="PLANNING", is_all=False)
    await shelves.parts.reminders.tell(link, EUREKA, wanted=True)
    assert await rounds(shelves, TONIGHT, every=HOUR // 2) == ["Changes"]


async def unwanted(shelves: Shelves) -> None:
    await shelves.parts.reminders.tell(await somebody_behind(shelves), EUREKA, wanted=False)


async def unreachable(shelves: Shelves) -> None:
    await somebody_behind(shelves)
    await shelves.store.reminders.close(AOI, shelves.clock())


async def dead(shelves: Shelves) -> None:
    await somebody_behind(shelves)
    await shelves.store.links.reject(AOI)


async def just_read(shelves: Shelves) -> None:
    link = await somebody_behind(shelves)
    shelves.clock.advance(TONIGHT - HOUR)
    await shelves.read(link)
    shelves.clock.advance(HOUR - TONIGHT)
    shelves.asked()


@pytest.mark.parametrize(
    "how",
    [
        lambda shelves: somebody_behind(shelves, only_caught_up=False),
        lambda shelves: somebody_behind(shelves, is_on=False),
        lambda shelves: somebody_behind(shelves, is_all=False),
        lambda shelves: somebody_behind(shelves, seen=11),
        lambda shelves: somebody_behind(shelves, status="PAUSED"),
        unwanted,
        unreachable,
        dead,
        just_read,
    ],
    ids=["told anyway", "off", "not chosen", "caught up", "paused", "not wanted", "closed", "dead", "just read"],
)
async def test_nobody_else_is_asked_for(shelves: Shelves, how: Callable[[Shelves], Awaitable[object]]) -> None:
    await how(shelves)
    assert await rounds(shelves, TONIGHT, every=HOUR // 2) == []


async def a_busy_evening(shelves: Shelves, waiting: int = 5) -> tuple[list[Link], list[Link]]:
    """People on whose lists a reminder hangs, and three, before them by id, whose lists were read a day ago."""
    others = [await shelves.link(AOI + number, PEOPLE[number]) for number in range(3)]
    for link in others:
        await shelves.store.members.record_use(link.discord_id, GUILD, shelves.clock())
        await shelves.read(link)
    shelves.clock.advance(SECONDS_BETWEEN - 6 * HOUR)
    behind = [await somebody_behind(shelves, AOI + number, PEOPLE[number]) for number in range(3, 3 + waiting)]
    shelves.clock.advance(TONIGHT - HOUR)
    return behind, others


async def a_round(shelves: Shelves, *groups: list[Link]) -> list[int]:
    """Of how many in each group the lists are read in the next round."""
    shelves.clock.advance(5 * MINUTES)
    began = shelves.clock()
    await shelves.parts.background_sync.round()
    return [len(await synced(shelves, group, began)) for group in groups]


async def test_they_come_first_and_the_others_have_their_turn_all_the_same(shelves: Shelves) -> None:
    groups = await a_busy_evening(shelves, 8)
    announce(shelves, 5)
    assert [await a_round(shelves, *groups) for _ in range(3)] == [[7, 3], [1, 0], [0, 0]]
    assert len(shelves.asked()) == 11


async def test_a_list_that_can_not_be_read_holds_up_nobody(shelves: Shelves) -> None:
    groups = await a_busy_evening(shelves)
    shelves.stand_in.faults.arm(faults.status(404, "Not Found."))
    assert [await a_round(shelves, *groups) for _ in range(3)] == [[4, 3], [0, 0], [1, 0]]


async def test_a_list_that_anilist_fails_on_holds_up_nobody(shelves: Shelves) -> None:
    groups = await a_busy_evening(shelves)
    shelves.stand_in.faults.arm(faults.status(500))
    assert [await a_round(shelves, *groups) for _ in range(3)] == [[4, 3], [0, 0], [1, 0]]


async def test_a_token_that_can_not_be_unsealed_holds_up_nobody(shelves: Shelves) -> None:
    behind, others = await a_busy_evening(shelves)
    await shelves.store.database.execute(
        "UPDATE links SET token = :token WHERE discord_id = :id", token=b"\0", id=behind[0].discord_id
    )
    assert await a_round(shelves, behind, others) == [4, 3]


async def test_while_anilist_is_down_they_cost_three_requests_and_one_a_round_and_afterwards_are_told_in_time(
    shelves: Shelves,
) -> None:
    groups = await a_busy_evening(shelves)
    shelves.stand_in.faults.share(faults.html(), 1)
    for most in (3, 1, 1):
        assert await a_round(shelves, *groups) == [0, 0]
        assert len(shelves.asked()) <= most
    shelves.stand_in.faults.clear()
    assert await a_round(shelves, *groups) == [5, 3]
