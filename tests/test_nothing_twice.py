"""R5: answers lost after the write, double clicks, repeats, restarts, people who give up: never +2, never lowered."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from pathlib import Path
from random import Random

import pytest

from anilist import AniListError
from demo import faults
from library.editing import Changed
from library.errors import LibraryError
from library.manners import Step, Wish
from library.opening import Rooms, open_library
from store import Link
from tests.library_kit import PIECE, TSUMUGI, Shelves, open_shelves

FAULTS: tuple[faults.Fault, ...] = (
    faults.reset_after,
    faults.reset_after,
    faults.cut_off,
    faults.half_json,
    faults.reset_before,
    faults.status(500),
    faults.html(),
    faults.errors_in_200(),
    faults.too_many_requests(retry_after=1),
    faults.disabled(),
)


@pytest.fixture
async def shelves(tmp_path: Path) -> AsyncGenerator[Shelves]:
    async with open_shelves(tmp_path) as shelves:
        yield shelves


class Story:
    """A few minutes of somebody's presses while all kinds of things go wrong."""

    def __init__(self, shelves: Shelves, link: Link, seed: int) -> None:
        self.shelves = shelves
        self.link = link
        self.random = Random(seed)
        self.presses: dict[int, Step | Wish] = {}
        self.gained = Counter[int]()

    @property
    def progress(self) -> int:
        entry = self.shelves.at_anilist(TSUMUGI, PIECE)
        return entry.progress if entry else -1

    async def run(self, seed: int) -> None:
        shelves, random = self.shelves, self.random
        shelves.stand_in.faults.clear()
        shelves.put(TSUMUGI, PIECE, status="CURRENT", progress=random.randrange(500), score=random.randrange(100))
        shelves.clock.advance(61)
        await shelves.rooms.library.ask(self.link, PIECE)
        shelves.stand_in.faults.share(random.choice(FAULTS), random.random() * 0.7, seed=seed, operation="SaveEntry")
        shelves.stand_in.faults.share(random.choice(FAULTS), random.random() * 0.5, seed=seed + 1, operation="Media")
        for _ in range(random.randint(1, 3)):
            async with open_library(shelves.anilist, shelves.store, shelves.clock) as rooms:  # a restart
                await self._press_a_little(rooms)
        shelves.stand_in.faults.clear()
        shelves.clock.advance(61)
        await self._end()

    async def _press_a_little(self, rooms: Rooms) -> None:
        for _ in range(self.random.randint(1, 2)):
            self.shelves.clock.advance(self.random.choice((0, 1, 10, 61, 700)))
            if self.random.random() < 0.1:
                self.shelves.put(TSUMUGI, PIECE, progress=self.progress + self.random.randint(1, 3))
                self.shelves.clock.advance(601)  # for less than ten minutes what is remembered is believed
            number, before = self._choose(), self.progress
            times = self.random.choice((1, 1, 1, 2, 3))
            await self._press(rooms, number, times)
            self.gained[number] += self.progress - before
            assert self.progress >= before, "lowered"
            assert self.gained[number] <= 1, "+2"

    def _choose(self) -> int:
        """A new press, or one of those before once more."""
        if self.presses and self.random.random() < 0.4:
            return self.random.choice([*self.presses])
        number = self.shelves.new_id()
        self.presses[number] = self.random.choice((Step(progress=1), Wish(progress=self.progress + 1)))
        return number

    async def _press(self, rooms: Rooms, number: int, times: int) -> None:
        presses = [asyncio.create_task(self._pressed(rooms, number)) for _ in range(times)]
        if self.random.random() < 0.2:
            for _ in range(self.random.randrange(300)):
                await asyncio.sleep(0)
            presses[0].cancel()
        for result in await asyncio.gather(*presses, return_exceptions=True):
            if isinstance(result, Changed):
                assert result.after and result.after.progress <= self.progress
            else:
                assert result is None or isinstance(result, asyncio.CancelledError)

    async def _pressed(self, rooms: Rooms, number: int) -> Changed | None:
        """None when the person is told that it did not work."""
        try:
            return await rooms.editor.change(self.link, PIECE, self.presses[number], change_id=number)
        except (AniListError, LibraryError):
            return None

    async def _end(self) -> None:
        """What is unfinished can be finished, and what is remembered is true."""
        for number in self.presses:
            record, before = await self.shelves.store.changes.of(number), self.progress
            if record and record.state == "begun":
                await self._press(self.shelves.rooms, number, 1)
                assert before <= self.progress
                assert self.gained[number] + self.progress - before <= 1
        await self.shelves.rooms.library.ask(self.link, PIECE)
        held = await self.shelves.rooms.library.held(self.link, PIECE)
        assert held.entry and held.entry.progress == self.progress


async def tell(shelves: Shelves, seeds: range) -> None:
    link = await shelves.link()
    for seed in seeds:
        try:
            await Story(shelves, link, seed).run(seed)
        except AssertionError as error:
            error.add_note(f"seed {seed}")
            raise


@pytest.mark.parametrize("first", range(0, 200, 50))
async def test_nothing_is_done_twice_and_nothing_lowered(shelves: Shelves, first: int) -> None:
    await tell(shelves, range(first, first + 50))


@pytest.mark.long
@pytest.mark.parametrize("first", range(200, 1200, 100))
async def test_nothing_is_done_twice_and_nothing_lowered_in_a_thousand_runs(shelves: Shelves, first: int) -> None:
    await tell(shelves, range(first, first + 100))
