"""What was typed and could not be taken: each form and each command leads back to it, with what was typed."""

from typing import Any

import pytest

from cards.buttons import EnterCode
from cards.disambiguation import SEVERAL, CorrectOption
from cards.errors import WRONG_CODE
from cards.list_buttons import EditSeveral, GiveScore
from cards.list_errors import CANT_READ
from cards.watched import RATED, SMALL
from chat.values import REQUIRED
from demo.anilist import TSUMUGI
from demo.anilist.lists import DateParts
from tests.kit.keyboards import wide
from tests.kit.lists import BEBOP, DEATH_NOTE, DIGIMON, HEROES, SLAM_DUNK, Club, is_alone, take_any, told
from tests.kit.world import actions, by, card_of, says, state_in, words

TITLE = f"id:{DEATH_NOTE}"


pytestmark = pytest.mark.usefixtures("managing", "forgiving")


def fields(shown: Any) -> dict[str, Any]:
    """What stands in the form that has opened."""
    assert shown.modal, "no form opened"
    return {one["component"]["custom_id"]: _value(one["component"]) for one in shown.modal["components"]}


def _value(component: Any) -> Any:
    if "options" in component:
        return [one["value"] for one in component["options"] if one.get("default")]
    return component.get("value")


async def kept(club: Club) -> int:
    return len(await club.world.bot.store.database.all("SELECT id FROM questions"))


# A command, the option that can't be taken, what was typed for it twice, what is right, and what is said then.
OPTIONS: list[tuple[str, dict[str, Any], str, tuple[str, str], str, str]] = [
    ("rate", {"title": TITLE}, "score", ("11", "eleven"), "90%", RATED),
    ("edit", {"title": TITLE, "progress": 3}, "score", ("8.55", "_"), "9.10", "9.1"),
    ("edit", {"title": TITLE, "hidden": True}, "started", ("soon", "2024-13"), "2024–05", SMALL["started"]),
    ("edit", {"title": TITLE}, "finished", ("5/6/2024", "31.4.2024"), "5.6.2024", SMALL["completed"]),
    ("edit", {"title": TITLE}, "custom-lists", ("Loved", "Loved, "), "Watched with Juno", SMALL["custom_lists"]),
    ("edit", {"title": TITLE}, "status", ("On hold", "Held"), "Paused ", "Paused"),
    ("remind", {}, "zone", ("Mars", "Mars/Base"), "Europe/Berlin", "🔔"),
    ("server top", {}, "type", ("Films", "Both"), "manga", "manga"),
    ("add", {"title": f"id:{BEBOP}"}, "status", ("On hold", "Held"), "Dropped", "Dropped"),
]


async def test_every_option_that_can_not_be_taken_leads_to_a_form(club: Club) -> None:
    take_any(club)
    for command, given, option, wrong, right, said in OPTIONS:
        told_of = f"**{option}:**".replace("-", r"\-")
        refused = await club.run("aoi", command, **given, **{option: wrong[0]})
        for typed, next_typed in ((wrong[0], wrong[1]), (wrong[1], right)):
            card = told(refused)
            assert told_of in words(card) and f"“{typed.split(',')[0]}" in words(card).replace("\\", ""), (
                command,
                option,
            )
            assert card.ephemeral and CorrectOption in actions(card)
            shown = await club.press("aoi", card, CorrectOption)
            assert (shown.modal["title"], fields(shown)) == (f"/{command.split()[0]}", {option: typed})
            if next_typed == right:
                await club.world.restart()
            refused = await club.fill("aoi", shown, **{option: next_typed})
        assert says(told(refused), said), (command, option)
        assert await kept(club) == 0, "nothing that was taken is kept"
    reminder = await club.world.bot.store.reminders.of(club.world.users["aoi"].id)
    assert reminder and reminder.zone == "Europe/Berlin"


async def test_a_number_that_can_not_be_taken_leads_to_a_form(club: Club) -> None:
    """Emptied there, it is left out."""
    refused = await club.run("aoi", "edit", title=TITLE, volumes=3, score="9.2")
    for typed, said in (
        ("x", "Type a number such as 12"),
        ("999999", r"from 0 to 100\,000"),
        (wide("12"), "no volumes"),
    ):
        shown = await club.press("aoi", told(refused), CorrectOption)
        refused = await club.fill("aoi", shown, volumes=typed)
        assert said in words(told(refused)) and is_alone(refused)
    rated = await club.fill("aoi", await club.press("aoi", told(refused), CorrectOption), volumes=" ")
    assert "9.2" in words(told(rated)) and club.entry("aoi", DEATH_NOTE).score == 92


async def test_what_is_emptied_is_left_out_and_not_taken_for_none(club: Club) -> None:
    """A score, dates and lists stay; what the command needs is asked for again."""
    take_any(club)
    started = DateParts(year=2024, month=5, day=17)
    kept_fields = {"score": 80, "started_at": started, "completed_at": started, "custom_lists": ["Watched with Juno"]}
    for number, (option, wrong) in enumerate(
        (
            ("score", "8.55"),
            ("started", "soon"),
            ("finished", "31.4.2024"),
            ("custom-lists", "Loved"),
            ("status", "Held"),
        )
    ):
        club.put(TSUMUGI, DEATH_NOTE, **kept_fields)
        refused = await club.run("aoi", "edit", title=TITLE, rewatches=number + 1, **{option: wrong})
        edited = await club.fill("aoi", await club.press("aoi", told(refused), CorrectOption), **{option: " "})
        entry = club.entry("aoi", DEATH_NOTE)
        assert entry.repeat == number + 1, words(told(edited))
        assert {name: getattr(entry, name) for name in kept_fields} == kept_fields, option
    refused = await club.run("aoi", "rate", title=TITLE, score="eleven")
    for _ in range(2):
        refused = await club.fill("aoi", await club.press("aoi", told(refused), CorrectOption), score="")
        assert (
            "**score:**" in words(told(refused))
            and says(told(refused), REQUIRED)
            and club.entry("aoi", DEATH_NOTE).score == 80
        )
    rated = await club.fill("aoi", await club.press("aoi", told(refused), CorrectOption), score="9")
    assert says(told(rated), RATED) and await kept(club) == 0


async def test_a_title_that_fits_several_is_asked_for_after_that(club: Club) -> None:
    take_any(club)
    refused = await club.run("aoi", "add", title="boku no", status="Held")
    asked = await club.fill("aoi", await club.press("aoi", told(refused), CorrectOption), status="Paused")
    assert says(told(asked), SEVERAL)
    added = await club.pick("aoi", told(asked), HEROES, "musubi:which")
    assert "Paused" in words(told(added)) and club.entry("aoi", HEROES).status == "PAUSED"


async def test_a_title_and_a_count_that_can_not_be_taken_lead_to_a_form(club: Club) -> None:
    """All else that was typed stays: notes, for example."""
    refused = await club.run("aoi", "edit", title="qqqq xxxx", notes="long and dear to me", progress=277)
    for typed, right, said in (
        ("qqqq xxxx", f"id:{SLAM_DUNK}", "276 chapters"),
        ("277", "many", "“many”"),
        ("many", "275", SMALL["notes"]),
    ):
        shown = await club.press("aoi", told(refused), CorrectOption)
        ((option, stands),) = fields(shown).items()
        assert stands == typed
        refused = await club.fill("aoi", shown, **{option: right})
        assert said in words(told(refused)), typed
    assert club.entry("aoi", SLAM_DUNK).notes == "long and dear to me" and await kept(club) == 0
    wrong = await club.run("aoi", "watched", title=f"id:{SLAM_DUNK}", episode=13)
    watched = await club.fill("aoi", await club.press("aoi", told(wrong), CorrectOption), title=f"id:{DEATH_NOTE}")
    assert "**13**" in words(told(watched))
    lower = await club.run("aoi", "watched", title=TITLE, episode=4)
    watched = await club.fill("aoi", await club.press("aoi", told(lower), CorrectOption), episode="episode 14")
    assert "**14**" in words(told(watched))


async def test_a_score_that_can_not_be_taken_stands_in_the_form_again(club: Club) -> None:
    card = await club.run("aoi", "anime", title=TITLE)
    shown = await club.press("aoi", card.response, GiveScore)
    refused = await club.fill("aoi", shown, score="11")
    assert is_alone(refused) and says(told(refused), f"**Score:** {CANT_READ.format(typed=11)}")
    await club.world.restart()
    again = await club.press("aoi", told(refused), GiveScore)
    assert fields(again) == {"score": "11"}
    rated = await club.fill("aoi", again, score="85%")
    assert says(told(rated), RATED) and club.entry("aoi", DEATH_NOTE).score == 85
    assert await kept(club) == 1, "the one that was refused, for an hour"


async def test_an_untouched_score_is_not_set_back(club: Club) -> None:
    """It was changed elsewhere while the form was open."""
    card = await club.run("aoi", "anime", title=TITLE)
    shown = await club.press("aoi", card.response, GiveScore)
    club.put(TSUMUGI, DEATH_NOTE, score=90)
    await club.world.env.advance_time(601)
    await club.run("aoi", "anime", title=TITLE)
    same = await club.fill("aoi", shown, score="8")
    assert "already" in words(told(same)) and club.entry("aoi", DEATH_NOTE).score == 90


async def test_several_that_can_not_be_changed_stand_in_the_form_again(club: Club) -> None:
    page = await club.run("aoi", "list")
    shown = await club.press("aoi", page.response, EditSeveral)
    chosen = [str(DIGIMON), str(DEATH_NOTE)]
    refused = await club.fill("aoi", shown, titles=chosen, status=["PAUSED"], score="11", hidden=["yes"])
    assert says(told(refused), f"**Score:** {CANT_READ.format(typed=11)}") and actions(told(refused)) == {EditSeveral}
    await club.world.restart()
    again = await club.press("aoi", told(refused), EditSeveral)
    stands = fields(again)
    assert sorted(stands.pop("titles")) == sorted(chosen)
    assert stands == {"status": ["PAUSED"], "score": "11", "private": [], "hidden": ["yes"]}
    preview = await club.fill("aoi", again, titles=chosen, status=["PAUSED"], score="9", hidden=[])
    assert "Change 2 titles?" in words(told(preview))


async def test_what_was_chosen_on_another_page_is_still_offered(club: Club) -> None:
    page = await club.run("aoi", "list")
    shown = await club.press("aoi", page.response, EditSeveral)
    refused = await club.fill("aoi", shown, titles=[str(DEATH_NOTE)], score="11")
    club.put(TSUMUGI, DEATH_NOTE, status="PAUSED")
    await club.world.env.advance_time(601)
    await club.run("aoi", "list", status="Paused")
    assert fields(await club.press("aoi", told(refused), EditSeveral))["titles"] == [str(DEATH_NOTE)]


async def test_a_link_code_is_never_kept_or_repeated(club: Club) -> None:
    world = club.world
    await club.world.bot.linking.unlink(world.users["aoi"].id)
    await club.run("aoi", "link")
    card = card_of(world.dms("aoi"))
    code = (await world.present(state_in(card))).body["code"]
    aoi = world.users["aoi"]
    wrong = "ABCD-EFGH" if code != "ABCD-EFGH" else "ABCD-EFGJ"
    shown = await aoi.click(card, **by(card, EnterCode))
    refused = await aoi.submit_modal(shown, {"musubi:code": wrong})
    assert says(told(refused), WRONG_CODE) and actions(told(refused)) == {EnterCode}
    assert "ABCD" not in words(told(refused)) and await kept(club) == 0
    again = await aoi.click(told(refused), **by(told(refused), EnterCode))
    assert fields(again) == {"musubi:code": None}
    linked = await aoi.submit_modal(again, {"musubi:code": wide(f" {code} ").replace("\uff0d", "\u2013")})
    assert linked.acknowledged and await world.bot.store.links.of(aoi.id), "full-width signs and a phone's dash"
