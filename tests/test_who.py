"""/who: who in the server has a title."""

from typing import Any

import msgspec

from cards import who as cards
from cards.disambiguation import SEVERAL
from cards.list_buttons import AddTitle, OpenTitle, ShowFollowed
from cards.who import EVERYBODY, WhoPage, who_card
from demo.anilist import JUNO
from library.crowd.who import Who, grouped
from library.visible_members import VisibleMembers
from store import Media, ShownEntry
from tests.kit.home import START, a_link
from tests.kit.lists import (
    ADULT,
    BEBOP,
    DEATH_NOTE,
    HEROES,
    NARUTO,
    SLAM_DUNK,
    Club,
    ids,
    is_alone,
    move_in,
    told,
)
from tests.kit.shelf import a_title
from tests.kit.world import actions, labels, says, words

NAMES = {number: f"member {number:04}" for number in range(1, 1001)}


def entry(number: int, status: str = "COMPLETED", score: int = 0, progress: int = 0, repeat: int = 0) -> ShownEntry:
    return ShownEntry(number, 1, status, score, progress, 0, repeat)


def circle(**changes: Any) -> VisibleMembers:
    read_at = dict.fromkeys(NAMES, START)
    made = VisibleMembers(guild_id=1, guild_name="Club", viewer_id=1, viewer=a_link(), names=NAMES, read_at=read_at)
    return msgspec.structs.replace(made, **changes)


def test_who_is_at_it_is_ordered_by_how_far_others_by_what_they_think() -> None:
    found = grouped(
        [
            *(entry(number, score=score) for number, score in ((1, 60), (2, 90), (3, 0), (4, 60))),
            *(entry(5, "CURRENT", 100, 2), entry(6, "CURRENT", 0, 9), entry(7, "PLANNING"), entry(8, "NEWLY")),
        ],
        NAMES,
    )
    groups = {status: [one.discord_id for one in entries] for status, entries in found.groups.items()}
    assert list(groups.items()) == [("CURRENT", [6, 5]), ("COMPLETED", [2, 1, 4, 3]), ("PLANNING", [7]), ("NEWLY", [8])]
    assert (found.people, len(found.scores), found.mean) == (8, 4, 77.5)
    assert grouped([], NAMES) == Who({}) and Who({}).mean is None


def said(
    found: list[ShownEntry],
    *,
    progress: int = 0,
    status: str = EVERYBODY,
    media: Media = a_title(),  # noqa: B008  (frozen)
    **changes: Any,
) -> str:
    card = who_card(media, grouped(found, NAMES), circle(**changes), progress=progress, status=status)
    return words(type("Message", (), {"components": card.to_components()}))


def test_a_name_from_right_to_left_keeps_its_numbers_to_itself() -> None:
    line = said([entry(1, "CURRENT", progress=4)], progress=4, names={1: "\u05d0\u05d1 12"})
    assert "\u2068\u05d0\u05d1 12\u2069 · 4 / 24" in line


def test_what_lies_ahead_is_behind_a_bar() -> None:
    watching = [entry(1, "CURRENT", progress=3), entry(2, "CURRENT", progress=4), entry(3, "DROPPED", progress=5)]
    text = said(watching, progress=3)
    assert "member 0001 · 3 / 24" in text
    assert "member 0002 · ||4 / 24||" in text and "member 0003 · ||5 / 24||" in text
    assert "||" not in said(watching, progress=5)
    assert "member 0001 · ep 3\n" in said(watching, progress=3, media=a_title(episodes=None))
    assert "||" not in said([entry(1, progress=24, repeat=1)]) and "member 0001 2×" in said([entry(1, repeat=1)])


def test_scores_are_written_as_the_asker_writes_them() -> None:
    assert "member 0001 ★ 8.5\n" in said([entry(1, score=85)])
    assert "member 0001 ★★★★☆\n" in said([entry(1, score=85)], viewer=a_link(score_format="POINT_5"))
    assert "**★ 8.50** · AniList: ★ 8.5\n" in said([entry(1, score=85)], viewer=None)
    smileys = said([entry(1, score=85)], viewer=a_link(score_format="POINT_3"))
    mean = "🙂 85%"
    assert f"**{mean}** · AniList: {mean}\n" in smileys.replace(" %", "%"), "a smiley alone says little of a mean"
    assert "\nAniList: ★ 8.5\n" in said([entry(1), entry(2, "PLANNING")]), "no mean without scores"


def test_a_thousand_people_fit() -> None:
    statuses = ("CURRENT", "REPEATING", "COMPLETED", "PLANNING", "PAUSED", "DROPPED")
    crowd = [entry(number, statuses[number % 6], number % 101, number % 24) for number in NAMES]
    text = said(crowd)
    assert "\n1,000 member" in text and "**Watching** · 166" in text and "158 more" in text
    assert len(text) < 4000
    assert "**Dropped** · 166" in said(crowd, status="DROPPED")


async def test_the_whole_answer(club: Club) -> None:
    club.asked()
    reply = await club.run("aoi", "who", title=f"id:{DEATH_NOTE}")
    text = words(reply.response)
    assert not is_alone(reply) and club.asked() == []
    assert "DEATH NOTE" in text.splitlines()[0] and "**★ 8.00**" in text
    assert "ren · ||30 / 37||" in text and "aoi · 12 / 37 · ★ 8" in text
    assert actions(reply.response) == {WhoPage, OpenTitle, ShowFollowed}
    seen = await club.run("ren", "who", title="death note")
    text = words(seen.response)
    assert "ren · 30 / 37" in text and "aoi · 12 / 37 · 🙂" in text
    opened = await club.press("ren", seen.response, OpenTitle)
    assert is_alone(opened) and "30 / 37" in words(told(opened))
    manga = await club.run("ren", "who", title=f"id:{SLAM_DUNK}")
    assert "**Reading**" in words(manga.response) and "||275 / 276||" in words(manga.response)


async def test_nobody_has_it(club: Club) -> None:
    reply = await club.run("ren", "who", title=f"id:{BEBOP}")
    assert says(reply.response, cards.NOBODY) and actions(reply.response) == {
        AddTitle,
        WhoPage,
        OpenTitle,
        ShowFollowed,
    }


async def test_one_s_own_private_progress_bars_nothing_in_public(club: Club) -> None:
    club.put(JUNO, BEBOP, status="CURRENT", progress=3)
    await club.world.env.advance_time(601)
    await club.run("ren", "list")
    public = await club.run("aoi", "who", title=f"id:{BEBOP}")
    assert "||3 / 26||" in words(public.response), "aoi has seen five episodes, and nobody is to know"
    await club.answer_alone("aoi")
    alone = await club.run("aoi", "who", title=f"id:{BEBOP}")
    assert is_alone(alone) and "3 / 26" in words(alone.response) and "||" not in words(alone.response)
    assert "aoi" not in words(alone.response)


async def test_adult_titles_are_for_the_right_eyes(club: Club) -> None:
    for title in (f"id:{ADULT}", "Angel Blade Punish!"):
        assert is_alone(await club.run("aoi", "who", title=title))
    club.restrict(to_adults=True)
    reply = await club.run("aoi", "who", title=f"id:{ADULT}")
    assert not is_alone(reply) and "aoi" in words(reply.response)


async def test_several_titles_fit(club: Club) -> None:
    question = await club.run("aoi", "who", title="boku no")
    assert is_alone(question) and says(told(question), SEVERAL)
    picked = await club.pick("aoi", told(question), HEROES, "musubi:which")
    assert "Boku no Hero Academia" in words(told(picked)).splitlines()[0] and "aoi" in words(told(picked))
    assert club.forgive() == 1


async def test_pages_and_statuses_after_a_restart(club: Club) -> None:
    members = club.world.bot.store.members
    await move_in(club, 50)
    assert len(await members.shown(club.world.guild.id)) == 52
    reply = await club.run("aoi", "who", title=f"id:{NARUTO}")
    assert "39 more" in words(reply.response)
    await club.world.restart()
    await club.pick("ren", reply.response, "PLANNING", "musubi:who")
    assert "39 more" in words(reply.response), "ren has an answer of their own"
    await club.pick("aoi", reply.response, "PLANNING", "musubi:who")
    assert "**Planning** · 51" in words(reply.response) and "1 / 3" in labels(reply.response)
    await club.press("aoi", reply.response, WhoPage, number=2)
    assert "2 / 3" in labels(reply.response)
    await club.press("aoi", reply.response, WhoPage, number=2)
    assert "2 / 3" in labels(reply.response)
    await club.pick("aoi", reply.response, EVERYBODY, "musubi:who")
    assert "**Paused**" in words(reply.response)
    assert len(ids(reply.response)) == len(set(ids(reply.response)))
