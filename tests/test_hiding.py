"""What is to be hidden is hidden from others as soon as AniList may have hidden it, whatever is heard of that."""

from collections.abc import Awaitable, Callable

import pytest

from anilist import AniListError
from demo import faults
from demo.anilist import TSUMUGI
from library.errors import OutcomeUnknown
from library.rules.entry_rules import Wish
from store import Link
from tests.kit.library import BEBOP, MONSTER, Shelves

Act = Callable[[], Awaitable[object]]


async def ways(shelves: Shelves, link: Link) -> list[Act]:
    """A change, several at once, and an Undo, each of which hides an entry that others see now."""
    editor, bulk = shelves.parts.editor, shelves.parts.bulk
    number, several = shelves.new_id(), shelves.new_id()
    await editor.change(link, BEBOP, Wish(private=True), change_id=number)
    await shelves.show(link, await editor.change(link, BEBOP, Wish(private=False), change_id=shelves.new_id()))
    opened = await editor.change(link, MONSTER, Wish(private=False), change_id=shelves.new_id())
    await bulk.propose(link, [BEBOP], Wish(private=True), bulk_id=several)
    return [
        lambda: editor.change(link, BEBOP, Wish(private=True), change_id=shelves.new_id()),
        lambda: editor.change(link, BEBOP, Wish(hidden=True), change_id=shelves.new_id()),
        lambda: bulk.apply(link, several),
        lambda: editor.undo(link, opened.change_id),
    ]


async def seen_by_others(shelves: Shelves, link: Link) -> set[int]:
    rows = await shelves.store.database.all("SELECT media_id FROM shown WHERE discord_id = :one", one=link.discord_id)
    return {row["media_id"] for row in rows}


async def test_what_may_be_hidden_by_now_is_seen_by_nobody(shelves: Shelves) -> None:
    """And what AniList has refused to hide is seen as before."""
    for number in range(4):
        shelves.put(TSUMUGI, BEBOP, status="CURRENT", progress=12, private=False, hidden_from_status_lists=False)
        shelves.put(TSUMUGI, MONSTER, status="CURRENT", progress=3, private=True)
        link = await shelves.link()
        await shelves.parts.list_sync.start_sync(link, whole=True)
        act = (await ways(shelves, link))[number]
        media_id = MONSTER if number == 3 else BEBOP
        for operation in ("SaveEntry", "SaveEntries"):
            shelves.stand_in.faults.arm(faults.too_many_requests(), operation=operation)
        with pytest.raises(AniListError):
            await act()
        shelves.stand_in.faults.clear()
        assert media_id in await seen_by_others(shelves, link), number
        shelves.clock.advance(120)  # past the pause, and what was read is still fresh
        for operation in ("SaveEntry", "SaveEntries"):
            shelves.stand_in.faults.arm(faults.reset_after, operation=operation)
        shelves.stand_in.faults.arm(faults.status(500), times=9, operation="Media")
        shelves.stand_in.faults.arm(faults.status(500), times=9, operation="Changes")
        shelves.stand_in.faults.arm(faults.status(500), times=9, operation="Collection")
        with pytest.raises(OutcomeUnknown):
            await act()
        shelves.stand_in.faults.clear()
        assert media_id not in await seen_by_others(shelves, link), number
        shelves.clock.advance(601)
