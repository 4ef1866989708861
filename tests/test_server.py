"""/server in Discord: the server's favourites, what it watches, and who has watched most."""

import re
from typing import Any

from cards.buttons import StartLink
from cards.leaderboard import NO_PLACE, NOTHING_COUNTED, YOUR_PLACE
from cards.server import NOT_STARTED, NOTHING_SCORED, NOTHING_WATCHED
from cards.visible_members import NOBODY
from store import FuzzyDate
from tests.kit.lists import options, told
from tests.kit.shelf import a_title
from tests.kit.town import ADULT, LOVED, MANGA, OTHER, PLANNED, Town, listed
from tests.kit.world import actions, labels, says, words

_FIGURES = re.compile(r"\*\*([^*]+)\*\*|(\d[\d.–]*)")


def lines(result: Any) -> list[str]:
    """The place, the name and the numbers of each entry of a ranking, with those in the small print below it."""
    shown = words(told(result)).partition(f"**{YOUR_PLACE}**")[0].partition("<t:")[0]
    entries = re.findall(r"^`.*(?:\n-# .*$)?", shown, re.MULTILINE)
    return [" ".join(name or number for name, number in _FIGURES.findall(entry)) for entry in entries]


async def test_what_is_loved_here(town: Town) -> None:
    card = await town.run("aoi", "server top")
    assert "Anime Club" in words(card.response)
    assert lines(card)[0] == "1. Musubi 23 7.67 3 8.5"
    assert len(lines(card)) == 10 and f"Musubi {LOVED}" not in words(card.response), "one person is no server"
    second = await town.press("aoi", card.response, "musubi:top:ANIME:loved:2")
    assert len(lines(second)) == 3 and "2 / 2" in labels(second.response)
    divisive = await town.pick("aoi", second.response, "musubi:top", "ANIME:divisive")
    assert lines(divisive)[0] == f"1. Musubi {OTHER} 6.50 2 8.5"
    manga = await town.pick("aoi", divisive.response, "musubi:top", "MANGA:known")
    assert says(manga.response, NOTHING_SCORED["MANGA"])


async def test_a_servers_answers_are_for_anybody_in_it(town: Town) -> None:
    await town.store.links.delete(town.id_of("aoi"))
    assert "10. Musubi 19 6.55 2 8.5" in lines(await town.run("aoi", "server top"))
    assert lines(await town.run("aoi", "server members"))
    await town.leave_alone()
    for command in ("top", "watching", "members"):
        empty = told(await town.run("aoi", f"server {command}"))
        assert says(empty, NOBODY) and actions(empty) == {StartLink}
    assert len(town.world.env.errors) == 3


async def test_what_is_watched_now(town: Town) -> None:
    for name, progress in (("aoi", 3), ("ren", 11)):
        await town.put(name, listed(PLANNED, status="CURRENT", progress=progress), listed(ADULT, status="CURRENT"))
        await town.put(name, listed(MANGA, status="REPEATING", progress=progress))
    await town.put("mio", listed(LOVED, status="CURRENT", progress=4))
    card = await town.run("mio", "server watching")
    assert lines(card) == [
        f"1. Musubi {PLANNED} 2 3–11 24",
        f"2. Musubi {LOVED} 1 4 24",
    ]
    manga = await town.pick("mio", card.response, "musubi:watching", "MANGA")
    assert lines(manga) == [f"1. Musubi {MANGA} 2 3–11 120"]
    assert options(manga.response, "musubi:open:beside") == [f"Musubi {MANGA}"]


async def test_who_has_not_begun_what_they_watch(town: Town) -> None:
    await town.put("aoi", listed(PLANNED, status="CURRENT", progress=0), listed(LOVED, status="CURRENT", progress=0))
    await town.put("ren", listed(PLANNED, status="CURRENT", progress=4))
    card = await town.run("mio", "server watching")
    assert lines(card) == [f"1. Musubi {PLANNED} 2 0–4 24", f"2. Musubi {LOVED} 1"]
    assert says(card.response, NOT_STARTED)


async def test_nothing_is_watched(town: Town) -> None:
    assert says((await town.run("aoi", "server watching")).response, NOTHING_WATCHED["ANIME"])
    assert says((await town.run("aoi", "server watching", type="Manga")).response, NOTHING_WATCHED["MANGA"])


async def test_who_has_watched_most(town: Town) -> None:
    card = await town.run("aoi", "server members")
    assert lines(card)[0] == "1. 2.7 ren 168"
    assert [line.split()[2] for line in lines(card)] == ["ren", "mio", "aoi", "kai"]
    scores = await town.pick("aoi", card.response, "musubi:standings", "score:all")
    assert len(lines(scores)) == 3 and "kai" not in words(scores.response), "three scores are no mean"
    assert " 5 " in words(scores.response).splitlines()[1]
    month = await town.pick("aoi", scores.response, "musubi:standings", "completed:month")
    assert says(month.response, NOTHING_COUNTED["month"])
    await town.put("kai", listed(LOVED, completed=FuzzyDate(2026, 1, 1), score=90))
    await town.put("ren", listed(LOVED, completed=FuzzyDate(2025, 12, 31), score=90))
    await town.put("aoi", listed(MANGA, completed=FuzzyDate(2026, 1, 1)))
    assert lines(await town.press("aoi", month.response, "musubi:standings:completed:month:1:fresh")) == [
        "1. 1 aoi",
        "2. 1 kai 0.2",
    ]


async def test_my_own_place_is_told_on_every_page(town: Town) -> None:
    for number in range(9):
        name = f"member{number}"
        await town.move_in(name, 20 + number)
        await town.put(name, listed(LOVED, progress=100 + number))
    card = await town.run("kai", "server members")
    assert "kai" not in "".join(lines(card))
    assert "\n`13. 0.6` **kai**" in words(card.response).partition(YOUR_PLACE)[2]
    second = await town.press("kai", card.response, "musubi:standings:days:all:2")
    assert "kai" in lines(second)[-1] and not says(second.response, YOUR_PLACE)
    scores = await town.pick("kai", card.response, "musubi:standings", "score:all")
    assert says(scores.response, NO_PLACE)
    await town.store.links.delete(town.id_of("kai"))
    theirs = (await town.run("kai", "server members")).response
    assert not says(theirs, NO_PLACE) and not says(theirs, YOUR_PLACE)


async def test_names_and_titles_break_no_card(town: Town) -> None:
    await town.know(a_title(LOVED, romaji="**[x](https://evil.example)** <@1>\n# y", english=None))
    await town.put("aoi", listed(LOVED, score=100))
    await town.move_in("**eve** @everyone", 9)
    await town.put("**eve** @everyone", listed(LOVED, score=100))
    shown = words((await town.run("aoi", "server top")).response)
    assert "\\*\\*\\[x\\]\\(https\\:\\/\\/evil\\.example\\)\\*\\* \\<\\@1\\> \\# y" in shown
    assert "\\*\\*eve\\*\\* \\@everyone" in words((await town.run("aoi", "server members")).response)
