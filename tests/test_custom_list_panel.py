"""/custom-lists: lists are made, renamed and deleted, and nothing else of AniList's options is lost."""

from typing import Any

import msgspec
import pytest
from discord import ui

from anilist import Unavailable
from anilist.list_options import WholeListOptions
from cards.custom_lists import (
    DELETED,
    MADE,
    RENAMED,
    WAS_GONE,
    AskDeleteCustomList,
    DeleteCustomList,
    MakeCustomList,
    RenameCustomList,
    ShowCustomLists,
    key_of,
    name_modal,
)
from cards.list_errors import NOT_KEPT
from demo import faults
from demo.anilist import TSUMUGI
from demo.faults import Fault
from library.changes.custom_lists import GONE, MOST_MOVED, TAKEN, UNFINISHED
from library.errors import InvalidList, ListGone, NotKept, RenameUnfinished, TooManyToMove
from library.rules.list_names import HAS_COMMA, HAS_EMOJI, LONGEST, TOO_LONG, is_same, new_name
from store import Link
from tests.kit.cases import each
from tests.kit.library import Shelves
from tests.kit.lists import BEBOP, DEATH_NOTE, HEROES, Club, is_alone, told
from tests.kit.world import says, words

NAMES = SOME_DAY, WITH_JUNO, ODD = "Rewatch some day", "Watched with Juno", "`*~_comfy_~*` || [a](b)"


def options(shelves: Shelves) -> Any:
    return shelves.stand_in.world.people[TSUMUGI.id].anime


def on(shelves: Shelves, name: str) -> set[int]:
    """The titles on a custom list at AniList."""
    return {media_id for media_id, entry in shelves.listed(TSUMUGI).items() if name in entry.custom_lists}


@each(
    ("typed", "said"),
    [
        ("", "Give the list a name."),
        ("\u200b \x00\ud800\u3164", "Give the list a name."),
        ("a, b", HAS_COMMA),
        ("結び、秋", HAS_COMMA),
        ("cats 🐈", HAS_EMOJI),
        ("a" * 51, TOO_LONG),
    ],
)
def test_names_that_can_not_be_kept_are_refused_before_anybody_is_asked(typed: str, said: str) -> None:
    with pytest.raises(InvalidList) as refused:
        new_name(typed)
    assert str(refused.value) == said.format(count=LONGEST)


def test_names_are_tidied_and_compared_without_case() -> None:
    assert new_name("  結び  の  ★ ") == "結び の ★" and new_name("a\u202e\ud800b") == "ab"
    assert is_same("Comfy", "cOMFY ") and is_same("Straße", "STRASSE") and not is_same("Comfy", "Comfy 2")


def test_a_name_longer_than_any_new_one_fits_the_form() -> None:
    modal = name_modal(RenameCustomList("ANIME", key_of("*" * 300)), "*" * 300, None)
    (field,) = (one for one in modal.walk_children() if isinstance(one, ui.TextInput))
    assert field.default and len(field.default) <= (field.max_length or 0), "or Discord opens no form"


def test_all_that_anilist_told_is_sent_back() -> None:
    whole = WholeListOptions(["A", "B"], True, ["A"], None, False)
    assert whole.with_lists(("A", "N")) == {
        "sectionOrder": ["A", "B"],
        "splitCompletedSectionByFormat": True,
        "customLists": ["A", "N"],
        "advancedScoringEnabled": False,
    }
    assert WholeListOptions(None, None, ["A", None], None, None).lists is None, "a gap would lose a list"


async def test_a_list_is_made_beside_those_of_anilists_site(shelves: Shelves, link: Link) -> None:
    before = options(shelves)
    shelves.stand_in.world.change_settings(
        TSUMUGI.id, anime=msgspec.structs.replace(before, custom_lists=(*before.custom_lists, "Made on the site"))
    )
    editor = shelves.parts.custom_lists
    await editor.make(link, "ANIME", "Autumn")
    assert shelves.asked() == ["ListOptions", "UpdateLists"]
    after = options(shelves)
    assert after.custom_lists == (SOME_DAY, WITH_JUNO, ODD, "Made on the site", "Autumn")
    assert msgspec.structs.replace(after, custom_lists=before.custom_lists) == before
    assert [one.name for one in await editor.lists(link, "ANIME")] == list(after.custom_lists)
    with pytest.raises(InvalidList, match=TAKEN.format(name="Autumn")):
        await editor.make(link, "ANIME", "AUTUMN")
    shelves.stand_in.world.takes_lists = False
    with pytest.raises(NotKept):
        await editor.make(link, "ANIME", "Winter")


async def test_a_rename_moves_every_entry(shelves: Shelves, link: Link) -> None:
    titles = [entry.media_id for entry in shelves.stand_in.world.lists.of(TSUMUGI.id, "ANIME")]
    for media_id in titles:
        shelves.put(TSUMUGI, media_id, custom_lists=(SOME_DAY, WITH_JUNO))
    shelves.put(TSUMUGI, titles[0], custom_lists=(SOME_DAY,), private=True, hidden_from_status_lists=True, notes="n")
    shelves.clock.now += 601
    shelves.asked()
    assert await shelves.parts.custom_lists.rename(link, "ANIME", SOME_DAY, "One day") == len(titles)
    assert on(shelves, "One day") == set(titles) and on(shelves, WITH_JUNO) == set(titles[1:])
    assert options(shelves).custom_lists == (WITH_JUNO, ODD, "One day")
    first = shelves.listed(TSUMUGI)[titles[0]]
    assert (first.custom_lists, first.private, first.notes) == (("One day",), True, "n")
    assert [one for one in shelves.asked() if one != "Collection"] == [
        *("Changes", "ListOptions", "UpdateLists", "SaveEach", "DeleteList", "Viewer")
    ]
    await shelves.settle()
    assert (await shelves.all(link))[titles[0]].custom_lists == ("One day",)


@pytest.mark.parametrize("fault", [faults.reset_before, faults.too_many_requests(retry_after=60)])
async def test_a_rename_that_stops_loses_nothing(shelves: Shelves, link: Link, fault: Fault) -> None:
    media_id = shelves.stand_in.world.lists.of(TSUMUGI.id, "ANIME")[0].media_id
    shelves.put(TSUMUGI, media_id, custom_lists=(SOME_DAY,))
    await shelves.read(link)
    members, editor = on(shelves, SOME_DAY), shelves.parts.custom_lists
    shelves.stand_in.faults.arm(fault, operation="SaveEach", times=9)
    with pytest.raises(RenameUnfinished, match=UNFINISHED.format(old=SOME_DAY, new="One day")):
        await editor.rename(link, "ANIME", SOME_DAY, "One day")
    assert on(shelves, SOME_DAY) == members and SOME_DAY in options(shelves).custom_lists
    shelves.stand_in.faults.clear()
    shelves.clock.now += 61
    await editor.delete(link, "ANIME", "One day")
    assert await editor.rename(link, "ANIME", SOME_DAY, "One day") == len(members)
    with pytest.raises(ListGone, match=GONE.format(name=SOME_DAY)):
        await editor.rename(link, "ANIME", SOME_DAY, "Other")
    assert "Other" not in options(shelves).custom_lists


async def test_what_is_not_told_or_too_much_is_left_alone(shelves: Shelves, link: Link) -> None:
    def forget(data: Any) -> None:
        data["Viewer"]["mediaListOptions"]["animeList"]["customLists"] = None

    shelves.stand_in.faults.arm(faults.edited(forget), operation="ListOptions")
    with pytest.raises(Unavailable):
        await shelves.parts.custom_lists.make(link, "ANIME", "Autumn")
    assert options(shelves).custom_lists == (SOME_DAY, WITH_JUNO, ODD)
    entries = [
        msgspec.structs.replace(entry, media_id=number, entry_id=number, custom_lists=(SOME_DAY,))
        for entry in (await shelves.store.entries.all(link.discord_id, "ANIME"))[:1]
        for number in range(500_000, 500_000 + MOST_MOVED + 1)
    ]
    await shelves.store.entries.merge(link.discord_id, entries, shelves.clock())
    with pytest.raises(TooManyToMove):
        await shelves.parts.custom_lists.rename(link, "ANIME", SOME_DAY, "One day")
    assert options(shelves).custom_lists == (SOME_DAY, WITH_JUNO, ODD)


async def test_lost_answers_are_looked_for(shelves: Shelves, link: Link) -> None:
    for operation in ("UpdateLists", "DeleteList"):
        shelves.stand_in.faults.arm(faults.reset_after, operation=operation)
    await shelves.parts.custom_lists.make(link, "ANIME", "Autumn")
    assert "Autumn" in options(shelves).custom_lists
    await shelves.parts.custom_lists.delete(link, "ANIME", "Autumn")
    assert "Autumn" not in options(shelves).custom_lists


async def test_the_panel(club: Club) -> None:
    club.put(TSUMUGI, HEROES, custom_lists=(SOME_DAY, WITH_JUNO))
    club.put(TSUMUGI, BEBOP, custom_lists=(SOME_DAY,), hidden_from_status_lists=True)
    await club.world.env.advance_time(601)
    panel = await club.run("aoi", "custom-lists")
    assert is_alone(panel)
    await club.press("aoi", told(panel), ShowCustomLists, fresh=True)
    assert "**Rewatch some day** · 2 titles" in words(told(panel))
    form = await club.press("aoi", told(panel), MakeCustomList)
    refused = await club.fill("aoi", form, title="rewatch SOME day")
    assert is_alone(refused) and SOME_DAY in words(told(refused))
    form = await club.press("aoi", told(refused), MakeCustomList)
    made = await club.fill("aoi", form, title=" <@1> *autumn* ")
    assert says(told(made), MADE) and "<@1> *autumn*" in (
        club.stand_in.world.people[TSUMUGI.id].anime.custom_lists or ()
    )
    assert r"\<\@1\> \*autumn\*" in words(told(made))
    listed = await club.run("aoi", "custom-lists")
    await club.pick("aoi", told(listed), key_of(SOME_DAY), "musubi:lists:open")
    await club.press("aoi", told(listed), AskDeleteCustomList)
    asked = words(told(listed))
    assert "2 titles stay" in asked and "1 title is hidden" in asked and "Cowboy Bebop" in asked
    assert "Academia" not in asked
    await club.press("aoi", told(listed), DeleteCustomList)
    assert (
        says(told(listed), DELETED)
        and club.entry("aoi", BEBOP)
        and club.entry("aoi", HEROES).custom_lists == (WITH_JUNO,)
    )
    await club.pick("aoi", told(listed), key_of(WITH_JUNO), "musubi:lists:open")
    form = await club.press("aoi", told(listed), RenameCustomList)
    renamed = await club.fill("aoi", form, title="With Juno")
    assert says(told(renamed), RENAMED) and club.entry("aoi", HEROES).custom_lists == ("With Juno",)
    assert club.entry("aoi", DEATH_NOTE).custom_lists == ()


async def test_what_is_gone_meanwhile_and_what_anilist_leaves(club: Club) -> None:
    panel = await club.run("aoi", "custom-lists")
    await club.pick("aoi", told(panel), key_of(SOME_DAY), "musubi:lists:open")
    await club.press("aoi", told(panel), AskDeleteCustomList)
    club.stand_in.world.takes_lists = False
    kept = await club.press("aoi", told(panel), DeleteCustomList)
    assert says(told(kept), NOT_KEPT)
    club.stand_in.world.rename_list(TSUMUGI.id, SOME_DAY, None)
    gone = await club.press("aoi", told(panel), DeleteCustomList)
    assert says(told(gone), GONE)
    again = await club.press("aoi", told(panel), DeleteCustomList)
    assert says(told(again), WAS_GONE)
    club.forgive()
