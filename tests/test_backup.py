"""Copies are whole, of one moment, without the key, and come back only where they fit."""

import asyncio
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from store import Damaged, InUse, InvalidBackup, NewerDatabase, Store, StoreError, Unwritable, backup, restore, rotate
from store.backup import Copy
from store.sqlite import SQLite
from tests.kit.home import START, Home, a_link, a_token, everything, fill, sqlite
from tests.kit.killing import Reaper


async def link_on(store: Store, first: int) -> None:
    """Link one person after the other, from the `first` on, until cancelled."""
    for number in range(first, 1_000_000):
        await store.links.save(a_link(number), a_token(number))


async def restored(copy: Path, home: Home, name: str) -> int:
    """How many are linked in `copy`, all of them the first and whole, when it is restored into a new folder."""
    new = Home(home.root / name)
    await restore(copy, new.data)
    shutil.copytree(home.key_file.parent, new.key_file.parent)
    async with new.open() as store:
        await sqlite(store).verify()
        count = await store.links.count()
        for number in range(1, count + 1):
            assert await store.links.of(a_link(number).discord_id) == a_link(number)
            assert await store.links.token(a_link(number).discord_id) == a_token(number)
        return count


@pytest.mark.parametrize("rounds", [3, pytest.param(15, marks=pytest.mark.long)])
@pytest.mark.parametrize("where", ["inside", "outside"])
async def test_a_copy_under_load_is_of_one_moment(home: Home, reaper: Reaper, where: str, rounds: int) -> None:
    copy = home.root / "copy.db"
    async with home.open() as store:
        await fill(store, 20)
        load = asyncio.create_task(link_on(store, 21))
        after = 0
        for round_ in range(rounds):
            before = await store.links.count()
            if where == "inside":
                await sqlite(store).backup(copy)
            else:
                await asyncio.to_thread(reaper.run, "back_up", home)
            after = await store.links.count()
            assert before <= await restored(copy, home, f"{where}{round_}") <= after
        assert not load.done()
        load.cancel()
        await asyncio.wait([load])
        assert after > 20, "there was a load"


async def test_a_folder_that_is_not_in_use_is_copied_too(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 2)
    await backup(home.data, home.root / "copies" / "copy.db")
    assert await restored(home.root / "copies" / "copy.db", home, "new") == 2
    assert (home.root / "copies" / "copy.db").stat().st_mode & 0o777 == 0o600


async def test_whom_admins_hide_is_copied_too(home: Home) -> None:
    """SQLite 3.40 calls their sound table damaged."""
    copy = home.root / "copy.db"
    async with home.open() as store:
        for number in range(150):
            await store.members.hide(a_link(number).discord_id, 77, is_hidden=True)
    await backup(home.data, copy)
    await restore(copy, home.data)
    async with home.open() as store:
        assert (await store.members.hidden_by_admins(77)).count == 150


async def test_what_a_killed_process_left_in_the_log_is_copied(home: Home, reaper: Reaper) -> None:
    linked = reaper.run("link_people", home, after=5).said[-1]
    await backup(home.data, home.root / "copy.db")
    assert await restored(home.root / "copy.db", home, "new") >= linked


async def test_a_copy_takes_an_older_ones_place_whole(home: Home) -> None:
    copy = home.root / "copy.db"
    async with home.open() as store:
        await fill(store, 1)
        await backup(home.data, copy)
        await fill(store, 2)
        (home.root / "copy.db.part").write_text("left behind by a kill")
        await backup(home.data, copy)
    assert await restored(copy, home, "new") == 2
    assert sorted(path.name for path in home.root.glob("copy*")) == ["copy.db"]


async def test_a_damaged_database_gives_no_copy(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 40)
    damage(home.database)
    with pytest.raises(StoreError):
        await backup(home.data, home.root / "copy.db")
    assert list(home.root.glob("copy*")) == []


@pytest.mark.parametrize(
    "unsound",
    ["INSERT INTO hidden (discord_id, guild_id) VALUES (5, 5)", "UPDATE links SET adult = 7"],
    ids=["stray", "rule"],
)
async def test_an_unsound_database_gives_no_copy_and_comes_back_from_none(home: Home, unsound: str) -> None:
    async with home.open() as store:
        await fill(store, 2)
        before = await everything(store.database)
    shutil.copy(home.database, home.root / "unsound.db")
    change(home.root / "unsound.db", "PRAGMA ignore_check_constraints = 1", unsound)
    with pytest.raises(InvalidBackup):
        await restore(home.root / "unsound.db", home.data)
    async with home.open() as store:
        assert await everything(store.database) == before
    change(home.database, "PRAGMA ignore_check_constraints = 1", unsound)
    with pytest.raises(InvalidBackup):
        await backup(home.data, home.root / "copy.db")
    assert list(home.root.glob("copy*")) == []


def damage(file: Path) -> None:
    """Zero every other page but the first."""
    content = bytearray(file.read_bytes())
    for at in range(4096, len(content), 8192):
        content[at : at + 4096] = bytes(4096)
    file.write_bytes(content)


async def test_a_database_is_not_copied_onto_itself(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
    (home.root / "way.db").symlink_to(home.database)
    for same in (home.database, home.root / "way.db"):
        with pytest.raises(InvalidBackup, match="the database itself"):
            await backup(home.data, same)
        with pytest.raises(InvalidBackup, match="the database itself"):
            await restore(same, home.data)
    async with home.open() as store:
        assert await store.links.count() == 1


async def test_restoring_keeps_the_old_database_beside(home: Home) -> None:
    copy = home.root / "copy.db"
    async with home.open() as store:
        await fill(store, 1)
        await sqlite(store).backup(copy)
        await fill(store, 3)
        await store.links.delete(a_link(1).discord_id)
        await store.scrubs.round()
        old = await everything(store.database)
    kept = home.data / "backups" / f"replaced-{START}.db"
    assert await restore(copy, home.data, now=lambda: START) == (Copy(links=1, made_at=None), kept)
    async with home.open() as store:
        assert await store.links.count() == 1
    async with SQLite.read_only(kept) as view:
        assert await everything(view) == old
    assert {path.stat().st_mode & 0o777 for path in home.data.rglob("*.db")} == {0o600}


async def test_restoring_over_a_log_that_a_kill_left_does_not_mix_the_two(home: Home, reaper: Reaper) -> None:
    copy = home.root / "copy.db"
    async with home.open() as store:
        await fill(store, 1)
        await sqlite(store).backup(copy)
    linked = reaper.run("link_people", home, after=8).said[-1]
    _, kept = await restore(copy, home.data)
    async with home.open() as store:
        await sqlite(store).verify()
        assert await store.links.count() == 1
    assert kept
    async with SQLite.read_only(kept) as view:
        row = await view.one("SELECT count(*) AS links FROM links")
        assert row and row["links"] >= linked


async def test_restoring_while_in_use_is_refused(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
        await backup(home.data, home.root / "copy.db")
        with pytest.raises(InUse):
            await restore(home.root / "copy.db", home.data)
        assert await store.links.count() == 1


@pytest.mark.parametrize("kind", ["missing", "empty", "text", "foreign", "damaged", "newer"])
async def test_what_is_no_fit_backup_changes_nothing(home: Home, kind: str) -> None:
    file = home.root / "file.db"
    async with home.open() as store:
        await fill(store, 40)
        await sqlite(store).backup(file)
        before = await everything(store.database)
    refusals: dict[str, type[StoreError]] = {"missing": Unwritable, "newer": NewerDatabase}
    spoil(file, kind)
    with pytest.raises(refusals.get(kind, InvalidBackup), match=r"file\.db|newer Musubi"):
        await restore(file, home.data)
    async with home.open() as store:
        assert await everything(store.database) == before
    assert not (home.data / "backups").exists()
    assert list(home.data.glob("*restored*")) == []


TAMPERED = {
    "a trigger more": "CREATE TRIGGER spy AFTER UPDATE ON entries BEGIN UPDATE entries SET private = 0; END",
    "a trigger less": "DROP TRIGGER member_gone",
    "a trigger changed": """
        DROP TRIGGER member_gone;
        CREATE TRIGGER member_gone AFTER DELETE ON members BEGIN SELECT 1; END""",
    "a view changed": "DROP VIEW shown; CREATE VIEW shown AS SELECT * FROM entries",
    "a view more": "CREATE VIEW everything AS SELECT * FROM entries",
    "a view in the place of a table": """
        ALTER TABLE preferences RENAME TO kept;
        CREATE VIEW preferences AS SELECT * FROM kept""",
    "a table more": "CREATE TABLE spied (text TEXT)",
    "a table less": "DROP TABLE canary",
    "a column more": "ALTER TABLE links ADD COLUMN spied TEXT",
    "an index more": "CREATE UNIQUE INDEX one_only ON entries (discord_id)",
    "a check less": """
        PRAGMA writable_schema = 1;
        UPDATE sqlite_schema SET sql = replace(sql, 'CHECK (length(fingerprint) = 16)', '') WHERE name = 'barred'""",
}


@pytest.mark.parametrize("how", TAMPERED)
async def test_a_database_with_a_foreign_schema_is_neither_opened_nor_restored(home: Home, how: str) -> None:
    """A changed view once showed private lists to others, and was taken for a backup."""
    file = home.root / "file.db"
    async with home.open() as store:
        await sqlite(store).backup(file)
    for database in (file, home.data / "musubi.db"):
        with closing(sqlite3.connect(database)) as connection:
            connection.executescript(TAMPERED[how])
    with pytest.raises(InvalidBackup, match=r"file\.db has been changed by another program \(\w+"):
        await restore(file, home.data)
    with pytest.raises(Damaged, match=r"musubi\.db has been changed by another program \(\w+.*restore a backup"):
        async with home.open():
            pass


async def test_what_sqlite_adds_by_itself_is_not_foreign(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 3)
    change(home.data / "musubi.db", "ANALYZE", "VACUUM")
    async with home.open() as store:
        assert await store.links.count() == 3


def spoil(file: Path, kind: str) -> None:
    if kind == "missing":
        file.unlink()
    elif kind == "empty":
        file.write_bytes(b"")
    elif kind == "text":
        file.write_text("no database " * 1000)
    elif kind == "damaged":
        damage(file)
    elif kind == "newer":
        change(file, "INSERT INTO migrations (number, name, applied_at) VALUES (99, '0099', 0)")
    else:
        change(file, "DROP TABLE migrations")


def change(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for sql in statements:
            connection.execute(sql)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")
async def test_what_root_restores_can_be_used_by_musubis_own_user(home: Home) -> None:
    """As an admin does it under systemd, where the unit has a user of its own."""
    async with home.open() as store:
        await fill(store, 2)
    for path in (home.root, *home.root.rglob("*")):
        os.chown(path, 10001, 10001)
    await backup(home.data, home.data / "copy.db")
    await rotate(home.data, home.key_file)
    await restore(home.data / "copy.db", home.data)
    assert {path.name: path.stat().st_uid for path in home.root.rglob("*") if path.stat().st_uid != 10001} == {}
    assert any((home.data / "backups").iterdir())
