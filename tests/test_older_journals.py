"""What older releases wrote into the journals is read: their changes can be finished and undone after an update."""

import msgspec
import pytest

from demo.anilist.lists import DateParts
from library.changes.deferred import DeferredChange, DeferredToggle, DeferredUndo
from library.errors import NothingToUndo
from library.rules.entry_rules import Step, Wish
from store import Link
from tests.kit.library import BEBOP, MONSTER, TSUMUGI, Shelves

# As 0.2.2 wrote an entry, and so did the release after it.
_ENTRY = """{"media_id":%d,"entry_id":%d,"media_type":"ANIME","status":"%s","score":70,"progress":%d,"volumes":0,\
"repeat":0,"private":false,"hidden":false,"notes":"with *Mum*","custom_lists":["Rewatch some day"],\
"advanced_scores":{"Story":8.5},"started":{"year":2023,"month":null,"day":null},\
"completed":{"year":null,"month":null,"day":null},"updated_at":%d,"created_at":%d}"""
_CHANGE = {
    "0.2.2": """
        INSERT INTO changes (id, discord_id, media_id, before, wanted, state, after, at)
        VALUES (:id, :discord_id, :media_id, :before, :wanted, :state, :after, :at)
    """,
    "the next": """
        INSERT INTO changes (id, discord_id, media_id, before, wanted, state, after, is_shown, is_undoing, at)
        VALUES (:id, :discord_id, :media_id, :before, :wanted, :state, :after, 1, 0, :at)
    """,
}
_BULK = """
INSERT INTO bulks (id, discord_id, before, wanted, state, after, at)
VALUES (:id, :discord_id, :before, :wanted, :state, :after, :at)
"""
BOTH = (BEBOP, MONSTER)
RELEASES = tuple(_CHANGE)


@pytest.fixture
async def link(shelves: Shelves) -> Link:
    """Two titles are one episode ahead, and paused, of what the journals know as before."""
    for media_id in BOTH:
        story = DateParts(2023)
        shelves.put(
            TSUMUGI, media_id, status="PAUSED", progress=13, score=70, started_at=story, completed_at=DateParts(),
            notes="with *Mum*", private=False, hidden_from_status_lists=False, repeat=0,
            custom_lists=("Rewatch some day",), advanced_scores=(8.5, 0.0, 0.0, 0.0, 0.0),
        )  # fmt: skip
    link = await shelves.link()
    await shelves.read(link)
    return link


def entry(shelves: Shelves, media_id: int, status: str, progress: int) -> str:
    listed = shelves.at_anilist(TSUMUGI, media_id)
    assert listed
    return _ENTRY % (media_id, listed.id, status, progress, listed.updated_at, listed.created_at)


async def wrote_one(shelves: Shelves, link: Link, release: str, change_id: int, *, is_done: bool) -> None:
    before, after = (entry(shelves, BEBOP, status, progress) for status, progress in (("CURRENT", 12), ("PAUSED", 13)))
    await shelves.store.database.execute(
        _CHANGE[release],
        id=change_id,
        discord_id=link.discord_id,
        media_id=BEBOP,
        before=before,
        wanted=after,
        state="done" if is_done else "begun",
        after=after if is_done else None,
        at=shelves.clock(),
    )


async def wrote_several(shelves: Shelves, link: Link, bulk_id: int, state: str) -> None:
    before, after = (
        ",".join(entry(shelves, media_id, status, 13) for media_id in BOTH) for status in ("CURRENT", "PAUSED")
    )
    await shelves.store.database.execute(
        _BULK,
        id=bulk_id,
        discord_id=link.discord_id,
        before=f"[{before}]",
        wanted=f"[{after}]",
        state=state,
        after=f"[{after}]" if state == "done" else "[]",
        at=shelves.clock(),
    )


def at_anilist(shelves: Shelves) -> list[tuple[str, int]]:
    listed = [shelves.at_anilist(TSUMUGI, media_id) for media_id in BOTH]
    return [(one.status, one.progress) for one in listed if one]


async def test_a_change_of_an_older_release_is_undone_once(shelves: Shelves, link: Link) -> None:
    for number, release in enumerate(RELEASES, start=1):
        for is_done in (True, False):
            shelves.put(TSUMUGI, BEBOP, status="PAUSED", progress=13)
            await shelves.read(link)
            change_id = 10 * number + is_done
            await wrote_one(shelves, link, release, change_id, is_done=is_done)
            undone = await shelves.parts.editor.undo(link, change_id)
            assert at_anilist(shelves)[0] == ("CURRENT", 12) and undone.change_id == change_id, (release, is_done)
            with pytest.raises(NothingToUndo):
                await shelves.parts.editor.undo(link, change_id)


async def test_a_press_of_an_older_release_is_found_out_about_and_not_done_twice(shelves: Shelves, link: Link) -> None:
    await wrote_one(shelves, link, "0.2.2", 1, is_done=False)
    shelves.asked()
    changed = await shelves.parts.editor.change(link, BEBOP, Step(progress=1), change_id=1)
    assert changed.after and changed.after.progress == 13 and shelves.asked() == ["Media"]


async def test_several_of_an_older_release_are_applied_and_undone(shelves: Shelves, link: Link) -> None:
    bulk = shelves.parts.bulk
    await wrote_several(shelves, link, 1, "done")
    await bulk.undo(link, 1)
    assert at_anilist(shelves) == [("CURRENT", 13)] * 2
    await wrote_several(shelves, link, 2, "proposed")
    await bulk.apply(link, 2)
    assert at_anilist(shelves) == [("PAUSED", 13)] * 2
    await wrote_several(shelves, link, 3, "begun")
    await bulk.undo(link, 3)
    assert at_anilist(shelves) == [("CURRENT", 13)] * 2


async def test_what_an_older_release_put_off_is_offered(shelves: Shelves, link: Link) -> None:
    deeds = {
        '{"type":"Change","id":7,"media_id":1,"wish":{"type":"Step","progress":1,"volumes":0}}': DeferredChange(
            7, 1, Step(progress=1)
        ),
        '{"type":"Change","id":7,"media_id":1,"wish":{"type":"Wish","score":80,"may_lower":false}}': DeferredChange(
            7, 1, Wish(score=80)
        ),
        '{"type":"Favour","id":1,"wanted":true}': DeferredToggle(1, wanted=True),
        '{"type":"Undoing","id":7}': DeferredUndo(7),
    }
    for text, action in deeds.items():
        number = msgspec.json.decode(text)["id"]
        await shelves.store.database.execute(
            "INSERT INTO asks (discord_id, id, deed, at) VALUES (:discord_id, :id, :deed, :at)"
            " ON CONFLICT (discord_id) DO UPDATE SET id = excluded.id, deed = excluded.deed, at = excluded.at",
            discord_id=link.discord_id,
            id=number,
            deed=text,
            at=shelves.clock(),
        )
        assert await shelves.parts.deferred.open(link.discord_id) == action
