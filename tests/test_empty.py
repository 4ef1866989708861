"""Where there is nothing to show, it is said why: nothing there, not shown here, or filters that are too narrow."""

from typing import Any

import pytest

from cards.airing import NOTHING_OF_YOURS
from cards.behind import CAUGHT_UP, SEE_THE_SEASON, WITHOUT_PRIVATE
from cards.entries import NOT_SHOWN
from cards.lists import EMPTY, NOTHING_SHOWN
from cards.random import NOTHING_FITS, NOTHING_OUT, NOTHING_SHOWN_THERE, NOTHING_THERE
from demo.anilist import JUNO, TSUMUGI
from tests.kit.lists import ADULT, BEBOP, DEATH_NOTE, DIGIMON, HEROES, LIAR_GAME, NARUTO, Club, told
from tests.kit.world import words

RULE = NOT_SHOWN


@pytest.fixture
async def club(club: Club) -> Club:
    """Aoi watches only what is private, Ren has no manga, and nothing that Aoi plans is out."""
    lists = club.stand_in.world.lists
    for media_id in (DEATH_NOTE, DIGIMON, NARUTO, ADULT, HEROES):
        lists.remove(club.entry("aoi", media_id))
    club.put(TSUMUGI, BEBOP, progress=26)
    club.put(TSUMUGI, LIAR_GAME, progress=20)
    club.put(JUNO, DEATH_NOTE, status="PLANNING", progress=0)
    for name in club.people:
        link = await club.world.bot.store.links.of(club.world.users[name].id)
        assert link
        await club.world.bot.parts.list_sync.sync_list(link, "ANIME")
    return club


async def said(club: Club, name: str, command: str, **options: Any) -> str:
    return words(told(await club.run(name, command, **options)))


async def test_why_there_is_nothing(club: Club) -> None:
    public = await said(club, "aoi", "list")
    assert "**Watching**" in public and "1" in public and "**Planning**" in public
    assert RULE in public and "Bebop" not in public
    assert NOTHING_SHOWN["MANGA"] in await said(club, "aoi", "list", type="Manga", user=ren(club))
    assert CAUGHT_UP not in (behind := await said(club, "aoi", "behind"))
    assert SEE_THE_SEASON.partition("{")[0] in behind and WITHOUT_PRIVATE in behind
    assert NOTHING_OUT.format(status="Planning") in await said(club, "aoi", "random")
    narrow = await said(club, "ren", "random", genre="Cooking", length="short")
    assert NOTHING_FITS.partition(".")[0].format(status="Planning", filters="Cooking · short") in narrow
    assert NOTHING_SHOWN_THERE["ANIME"].format(status="Dropped") in await said(club, "aoi", "random", status="Dropped")
    nothing = await said(club, "ren", "airing", mine=True)
    assert NOTHING_OF_YOURS.partition("{")[0] in nothing and RULE in nothing


async def test_to_the_owner_alone_nothing_is_kept_back(club: Club) -> None:
    for name in ("aoi", "ren"):
        await club.answer_alone(name)
    for command, options in (
        ("list", {"status": "Dropped"}),
        ("list", {"type": "Manga", "status": "Dropped"}),
        ("random", {"status": "Dropped"}),
        ("airing", {"mine": True}),
    ):
        assert RULE not in await said(club, "ren", command, **options), command
    assert EMPTY["MANGA"].partition("{")[0] in await said(club, "ren", "list", type="Manga")
    assert NOTHING_THERE["ANIME"].partition(" Add")[0].format(status="Dropped") in await said(
        club, "ren", "random", status="Dropped"
    )
    assert CAUGHT_UP in (behind := await said(club, "aoi", "behind"))
    assert WITHOUT_PRIVATE not in behind


def ren(club: Club) -> Any:
    return club.world.members["ren"]
