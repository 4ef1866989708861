"""Changes that say more than is known, or not what was meant, are asked about first: on every way to make them."""

from pathlib import Path
from typing import Any

import pytest

from cards.confirmation import COMPLETED, WATCH_AGAIN, ConfirmChange
from cards.editor import EditPart
from cards.list_buttons import ApplyBulk, EditSeveral, Plus, Rewatch, UndoChange
from cards.list_errors import DONE_OR_EXPIRED
from cards.list_selects import ShowPage
from chat.stepping import THERE_ALREADY
from demo import faults
from demo.anilist import TSUMUGI
from library.errors import AlreadyCompleted, ChangedSince, NotAired
from library.rules.confirmation import early, once_more, require_unfinished
from library.rules.entry_rules import Step, Wish
from store import Entry
from tests.kit.cases import each
from tests.kit.library import BEBOP, Shelves, open_shelves
from tests.kit.lists import DEATH_NOTE, DIGIMON, HEROES, SLAM_DUNK, Club, ids, is_alone, told
from tests.kit.titles import a_title
from tests.kit.world import actions, says, words

YOUJO = 135865  # 7 of 12 episodes have aired
FILM = 199
SERIES, MANGA = a_title(episodes=12), a_title(media_type="MANGA", chapters=40, volumes=5)
ON_AIR = a_title(status="RELEASING", episodes=12, next_episode=8, next_airing_at=1000)


def an_entry(status: str, progress: int, **fields: Any) -> Entry:
    return Entry(media_id=1, entry_id=9, media_type="ANIME", status=status, progress=progress, **fields)


@pytest.fixture
def club(club: Club) -> Club:
    club.put(TSUMUGI, YOUJO, status="CURRENT", progress=7)
    club.put(TSUMUGI, FILM, status="COMPLETED", progress=1, repeat=2)
    return club


@each(
    ("before", "progress", "media", "out"),
    [
        (7, 8, ON_AIR, 7),
        (7, 7, ON_AIR, None),
        (0, 12, ON_AIR, 7),
        (10, 9, ON_AIR, None),  # they are ahead already
        (10, 11, ON_AIR, 7),
        (0, 1, a_title(status="NOT_YET_RELEASED"), 0),
        (7, 8, a_title(status="RELEASING", episodes=12), None),  # nobody knows
        (7, 12, SERIES, None),
        (7, 8, a_title(status="HIATUS", next_episode=7, next_airing_at=1), 7),
        (7, 8, MANGA, None),
    ],
)
def test_more_than_is_out(before: int, progress: int, media: Any, out: int | None) -> None:
    wanted = an_entry("CURRENT", progress)
    assert early(an_entry("CURRENT", before), wanted, media, 999) == out
    assert early(None, wanted, media, 999) == (out if before < 10 else early(None, wanted, media, 999))


@each(
    ("entry", "media", "wish", "begins"),
    [
        (an_entry("COMPLETED", 12), SERIES, Step(progress=1), (1, 0)),
        (an_entry("COMPLETED", 0), SERIES, Step(progress=1), (1, 0)),  # imported without a count
        (an_entry("COMPLETED", 12), SERIES, Wish(progress=5), (5, 0)),
        (an_entry("COMPLETED", 12), SERIES, Wish(progress=5, may_lower=True), None),  # /edit
        (an_entry("COMPLETED", 12), SERIES, Wish(progress=13), None),
        (an_entry("COMPLETED", 12), SERIES, Wish(progress=0), None),
        (an_entry("COMPLETED", 12), SERIES, Wish(progress=5, status="REPEATING"), None),
        (an_entry("COMPLETED", 24), a_title(status="RELEASING"), Step(progress=1), None),  # it goes on
        (an_entry("COMPLETED", 40, volumes=5), MANGA, Wish(progress=3, volumes=1), (3, 1)),
        (an_entry("COMPLETED", 40, volumes=5), MANGA, Wish(volumes=1), (0, 1)),
        (an_entry("CURRENT", 5), SERIES, Step(progress=1), None),
        (an_entry("REPEATING", 5), SERIES, Wish(progress=2), None),
        (None, SERIES, Step(progress=1), None),
    ],
)
def test_beginning_anew(entry: Entry | None, media: Any, wish: Wish | Step, begins: tuple[int, int] | None) -> None:
    if begins is None:
        require_unfinished(entry, media, wish, "ROMAJI")
        return
    with pytest.raises(AlreadyCompleted) as asked:
        require_unfinished(entry, media, wish, "ROMAJI")
    assert (asked.value.progress, asked.value.volumes) == begins


def test_a_rewatch_is_counted_once_and_only_of_what_is_completed() -> None:
    film = a_title(episodes=1)
    assert once_more(an_entry("COMPLETED", 12), SERIES, 1, 2, 0) == Wish(status="REPEATING", progress=2)
    assert once_more(an_entry("COMPLETED", 12), SERIES, 1, 0, 0) == Wish(status="REPEATING")
    assert once_more(an_entry("COMPLETED", 1, repeat=2), film, 3, 1, 0) == Wish(repeat=3)
    for entry in (an_entry("COMPLETED", 1, repeat=3), an_entry("REPEATING", 0, repeat=2), None):
        with pytest.raises(ChangedSince):
            once_more(entry, film, 3, 1, 0)


EARLY: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "one more": ("watched", {}, {"progress": 8, "status": "CURRENT"}),
    "all of it": ("watched", {"episode": 12}, {"progress": 12, "status": "COMPLETED"}),
    "/edit, progress": ("edit", {"progress": 9}, {"progress": 9, "status": "CURRENT"}),
    "/edit, completed": ("edit", {"status": "Completed", "score": "9"}, {"progress": 12, "score": 90}),
    "/add, completed": ("add", {"status": "Completed"}, {"progress": 12, "status": "COMPLETED"}),
}


async def test_what_is_not_out_is_asked_about_by_every_command(club: Club) -> None:
    title, done = {"title": f"id:{YOUJO}"}, None
    for name, (command, options, claim) in EARLY.items():
        club.put(TSUMUGI, YOUJO, status="CURRENT", progress=7, score=0)
        await club.world.env.advance_time(601)
        question = await club.run("aoi", command, **title, **options)
        said = words(told(question))
        assert "Youjo Senki II" in said and "7 of 12" in said and "<t:" in said, name
        assert is_alone(question) and actions(told(question)) == {ConfirmChange}
        assert (club.entry("aoi", YOUJO).progress, club.entry("aoi", YOUJO).score) == (7, 0)
        done = await club.press("aoi", told(question), ConfirmChange)
        entry = club.entry("aoi", YOUJO)
        assert {field: getattr(entry, field) for field in claim} == claim, name
        assert not is_alone(done) and UndoChange in actions(told(done)), "as public as the command"
    assert "Youjo" in club.public() and club.forgive() == len(EARLY)
    await club.press("aoi", told(done), UndoChange)
    assert club.entry("aoi", YOUJO).progress == 7


async def test_what_is_not_out_is_asked_about_by_every_button_and_form(club: Club) -> None:
    card = await club.run("aoi", "anime", title=f"id:{YOUJO}")
    editor = await club.run("aoi", "edit", title=f"id:{YOUJO}")

    async def sent(**fields: Any) -> Any:
        return await club.fill("aoi", await club.press("aoi", editor.response, EditPart), **fields)

    before = club.entry("aoi", YOUJO)
    for question in (
        await club.press("aoi", card.response, Plus),
        await sent(progress="8", status=["CURRENT"]),
        await sent(progress="7", status=["COMPLETED"]),
    ):
        assert "7 of 12" in words(told(question)) and is_alone(question)
        assert club.entry("aoi", YOUJO) == before
    assert actions(told(question)) == {ConfirmChange, EditPart}
    form = await club.press("aoi", told(question), EditPart)
    assert form.modal, "the form waits beside it"
    await club.world.restart()
    done = await club.press("aoi", told(question), ConfirmChange)
    assert club.entry("aoi", YOUJO).status == "COMPLETED" and is_alone(done)


async def test_up_to_what_is_out_is_offered_and_anilist_may_fail_meanwhile(club: Club) -> None:
    club.put(TSUMUGI, YOUJO, status="CURRENT", progress=4)
    await club.world.env.advance_time(601)
    question = await club.run("aoi", "watched", title=f"id:{YOUJO}", episode=12)
    assert actions(told(question)) == {Plus, ConfirmChange}
    club.stand_in.faults.share(faults.html(), 1.0)
    failed = await club.press("aoi", told(question), ConfirmChange)
    assert is_alone(failed) and club.entry("aoi", YOUJO).progress == 4
    club.stand_in.faults.clear()
    await club.world.env.advance_time(61)
    await club.press("aoi", told(question), ConfirmChange)
    assert club.entry("aoi", YOUJO).progress == 12
    question = await club.run("aoi", "watched", title=f"id:{DIGIMON}", episode=60)
    await club.world.env.advance_time(3601)
    late = await club.press("aoi", told(question), ConfirmChange)
    assert says(told(late), DONE_OR_EXPIRED) and club.entry("aoi", DIGIMON).progress == 2
    await club.press("aoi", told(question), Plus)
    assert club.entry("aoi", DIGIMON).progress == 43
    club.forgive()


async def test_several_are_told_before_they_are_changed(club: Club) -> None:
    page = await club.run("aoi", "list")
    await club.press("aoi", page.response, ShowPage, sort="updated")
    form = await club.press("aoi", page.response, EditSeveral)
    preview = await club.fill("aoi", form, titles=[str(YOUJO), str(DEATH_NOTE)], status=["COMPLETED"])
    said = words(told(preview))
    assert said.count("⚠️") == 1 and "7 of 12" in said[: said.index("DEATH NOTE")]
    assert club.entry("aoi", YOUJO).progress == 7
    await club.press("aoi", told(preview), ApplyBulk)
    assert club.entry("aoi", YOUJO).status == "COMPLETED" and "⚠️" not in words(told(preview))


async def test_a_completed_title_offers_a_rewatch(club: Club) -> None:
    title = {"title": f"id:{HEROES}"}
    before = club.entry("aoi", HEROES)
    for options, progress in (({}, 1), ({"episode": 5}, 5)):
        question = await club.run("aoi", "watched", **title, **options)
        assert says(told(question), COMPLETED.format(title="Boku no Hero Academia", progress="13 / 13"))
        assert says(told(question), WATCH_AGAIN)
        assert ids(told(question)) == [Rewatch(HEROES, 1, progress, 0).custom_id] and is_alone(question)
        assert club.entry("aoi", HEROES) == before
    await club.press("aoi", told(question), Rewatch)
    again = club.entry("aoi", HEROES)
    assert (again.status, again.progress, again.repeat) == ("REPEATING", 5, 0)
    card = await club.run("aoi", "anime", **title)
    await club.press("aoi", card.response, Plus)
    assert club.entry("aoi", HEROES).progress == 6
    await club.run("aoi", "watched", **title, episode=13)
    assert (club.entry("aoi", HEROES).status, club.entry("aoi", HEROES).repeat) == ("COMPLETED", 1)
    card = await club.run("aoi", "anime", **title)
    await club.press("aoi", card.response, Rewatch)
    assert (club.entry("aoi", HEROES).status, club.entry("aoi", HEROES).progress) == ("REPEATING", 0)
    stale = await club.press("aoi", card.response, UndoChange)
    assert club.entry("aoi", HEROES).status == "COMPLETED", stale
    club.forgive()


async def test_an_old_step_button_begins_no_rewatch(club: Club) -> None:
    card = await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}")
    behind = await club.run("aoi", "behind")
    await club.world.env.advance_time(601)
    for media_id in (DEATH_NOTE, DIGIMON):
        club.put(TSUMUGI, media_id, status="COMPLETED", progress=37)
    pressed = await club.press("aoi", card.response, Plus)
    assert says(told(pressed), THERE_ALREADY) and "37 / 37" in words(told(pressed))
    pressed = await club.press_id("aoi", behind.response, f"musubi:catch:{DIGIMON}")
    assert "DIGIMON" not in words(told(pressed))
    assert [club.entry("aoi", one).status for one in (DEATH_NOTE, DIGIMON)] == ["COMPLETED"] * 2


async def test_a_film_seen_again_is_counted_once(club: Club) -> None:
    question = await club.run("aoi", "watched", title=f"id:{FILM}")
    first = told(question)
    await club.press("aoi", first, Rewatch)
    assert (club.entry("aoi", FILM).status, club.entry("aoi", FILM).repeat) == ("COMPLETED", 3)
    question = await club.run("aoi", "read", title=f"id:{SLAM_DUNK}", chapter=276, volume=31)
    question = await club.run("aoi", "read", title=f"id:{SLAM_DUNK}", volume=1)
    assert ids(told(question)) == [Rewatch(SLAM_DUNK, 1, 0, 1).custom_id]
    await club.press("aoi", told(question), Rewatch)
    entry = club.entry("aoi", SLAM_DUNK)
    assert (entry.status, entry.progress, entry.progress_volumes) == ("REPEATING", 0, 1)
    club.forgive()


async def test_old_knowledge_is_asked_anew_before_it_is_doubted(tmp_path: Path) -> None:
    async with open_shelves(tmp_path) as shelves:
        await old_knowledge(shelves)


async def old_knowledge(shelves: Shelves) -> None:
    shelves.put(TSUMUGI, YOUJO, status="CURRENT", progress=7, updated_at=shelves.clock() - 1000)
    shelves.put(TSUMUGI, BEBOP, score=70)
    link = await shelves.link()
    await shelves.read(link)
    shelves.stand_in.world.airings.move(YOUJO, 8, shelves.clock() + 60)
    shelves.clock.now += 599
    shelves.asked()
    with pytest.raises(NotAired):
        await shelves.parts.editor.change(link, YOUJO, Step(progress=1), change_id=1)
    assert shelves.asked() == []
    shelves.clock.now += 2
    await shelves.parts.list_sync.sync_now(link)
    shelves.asked()
    changed = await shelves.parts.editor.change(link, YOUJO, Step(progress=1), change_id=2)
    assert changed.after and changed.after.progress == 8
    assert shelves.asked() == ["Media", "SaveEntry"]
