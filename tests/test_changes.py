"""The journal of changes: each begun once, ended once, and gone with the link."""

from typing import Any

import msgspec
import pytest

from store import ChangeItem, ChangeRecord, Entry, bulks, changes, journal
from store.errors import StatementRefused
from tests.kit.home import DAY, START, Home, a_link, a_token, fill
from tests.kit.shelf import an_entry, plan

ID = 1_400_000_000_000_000_001


def a_change(number: int = 0, **fields: Any) -> ChangeRecord:
    """Of one entry; the fields are the record's or its item's."""
    item = ChangeItem(media_id=1, before=an_entry(), wanted=an_entry(progress=4))
    of_item = {name: fields.pop(name) for name in item.__struct_fields__ if name in fields}
    record = ChangeRecord(
        id=ID + number,
        discord_id=a_link().discord_id,
        items=(msgspec.structs.replace(item, **of_item),),
        state="begun",
        at=START,
    )
    return msgspec.structs.replace(record, **fields)


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [(an_entry(), an_entry(progress=4), an_entry(progress=4, updated_at=START)), (None, an_entry(), an_entry())],
    ids=["changed", "added"],
)
async def test_a_change_is_kept_whole_across_a_restart(home: Home, before: Entry, wanted: Entry, after: Entry) -> None:
    record = a_change(before=before, wanted=wanted)
    async with home.open() as store:
        await fill(store, 1)
        assert await store.changes.of(ID) is None
        assert await store.changes.begin(record)
        assert await store.changes.of(ID) == record
    async with home.open() as store:
        await store.changes.finish(ID, [after])
        assert await store.changes.of(ID) == a_change(before=before, wanted=wanted, state="done", after=after)


async def test_a_removal_has_no_entry_after(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
        await store.changes.begin(a_change(wanted=None))
        await store.changes.finish(ID, [None])
        assert await store.changes.of(ID) == a_change(wanted=None, state="done", after=None)


async def test_of_many_who_begin_the_same_one_does(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
        assert await store.changes.begin(a_change())
        assert not await store.changes.begin(a_change(wanted=None))
        assert await store.changes.of(ID) == a_change()
        assert await store.changes.begin(a_change(1)), "another interaction"


async def test_nobody_elses_change_begins_without_a_link(home: Home) -> None:
    async with home.open() as store:
        assert not await store.changes.begin(a_change())
        assert await store.changes.of(ID) is None


async def test_what_failed_can_be_begun_again_by_the_same_person(home: Home) -> None:
    renewed: dict[str, Any] = {"before": None, "wanted": an_entry(progress=9), "at": START + 5}
    again = a_change(**renewed)
    async with home.open() as store:
        await fill(store, 2)
        await store.changes.begin(a_change())
        await store.changes.fail(ID)
        assert await store.changes.of(ID) == a_change(state="failed")
        for other in ({"discord_id": a_link(2).discord_id}, {"media_id": 2}):
            assert not await store.changes.begin(a_change(**renewed, **other))
        assert await store.changes.begin(again)
        assert await store.changes.of(ID) == again


async def test_a_change_ends_once(home: Home) -> None:
    done = a_change(state="done", after=an_entry(2))
    async with home.open() as store:
        await fill(store, 1)
        await store.changes.begin(a_change())
        await store.changes.undone(ID)
        assert await store.changes.of(ID) == a_change(), "nothing to undo yet"
        await store.changes.finish(ID, [an_entry(2)])
        await store.changes.fail(ID)
        await store.changes.finish(ID, [None])
        assert await store.changes.of(ID) == done
        await store.changes.undone(ID)
        await store.changes.finish(ID, [None])
        assert await store.changes.of(ID) == msgspec.structs.replace(done, state="undone")
        assert not await store.changes.begin(a_change())


@pytest.mark.parametrize("at_once", [500, 1])
async def test_old_changes_are_forgotten(home: Home, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(journal, "_AT_ONCE", at_once)
    async with home.open() as store:
        await fill(store, 1)
        for number in range(4):
            await store.changes.begin(a_change(number, at=START + number * DAY))
        assert await store.changes.purge(START + 2 * DAY) == 2
        assert await store.changes.purge(START + 2 * DAY) == 0
        assert [number for number in range(4) if await store.changes.of(ID + number)] == [2, 3]


async def test_another_account_begins_without_a_journal(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 2)
        await store.changes.begin(a_change())
        await store.changes.begin(a_change(1, discord_id=a_link(2).discord_id))
        await store.links.save(a_link(), a_token(2))
        assert await store.changes.of(ID), "the same account, linked again"
        await store.links.save(a_link(anilist_id=9), a_token(2))
        assert await store.changes.of(ID) is None
        assert await store.changes.of(ID + 1)


@pytest.mark.parametrize("change", ["state = 'lost'", "before = '{'", "wanted = ''", "after = '['", "media_id = 0"])
async def test_the_schema_holds_the_rules(home: Home, change: str) -> None:
    async with home.open() as store:
        await fill(store, 1)
        await store.changes.begin(a_change())
        with pytest.raises(StatementRefused):
            await store.database.execute(f"UPDATE changes SET {change}")


async def test_no_statement_reads_the_whole_journal(home: Home) -> None:
    async with home.open() as store:
        by_id = "SEARCH changes USING INTEGER PRIMARY KEY (rowid=?)"
        for statements in (journal._FINISH, journal._FAIL, journal._UNDOING, journal._UNDONE):
            assert await plan(store.database, statements["changes"]) == [by_id]
        repeated = ["SCALAR SUBQUERY 1", "SEARCH repeats USING INTEGER PRIMARY KEY (rowid=?)"]
        assert await plan(store.database, changes._OF) == [by_id, *repeated]
        told = "SEARCH notices USING COVERING INDEX notices_of_changes (change_id=?)"  # what was to be told goes too
        again = "SEARCH repeats USING COVERING INDEX repeats_of (change_id=?)"
        old = ["LIST SUBQUERY 1", "SEARCH changes USING COVERING INDEX changes_at (at<?)"]
        purged = [by_id, *old, told, again]
        assert await plan(store.database, journal._PURGE["changes"]) == purged
        for statement in (bulks._BEGIN, journal._FINISH["bulks"], journal._FAIL["bulks"], bulks._OF):
            assert await plan(store.database, statement) == ["SEARCH bulks USING INTEGER PRIMARY KEY (rowid=?)"]
        old = ["LIST SUBQUERY 1", "SEARCH bulks USING COVERING INDEX bulks_at (at<?)"]
        assert (await plan(store.database, journal._PURGE["bulks"]))[1:] == old
        (unseen,) = await plan(store.database, changes._UNSEEN)
        assert unseen == "SEARCH changes USING INDEX changes_of (discord_id=?)"
        history = await plan(store.database, changes._HISTORY)
        assert not [step for step in history if step.startswith("SCAN") and "json_each" not in step], history
        forget = "DELETE FROM changes WHERE discord_id = :discord_id"
        forgotten = ["SEARCH changes USING COVERING INDEX changes_of (discord_id=?)", told, again]
        assert await plan(store.database, forget) == forgotten
