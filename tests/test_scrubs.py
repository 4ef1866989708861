"""Whatever people delete is overwritten as promised: in a round, at a stop, and after a kill at the next start."""

import asyncio
import logging
import os
import random
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cards.buttons import ConfirmUnlink
from redaction import Secret
from store import Store, Unwritable, backup, overwriting, pages, restore, rotate, schema, scrubs
from store.sqlite import SQLite
from tests.kit.home import START, Home, a_link, a_token, sqlite
from tests.kit.killing import Reaper
from tests.kit.library import until
from tests.kit.shelf import an_entry
from tests.kit.world import World, words

PEOPLE = 60


async def move_in(store: Store) -> None:
    """People with a list each, linked in no order, so that SQLite moves rows around."""
    numbers = list(range(1, PEOPLE + 1))
    random.Random(1).shuffle(numbers)
    for number in numbers:
        await store.links.save(a_link(number), a_token(number))
        entries = [an_entry(media_id, media_type="ANIME", notes=note(number)) for media_id in range(1, 9)]
        await store.entries.replace(a_link(number).discord_id, "ANIME", entries, START)


def note(number: int) -> str:
    return f"note of {number} " + random.Random(number).randbytes(8).hex()


def left(home: Home, *numbers: int) -> set[str]:
    """The files with a note or the id of any of those people."""
    ids = [a_link(number).discord_id for number in numbers]
    traces = (
        [note(number).encode() for number in numbers],
        [one.to_bytes(8, "big") for one in ids],
        [pages._of_length(one, 9) for one in ids],
    )
    return {path.name for path, content in home.files().items() if any(is_in(content, kind) for kind in traces)}


def is_in(content: bytes, traces: list[bytes]) -> bool:
    """Whether any of them is there. They begin alike, and the content is searched for that."""
    start = traces[0][:5]
    assert all(trace.startswith(start) for trace in traces)
    return any(content.startswith(tuple(traces), at.start()) for at in re.finditer(re.escape(start), content))


async def requested(store: Store) -> bool:
    return await store.database.one("SELECT 1 FROM scrubs") is not None


async def test_a_round_overwrites_all_that_was_deleted_before(home: Home) -> None:
    async with home.open() as store:
        await move_in(store)
        gone = range(1, PEOPLE, 2)
        for number in gone:
            await store.links.delete(a_link(number).discord_id)
            assert await store.links.of(a_link(number).discord_id) is None, "deleted at once"
        assert left(home, *gone) and await requested(store)
        await store.scrubs.round()
        assert left(home, *gone) == set() and not await requested(store)
        await sqlite(store).verify()
        for number in range(2, PEOPLE, 2):
            assert await store.links.token(a_link(number).discord_id) == a_token(number)
            assert len(await store.entries.all(a_link(number).discord_id, "ANIME")) == 8


async def test_a_stop_overwrites_what_is_left(home: Home) -> None:
    async with home.open() as store:
        await move_in(store)
        await store.links.delete(a_link(1).discord_id)
        assert left(home, 1)
    assert left(home, 1) == set()


async def test_a_stop_does_not_wait_for_long(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    with monkeypatch.context() as patch:
        patch.setattr(scrubs, "SECONDS_AT_A_STOP", 0)
        patch.setattr(overwriting, "_PAGES_AT_ONCE", 1)
        async with home.open() as store:
            await move_in(store)
            for number in range(1, PEOPLE, 2):
                await store.links.delete(a_link(number).discord_id)
    assert "will be overwritten at the next start" in caplog.text and left(home, *range(1, PEOPLE, 2))
    async with home.open() as store:
        await store.scrubs.round()
        assert left(home, *range(1, PEOPLE, 2)) == set()


async def test_after_a_kill_the_next_start_overwrites(home: Home, reaper: Reaper) -> None:
    async with home.open() as store:
        await move_in(store)
    gone = range(1, max(reaper.run("unlink_people", home, after=20).said) + 1)
    assert left(home, *gone)
    async with home.open() as store:
        await store.scrubs.round()
        assert left(home, *gone) == set()


async def test_a_start_has_on_the_disk_what_a_killed_scrub_wrote(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    async with home.open():
        pass
    flushed: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda file: flushed.append(os.fstat(file).st_ino))
    async with home.open():
        assert flushed == [home.database.stat().st_ino]


async def test_no_copy_holds_what_a_kill_has_left(
    home: Home, reaper: Reaper, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Of an update, of a restore, of a backup."""
    older = tmp_path_factory.mktemp("older")
    for file in sorted(schema.FOLDER.glob("*.sql")):
        (older / file.name).write_bytes(file.read_bytes())
    async with home.open() as store:
        await move_in(store)
    gone = range(1, max(reaper.run("unlink_people", home, after=20).said) + 1)
    copy = home.root / "copy.db"
    await backup(home.data, copy)
    (older / "9999_next.sql").write_text("CREATE TABLE next (one INTEGER);")
    monkeypatch.setattr(schema, "FOLDER", older)
    async with SQLite.open(home.data, lambda: START):
        pass
    await restore(copy, home.data, lambda: START)
    names = {path.name for path in home.files()}
    assert names >= {f"before-9999_next-{START}.db", f"replaced-{START}.db", "musubi.db"}
    copy.rename(home.data / "copy.db")
    assert left(home, *gone) == set()


async def test_nothing_is_left_that_the_old_key_opens(home: Home) -> None:
    numbers = random.Random(1).sample(range(1, 200), 199)
    async with home.open() as store:
        for number in numbers:
            await store.links.save(a_link(number), Secret(f"short {number}"))  # short rows are moved more often
        old = [row["token"] for row in await store.database.all("SELECT token FROM links")]
    await rotate(home.data, home.key_file)
    content = b"".join(home.files().values())
    assert [token for token in old if token[-16:] in content] == []


async def test_a_deletion_during_a_scrub_waits_for_the_next(home: Home) -> None:
    async with home.open() as store:
        await move_in(store)
        await store.links.delete(a_link(1).discord_id)
        await asyncio.gather(store.scrubs.round(), store.links.delete(a_link(2).discord_id))
        assert await requested(store)
        await store.scrubs.round()
        assert left(home, 1, 2) == set() and not await requested(store)


async def test_a_page_in_memory_brings_nothing_back(home: Home) -> None:
    """SQLite writes a page as it has it in memory."""
    async with home.open() as store:
        await move_in(store)
        for number in range(1, PEOPLE, 2):
            await store.links.delete(a_link(number).discord_id)
        await store.scrubs.round()
        for number in range(PEOPLE + 1, 2 * PEOPLE):
            await store.links.save(a_link(number), a_token(number))
        await store.database.checkpoint()
        assert left(home, *range(1, PEOPLE, 2)) == set()


async def test_during_a_scrub_no_page_passes_its_steps(home: Home) -> None:
    """What expires is moved into the file each minute, and SQLite may give a page with leftovers another number."""
    async with home.open() as store:
        await move_in(store)
        async with sqlite(store).keeping_log():
            await store.links.delete(a_link(1).discord_id)
            log = sqlite(store)._logged(4096)
            assert not await store.database.checkpoint()
            assert sqlite(store)._logged(4096) == log != set()
        assert await store.database.checkpoint()
        assert sqlite(store)._logged(4096) == set()


@pytest.mark.usefixtures("database_thread")
async def test_a_scrub_waits_for_a_short_read(home: Home) -> None:
    """A busy server reads all the time, and would put each scrub off."""
    async with home.open() as store, SQLite.read_only(home.database) as reader:
        await move_in(store)
        await store.links.delete(a_link(1).discord_id)
        await reader.execute("BEGIN")
        await reader.all("SELECT count(*) FROM links")
        scrubbing = asyncio.create_task(store.scrubs.round())
        await until(sqlite(store)._lock.locked)
        async with sqlite(store)._lock:  # after the first try
            await reader.execute("COMMIT")
        await scrubbing
        assert left(home, 1) == set() and not await requested(store)


@pytest.mark.usefixtures("database_thread")
async def test_a_long_read_puts_a_scrub_off(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as a backup's."""
    monkeypatch.setattr(overwriting, "_TRIES", 2)
    async with home.open() as store:
        await move_in(store)
        async with SQLite.read_only(home.database) as reader:
            await reader.execute("BEGIN")
            await reader.all("SELECT count(*) FROM links")
            await store.links.delete(a_link(1).discord_id)
            with pytest.raises(Unwritable, match="while somebody reads it"):
                await store.scrubs.round()
            assert await requested(store)
            await reader.execute("COMMIT")
        await store.scrubs.round()
        assert left(home, 1) == set()


async def test_a_page_that_gets_another_number_meanwhile_is_overwritten(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overwriting, "_PAGES_AT_ONCE", 1)
    chance = random.Random(3)
    async with home.open() as store:
        await move_in(store)
        for number in range(1, PEOPLE, 2):
            await store.links.delete(a_link(number).discord_id)
        scrubbing = asyncio.create_task(store.scrubs.round())
        while not scrubbing.done():
            one = a_link(chance.randrange(2, PEOPLE, 2)).discord_id
            entries = [an_entry(chance.randrange(10**6), media_type="ANIME", notes="x" * 300) for _ in range(12)]
            await store.entries.merge(one, entries, START)
        await scrubbing
        assert left(home, *range(1, PEOPLE, 2)) == set()
        await sqlite(store).verify()


async def test_a_file_whose_pages_can_not_be_told_apart_is_rewritten(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The map of such a file looks like pages of trees."""
    async with home.open() as store:
        await move_in(store)
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("PRAGMA auto_vacuum = 1")
        connection.execute("VACUUM")
    monkeypatch.delattr(pages, "overwrite_leftovers")
    async with home.open() as store:
        for number in range(1, PEOPLE, 2):
            await store.links.delete(a_link(number).discord_id)
        await store.scrubs.round()
        assert left(home, *range(1, PEOPLE, 2)) == set()
        await sqlite(store).verify()


async def test_a_program_that_writes_puts_a_scrub_off(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """It writes after the log was emptied."""
    empty = SQLite._empty_log

    async def empty_and_write(store: SQLite) -> bool:
        done = await empty(store)
        with closing(sqlite3.connect(home.database)) as connection, connection:
            connection.execute("UPDATE canary SET checked_at = 1")
        return done

    async with home.open() as store:
        await move_in(store)
        await store.links.delete(a_link(1).discord_id)
        with monkeypatch.context() as patch:
            patch.setattr(SQLite, "_empty_log", empty_and_write)
            with pytest.raises(Unwritable, match="another program writes"):
                await store.scrubs.round()
        await store.scrubs.round()
        assert left(home, 1) == set()


async def test_within_an_hour_nothing_is_left_of_whoever_unlinks(world: World) -> None:
    await world.link("aoi")
    path: Path = sqlite(world.bot.store).path
    name = b"Tsumugi"
    reply = await world.slash("aoi", "unlink")
    await world.press("aoi", reply, ConfirmUnlink)
    assert "is unlinked" in words(reply.response)
    await world.env.advance_time(3600)
    assert all(name not in file.read_bytes() for file in path.parent.glob("musubi.db*"))
