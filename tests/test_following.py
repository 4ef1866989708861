"""What people whom one follows think of a title: through the client, and cached by the library."""

from typing import Any

import msgspec
import pytest

from anilist import RateLimited, TokenRejected
from demo import faults
from demo.anilist import JUNO, PEOPLE, TSUMUGI
from library.following import FollowedOpinion
from store import Link
from tests.kit.library import AOI, BEBOP, SOLSTICE, Shelves

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
    assert [one.operation for one in shelves.stand_in.requests].count("Following") == 3


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
