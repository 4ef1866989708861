"""/edit: what is given is changed, nothing else; the editor and its forms."""

from typing import Any, get_args

from cards import watched
from cards.editor import NOT_LISTED, EditPart, Part
from cards.list_buttons import OpenEditor, UndoChange
from cards.list_errors import ALREADY_THERE, CANT_READ, CHANGED_SINCE, OUTCOME_UNKNOWN
from cogs.edit import NOTES_TOO_LONG
from demo import faults
from demo.anilist import JUNO, TSUMUGI
from demo.anilist.lists import DateParts
from library.rules.dates import HINT
from tests.kit.lists import ADULT, BEBOP, DEATH_NOTE, HEROES, NARUTO, SLAM_DUNK, Club, ids, is_alone, told
from tests.kit.world import actions, by, says, words

TITLE = f"id:{DEATH_NOTE}"


def field(shown: Any, name: str) -> Any:
    """A field of the form that has opened, as Discord's JSON."""
    return next(one["component"] for one in shown.modal["components"] if one["component"]["custom_id"] == name)


async def test_what_is_given_and_nothing_else(club: Club) -> None:
    before = club.entry("aoi", DEATH_NOTE)
    table: list[tuple[dict[str, Any], dict[str, Any], str]] = [
        ({"progress": 3}, {"progress": 3}, "**3**"),
        ({"score": "17/20"}, {"score": 85}, "8.5**"),
        ({"status": "Paused"}, {"status": "PAUSED"}, watched.MOVED.replace("{status}", "Paused")),
        ({"rewatches": 2}, {"repeat": 2}, "rewatched 2×"),
        (
            {"hidden": True, "custom-lists": "rewatch some day, Watched with Juno, REWATCH some day"},
            {},
            f"{watched.SMALL['custom_lists']} · {watched.SMALL['hidden']}",
        ),
    ]
    for options, changes, news in table:
        reply = await club.run("aoi", "edit", title=TITLE, **options)
        assert not is_alone(reply) and news in words(reply.response), options
        for name, value in changes.items():
            assert getattr(club.entry("aoi", DEATH_NOTE), name) == value
    dated = await club.run("aoi", "edit", title=TITLE, started="2020-05", finished="yesterday")
    assert says(dated.response, watched.SMALL["started"]) and "-# started May 2020 · finished 31 " in words(
        dated.response
    )
    after = club.entry("aoi", DEATH_NOTE)
    assert (after.started_at.year, after.started_at.month, after.started_at.day) == (2020, 5, None)
    assert (after.completed_at.year, after.completed_at.day) == (2025, 31)
    assert (after.notes, after.private, set(after.custom_lists)) == (
        before.notes,
        before.private,
        {"Rewatch some day", "Watched with Juno"},
    )
    await club.run("aoi", "edit", title=TITLE, started="none", **{"custom-lists": "none"})
    assert club.entry("aoi", DEATH_NOTE).custom_lists == () and club.entry("aoi", DEATH_NOTE).started_at.year is None


async def test_rewatches_of_anime_are_rereads_of_manga(club: Club) -> None:
    for title, changed in ((DEATH_NOTE, "Rewatches changed"), (SLAM_DUNK, "Rereads changed")):
        reply = await club.run("aoi", "edit", title=f"id:{title}", rewatches=5)
        assert says(reply.response, changed)


async def test_what_can_not_be_is_said_in_words(club: Club) -> None:
    before = club.entry("aoi", DEATH_NOTE)
    for options, sentence in (
        ({"started": "soon"}, "**started:** I can’t read “soon”.\nType a date such as"),
        ({"finished": "5/6/2024"}, "5 June 2024 or 6 May 2024"),
        ({"score": "11"}, r"0\.1 to 10"),
        ({"progress": 38}, "37 episodes"),
        ({"progress": 12}, "already"),
        ({"volumes": 3}, "**volumes:** I can’t read “3”.\nAn anime has no volumes"),
        ({"rewatches": 1, "started": "2020-13"}, "Type a date"),
        ({"custom-lists": "watched with JUNO, nonsense"}, "“nonsense”.\nPut commas"),
        ({"score": "9", "custom-lists": "Loved"}, "“Watched with Juno”"),
    ):
        reply = await club.run("aoi", "edit", title=TITLE, **options)
        assert is_alone(reply) and sentence in words(told(reply)), options
    assert club.entry("aoi", DEATH_NOTE) == before
    assert club.forgive() == 9


async def test_notes_and_private_entries_are_answered_alone(club: Club) -> None:
    for options in ({"notes": "my secret"}, {"private": True}, {"score": "9"}, {}):
        assert is_alone(await club.run("aoi", "edit", title=TITLE, **options)), options
    typed = await club.run("aoi", "edit", title="Cowboy Bebop", score="7")
    assert is_alone(typed) and "🔒" in words(told(typed))
    freed = await club.run("aoi", "edit", title=TITLE, private=False)
    assert is_alone(freed), "it was private"
    assert not is_alone(await club.run("aoi", "edit", title=TITLE, score="8"))
    public = club.public()
    assert "secret" not in public and "Bebop" not in public
    adult = await club.run("aoi", "edit", title=f"id:{ADULT}", score="8")
    assert is_alone(adult)
    club.restrict(to_adults=True)
    assert not is_alone(await club.run("aoi", "edit", title=f"id:{ADULT}", score="9"))


async def test_the_editor_opens_beside_a_public_card(club: Club) -> None:
    card = await club.run("aoi", "anime", title=TITLE)
    for name in ("aoi", "ren"):
        opened = await club.press(name, card.response, OpenEditor)
        assert is_alone(opened)
        assert [part.part for part in map(EditPart.parse, ids(told(opened))) if part] == list(get_args(Part))
    assert "30 / 37" in words(told(opened)), "ren edits ren's"
    shown = await club.press("ren", told(opened), EditPart, part="notes")
    await club.fill("ren", shown, notes="hi @everyone")
    assert (club.entry("ren", DEATH_NOTE).notes, club.entry("aoi", DEATH_NOTE).notes) == ("hi @everyone", None)
    assert says(told(opened), watched.SMALL["notes"])
    assert "everyone" not in club.public()


async def test_a_form_that_nobody_touched_adds_nothing(club: Club) -> None:
    editor = await club.run("ren", "edit", title=f"id:{HEROES}")
    untouched = await club.fill(
        "ren", await club.press("ren", told(editor), EditPart, part="dates"), started="", completed=""
    )
    assert says(told(untouched), ALREADY_THERE) and club.entry("ren", HEROES) is None
    shown = await club.press("ren", told(editor), EditPart)
    planned = await club.fill("ren", shown, status=["PLANNING"], progress="0", repeat="0")
    assert says(told(planned), watched.ADDED) and club.entry("ren", HEROES).status == "PLANNING"


async def test_a_note_that_shows_nothing_is_no_empty_quote(club: Club) -> None:
    for note, is_quoted in (("\u2800 \u200d", False), ("\u2800x", True)):
        club.put(TSUMUGI, DEATH_NOTE, notes=note)
        await club.world.env.advance_time(601)
        editor = await club.run("aoi", "edit", title=TITLE)
        assert ("\n> " in words(editor.response)) is is_quoted


async def test_forms_show_what_is_there_and_change_what_was_touched(club: Club) -> None:
    kept = "old &#128512; &#64;everyone"
    club.put(TSUMUGI, DEATH_NOTE, notes=kept, custom_lists=("Watched with Juno",), score=83)
    await club.world.env.advance_time(601)
    editor = await club.run("aoi", "edit", title=TITLE)
    assert r"> old 😀 \@everyone" in words(editor.response)
    shown = await club.press("aoi", editor.response, EditPart, part="notes")
    assert field(shown, "notes")["value"] == "old 😀 @everyone"
    assert says(told(await club.fill("aoi", shown, notes="old 😀 @everyone")), ALREADY_THERE)
    assert club.entry("aoi", DEATH_NOTE).notes == kept
    shown = await club.press("aoi", editor.response, EditPart)
    assert field(shown, "progress")["value"] == "12"
    await club.world.restart()
    reply = await club.fill("aoi", shown, progress="10", repeat="0", status=["CURRENT"])
    assert "**10**" in words(reply.response), "a form that was open while Musubi restarted"

    for part, values, name, value in (
        ("score", {"score": "8.3", "advanced_scores": "Story: 90"}, "advanced_scores", (90.0, 0.0, 0.0, 0.0, 0.0)),
        ("dates", {"started": "2020", "completed": ""}, "progress", 10),
        ("notes", {"notes": "new"}, "notes", "new"),
        ("lists", {"custom_lists": [], "flags": []}, "custom_lists", ()),
    ):
        editor = await club.run("aoi", "edit", title=TITLE)
        shown = await club.press("aoi", editor.response, EditPart, part=part)
        reply = await club.fill("aoi", shown, **values)
        assert UndoChange in actions(reply.response), part
        assert getattr(club.entry("aoi", DEATH_NOTE), name) == value
    after = club.entry("aoi", DEATH_NOTE)
    assert (after.started_at.year, after.completed_at.year, after.score) == (2020, None, 83)
    await club.press("aoi", reply.response, UndoChange)
    assert club.entry("aoi", DEATH_NOTE).custom_lists == ("Watched with Juno",)


async def test_dates_that_are_none_are_shown_and_judged_only_when_they_are_typed(club: Club) -> None:
    """AniList takes any day of any month from imported lists; a month that is none counts as unknown."""
    club.put(TSUMUGI, DEATH_NOTE, started_at=DateParts(2024, 4, 31), completed_at=DateParts(2024, 13, 5))
    await club.world.env.advance_time(601)
    editor = await club.run("aoi", "edit", title=TITLE)
    assert "started 31 April 2024 · finished 5 ??? 2024" in words(editor.response)
    shown = await club.press("aoi", editor.response, EditPart, part="dates")
    stands = {name: field(shown, name)["value"] for name in ("started", "completed")}
    assert stands == {"started": "31 April 2024", "completed": "5 ??? 2024"}
    assert says(told(await club.fill("aoi", shown, **stands)), ALREADY_THERE)
    shown = await club.press("aoi", editor.response, EditPart, part="dates")
    reply = await club.fill("aoi", shown, started="30.04.2024", completed="5 ??? 2024")
    assert "started 30 April 2024" in words(told(reply))
    after = club.entry("aoi", DEATH_NOTE)
    assert (after.started_at.day, after.completed_at.month) == (30, 13)
    refused = await club.run("aoi", "edit", title=TITLE, finished="31 April 2024")
    assert (
        "**finished:**" in words(told(refused))
        and says(told(refused), CANT_READ.format(typed="31 April 2024"))
        and club.forgive() == 1
    )


async def test_forms_for_smileys_for_manga_and_for_what_is_on_no_list(club: Club) -> None:
    club.put(JUNO, NARUTO, score=72)
    await club.world.env.advance_time(601)
    editor = await club.run("ren", "edit", title=f"id:{NARUTO}")
    shown = await club.press("ren", editor.response, EditPart, part="score")
    assert [one["default"] for one in field(shown, "score")["options"]] == [True, False, False, False]
    await club.fill("ren", shown, score=[":|"])
    assert club.entry("ren", NARUTO).score == 60

    editor = await club.run("aoi", "edit", title=f"id:{SLAM_DUNK}")
    shown = await club.press("aoi", editor.response, EditPart)
    await club.fill("aoi", shown, progress="275", volumes="30", repeat="0", status=["PAUSED"])
    assert (club.entry("aoi", SLAM_DUNK).progress_volumes, club.entry("aoi", SLAM_DUNK).status) == (30, "PAUSED")
    assert words(told(await club.run("aoi", "edit", title=f"id:{SLAM_DUNK}"))).count("vol 30") == 1

    editor = await club.run("ren", "edit", title=f"id:{HEROES}")
    assert says(told(editor), NOT_LISTED)
    shown = await club.press("ren", told(editor), EditPart)
    reply = await club.fill("ren", shown, progress="2", repeat="0", status=["PLANNING"])
    assert says(reply.response, watched.ADDED) and club.entry("ren", HEROES).status == "CURRENT"
    await club.press("ren", reply.response, UndoChange)
    assert club.entry("ren", HEROES) is None


async def test_a_form_that_has_grown_old_changes_nothing(club: Club) -> None:
    editor = await club.run("aoi", "edit", title=TITLE)
    shown = await club.press("aoi", editor.response, EditPart, part="notes")
    await club.world.env.advance_time(5)
    await club.run("aoi", "watched", title=TITLE)
    reply = await club.fill("aoi", shown, notes="late")
    assert is_alone(reply) and says(told(reply), CHANGED_SINCE)
    assert club.entry("aoi", DEATH_NOTE).notes is None
    club.put(TSUMUGI, BEBOP, notes="n" * 4001)
    await club.world.env.advance_time(601)
    editor = await club.run("aoi", "edit", title=f"id:{BEBOP}")
    refused = await club.press("aoi", editor.response, EditPart, part="notes")
    assert refused.modal is None and says(told(refused), NOTES_TOO_LONG)
    for part, values, sentence in (
        (
            "progress",
            {"progress": "x", "repeat": "0", "status": ["CURRENT"]},
            "**Episodes:** I can’t read “x”.\nType a number",
        ),
        ("progress", {"progress": "27", "repeat": "0", "status": ["CURRENT"]}, "26 episodes"),
        ("dates", {"started": "x", "completed": ""}, "Type a date"),
        ("dates", {"started": "", "completed": ""}, "already"),
    ):
        shown = await club.press("aoi", editor.response, EditPart, part=part)
        reply = await club.fill("aoi", shown, **values)
        assert sentence in words(told(reply)), values
    assert club.entry("aoi", BEBOP).progress == 5


async def test_what_was_typed_into_a_form_is_not_lost(club: Club) -> None:
    async def lost(part: str, **typed: Any) -> Any:
        shown = await club.press("aoi", told(await club.run("aoi", "edit", title=TITLE)), EditPart, part=part)
        return told(await club.fill("aoi", shown, **typed))

    refused = await lost("dates", started="2024-05", completed="20024")
    assert says(refused, HINT) and actions(refused) == {EditPart}
    again = await club.press("aoi", refused, EditPart)
    assert [field(again, name)["value"] for name in ("started", "completed")] == ["2024-05", "20024"]
    await club.fill("aoi", again, started="2024-05", completed="2024")
    assert club.entry("aoi", DEATH_NOTE).completed_at.year == 2024
    refused = await lost("progress", progress="99", repeat="0", status=["DROPPED"])
    again = await club.press("aoi", refused, EditPart)
    assert [one["value"] for one in field(again, "status")["options"] if one["default"]] == ["DROPPED"]

    await lost("notes", notes="taken")
    kept = await club.world.bot.store.database.all("SELECT command FROM questions")
    assert kept and "taken" not in str(kept)
    notes = "What I think of it. " * 200
    club.stand_in.faults.share(faults.html(), 1.0)
    refused = await lost("notes", notes=notes.strip())
    assert says(refused, OUTCOME_UNKNOWN)
    assert actions(refused) == {EditPart}
    club.stand_in.faults.clear()
    await club.world.restart()
    await club.world.env.advance_time(601)
    again = await club.press("aoi", refused, EditPart)
    await club.fill("aoi", again, notes=field(again, "notes")["value"])
    assert club.entry("aoi", DEATH_NOTE).notes == notes.strip()
    refused = await lost("dates", started="1999", completed="once")
    await club.world.env.advance_time(3601)
    late = await club.press("aoi", refused, EditPart)
    assert field(late, "started")["value"] == "May 2024", "it shows what is there now"


async def test_the_way_back_brings_no_old_values_back(club: Club) -> None:
    """What stood untouched in a form is not what somebody wants when the entry has gone on meanwhile."""

    async def lost(part: str, **typed: Any) -> Any:
        shown = await club.press("aoi", told(await club.run("aoi", "edit", title=TITLE)), EditPart, part=part)
        await watch()
        return told(await club.fill("aoi", shown, **typed))

    async def watch() -> None:
        await club.world.env.advance_time(1)
        await club.run("aoi", "watched", title=TITLE)

    refused = await lost("progress", progress="12", repeat="0", status=["PAUSED"])
    assert says(refused, CHANGED_SINCE)
    again = await club.press("aoi", refused, EditPart)
    assert field(again, "progress")["value"] == "13", "nobody has typed 12"
    shown = await club.press("aoi", told(await club.run("aoi", "edit", title=TITLE)), EditPart)
    refused = told(await club.fill("aoi", shown, progress="13", repeat="x", status=["PAUSED"]))
    await watch()
    again = await club.press("aoi", refused, EditPart)
    assert field(again, "progress")["value"] == "14"
    refused = await lost("notes", notes="pages")
    again = await club.press("aoi", refused, EditPart)
    assert field(again, "notes")["value"] == "pages", "that was typed, and nothing else"


async def test_in_direct_messages(club: Club) -> None:
    aoi = club.world.users["aoi"]
    editor = await aoi.slash("edit", title=f"id:{BEBOP}")
    shown = await aoi.click(editor.response, **by(editor.response, EditPart, part="lists"))
    reply = await aoi.submit_modal(shown, {"custom_lists": ["Rewatch some day"], "flags": []})
    assert says(reply.response, watched.SMALL["custom_lists"]) and says(reply.response, watched.SMALL["private"])
    assert not club.entry("aoi", BEBOP).private and club.entry("aoi", BEBOP).custom_lists == ("Rewatch some day",)


async def test_nothing_is_refused_by_settings_that_are_others_by_now(club: Club) -> None:
    club.stand_in.world.rename_list(TSUMUGI.id, "Watched with Juno", "Seen with Ren")
    for typed, is_taken in (("seen with ren", True), ("Watched with Juno", False)):
        reply = await club.run("aoi", "edit", title=TITLE, **{"custom-lists": typed})
        assert says(told(reply), watched.SMALL["custom_lists"]) is is_taken, typed
        assert is_taken or "Seen with Ren" in words(told(reply)), "the refusal names what there is by now"
        assert club.entry("aoi", DEATH_NOTE).custom_lists == ("Seen with Ren",)
    club.stand_in.world.change_settings(TSUMUGI.id, score_format="POINT_100")
    for command, score in (("edit", "85"), ("rate", "86")):
        reply = await club.run("aoi", command, title=TITLE, score=score)
        assert f"{score}**" in words(told(reply)), command
        club.stand_in.world.change_settings(TSUMUGI.id, score_format="POINT_10")
        await club.run("aoi", "watched", title=TITLE)
        club.stand_in.world.change_settings(TSUMUGI.id, score_format="POINT_100")
    club.stand_in.faults.arm(faults.html(), times=9, operation="Media")
    reply = await club.run("aoi", "edit", title=TITLE, **{"custom-lists": "Newer still"})
    assert says(told(reply), CANT_READ.format(typed="Newer still")), "without AniList, by what is remembered"
    club.forgive()
