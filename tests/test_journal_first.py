"""Nothing is asked of AniList under an id that is not in the journal, on any path to a change."""

from collections.abc import Awaitable

import msgspec
import pytest
from aiohttp import web

from demo import faults
from demo.faults import Answer
from library.errors import OutcomeUnknown
from library.rules.entry_rules import Step, Wish
from store import FuzzyDate, Link
from tests.kit.library import BEBOP, MONSTER, PIECE, TSUMUGI, Shelves

MUTATIONS = ("SaveEntry", "SaveEntries", "DeleteEntry")


@pytest.fixture
def shelves(shelves: Shelves) -> Shelves:
    for media_id, progress in ((BEBOP, 12), (PIECE, 900)):
        shelves.put(TSUMUGI, media_id, status="CURRENT", progress=progress, private=False)
    shelves.take_away(TSUMUGI, MONSTER)
    return shelves


class Watch:
    """Looks into the journal whenever AniList is asked to change something."""

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves
        self._change_id = 0
        self._seen = list[bool]()
        for operation in MUTATIONS:
            shelves.stand_in.faults.share(self._look, 1.0, operation=operation)

    async def over(self, change_id: int, work: Awaitable[object], *, mutations: int) -> None:
        self._change_id = change_id
        self._seen.clear()
        await work
        assert self._seen == [True] * mutations, change_id

    async def _look(self, _request: web.Request, answer: Answer) -> web.Response:
        single = await self._shelves.store.changes.of(self._change_id)
        several = await self._shelves.store.bulks.of(self._change_id)
        is_open = single is not None and (single.state == "begun" or single.is_undoing)
        self._seen.append(is_open or (several is not None and (several.state == "begun" or several.is_undoing)))
        return await answer()


async def test_every_path(shelves: Shelves) -> None:
    link = await shelves.link()
    await shelves.read(link)
    watch, editor = Watch(shelves), shelves.parts.editor
    undated = Wish(status="COMPLETED", completed=FuzzyDate())
    await watch.over(1, editor.change(link, BEBOP, Step(progress=1), change_id=1), mutations=1)
    await watch.over(2, editor.change(link, BEBOP, Step(progress=1), change_id=2), mutations=0)
    await watch.over(2, editor.undo(link, 2), mutations=1)
    await watch.over(3, editor.change(link, BEBOP, undated, change_id=3), mutations=2)
    await watch.over(4, editor.change(link, MONSTER, Wish(status="PLANNING"), change_id=4), mutations=1)
    await watch.over(4, editor.undo(link, 4), mutations=1)
    await watch.over(5, editor.remove(link, PIECE, change_id=5), mutations=1)
    await watch.over(5, editor.undo(link, 5), mutations=1)
    await watch.over(6, several(shelves, link, 6), mutations=1)
    await watch.over(6, shelves.parts.bulk.undo(link, 6), mutations=3)  # a completion without a date is two


async def several(shelves: Shelves, link: Link, bulk_id: int) -> None:
    await shelves.parts.bulk.propose(link, [BEBOP, PIECE], Wish(status="PAUSED"), bulk_id=bulk_id)
    await shelves.parts.bulk.apply(link, bulk_id)


async def test_what_is_left_of_a_wish_is_done_under_the_id_of_whoever_asks_again(shelves: Shelves) -> None:
    """Nobody knows what became of the first; it is found out under the second's id, which is the same change."""
    link = await shelves.link()
    await shelves.read(link)
    shelves.stand_in.faults.arm(faults.reset_before, times=2, operation="SaveEntry")
    with pytest.raises(OutcomeUnknown):
        await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    watch = Watch(shelves)
    await watch.over(2, shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=2), mutations=1)


async def test_scores_that_are_sent_once_more_are_still_that_change(shelves: Shelves) -> None:
    link = await shelves.link()
    await shelves.read(link)
    parts = TSUMUGI.anime.advanced_scoring or ()
    turned = msgspec.structs.replace(TSUMUGI.anime, advanced_scoring=parts[::-1])
    shelves.stand_in.world.change_settings(TSUMUGI.id, anime=turned)
    wish = Wish(advanced_scores={"Story": 70.0})
    watch = Watch(shelves)
    await watch.over(1, shelves.parts.editor.change(link, BEBOP, wish, change_id=1), mutations=2)
