"""What people do while AniList's answers are odd: it is done, or said by name why not, and nothing else is touched."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest

from anilist import AniListError, Caller
from demo import faults
from demo.anilist import TSUMUGI
from demo.anilist.lists import MediaList
from library.browse.pages import Viewpoint
from library.browse.query import BrowseQuery
from library.errors import LibraryError
from library.rules.entry_rules import Wish
from store import Link, Subject
from tests.kit.library import BEBOP, MONSTER, PIECE, Shelves
from tests.kit.odd import ODD, paths, with_odd

SUMMER = BrowseQuery(season="SUMMER", year=2026)
HOURS = 3600


async def several(shelves: Shelves, link: Link, number: int) -> None:
    bulk_id = shelves.new_id()
    await shelves.parts.bulk.propose(link, [BEBOP, MONSTER], Wish(score=1 + number % 100), bulk_id=bulk_id)
    await shelves.parts.bulk.apply(link, bulk_id)


async def by_mal(shelves: Shelves, link: Link, _: int) -> None:
    shelves.parts.finder._shared._by_mal.clear()
    await shelves.parts.finder.by_mal(link, 1, "ANIME")


async def favour(shelves: Shelves, link: Link, _: int) -> None:
    is_one = (await shelves.parts.library.fetch_title(link, BEBOP)).is_favourite
    await shelves.parts.toggles.set(link, Subject(BEBOP), wanted=not is_one, change_id=shelves.new_id())


Act = Callable[[Shelves, Link, int], Awaitable[object]]

ACTS: dict[str, Act] = {
    "Collection": lambda shelves, link, _: shelves.parts.list_sync.sync_list(link, "ANIME"),
    "Changes": lambda shelves, link, _: shelves.parts.list_sync.sync_now(link),
    "Media": lambda shelves, link, _: shelves.parts.library.card_title(link, BEBOP, max_age=0),
    "ByMal": by_mal,
    "Search": lambda shelves, link, _: shelves.parts.finder._shared._search(link, "bebop", None, Caller()),
    "Browse": lambda shelves, link, _: shelves.parts.browsing.page(SUMMER, Viewpoint(link), 0, 8),
    "Schedule": lambda shelves, link, _: shelves.parts.schedule.everything(link, shelves.clock() // 86400 + 1),
    "Airing": lambda shelves, link, _: shelves.parts.poll.round(),
    "SaveEntry": lambda shelves, link, number: shelves.parts.editor.change(
        link, BEBOP, Wish(score=1 + number % 100), change_id=shelves.new_id()
    ),
    "SaveEntries": several,
    "DeleteEntry": lambda shelves, link, _: shelves.parts.editor.remove(link, MONSTER, change_id=shelves.new_id()),
    "ToggleFavourite": favour,
}


@pytest.fixture
def shelves(shelves: Shelves) -> Shelves:
    shelves.put(TSUMUGI, BEBOP, status="CURRENT", progress=12, notes="mine")
    shelves.put(TSUMUGI, PIECE, status="CURRENT", progress=1000)
    return shelves


class Oddity:
    """Fills the places of an answer one after another: every `step`-th with `odds` odd things each."""

    def __init__(self, *, step: int, odds: int) -> None:
        self.number = self.asked = 0
        self.count = 1
        self._step = step
        self._odds = odds

    def __call__(self, data: Any) -> None:
        self.asked += 1
        places = list(paths(data))[:: self._step]
        self.count = len(places) * self._odds
        at, nth = divmod(self.number, self._odds)
        altered = with_odd(data, places[at % len(places)], ODD[(7 * at + nth) % len(ODD)])
        data.clear()
        data.update(altered)


async def act_oddly(shelves: Shelves, operation: str, oddity: Oddity) -> None:
    """Raises what nobody has a sentence for."""
    link = await linked(shelves)
    while oddity.number < oddity.count:
        shelves.clock.advance(7 * HOURS)
        shelves.put(TSUMUGI, MONSTER, status="PAUSED", progress=3)
        before, known = shelves.listed(TSUMUGI), await shelves.all(link)
        shelves.stand_in.faults.arm(faults.edited(oddity), operation=operation)
        with suppress(AniListError, LibraryError):
            await ACTS[operation](shelves, link, oddity.number)
        await shelves.settle()
        shelves.stand_in.faults.clear()
        nothing_else_is_touched(before, shelves.listed(TSUMUGI))
        assert len(known.keys() - (await shelves.all(link)).keys()) <= 1, (
            f"{operation} {oddity.number}: more is gone than what was removed"
        )
        oddity.number += 1
        if oddity.number % 20 == 0:  # a token ends after a year, and a list is read whole each week
            link = await linked(shelves)
    assert oddity.asked >= oddity.count, operation


async def linked(shelves: Shelves) -> Link:
    link = await shelves.link()
    await shelves.parts.list_sync.start_sync(link, whole=True)
    return link


def nothing_else_is_touched(before: dict[int, MediaList], after: dict[int, MediaList]) -> None:
    assert after[PIECE].progress == 1000 and (after[BEBOP].progress, after[BEBOP].notes) == (12, "mine")
    for media_id in before.keys() - {BEBOP, MONSTER}:
        assert after[media_id] == before[media_id]


async def test_odd_answers_are_nobodys_bug(shelves: Shelves) -> None:
    for operation in ACTS:
        await act_oddly(shelves, operation, Oddity(step=10, odds=1))


@pytest.mark.long
@pytest.mark.parametrize("operation", ACTS)
async def test_more_odd_answers_are_nobodys_bug(shelves: Shelves, operation: str) -> None:
    await act_oddly(shelves, operation, Oddity(step=1, odds=3))
