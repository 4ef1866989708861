"""/airing in Discord: the day, one's own in it, and the days around it."""

import re

import pytest

from cards.airing import NOTHING_OF_YOURS, ShowDay, airing_card
from cards.buttons import StartLink
from cards.errors import UNAVAILABLE
from demo import faults
from library.schedule.airing import AiringSlot, DayPage
from store import Airing
from tests.kit.cards import shown
from tests.kit.lists import ADULT, DAY, DIGIMON, LIAR_GAME, Club, is_alone, told
from tests.kit.shelf import a_title
from tests.kit.world import START, actions, says, words

NOON = (START // DAY) * DAY + DAY // 2 + DAY  # of tomorrow, in all the time zones of these tests
MIDDLE = NOON - 9 * 3600  # of aoi's own day tomorrow


@pytest.fixture
def club(club: Club) -> Club:
    airings = club.stand_in.world.airings
    for hour, (media_id, episode) in enumerate(((DIGIMON, 44), (LIAR_GAME, 21))):
        airings.delay(media_id, episode, NOON + hour * 3600 - next_of(club, media_id))
    airings.put_on_air(ADULT, 1, NOON + 7200, last=3)
    club.asked()
    return club


def next_of(club: Club, media_id: int) -> int:
    airing = club.stand_in.world.airings.next(media_id)
    assert airing
    return airing.airing_at


def slot(text: str, title: str) -> list[str]:
    """The air time of that title on the card, and the facts about it: numbers, and what is said in bold."""
    above, _, below = text.partition(title)
    return [*re.findall("<t:\\d+:t>", above)[-1:], *re.findall(r"\d+ behind|\d+|🔒", below.split("\n")[1])]


async def test_a_day_with_ones_own_marked_and_titles_to_open(club: Club) -> None:
    reply = await club.run("aoi", "airing", day="Tomorrow")
    assert set(club.asked()) == {"Schedule"}
    assert not is_alone(reply) and f"<t:{MIDDLE}:D>" in words(reply.response)
    text = words(reply.response)
    assert slot(text, "DIGIMON BEATBREAK") == [f"<t:{NOON}:t>", "44", "2", "41 behind"]
    assert "**DIGIMON BEATBREAK**\n" in text
    assert "\nLIAR GAME\n" in text and slot(text, "LIAR GAME")[1:] == ["21"], "a private entry leaves no mark"
    opened = await club.pick("aoi", reply.response, DIGIMON, "musubi:open")
    assert is_alone(opened) and "DIGIMON BEATBREAK" in words(told(opened))
    await club.run("ren", "airing", day="Tomorrow")
    assert set(club.asked()) <= {"Schedule", "Media"}


def test_what_has_but_one_episode_is_called_what_it_is() -> None:
    titles = [a_title(1, format="MOVIE", episodes=1), a_title(3, episodes=12), a_title(5, episodes=None)]
    slots = [AiringSlot(Airing(one.id, 1, START), one, None, START) for one in titles]
    card = airing_card(
        DayPage(slots, 1, 1, 3, START), None, day=START // DAY, days=1, mine=False, now=START, is_whole=True
    )
    assert re.findall("-# (.+)", shown(card))[1:] == ["Movie", "ep 1 / 12", "ep 1"]


async def test_only_ones_own_and_alone_the_private_ones(club: Club) -> None:
    await club.run("aoi", "airing", day="Tomorrow")
    club.asked()
    public = await club.run("aoi", "airing", day="Tomorrow", mine=True)
    assert "DIGIMON" in words(public.response) and "LIAR GAME" not in words(public.response)
    await club.answer_alone("aoi")
    alone = await club.run("aoi", "airing", day="Tomorrow", mine=True)
    assert is_alone(alone) and slot(words(alone.response), "LIAR GAME")[1:] == ["21", "8", "12 behind", "🔒"]
    week = await club.run("aoi", "airing", day="My week")
    assert "UTC+09:00" in words(week.response) and f"<t:{MIDDLE - DAY}:D>" in words(week.response)
    assert f"<t:{NOON}:t>" in words(week.response).partition("**Tomorrow**")[2], "a block for each day"
    assert club.asked() == []
    pressed = await club.press("ren", public.response, ShowDay, day=20455)
    assert is_alone(pressed) and "\nDIGIMON BEATBREAK\n" in words(told(pressed)), "not ren's"
    assert "LIAR GAME" not in words(public.response), "it stays"


async def test_the_way_through_the_days_outlives_a_restart(club: Club) -> None:
    reply = await club.run("aoi", "airing")
    await club.world.restart()
    await club.press("aoi", reply.response, ShowDay, day=20455)
    assert f"<t:{MIDDLE}:D>" in words(reply.response)
    await club.press("aoi", reply.response, ShowDay, mine=True)
    assert f"<t:{MIDDLE}:D>" in words(reply.response) and "LIAR GAME" not in words(reply.response)
    for _ in range(2):
        await club.press("aoi", reply.response, ShowDay)
    assert f"<t:{MIDDLE - 2 * DAY}:D>" in words(reply.response) and says(reply.response, NOTHING_OF_YOURS)
    await club.press("aoi", reply.response, ShowDay, days=7)
    await club.press("aoi", reply.response, ShowDay, day=20454)
    assert f"<t:{MIDDLE - DAY}:D>" in words(reply.response)


async def test_adult_titles_where_they_may_be_seen(club: Club) -> None:
    async def count() -> int:
        reply = await club.run("aoi", "airing", day="Tomorrow")
        found = re.search(r"(\d+) episode", words(reply.response))
        assert found
        return int(found[1])

    others = await count()
    club.restrict(to_adults=True)
    assert await count() == others + 1
    club.restrict(to_adults=False)
    await club.answer_alone("aoi")
    assert await count() == others + 1, "one's own, planned"
    await club.run("aoi", "remove", title=f"id:{ADULT}")
    assert await count() == others


async def test_somebody_who_is_not_linked(club: Club) -> None:
    club.world.users["kei"] = club.world.env.create_user("kei")
    club.world.members["kei"] = club.world.guild.add_member(club.world.users["kei"])
    everything = await club.run("kei", "airing")
    assert "UTC ·" in words(told(everything))
    mine = await club.run("kei", "airing", mine=True)
    assert is_alone(mine) and actions(told(mine)) == {StartLink}
    direct = await club.world.users["kei"].slash("airing", day="Tomorrow")
    assert "DIGIMON BEATBREAK" in words(direct.response)
    club.forgive()


async def test_while_anilist_is_down_what_is_known_is_shown(club: Club) -> None:
    await club.run("aoi", "airing", day="Tomorrow")
    club.stand_in.faults.share(faults.disabled(), 1)
    known = await club.run("aoi", "airing", day="Tomorrow")
    assert "DIGIMON BEATBREAK" in words(known.response)
    mine = await club.run("aoi", "airing", day="My week")
    assert "DIGIMON BEATBREAK" in words(mine.response)
    unknown = await club.run("aoi", "airing", day="Wednesday")
    assert is_alone(unknown) and says(told(unknown), UNAVAILABLE)
    club.forgive()
