"""What bad timing does to a link: two at once, and a stop in the middle."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from demo import faults
from linking import AttemptGone
from redaction import Secret
from tests.kit.linking import AOI, Desk


def hold(desk: Desk) -> faults.Hang:
    """Keep the next answer to ``Viewer`` back."""
    hang = faults.Hang()
    desk.stand_in.faults.arm(hang, operation="Viewer")
    return hang


async def pass_turns(turns: int) -> None:
    """Let everything else go on for a while."""
    for _ in range(turns):
        await asyncio.sleep(0)


@asynccontextmanager
async def slow_anilist(desk: Desk) -> AsyncGenerator[None]:
    """The first answer to ``Viewer`` comes some turns after its question."""
    hang = hold(desk)

    async def answer() -> None:
        await hang.reached.wait()
        await pass_turns(25)
        hang.release()

    answering = asyncio.create_task(answer())
    try:
        yield
    finally:
        answering.cancel()
        desk.stand_in.faults.clear()


async def test_a_stop_while_anilist_is_asked_does_not_use_the_state_up(desk: Desk) -> None:
    hang, state = hold(desk), await desk.begin()
    presenting = asyncio.create_task(desk.present(state))
    await hang.reached.wait()
    presenting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await presenting
    hang.release()
    assert (await desk.present(state)).anilist_name == "Tsumugi"


@pytest.mark.parametrize("other", ["unlink", "begin", "cancel", "present"])
async def test_at_whatever_moment_something_else_comes_one_of_them_counts(desk: Desk, other: str) -> None:
    for turns in range(0, 120, 4):
        desk.clock.advance(700)
        await desk.linking.unlink(AOI.discord_id)
        state = await desk.begin()

        async def late(turns: int = turns, state: Secret = state) -> object:
            await pass_turns(turns)
            match other:
                case "unlink":
                    return await desk.linking.unlink(AOI.discord_id)
                case "begin":
                    return await desk.linking.begin(AOI)
                case "cancel":
                    return await desk.linking.cancel(state)
                case _:
                    return await desk.present(state)

        async with slow_anilist(desk):
            came, later = await asyncio.gather(desk.present(state), late(), return_exceptions=True)
        if other in {"unlink", "begin"}:
            assert not await desk.linking.awaits_code(AOI.discord_id), turns
            assert not isinstance(later, BaseException), turns
        else:
            assert [isinstance(one, AttemptGone) for one in (came, later)].count(True) == 1, turns
