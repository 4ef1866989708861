"""What bad timing does to a link: two at once, and a stop in the middle."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest

from anilist import Viewer
from linking import AttemptGone
from tests.linking_kit import AOI, Desk, open_desk


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncGenerator[Desk]:
    async with open_desk(tmp_path) as desk:
        yield desk


class SlowAniList:
    """Answers ``Viewer`` after as many turns of the loop as it is told; None is never."""

    def __init__(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.turns: int | None = 25
        self.asked = asyncio.Event()
        self._viewer: Viewer | None = None
        self._ask: Any = desk.anilist.viewer
        monkeypatch.setattr(desk.anilist, "viewer", self._answer)

    async def _answer(self, *question: Any, **how: Any) -> Viewer:
        viewer = self._viewer = self._viewer or await self._ask(*question, **how)
        self.asked.set()
        if self.turns is None:
            await asyncio.Event().wait()
        for _ in range(self.turns or 0):
            await asyncio.sleep(0)
        return viewer


async def test_a_stop_while_anilist_is_asked_does_not_use_the_state_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    anilist = SlowAniList(desk, monkeypatch)
    anilist.turns = None
    state = await desk.begin()
    presenting = asyncio.create_task(desk.present(state))
    await anilist.asked.wait()
    presenting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await presenting
    anilist.turns = 0
    assert (await desk.present(state)).anilist_name == "Tsumugi"


@pytest.mark.parametrize("other", ["unlink", "begin", "cancel", "present"])
async def test_at_whatever_moment_something_else_comes_one_of_them_counts(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    SlowAniList(desk, monkeypatch)
    for turns in range(0, 60, 3):
        desk.clock.advance(700)
        await desk.linking.unlink(AOI.discord_id)
        state = await desk.begin()

        async def late(turns: int = turns, state: str = state) -> object:
            for _ in range(turns):
                await asyncio.sleep(0)
            match other:
                case "unlink":
                    return await desk.linking.unlink(AOI.discord_id)
                case "begin":
                    return await desk.linking.begin(AOI)
                case "cancel":
                    return await desk.linking.cancel(state)
                case _:
                    return await desk.present(state)

        came, later = await asyncio.gather(desk.present(state), late(), return_exceptions=True)
        if other in {"unlink", "begin"}:
            assert not desk.linking.awaits_code(AOI.discord_id), turns
            assert not isinstance(later, BaseException), turns
        else:
            assert [isinstance(one, AttemptGone) for one in (came, later)].count(True) == 1, turns
