"""/server in Discord: the server's favourites, what it watches, and who has watched most."""

from typing import Any

from store import FuzzyDate
from tests.kit.lists import options, told
from tests.kit.shelf import a_title
from tests.kit.town import ADULT, LOVED, MANGA, OTHER, PLANNED, Town, listed
from tests.kit.world import labels, words


def lines(result: Any) -> list[str]:
    return [line for line in words(told(result)).splitlines() if line[:1].isdigit() or line.startswith("**")]


async def test_what_is_loved_here(town: Town) -> None:
    card = await town.run("aoi", "server top")
    assert "### Best loved anime in Anime Club" in words(card.response)
    assert lines(card)[0] == "1. **7.67** Musubi 23 · 3 people · AniList 8.5"
    assert len(lines(card)) == 10 and f"Musubi {LOVED}" not in words(card.response), "one person is no server"
    second = await town.press("aoi", card.response, "musubi:top:ANIME:loved:2")
    assert len(lines(second)) == 3 and "2 / 2" in labels(second.response)
    divisive = await town.pick("aoi", second.response, "musubi:top", "ANIME:divisive")
    assert lines(divisive)[0] == f"1. **6.50** Musubi {OTHER} · 2 people · AniList 8.5"
    manga = await town.pick("aoi", divisive.response, "musubi:top", "MANGA:known")
    assert "No manga has been scored by two people here yet." in words(manga.response)


async def test_a_servers_answers_are_for_anybody_in_it(town: Town) -> None:
    await town.store.links.delete(town.id_of("aoi"))
    assert "Musubi 19 · 2 people" in words((await town.run("aoi", "server top")).response)
    assert lines(await town.run("aoi", "server members"))
    await town.leave_alone()
    for command in ("top", "watching", "members"):
        empty = told(await town.run("aoi", f"server {command}"))
        assert "Nobody here has linked" in words(empty) and labels(empty) == ["Link AniList"]
    assert len(town.world.env.errors) == 3


async def test_what_is_watched_now(town: Town) -> None:
    for name, progress in (("aoi", 3), ("ren", 11)):
        await town.put(name, listed(PLANNED, status="CURRENT", progress=progress), listed(ADULT, status="CURRENT"))
        await town.put(name, listed(MANGA, status="REPEATING", progress=progress))
    await town.put("mio", listed(LOVED, status="CURRENT", progress=4))
    card = await town.run("mio", "server watching")
    assert lines(card) == [
        f"1. **Musubi {PLANNED}** · 2 people · episodes 3 to 11 of 24",
        f"2. **Musubi {LOVED}** · 1 person · episode 4 of 24",
    ]
    manga = await town.pick("mio", card.response, "musubi:watching", "MANGA")
    assert lines(manga) == [f"1. **Musubi {MANGA}** · 2 people · chapters 3 to 11 of 120"]
    assert options(manga.response, "musubi:open:beside") == [f"Musubi {MANGA}"]


async def test_who_has_not_begun_what_they_watch(town: Town) -> None:
    await town.put("aoi", listed(PLANNED, status="CURRENT", progress=0), listed(LOVED, status="CURRENT", progress=0))
    await town.put("ren", listed(PLANNED, status="CURRENT", progress=4))
    assert lines(await town.run("mio", "server watching")) == [
        f"1. **Musubi {PLANNED}** · 2 people · up to episode 4 of 24",
        f"2. **Musubi {LOVED}** · 1 person · not one episode yet",
    ]


async def test_nothing_is_watched(town: Town) -> None:
    assert "Nobody here watches any anime" in words((await town.run("aoi", "server watching")).response)
    assert "Nobody here reads any manga" in words((await town.run("aoi", "server watching", type="Manga")).response)


async def test_who_has_watched_most(town: Town) -> None:
    card = await town.run("aoi", "server members")
    assert lines(card)[0] == "1. **2.7 days** ren · 168 episodes"
    assert [line.split("** ")[1].split(" ")[0] for line in lines(card)] == ["ren", "mio", "aoi", "kai"]
    scores = await town.pick("aoi", card.response, "musubi:standings", "score:all")
    assert len(lines(scores)) == 3 and "kai" not in words(scores.response), "three scores are no mean"
    assert "-# Of who has scored 5 titles or more" in words(scores.response)
    month = await town.pick("aoi", scores.response, "musubi:standings", "completed:month")
    assert "Nobody here has finished anything this month yet." in words(month.response)
    await town.put("kai", listed(LOVED, completed=FuzzyDate(2026, 1, 1), score=90))
    await town.put("ren", listed(LOVED, completed=FuzzyDate(2025, 12, 31), score=90))
    await town.put("aoi", listed(MANGA, completed=FuzzyDate(2026, 1, 1)))
    assert lines(await town.press("aoi", month.response, "musubi:standings:completed:month:1:fresh")) == [
        "1. **1 finished** aoi",
        "2. **1 finished** kai · 0.2 days",
    ]


async def test_my_own_place_is_told_on_every_page(town: Town) -> None:
    for number in range(9):
        name = f"member{number}"
        await town.move_in(name, 20 + number)
        await town.put(name, listed(LOVED, progress=100 + number))
    card = await town.run("kai", "server members")
    assert "kai" not in "".join(lines(card)) and "Your place: 13. **" in words(card.response)
    assert "kai" in words(card.response).partition("Your place")[2]
    second = await town.press("kai", card.response, "musubi:standings:days:all:2")
    assert "kai" in lines(second)[-1] and "Your place" not in words(second.response)
    scores = await town.pick("kai", card.response, "musubi:standings", "score:all")
    assert "You have no place here yet." in words(scores.response)
    await town.store.links.delete(town.id_of("kai"))
    assert "place" not in words((await town.run("kai", "server members")).response)


async def test_names_and_titles_break_no_card(town: Town) -> None:
    await town.know(a_title(LOVED, romaji="**[x](https://evil.example)** <@1>\n# y", english=None))
    await town.put("aoi", listed(LOVED, score=100))
    await town.move_in("**eve** @everyone", 9)
    await town.put("**eve** @everyone", listed(LOVED, score=100))
    shown = words((await town.run("aoi", "server top")).response)
    assert "\\*\\*\\[x\\]\\(https\\:\\/\\/evil\\.example\\)\\*\\* \\<\\@1\\> \\# y" in shown
    assert "\\*\\*eve\\*\\* \\@everyone" in words((await town.run("aoi", "server members")).response)
