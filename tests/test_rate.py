"""/rate and Score: in the person's own format."""

from typing import Any

from cards import watched
from cards.list_buttons import GiveScore, OpenEditor, PutStatus, UndoChange
from cards.list_errors import ALREADY_THERE
from demo.anilist import JUNO
from library.rules.scores import NUMBERS
from tests.kit.lists import BEBOP, DEATH_NOTE, NARUTO, UNRELEASED, Club, ids, is_alone, told
from tests.kit.world import actions, says, words

FILM, MONSTER = 199, 19  # finished
YOUJO, BLEACH = 135865, 30012  # on air; a finished manga


def places(message: Any) -> list[str]:
    """The statuses on the buttons of a title that was rated before it was on any list."""
    return [put.status for put in map(PutStatus.parse, ids(message)) if put]


async def test_each_in_their_own_format(club: Club) -> None:
    for name, typed, shown, kept in (
        ("aoi", "8.5", "8.5", 85),
        ("aoi", "0", watched.UNRATED, 0),
        ("ren", ":)", "🙂", 85),
    ):
        reply = await club.run(name, "rate", title=f"id:{DEATH_NOTE}", score=typed)
        assert not is_alone(reply) and shown in words(reply.response)
        assert club.entry(name, DEATH_NOTE).score == kept
    await club.press("ren", reply.response, UndoChange)
    assert club.entry("ren", DEATH_NOTE).score == 0
    refused = await club.run("ren", "rate", title="NARUTO", score="85")
    assert is_alone(refused) and "smileys" in words(told(refused))
    secret = await club.run("aoi", "rate", title="Cowboy Bebop", score="9")
    assert is_alone(secret) and "Bebop" not in club.public()
    assert club.forgive() == 1


async def test_what_is_on_no_list_is_rated_and_its_place_is_offered(club: Club) -> None:
    card = await club.run("aoi", "anime", title=f"id:{FILM}")
    by_form = await club.fill("aoi", await club.press("aoi", card.response, GiveScore), score="9")
    by_command = await club.run("aoi", "rate", title=f"id:{MONSTER}", score="8.5")
    for rated, score in ((told(by_form), "9"), (told(by_command), "8.5")):
        assert says(rated, watched.RATED) and f"{score}**" in words(rated)
        assert says(rated, watched.ADDED) and says(rated, watched.WHICH_LIST)
        assert places(rated) == ["COMPLETED", "CURRENT", "DROPPED"] and {UndoChange, OpenEditor} <= actions(rated)
    await club.press("aoi", told(by_command), PutStatus)
    entry = club.entry("aoi", MONSTER)
    assert (entry.status, entry.progress, entry.score) == ("COMPLETED", 74, 85)
    assert not says(told(by_command), watched.HOW_WAS_IT), "they have said so"
    await club.press("aoi", told(by_command), UndoChange)
    assert (club.entry("aoi", MONSTER).status, club.entry("aoi", MONSTER).score) == ("PLANNING", 85)
    await club.press("aoi", told(by_form), UndoChange)
    assert club.entry("aoi", FILM) is None
    for media_id, first in (
        (YOUJO, ["CURRENT", "COMPLETED"]),
        (BLEACH, ["COMPLETED", "CURRENT"]),
        (UNRELEASED, []),
    ):
        rated = await club.run("aoi", "rate", title=f"id:{media_id}", score="7")
        assert "7**" in words(told(rated)) and places(told(rated))[:2] == first, media_id


async def test_the_autocomplete_offers_the_persons_scores(club: Club) -> None:
    async def offered(name: str, typed: str) -> list[str]:
        member, general = club.world.members[name], club.world.general
        return [one["name"] for one in await member.autocomplete(general, "rate", "score", typed, title="id:1")]

    assert await offered("ren", "") == ["🙂", "😐", "🙁", "No score"]
    assert (await offered("aoi", "8"))[:2] == ["8", "8.9"]
    await club.world.bot.linking.unlink(club.world.users["ren"].id)
    assert await offered("ren", "") == []


async def test_the_button_opens_the_pressers_form(club: Club) -> None:
    card = await club.run("aoi", "anime", title=f"id:{DEATH_NOTE}")
    shown = await club.press("ren", card.response, GiveScore)
    assert "Death Note" in shown.modal["title"]
    await club.world.restart()
    rated = await club.fill("ren", shown, score=[":("])
    assert is_alone(rated) and "**🙁**" in words(told(rated))
    assert (club.entry("ren", DEATH_NOTE).score, club.entry("aoi", DEATH_NOTE).score) == (35, 80)
    assert "8" in words(card.response) and "🙁" not in words(card.response)

    shown = await club.press("aoi", card.response, GiveScore)
    assert shown.modal["components"][0]["component"]["value"] == "8"
    refused = await club.fill("aoi", shown, score="eight")
    assert is_alone(refused) and says(told(refused), NUMBERS)
    await club.fill("aoi", await club.press("aoi", card.response, GiveScore), score="9.1")
    assert "9.1**" in words(card.response) and club.entry("aoi", DEATH_NOTE).score == 91


async def test_a_private_one_and_one_on_no_list(club: Club) -> None:
    await club.answer_alone("aoi")
    card = await club.run("aoi", "anime", title=f"id:{BEBOP}")
    shown = await club.press("aoi", card.response, GiveScore)
    rated = await club.fill("aoi", shown, score="")
    assert says(told(rated), ALREADY_THERE), "no score, as before"
    rated = await club.fill("aoi", await club.press("aoi", card.response, GiveScore), score="10")
    assert is_alone(rated) and club.public() == ""
    direct = await club.world.users["ren"].slash("rate", title=f"id:{BEBOP}", score="😐")
    assert says(direct.response, watched.ADDED) and club.entry("ren", BEBOP).score == 60
    assert club.entry("ren", NARUTO).score == 0


async def test_a_form_that_nobody_touched_changes_nothing(club: Club) -> None:
    club.put(JUNO, DEATH_NOTE, score=72)  # a smiley says no more than 85
    card = await club.run("ren", "anime", title=f"id:{DEATH_NOTE}")
    shown = await club.press("ren", card.response, GiveScore)
    (smiley,) = [one for one in shown.modal["components"][0]["component"]["options"] if one["default"]]
    same = await club.fill("ren", shown, score=[smiley["value"]])
    assert is_alone(same) and says(told(same), ALREADY_THERE) and club.entry("ren", DEATH_NOTE).score == 72
    card = await club.run("ren", "anime", title=f"id:{BEBOP}")
    same = await club.fill("ren", await club.press("ren", card.response, GiveScore), score=[])
    assert says(told(same), ALREADY_THERE) and club.entry("ren", BEBOP) is None


async def test_what_is_on_no_list_is_suggested_too(club: Club) -> None:
    """Own titles come first, as everywhere."""
    aoi, room = club.world.members["aoi"], club.world.general
    offered = [choice["value"] for choice in await aoi.autocomplete(room, "rate", "title", "monster")]
    assert f"id:{MONSTER}" in offered
