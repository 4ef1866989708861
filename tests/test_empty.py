"""Where there is nothing to show, it is said why: nothing there, not shown here, or filters that are too narrow."""

from typing import Any

import pytest

from demo.anilist import JUNO, TSUMUGI
from tests.kit.lists import ADULT, BEBOP, DEATH_NOTE, DIGIMON, HEROES, LIAR_GAME, NARUTO, Club, told
from tests.kit.world import words

RULE = "Private and hidden titles are not shown here"


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
    assert "Nothing in Watching, but 1 title in Planning." in public
    assert RULE in public and "Bebop" not in public
    assert "No manga that may be shown here" in await said(club, "aoi", "list", type="Manga", user=ren(club))
    assert "You are up to date" not in (behind := await said(club, "aoi", "behind"))
    assert "Nothing that you watch is airing or has episodes left" in behind and "without private titles" in behind
    assert "Of your 1 anime in Planning none is out yet." in await said(club, "aoi", "random")
    narrow = await said(club, "ren", "random", genre="Cooking", length="short")
    assert "Of your 1 anime in Planning none is out and fits “Cooking · short”. Loosen that, or /add" in narrow
    assert "You have no anime in Dropped that may be shown here." in await said(club, "aoi", "random", status="Dropped")
    nothing = await said(club, "ren", "airing", mine=True)
    assert "Nothing that you watch or plan airs then" in nothing and RULE in nothing


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
    assert "This manga list is empty. /add puts a title on it." in await said(club, "ren", "list", type="Manga")
    assert "You have no anime in Dropped. /add puts a title there." in await said(
        club, "ren", "random", status="Dropped"
    )
    assert "You are up to date" in (behind := await said(club, "aoi", "behind"))
    assert "without private" not in behind


def ren(club: Club) -> Any:
    return club.world.members["ren"]
