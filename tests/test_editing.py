"""Changing lists: every field, once, in order, and back again."""

import asyncio
from typing import Any

import msgspec
import pytest

from anilist import Invalid, NotFound, RateLimited, TokenRejected, Unavailable
from demo import faults
from demo.anilist.lists import DateParts as ListedDate
from demo.anilist.media import all_media
from library.changes.editing import Changed, today
from library.errors import (
    AlreadyCompleted,
    AlreadyThere,
    ChangedSince,
    Locked,
    NothingToUndo,
    OutcomeUnknown,
    PastTheEnd,
    WouldLower,
)
from library.rules.entry_rules import Step, Wish
from library.toggled import Toggled
from store import FuzzyDate, Link, Subject
from tests.kit.library import (
    AOI,
    BEBOP,
    JUNO,
    MANGA,
    MONSTER,
    PIECE,
    REN,
    TSUMUGI,
    Shelves,
)

LOCKED = 129951
MAY = FuzzyDate(2024, 5)


@pytest.fixture
def shelves(shelves: Shelves) -> Shelves:
    shelves.put(TSUMUGI, BEBOP, status="CURRENT", progress=12, started_at=ListedDate(2023), notes="with *Mum*")
    shelves.put(TSUMUGI, MANGA, status="CURRENT", progress=40, progress_volumes=4)
    shelves.take_away(TSUMUGI, MONSTER)
    return shelves


def said(shelves: Shelves, media_id: int) -> dict[str, Any] | None:
    """What AniList has of the entry, but for its id and times; of dates and lists their texts."""
    entry = shelves.at_anilist(TSUMUGI, media_id)
    if entry is None:
        return None
    fields = msgspec.to_builtins(entry)
    scores = [score for score in fields.pop("advancedScores") if score]
    return {name: fields[name] for name in fields.keys() - {"id", "updatedAt", "createdAt"}} | {"parts": scores}


async def remembered_truly(shelves: Shelves, link: Link, media_id: int) -> bool:
    """Whether what is remembered is what AniList would say."""
    known, _ = (await shelves.all(link)).get(media_id), shelves.asked()
    return known == (await shelves.parts.library.fetch_title(link, media_id)).entry


WISHES = {
    "status": Wish(status="PAUSED"),
    "progress": Wish(progress=20),
    "lower": Wish(progress=2, may_lower=True),
    "score": Wish(score=85),
    "repeat": Wish(repeat=3),
    "started": Wish(started=MAY),
    "no start": Wish(started=FuzzyDate()),
    "completed": Wish(completed=FuzzyDate(2024, 5, 17)),
    "notes": Wish(notes="ends ~!well!~"),
    "no notes": Wish(notes=""),
    "private": Wish(private=True),
    "hidden": Wish(hidden=True),
    "custom lists": Wish(custom_lists=("Rewatch some day", "Watched with Juno")),
    "advanced scores": Wish(advanced_scores={"Story": 80.0, "Visuals": 95.5}),
    "all at once": Wish(status="REPEATING", progress=3, score=10, repeat=1, notes="x", private=True, may_lower=True),
    "finished": Wish(status="COMPLETED"),
    "dropped and dated": Wish(status="DROPPED", completed=FuzzyDate(2025)),
}


@pytest.mark.parametrize("wish", WISHES.values(), ids=WISHES.keys())
async def test_each_field_is_changed_alone_and_brought_back(shelves: Shelves, link: Link, wish: Wish) -> None:
    before = said(shelves, BEBOP)
    changed = await shelves.parts.editor.change(link, BEBOP, wish, change_id=7)
    assert shelves.asked() == ["SaveEntry"]
    assert changed.after
    given = {name: value for name, value in msgspec.structs.asdict(wish).items() if value is not msgspec.UNSET}
    for name, value in given.items():
        if name == "advanced_scores":
            assert {part: score for part, score in changed.after.advanced_scores.items() if score} == value
        elif not name.startswith("may_"):
            assert getattr(changed.after, name) == value
    assert said(shelves, BEBOP) != before
    assert await remembered_truly(shelves, link, BEBOP)
    shelves.asked()
    undone = await shelves.parts.editor.undo(link, 7)
    assert shelves.asked() == ["SaveEntry"]
    assert said(shelves, BEBOP) == before
    assert (undone.before, undone.change_id) == (changed.after, 7)
    assert await remembered_truly(shelves, link, BEBOP)


async def test_one_more_starts_and_finishes(shelves: Shelves, link: Link) -> None:
    shelves.put(TSUMUGI, MONSTER, status="PLANNING", progress=0)
    await shelves.parts.list_sync.sync_now(link)
    first = await shelves.parts.editor.change(link, MONSTER, Step(progress=1), change_id=1)
    here = today(link, shelves.clock())
    assert first.after and (first.after.status, first.after.progress, first.after.started) == ("CURRENT", 1, here)
    assert not first.asks_score
    await shelves.parts.editor.change(link, MONSTER, Wish(progress=73), change_id=2)
    last = await shelves.show(link, await shelves.parts.editor.change(link, MONSTER, Step(progress=1), change_id=3))
    assert last.after and (last.after.status, last.after.progress, last.after.completed) == ("COMPLETED", 74, here)
    assert last.asks_score
    with pytest.raises(AlreadyCompleted):
        await shelves.parts.editor.change(link, MONSTER, Step(progress=1), change_id=4)
    await shelves.parts.editor.undo(link, 3)
    entry = shelves.at_anilist(TSUMUGI, MONSTER)
    assert entry and (entry.status, entry.progress, entry.completed_at) == ("CURRENT", 73, ListedDate())


async def test_chapters_and_volumes(shelves: Shelves, link: Link) -> None:
    changed = await shelves.parts.editor.change(link, MANGA, Step(progress=1, volumes=1), change_id=1)
    assert changed.after and (changed.after.progress, changed.after.volumes) == (41, 5)
    changed = await shelves.parts.editor.change(link, MANGA, Step(volumes=1), change_id=2)
    assert changed.after and (changed.after.progress, changed.after.volumes) == (41, 6)


async def test_what_manners_forbid_is_not_sent_and_not_written_down(shelves: Shelves, link: Link) -> None:
    editor = shelves.parts.editor
    for wish, error in (
        (Wish(progress=27), PastTheEnd),
        (Wish(progress=11), WouldLower),
        (Wish(progress=12), AlreadyThere),
        (Step(), AlreadyThere),
    ):
        with pytest.raises(error):
            await editor.change(link, BEBOP, wish, change_id=1)
    assert shelves.asked() == []
    with pytest.raises(Locked):
        await editor.change(link, LOCKED, Wish(status="PLANNING"), change_id=1)
    assert await shelves.store.changes.of(1) is None


async def test_adding_and_taking_it_back(shelves: Shelves, link: Link) -> None:
    added = await shelves.parts.editor.change(link, PIECE, Wish(status="PLANNING"), change_id=1)
    assert added.before is None and added.after and added.after.status == "PLANNING"
    undone = await shelves.parts.editor.undo(link, 1)
    assert undone.after is None and said(shelves, PIECE) is None
    assert (await shelves.parts.library.title(link, PIECE)).entry is None


async def test_removing_and_taking_it_back(shelves: Shelves, link: Link) -> None:
    everything = WISHES["all at once"], WISHES["custom lists"], WISHES["advanced scores"], WISHES["started"]
    for number, wish in enumerate(everything):
        await shelves.parts.editor.change(link, BEBOP, wish, change_id=10 + number)
    before = said(shelves, BEBOP)
    shelves.asked()
    removed = await shelves.parts.editor.remove(link, BEBOP, change_id=1)
    assert shelves.asked() == ["DeleteEntry"]
    assert removed.before and removed.after is None and said(shelves, BEBOP) is None
    with pytest.raises(AlreadyThere):
        await shelves.parts.editor.remove(link, BEBOP, change_id=2)
    assert shelves.asked() == []
    await shelves.parts.editor.undo(link, 1)
    assert shelves.asked() == ["SaveEntry"]
    assert said(shelves, BEBOP) == before


UNDATED = {"status": "COMPLETED", "progress": 26, "started_at": ListedDate(), "completed_at": ListedDate()}


@pytest.mark.parametrize("is_told", [True, False])
async def test_what_was_completed_without_a_date_has_none_after_undo(
    shelves: Shelves, link: Link, is_told: bool
) -> None:
    shelves.put(TSUMUGI, BEBOP, **UNDATED)
    await shelves.read(link)
    before = said(shelves, BEBOP)
    await shelves.parts.editor.change(link, BEBOP, Wish(status="REPEATING"), change_id=1)
    rewatching = said(shelves, BEBOP)
    shelves.asked()
    if not is_told:
        shelves.stand_in.faults.arm(faults.nothing, times=2, operation="SaveEntry")
        shelves.stand_in.faults.arm(faults.too_many_requests(retry_after=1), operation="SaveEntry")
    again = await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=2)
    finished = await shelves.parts.editor.change(link, BEBOP, Wish(progress=26), change_id=3)
    assert again.after and finished.after and finished.after.repeat == 1
    assert shelves.asked() == ["SaveEntry"] * 3
    assert (finished.after.completed == FuzzyDate()) == is_told, "it was not watched to the end today"
    shelves.clock.advance(61)
    await shelves.parts.editor.undo(link, 3)
    await shelves.parts.editor.undo(link, 2)
    assert said(shelves, BEBOP) == rewatching
    await shelves.parts.editor.undo(link, 1)
    assert said(shelves, BEBOP) == before
    await shelves.parts.editor.remove(link, BEBOP, change_id=4)
    await shelves.parts.editor.undo(link, 4)
    assert said(shelves, BEBOP) == before


async def test_removing_what_a_phone_has_removed(shelves: Shelves, link: Link) -> None:
    shelves.take_away(TSUMUGI, BEBOP)
    removed = await shelves.parts.editor.remove(link, BEBOP, change_id=1)
    assert removed.after is None
    shelves.put(TSUMUGI, MANGA, status="CURRENT")
    shelves.take_away(TSUMUGI, MANGA)
    shelves.put(TSUMUGI, MANGA, status="DROPPED")
    with pytest.raises(ChangedSince):
        await shelves.parts.editor.remove(link, MANGA, change_id=2)
    assert shelves.at_anilist(TSUMUGI, MANGA)


async def test_what_is_old_is_asked_for_first(shelves: Shelves, link: Link) -> None:
    shelves.clock.advance(601)
    shelves.put(TSUMUGI, BEBOP, progress=15, score=90)
    changed = await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    assert shelves.asked() == ["Media", "SaveEntry"]
    assert changed.after and (changed.after.progress, changed.after.score) == (16, 90)
    shelves.clock.advance(601)
    shelves.put(TSUMUGI, MONSTER, status="CURRENT", progress=30)
    added = await shelves.parts.editor.change(link, MONSTER, Wish(score=70), change_id=2)
    assert added.before and added.before.progress == 30, "or Undo would take it off the list"
    await shelves.parts.editor.undo(link, 2)
    entry = shelves.at_anilist(TSUMUGI, MONSTER)
    assert entry and (entry.progress, entry.score) == (30, 0)


async def test_undo_is_refused_when_the_entry_has_changed_since(shelves: Shelves, link: Link) -> None:
    await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    shelves.clock.advance(601)
    shelves.put(TSUMUGI, BEBOP, progress=14)
    with pytest.raises(ChangedSince) as caught:
        await shelves.parts.editor.undo(link, 1)
    assert caught.value.entry and caught.value.entry.progress == 14
    assert shelves.asked() == ["SaveEntry", "Media"]
    shelves.take_away(TSUMUGI, BEBOP)
    shelves.clock.advance(601)
    with pytest.raises(ChangedSince) as caught:
        await shelves.parts.editor.undo(link, 1)
    assert caught.value.entry is None


async def test_undo_in_the_wrong_order_is_refused(shelves: Shelves, link: Link) -> None:
    for number in (1, 2):
        await shelves.show(link, await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=number))
    with pytest.raises(ChangedSince):
        await shelves.parts.editor.undo(link, 1)
    await shelves.parts.editor.undo(link, 2)
    await shelves.parts.editor.undo(link, 1)
    entry = shelves.at_anilist(TSUMUGI, BEBOP)
    assert entry and entry.progress == 12


async def test_undo_works_once_and_only_for_ones_own(shelves: Shelves, link: Link) -> None:
    other = await shelves.link(REN, JUNO)
    await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    for who, number in ((other, 1), (link, 2)):
        with pytest.raises(NothingToUndo):
            await shelves.parts.editor.undo(who, number)
    both = await asyncio.gather(*(shelves.parts.editor.undo(link, 1) for _ in range(2)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in both) == ["Changed", "NothingToUndo"]
    assert shelves.asked() == ["SaveEntry", "SaveEntry"]
    with pytest.raises(NothingToUndo):
        await shelves.parts.editor.change(other, BEBOP, Step(progress=1), change_id=1)
    assert shelves.asked() == []


async def test_undo_works_after_a_restart(shelves: Shelves, link: Link) -> None:
    before = said(shelves, BEBOP)
    await shelves.parts.editor.change(link, BEBOP, WISHES["all at once"], change_id=1)
    await shelves.restart()
    await shelves.parts.editor.undo(link, 1)
    assert said(shelves, BEBOP) == before


async def test_undo_leaves_alone_what_a_phone_did_before_the_change(shelves: Shelves, link: Link) -> None:
    """Within ten minutes nothing is asked first; the answer to the change tells what was different."""
    shelves.put(TSUMUGI, BEBOP, progress=20, notes="from my phone")
    changed = await shelves.parts.editor.change(link, BEBOP, Wish(score=85), change_id=1)
    assert shelves.asked() == ["SaveEntry"]
    assert changed.after and (changed.after.progress, changed.after.score) == (20, 85)
    await shelves.parts.editor.undo(link, 1)
    entry = shelves.at_anilist(TSUMUGI, BEBOP)
    assert entry and (entry.progress, entry.notes, entry.score) == (20, "from my phone", 0)


async def test_undo_never_removes_what_a_phone_has_added(shelves: Shelves, link: Link) -> None:
    await shelves.parts.library.fetch_title(link, MONSTER)
    shelves.put(TSUMUGI, MONSTER, status="CURRENT", progress=30)
    changed = await shelves.parts.editor.change(link, MONSTER, Wish(status="PLANNING"), change_id=1)
    assert changed.before is None
    with pytest.raises(ChangedSince):
        await shelves.parts.editor.undo(link, 1)
    assert shelves.at_anilist(TSUMUGI, MONSTER)


async def test_undo_of_a_change_that_made_a_removed_entry_anew_removes_it(shelves: Shelves, link: Link) -> None:
    shelves.take_away(TSUMUGI, BEBOP)
    await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    await shelves.parts.editor.undo(link, 1)
    assert said(shelves, BEBOP) is None


async def test_the_same_press_again_is_the_same_change(shelves: Shelves, link: Link) -> None:
    editor = shelves.parts.editor
    presses = (editor.change(link, BEBOP, Step(progress=1), change_id=1) for _ in range(5))
    first, *others = await asyncio.gather(*presses)
    assert all(other == first for other in others)
    assert shelves.asked() == ["SaveEntry"]
    await editor.undo(link, 1)
    assert await editor.change(link, BEBOP, Step(progress=1), change_id=1) == first
    assert shelves.asked() == ["SaveEntry"], "what was taken back stays taken back"
    removals = await asyncio.gather(*(editor.remove(link, BEBOP, change_id=2) for _ in range(3)))
    assert removals[0] == removals[1] == removals[2]
    assert shelves.asked() == ["DeleteEntry"]


async def test_a_double_click_on_a_button_is_one_write(shelves: Shelves, link: Link) -> None:
    one, other = await asyncio.gather(
        *(shelves.parts.editor.change(link, BEBOP, Wish(progress=13), change_id=number) for number in (1, 2))
    )
    assert other == msgspec.structs.replace(one, asked_at=shelves.clock()), "nobody has seen the first one's answer"
    await shelves.show(link, one)
    with pytest.raises(AlreadyThere):
        await shelves.parts.editor.change(link, BEBOP, Wish(progress=13), change_id=3)
    assert shelves.asked() == ["SaveEntry"]


async def test_one_persons_changes_go_one_after_another(shelves: Shelves, link: Link) -> None:
    hang = faults.Hang()
    shelves.stand_in.faults.arm(hang)

    async def one_more(number: int) -> Changed:
        return await shelves.show(
            link, await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=number)
        )

    steps = [asyncio.create_task(one_more(number)) for number in range(1, 6)]
    await hang.reached.wait()
    assert len(shelves.stand_in.requests) == 1
    hang.release()
    results = await asyncio.gather(*steps)
    assert [one.after.progress for one in results if one.after] == [13, 14, 15, 16, 17]


async def test_two_people_do_not_wait_for_each_other(shelves: Shelves, link: Link) -> None:
    other = await shelves.link(REN, JUNO)
    shelves.put(JUNO, BEBOP, status="CURRENT", progress=3)
    hang = faults.Hang()
    shelves.stand_in.faults.arm(hang)
    waiting = asyncio.create_task(shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1))
    await hang.reached.wait()
    changed = await shelves.parts.editor.change(other, BEBOP, Step(progress=1), change_id=2)
    assert changed.after and changed.after.progress == 4
    hang.release()
    changed = await waiting
    assert changed.after and changed.after.progress == 13


@pytest.mark.parametrize("fault", [faults.disabled(), faults.too_many_requests(), faults.status(403, "blocked")])
async def test_what_was_certainly_not_done_is_said_at_once(shelves: Shelves, link: Link, fault: faults.Fault) -> None:
    shelves.stand_in.faults.arm(fault)
    with pytest.raises((Unavailable, RateLimited)):
        await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    assert shelves.asked() == ["SaveEntry"]
    record = await shelves.store.changes.of(1)
    assert record and record.state == "failed"
    with pytest.raises(NothingToUndo):
        await shelves.parts.editor.undo(link, 1)
    shelves.clock.advance(120)
    changed = await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    assert changed.after and changed.after.progress == 13, "the same interaction may try again"


async def test_who_is_not_reached_has_not_done_it(shelves: Shelves, link: Link) -> None:
    shelves.anilist._api_url = "http://127.0.0.1:1"
    with pytest.raises(Unavailable) as caught:
        await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    assert not caught.value.may_have_happened
    record = await shelves.store.changes.of(1)
    assert record and record.state == "failed"


async def test_nothing_is_sent_while_the_circuit_is_open(shelves: Shelves, link: Link) -> None:
    shelves.stand_in.faults.arm(faults.disabled())
    for number in (1, 2):
        with pytest.raises(Unavailable, match=r"403|left alone"):
            await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=number)
    assert shelves.asked() == ["SaveEntry"]


LOST = {
    "reset after": faults.reset_after,
    "cut off": faults.cut_off,
    "half JSON": faults.half_json,
}
NOT_DONE = {
    "reset before": faults.reset_before,
    "500": faults.status(500),
    "HTML": faults.html(),
    "errors in 200": faults.errors_in_200(),
    "oversized": faults.oversized(),
}


@pytest.mark.parametrize("fault", LOST.values(), ids=LOST.keys())
async def test_a_lost_answer_is_looked_for(shelves: Shelves, link: Link, fault: faults.Fault) -> None:
    editor = shelves.parts.editor
    shelves.stand_in.faults.arm(fault)
    changed = await editor.change(link, BEBOP, Step(progress=1), change_id=1)
    assert shelves.asked() == ["SaveEntry", "Media"]
    assert changed.after and changed.after.progress == 13
    shelves.stand_in.faults.arm(fault)
    await editor.undo(link, 1)
    assert shelves.asked() == ["SaveEntry", "Media"]
    shelves.stand_in.faults.arm(fault)
    assert (await editor.remove(link, BEBOP, change_id=2)).after is None
    assert shelves.asked() == ["DeleteEntry", "Media"]
    shelves.stand_in.faults.arm(fault)
    assert (await editor.undo(link, 2)).after
    assert shelves.asked() == ["SaveEntry", "Media"]
    shelves.clock.advance(6)  # three in a row: their saves are left alone for five seconds
    shelves.stand_in.faults.arm(fault, operation="SaveEntry")
    added = await editor.change(link, MONSTER, Wish(status="PLANNING"), change_id=3)
    assert added.after and added.after.status == "PLANNING"
    assert shelves.asked() == ["Media", "SaveEntry", "Media"]


@pytest.mark.parametrize("fault", NOT_DONE.values(), ids=NOT_DONE.keys())
async def test_what_was_not_done_is_done_again(shelves: Shelves, link: Link, fault: faults.Fault) -> None:
    shelves.stand_in.faults.arm(fault)
    changed = await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    assert shelves.asked() == ["SaveEntry", "Media", "SaveEntry"]
    assert changed.after and changed.after.progress == 13


async def test_what_a_phone_did_meanwhile_is_not_undone(shelves: Shelves, link: Link) -> None:
    """The answer is lost, and what is found when AniList is asked is not what was remembered."""
    shelves.put(TSUMUGI, BEBOP, progress=20, notes="from my phone")
    shelves.stand_in.faults.arm(faults.reset_before)
    changed = await shelves.parts.editor.change(link, BEBOP, Wish(score=85), change_id=1)
    entry = shelves.at_anilist(TSUMUGI, BEBOP)
    assert entry and (entry.progress, entry.notes, entry.score) == (20, "from my phone", 85)
    assert changed.after and changed.after.progress == 20


async def test_progress_that_went_ahead_meanwhile_is_never_lowered(shelves: Shelves, link: Link) -> None:
    shelves.put(TSUMUGI, BEBOP, progress=20)
    shelves.stand_in.faults.arm(faults.reset_before)
    with pytest.raises(ChangedSince):
        await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    with pytest.raises(ChangedSince):
        await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    entry = shelves.at_anilist(TSUMUGI, BEBOP)
    assert entry and entry.progress == 20


@pytest.mark.parametrize("fault", [*LOST.values(), *NOT_DONE.values()], ids=[*LOST, *NOT_DONE])
async def test_when_nobody_knows_the_same_press_finds_out_later(
    shelves: Shelves, link: Link, fault: faults.Fault
) -> None:
    shelves.stand_in.faults.arm(fault)
    shelves.stand_in.faults.arm(faults.status(500), operation="Media")
    with pytest.raises(OutcomeUnknown):
        await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    shelves.clock.advance(60)
    changed = await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    assert changed.after and changed.after.progress == 13
    await shelves.parts.editor.undo(link, 1)
    entry = shelves.at_anilist(TSUMUGI, BEBOP)
    assert entry and entry.progress == 12


@pytest.mark.parametrize("is_removed", [False, True])
async def test_what_is_done_though_nobody_knew_is_not_sent_again(
    shelves: Shelves, link: Link, is_removed: bool
) -> None:
    """A title that is there, or gone, because of the change is no change by somebody else."""
    editor, save = shelves.parts.editor, "DeleteEntry" if is_removed else "SaveEntry"

    async def press() -> Changed:
        if is_removed:
            return await editor.remove(link, BEBOP, change_id=1)
        return await editor.change(link, PIECE, Wish(status="PLANNING"), change_id=1)

    shelves.take_away(TSUMUGI, PIECE)
    await shelves.know(link)
    shelves.stand_in.faults.arm(faults.reset_after, operation=save)
    if not is_removed:
        shelves.stand_in.faults.arm(faults.nothing, operation="Media")  # what is on no list is looked at first
    shelves.stand_in.faults.arm(faults.status(500), operation="Media")
    with pytest.raises(OutcomeUnknown):
        await press()
    shelves.clock.advance(60)
    shelves.asked()
    changed = await press()
    assert save not in shelves.asked()
    assert (changed.after is None) is is_removed


@pytest.mark.parametrize("is_done", [True, False])
async def test_when_nobody_knows_undo_finds_out_too(shelves: Shelves, link: Link, is_done: bool) -> None:
    await not_told(shelves, link, faults.reset_after if is_done else faults.reset_before)
    shelves.clock.advance(60)
    if is_done:
        await shelves.parts.editor.undo(link, 1)
    else:
        with pytest.raises(NothingToUndo):
            await shelves.parts.editor.undo(link, 1)
    entry = shelves.at_anilist(TSUMUGI, BEBOP)
    assert entry and entry.progress == 12


async def not_told(shelves: Shelves, link: Link, fault: faults.Fault) -> None:
    """One more episode, of which AniList does not say whether it took it."""
    shelves.stand_in.faults.arm(fault)
    shelves.stand_in.faults.arm(faults.status(500), operation="Media")
    with pytest.raises(OutcomeUnknown):
        await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)


@pytest.mark.parametrize("fault", [faults.reset_after, faults.reset_before])
@pytest.mark.parametrize("minutes", [1, 11, 59])
async def test_trying_again_by_another_press_does_nothing_twice(
    shelves: Shelves, link: Link, fault: faults.Fault, minutes: int
) -> None:
    await not_told(shelves, link, fault)
    shelves.clock.advance(minutes * 60)
    for change_id in (2, 2, 1):
        changed = await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=change_id)
        assert changed.after and (changed.after.progress, changed.change_id) == (13, 1), "it is the same change"
    await shelves.show(link, changed)
    changed = await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=3)
    assert changed.after and changed.after.progress == 14, "that is another one"
    with pytest.raises(ChangedSince):
        await shelves.parts.editor.undo(link, 1)


async def test_what_went_ahead_elsewhere_settles_what_nobody_knows(shelves: Shelves, link: Link) -> None:
    await not_told(shelves, link, faults.reset_before)
    shelves.put(TSUMUGI, BEBOP, progress=20)
    shelves.clock.advance(660)
    changed = await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=2)
    assert changed.after and changed.after.progress == 21


async def test_another_change_is_not_taken_for_the_one_that_nobody_knows(shelves: Shelves, link: Link) -> None:
    shelves.stand_in.faults.arm(faults.reset_after)
    shelves.stand_in.faults.arm(faults.status(500), operation="Media")
    with pytest.raises(OutcomeUnknown):
        await shelves.parts.editor.change(link, BEBOP, Wish(score=90), change_id=1)
    shelves.clock.advance(660)
    changed = await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=2)
    assert changed.after and (changed.after.progress, changed.after.score) == (13, 90)


async def test_a_second_lost_answer_is_nobodys_knowledge(shelves: Shelves, link: Link) -> None:
    shelves.stand_in.faults.arm(faults.reset_before, operation="SaveEntry")
    shelves.stand_in.faults.arm(faults.reset_after, operation="SaveEntry")
    with pytest.raises(OutcomeUnknown):
        await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    record = await shelves.store.changes.of(1)
    assert record and record.state == "begun"
    changed = await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    assert changed.after and changed.after.progress == 13


@pytest.mark.parametrize("is_done", [True, False])
async def test_a_restart_in_the_middle(shelves: Shelves, link: Link, is_done: bool) -> None:
    hang = faults.Hang()
    shelves.stand_in.faults.arm(faults.reset_after if is_done else faults.reset_before, operation="SaveEntry")
    shelves.stand_in.faults.arm(hang, operation="Media")
    pressed = asyncio.create_task(shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1))
    await hang.reached.wait()
    pressed.cancel()
    await asyncio.gather(pressed, return_exceptions=True)
    hang.release()
    await shelves.restart()
    record = await shelves.store.changes.of(1)
    assert record and record.state == "begun"
    shelves.asked()
    changed = await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    assert shelves.asked() == ["Media"] if is_done else ["Media", "SaveEntry"]
    assert changed.after and changed.after.progress == 13
    again = await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    assert again.after and again.after.progress == 13


async def test_who_gives_up_in_the_middle_blocks_nobody(shelves: Shelves, link: Link) -> None:
    hang = faults.Hang()
    shelves.stand_in.faults.arm(hang)
    pressed = asyncio.create_task(shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1))
    await hang.reached.wait()
    waiting = asyncio.create_task(shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=2))
    pressed.cancel()
    changed = await waiting
    hang.release()
    assert changed.after and changed.after.progress == 13, "the target of both"


async def test_anilists_objections_reach_the_person(shelves: Shelves, link: Link) -> None:
    with pytest.raises(Invalid, match="repeat"):
        await shelves.parts.editor.change(link, BEBOP, Wish(repeat=1001), change_id=1)
    record = await shelves.store.changes.of(1)
    assert record and record.state == "failed"
    with pytest.raises(NotFound):
        await shelves.parts.editor.change(link, 999_999, Wish(status="PLANNING"), change_id=2)
    assert await shelves.store.changes.of(2) is None


async def test_a_dead_token_asks_for_another_link(shelves: Shelves, link: Link) -> None:
    for token in shelves.stand_in.tokens._given[TSUMUGI.id]:
        shelves.stand_in.revoke(token)
    with pytest.raises(TokenRejected):
        await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    dead = await shelves.relinked(link)
    assert dead.rejected_at == shelves.clock()
    shelves.asked()
    for attempt in (
        shelves.parts.editor.change(dead, BEBOP, Step(progress=1), change_id=2),
        shelves.parts.editor.remove(dead, MONSTER, change_id=3),
        shelves.parts.toggles.set(dead, Subject(BEBOP), wanted=True, change_id=shelves.new_id()),
    ):
        with pytest.raises(TokenRejected):
            await attempt
    assert shelves.asked() == []
    new = await shelves.link()
    changed = await shelves.parts.editor.change(new, BEBOP, Step(progress=1), change_id=1)
    assert changed.after and changed.after.progress == 13


async def test_nothing_is_changed_for_who_has_unlinked(shelves: Shelves, link: Link) -> None:
    await shelves.store.links.delete(AOI)
    with pytest.raises(TokenRejected):
        await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    assert shelves.asked() == []


async def test_favourites_come_and_go(shelves: Shelves, link: Link) -> None:
    for media_id in (BEBOP, MANGA):
        await shelves.parts.toggles.set(link, Subject(media_id), wanted=True, change_id=shelves.new_id())
    assert shelves.stand_in.world.favourites[TSUMUGI.id] == [BEBOP, MANGA]
    assert shelves.asked() == ["Media", "ToggleFavourite"] * 2
    await shelves.parts.toggles.set(link, Subject(BEBOP), wanted=False, change_id=shelves.new_id())
    with pytest.raises(AlreadyThere):
        await shelves.parts.toggles.set(link, Subject(BEBOP), wanted=False, change_id=shelves.new_id())
    wishes = [
        shelves.parts.toggles.set(link, Subject(BEBOP), wanted=True, change_id=shelves.new_id()) for _ in range(3)
    ]
    one, *others = await asyncio.gather(*wishes, return_exceptions=True)
    assert isinstance(one, Toggled) and all(isinstance(other, AlreadyThere) for other in others)
    assert shelves.stand_in.world.favourites[TSUMUGI.id] == [MANGA, BEBOP]


@pytest.mark.parametrize("fault", LOST.values(), ids=LOST.keys())
async def test_a_favourite_whose_answer_is_lost(shelves: Shelves, link: Link, fault: faults.Fault) -> None:
    shelves.stand_in.faults.arm(fault, operation="ToggleFavourite")
    await shelves.parts.toggles.set(link, Subject(BEBOP), wanted=True, change_id=shelves.new_id())
    assert shelves.stand_in.world.favourites[TSUMUGI.id] == [BEBOP]


async def test_a_favourite_that_did_not_change_says_so(shelves: Shelves, link: Link) -> None:
    shelves.stand_in.faults.arm(faults.reset_before, operation="ToggleFavourite")
    with pytest.raises(Unavailable):
        await shelves.parts.toggles.set(link, Subject(BEBOP), wanted=True, change_id=shelves.new_id())
    shelves.stand_in.faults.arm(faults.disabled(), operation="ToggleFavourite")
    shelves.asked()
    with pytest.raises(Unavailable):
        await shelves.parts.toggles.set(link, Subject(BEBOP), wanted=True, change_id=shelves.new_id())
    assert shelves.asked() == ["Media", "ToggleFavourite"]
    assert shelves.stand_in.world.favourites[TSUMUGI.id] == []


async def test_old_changes_are_forgotten(shelves: Shelves, link: Link) -> None:
    await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    shelves.clock.advance(30 * 86400)
    await shelves.parts.editor.expire()
    assert await shelves.store.changes.of(1)
    shelves.clock.advance(1)
    await shelves.parts.editor.expire()
    with pytest.raises(NothingToUndo):
        await shelves.parts.editor.undo(link, 1)


@pytest.mark.parametrize(
    ("timezone", "day"),
    [
        ("09:00", 2),
        ("+09:00", 2),
        ("-05:00", 1),
        ("-15:01", 31),
        ("00:00", 1),
        (None, 1),
        ("", 1),
        ("Asia/Tokyo", 1),
    ],
)
async def test_today_is_the_persons_own(link: Link, timezone: str | None, day: int) -> None:
    three_in_the_afternoon = 1_767_225_600 + 15 * 3600
    assert today(msgspec.structs.replace(link, timezone=timezone), three_in_the_afternoon).day == day


def test_the_titles_are_what_these_tests_take_them_for() -> None:
    facts = {media_id: all_media()[media_id] for media_id in (BEBOP, MONSTER, PIECE, MANGA)}
    assert [facts[one]["episodes"] for one in (BEBOP, MONSTER, PIECE)] == [26, 74, None]
    assert (facts[MANGA]["chapters"], facts[MANGA]["volumes"]) == (162, 18)


async def test_what_is_on_no_list_is_not_begun_anew(shelves: Shelves) -> None:
    """AniList leaves out of a whole list what is hidden from status lists and on no other."""
    shelves.put(TSUMUGI, BEBOP, hidden_from_status_lists=True, custom_lists=())
    link = await shelves.link()
    await shelves.read(link)
    shelves.asked()
    changed = await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    assert changed.after and changed.after.progress == 13 and shelves.asked() == ["Media", "SaveEntry"]
    shelves.clock.advance(8 * 86400)
    await shelves.read(link)
    shelves.put(TSUMUGI, BEBOP, progress=15)
    changed = await shelves.parts.editor.change(link, BEBOP, Wish(progress=16), change_id=2)
    assert changed.before and (changed.before.progress, changed.before.notes) == (15, "with *Mum*")
    assert BEBOP in await shelves.all(link)


async def test_counting_from_nothing_asks_only_where_nothing_was_told(shelves: Shelves, link: Link) -> None:
    await shelves.parts.library.fetch_title(await shelves.link(REN, JUNO), MONSTER)
    shelves.asked()
    changed = await shelves.parts.editor.change(link, MONSTER, Step(progress=1), change_id=1)
    assert changed.before is None and shelves.asked() == ["Media", "SaveEntry"]
    await shelves.parts.editor.undo(link, 1)
    shelves.asked()
    await shelves.parts.editor.change(link, MONSTER, Step(progress=1), change_id=2)
    assert shelves.asked() == ["SaveEntry"]
