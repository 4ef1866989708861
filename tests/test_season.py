"""/season in Discord: pages of titles, covers, one tap to plan, and other seasons."""

from typing import Any

import pytest

from cards.buttons import StartLink
from cards.list_buttons import UndoChange
from cards.season import NOTHING, PlanTitle, SeasonPlace, ShowFormat, ShowSeason, UndoPlan
from cards.watched import ADDED, OFF_THE_LIST_AGAIN
from demo import faults
from demo.anilist import TSUMUGI
from tests.kit.lists import Club, ids, is_alone, options, told
from tests.kit.world import actions, components, says, words

FREE = ""
MUSHOKU, REZERO = 178789, 189046  # among the most popular of summer and of spring 2026


@pytest.fixture
def club(club: Club) -> Club:
    club.asked()
    return club


def heading(reply: Any) -> str:
    return words(reply.response).splitlines()[0]


def place(reply: Any) -> SeasonPlace:
    """The page that the select for formats belongs to."""
    (found,) = [one.place for custom_id in ids(reply.response) if (one := ShowFormat.parse(custom_id))]
    return found


def plans(message: Any) -> list[str]:
    """For each title of the page its status on the viewer's list, or FREE, where the button plans it."""
    buttons = [part for part in components(message) if PlanTitle.parse(str(part.get("custom_id", "")))]
    return [str(part["label"]).removeprefix("✓ ") if part.get("disabled") else FREE for part in buttons]


async def test_the_season_that_it_is_and_the_way_to_others(club: Club) -> None:
    reply = await club.run("aoi", "season")
    assert "Winter 2026" in heading(reply) and not is_alone(reply)
    assert club.asked() == ["Browse"]
    await club.world.restart()
    await club.press("aoi", reply.response, ShowSeason, place=SeasonPlace(2026, "SPRING"))
    assert "Spring 2026" in heading(reply) and "page 1" in words(reply.response) and len(plans(reply.response)) == 6
    await club.press_id("aoi", reply.response, "musubi:season:2026:SPRING:popularity:ALL:list:2:forth")
    assert "page 2" in words(reply.response)
    await club.press("aoi", reply.response, ShowSeason, place=SeasonPlace(2026, "SPRING", "score"))
    assert place(reply) == SeasonPlace(2026, "SPRING", "score")
    await club.pick("aoi", reply.response, "ONA", "musubi:seasonformat")
    assert place(reply) == SeasonPlace(2026, "SPRING", "score", "ONA") and 0 < len(plans(reply.response)) < 6
    await club.press("aoi", reply.response, ShowSeason, place=SeasonPlace(2026, "WINTER", "score", "ONA"))
    assert "Winter 2026" in heading(reply) and place(reply) == SeasonPlace(2026, "WINTER", "score", "ONA")
    assert set(club.asked()) == {"Browse"}
    await club.pick("aoi", reply.response, "MUSIC", "musubi:seasonformat")
    assert says(reply.response, NOTHING) and plans(reply.response) == []


async def test_a_page_that_others_see_says_nothing_of_what_its_asker_has(club: Club) -> None:
    club.put(TSUMUGI, MUSHOKU, status="PLANNING")
    await club.world.env.advance_time(601)
    for _ in range(2):
        await club.run("aoi", "list")
    public = await club.run("aoi", "season", season="Summer", year=2026)
    assert set(plans(public.response)) == {FREE} and "Mushoku Tensei III" in words(public.response)
    await club.answer_alone("aoi")
    alone = await club.run("aoi", "season", season="Summer", year=2026)
    assert is_alone(alone) and sorted(plans(alone.response)) == [*[FREE] * 5, "Planning"]
    before = words(public.response)
    pressed = await club.press_id("aoi", public.response, f"musubi:plan:{MUSHOKU}")
    assert is_alone(pressed) and "Planning" in words(told(pressed)) and UndoChange not in actions(told(pressed))
    assert words(public.response) == before and set(plans(public.response)) == {FREE}


async def test_one_tap_plans_for_whoever_presses(club: Club) -> None:
    public = await club.run("aoi", "season", season="Spring", year=2026)
    pressed = await club.press_id("ren", public.response, f"musubi:plan:{REZERO}")
    assert is_alone(pressed) and says(told(pressed), ADDED) and UndoChange in actions(told(pressed))
    assert club.entry("ren", REZERO).status == "PLANNING" and club.entry("aoi", REZERO) is None
    await club.press("ren", told(pressed), UndoChange)
    assert club.entry("ren", REZERO) is None
    pressed = await club.press_id("aoi", public.response, f"musubi:plan:{REZERO}")
    assert is_alone(pressed) and club.entry("aoi", REZERO).status == "PLANNING"
    assert "Spring 2026" in heading(public), "the page stays"


async def test_planning_several_on_a_page_of_ones_own(club: Club) -> None:
    await club.answer_alone("aoi")
    alone = await club.run("aoi", "season", season="Spring", year=2026)
    await club.press_id("aoi", alone.response, f"musubi:plan:{REZERO}")
    assert sorted(plans(alone.response)) == [*[FREE] * 4, "Planning", "Watching"], "LIAR GAME, in private"
    assert says(alone.response, ADDED)
    await club.press("aoi", alone.response, UndoPlan)
    assert club.entry("aoi", REZERO) is None and plans(alone.response).count(FREE) == 5, "the page stays"
    await club.press_id("aoi", alone.response, f"musubi:plan:{REZERO}")
    await club.press("aoi", alone.response, ShowSeason, place=SeasonPlace(2026, "SPRING", view="grid"))
    covers = next(part for part in components(alone.response) if "items" in part)
    assert len(covers["items"]) == 8 and all(item["description"] for item in covers["items"])
    left = options(alone.response, "musubi:plan:pick")
    assert len(left) == 6 and "✓ Planning" in words(alone.response)
    value = next(
        option["value"]
        for part in components(alone.response)
        if str(part.get("custom_id", "")).startswith("musubi:plan:pick")
        for option in part["options"]
    )
    await club.pick("aoi", alone.response, value, "musubi:plan:pick")
    assert club.entry("aoi", int(value)).status == "PLANNING" and len(options(alone.response, "musubi:plan:pick")) == 5
    await club.press("aoi", alone.response, ShowSeason, place=SeasonPlace(2026, "SPRING"))
    assert plans(alone.response).count("Planning") == 2
    opened = await club.pick("aoi", alone.response, REZERO, "musubi:open")
    assert "Re:Zero" in words(told(opened)).replace("\\", "")


async def test_what_was_planned_is_said_though_anilist_does_not_tell_the_season(club: Club) -> None:
    await club.answer_alone("aoi")
    alone = await club.run("aoi", "season")
    await club.world.bot.store.database.execute("DELETE FROM cached_answers")
    club.stand_in.faults.arm(faults.html(), times=9, operation="Browse")
    planned = await club.press_id("aoi", alone.response, "musubi:plan:")
    assert says(told(planned), ADDED) and UndoChange in actions(told(planned))
    club.forgive()


async def test_so_is_what_was_taken_back(club: Club) -> None:
    await club.answer_alone("aoi")
    alone = await club.run("aoi", "season", season="Spring", year=2026)
    await club.press_id("aoi", alone.response, f"musubi:plan:{REZERO}")
    await club.world.bot.store.database.execute("DELETE FROM cached_answers")
    club.stand_in.faults.arm(faults.html(), times=9, operation="Browse")
    assert says(told(await club.press("aoi", alone.response, UndoPlan)), OFF_THE_LIST_AGAIN)
    assert club.entry("aoi", REZERO) is None
    club.forgive()


async def test_without_a_link_one_may_look_and_is_asked_for_a_link_to_plan(club: Club) -> None:
    club.world.users["kei"] = club.world.env.create_user("kei")
    club.world.members["kei"] = club.world.guild.add_member(club.world.users["kei"])
    page = await club.run("kei", "season", season="Spring", year=2026)
    pressed = await club.press_id("kei", told(page), f"musubi:plan:{REZERO}")
    assert is_alone(pressed) and actions(told(pressed)) == {StartLink}
    direct = await club.world.users["aoi"].slash("season", season="Spring", year=2026)
    (custom_id,) = [one for one in ids(direct.response) if one.startswith(f"musubi:plan:{REZERO}")]
    await club.world.users["aoi"].click(direct.response, custom_id=custom_id)
    assert plans(direct.response).count("Planning") == 1
