"""/add, /remove and /favourite, and the buttons that do the same."""

import discord

from cards import watched
from cards.card import Card, Colour, row
from cards.favourites import FAVOURITE
from cards.list_buttons import AddTitle, Plus, TurnFavourite, UndoChange, turn_favourite
from cards.list_errors import NOTHING_TO_UNDO, OUTCOME_UNKNOWN
from cards.pressed import ANOTHERS
from cards.toggles import UndoToggle
from cogs.add import ALREADY_LISTED
from cogs.watched import THEIRS_TO_UNDO
from demo import faults
from demo.anilist import JUNO, TSUMUGI
from demo.anilist.cast import cast
from demo.anilist.studios import studios
from tests.kit.lists import ADULT, BEBOP, DEATH_NOTE, HEROES, NARUTO, Club, ids, is_alone, told
from tests.kit.world import actions, says, words


async def test_adding_and_taking_back(club: Club) -> None:
    reply = await club.run("ren", "add", title=f"id:{HEROES}")
    assert says(reply.response, watched.ADDED) and not is_alone(reply)
    assert ids(reply.response)[0] == Plus(HEROES, 1).custom_id, "the first episode is what comes next"
    await club.world.restart()
    await club.press("ren", reply.response, UndoChange)
    assert says(reply.response, watched.OFF_THE_LIST_AGAIN) and club.entry("ren", HEROES) is None
    await club.run("ren", "add", title=f"id:{HEROES}", status="Completed")
    assert (club.entry("ren", HEROES).status, club.entry("ren", HEROES).progress) == ("COMPLETED", 13)


async def test_what_is_on_a_list_stays_there(club: Club) -> None:
    before = club.entry("aoi", DEATH_NOTE)
    shown = await club.run("aoi", "add", title=f"id:{DEATH_NOTE}")
    assert says(shown.response, ALREADY_LISTED) and "**Watching** · 12 / 37" in words(shown.response)
    card = await club.run("aoi", "anime", title=f"id:{HEROES}")
    club.put(JUNO, HEROES, status="CURRENT", progress=4)
    await club.world.env.advance_time(601)
    foreign = await club.run("aoi", "anime", title="id:1735")
    club.put(TSUMUGI, 1735, status="CURRENT", progress=77)
    await club.world.env.advance_time(601)
    pressed = await club.press("aoi", foreign.response, AddTitle)
    assert "77 / 500" in words(told(pressed)), "added on a phone since"
    assert (club.entry("aoi", 1735).status, club.entry("aoi", DEATH_NOTE)) == ("CURRENT", before)
    moved = await club.run("aoi", "add", title=f"id:{DEATH_NOTE}", status="Planning")
    assert "Planning" in words(moved.response) and club.entry("aoi", DEATH_NOTE).progress == 12
    assert "13 / 13" in words(card.response)


async def test_the_button_adds_for_the_presser(club: Club) -> None:
    card = await club.run("aoi", "anime", title="id:1735")
    before = words(card.response)
    added = await club.press("ren", card.response, AddTitle)
    assert is_alone(added) and says(told(added), watched.ADDED)
    assert club.entry("ren", 1735) and club.entry("aoi", 1735) is None and words(card.response) == before
    await club.press("aoi", card.response, AddTitle)
    assert says(card.response, watched.ADDED)


async def test_removing_and_taking_back(club: Club) -> None:
    before = club.entry("aoi", DEATH_NOTE)
    reply = await club.run("aoi", "remove", title="DEATH NOTE")
    assert (
        "**DEATH NOTE**" in words(reply.response)
        and says(reply.response, watched.REMOVED["ANIME"])
        and club.entry("aoi", DEATH_NOTE) is None
    )
    refused = await club.press("ren", reply.response, UndoChange)
    assert is_alone(refused) and says(told(refused), THEIRS_TO_UNDO)
    await club.press("aoi", reply.response, UndoChange)
    after = club.entry("aoi", DEATH_NOTE)
    assert (after.progress, after.score, after.status) == (before.progress, before.score, before.status)
    secret = await club.run("aoi", "remove", title=f"id:{BEBOP}")
    assert is_alone(secret)
    await club.press("aoi", told(secret), UndoChange)
    assert club.entry("aoi", BEBOP).private
    gone = await club.run("aoi", "remove", title="id:1735")
    assert is_alone(gone) and "already" in words(told(gone))
    assert "Bebop" not in club.public() and club.forgive() == 1


async def test_favourites(club: Club) -> None:
    favourites = club.stand_in.world.favourites
    reply = await club.run("aoi", "favourite", title=f"id:{DEATH_NOTE}")
    assert says(reply.response, FAVOURITE[True, True]) and favourites[TSUMUGI.id] == [DEATH_NOTE]
    refused = await club.press("ren", reply.response, UndoToggle)
    assert is_alone(refused) and says(told(refused), ANOTHERS) and favourites[JUNO.id] == []
    await club.press("aoi", reply.response, UndoToggle)
    assert says(reply.response, FAVOURITE[False, True]) and favourites[TSUMUGI.id] == []
    await club.press_id("aoi", reply.response, "musubi:fav")
    assert says(reply.response, FAVOURITE[True, True]) and favourites[TSUMUGI.id] == [DEATH_NOTE]
    await club.press("aoi", reply.response, UndoToggle)
    card = await club.run("aoi", "anime", title=f"id:{NARUTO}")
    pressed = await club.press("ren", card.response, TurnFavourite)
    assert is_alone(pressed) and favourites == favourites | {JUNO.id: [NARUTO], TSUMUGI.id: []}
    again = await club.press("ren", card.response, TurnFavourite)
    assert is_alone(again) and says(told(again), FAVOURITE[True, False]) and favourites[JUNO.id] == [NARUTO]
    await club.press("ren", told(again), TurnFavourite)
    assert favourites[JUNO.id] == []
    secret = await club.run("aoi", "favourite", title=f"id:{BEBOP}")
    assert is_alone(secret)
    direct = await club.world.users["aoi"].slash("favourite", title=f"id:{ADULT}")
    assert "Angel Blade" in words(direct.response) and actions(direct.response) == {UndoToggle}
    assert "Bebop" not in club.public()
    await _a_link_to_a_character(club)


async def _a_link_to_a_character(club: Club) -> None:
    """Characters, staff and studios are favourites by the links to their pages."""
    named = club.stand_in.world.named_favourites[TSUMUGI.id]
    for kind, found in (("character", cast().characters), ("staff", cast().staff), ("studio", studios().all)):
        link = f"https://anilist.co/{kind}/{max(found)}/Some-Name"
        reply = await club.run("aoi", "favourite", title=link)
        assert says(reply.response, FAVOURITE[True, True]) and named == [(kind.upper(), max(found))]
        await club.press("aoi", reply.response, UndoToggle)
        assert says(reply.response, FAVOURITE[False, True]) and named == []
    missing = await club.run("aoi", "favourite", title="anilist.co/staff/999999999")
    assert is_alone(missing) and club.forgive() == 1


async def test_undo_of_a_favourite_is_for_the_account_that_made_it(club: Club) -> None:
    """The other account has the same favourite, by itself; a button of before acts for whichever account is linked."""
    favourites, fern = club.stand_in.world.favourites, next(one for one in club.stand_in.people if one.name == "Fern")
    card = (await club.run("aoi", "favourite", title=f"id:{DEATH_NOTE}")).response
    favourites[fern.id] = [DEATH_NOTE]
    await club.world.bot.linking.unlink(club.world.users["aoi"].id)
    await club.world.link("aoi", fern)
    refused = await club.press("aoi", card, UndoToggle)
    assert is_alone(refused) and says(told(refused), NOTHING_TO_UNDO)
    assert actions(card) == set() and favourites[fern.id] == favourites[TSUMUGI.id] == [DEATH_NOTE]
    before = turn_favourite("Undo", DEATH_NOTE, club.world.users["aoi"].id, to=False)
    channel = club.world.bot.get_channel(club.world.general.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.send(view=Card(Colour.BLUE, row(before)))
    await club.press("aoi", club.world.general.history(viewer=club.world.members["aoi"])[-1], TurnFavourite)
    assert favourites[fern.id] == [] and favourites[TSUMUGI.id] == [DEATH_NOTE]


async def test_a_favourite_of_which_nobody_knows_is_not_taken_away_by_trying_again(club: Club) -> None:
    club.stand_in.faults.arm(faults.reset_after, operation="ToggleFavourite")
    club.stand_in.faults.arm(faults.nothing, operation="Media")
    club.stand_in.faults.arm(faults.html(), operation="Media")
    unknown = await club.run("aoi", "favourite", title=f"id:{DEATH_NOTE}")
    assert says(told(unknown), OUTCOME_UNKNOWN)
    again = await club.run("aoi", "favourite", title=f"id:{DEATH_NOTE}")
    assert says(told(again), FAVOURITE[True, False])
    assert club.stand_in.world.favourites[TSUMUGI.id] == [DEATH_NOTE]
    await club.press("aoi", told(again), TurnFavourite)
    assert club.stand_in.world.favourites[TSUMUGI.id] == []
    assert club.forgive() == 1
