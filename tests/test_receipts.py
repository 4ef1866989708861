"""The same wish before its person has seen the result is that wish; after they have seen it, it is another one."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest
from aiohttp import web

from anilist import AniListError
from cards.list_buttons import UndoChange
from demo import faults
from demo.anilist import TSUMUGI
from library.errors import AlreadyThere, LibraryError, NothingToUndo, OutcomeUnknown, Outdated, PartlyDone
from library.rules.entry_rules import Step, Wish
from store import Link, Subject
from tests.kit.home import refuse_writes
from tests.kit.library import BEBOP, MONSTER, PIECE, Shelves, until
from tests.kit.lists import DEATH_NOTE, Club, told
from tests.kit.steps import Steps
from tests.kit.world import actions, words

MORE = Step(progress=1)
LATER = 3601  # by then, the same wish is another one
MOST = 400  # steps of anything here


@pytest.fixture
def shelves(shelves: Shelves) -> Shelves:
    for media_id in shelves.listed(TSUMUGI):  # the lists are read at each cut
        shelves.take_away(TSUMUGI, media_id)
    for media_id in (BEBOP, MONSTER, PIECE):
        shelves.put(TSUMUGI, media_id, status="CURRENT", progress=12, private=False)
    return shelves


def progress(shelves: Shelves, media_id: int = BEBOP) -> int:
    entry = shelves.at_anilist(TSUMUGI, media_id)
    return entry.progress if entry else -1


async def uncertain(shelves: Shelves, link: Link, wish: Step | Wish, *, is_done: bool, change_id: int = 1) -> None:
    shelves.stand_in.faults.arm(faults.reset_after if is_done else faults.reset_before, operation="SaveEntry")
    shelves.stand_in.faults.arm(faults.html(), operation="Media")
    with pytest.raises(OutcomeUnknown):
        await shelves.parts.editor.change(link, BEBOP, wish, change_id=change_id)
    shelves.clock.advance(61)
    shelves.asked()


async def test_one_more_whose_answer_was_lost_is_not_two_more(shelves: Shelves, link: Link) -> None:
    editor = shelves.parts.editor
    first = await editor.change(link, BEBOP, MORE, change_id=1)
    shelves.asked()
    again = await editor.change(link, BEBOP, MORE, change_id=2)
    assert (again.after, again.change_id, again.asked_at) == (first.after, 1, shelves.clock())
    again = await editor.change(link, BEBOP, MORE, change_id=2)
    assert again == first and shelves.asked() == [], "the same interaction is that change from now on"
    assert progress(shelves) == 13
    await shelves.show(link, again)
    another = await editor.change(link, BEBOP, MORE, change_id=3)
    assert another.change_id == 3 and progress(shelves) == 14
    await editor.undo(link, 3)
    assert progress(shelves) == 13
    await editor.undo(link, 2)
    assert progress(shelves) == 12, "by either name"


async def test_after_a_restart_and_for_an_hour(shelves: Shelves, link: Link) -> None:
    await shelves.parts.editor.change(link, BEBOP, MORE, change_id=1)
    await shelves.restart()
    again = await shelves.parts.editor.change(link, BEBOP, MORE, change_id=2)
    assert again.asked_at == shelves.clock() and progress(shelves) == 13
    shelves.clock.advance(LATER)
    await shelves.parts.editor.change(link, BEBOP, MORE, change_id=3)
    assert progress(shelves) == 14


async def test_another_wish_is_another_one(shelves: Shelves, link: Link) -> None:
    editor = shelves.parts.editor
    await editor.change(link, BEBOP, Wish(score=90, status="CURRENT"), change_id=1)
    await editor.change(link, BEBOP, Wish(score=80), change_id=2)
    with pytest.raises(AlreadyThere):
        await editor.change(link, BEBOP, Wish(status="CURRENT"), change_id=3)
    await editor.change(link, BEBOP, MORE, change_id=4)
    await editor.change(link, BEBOP, Wish(notes="a note"), change_id=5)
    await editor.change(link, BEBOP, MORE, change_id=6)
    assert progress(shelves) == 14, "something else was asked for in between"
    shelves.put(TSUMUGI, BEBOP, progress=20)
    shelves.clock.advance(660)
    await editor.change(link, BEBOP, MORE, change_id=7)
    assert progress(shelves) == 21, "it went on elsewhere"


@pytest.mark.parametrize("wish", [Wish(score=90), Wish(status="DROPPED"), None])
async def test_what_is_so_already_because_of_it_answers_as_the_first(
    shelves: Shelves, link: Link, wish: Wish | None
) -> None:
    async def ask(change_id: int) -> Any:
        if wish is None:
            return await shelves.parts.editor.remove(link, BEBOP, change_id=change_id)
        return await shelves.parts.editor.change(link, BEBOP, wish, change_id=change_id)

    first = await ask(1)
    shelves.asked()
    again = await ask(2)
    assert (again.before, again.after, again.change_id) == (first.before, first.after, 1) and shelves.asked() == []
    await shelves.show(link, again)
    with pytest.raises(AlreadyThere):
        await ask(3)


@pytest.mark.parametrize("is_done", [True, False])
async def test_an_uncertain_one_is_found_out_about(shelves: Shelves, link: Link, is_done: bool) -> None:
    await uncertain(shelves, link, MORE, is_done=is_done)
    again = await shelves.parts.editor.change(link, BEBOP, MORE, change_id=2)
    assert progress(shelves) == 13 and again.asked_at
    assert shelves.asked() == (["Media"] if is_done else ["Media", "SaveEntry"])
    await shelves.show(link, again)
    await shelves.parts.editor.change(link, BEBOP, MORE, change_id=3)
    assert progress(shelves) == 14


async def test_who_has_seen_on_another_card_that_it_was_done_means_another_one(shelves: Shelves, link: Link) -> None:
    await uncertain(shelves, link, MORE, is_done=True)
    held = await shelves.parts.library.title(link, BEBOP)
    await shelves.parts.receipts.seen(link.discord_id, [held.entry])
    assert (await shelves.parts.editor.change(link, BEBOP, MORE, change_id=2)).asked_at, "the card was older than it"
    shelves.clock.advance(LATER)
    await shelves.parts.library.fetch_title(link, BEBOP)
    await uncertain(shelves, link, MORE, is_done=True, change_id=3)
    shown = await shelves.parts.library.card_title(link, BEBOP, max_age=0)
    assert shown.entry and shown.entry.progress == 14
    await shelves.parts.receipts.seen(link.discord_id, [shown.entry])
    another = await shelves.parts.editor.change(link, BEBOP, MORE, change_id=4)
    assert another.asked_at is None and progress(shelves) == 15


@pytest.mark.parametrize("is_done", [True, False])
async def test_nothing_is_made_of_what_is_remembered_while_nobody_knows(
    shelves: Shelves, link: Link, is_done: bool
) -> None:
    """Of an uncertain change, and of one that is being taken back."""
    fault = faults.reset_after if is_done else faults.reset_before
    await uncertain(shelves, link, MORE, is_done=is_done)
    other = await shelves.parts.editor.change(link, BEBOP, Wish(score=90), change_id=2)
    assert other.before and other.before.progress == progress(shelves) == 12 + is_done
    shelves.stand_in.faults.arm(fault, operation="SaveEntry")
    shelves.stand_in.faults.arm(faults.html(), operation="Media")
    with pytest.raises(OutcomeUnknown):
        await shelves.parts.editor.undo(link, 2)
    shelves.clock.advance(61)
    other = await shelves.parts.editor.change(link, BEBOP, Wish(notes="x"), change_id=3)
    assert other.before and other.before.score == (0 if is_done else 90)


@pytest.mark.parametrize("is_done", [True, False])
async def test_nothing_is_made_of_what_is_remembered_while_nobody_knows_of_several(
    shelves: Shelves, link: Link, is_done: bool
) -> None:
    fault = faults.reset_after if is_done else faults.reset_before
    await shelves.parts.bulk.propose(link, [BEBOP, MONSTER], Wish(status="COMPLETED"), bulk_id=4)
    shelves.stand_in.faults.arm(fault, operation="SaveEntries")
    shelves.stand_in.faults.arm(faults.html(), operation="Changes")
    with pytest.raises(OutcomeUnknown):
        await shelves.parts.bulk.apply(link, 4)
    shelves.clock.advance(61)
    other = await shelves.parts.editor.change(link, BEBOP, Wish(repeat=2), change_id=5)
    assert other.before and (other.before.status == "COMPLETED" or other.before.progress == 26) == is_done


async def test_a_favourite_is_not_turned_back_before_it_was_seen(shelves: Shelves, link: Link) -> None:
    favourites = shelves.stand_in.world.favourites[TSUMUGI.id]

    async def turn(change_id: int) -> bool:
        wanted = await shelves.parts.toggles.target(link, Subject(BEBOP), change_id=change_id)
        with suppress(AlreadyThere):
            await shelves.parts.toggles.set(link, Subject(BEBOP), wanted=wanted, change_id=change_id)
        return wanted

    assert await turn(1) and await turn(1) and await turn(2) and favourites == [BEBOP]
    await shelves.restart()
    assert await turn(3)
    await shelves.parts.receipts.toggle_seen(link.discord_id, Subject(BEBOP))
    assert await turn(1) and not await turn(4) and not await turn(4) and favourites == []
    shelves.clock.advance(LATER)
    assert await turn(5) and favourites == [BEBOP]


async def cut_off_everywhere(
    steps: Steps,
    prepare: Callable[[], Awaitable[tuple[Awaitable[object], Callable[[], Awaitable[None]]]]],
    every: int = 1,
) -> None:
    for at in range(0, MOST, every):
        work, check = await prepare()
        task = steps.watch(work)
        steps.cut_off(task, at)
        await asyncio.wait([task])
        steps.leave_alone()
        await check()
        if not task.cancelled():
            assert at > 10
            return
    pytest.fail("it never ended")


async def test_an_undo_that_is_cut_off_takes_nothing_else_back(shelves: Shelves, link: Link, steps: Steps) -> None:
    """One more is watched before Undo is pressed again."""
    editor = shelves.parts.editor

    async def prepare() -> tuple[Awaitable[object], Callable[[], Awaitable[None]]]:
        shelves.clock.advance(LATER)
        shelves.put(TSUMUGI, BEBOP, progress=12)
        await shelves.know(link)
        number = shelves.new_id()
        await shelves.show(link, await editor.change(link, BEBOP, MORE, change_id=number))

        async def check() -> None:
            await shelves.parts.library.fetch_title(link, BEBOP)  # by then all that was sent has arrived
            await until(steps.is_quiet)
            left = progress(shelves)
            shelves.clock.advance(601)
            shelves.put(TSUMUGI, BEBOP, progress=left + 1)
            with suppress(LibraryError):
                await editor.undo(link, number)
            assert progress(shelves) == left + 1, "what was done elsewhere is not taken back"

        return editor.undo(link, number), check

    await cut_off_everywhere(steps, prepare)


THREE = (BEBOP, MONSTER, PIECE)


def statuses(shelves: Shelves) -> list[str]:
    return [shelves.listed(TSUMUGI)[one].status for one in THREE]


async def proposed(shelves: Shelves, link: Link) -> int:
    """To pause three that are being watched."""
    shelves.clock.advance(601)
    for one in THREE:
        shelves.put(TSUMUGI, one, status="CURRENT", progress=12)
    await shelves.know(link)
    number = shelves.new_id()
    await shelves.parts.bulk.propose(link, THREE, Wish(status="PAUSED"), bulk_id=number)
    return number


async def test_a_bulk_that_is_cut_off_is_done_once(shelves: Shelves, link: Link, steps: Steps) -> None:
    bulk = shelves.parts.bulk

    async def prepare() -> tuple[Awaitable[object], Callable[[], Awaitable[None]]]:
        number = await proposed(shelves, link)

        async def check() -> None:
            await bulk.apply(link, number)
            assert statuses(shelves) == ["PAUSED"] * 3
            await bulk.undo(link, number)
            assert statuses(shelves) == ["CURRENT"] * 3

        return bulk.apply(link, number), check

    await cut_off_everywhere(steps, prepare)


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.long)])  # a write takes several steps
async def test_an_undo_of_a_bulk_that_is_cut_off_takes_nothing_else_back(
    shelves: Shelves, link: Link, steps: Steps, every: int
) -> None:
    bulk = shelves.parts.bulk

    async def prepare() -> tuple[Awaitable[object], Callable[[], Awaitable[None]]]:
        number = await proposed(shelves, link)
        await bulk.apply(link, number)

        async def check() -> None:
            is_back = statuses(shelves) == ["CURRENT"] * 3
            shelves.clock.advance(601)
            if is_back:  # and is paused again, elsewhere
                shelves.put(TSUMUGI, PIECE, status="PAUSED")
            with suppress(Outdated, NothingToUndo):
                await bulk.undo(link, number)
            assert statuses(shelves)[2] == ("PAUSED" if is_back else "CURRENT")

        return bulk.undo(link, number), check

    await cut_off_everywhere(steps, prepare, every)


async def test_a_bulk_that_was_begun_stays_so_when_asking_again_is_refused(shelves: Shelves, link: Link) -> None:
    bulk = shelves.parts.bulk
    await bulk.propose(link, [BEBOP, MONSTER], Wish(status="COMPLETED"), bulk_id=1)
    for answer in ((faults.nothing, faults.disabled()), (faults.disabled(),)):
        for fault in answer:
            shelves.stand_in.faults.arm(fault, operation="SaveEntries")
        with pytest.raises((AniListError, PartlyDone)):
            await bulk.apply(link, 1)
        shelves.clock.advance(61)
    shelves.clock.advance(LATER)
    await bulk.apply(link, 1)
    await bulk.undo(link, 1)
    assert [shelves.listed(TSUMUGI)[one].status for one in (BEBOP, MONSTER)] == ["CURRENT"] * 2


class FullDisk:
    """From AniList's next write on, the database takes nothing more, until :meth:`mend`."""

    def __init__(self, store: Any, stand_in: Any, operation: str) -> None:
        self._database = store.database
        stand_in.faults.arm(self, operation=operation)

    async def __call__(self, _request: web.Request, answer: faults.Answer) -> web.Response:
        await refuse_writes(self._database, is_on=True)
        return await answer()

    async def mend(self) -> None:
        await refuse_writes(self._database, is_on=False)


async def test_what_anilist_has_changed_is_done_though_the_disk_is_full(shelves: Shelves, link: Link) -> None:
    editor, bulk = shelves.parts.editor, shelves.parts.bulk
    disk = FullDisk(shelves.store, shelves.stand_in, "SaveEntry")
    done = await editor.change(link, BEBOP, MORE, change_id=1)
    await shelves.show(link, done)
    await disk.mend()
    assert done.after and done.after.progress == progress(shelves) == 13
    disk = FullDisk(shelves.store, shelves.stand_in, "SaveEntry")
    undone = await editor.undo(link, 1)
    await disk.mend()
    assert undone.after and undone.after.progress == progress(shelves) == 12
    disk = FullDisk(shelves.store, shelves.stand_in, "DeleteEntry")
    assert (await editor.remove(link, BEBOP, change_id=2)).after is None
    await disk.mend()
    await editor.undo(link, 2)
    assert progress(shelves) == 12
    disk = FullDisk(shelves.store, shelves.stand_in, "ToggleFavourite")
    await shelves.parts.toggles.set(link, Subject(BEBOP), wanted=True, change_id=shelves.new_id())
    await disk.mend()
    await bulk.propose(link, [MONSTER, PIECE], Wish(status="PAUSED"), bulk_id=3)
    for press, status in ((bulk.apply, "PAUSED"), (bulk.undo, "CURRENT")):
        disk = FullDisk(shelves.store, shelves.stand_in, "SaveEntries")
        assert len((await press(link, 3)).pairs) == 2
        await disk.mend()
        assert shelves.listed(TSUMUGI)[PIECE].status == status


async def test_nothing_is_asked_of_anilist_that_can_not_be_written_down(shelves: Shelves, link: Link) -> None:
    await shelves.parts.bulk.propose(link, [MONSTER], Wish(status="PAUSED"), bulk_id=2)
    await shelves.show(link, await shelves.parts.editor.change(link, PIECE, MORE, change_id=3))
    shelves.asked()
    await refuse_writes(shelves.store.database, is_on=True)
    for work in (
        shelves.parts.editor.change(link, BEBOP, MORE, change_id=1),
        shelves.parts.editor.remove(link, BEBOP, change_id=4),
        shelves.parts.editor.undo(link, 3),
        shelves.parts.bulk.apply(link, 2),
        shelves.parts.toggles.target(link, Subject(BEBOP), change_id=5),
    ):
        with pytest.raises(Exception, match="can't be used"):
            await work
    await refuse_writes(shelves.store.database, is_on=False)
    assert shelves.asked() == []


@pytest.mark.usefixtures("forgiving")
async def test_a_member_who_was_not_answered_presses_again(club: Club) -> None:
    title = {"title": f"id:{DEATH_NOTE}"}
    for command, claim in (
        ("watched", lambda: club.entry("aoi", DEATH_NOTE).progress == 13),
        ("favourite", lambda: club.stand_in.world.favourites[TSUMUGI.id] == [DEATH_NOTE]),
    ):
        club.world.env.inject_error("PATCH", "/webhooks/*", status=400, code=50035, message="Invalid Form Body")
        await club.run("aoi", command, **title)
        assert claim()
        again = told(await club.run("aoi", command, **title))
        assert claim()
        if command == "watched":
            assert "You asked for this <t:" in words(again) and UndoChange in actions(again)
    await club.run("aoi", "watched", **title)
    await club.run("aoi", "favourite", **title)
    assert club.entry("aoi", DEATH_NOTE).progress == 14 and club.stand_in.world.favourites[TSUMUGI.id] == []


@pytest.mark.usefixtures("forgiving")
async def test_a_member_whose_change_does_not_fit_on_the_disk_is_told_that_it_is_done(club: Club) -> None:
    disk = FullDisk(club.world.bot.store, club.stand_in, "SaveEntry")
    done = told(await club.run("aoi", "watched", title=f"id:{DEATH_NOTE}"))
    await disk.mend()
    assert "**13**" in words(done) and UndoChange in actions(done)
    await club.press("aoi", done, UndoChange)
    assert club.entry("aoi", DEATH_NOTE).progress == 12
