"""What is taken out of the database is put back, whatever is cut off, and once or twice."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from anilist import TokenRejected
from demo import faults
from demo.anilist import TSUMUGI
from library.changes.deferred import DeferredChange
from library.errors import NoLongerPending
from library.rules.entry_rules import Step
from linking import AttemptGone, Linked
from redaction import Secret
from store import Link, Unwritable, taken, to_the_end
from tests.kit.library import BERSERK, Shelves
from tests.kit.linking import AOI, open_desk
from tests.kit.sharing import sharing
from tests.kit.steps import Steps, cut_off_waiting

MOST = 400  # steps of anything here
Again = Callable[[], Awaitable[None]]


async def cut_off_everywhere(
    steps: Steps, times: int, prepare: Callable[[], Awaitable[tuple[Awaitable[object], Again]]], every: int = 1
) -> None:
    """At each step of the work and each time it waits, `times` in a row; after each the work is asked for again.

    Or at `every` fifth step, which are others when it is cut off twice.
    """

    async def at_a_step(work: Awaitable[object], at: int) -> asyncio.Task[object]:
        task = steps.watch(work)
        steps.cut_off(task, at, times=times)
        await asyncio.wait([task])
        steps.leave_alone()
        return task

    async def waiting(work: Awaitable[object], at: int) -> asyncio.Task[object]:
        task = asyncio.create_task(cut_off_waiting(work, at, times))
        await asyncio.wait([task])
        return task

    for cut_off, at_least in ((at_a_step, 2), (waiting, 1)):
        for at in range((times - 1) % every, MOST, every):
            work, again = await prepare()
            task = await cut_off(work, at)
            if not task.cancelled():
                assert at >= at_least
                break
            await again()
        else:
            pytest.fail("it never ended")


@pytest.mark.parametrize("times", [1, 2])
async def test_a_state_whose_request_is_cut_off_can_be_used_elsewhere(tmp_path: Path, steps: Steps, times: int) -> None:
    with sharing():
        async with open_desk(tmp_path) as desk:
            elsewhere = desk.beside()
            token, another = desk.stand_in.token_for(TSUMUGI), desk.stand_in.token_for(TSUMUGI, jti="another")

            async def prepare() -> tuple[Awaitable[object], Again]:
                desk.clock.advance(601)  # so often nobody may link
                state = await desk.begin()

                async def again() -> None:
                    waiting = await elsewhere.present(state, token)
                    with pytest.raises(AttemptGone):
                        await desk.present(state, another)
                    assert await desk.linking.confirm(AOI.discord_id, waiting.code)
                    assert await desk.store.database.all("SELECT name FROM leases") == []

                return desk.present(state, token), again

            await cut_off_everywhere(steps, times, prepare)


@pytest.mark.parametrize("times", [1, 2])
async def test_a_code_that_was_right_is_enough_wherever_it_is_cut_off(tmp_path: Path, steps: Steps, times: int) -> None:
    async with open_desk(tmp_path) as desk:

        async def prepare() -> tuple[Awaitable[object], Again]:
            desk.clock.advance(601)
            await desk.linking.unlink(AOI.discord_id)
            waiting = await desk.present(await desk.begin())

            async def again() -> None:
                assert await desk.store.links.of(AOI.discord_id)
                assert await desk.beside().linking.progress(waiting.ticket) == "linked"

            return desk.linking.confirm(AOI.discord_id, waiting.code), again

        await cut_off_everywhere(steps, times, prepare)


@pytest.mark.parametrize("times", [1, 2])
async def test_a_pasted_code_links_or_another_can_be_pasted_wherever_it_is_cut_off(
    tmp_path: Path, steps: Steps, times: int
) -> None:
    async with open_desk(tmp_path, grant="pin", proof="paste") as desk:
        ends = set[bool]()

        async def prepare() -> tuple[Awaitable[object], Again]:
            desk.clock.advance(601)
            await desk.linking.unlink(AOI.discord_id)
            await desk.linking.begin(AOI)
            desk.events.clear()

            async def again() -> None:
                is_linked = await desk.store.links.of(AOI.discord_id) is not None
                ends.add(is_linked)
                another = desk.linking.paste(AOI.discord_id, Secret(desk.stand_in.code_for(TSUMUGI)))
                if is_linked:
                    with pytest.raises(AttemptGone):
                        await another
                else:
                    await another
                assert [type(event) for event in desk.events] == [Linked] and await desk.store.links.count() == 1

            return desk.linking.paste(AOI.discord_id, Secret(desk.stand_in.code_for(TSUMUGI))), again

        await cut_off_everywhere(steps, times, prepare)
        assert ends == {True, False}


@pytest.mark.parametrize("times", [1, 2])
async def test_a_state_is_cancelled_or_not_and_that_is_told(tmp_path: Path, steps: Steps, times: int) -> None:
    async with open_desk(tmp_path) as desk:

        async def prepare() -> tuple[Awaitable[object], Again]:
            desk.clock.advance(601)
            desk.events.clear()
            state = await desk.begin()

            async def again() -> None:
                assert len(desk.events) == 1
                with pytest.raises(AttemptGone):
                    await desk.present(state)

            return desk.linking.cancel(state), again

        await cut_off_everywhere(steps, times, prepare)


async def put_off(shelves: Shelves) -> tuple[Link, int]:
    """One more chapter was asked for while the link was dead; it has been made anew."""
    shelves.clock.advance(3601)
    shelves.put(TSUMUGI, BERSERK, status="CURRENT", progress=5)
    link, change_id = await shelves.link(), shelves.new_id()
    shelves.stand_in.faults.arm(faults.invalid_token())
    with pytest.raises(TokenRejected):
        await shelves.parts.editor.change(link, BERSERK, Step(progress=1), change_id=change_id)
    return await shelves.link(), change_id


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.long)])
async def test_a_deferred_change_can_be_agreed_to_until_it_is_done_once(
    shelves: Shelves, steps: Steps, times: int, every: int
) -> None:
    async def agree(link: Link, change_id: int) -> None:
        async with shelves.parts.deferred.agreed(link, change_id) as deed:
            assert isinstance(deed, DeferredChange)
            await shelves.parts.editor.change(link, deed.media_id, deed.wish, change_id=deed.id)

    async def prepare() -> tuple[Awaitable[object], Again]:
        link, change_id = await put_off(shelves)

        async def again() -> None:
            for _ in range(2):
                with suppress(NoLongerPending):
                    await agree(link, change_id)
            entry = shelves.at_anilist(TSUMUGI, BERSERK)
            assert entry and entry.progress == 6

        return agree(link, change_id), again

    await cut_off_everywhere(steps, times, prepare, every)


@pytest.mark.parametrize("times", [1, 2])
async def test_a_command_that_waits_is_there_until_it_was_run(shelves: Shelves, steps: Steps, times: int) -> None:
    questions, ran = shelves.store.pending_input, list[int]()

    async def run(question_id: int) -> None:
        def is_unused(error: BaseException) -> bool:
            return isinstance(error, asyncio.CancelledError)

        async with taken(
            questions.take(question_id, 1), lambda command: questions.put(question_id, 1, command), is_unused=is_unused
        ) as command:
            assert command == {"name": "watched"}
            await shelves.store.preferences.public_replies(1)
            ran.append(question_id)

    async def prepare() -> tuple[Awaitable[object], Again]:
        question_id = shelves.new_id()
        await questions.put(question_id, 1, {"name": "watched"})

        async def again() -> None:
            if question_id not in ran:
                await run(question_id)
            assert await questions.of(question_id, 1) is None

        return run(question_id), again

    await cut_off_everywhere(steps, times, prepare)


async def test_a_row_that_cant_be_put_back_hides_no_error(caplog: pytest.LogCaptureFixture) -> None:
    async def take() -> int:
        return 1

    async def put_back(_row: int) -> None:
        raise Unwritable("the disk is full")

    with pytest.raises(ValueError, match="what went wrong"):
        async with taken(take(), put_back, is_unused=lambda _: True):
            raise ValueError("what went wrong")
    assert caplog.messages == ["What was taken could not be put back. the disk is full"]


async def test_whoever_is_cut_off_while_the_work_fails_goes_on_with_nothing() -> None:
    failing = asyncio.Event()

    async def fail() -> None:
        await failing.wait()
        raise Unwritable("the disk is full")

    async def goes_on_after_errors() -> None:
        with suppress(Unwritable):
            await to_the_end(fail())

    task = asyncio.create_task(goes_on_after_errors())
    await asyncio.sleep(0)
    task.cancel()
    failing.set()
    await asyncio.wait([task])
    assert task.cancelled()
