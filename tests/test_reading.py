"""A second connection reads: no read waits for a write, none is stale, and none can write."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from store import Store, Unwritable
from store.sqlite import SQLite
from tests.kit.home import START, Home, a_link, a_token, fill
from tests.kit.shelf import an_entry

ONE = a_link(1).discord_id
_WITHOUT_END = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"

pytestmark = pytest.mark.usefixtures("database_thread")


@pytest.fixture
async def store(home: Home) -> AsyncGenerator[Store]:
    async with home.open() as store, asyncio.timeout(60):  # a read that waits for a write would wait for good
        await fill(store, 2)
        await store.entries.replace(ONE, "ANIME", [an_entry(1, media_type="ANIME", private=False, hidden=False)], START)
        yield store


async def test_a_read_waits_for_no_write(store: Store) -> None:
    async with store.database.transaction() as transaction:
        await transaction.execute("DELETE FROM links")
        assert await store.links.count() == 2
        assert await store.links.token(ONE) == a_token(1)
        assert len(await store.entries.all(ONE, "ANIME")) == 1
        assert await transaction.one("SELECT count(*) AS links FROM links") == {"links": 0}
    assert await store.links.count() == 0


async def test_a_read_sees_each_write_before_it(store: Store) -> None:
    for number in range(1, 200):
        await store.visibility.hide(ONE, number)
        assert await store.visibility.hidden(ONE, number)
        await store.visibility.show(ONE, number)
        assert not await store.visibility.hidden(ONE, number)


async def test_what_is_read_during_a_change_is_old_after_it(store: Store) -> None:
    async with store.database.transaction() as transaction:
        await store.entries.take_over(transaction, ONE, {1: an_entry(1, media_type="ANIME")}, START)
        packed = await store.crowd.entries([ONE])
        assert len(packed[ONE].entries) == 12, "not changed yet for others"
    assert packed[ONE].version != await store.entries.version(ONE)
    assert (await store.crowd.entries([ONE]))[ONE].entries == b""


async def test_a_cancellation_ends_a_long_read(home: Home, store: Store) -> None:
    """Such as a copy of a large database, at a stop."""
    begun = asyncio.Event()

    async def read_on() -> None:
        async with SQLite.read_only(home.database) as reader:
            begun.set()
            await reader.all(_WITHOUT_END)

    reading = asyncio.create_task(read_on())
    await begun.wait()
    reading.cancel()
    await asyncio.wait([reading])
    assert reading.cancelled()


async def test_what_reads_can_not_write(store: Store) -> None:
    with pytest.raises(Unwritable, match="readonly"):
        await store.database.all("DELETE FROM links RETURNING discord_id")
    with pytest.raises(Unwritable):
        await store.database.one("PRAGMA wal_checkpoint(TRUNCATE)")
    assert await store.links.count() == 2


async def test_reads_go_on_while_deleted_rows_are_overwritten(store: Store) -> None:
    await store.links.delete(a_link(2).discord_id)
    scrubbing = asyncio.create_task(store.scrubs.round())
    while not scrubbing.done():
        assert await store.links.count() == 1
    await scrubbing
