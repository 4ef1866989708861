"""Every command and button about lists when it can't do what it is asked: one sentence, to the person alone."""

from typing import Any

import pytest

from cards.buttons import StartLink
from cards.errors import DEFERRED, OUR_FAULT, REJECTED, SLOW
from cards.list_buttons import UndoChange
from chat import errors
from demo import faults
from tests.kit.lists import BEBOP, DEATH_NOTE, Club, ids, is_alone, told
from tests.kit.world import actions, says, words

NEW, FRESH = "id:1735", f"id:{DEATH_NOTE}"
ASKING: list[tuple[str, dict[str, Any]]] = [
    ("watched", {"title": FRESH}),
    ("read", {"title": "id:30051"}),
    ("edit", {"title": FRESH, "score": "7.7"}),
    ("rate", {"title": FRESH, "score": "7.7"}),
    ("add", {"title": NEW}),
    ("remove", {"title": FRESH}),
    ("favourite", {"title": FRESH}),
]
FROM_MEMORY: list[tuple[str, dict[str, Any]]] = [("list", {}), ("behind", {}), ("random", {})]
PRESSES = ("musubi:plus", "musubi:fav", "musubi:add", "musubi:undo", "musubi:catch")


async def some_cards(club: Club) -> list[Any]:
    """Aoi's, with every kind of button."""
    commands = ("watched", {"title": FRESH}), ("anime", {"title": FRESH}), ("anime", {"title": NEW}), ("behind", {})
    return [(await club.run("aoi", command, **options)).response for command, options in commands]


async def press_all(club: Club, cards: list[Any]) -> list[Any]:
    starts = [(card, start) for card in cards for start in PRESSES if any(one.startswith(start) for one in ids(card))]
    assert {start for _, start in starts} == set(PRESSES)
    return [await club.press_id("aoi", card, start) for card, start in starts]


async def test_without_a_link(club: Club) -> None:
    cards = await some_cards(club)
    await club.world.bot.linking.unlink(club.world.users["aoi"].id)
    public = club.public()
    replies = [await club.run("aoi", command, **options) for command, options in ASKING + FROM_MEMORY]
    assert club.forgive() == len(replies)
    replies += await press_all(club, cards)
    for start in ("musubi:score", "musubi:edit"):
        replies.append(await club.press_id("aoi", cards[0], start))
    for reply in replies:
        assert is_alone(reply) and "Link your AniList account" in words(told(reply))
        assert actions(told(reply)) == {StartLink}
    assert club.public() == public
    direct = await club.world.users["aoi"].slash("list")
    assert actions(told(direct)) == {StartLink} and club.forgive()


async def test_when_anilist_is_down(club: Club) -> None:
    cards = await some_cards(club)
    progress, public = club.entry("aoi", DEATH_NOTE).progress, club.public()
    club.stand_in.faults.share(faults.html(), 1.0)
    replies = [await club.run("aoi", command, **options) for command, options in ASKING]
    replies += await press_all(club, cards)
    for reply in replies:
        assert is_alone(reply) and "AniList" in words(told(reply)) and "gain" in words(told(reply))
    for command, options in FROM_MEMORY[:2]:
        assert "DIGIMON" in words((await club.run("aoi", command, **options)).response)
    club.stand_in.faults.clear()
    await club.world.env.advance_time(601)
    assert club.entry("aoi", DEATH_NOTE).progress == progress and club.public().startswith(public)
    again = await club.run("aoi", "watched", title=f"id:{BEBOP}")
    assert "**6**" in words(told(again)) and club.forgive() == len(ASKING)


async def test_with_a_dead_token(club: Club) -> None:
    cards = await some_cards(club)
    await club.kill_token("aoi")
    replies = [await club.run("aoi", command, **options) for command, options in ASKING]
    assert club.forgive() == len(ASKING)
    replies += await press_all(club, cards)
    for reply in replies:
        assert is_alone(reply) and (says(told(reply), REJECTED) or says(told(reply), DEFERRED))
        assert actions(told(reply)) == {StartLink}
    for command, options in FROM_MEMORY[:2]:
        assert "DIGIMON" in words((await club.run("aoi", command, **options)).response)
    card = await club.run("aoi", "anime", title=NEW)
    assert "NARUTO: Shippuuden".replace(":", r"\:") in words(told(card)), "what is public can still be read"


def everywhere(**odd: object) -> faults.Fault:
    """In every answer those fields are odd."""

    def fill(found: Any) -> None:
        if isinstance(found, dict):
            found.update({name: value for name, value in odd.items() if name in found})
        for one in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
            fill(one)

    return faults.edited(fill)


async def test_when_anilists_answers_are_odd(club: Club) -> None:
    """What can be read is used, and a change that AniList has made is told as one."""
    ways: list[tuple[dict[str, object], bool]] = [
        ({"advancedScores": "0", "customLists": 7}, True),
        ({"siteUrl": "https://a.example/b)[c](https://evil.example", "color": "red", "extraLarge": 5}, True),
        ({"progress": "many"}, False),
        ({"type": "DRAMA"}, False),
        ({"private": [], "episodes": 10**30, "updatedAt": -1, "season": 7, "nodes": [None]}, True),
    ]
    for odd, is_done in ways:
        club.stand_in.faults.share(everywhere(**odd), 1.0)
        await club.world.env.advance_time(601)
        replies = [await club.run("aoi", command, **options) for command, options in ASKING[:4] + FROM_MEMORY]
        replies += [await club.run("aoi", "anime", title=one) for one in (NEW, FRESH)]
        for reply in replies:
            assert not says(told(reply), OUR_FAULT) and "evil" not in words(told(reply))
        watched, *_ = replies
        assert ("**Watching**" in words(told(watched))) is is_done
        assert not is_done or UndoChange in actions(told(watched))
        planned = words((await club.run("aoi", "list", status="Planning")).response)
        assert ("NARUTO" in planned) is ("private" not in odd)
        club.stand_in.faults.clear()
    assert club.forgive()


async def test_when_it_takes_too_long(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    card = (await club.run("aoi", "watched", title=FRESH)).response
    monkeypatch.setattr(errors, "SECONDS_TO_ANSWER", 0)
    command, press = await club.run("aoi", "anime", title=NEW), await club.press_id("aoi", card, "musubi:plus")
    for reply in (command, press):
        assert is_alone(reply) and says(told(reply), SLOW)
    monkeypatch.undo()
    await club.press_id("aoi", card, "musubi:plus")
    assert club.entry("aoi", DEATH_NOTE).progress == 14
