"""A button means what it says to whoever presses it; what is its owner's alone says whose it is."""

from typing import Any

import pytest

from cards import bulk
from cards.confirmation import WATCH_AGAIN
from cards.list_buttons import AddTitle, EditSeveral, GiveScore, OpenEditor, Plus, UndoChange
from cards.list_errors import CHANGED_SINCE, NOT_SHOWN
from cards.pressed import ANOTHERS, NOT_LISTED
from cards.random import PickAnother
from cards.toggles import UndoToggle
from cards.watched import UNDONE
from cogs.random import FROM_OWN_LIST
from demo.anilist import JUNO, TSUMUGI
from tests.kit.lists import (
    BEBOP,
    DEATH_NOTE,
    DIGIMON,
    GROW_UP,
    NARUTO,
    Club,
    ids,
    is_alone,
    options,
    told,
)
from tests.kit.world import actions, components, says, words


@pytest.fixture
def club(club: Club) -> Club:
    """With Kai, who has not linked."""
    club.world.members["kai"] = club.world.guild.add_member(club.world.env.create_user("kai"))
    return club


async def test_one_more_is_one_more_of_the_pressers_count(club: Club) -> None:
    club.put(club.people["ren"], DEATH_NOTE, progress=3)
    await club.world.env.advance_time(601)
    card = await club.run("aoi", "anime", title=f"id:{DEATH_NOTE}")
    pressed = await club.press("ren", card.response, Plus)
    assert is_alone(pressed) and "**4**" in words(told(pressed))
    assert (club.entry("ren", DEATH_NOTE).progress, club.entry("aoi", DEATH_NOTE).progress) == (4, 12)
    await club.press("ren", told(pressed), UndoChange)
    assert club.entry("ren", DEATH_NOTE).progress == 3
    await club.world.restart()
    pressed = await club.press("ren", card.response, Plus)
    assert club.entry("ren", DEATH_NOTE).progress == 4, "after a restart too"
    club.put(club.people["ren"], DEATH_NOTE, progress=37, status="COMPLETED")
    await club.world.env.advance_time(601)
    pressed = await club.press("ren", card.response, Plus)
    assert says(told(pressed), WATCH_AGAIN) and club.entry("ren", DEATH_NOTE).progress == 37


async def test_what_is_on_no_list_is_asked_about_first(club: Club) -> None:
    card = await club.run("aoi", "watched", title=f"id:{NARUTO}", episode=5)
    behind = await club.run("aoi", "behind")
    lists = club.stand_in.world.lists
    lists.remove(club.entry("ren", NARUTO))
    await club.world.env.advance_time(601)
    for message, media_id in ((card.response, NARUTO), (behind.response, DIGIMON)):
        pressed = await club.press_id("ren", message, f"musubi:{'plus' if media_id == NARUTO else 'catch'}:{media_id}")
        assert is_alone(pressed) and says(told(pressed), NOT_LISTED)
        assert Plus(media_id, 1, new=True).custom_id in ids(told(pressed))
        assert actions(told(pressed)) == {Plus, AddTitle, OpenEditor}
        assert club.entry("ren", media_id) is None
    await club.press("ren", told(pressed), Plus)
    assert (club.entry("ren", DIGIMON).status, club.entry("ren", DIGIMON).progress) == ("CURRENT", 1)
    lists.remove(club.entry("aoi", NARUTO))
    await club.world.env.advance_time(601)
    pressed = await club.press("aoi", card.response, Plus)
    assert Plus(NARUTO, 6, new=True).custom_id in ids(told(pressed)) and club.entry("aoi", NARUTO) is None, (
        "the owner's too"
    )


async def test_undo_is_the_owners(club: Club) -> None:
    world = club.world
    world.guild.remove_member(world.members["aoi"])
    world.members["aoi"] = world.guild.add_member(world.users["aoi"], nick="Aoichan")
    card = await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}")
    before = words(card.response)
    for name in ("ren", "kai"):
        pressed = await club.press(name, card.response, UndoChange)
        assert is_alone(pressed) and words(told(pressed)).startswith(ANOTHERS.format(name="Aoichan"))
    loved = await club.run("aoi", "favourite", title=f"id:{DEATH_NOTE}")
    for name in ("ren", "kai"):
        pressed = await club.press(name, loved.response, UndoToggle)
        assert words(told(pressed)).startswith(ANOTHERS.format(name="Aoichan")) and "favourite" in words(told(pressed))
    assert (words(card.response), club.entry("aoi", DEATH_NOTE).progress) == (before, 13)


async def test_undo_that_is_good_for_nothing_goes(club: Club) -> None:
    card = await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}")
    club.put(TSUMUGI, DEATH_NOTE, progress=20)
    await club.world.env.advance_time(601)
    pressed = await club.press("aoi", card.response, UndoChange)
    assert is_alone(pressed) and says(told(pressed), CHANGED_SINCE)
    assert actions(card.response) == {Plus, GiveScore, OpenEditor}
    removed = await club.run("aoi", "remove", title=f"id:{DEATH_NOTE}")
    await club.run("aoi", "add", title=f"id:{DEATH_NOTE}")
    await club.press("aoi", removed.response, UndoChange)
    assert actions(removed.response) == set(), "nor a row without buttons"


async def test_undo_goes_back_step_by_step(club: Club) -> None:
    """The older one stays: it is good again once the newer change is undone."""
    first = await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}")
    second = await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}")
    for card, progress in ((second, 13), (first, 12)):
        await club.press("aoi", card.response, UndoChange)
        assert says(card.response, UNDONE) and UndoChange not in actions(card.response)
        assert club.entry("aoi", DEATH_NOTE).progress == progress


async def test_edit_several_offers_what_the_page_shows(club: Club) -> None:
    page = await club.run("aoi", "list")
    shown = options(page.response, "musubi:open")
    club.put(TSUMUGI, GROW_UP, status="CURRENT")
    await club.world.env.advance_time(601)
    await club.run("aoi", "behind")
    form = await club.press("aoi", page.response, EditSeveral)
    assert form.modal["title"] == "Edit several" and titles(form) == shown, "no private one, no new one"
    form = await club.press("ren", page.response, EditSeveral)
    assert form.modal["title"] == bulk.YOUR_OWN["ANIME"] and titles(form) == ["Death Note"]


def titles(form: Any) -> list[str]:
    """What a form of several titles offers."""
    select = next(one["component"] for one in form.modal["components"] if one["component"]["custom_id"] == "titles")
    return [option["label"] for option in select["options"]]


async def test_another_pick_says_from_whose_list(club: Club) -> None:
    pick = await club.run("aoi", "random")
    club.put(club.people["ren"], BEBOP, status="PLANNING")
    await club.world.env.advance_time(601)
    await club.run("ren", "list")
    pressed = await club.press("ren", pick.response, PickAnother)
    assert is_alone(pressed) and says(told(pressed), FROM_OWN_LIST)
    await club.press("aoi", pick.response, PickAnother)
    assert not says(pick.response, FROM_OWN_LIST)
    assert ids(pick.response)


ABOUT_PEOPLE: dict[str, list[dict[str, Any]]] = {  # by command: what it is asked by aoi about ren, or about everybody
    "list": [{}, {"user": "ren"}],
    "profile": [{}, {"user": "ren"}],
    "taste": [{"user": "ren"}],
    "together": [{"user": "ren"}],
    "affinity": [{}],
    "recommend": [{}],
    "who": [{"title": f"id:{DEATH_NOTE}"}],
    "server members": [{}],
}


async def test_people_go_by_their_names_on_discord_and_accounts_are_small_print(club: Club) -> None:
    """In texts, in what is said of pictures, and in choices: AniList's name stands in small print alone."""
    accounts = {"aoi": TSUMUGI.name, "ren": JUNO.name}
    await club.run("ren", "list")
    for command, asked in ABOUT_PEOPLE.items():
        for one in asked:
            given = {key: club.world.members.get(value, value) for key, value in one.items()}
            shown = told(await club.run("aoi", command, **given))
            lines = [line for line in everything(shown) if any(account in line for account in accounts.values())]
            assert all(line.startswith("-# ") and "on AniList" in line for line in lines), (command, lines)
            assert any(name in line for name in accounts for line in everything(shown) if line not in lines)
    refused = await club.run("aoi", "list", user=club.world.members["kai"])
    assert words(told(refused)) == NOT_SHOWN.format(name="kai")
    club.forgive()


def everything(message: Any) -> list[str]:
    """All that can be read or heard of a message, line by line."""
    said: list[str] = words(message).splitlines()
    for part in components(message):
        said += [option["label"] for option in part.get("options", [])]
        said += [item["description"] for item in (part, *part.get("items", [])) if "description" in item]
    return said
