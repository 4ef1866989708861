"""Replies to activities: each is posted once, whatever is lost on the way, and deleted again."""

import asyncio
from typing import Any

import pytest

from anilist import Invalid, NotFound, RateLimited, TokenRejected, Unavailable
from demo import faults
from demo.anilist import JUNO, TSUMUGI
from demo.anilist.activity import ListPost, ReplyPost
from library.changes.deferred import DeferredReply
from library.errors import InvalidReply, NothingToUndo, NotKept, OutcomeUnknown
from library.rules.replies import LONGEST, reply_text
from store import Link
from tests.kit.library import AOI, BEBOP, Shelves

ACTIVITY = 900_000_000
TEXT = "Same here 🦀\n@everyone, *watch* it &amp; <3"


async def ready(shelves: Shelves) -> Link:
    now = shelves.clock()
    shelves.stand_in.world.activities.put(
        ListPost(id=ACTIVITY, user_id=JUNO.id, media_id=BEBOP, type="ANIME_LIST", status="completed", created_at=now)
    )
    return await shelves.link()


def posted(shelves: Shelves) -> list[ReplyPost]:
    return shelves.stand_in.world.activities.replies_to(ACTIVITY)


def somebody_says(shelves: Shelves, text: str, user_id: int, created_at: int) -> None:
    activities = shelves.stand_in.world.activities
    new = ReplyPost(id=activities.new_id(), activity_id=ACTIVITY, user_id=user_id, text=text, created_at=created_at)
    activities.replies[new.id] = new


async def test_it_is_posted_whole_and_deleted_once(shelves: Shelves) -> None:
    link, replies = await ready(shelves), shelves.parts.replies
    told = await replies.post(link, ACTIVITY, TEXT, change_id=1)
    (reply,) = posted(shelves)
    assert (told.text, told.is_whole, reply.user_id) == (TEXT, True, TSUMUGI.id)
    assert "&#129408;" in reply.text and "&amp;amp;" in reply.text, "AniList cuts texts off at emoji"
    await replies.seen(told)
    assert shelves.asked() == ["SaveReply"]
    assert await replies.undo(link, 1) == ACTIVITY and posted(shelves) == []
    with pytest.raises(NothingToUndo):
        await replies.undo(link, 1)
    with pytest.raises(NothingToUndo):
        await replies.post(link, ACTIVITY, TEXT, change_id=1)
    assert shelves.asked() == ["DeleteReply"]


async def test_the_same_text_is_another_reply_only_after_it_was_seen(shelves: Shelves) -> None:
    link, replies = await ready(shelves), shelves.parts.replies
    first, again = await asyncio.gather(*(replies.post(link, ACTIVITY, "Yes!", change_id=one) for one in (1, 2)))
    assert (first.id, len(posted(shelves))) == (again.id, 1)
    await shelves.restart()
    replies = shelves.parts.replies
    assert (await replies.post(link, ACTIVITY, "Yes!", change_id=3)).id == first.id and len(posted(shelves)) == 1
    await replies.seen(first)
    other = await replies.post(link, ACTIVITY, "Yes!", change_id=4)
    assert (await replies.post(link, ACTIVITY, "Yes!", change_id=4)).id == other.id == 4
    assert len(posted(shelves)) == 2
    await replies.undo(link, 4)
    await replies.undo(link, first.id)
    assert posted(shelves) == []


async def test_a_lost_answer_is_looked_for_and_nothing_is_sent_again(shelves: Shelves) -> None:
    link, replies = await ready(shelves), shelves.parts.replies
    now = shelves.clock()
    somebody_says(shelves, "Yes!", JUNO.id, now)
    somebody_says(shelves, "Yes!", TSUMUGI.id, now - 3600)
    shelves.stand_in.faults.arm(faults.reset_after, operation="SaveReply")
    first = await replies.post(link, ACTIVITY, "Yes!", change_id=1)
    assert shelves.asked() == ["SaveReply", "Replies"] and len(posted(shelves)) == 3
    await replies.seen(first)
    shelves.stand_in.faults.arm(faults.reset_before, operation="SaveReply")
    with pytest.raises(Unavailable):
        await replies.post(link, ACTIVITY, "Yes!", change_id=2)
    assert len(posted(shelves)) == 3, "the first one is another one"
    assert (await replies.post(link, ACTIVITY, "Yes!", change_id=3)).id == 2
    assert shelves.asked() == ["SaveReply", "Replies", "Replies", "SaveReply"] and len(posted(shelves)) == 4


async def test_where_nobody_knows_the_next_try_looks_first(shelves: Shelves) -> None:
    link, faults_of = await ready(shelves), shelves.stand_in.faults
    faults_of.arm(faults.reset_after, operation="SaveReply")
    faults_of.arm(faults.html(), times=9, operation="Replies")
    with pytest.raises(OutcomeUnknown):
        await shelves.parts.replies.post(link, ACTIVITY, TEXT, change_id=1)
    faults_of.clear()
    shelves.clock.advance(61)
    await shelves.restart()
    told = await shelves.parts.replies.post(link, ACTIVITY, TEXT, change_id=2)
    assert (told.id, told.text, len(posted(shelves))) == (1, TEXT, 1)


async def test_killed_between_the_answer_and_the_journal_it_is_found(shelves: Shelves) -> None:
    link = await ready(shelves)
    told = await shelves.parts.replies.post(link, ACTIVITY, TEXT, change_id=1)
    await shelves.store.database.execute("UPDATE replies SET reply_id = NULL")
    assert (await shelves.parts.replies.post(link, ACTIVITY, TEXT, change_id=2)).id == told.id
    assert len(posted(shelves)) == 1
    await shelves.parts.replies.undo(link, told.id)
    assert posted(shelves) == []


async def test_anilist_refuses_cuts_or_does_not_know_it(shelves: Shelves) -> None:
    link, replies = await ready(shelves), shelves.parts.replies

    def cut(data: Any) -> None:
        data["SaveActivityReply"]["text"] = "Same"

    def not_mine(data: Any) -> None:
        data["SaveActivityReply"]["userId"] = JUNO.id

    shelves.stand_in.faults.arm(faults.edited(cut), operation="SaveReply")
    told = await replies.post(link, ACTIVITY, TEXT, change_id=1)
    assert (told.text, told.is_whole) == ("Same", False)
    with pytest.raises(Invalid):
        await replies.post(link, ACTIVITY, "x" * (LONGEST + 1), change_id=2)
    with pytest.raises(NotFound):
        await replies.post(link, ACTIVITY + 7, "Hi", change_id=3)
    shelves.stand_in.faults.arm(faults.edited(not_mine), operation="SaveReply")
    with pytest.raises(NotKept):
        await replies.post(link, ACTIVITY, "Hm", change_id=4)
    shelves.stand_in.faults.arm(faults.too_many_requests(), operation="SaveReply")
    with pytest.raises(RateLimited):
        await replies.post(link, ACTIVITY, "Later", change_id=5)


async def test_a_deletion_is_judged_and_one_that_is_gone_counts(shelves: Shelves) -> None:
    link, replies = await ready(shelves), shelves.parts.replies
    for number, fault in ((1, faults.reset_after), (2, faults.reset_before)):
        await replies.post(link, ACTIVITY, f"No {number}", change_id=number)
        shelves.stand_in.faults.arm(fault, operation="DeleteReply")
        if number == 1:
            await replies.undo(link, number)
            assert posted(shelves) == []
        else:
            with pytest.raises(Unavailable):
                await replies.undo(link, number)
            assert len(posted(shelves)) == 1

    def not_done(data: Any) -> None:
        data["DeleteActivityReply"]["deleted"] = False

    await replies.post(link, ACTIVITY, "Three", change_id=3)
    shelves.stand_in.faults.arm(faults.edited(not_done), operation="DeleteReply")
    await replies.undo(link, 3)
    await replies.post(link, ACTIVITY, "Four", change_id=4)
    del shelves.stand_in.world.activities.replies[posted(shelves)[-1].id]
    assert await replies.undo(link, 4) == ACTIVITY
    shelves.stand_in.world.activities.remove(ACTIVITY)
    assert await replies.undo(link, 2) == ACTIVITY


async def test_it_waits_for_another_link_and_is_no_other_accounts(shelves: Shelves) -> None:
    link = await ready(shelves)
    for token in shelves.stand_in.tokens._given[TSUMUGI.id]:
        shelves.stand_in.revoke(token)
    with pytest.raises(TokenRejected):
        await shelves.parts.replies.post(link, ACTIVITY, TEXT, change_id=1)
    deferred = await shelves.parts.deferred.open(AOI)
    assert deferred == DeferredReply(1, ACTIVITY, TEXT) and posted(shelves) == []
    link = await shelves.link()
    told = await shelves.parts.replies.post(link, ACTIVITY, TEXT, change_id=1)
    assert len(posted(shelves)) == 1
    other = await shelves.link(AOI, JUNO)
    with pytest.raises(NothingToUndo):
        await shelves.parts.replies.undo(other, told.id)
    assert len(posted(shelves)) == 1 and not await shelves.store.database.all("SELECT * FROM replies")


async def test_texts_are_kept_for_an_hour_at_most(shelves: Shelves) -> None:
    link, replies = await ready(shelves), shelves.parts.replies
    told = await replies.post(link, ACTIVITY, TEXT, change_id=1)
    await replies.seen(told)
    await replies.post(link, ACTIVITY, "Unseen", change_id=2)
    rows = await shelves.store.database.all("SELECT id, text FROM replies ORDER BY id")
    assert rows == [{"id": 1, "text": None}, {"id": 2, "text": "Unseen"}]
    shelves.clock.advance(3601)
    await replies.expire()
    assert {row["text"] for row in await shelves.store.database.all("SELECT text FROM replies")} == {None}
    shelves.clock.advance(30 * 86400)
    await replies.expire()
    assert await shelves.store.database.all("SELECT * FROM replies") == []


def test_a_text_says_something() -> None:
    assert reply_text("  Yes!\r\n ok ") == "Yes!\n ok"
    for typed in ("", " \n\t "):
        with pytest.raises(InvalidReply):
            reply_text(typed)
