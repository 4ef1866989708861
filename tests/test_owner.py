"""What AniList tells of a person with every answer: name, lists and scores are as it has said last, at no cost."""

from typing import Any

import msgspec
import pytest

from cards import entries
from cards.fields import CHOICES, NOT_KEPT
from cards.watched import RATED, SMALL, changed_card, news
from demo import faults
from demo.anilist.people import AniListUser
from demo.anilist.people import UserListOptions as Options
from i18n import t
from library.rules.entry_rules import Step, Wish
from store import Link
from tests.kit.cards import shown
from tests.kit.home import START
from tests.kit.library import AOI, BEBOP, MONSTER, PIECE, TSUMUGI, Shelves

LOVED = "Rewatch some day"
PARTS = ("Story", "Art", "Sound")
OPTIONS = Options(custom_lists=(LOVED, "Two"), advanced_scoring=PARTS, advanced_scoring_enabled=True)
THREE = [BEBOP, MONSTER, PIECE]


@pytest.fixture
def shelves(shelves: Shelves) -> Shelves:
    shelves.stand_in.world.change_settings(TSUMUGI.id, anime=OPTIONS)
    for media_id in THREE:
        plain: dict[str, Any] = {
            "status": "CURRENT",
            "custom_lists": (LOVED,),
            "advanced_scores": (80.0, 60.0, 0.0),
        }
        shelves.put(TSUMUGI, media_id, progress=12, private=False, **plain)
    return shelves


@pytest.fixture
async def link(shelves: Shelves) -> Link:
    link = await shelves.link()
    await shelves.read(link)
    await shelves.settle()
    shelves.asked()
    return await shelves.relinked(link)


def change(shelves: Shelves, **settings: object) -> AniListUser:
    """On AniList's site."""
    shelves.stand_in.world.change_settings(TSUMUGI.id, **settings)
    return shelves.stand_in.world.people[TSUMUGI.id]


async def test_a_name_and_settings_come_with_every_answer(shelves: Shelves, link: Link) -> None:
    async def bulk() -> None:
        await shelves.parts.bulk.propose(link, THREE, Wish(status="PAUSED"), bulk_id=1)
        await shelves.parts.bulk.apply(link, 1)

    ways = {
        "SaveEntry": lambda: shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1),
        "SaveEntries": bulk,
        "Media": lambda: shelves.parts.library.fetch_title(link, BEBOP),
        "Changes": lambda: shelves.parts.list_sync.sync_now(link),
        "Collection": lambda: shelves.parts.list_sync.sync_list(link, "ANIME"),
    }
    for number, (operation, ask) in enumerate(ways.items()):
        formats = ("POINT_100", "POINT_5")
        person = change(shelves, name=f"Tsumu{number}", score_format=formats[number % 2])
        await ask()
        known = await shelves.relinked(link)
        assert (known.name, known.score_format) == (person.name, person.score_format), operation
        assert known.site_url.endswith(f"/user/{person.name}"), operation
        assert shelves.asked() == [operation]


async def test_a_time_zone_and_a_language_come_with_what_is_read(shelves: Shelves, link: Link) -> None:
    change(shelves, timezone="-11:00", title_language="NATIVE", adult=True)
    await shelves.parts.library.fetch_title(link, BEBOP)
    known = await shelves.relinked(link)
    assert (known.timezone, known.title_language, known.adult) == ("-11:00", "NATIVE", True)
    change(shelves, timezone="00:00")
    await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    assert (await shelves.relinked(link)).timezone == "-11:00", "a change does not tell it"


async def test_who_is_not_linked_asks_for_nobody(shelves: Shelves) -> None:
    assert (await shelves.anilist.media(BEBOP, None)).viewer is None
    title = await shelves.parts.library.fetch_title(None, BEBOP)
    assert title.entry is None and shelves.asked() == ["Media", "Media"]


async def test_what_an_odd_answer_says_of_the_person_changes_nothing(shelves: Shelves, link: Link) -> None:
    def odd(data: Any) -> None:
        data["SaveMediaListEntry"]["user"] = {"name": "", "mediaListOptions": None}

    for number, edit in enumerate((odd, lambda data: data["SaveMediaListEntry"].update(user=None))):
        shelves.stand_in.faults.arm(faults.edited(edit), operation="SaveEntry")
        changed = await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=number + 1)
        assert f"**{13 + number}**" in news(changed)
        assert changed.link == link == await shelves.relinked(link)
        await shelves.show(link, changed)


async def test_a_renamed_list_is_said_and_the_list_is_read_anew_whole(shelves: Shelves, link: Link) -> None:
    shelves.stand_in.world.rename_list(TSUMUGI.id, LOVED, "Adored")
    changed = await shelves.parts.editor.change(link, MONSTER, Wish(custom_lists=(LOVED, "Two"), score=90), change_id=1)
    said = shown(changed_card(changed, now=START))
    assert t(NOT_KEPT, changes=f"lists: “{LOVED}”, “Two” (it has lists: “Two”)") in said
    assert t(CHOICES["custom_lists", "ANIME"], names="“Adored”, “Two”") in said
    await shelves.settle()
    assert shelves.asked() == ["SaveEntry", "Collection"], "that list alone"
    assert (await shelves.all(link))[BEBOP].custom_lists == ("Adored",)


async def test_a_list_with_other_names_is_read_anew_however_that_is_heard(shelves: Shelves, link: Link) -> None:
    world = shelves.stand_in.world
    for number, ask in enumerate(
        (
            lambda: shelves.parts.editor.change(link, MONSTER, Step(progress=1), change_id=1),
            lambda: shelves.parts.library.fetch_title(link, MONSTER),
            lambda: shelves.parts.list_sync.sync_now(link),
        )
    ):
        name, new = ((LOVED, *"ABC")[number], "ABC"[number])
        world.rename_list(TSUMUGI.id, name, new)
        await ask()
        await shelves.settle()
        assert (await shelves.all(link))[BEBOP].custom_lists == (new,), number
        assert shelves.asked()[1:] == ["Collection"]
    change(shelves, anime=msgspec.structs.replace(world.people[TSUMUGI.id].anime, custom_lists=("C", "Two", "Three")))
    await shelves.parts.library.fetch_title(link, MONSTER)
    await shelves.settle()
    assert shelves.asked() == ["Media"], "no entry has a list that is new"


async def test_a_list_that_could_not_be_read_anew_is_read_whole_the_next_time(shelves: Shelves, link: Link) -> None:
    shelves.stand_in.world.rename_list(TSUMUGI.id, LOVED, "Adored")
    shelves.stand_in.faults.arm(faults.html(), times=9, operation="Collection")
    as_of = await shelves.parts.list_sync.ensure(link, "ANIME")
    await shelves.parts.library.fetch_title(link, MONSTER)
    await shelves.settle()
    assert (await shelves.all(link))[BEBOP].custom_lists == (LOVED,)
    assert await shelves.parts.list_sync.ensure(link, "ANIME") == as_of, "it is as old as it was"
    shelves.stand_in.faults.clear()
    shelves.clock.advance(60)
    shelves.asked()
    await shelves.parts.list_sync.start_sync(link)
    assert (await shelves.all(link))[BEBOP].custom_lists == ("Adored",) and shelves.asked() == ["Collection"]


async def test_scores_in_parts_go_to_their_parts_in_whatever_order_these_are_now(shelves: Shelves, link: Link) -> None:
    orders = [("Art", "Story", "Sound"), ("Sound", "Length", "Art", "Story")]
    for number, order in enumerate(orders, start=1):
        scores = {"Story": 70.0 + number, "Art": 50.0, "Sound": 30.0}
        change(shelves, anime=msgspec.structs.replace(OPTIONS, advanced_scoring=order))
        changed = await shelves.parts.editor.change(link, BEBOP, Wish(advanced_scores=scores), change_id=number)
        assert changed.after and {**changed.after.advanced_scores, "Length": 0} == scores | {"Length": 0}
        assert news(changed) == SMALL["advanced_scores"]
        assert NOT_KEPT.partition("{")[0] not in shown(changed_card(changed, now=START))
        assert shelves.asked() == ["SaveEntry", "SaveEntry"]
        await shelves.settle()
        await shelves.show(link, changed)
    await shelves.parts.editor.change(link, BEBOP, Wish(advanced_scores={"Story": 99.0}), change_id=3)
    assert shelves.asked() == ["SaveEntry"], "the order is known by now"


async def test_several_go_to_their_parts_as_well(shelves: Shelves, link: Link) -> None:
    scores = {"Story": 70.0, "Art": 50.0, "Sound": 30.0}
    change(shelves, anime=msgspec.structs.replace(OPTIONS, advanced_scoring=("Sound", "Art", "Story")))
    await shelves.parts.bulk.propose(link, THREE, Wish(advanced_scores=scores), bulk_id=1)
    done = await shelves.parts.bulk.apply(link, 1)
    assert [after.advanced_scores for _, after in done.pairs] == [scores] * 3
    assert shelves.asked() == ["SaveEntries", "SaveEntries"]


async def test_a_part_with_another_name_is_said_and_the_others_stay(shelves: Shelves, link: Link) -> None:
    change(shelves, anime=msgspec.structs.replace(OPTIONS, advanced_scoring=("Plot", "Art", "Sound")))
    await shelves.parts.library.fetch_title(link, BEBOP)
    await shelves.settle()
    changed = await shelves.parts.editor.change(
        link, BEBOP, Wish(advanced_scores={"Story": 99.0, "Art": 50.0}), change_id=1
    )
    assert changed.after and changed.after.advanced_scores == {"Plot": 80.0, "Art": 50.0, "Sound": 0.0}
    said = shown(changed_card(changed, now=START))
    assert t(NOT_KEPT, changes="Story 99, Art 50 (it has Plot 80, Art 50)") in said
    assert t(CHOICES["advanced_scores", "ANIME"], names="“Plot”, “Art”, “Sound”") in said


async def test_a_card_reads_in_the_format_that_the_answer_tells(shelves: Shelves, link: Link) -> None:
    change(shelves, score_format="POINT_100")
    changed = await shelves.parts.editor.change(link, BEBOP, Wish(score=85), change_id=1)
    assert changed.after and news(changed) == t(RATED, score=entries.score(changed.after, "POINT_100"))
    undone = await shelves.parts.editor.undo(link, 1)
    assert undone.link.score_format == "POINT_100"
    again = await shelves.parts.editor.change(link, BEBOP, Wish(score=85), change_id=1)
    assert again.link.score_format == "POINT_100" and await shelves.store.links.of(AOI) == again.link
