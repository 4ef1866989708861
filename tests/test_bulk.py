"""Changing several entries at once: proposed, done, taken back, whatever AniList does meanwhile."""

from typing import Any

import msgspec
import pytest

from anilist import TokenRejected, Unavailable
from demo import faults
from demo.anilist.lists import DateParts
from demo.anilist.world import as_asked
from library.changes.bulk import BulkEditor
from library.errors import AlreadyThere, NothingToUndo, OutcomeUnknown, Outdated, PartlyDone
from library.rules.entry_rules import Wish
from library.rules.forms import wish_for_several
from store import Link
from tests.kit.library import BEBOP, JUNO, MONSTER, PIECE, REN, TSUMUGI, Shelves

THREE = [BEBOP, MONSTER, PIECE]
PAUSED = Wish(status="PAUSED")
SAVE = "SaveEntries"


@pytest.fixture
def shelves(shelves: Shelves) -> Shelves:
    for media_id, progress in ((BEBOP, 12), (MONSTER, 30), (PIECE, 900)):
        shelves.put(TSUMUGI, media_id, status="CURRENT", progress=progress, private=False, notes=f"note {media_id}")
    return shelves


@pytest.fixture
def bulk(shelves: Shelves) -> BulkEditor:
    return shelves.parts.bulk


def at_anilist(shelves: Shelves) -> dict[int, object]:
    """What is said of each, whenever it was said."""
    listed = shelves.listed(TSUMUGI)
    return {media_id: msgspec.structs.replace(listed[media_id], updated_at=0) for media_id in THREE}


def statuses(shelves: Shelves) -> list[str]:
    return [shelves.listed(TSUMUGI)[media_id].status for media_id in THREE]


async def test_the_same_for_all_is_one_request_and_so_is_taking_it_back(
    shelves: Shelves, link: Link, bulk: BulkEditor
) -> None:
    before = at_anilist(shelves)
    proposed = await bulk.propose(link, THREE, Wish(status="PAUSED", private=True), bulk_id=1)
    assert shelves.asked() == [] and at_anilist(shelves) == before, "nothing is done yet"
    assert [wanted.status for _, wanted in proposed.pairs] == ["PAUSED"] * 3
    done = await bulk.apply(link, 1)
    assert shelves.asked() == [SAVE] and statuses(shelves) == ["PAUSED"] * 3
    assert [after.notes for _, after in done.pairs] == [f"note {media_id}" for media_id in THREE]
    remembered = await shelves.all(link)
    assert all(remembered[media_id].private for media_id in THREE)
    assert (await bulk.apply(link, 1)).pairs == done.pairs and shelves.asked() == [], "pressed twice"
    await shelves.restart()
    await shelves.parts.bulk.undo(link, 1)
    assert shelves.asked() == [SAVE] and at_anilist(shelves) == before
    with pytest.raises(NothingToUndo):
        await shelves.parts.bulk.undo(link, 1)


async def test_each_is_changed_with_the_manners_of_a_single_change(
    shelves: Shelves, link: Link, bulk: BulkEditor
) -> None:
    before = at_anilist(shelves)
    await bulk.propose(link, THREE, Wish(status="COMPLETED"), bulk_id=1)
    await bulk.apply(link, 1)
    assert shelves.asked() == [SAVE] * 3, "their ends are different ones"
    progress = [shelves.listed(TSUMUGI)[media_id].progress for media_id in THREE]
    assert progress == [26, 74, 900] and shelves.listed(TSUMUGI)[BEBOP].completed_at.year == 2026
    await bulk.undo(link, 1)
    assert at_anilist(shelves) == before


async def test_what_was_completed_without_a_date_has_none_after_undo(
    shelves: Shelves, link: Link, bulk: BulkEditor
) -> None:
    for media_id in THREE:
        shelves.put(TSUMUGI, media_id, status="COMPLETED", completed_at=DateParts())
    await shelves.read(link)
    before = at_anilist(shelves)
    await bulk.propose(link, THREE, PAUSED, bulk_id=1)
    await bulk.apply(link, 1)
    shelves.asked()
    await bulk.undo(link, 1)
    assert at_anilist(shelves) == before and shelves.asked() == [SAVE, SAVE]


async def test_those_that_are_so_already_stay_as_they_are(shelves: Shelves, link: Link, bulk: BulkEditor) -> None:
    shelves.clock.advance(60)
    shelves.put(TSUMUGI, BEBOP, status="PAUSED")
    await shelves.read(link)
    proposed = await bulk.propose(link, [*THREE, 404], PAUSED, bulk_id=1)
    assert [one.id for one in proposed.unchanged] == [BEBOP] and len(proposed.pairs) == 2
    with pytest.raises(AlreadyThere):
        await bulk.propose(link, [BEBOP], PAUSED, bulk_id=2)
    with pytest.raises(AlreadyThere):
        await bulk.propose(link, THREE, Wish(), bulk_id=3)


async def test_what_a_phone_did_is_seen_first_and_kept(shelves: Shelves, link: Link, bulk: BulkEditor) -> None:
    await bulk.propose(link, THREE, PAUSED, bulk_id=1)
    shelves.clock.advance(601)
    shelves.put(TSUMUGI, BEBOP, progress=20)
    await bulk.apply(link, 1)
    assert shelves.asked() == ["Changes", SAVE]
    assert (statuses(shelves), shelves.listed(TSUMUGI)[BEBOP].progress) == (["PAUSED"] * 3, 20)
    shelves.clock.advance(601)
    shelves.put(TSUMUGI, MONSTER, score=10)
    with pytest.raises(Outdated):
        await bulk.undo(link, 1)
    assert statuses(shelves) == ["PAUSED"] * 3


async def test_nothing_is_done_when_one_of_them_has_changed(shelves: Shelves, link: Link, bulk: BulkEditor) -> None:
    await bulk.propose(link, THREE, PAUSED, bulk_id=1)
    shelves.clock.advance(601)
    shelves.put(TSUMUGI, BEBOP, status="DROPPED")
    with pytest.raises(Outdated):
        await bulk.apply(link, 1)
    assert statuses(shelves) == ["DROPPED", "CURRENT", "CURRENT"]


async def test_nothing_is_done_when_one_of_them_is_gone(shelves: Shelves, link: Link, bulk: BulkEditor) -> None:
    await bulk.propose(link, THREE, PAUSED, bulk_id=1)
    shelves.take_away(TSUMUGI, PIECE)
    with pytest.raises(Outdated):
        await bulk.apply(link, 1)
    assert shelves.listed(TSUMUGI)[BEBOP].status == "CURRENT"


async def test_nobody_agrees_after_an_hour_or_for_somebody_else(shelves: Shelves, link: Link, bulk: BulkEditor) -> None:
    await bulk.propose(link, THREE, PAUSED, bulk_id=1)
    with pytest.raises(NothingToUndo):
        await bulk.apply(await shelves.link(REN, JUNO), 1)
    shelves.clock.advance(3601)
    with pytest.raises(Outdated):
        await bulk.apply(link, 1)
    assert statuses(shelves) == ["CURRENT"] * 3
    await bulk.propose(link, THREE, PAUSED, bulk_id=2)
    await shelves.link(person=JUNO)
    assert await shelves.store.bulks.of(2) is None, "another account has other lists"


@pytest.mark.parametrize("fault", [faults.reset_after, faults.half_json, faults.cut_off])
async def test_an_answer_that_is_lost_is_looked_for(
    shelves: Shelves, link: Link, bulk: BulkEditor, fault: faults.Fault
) -> None:
    await bulk.propose(link, THREE, PAUSED, bulk_id=1)
    shelves.stand_in.faults.arm(fault, operation=SAVE)
    await bulk.apply(link, 1)
    assert shelves.asked() == [SAVE, "Changes"] and statuses(shelves) == ["PAUSED"] * 3


async def test_a_request_that_is_lost_is_sent_again(shelves: Shelves, link: Link, bulk: BulkEditor) -> None:
    await bulk.propose(link, THREE, PAUSED, bulk_id=1)
    shelves.stand_in.faults.arm(faults.reset_before, operation=SAVE)
    await bulk.apply(link, 1)
    assert shelves.asked() == [SAVE, "Changes", SAVE] and statuses(shelves) == ["PAUSED"] * 3


async def test_a_request_that_is_lost_is_sent_again_without_what_a_phone_has_changed(
    shelves: Shelves, link: Link, bulk: BulkEditor
) -> None:
    await bulk.propose(link, THREE, PAUSED, bulk_id=1)
    shelves.clock.advance(60)
    shelves.put(TSUMUGI, BEBOP, status="DROPPED")
    shelves.stand_in.faults.arm(faults.reset_before, operation=SAVE)
    done = await bulk.apply(link, 1)
    assert shelves.asked() == [SAVE, "Changes", SAVE] and statuses(shelves) == ["DROPPED", "PAUSED", "PAUSED"]
    assert [len(verdict.refused) for verdict in done.verdicts] == [1, 0, 0], "and its owner is told"


async def test_nobody_knows_until_it_is_pressed_again(shelves: Shelves, link: Link, bulk: BulkEditor) -> None:
    await bulk.propose(link, THREE, PAUSED, bulk_id=1)
    shelves.stand_in.faults.arm(faults.reset_after, operation=SAVE)
    shelves.stand_in.faults.arm(faults.html(), operation="Changes")
    with pytest.raises(OutcomeUnknown):
        await bulk.apply(link, 1)
    shelves.clock.advance(61)
    shelves.asked()
    await bulk.apply(link, 1)
    assert shelves.asked() == ["Changes"], "it had been done"


async def test_what_is_done_by_half_is_said_and_made_up_for(shelves: Shelves, link: Link, bulk: BulkEditor) -> None:
    before = at_anilist(shelves)
    await bulk.propose(link, THREE, Wish(status="COMPLETED"), bulk_id=1)
    for press in (bulk.apply, bulk.undo):
        shelves.stand_in.faults.arm(faults.nothing, operation=SAVE)
        shelves.stand_in.faults.arm(faults.disabled(), operation=SAVE)
        with pytest.raises(PartlyDone) as caught:
            await press(link, 1)
        assert (caught.value.done, caught.value.count) == (1, 3)
        shelves.clock.advance(61)
        shelves.asked()
        await press(link, 1)
        assert shelves.asked().count(SAVE) == 2, "only the rest"
    assert at_anilist(shelves) == before


async def test_what_anilist_has_not_taken_can_be_agreed_to_again(
    shelves: Shelves, link: Link, bulk: BulkEditor
) -> None:
    await bulk.propose(link, THREE, PAUSED, bulk_id=1)
    shelves.stand_in.faults.arm(faults.disabled(), operation=SAVE)
    with pytest.raises(Unavailable):
        await bulk.apply(link, 1)
    shelves.clock.advance(61)
    await bulk.apply(link, 1)
    assert statuses(shelves) == ["PAUSED"] * 3
    shelves.stand_in.faults.arm(faults.invalid_token(), operation=SAVE)
    await bulk.propose(link, THREE, Wish(status="DROPPED"), bulk_id=2)
    with pytest.raises(TokenRejected):
        await bulk.apply(link, 2)
    assert statuses(shelves) == ["PAUSED"] * 3


async def test_old_ones_are_forgotten(shelves: Shelves, link: Link, bulk: BulkEditor) -> None:
    await bulk.propose(link, THREE, PAUSED, bulk_id=1)
    shelves.clock.advance(30 * 86400 + 1)
    await bulk.expire()
    with pytest.raises(NothingToUndo):
        await bulk.apply(link, 1)


def test_what_is_left_empty_is_not_wished() -> None:
    assert wish_for_several({"status": [], "score": [""], "private": []}, "POINT_5") == Wish(may_lower=True)
    fields = {"status": ["PAUSED"], "score": ["★★★★☆"], "private": ["yes"], "hidden": ["no"]}
    wished = Wish(status="PAUSED", score=80, private=True, hidden=False, may_lower=True)
    assert msgspec.structs.replace(wish_for_several(fields, "POINT_5"), score=80) == wished


@pytest.mark.parametrize("is_kept", [True, False])
async def test_an_entry_that_the_answer_leaves_out_is_looked_up(
    shelves: Shelves, link: Link, bulk: BulkEditor, is_kept: bool
) -> None:
    for number, leave_out in enumerate((_drop, _blank), start=1):
        await bulk.propose(link, THREE, Wish(score=10 * number), bulk_id=number)
        shelves.clock.advance(60)
        if not is_kept:
            shelves.stand_in.world.keeping = lambda before, asked: before if asked.media_id == MONSTER else asked
        shelves.stand_in.faults.arm(faults.edited(leave_out), operation=SAVE)
        shelves.asked()
        done = await bulk.apply(link, number)
        scores = [after.score for _, after in done.pairs]
        assert scores == [entry.score for entry in map(shelves.listed(TSUMUGI).get, THREE) if entry]
        assert scores == [10 * number] * 3 or not is_kept
        assert shelves.asked() == [SAVE, "Changes"]
        shelves.stand_in.world.keeping = as_asked
        await bulk.undo(link, number)


async def test_an_entry_that_the_answer_leaves_out_and_nobody_finds_is_unknown(
    shelves: Shelves, link: Link, bulk: BulkEditor
) -> None:
    await bulk.propose(link, THREE, PAUSED, bulk_id=1)
    shelves.stand_in.faults.arm(faults.edited(_drop), operation=SAVE)
    shelves.stand_in.faults.arm(faults.html(), times=9, operation="Changes")
    with pytest.raises(OutcomeUnknown):
        await bulk.apply(link, 1)
    assert statuses(shelves) == ["PAUSED"] * 3
    shelves.stand_in.faults.clear()
    shelves.asked()
    done = await bulk.apply(link, 1)
    assert [after.status for _, after in done.pairs] == ["PAUSED"] * 3 and shelves.asked() == ["Changes"]


def _drop(data: Any) -> None:
    data["UpdateMediaListEntries"] = _others(data)


def _blank(data: Any) -> None:
    data["UpdateMediaListEntries"] = [None, *_others(data)]


def _others(data: Any) -> list[Any]:
    return [entry for entry in data["UpdateMediaListEntries"] if entry["mediaId"] != MONSTER]
