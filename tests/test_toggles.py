"""Follows and likes: absolute wishes, over what AniList only toggles; each is journalled, judged and undone once."""

import asyncio
from typing import Any

import pytest

from anilist import NotFound, TokenRejected, Unavailable
from demo import faults
from demo.anilist import JUNO, TSUMUGI
from demo.anilist.activity import ListPost
from library.errors import AlreadyToggled, NothingToUndo, NotKept, OutcomeUnknown, OwnAccount
from store import Link, Subject, SubjectKind
from tests.kit.library import AOI, BEBOP, Shelves

ACTIVITY = 900_000_000
FOLLOW, LIKE = Subject(JUNO.id, "USER"), Subject(ACTIVITY, "ACTIVITY")
SWITCHES: dict[SubjectKind, str] = {"USER": "takes_follows", "ACTIVITY": "takes_likes"}
both = pytest.mark.parametrize("subject", [FOLLOW, LIKE], ids=["follow", "like"])


async def ready(shelves: Shelves) -> Link:
    """Tsumugi, who follows nobody and likes nothing; Juno has just completed Cowboy Bebop."""
    world = shelves.stand_in.world
    world.follows[TSUMUGI.id] = set()
    world.activities.put(
        ListPost(
            id=ACTIVITY,
            user_id=JUNO.id,
            media_id=BEBOP,
            type="ANIME_LIST",
            status="completed",
            created_at=shelves.clock(),
        )
    )
    return await shelves.link()


def is_on(shelves: Shelves, subject: Subject) -> bool:
    world = shelves.stand_in.world
    if subject.kind == "USER":
        return subject.id in world.follows[TSUMUGI.id]
    return TSUMUGI.id in world.activities.likes_of(subject.id)


def operation(subject: Subject) -> tuple[str, str]:
    return ("Follow", "ToggleFollow") if subject.kind == "USER" else ("Like", "ToggleLike")


@both
async def test_a_wish_is_no_toggle_and_is_undone_once(shelves: Shelves, subject: Subject) -> None:
    link, toggles = await ready(shelves), shelves.parts.toggles
    wishes = [toggles.set(link, subject, wanted=True, change_id=number) for number in (1, 2, 3)]
    results = await asyncio.gather(*wishes, return_exceptions=True)
    assert is_on(shelves, subject) and sum(isinstance(one, AlreadyToggled) for one in results) == 2
    look, toggle = operation(subject)
    assert shelves.asked() == [look, toggle, look, look]
    await shelves.restart()
    toggles = shelves.parts.toggles
    (first,) = [one.id for one in results if not isinstance(one, BaseException)]
    undone = await toggles.undo(link, first)
    assert not is_on(shelves, subject) and not undone.is_on
    for number in (first, 99):
        with pytest.raises(NothingToUndo):
            await toggles.undo(link, number)
    with pytest.raises(AlreadyToggled):
        await toggles.set(link, subject, wanted=False, change_id=4)
    assert not is_on(shelves, subject)


@both
async def test_a_lost_answer_is_looked_for(shelves: Shelves, subject: Subject) -> None:
    link, toggles = await ready(shelves), shelves.parts.toggles
    look, toggle = operation(subject)
    shelves.stand_in.faults.arm(faults.reset_after, operation=toggle)
    assert (await toggles.set(link, subject, wanted=True, change_id=1)).is_on and is_on(shelves, subject)
    assert shelves.asked() == [look, toggle, look]
    shelves.stand_in.faults.arm(faults.reset_before, operation=toggle)
    with pytest.raises(Unavailable):
        await toggles.undo(link, 1)
    assert is_on(shelves, subject)
    shelves.stand_in.faults.arm(faults.reset_after, operation=toggle)
    shelves.stand_in.faults.arm(faults.nothing, operation=look)
    shelves.stand_in.faults.arm(faults.html(), times=9, operation=look)
    with pytest.raises(OutcomeUnknown):
        await toggles.undo(link, 1)
    shelves.stand_in.faults.clear()
    shelves.clock.advance(61)
    assert not (await toggles.undo(link, 1)).is_on, "it is undone already, and known as that now"
    with pytest.raises(NothingToUndo):
        await toggles.undo(link, 1)


@both
async def test_it_is_judged_by_the_answer(shelves: Shelves, subject: Subject) -> None:
    link, toggles = await ready(shelves), shelves.parts.toggles
    setattr(shelves.stand_in.world, SWITCHES[subject.kind], False)
    with pytest.raises(NotKept):
        await toggles.set(link, subject, wanted=True, change_id=1)
    setattr(shelves.stand_in.world, SWITCHES[subject.kind], True)

    def leave_out(data: Any) -> None:
        (told,) = data.values()
        told["isFollowing" if subject.kind == "USER" else "isLiked"] = None

    look, toggle = operation(subject)
    shelves.stand_in.faults.arm(faults.edited(leave_out), operation=look)
    shelves.asked()
    with pytest.raises(Unavailable):
        await toggles.set(link, subject, wanted=True, change_id=2)
    assert shelves.asked() == [look], "what nobody knows is not toggled"
    shelves.stand_in.faults.arm(faults.edited(leave_out), operation=toggle)
    assert (await toggles.set(link, subject, wanted=True, change_id=3)).is_on and is_on(shelves, subject)
    assert shelves.asked() == [look, toggle, look]


async def test_nobody_follows_themselves_or_whom_they_can_not_see(shelves: Shelves) -> None:
    link, toggles = await ready(shelves), shelves.parts.toggles
    with pytest.raises(OwnAccount):
        await toggles.set(link, Subject(TSUMUGI.id, "USER"), wanted=True, change_id=1)
    assert shelves.asked() == []
    bramble = next(person for person in shelves.stand_in.people if person.private_profile)
    gone = Subject(ACTIVITY + 7, "ACTIVITY")
    for subject in (Subject(bramble.id, "USER"), gone, Subject(2**40, "USER")):
        with pytest.raises(NotFound):
            await toggles.set(link, subject, wanted=True, change_id=2)


@both
async def test_another_account_neither_undoes_it_nor_is_told(shelves: Shelves, subject: Subject) -> None:
    link = await ready(shelves)
    await shelves.parts.toggles.set(link, subject, wanted=True, change_id=1)
    other = await shelves.link(AOI, next(one for one in shelves.stand_in.people if one.name == "Fern"))
    shelves.stand_in.world.follows[other.anilist_id] = {JUNO.id}
    with pytest.raises(NothingToUndo):
        await shelves.parts.toggles.undo(other, 1)
    with pytest.raises(TokenRejected):
        await shelves.parts.toggles.set(link, subject, wanted=False, change_id=2)
    assert is_on(shelves, subject) and shelves.stand_in.world.follows[other.anilist_id] == {JUNO.id}


async def test_toggles_are_forgotten_after_a_month(shelves: Shelves) -> None:
    link = await ready(shelves)
    await shelves.parts.toggles.set(link, FOLLOW, wanted=True, change_id=1)
    shelves.clock.advance(30 * 86400 + 1)
    await shelves.parts.toggles.expire()
    with pytest.raises(NothingToUndo):
        await shelves.parts.toggles.undo(link, 1)
    assert is_on(shelves, FOLLOW)
