"""The messages before a link runs out, and when reminders end because it is dead."""

import pytest

from cards.account import REMINDERS_STOP
from cards.buttons import RefreshAccount, StartLink
from cards.link_notices import REMINDERS_END
from cards.remind import DEAD
from store import Reminder
from tests.kit.world import World, actions, says, words

DAY = 86400
HOUR = 3600


@pytest.fixture
async def world(world: World) -> World:
    await world.link("aoi")
    return world


async def end_in(world: World, days: int) -> None:
    await world.bot.store.database.execute("UPDATE links SET expires_at = :at", at=world.clock() + days * DAY)


async def look(world: World) -> None:
    """One round of the hourly loop; an hour itself takes SimCord seconds."""
    await world.bot.loops.by_task["warn of what runs out"]()


def warnings(world: World) -> list[str]:
    return [words(message) for message in world.dms("aoi") if "ends <t:" in words(message)]


async def test_nothing_is_sent_while_there_is_time(world: World) -> None:
    await end_in(world, 15)
    await look(world)
    assert warnings(world) == []


async def test_fourteen_and_three_days_before_once_each(world: World) -> None:
    await end_in(world, 14)
    await world.env.advance_time(HOUR)
    await look(world)
    assert len(warnings(world)) == 1
    assert actions(world.dms("aoi")[-1]) == {StartLink}
    await end_in(world, 3)
    await look(world)
    await look(world)
    assert len(warnings(world)) == 2


async def test_a_restart_does_not_send_it_twice(world: World) -> None:
    await end_in(world, 2)
    await look(world)
    await world.restart()
    await look(world)
    assert len(warnings(world)) == 1


async def test_linking_again_starts_over(world: World) -> None:
    await end_in(world, 14)
    await look(world)
    await world.link_again("aoi")
    await end_in(world, 14)
    await look(world)
    assert len(warnings(world)) == 2


def ends(world: World) -> list[str]:
    return [words(message) for message in world.dms("aoi") if says(message, REMINDERS_END)]


async def remind(world: World, *, is_on: bool = True, closed_at: int | None = None) -> None:
    await world.bot.store.reminders.put(world.users["aoi"].id, Reminder(is_on=is_on, closed_at=closed_at))


async def die(world: World) -> None:
    """AniList refuses the token when it is used next."""
    token = await world.bot.store.links.token(world.users["aoi"].id)
    assert token
    world.stand_in.revoke(token.reveal())
    await world.press("aoi", await world.slash("aoi", "account"), RefreshAccount)


async def test_when_the_link_is_dead_it_is_told_once_that_reminders_end(world: World) -> None:
    await remind(world)
    await look(world)
    assert ends(world) == []
    await die(world)
    await look(world)
    assert len(ends(world)) == 1
    assert actions(world.dms("aoi")[-1]) == {StartLink}
    await world.restart()
    await look(world)
    assert len(ends(world)) == 1
    assert says((await world.slash("aoi", "account")).response, REMINDERS_STOP)
    panel = (await world.slash("aoi", "remind")).response
    assert says(panel, DEAD) and StartLink in actions(panel)


async def test_linking_again_ends_that_and_the_next_dead_link_is_told_too(world: World) -> None:
    await remind(world)
    await die(world)
    await look(world)
    await world.link("aoi")
    await look(world)
    assert len(ends(world)) == 1
    assert not says((await world.slash("aoi", "remind")).response, DEAD)
    await world.env.advance_time(60)
    await die(world)
    await look(world)
    assert len(ends(world)) == 2


async def test_nobody_is_told_who_gets_no_reminders(world: World) -> None:
    await die(world)
    for wants in (remind(world, is_on=False), remind(world, closed_at=world.clock())):
        await wants
        await look(world)
    assert ends(world) == []


async def test_what_nobody_came_for_is_forgotten(world: World) -> None:
    database, forget_old = world.bot.store.database, world.bot.loops.by_task["forget what is old"]
    await world.env.advance_time(1)
    for days, lists in ((29, 2), (2, 0)):
        aged = "full_at = full_at - :age, delta_at = delta_at - :age, read_at = read_at - :age"
        await database.execute(f"UPDATE lists SET {aged}", age=days * DAY)
        await forget_old()
        assert len(await database.all("SELECT * FROM lists")) == lists
