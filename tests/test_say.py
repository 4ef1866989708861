"""A post on AniList after a finished title: nothing without its form, once, and deleted again."""

from typing import Any

import pytest

from anilist import Invalid, TokenRejected, Unavailable
from cards.errors import REJECTED
from cards.list_errors import LINK_FIRST, NOTHING_TO_UNDO
from cards.say import DELETED, POSTED, SAID_ALREADY, SayIt, UnsayIt, review, said_card, say_modal
from cards.watched import HOW_WAS_IT
from demo import faults
from demo.anilist import JUNO, TSUMUGI
from demo.anilist.activity import TextPost
from library.changes.say import Said
from library.errors import NotKept, OutcomeUnknown
from store import Link
from tests.kit import cards
from tests.kit.home import a_link
from tests.kit.library import AOI, Shelves
from tests.kit.lists import DEATH_NOTE, Club, is_alone, told
from tests.kit.shelf import a_title, an_entry
from tests.kit.world import actions, says, words


def posts(shelves: Shelves) -> list[str]:
    return [one.text for one in shelves.stand_in.world.activities.all.values() if isinstance(one, TextPost)]


async def test_a_text_is_posted_whole_and_deleted_again(shelves: Shelves) -> None:
    link, texts = await shelves.link(AOI, TSUMUGI), shelves.parts.texts
    shelves.asked()
    said = await texts.say(link, "So good 😭 &amp; sad")
    assert posts(shelves) == ["So good &#128557; &amp;amp; sad"]
    assert (said.text, said.is_whole, said.is_new) == ("So good 😭 &amp; sad", True, True)
    assert said.url == f"{shelves.stand_in.site_url}/activity/{said.id}"
    assert shelves.asked() == ["Texts", "SaveText"]
    await texts.unsay(link, said.id)
    assert posts(shelves) == [] and shelves.asked() == ["DeleteActivity"]
    await texts.unsay(link, said.id)  # gone is gone


async def test_the_same_text_is_posted_once_an_hour(shelves: Shelves) -> None:
    link, texts = await shelves.link(AOI, TSUMUGI), shelves.parts.texts
    first = await texts.say(link, "Loved it.\n")
    again = await texts.say(link, "Loved it.")
    assert (again.id, again.is_new) == (first.id, False)
    shelves.clock.advance(3601)
    assert (await texts.say(link, "Loved it.")).is_new
    juno = await shelves.link(AOI + 1, JUNO)
    assert (await texts.say(juno, "Loved it.")).is_new
    assert posts(shelves) == ["Loved it.\n", "Loved it.", "Loved it."]


async def test_a_lost_answer_is_looked_for_and_nothing_is_posted_twice(shelves: Shelves) -> None:
    link, texts, arm = await shelves.link(AOI, TSUMUGI), shelves.parts.texts, shelves.stand_in.faults.arm
    arm(faults.reset_after, operation="SaveText")
    said = await texts.say(link, "What an ending")
    arm(faults.status(500), operation="SaveText")
    with pytest.raises(Unavailable):
        await texts.say(link, "Another")
    arm(faults.reset_after, operation="SaveText")
    arm(faults.nothing, operation="Texts")
    arm(faults.status(500), operation="Texts")
    with pytest.raises(OutcomeUnknown):
        await texts.say(link, "A third")
    assert (await texts.say(link, "A third")).is_new is False
    arm(faults.reset_after, operation="DeleteActivity")
    await texts.unsay(link, said.id)
    assert posts(shelves) == ["A third"]
    arm(faults.status(500), operation="DeleteActivity")
    third = await texts.say(link, "A third")
    with pytest.raises(Unavailable):
        await texts.unsay(link, third.id)


async def test_what_anilist_refuses_or_changes_is_said(shelves: Shelves) -> None:
    link, texts, arm = await shelves.link(AOI, TSUMUGI), shelves.parts.texts, shelves.stand_in.faults.arm
    with pytest.raises(Invalid):
        await texts.say(link, "  ")

    def cut(data: Any) -> None:
        data["SaveTextActivity"]["text"] = "Half"

    arm(faults.edited(cut), operation="SaveText")
    assert (await texts.say(link, "Half of it")).is_whole is False

    def changed(data: Any) -> None:
        data["Page"]["activities"][0] |= {"text": "lost it", "userId": None}

    arm(faults.reset_after, operation="SaveText")
    arm(faults.nothing, operation="Texts")
    arm(faults.edited(changed), operation="Texts")
    said = await texts.say(link, "Lost <b>it</b>")
    assert (said.text, said.is_whole) == ("lost it", False), "it is there, though AniList has changed it"

    def of_another(data: Any) -> None:
        data["SaveTextActivity"]["userId"] = JUNO.id

    arm(faults.edited(of_another), operation="SaveText")
    with pytest.raises(NotKept):
        await texts.say(link, "Whose is it")
    arm(faults.invalid_token(), operation="Texts")
    with pytest.raises(TokenRejected):
        await texts.say(link, "Nobody’s")


def drafted(link: Link, **title: Any) -> str:
    media = a_title(7, **title)
    modal = say_modal(media, an_entry(7, status="COMPLETED"), link, SayIt(7), None)
    [field] = [one for one in cards.parts(modal.to_components()) if one.get("custom_id") == "text"]
    return str(field["value"])


def test_the_form_shows_the_very_text() -> None:
    romaji = a_link(title_language="ROMAJI")
    assert drafted(romaji, romaji="Cowboy Bebop") == "I’ve just finished Cowboy Bebop!\nhttps://anilist.co/anime/7"
    assert r"\*\*Bold\*\* \~x\~" in drafted(romaji, romaji="**Bold** ~x~")
    assert len(drafted(romaji, romaji="x" * 5000)) < 2000
    planned = say_modal(a_title(7), an_entry(7, status="PLANNING"), romaji, SayIt(7), None)
    assert "finished" not in str(planned.to_components())
    assert review(a_title(7)).url == "https://anilist.co/anime/7/reviews"


def test_no_post_breaks_its_card() -> None:
    text = "<@1> **x** ||y||\n> # z\n" + "[a](https://example.org) " * 300
    for url in ("https://anilist.co/activity/1", None):
        card = said_card(Said(800_000_001, text, url, is_whole=False, is_new=True), a_link())
        cards.holds(card.to_components())
    blank = said_card(Said(800_000_001, "a\n\u2800\n \nb", None, is_whole=False, is_new=True), a_link())
    assert cards.shown(blank).count("\n> ") == 2, "no line of signs that show nothing"


async def test_somebody_writes_about_what_they_finished(club: Club) -> None:
    done = await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}", episode=37)
    assert says(done.response, HOW_WAS_IT) and SayIt in actions(done.response)
    form = await club.press("aoi", done.response, SayIt)
    assert club.stand_in.world.activities.all.keys() == {
        one.id for one in club.stand_in.world.activities.all.values() if not isinstance(one, TextPost)
    }, "nothing without the form"
    club.stand_in.faults.arm(faults.html(), operation="Texts")
    failed = await club.fill("aoi", form, text="What a ride! @everyone")
    form = await club.press("aoi", told(failed), SayIt)
    assert "What a ride! @everyone" in str(form.modal), "nothing typed is lost"
    posted = told(await club.fill("aoi", form, text="What a ride! @everyone"))
    assert says(posted, POSTED) and r"\@everyone" in words(posted) and posted.ephemeral
    again = told(await club.fill("aoi", await club.press("aoi", done.response, SayIt), text="What a ride! @everyone"))
    assert says(again, SAID_ALREADY)
    undone = await club.press("aoi", posted, UnsayIt)
    assert says(told(undone), DELETED)
    assert [one for one in club.stand_in.world.activities.all.values() if isinstance(one, TextPost)] == []
    club.forgive()


async def test_it_is_for_whoever_presses_and_not_for_private_titles(club: Club) -> None:
    done = await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}", episode=37)
    form = await club.press("ren", done.response, SayIt)
    assert "finished" not in str(form.modal), "ren has not"
    posted = await club.fill("ren", form, text="Aoi has finished it")
    assert is_alone(posted)
    [post] = [one for one in club.stand_in.world.activities.all.values() if isinstance(one, TextPost)]
    assert (post.user_id, post.text) == (JUNO.id, "Aoi has finished it")
    club.world.members["kai"] = club.world.guild.add_member(club.world.env.create_user("kai"))
    assert says(told(await club.press("kai", done.response, SayIt)), LINK_FIRST)
    hidden = await club.run("aoi", "watched", title="id:1", episode=26)
    assert SayIt not in actions(told(hidden)), "private"
    await club.kill_token("ren")
    rejected = await club.fill("ren", await club.press("ren", done.response, SayIt), text="Once more")
    assert says(told(rejected), REJECTED) and SayIt in actions(told(rejected))
    club.forgive()


async def test_undo_deletes_nothing_in_the_name_of_another_account(club: Club) -> None:
    """AniList may say that there is no such post: that it is deleted would be wrong."""
    done = await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}", episode=37)
    posted = told(await club.fill("aoi", await club.press("aoi", done.response, SayIt), text="What a ride!"))
    fern = next(one for one in club.stand_in.people if one.name == "Fern")
    await club.world.bot.linking.unlink(club.world.users["aoi"].id)
    await club.world.link("aoi", fern)
    club.stand_in.faults.arm(faults.status(404, "Not Found."), operation="DeleteActivity")
    refused = await club.press("aoi", posted, UnsayIt)
    assert says(told(refused), NOTHING_TO_UNDO) and UnsayIt not in actions(posted)
    assert [one.user_id for one in club.stand_in.world.activities.all.values() if isinstance(one, TextPost)] == [
        TSUMUGI.id
    ]
