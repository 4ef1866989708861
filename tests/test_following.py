"""What people whom one follows think of a title: through the client, cached by the library, and on a card."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anilist import NotFound, RateLimited, TokenRejected
from cards.following import NOBODY, followed_card
from demo import faults
from demo.anilist import JUNO, PEOPLE, TSUMUGI
from i18n import t
from library.following import FollowedOpinion, FollowedOpinions
from store import Link
from tests.kit import cards
from tests.kit.any_card import STATUSES, addresses, people, words
from tests.kit.home import START, a_link
from tests.kit.library import AOI, BEBOP, SOLSTICE, Shelves
from tests.kit.shelf import a_title

BRAMBLE = next(person for person in PEOPLE if person.private_profile)


async def reader(shelves: Shelves, *followed: int) -> Link:
    """Tsumugi, who follows nobody but those."""
    shelves.stand_in.world.follows[TSUMUGI.id] = set(followed)
    return await shelves.link(AOI, TSUMUGI)


async def test_it_tells_the_entries_of_followed_people_alone(shelves: Shelves) -> None:
    """None of others, none that is private, none of a private profile, and not the follower's own."""
    link = await reader(shelves, JUNO.id, SOLSTICE.id, BRAMBLE.id)
    shelves.put(TSUMUGI, BEBOP, score=90)
    shelves.put(JUNO, BEBOP, status="DROPPED", score=35, progress=4, private=False)
    shelves.put(SOLSTICE, BEBOP, private=True)
    shelves.put(BRAMBLE, BEBOP, score=100, private=False)
    told = await shelves.parts.followed.opinions(link, BEBOP)
    url = f"{shelves.stand_in.site_url}/user/Juno"
    assert told.people == [FollowedOpinion(name="Juno", url=url, status="DROPPED", score=35, progress=4, repeat=0)]
    assert told.scores == [35] and not told.has_more
    with pytest.raises(NotFound):
        await shelves.parts.followed.opinions(link, 10**11)  # no id of AniList's


async def test_it_is_one_request_an_hour_and_never_somebody_elses(shelves: Shelves) -> None:
    link = await reader(shelves, JUNO.id)
    followed = shelves.parts.followed
    first = await followed.opinions(link, BEBOP)
    shelves.clock.advance(3599)
    assert await followed.opinions(link, BEBOP) is first
    with pytest.raises(TokenRejected):
        await followed.opinions(msgspec.structs.replace(link, rejected_at=1), BEBOP)
    other = await shelves.link(AOI, JUNO)
    shelves.stand_in.world.follows[JUNO.id] = set()
    assert (await followed.opinions(other, BEBOP)).people == []
    shelves.clock.advance(1)
    await shelves.link(AOI, TSUMUGI)
    assert (await followed.opinions(link, BEBOP)).as_of == shelves.clock()
    shelves.clock.advance(1)
    await followed.opinions(await shelves.link(AOI, TSUMUGI), BEBOP)
    assert [one.operation for one in shelves.stand_in.requests].count("Following") == 4, (
        "what was before an unlink is gone"
    )


async def test_another_account_of_the_same_second_has_its_own_people(shelves: Shelves) -> None:
    link, followed = await reader(shelves, JUNO.id), shelves.parts.followed
    first = await followed.opinions(link, BEBOP)
    other = await shelves.link(AOI, JUNO)
    assert other.linked_at == link.linked_at and await followed.opinions(other, BEBOP) is not first


async def test_an_answer_from_before_a_follow_is_not_kept(shelves: Shelves) -> None:
    link, followed = await reader(shelves), shelves.parts.followed
    during = faults.edited(lambda _data: followed.forget(link.discord_id))
    shelves.stand_in.faults.arm(during, operation="Following")
    for _ in range(3):
        await followed.opinions(link, BEBOP)
    assert shelves.asked().count("Following") == 2


async def test_an_old_answer_serves_while_anilist_does_not_answer(shelves: Shelves) -> None:
    link = await reader(shelves, JUNO.id)
    first = await shelves.parts.followed.opinions(link, BEBOP)
    shelves.stand_in.faults.arm(faults.too_many_requests(), operation="Following")
    again = await shelves.parts.followed.opinions(link, BEBOP, max_age=0)
    assert again == msgspec.structs.replace(first, is_unanswered=True)
    shelves.parts.followed.expire()
    with pytest.raises(RateLimited):
        await shelves.parts.followed.opinions(link, 21)


async def test_an_odd_entry_costs_the_others_nothing(shelves: Shelves) -> None:
    """And private entries and the follower's own are left out, should AniList tell them."""
    link = await reader(shelves, JUNO.id)
    shelves.put(JUNO, BEBOP, status="COMPLETED", score=0, private=False)

    def spoil(data: Any) -> None:
        (entry,) = data["Page"]["mediaList"]
        odd = {"score": 1000, "progress": -1, "repeat": None, "user": {"id": 5, "name": "ok", "siteUrl": "javascript:"}}
        data["Page"]["mediaList"] = [
            {**entry, "user": None},
            {**entry, "status": "NEWLY"},
            None,
            {**entry, "private": True},
            {**entry, "user": {**entry["user"], "id": TSUMUGI.id}},
            {**entry, **odd},
            entry,
        ]
        data["Page"]["pageInfo"] = {"hasNextPage": True}

    shelves.stand_in.faults.arm(faults.edited(spoil), operation="Following")
    told = await shelves.parts.followed.opinions(link, BEBOP)
    assert [(one.name, one.url is None, one.score, one.progress) for one in told.people] == [
        ("ok", True, 0, 0),
        ("Juno", False, 0, told.people[1].progress),
    ]
    assert told.has_more


def opinions(*told: tuple[str, int, int], has_more: bool = False) -> FollowedOpinions:
    """People by status, score and progress, named by their places."""
    found = [
        FollowedOpinion(
            name=f"F{at}", url=f"https://anilist.co/user/F{at}", status=status, score=score, progress=come, repeat=0
        )
        for at, (status, score, come) in enumerate(told)
    ]
    return FollowedOpinions(found, has_more, START)


def shown(found: FollowedOpinions, link: Link, progress: int = 4) -> str:
    card = followed_card(a_title(), found, link, progress=progress)
    cards.holds(card.to_components())
    return cards.shown(card)


def test_what_lies_ahead_is_behind_a_bar_and_scores_are_in_the_followers_format() -> None:
    found = opinions(("CURRENT", 85, 5), ("CURRENT", 0, 4), ("DROPPED", 40, 9), ("PLANNING", 0, 0), ("PLANNING", 0, 0))
    text = shown(found, a_link(score_format="POINT_5"))
    assert "[F0](https://anilist.co/user/F0) · ||5 / 24|| · ★★★★☆" in text
    assert "[F1](https://anilist.co/user/F1) · 4 / 24\n" in text and "||9 / 24|| · ★★☆☆☆" in text
    assert "**3.1\u00a0★** · 2" in text and text.index("F0") < text.index("F3") < text.index("F2")
    assert "[F3](https://anilist.co/user/F3)\u00a0· [F4]" in text


def test_it_says_when_nobody_has_it_and_when_there_are_more() -> None:
    assert t(NOBODY) in shown(opinions(), a_link())
    line = "-# These are the 1 latest"
    assert line in shown(opinions(("PLANNING", 0, 0), has_more=True), a_link())
    assert line not in shown(opinions(("PLANNING", 0, 0)), a_link())


anybody = st.builds(
    FollowedOpinion,
    name=words,
    url=addresses,
    status=st.sampled_from(STATUSES),
    score=st.integers(0, 100),
    progress=st.integers(0, 10**6),
    repeat=st.integers(0, 10**4),
)


@settings(max_examples=40)
@given(st.lists(anybody, max_size=25), people())
def test_no_name_breaks_the_card(found: list[FollowedOpinion], link: Link) -> None:
    shown(FollowedOpinions(found, has_more=True, as_of=START, is_unanswered=True), link)
