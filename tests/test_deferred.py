"""What was asked for when the link had died is offered after the next one, and done if the person agrees."""

from typing import Any

import pytest

from cards.deferred import CHANGE_SEVERAL, FAVOURITE, ONE_MORE_EPISODE, REMOVE, STILL_WANTED, UNDO, DoDeferred
from cards.errors import DEFERRED
from cards.link import LINKED_AGAIN_AS
from cards.list_buttons import ApplyBulk, EditSeveral, UndoChange
from cards.list_errors import DONE_OR_EXPIRED, OUTCOME_UNKNOWN
from demo import faults
from demo.anilist import JUNO, TSUMUGI
from tests.kit.lists import DEATH_NOTE, DIGIMON, NARUTO, SLAM_DUNK, Club, ids, is_alone, told
from tests.kit.world import actions, by, says, words

TITLE = f"id:{DEATH_NOTE}"


async def relink(club: Club, person: Any = TSUMUGI) -> Any:
    """The card that tells of it."""
    await club.world.link("aoi", person)
    return [message for message in club.world.dms("aoi") if says(message, LINKED_AGAIN_AS)][-1]


async def agree(club: Club, card: Any) -> Any:
    return await club.world.users["aoi"].click(card, **by(card, DoDeferred))


async def test_one_more_episode_is_watched_after_relinking(club: Club) -> None:
    await club.kill_token("aoi")
    refused = await club.run("aoi", "watched", title=TITLE)
    assert is_alone(refused) and says(told(refused), DEFERRED) and club.forgive() == 1
    card = await relink(club)
    assert says(card, STILL_WANTED) and says(card, f"**DEATH NOTE**: {ONE_MORE_EPISODE}")
    assert club.entry("aoi", DEATH_NOTE).progress == 12, "not without agreement"
    await club.world.restart()
    done = await agree(club, card)
    assert "**13**" in words(done.response) and UndoChange in actions(done.response)
    again = await agree(club, card)
    assert says(told(again), DONE_OR_EXPIRED) and club.entry("aoi", DEATH_NOTE).progress == 13
    await club.world.link_again("aoi")
    assert DoDeferred not in actions(club.world.dms("aoi")[-2]), "it is done"


@pytest.mark.parametrize(
    ("command", "options", "said", "claim"),
    [
        ("rate", {"title": TITLE, "score": "9"}, "**DEATH NOTE**: score 9", ("score", 90)),
        (
            "edit",
            {"title": TITLE, "status": "Paused", "notes": "x", "rewatches": 2},
            "DEATH NOTE**: Paused · rewatches · notes",
            ("status", "PAUSED"),
        ),
        ("edit", {"title": f"id:{SLAM_DUNK}", "rewatches": 2}, "SLAM DUNK**: rereads", ("progress", 12)),
        ("add", {"title": f"id:{NARUTO}", "status": "Dropped"}, "**NARUTO**: Dropped", ("status", "CURRENT")),
    ],
)
async def test_changes_in_words(
    club: Club, command: str, options: dict[str, str], said: str, claim: tuple[str, object]
) -> None:
    await club.kill_token("aoi")
    await club.run("aoi", command, **options)
    card = await relink(club)
    assert said in words(card) and club.forgive() == 1
    await agree(club, card)
    assert getattr(club.entry("aoi", DEATH_NOTE), claim[0]) == claim[1]
    assert (club.entry("aoi", NARUTO).status == "DROPPED") == (command == "add")


async def test_removing_favouring_undoing_and_several(club: Club) -> None:
    watched = await club.run("aoi", "watched", title=TITLE)
    await club.run("aoi", "add", title=f"id:{NARUTO}", status="Watching or reading")
    page = await club.run("aoi", "list")
    form = await club.press("aoi", page.response, EditSeveral)
    preview = await club.fill("aoi", form, titles=[str(DIGIMON), str(NARUTO)], status=["DROPPED"])
    for ask, said in (
        (lambda: club.press("aoi", watched.response, UndoChange), UNDO),
        (lambda: club.run("aoi", "remove", title=TITLE), f"**DEATH NOTE**: {REMOVE}"),
        (lambda: club.run("aoi", "favourite", title=f"id:{NARUTO}"), f"**NARUTO**: {FAVOURITE}"),
        (lambda: club.press("aoi", told(preview), ApplyBulk), CHANGE_SEVERAL),
    ):
        await club.kill_token("aoi")
        await ask()
        card = await relink(club)
        assert said in words(card)
        assert (await agree(club, card)).response
        await club.world.env.advance_time(601)  # so often nobody may link
    assert club.entry("aoi", DEATH_NOTE) is None and club.stand_in.world.favourites[TSUMUGI.id][-1] == NARUTO
    assert [club.entry("aoi", one).status for one in (DIGIMON, NARUTO)] == ["DROPPED"] * 2
    club.forgive()


async def test_it_is_offered_for_an_hour_and_to_the_same_account(club: Club) -> None:
    await club.kill_token("aoi")
    await club.run("aoi", "watched", title=TITLE)
    card = await relink(club)
    await club.world.env.advance_time(3601)
    late = await agree(club, card)
    assert says(told(late), DONE_OR_EXPIRED)
    await club.kill_token("aoi")
    await club.run("aoi", "watched", title=TITLE)
    await club.world.env.advance_time(1201)
    await club.world.bot.linking.unlink(club.world.users["ren"].id)
    assert DoDeferred not in actions(await relink(club, JUNO)), "another account has other lists"
    assert club.forgive() == 2


async def test_what_anilist_does_not_take_can_be_agreed_to_again(club: Club) -> None:
    await club.kill_token("aoi")
    await club.run("aoi", "watched", title=TITLE)
    card = await relink(club)
    club.stand_in.faults.share(faults.html(), 1.0)
    refused = await agree(club, card)
    assert says(told(refused), OUTCOME_UNKNOWN)
    club.stand_in.faults.clear()
    await club.world.env.advance_time(61)
    await agree(club, card)
    assert club.entry("aoi", DEATH_NOTE).progress == 13 and club.forgive() == 1
    assert any(one.startswith("musubi:agree") for one in ids(card))
