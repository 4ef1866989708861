"""The quiet keeping in step: whose lists are renewed, how often, and that nobody and nothing is in the way."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

import pytest

from demo import faults
from demo.anilist import JUNO, PEOPLE, TSUMUGI
from library.renewal import PEOPLE_IN_A_ROUND, SECONDS_BETWEEN
from store import GuildSettings, Link, Store, links
from tests.home import Home, discord_id, fill
from tests.library_kit import AOI, BEBOP, REN, Shelves, open_shelves
from tests.shelf import plan

GUILD, OTHER = 77, 78
MINUTES, DAY = 60, 86400


@pytest.fixture
async def shelves(tmp_path: Path) -> AsyncGenerator[Shelves]:
    async with open_shelves(tmp_path) as shelves:
        yield shelves


async def somebody(shelves: Shelves) -> Link:
    """Linked, in sight, and read just now."""
    link = await shelves.link()
    await shelves.store.members.saw(AOI, GUILD, shelves.clock())
    await shelves.read(link)
    shelves.asked()
    return link


async def rounds(shelves: Shelves, seconds: int) -> list[str]:
    """What is asked while so much time passes, a round every five minutes."""
    for _ in range(seconds // (5 * MINUTES)):
        shelves.clock.advance(5 * MINUTES)
        await shelves.rooms.renewal.round()
    return shelves.asked()


async def test_who_is_in_sight_is_renewed_once_a_day_and_whole_once_a_week(shelves: Shelves) -> None:
    link = await somebody(shelves)
    shelves.put(TSUMUGI, BEBOP, progress=3, updated_at=shelves.clock() + 1)
    assert await rounds(shelves, DAY) == []
    assert await rounds(shelves, 5 * MINUTES) == ["Changes"]
    assert (await shelves.all(link))[BEBOP].progress == 3
    asked = await rounds(shelves, 14 * DAY)
    assert (asked.count("Changes"), asked.count("Collection")) == (11, 2 * 2), "five minutes later each day"


async def test_who_runs_no_command_is_never_forgotten(shelves: Shelves) -> None:
    link = await somebody(shelves)
    for _ in range(40):
        shelves.clock.advance(DAY + 1)
        await shelves.rooms.renewal.round()
        await shelves.rooms.reader.expire()
    assert (await shelves.all(link)).keys() == shelves.listed(TSUMUGI).keys()


async def test_lists_that_were_never_read_are_read(shelves: Shelves) -> None:
    await shelves.link()
    await shelves.store.members.saw(AOI, GUILD, shelves.clock())
    assert await rounds(shelves, 5 * MINUTES) == ["Collection", "Collection"]


async def test_a_restart_asks_nothing_again(shelves: Shelves) -> None:
    await somebody(shelves)
    assert await rounds(shelves, DAY + 5 * MINUTES) == ["Changes"]
    await shelves.restart()
    assert await rounds(shelves, DAY - 5 * MINUTES) == []


async def nowhere(store: Store) -> None:
    await store.members.gone(GUILD, [AOI])


async def hidden_there(store: Store) -> None:
    await store.visibility.hide(AOI, GUILD)


async def hidden_everywhere(store: Store) -> None:
    await store.visibility.hide_everywhere(AOI)


async def barred(store: Store) -> None:
    await store.members.bar(AOI, GUILD, is_barred=True)


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
    assert await rounds(shelves, DAY + 5 * MINUTES) == []


async def test_one_server_in_which_somebody_is_shown_will_do(shelves: Shelves) -> None:
    await somebody(shelves)
    await hidden_there(shelves.store)
    await shelves.store.members.saw(AOI, OTHER, shelves.clock())
    assert await rounds(shelves, DAY + 5 * MINUTES) == ["Changes"]


async def crowd(shelves: Shelves) -> list[Link]:
    """Seven people whose lists were read a day ago."""
    people = [await shelves.link(AOI + number, person) for number, person in enumerate(PEOPLE[: PEOPLE_IN_A_ROUND + 2])]
    for link in people:
        await shelves.store.members.saw(link.discord_id, GUILD, shelves.clock())
        await shelves.read(link)
    shelves.asked()
    shelves.clock.advance(SECONDS_BETWEEN + 1)
    return people


async def test_a_round_takes_a_few_and_the_next_one_the_others(shelves: Shelves) -> None:
    await crowd(shelves)
    asked = []
    for _ in range(4):
        await shelves.rooms.renewal.round()
        asked.append(len(shelves.asked()))
    assert asked == [PEOPLE_IN_A_ROUND, 2, 0, 0]


async def test_while_anilist_is_down_a_round_is_one_request_and_afterwards_everybody_has_their_turn(
    shelves: Shelves,
) -> None:
    people = await crowd(shelves)
    shelves.stand_in.faults.share(faults.html(), 1)
    for _ in range(3):
        await shelves.rooms.renewal.round()
        assert len(shelves.asked()) <= 1
    shelves.stand_in.faults.clear()
    shelves.clock.advance(5 * MINUTES)
    for _ in range(4):
        await shelves.rooms.renewal.round()
    at = [await shelves.store.entries.read_at(link.discord_id, "ANIME") for link in people]
    assert {changes for _, changes in at} == {shelves.clock()}


async def test_whose_token_is_dead_holds_up_nobody_and_is_not_asked_for_again(shelves: Shelves) -> None:
    people = await crowd(shelves)
    token = await shelves.store.links.token(people[0].discord_id)
    assert token
    shelves.stand_in.revoke(token.reveal())
    await shelves.rooms.renewal.round()
    assert len(shelves.asked()) == PEOPLE_IN_A_ROUND
    assert (await shelves.relinked(people[0])).rejected_at == shelves.clock()
    assert await rounds(shelves, 20 * MINUTES) == ["Changes"] * 2


async def test_who_unlinks_meanwhile_is_left_out(shelves: Shelves) -> None:
    link = await somebody(shelves)
    other = await shelves.link(REN, JUNO)
    await shelves.store.members.saw(REN, GUILD, shelves.clock())
    await shelves.read(other)
    shelves.asked()
    shelves.clock.advance(SECONDS_BETWEEN + 1)
    hang = faults.Hang()
    shelves.stand_in.faults.arm(hang)
    going_round = asyncio.create_task(shelves.rooms.renewal.round())
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
            await store.members.saw(discord_id(number), GUILD, 1)
        found = await plan(store.database, links._UNREAD)
        assert [step for step in found if step.startswith("SCAN")] == []
        assert "SEARCH members USING INDEX memberships (discord_id=?)" in found
