"""A disk that is full, or can't be written: people are told, the log has a line, and AniList is not asked to change."""

import logging

import pytest

from cards.errors import DISK_FULL
from tests.kit.home import refuse_writes, sqlite
from tests.kit.lists import DEATH_NOTE, Club, told
from tests.kit.world import says, state_in, words

TITLE = {"title": f"id:{DEATH_NOTE}"}
CHANGES = {"SaveMediaListEntry", "UpdateMediaListEntries", "DeleteMediaListEntry", "ToggleFavourite"}


pytestmark = pytest.mark.usefixtures("managing", "forgiving")


async def fill_the_disk(club: Club) -> None:
    """Let SQLite find no room for another page, and leave none free in those that there are."""
    database = sqlite(club.world.bot.store)
    await database.execute("VACUUM")
    pages = await database.one("PRAGMA page_count")
    assert pages
    await database.execute(f"PRAGMA max_page_count = {pages['page_count']}")


async def test_on_a_full_disk_nothing_is_asked_of_anilist(club: Club, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    await fill_the_disk(club)
    before, answers = club.entry("aoi", DEATH_NOTE).progress, list[str]()
    while not answers or DISK_FULL not in answers[-1]:  # SQLite has some room in the pages that it has
        assert len(answers) < 200
        club.asked()
        caplog.clear()
        answers.append(words(told(await club.run("aoi", "edit", **TITLE, notes=f"{len(answers)} " * 1000))))
        before = club.entry("aoi", DEATH_NOTE).notes if DISK_FULL not in answers[-1] else before
    assert not CHANGES & set(club.asked())
    assert club.entry("aoi", DEATH_NOTE).notes == before
    (line,) = caplog.records
    assert line.levelno == logging.ERROR and line.exc_info is None and "database or disk is full" in line.getMessage()


async def test_where_nothing_can_be_written_each_command_that_would_says_so(
    club: Club, caplog: pytest.LogCaptureFixture
) -> None:
    world = club.world
    await club.press_id("ren", (await club.run("ren", "link")).response, "musubi:link")
    state = state_in(world.dms("ren")[-1])
    settings = await club.run("aoi", "settings")
    await refuse_writes(world.bot.store.database, is_on=True)
    caplog.set_level(logging.WARNING)
    for command, options in {
        "watched": TITLE,
        "remove": TITLE,
        "favourite": TITLE,
        "link": {},
        "feed": {"kind": "New episodes"},
    }.items():
        caplog.clear()
        result = await club.run("aoi", command, **options)
        if command == "link":
            result = await club.press_id("aoi", result.response, "musubi:link")
        assert says(told(result), DISK_FULL), command
        (line,) = (one for one in caplog.records if one.name != "store.leases")  # a lease can't be given back
        assert line.getMessage().startswith("Nothing was changed for somebody: ") and line.exc_info is None, command
    for start in ("musubi:settings:social", "musubi:settings:adult"):
        result = await club.press_id("aoi", settings.response, start)
        assert says(told(result), DISK_FULL), start
    answer = await world.present(state)
    assert (answer.status, answer.body["error"], answer.body["retry"]) == (503, "disk", True)
    assert all(record.exc_info is None for record in caplog.records)
    await refuse_writes(world.bot.store.database, is_on=False)
    assert (await world.present(state)).status == 200
