"""The database fails at any statement after AniList was asked for a change: nobody is told that nothing was changed."""

from collections.abc import Awaitable, Callable
from typing import Any

import aiosqlite
import pytest
from aiohttp import web

from anilist import AniListError
from demo import faults
from demo.anilist import TSUMUGI
from demo.anilist.lists import DateParts
from library.rules.entry_rules import Step, Wish
from store import Link, StoreError, Subject
from store.sqlite_short_reads import ShortReads
from tests.kit.driver import disk_error
from tests.kit.library import MANGA, Shelves

MORE = Step(progress=1)
ANOTHER = 30021  # a manga of 108 chapters, as MANGA has 162: manga have short answers
BOTH = (MANGA, ANOTHER)
DONE = Wish(status="COMPLETED")  # a request for each: their lengths differ
STATEMENTS = (*range(20), *range(20, 120, 5))  # more than anything here takes

Deed = Callable[[], Awaitable[object]]
Ready = Callable[["Deeds"], Awaitable[Deed]]


class Disk:
    """Stands before SQLite's driver.

    From AniList's next write on, the statement `at` fails, and those after it where that `stays`.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.has_failed = False
        self._left: int | None = None
        self._stays = False
        execute = aiosqlite.Connection._execute

        async def run(connection: aiosqlite.Connection, work: Callable[..., Any], *given: Any, **named: Any) -> Any:
            if work.__name__ != "rollback" and self._fails():
                raise disk_error()
            return await execute(connection, work, *given, **named)

        patch.setattr(aiosqlite.Connection, "_execute", run)
        read = ShortReads._read

        def run_here(reads: ShortReads, *what: Any) -> Any:
            if self._fails():
                raise disk_error()
            return read(reads, *what)

        patch.setattr(ShortReads, "_read", run_here)

    def break_after(self, stand_in: Any, fault: faults.Fault, operation: str, *, at: int, stays: bool) -> None:
        self.has_failed, self._stays = False, stays

        async def breaking(request: web.Request, answer: faults.Answer) -> web.StreamResponse:
            async def answered() -> web.Response:
                response = await answer()
                self._left = at
                return response

            return await fault(request, answered)

        stand_in.faults.arm(breaking, operation=operation)

    def mend(self) -> None:
        self._left = None

    def _fails(self) -> bool:
        if self._left is None:
            return False
        self._left -= 1
        fails = self._left < 0 if self._stays else self._left == -1
        self.has_failed = self.has_failed or fails
        return fails


async def answered(_request: web.Request, answer: faults.Answer) -> web.Response:
    return await answer()


class Deeds:
    """All that changes a list, made ready to be done, and done again under the same id."""

    def __init__(self, shelves: Shelves, link: Link) -> None:
        self._shelves = shelves
        self._link = link
        self._editor = shelves.parts.editor
        self._favourites = shelves.parts.toggles
        self._bulk = shelves.parts.bulk

    async def begin(self) -> int:
        """Two that are watched, no favourite, all of it seen."""
        self._shelves.clock.advance(3601)
        self._shelves.stand_in.world.favourites[TSUMUGI.id] = []
        for one in BOTH:
            self._shelves.put(TSUMUGI, one, status="CURRENT", progress=5, completed_at=DateParts())
        await self._shelves.know(self._link)
        return self._shelves.new_id()

    async def change(self) -> Deed:
        number = await self.begin()
        return lambda: self._editor.change(self._link, MANGA, MORE, change_id=number)

    async def remove(self) -> Deed:
        number = await self.begin()
        return lambda: self._editor.remove(self._link, MANGA, change_id=number)

    async def undo(self) -> Deed:
        number = await self.begin()
        await self._shelves.show(self._link, await self._editor.change(self._link, MANGA, MORE, change_id=number))
        return lambda: self._editor.undo(self._link, number)

    async def favour(self) -> Deed:
        await self.begin()
        return lambda: self._favourites.set(self._link, Subject(MANGA), wanted=True, change_id=self._shelves.new_id())

    async def apply(self) -> Deed:
        number = await self.begin()
        await self._bulk.propose(self._link, BOTH, DONE, bulk_id=number)
        return lambda: self._bulk.apply(self._link, number)

    async def take_back(self) -> Deed:
        await (await self.apply())()
        number = self._shelves.new_id() - 1
        return lambda: self._bulk.undo(self._link, number)

    def state(self) -> object:
        listed = self._shelves.listed(TSUMUGI)
        entries = [(one.status, one.progress) if (one := listed.get(media_id)) else None for media_id in BOTH]
        return entries, self._shelves.stand_in.world.favourites[TSUMUGI.id]


DEEDS: dict[str, tuple[Ready, str]] = {
    "change": (Deeds.change, "SaveEntry"),
    "remove": (Deeds.remove, "DeleteEntry"),
    "undo": (Deeds.undo, "SaveEntry"),
    "favour": (Deeds.favour, "ToggleFavourite"),
    "apply": (Deeds.apply, "SaveEntries"),
    "take back": (Deeds.take_back, "SaveEntries"),
}


@pytest.fixture
def shelves(shelves: Shelves) -> Shelves:
    """Nothing else is on the lists: they are read hundreds of times."""
    for media_id in shelves.listed(TSUMUGI):
        shelves.take_away(TSUMUGI, media_id)
    for media_id in BOTH:
        shelves.put(TSUMUGI, media_id, status="CURRENT")
    return shelves


@pytest.mark.parametrize("step", [2, pytest.param(1, marks=pytest.mark.long)])
async def test_nobody_is_told_that_nothing_was_changed(
    shelves: Shelves, link: Link, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """The answers that come and those that do not take turns at the statements, if not each fails with both."""
    deeds, disk = Deeds(shelves, link), Disk(monkeypatch)
    wrong = list[str]()
    for name, (ready, operation) in DEEDS.items():
        for nth, fault in enumerate((answered, faults.reset_after)):
            for at in STATEMENTS[nth % step :: step]:
                deed = await ready(deeds)
                before = deeds.state()
                disk.break_after(shelves.stand_in, fault, operation, at=at, stays=at // step % 2 == 0)
                said = await _said(deed)
                disk.mend()
                if isinstance(said, StoreError | AniListError) and deeds.state() != before:
                    wrong.append(f"{name}, {fault.__name__}, {at}: {said!r}")
                if not disk.has_failed:
                    assert at
                    break
    assert not wrong, "\n".join(wrong)


async def _said(deed: Deed) -> Exception | None:
    try:
        await deed()
    except Exception as error:  # noqa: BLE001  (that is what is looked at)
        return error
    return None
