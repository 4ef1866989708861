"""R5: answers lost after the write, double clicks, repeats, restarts, people who give up: never +2, never lowered."""

import asyncio
import itertools
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from anilist import AniListError
from demo import faults
from library.changes.editing import Changed
from library.errors import ChangedSince, LibraryError, OutcomeUnknown
from library.opening import LibraryParts, open_library
from library.rules.entry_rules import Step, Wish
from store import Link
from tests.kit.library import BERSERK, TSUMUGI, Shelves, open_shelves, until
from tests.kit.steps import Steps

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


MOST_STEPS = 60  # a press takes about so many


class Story:
    """A few minutes of somebody's presses while all kinds of things go wrong."""

    def __init__(self, shelves: Shelves, steps: Steps, link: Link, seed: int) -> None:
        self.shelves = shelves
        self.steps = steps
        self.link = link
        self.told: list[object] = []
        self.random = Random(seed)
        self.presses: dict[int, Step | Wish] = {}
        self.gained = Counter[int]()

    @property
    def progress(self) -> int:
        return progress(self.shelves)

    async def run(self, seed: int) -> None:
        shelves, random = self.shelves, self.random
        shelves.stand_in.faults.clear()
        shelves.put(TSUMUGI, BERSERK, status="CURRENT", progress=random.randrange(500), score=random.randrange(100))
        shelves.clock.advance(61)
        await shelves.parts.library.fetch_title(self.link, BERSERK)
        shelves.stand_in.faults.share(random.choice(FAULTS), random.random() * 0.7, seed=seed, operation="SaveEntry")
        shelves.stand_in.faults.share(random.choice(FAULTS), random.random() * 0.5, seed=seed + 1, operation="Media")
        for _ in range(random.randint(1, 3)):
            async with open_library(shelves.anilist, shelves.store, shelves.clock) as parts:  # a restart
                await self._press_a_little(parts)
        shelves.stand_in.faults.clear()
        shelves.clock.advance(61)
        await self._end()

    async def _press_a_little(self, parts: LibraryParts) -> None:
        for _ in range(self.random.randint(1, 2)):
            self.shelves.clock.advance(self.random.choice((0, 1, 10, 61, 700)))
            if self.random.random() < 0.1:
                await went_on_elsewhere(self.shelves, self.steps, self.random.randint(1, 3))
            number, before = self._choose(), self.progress
            times = self.random.choice((1, 1, 1, 2, 3))
            await self._press(parts, number, times)
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

    async def _press(self, parts: LibraryParts, number: int, times: int) -> None:
        presses = [self.steps.watch(self._pressed(parts, number)) for _ in range(times)]
        if self.random.random() < 0.2:
            self.steps.cut_off(presses[0], self.random.randrange(MOST_STEPS))
        results = await asyncio.gather(*presses, return_exceptions=True)
        self.steps.leave_alone()
        for result in results:
            self.told.append((number, self.progress, type(result)))
            if isinstance(result, Changed):
                assert result.after and result.after.progress <= self.progress
                if self.random.random() < 0.7:  # or the answer is lost on its way to them
                    await parts.receipts.seen(self.link.discord_id, [result.after], change_id=result.change_id)
            else:
                assert result is None or isinstance(result, asyncio.CancelledError)

    async def _pressed(self, parts: LibraryParts, number: int) -> Changed | None:
        """None when the person is told that it did not work."""
        try:
            return await parts.editor.change(self.link, BERSERK, self.presses[number], change_id=number)
        except (AniListError, LibraryError):
            return None

    async def _end(self) -> None:
        """What is unfinished can be finished, and what is remembered is true."""
        for number in self.presses:
            record, before = await self.shelves.store.changes.of(number), self.progress
            if record and record.state == "begun":
                await self._press(self.shelves.parts, number, 1)
                assert before <= self.progress
                assert self.gained[number] + self.progress - before <= 1
        await self.shelves.parts.library.fetch_title(self.link, BERSERK)
        held = await self.shelves.parts.library.title(self.link, BERSERK)
        assert held.entry and held.entry.progress == self.progress


def progress(shelves: Shelves) -> int:
    entry = shelves.at_anilist(TSUMUGI, BERSERK)
    return entry.progress if entry else -1


async def went_on_elsewhere(shelves: Shelves, steps: Steps, by: int) -> None:
    """On a phone, after all that was sent here has arrived; ten minutes later nothing remembered is believed."""
    await shelves.arrived()
    await until(steps.is_quiet)
    shelves.put(TSUMUGI, BERSERK, progress=progress(shelves) + by)
    shelves.clock.advance(601)


async def uncertain(shelves: Shelves, link: Link, change_id: int, *, is_done: bool) -> None:
    """One more, of which AniList does not say whether it was done."""
    shelves.clock.advance(3601)  # whatever was uncertain before is long ago
    shelves.put(TSUMUGI, BERSERK, status="CURRENT", progress=463)
    await shelves.parts.library.fetch_title(link, BERSERK)
    shelves.stand_in.faults.arm(faults.reset_after if is_done else faults.reset_before, operation="SaveEntry")
    shelves.stand_in.faults.arm(faults.html(), operation="Media")
    pressed = asyncio.create_task(shelves.parts.editor.change(link, BERSERK, Step(progress=1), change_id=change_id))
    with pytest.raises(OutcomeUnknown):
        await pressed  # the task that would tell them ends here: the next press waits for it
    shelves.clock.advance(61)


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.long)])  # a write takes several steps
@pytest.mark.parametrize("is_done", [False, True])
async def test_a_step_cut_off_anywhere_is_one_more_at_most(
    shelves: Shelves, steps: Steps, is_done: bool, every: int
) -> None:
    """It finds out about an uncertain one, is cut off, and asked again under its own id after it went on elsewhere."""
    link, editor = await shelves.link(), shelves.parts.editor
    at = 0
    for at in itertools.count(step=every):
        await uncertain(shelves, link, shelves.new_id(), is_done=is_done)
        own, before = shelves.new_id(), progress(shelves)
        pressed = steps.watch(editor.change(link, BERSERK, Step(progress=1), change_id=own))
        steps.cut_off(pressed, at)
        await asyncio.wait([pressed])
        steps.leave_alone()
        await went_on_elsewhere(shelves, steps, 1)
        with suppress(ChangedSince):
            await editor.change(link, BERSERK, Step(progress=1), change_id=own)
        assert progress(shelves) - before - 1 <= 1, f"+2 after {steps.taken}"
        if not pressed.cancelled():
            break
    assert at > 10


async def tell(shelves: Shelves, steps: Steps, seeds: range) -> list[Story]:
    link = await shelves.link()
    stories = [Story(shelves, steps, link, seed) for seed in seeds]
    for story, seed in zip(stories, seeds, strict=True):
        try:
            await story.run(seed)
        except AssertionError as error:
            error.add_note(f"seed {seed}")
            raise
    return stories


@pytest.mark.parametrize("first", [0, *(pytest.param(first, marks=pytest.mark.long) for first in (25, 50, 75))])
async def test_nothing_is_done_twice_and_nothing_lowered(shelves: Shelves, steps: Steps, first: int) -> None:
    await tell(shelves, steps, range(first, first + 25))


async def test_a_seed_tells_the_same_story_again(tmp_path: Path, steps: Steps) -> None:
    told: list[list[object]] = []
    for name in ("once", "again"):
        async with open_shelves(tmp_path / name) as shelves:
            told.append([story.told for story in await tell(shelves, steps, range(20, 25))])
    assert told[0] == told[1] and told[0]


@pytest.mark.long
@pytest.mark.parametrize("first", range(100, 1200, 100))
async def test_nothing_is_done_twice_and_nothing_lowered_in_a_thousand_runs(
    shelves: Shelves, steps: Steps, first: int
) -> None:
    await tell(shelves, steps, range(first, first + 100))
