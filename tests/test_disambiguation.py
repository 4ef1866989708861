"""A title that was typed and fits several: which one is meant is asked, and then the command goes on as given."""

import asyncio
import json
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from discord import app_commands

from cards.deferred import DoDeferred
from cards.disambiguation import DID_YOU_MEAN, ONE_OF_THESE, SEVERAL, WHICH, AgreeToTitle
from cards.errors import CHECK_FIRST, DEFERRED, UNAVAILABLE
from cards.link import LINKED_AGAIN_AS
from cards.list_buttons import UndoChange
from cards.list_errors import DONE_OR_EXPIRED, NO_ANIME, NO_OWN_TITLE, NO_TITLE
from cards.watched import RATED
from chat.options import TitleOption
from demo import faults
from demo.anilist import TSUMUGI
from tests.kit.lists import ADULT, DEATH_NOTE, HEROES, Club, ids, is_alone, open_club, options, told
from tests.kit.stage import undated
from tests.kit.world import actions, by, labels, says, words

MANGA, NOVEL = 30021, 33645  # called as the anime
LONG = "What I think of it. " * 300  # as long as notes may be
# What else every command with a title takes; whoever adds one adds it here.
OTHERS: dict[str, dict[str, Any]] = {
    "watched": {"episode": 7},
    "read": {"chapter": 12, "volume": 2},
    "edit": {
        "status": "Rewatching or rereading",
        "progress": 4,
        "volumes": 1,
        "score": "7.5",
        "rewatches": 2,
        "started": "2024-05",
        "finished": "2025",
        "notes": LONG,
        "private": False,
        "hidden": True,
        "custom-lists": "none",
    },
    "rate": {"score": "9"},
    "add": {"status": "Dropped"},
    "remove": {},
    "favourite": {},
    "anime": {},
    "manga": {},
    "who": {},
    "remind": {"zone": "Europe/Berlin"},
    "feed": {"kind": "New episodes", "channel": "#news"},
}
TYPED = {"watched": "boku no", "anime": "boku no", "remind": "boku no", "feed": "boku no"}
MEANT = dict.fromkeys(TYPED, HEROES) | {"read": MANGA, "edit": MANGA, "manga": MANGA}


@pytest.fixture
async def club(club: Club) -> AsyncGenerator[Club]:
    await furnish(club)
    yield club
    club.forgive()


async def furnish(club: Club) -> None:
    """Aoi may manage the server, watches Heroes, and has both kinds of Death Note."""
    club.let_manage("aoi")
    club.put(TSUMUGI, HEROES, status="CURRENT", progress=5)
    club.put(TSUMUGI, MANGA, status="CURRENT", progress=9)
    novel = await club.world.bot.parts.library.fetch_title(None, NOVEL)
    await club.world.bot.parts.titles.store([novel.media], is_public=True)  # as a search would have told of it
    link = await club.world.bot.store.links.of(club.world.users["aoi"].id)
    assert link
    await club.world.bot.parts.list_sync.sync_now(link)


async def test_a_single_title_that_may_be_meant_is_asked_about(club: Club) -> None:
    """Nothing is done to what is only like what was typed, and what is like nothing is told with what was typed."""
    before = club.entry("aoi", DEATH_NOTE)
    question = await club.run("aoi", "watched", title="det noe", episode=20)
    assert says(told(question), DID_YOU_MEAN.format(title="**DEATH NOTE** (TV · 2006)"))
    assert says(told(question), NO_TITLE.format(typed="det noe"))
    assert actions(told(question)) == {AgreeToTitle} and is_alone(question) and club.entry("aoi", DEATH_NOTE) == before
    done = await club.press("aoi", told(question), AgreeToTitle)
    assert "**20**" in words(told(done)) and not is_alone(done)
    several = await club.run("aoi", "who", title="det noe")
    assert says(told(several), NO_TITLE.format(typed="det noe")) and says(told(several), ONE_OF_THESE)
    for command, given, said in (
        ("watched", {"title": "qqqq *xxxx*"}, NO_ANIME.format(typed="qqqq *xxxx*")),
        ("rate", {"title": "qqqq", "score": "9"}, NO_TITLE.format(typed="qqqq")),
        ("remove", {"title": "qqqq"}, NO_OWN_TITLE.format(typed="qqqq")),
        ("read", {"title": " "}, WHICH),
        ("read", {"title": "\u200b"}, WHICH),  # a space without width: nobody sees it
    ):
        refused = await club.run("aoi", command, **given)
        assert is_alone(refused) and says(told(refused), said), command
    assert r"\*xxxx\*" in words(told(await club.run("aoi", "watched", title="qqqq *xxxx*")))


def titled(club: Club) -> dict[str, set[str]]:
    """The commands with an option that is a title, and their other options."""
    found: dict[str, set[str]] = {}
    for command in club.world.bot.tree.walk_commands():
        if isinstance(command, app_commands.Command):
            titles = {one.display_name for one in command._params.values() if isinstance(one._annotation, TitleOption)}
            if titles:
                found[command.qualified_name] = {one.display_name for one in command.parameters} - titles
    return found


async def test_every_command_with_a_title_is_in_the_table(club: Club) -> None:
    assert titled(club) == {command: set(others) for command, others in OTHERS.items()}


async def outcome(folder: Path, command: str, *, typed: bool) -> dict[str, Any]:
    """All that can be told of it afterwards: by whom what is seen, what AniList holds and was asked, what is stored."""
    async with open_club(folder) as club:
        await furnish(club)
        news = club.world.guild.create_text_channel("news")
        given = {name: news if value == "#news" else value for name, value in OTHERS[command].items()}
        meant = MEANT.get(command, DEATH_NOTE)
        question = await club.run("aoi", command, title=TYPED.get(command, "death note"), **given)
        assert is_alone(question) and says(told(question), SEVERAL) and club.forgive() == 1
        club.asked()
        if typed:
            result = await club.pick("aoi", told(question), meant, "musubi:which")
            assert told(question) is None, "the question has gone"
        else:
            result = await club.run("aoi", command, title=f"id:{meant}", **given)
        asked = club.asked()
        database, lists = club.world.bot.store.database, club.stand_in.world.lists
        changes = await database.all("SELECT media_id, state, wanted FROM changes")
        return {
            "said": (words(told(result)), labels(told(result)), is_alone(result)),
            "public": club.public(),
            "asked": asked,
            "entries": [undated(one) for kind in ("ANIME", "MANGA") for one in lists.of(TSUMUGI.id, kind)],
            "favourites": list(club.stand_in.world.favourites[TSUMUGI.id]),
            "changes": [(row["media_id"], row["state"], _status(row["wanted"])) for row in changes],
            "kept": [await database.all(f"SELECT * FROM {table}") for table in ("reminded_titles", "feed_titles")],
        }


def _status(entry: str | None) -> str | None:
    return json.loads(entry)["status"] if entry else None


@pytest.mark.parametrize("command", OTHERS)
async def test_it_is_as_if_it_had_been_picked_at_once(tmp_path: Path, command: str) -> None:
    at_once = await outcome(tmp_path / "at once", command, typed=False)
    assert await outcome(tmp_path / "later", command, typed=True) == at_once


async def ask(club: Club, name: str = "aoi", command: str = "rate", **given: Any) -> Any:
    """The question, as its person sees it."""
    given = given or {"title": "death note", "score": "9"}
    return told(await club.run(name, command, **given))


async def pick(club: Club, question: Any, media_id: int = DEATH_NOTE, name: str = "aoi") -> Any:
    return await club.pick(name, question, media_id, "musubi:which")


async def test_a_restart_and_long_notes(club: Club) -> None:
    question = await ask(club, command="edit", title="death note", notes=LONG)
    await club.world.restart()
    done = await pick(club, question)
    assert club.entry("aoi", DEATH_NOTE).notes == LONG
    assert is_alone(done) and UndoChange in actions(told(done))


async def twice(club: Club, question: Any, media_id: int) -> list[Any]:
    with club.world.all_at_once():
        both = [await pick(club, question, media_id) for _ in range(2)]
    await club.world.env.settle()
    return both


async def test_two_picks_at_once_are_one(club: Club) -> None:
    question = await ask(club, command="watched", title="boku no")
    both = await twice(club, question, HEROES)
    assert club.entry("aoi", HEROES).progress == 6
    assert sum(says(told(one), DONE_OR_EXPIRED) for one in both) == 1
    question = await ask(club, command="favourite", title="death note")
    await twice(club, question, DEATH_NOTE)
    assert club.stand_in.world.favourites[TSUMUGI.id].count(DEATH_NOTE) == 1


async def test_it_is_for_its_person_alone(club: Club) -> None:
    aois, rens = await ask(club), await ask(club, "ren", title="death note", score=":)")
    stored = club.world.env.backend.get_message(club.world.general.id, rens.id)
    select = stored.components[0]["components"][1]["components"][0]
    for hostile in (ids(aois)[0], "musubi:which:0", "musubi:which:99999999999999999999", "musubi:which:x"):
        select["custom_id"] = hostile
        before = club.entry("ren", DEATH_NOTE).score, club.entry("aoi", DEATH_NOTE).score
        await club.world.members["ren"].select(rens, [str(DEATH_NOTE)], custom_id=hostile)
        assert (club.entry("ren", DEATH_NOTE).score, club.entry("aoi", DEATH_NOTE).score) == before
    await pick(club, aois)
    assert club.entry("aoi", DEATH_NOTE).score == 90


async def test_it_can_be_answered_again_when_anilist_was_down(club: Club) -> None:
    question = await ask(club, command="watched", title="boku no")
    await club.world.env.advance_time(601)
    club.stand_in.faults.share(faults.html(), 1.0)
    down = await pick(club, question, HEROES)
    assert says(told(down), UNAVAILABLE) and is_alone(down)
    club.stand_in.faults.clear()
    await club.world.env.advance_time(61)
    await pick(club, question, HEROES)
    assert club.entry("aoi", HEROES).progress == 6


@pytest.mark.parametrize("command", ["watched", "favourite", "remind", "feed"])
async def test_what_was_done_is_not_done_again_when_discord_did_not_take_the_answer(club: Club, command: str) -> None:
    """One more would be two more, and what is turned would be turned back."""
    database, given = club.world.bot.store.database, {"kind": "New episodes"} if command == "feed" else {}
    question = await ask(club, command=command, title=TYPED.get(command, "death note"), **given)
    meant = MEANT.get(command, DEATH_NOTE)
    club.world.env.inject_error("POST", "/webhooks/*", status=400, code=50035, message="Invalid Form Body")
    failed = await pick(club, question, meant)
    assert says(told(failed), CHECK_FIRST) and is_alone(failed)

    async def done() -> Any:
        kept = [await database.all(f"SELECT * FROM {table}") for table in ("reminded_titles", "feed_titles")]
        return club.entry("aoi", HEROES).progress, list(club.stand_in.world.favourites[TSUMUGI.id]), kept

    before = await done()
    assert says(told(await pick(club, question, meant)), DONE_OR_EXPIRED)
    assert await done() == before


async def test_another_can_be_picked_where_the_first_does_not_fit(club: Club) -> None:
    question = await ask(club, command="add", title="death note", status="Watching or reading")
    assert "already" in words(told(await pick(club, question, DEATH_NOTE)))
    await pick(club, question, NOVEL)
    assert club.entry("aoi", NOVEL).status == "CURRENT"


async def test_what_was_asked_for_outlives_a_dead_link(club: Club) -> None:
    question = await ask(club)
    await club.kill_token("aoi")
    refused = await pick(club, question)
    assert says(told(refused), DEFERRED)
    await club.world.link("aoi", TSUMUGI)
    card = [message for message in club.world.dms("aoi") if says(message, LINKED_AGAIN_AS)][-1]
    assert "**DEATH NOTE**: score 9" in words(card)
    await club.world.users["aoi"].click(card, **by(card, DoDeferred))
    assert club.entry("aoi", DEATH_NOTE).score == 90
    club.put(TSUMUGI, DEATH_NOTE, score=70)
    assert says(told(await pick(club, question)), DONE_OR_EXPIRED), "it is kept in one place"
    assert club.entry("aoi", DEATH_NOTE).score == 70


async def test_it_ends_after_an_hour_and_with_the_link(club: Club) -> None:
    database = club.world.bot.store.database
    late, unlinked = await ask(club), None
    await club.world.env.advance_time(3601)
    assert says(told(await pick(club, late)), DONE_OR_EXPIRED)
    unlinked = await ask(club)
    await club.world.bot.linking.unlink(club.world.users["aoi"].id)
    assert await database.all("SELECT * FROM questions WHERE command LIKE '%death note%' AND at > 0") == []
    assert says(told(await pick(club, unlinked)), DONE_OR_EXPIRED)
    await ask(club, command="anime", title="boku no")
    await club.world.env.advance_time(2 * 3600)
    assert await database.all("SELECT * FROM questions") == []


async def test_what_is_secret_stays_so(club: Club) -> None:
    club.put(TSUMUGI, DEATH_NOTE, private=True)
    await club.world.env.advance_time(601)
    done = await pick(club, await ask(club))
    assert is_alone(done) and says(told(done), RATED) and club.public() == ""
    known = (await club.world.bot.parts.library.cached_media([ADULT]))[ADULT]
    await club.world.bot.parts.titles.store([msgspec.structs.replace(known, id=999)], is_public=True)
    question = await ask(club, command="anime", title="angel blade punish!")
    assert is_alone(await pick(club, question, ADULT)) and club.public() == ""


async def test_in_direct_messages(club: Club) -> None:
    aoi = club.world.users["aoi"]
    question = told(await aoi.slash("rate", title="death note", score="9"))
    done = await aoi.select(question, [str(DEATH_NOTE)], custom_id=ids(question)[0])
    assert says(told(done), RATED) and club.entry("aoi", DEATH_NOTE).score == 90
    assert not any(says(message, SEVERAL) for message in club.world.dms("aoi"))


async def test_a_member_who_has_not_linked(club: Club) -> None:
    world = club.world
    await world.bot.linking.unlink(world.users["ren"].id)
    question = await ask(club, "ren", "anime", title="boku no")
    assert "Boku no Hero Academia" in options(question, "musubi:which")
    shown = await pick(club, question, HEROES, "ren")
    assert "Boku no Hero Academia" in words(told(shown)) and not is_alone(shown)


@pytest.mark.parametrize("operation", ["Media", "SaveEntry"])
async def test_what_was_cut_off_can_be_picked_again_and_is_done_once(club: Club, operation: str) -> None:
    async def cut_off(_request: Any, answer: faults.Answer) -> Any:
        for task in asyncio.all_tasks():
            if task.get_name().startswith("discord.py: on_interaction"):
                task.cancel()
        return await answer()

    question = await ask(club, command="watched", title="boku no")
    await club.world.env.advance_time(601)
    club.stand_in.faults.arm(cut_off, operation=operation)
    await pick(club, question, HEROES)
    await pick(club, question, HEROES)
    assert club.entry("aoi", HEROES).progress == 6
