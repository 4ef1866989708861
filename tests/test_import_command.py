"""/import: the file, the preview, the start, Stop and Undo, who sees it, and where its end is told."""

from typing import Any

from cards.imports import (
    FOLLOWERS_SEE,
    MODES,
    NO_IMPORT,
    NOTHING_TO_DO,
    WAITS_FOR_ANILIST,
    WAITS_FOR_LINK,
    ChooseImportMode,
    DiscardImport,
    ListImport,
    ResumeImport,
    ShowImport,
    StartImport,
    StopImport,
    UndoImport,
)
from cards.list_errors import LINK_FIRST, MOVED_ON
from demo import faults
from demo.anilist.media import all_media
from library.imports.export import DAMAGED, NO_EXPORT, TOO_BIG
from tests.kit.exports import OWNER, anime, export, packed
from tests.kit.lists import Club, is_alone, told
from tests.kit.world import actions, by, labels, says, words

ANIME = [node for node in all_media().values() if node["type"] == "ANIME" and node["idMal"] and node["episodes"]]
HOSTILE = "**@everyone** [x](https://evil.example) `"
CHOOSE = "musubi:import:mode"


def unlisted(club: Club, name: str, count: int) -> list[dict[str, Any]]:
    return [node for node in ANIME if club.entry(name, node["id"]) is None][:count]


def completed(node: dict[str, Any], **values: object) -> str:
    return anime(
        node["idMal"], node["title"]["romaji"], status="Completed", score=9, finish_date="2020-01-01", **values
    )


async def settled(club: Club) -> None:
    await club.world.bot.parts.importer.settled()


async def sent(club: Club, *entries: str, name: str = "aoi") -> Any:
    """The preview of a file with these entries, as it stands in the reply."""
    result = await club.run(name, "import", file=("animelist.xml.gz", packed(export(*entries))))
    await settled(club)
    return result


async def test_from_the_file_to_the_undo(club: Club) -> None:
    (first, second), listed = unlisted(club, "aoi", 2), next(node for node in ANIME if club.entry("aoi", node["id"]))
    before = club.entry("aoi", listed["id"])
    file = [completed(first), completed(second), completed(listed), anime(9_999_999, HOSTILE)]
    result = await sent(club, *file)
    card = told(result)
    assert is_alone(result) and "**2** titles to add" in words(card) and "1 isn’t on AniList" in words(card)
    assert says(card, MODES["missing"][1]) and OWNER not in words(card) and club.entry("aoi", first["id"]) is None
    assert {StartImport, DiscardImport, ListImport, ChooseImportMode} <= actions(card)
    await club.pick("aoi", card, "overwrite", CHOOSE)
    assert says(card, MODES["overwrite"][1])
    await club.pick("aoi", card, "missing", CHOOSE)
    await club.press("aoi", card, StartImport, mode="missing")
    await settled(club)
    assert "**2** titles imported" in words(card) and UndoImport in actions(card) and StartImport not in actions(card)
    assert "evil" in words(card) and "](https://evil" not in words(card), "it is escaped"
    entry = club.entry("aoi", first["id"])
    assert (entry.status, entry.score, entry.progress) == ("COMPLETED", 90, first["episodes"])
    assert club.entry("aoi", listed["id"]) == before
    whole = await club.press("aoi", card, ListImport)
    (attachment,) = told(whole).attachments
    assert is_alone(whole) and attachment.filename == "import.txt"
    text = (await attachment.read()).decode()
    assert first["title"]["romaji"] in text and HOSTILE in text and OWNER not in text
    again = await club.run("aoi", "import")
    assert "**2** titles imported" in words(told(again)) and is_alone(again)
    await club.press("aoi", card, UndoImport)
    await settled(club)
    assert club.entry("aoi", first["id"]) is None and "**2** titles are as before" in words(card)
    await club.press("aoi", told(again), UndoImport)
    assert says(told(again), MOVED_ON) or UndoImport not in actions(told(again)), "there is nothing left to undo"
    assert words(card).count("@everyone") == 0 or "\\*\\*" in words(card)
    assert "Anime" not in club.public() or OWNER not in club.public()


async def test_it_waits_stops_goes_on_and_tells_the_end_in_a_message(club: Club) -> None:
    nodes = unlisted(club, "aoi", 20)
    card = told(await sent(club, *map(completed, nodes)))
    club.stand_in.faults.arm(faults.nothing, operation="SaveEach")
    club.stand_in.faults.arm(faults.disabled(), operation="SaveEach")
    await club.press("aoi", card, StartImport, mode="missing")
    await settled(club)
    assert says(card, WAITS_FOR_ANILIST), "without a press"
    await club.press("aoi", card, ShowImport)
    assert {StopImport, ShowImport} <= actions(card) and "15 of 20" in words(card) and says(card, WAITS_FOR_ANILIST)
    await club.press("aoi", card, StopImport)
    await club.world.restart()
    shown = told(await club.run("aoi", "import"))
    assert {ResumeImport, UndoImport} <= actions(shown) and "5 titles are left" in words(shown)
    club.stand_in.faults.arm(faults.disabled(), operation="SaveEach")
    await club.press("aoi", shown, ResumeImport)
    await settled(club)
    before = len(club.world.dms("aoi"))
    await club.world.env.advance_time(20 * 60)  # the reply can't be edited any more
    assert all(club.entry("aoi", node["id"]) for node in nodes)
    (message,) = club.world.dms("aoi")[before:]
    assert "**20** titles imported" in words(message) and UndoImport in actions(message)
    await club.world.users["aoi"].click(message, **by(message, UndoImport))
    await settled(club)
    assert not any(club.entry("aoi", node["id"]) for node in nodes)


async def test_files_that_are_none(club: Club) -> None:
    for name, data, said in (
        ("list.xml", b"<html></html>", NO_EXPORT),
        ("list.xml.gz", packed(export(anime(1)))[:-12], DAMAGED),
        ("list.xml", bytes(11 * 1024 * 1024), TOO_BIG),
    ):
        result = await club.run("aoi", "import", file=(name, data))
        assert says(told(result), said), name
    assert club.forgive() == 3
    assert says(told(await club.run("aoi", "import")), NO_IMPORT)


async def test_it_is_its_persons_alone(club: Club) -> None:
    card = told(await sent(club, completed(unlisted(club, "aoi", 1)[0])))
    assert says(card, FOLLOWERS_SEE)
    latest = await club.world.bot.store.imports.latest(club.world.users["aoi"].id)
    assert latest
    stranger = await sent(club, completed(unlisted(club, "ren", 1)[0]), name="ren")
    theirs = told(stranger)
    await club.press("aoi", card, DiscardImport)
    assert await club.world.bot.store.imports.of(latest.id) is None and actions(card) == set()
    assert StartImport in actions(theirs) and "Start" in labels(theirs)
    club.world.users["new"] = club.world.env.create_user("new")
    club.world.members["new"] = club.world.guild.add_member(club.world.users["new"])
    assert says(told(await club.run("new", "import", file=("a.xml", export(anime(1))))), LINK_FIRST)
    assert club.forgive() == 1


async def test_nothing_to_do_says_so(club: Club) -> None:
    listed = next(node for node in ANIME if club.entry("aoi", node["id"]))
    card = told(await sent(club, completed(listed)))
    assert says(card, NOTHING_TO_DO) and StartImport not in actions(card)


async def test_a_dead_link_is_waited_for(club: Club) -> None:
    await club.world.bot.store.links.reject(club.world.users["aoi"].id)
    card = told(await sent(club, completed(unlisted(club, "aoi", 1)[0])))
    assert says(card, WAITS_FOR_LINK) and StartImport not in actions(card)


async def test_that_anilist_does_not_answer_is_said_until_it_does(club: Club) -> None:
    club.stand_in.faults.share(faults.disabled(), 1)
    card = told(await sent(club, completed(unlisted(club, "aoi", 1)[0])))
    assert says(card, WAITS_FOR_ANILIST) and StartImport not in actions(card)
    club.stand_in.faults.clear()
    await club.world.env.advance_time(180)
    await settled(club)
    assert not says(card, WAITS_FOR_ANILIST) and StartImport in actions(card)
