"""Copies that are made by themselves: when they are due, how many stay, and which go after a month."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from store import CopySchedule, Store, Unwritable, open_store, restore
from store.copies import SECONDS_OWN_COPIES_STAY
from tests.kit.home import START, Clock, a_link, a_token

HOUR = 3600


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(tmp_path: Path, clock: Clock) -> AsyncGenerator[Store]:
    schedule = CopySchedule(tmp_path / "copies", hours=6, keep=2)
    async with open_store(tmp_path / "data", key_file=tmp_path / "key", copies=schedule, now=clock) as store:
        yield store


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


async def test_a_copy_is_made_when_it_is_due_and_the_newest_stay(tmp_path: Path, store: Store, clock: Clock) -> None:
    copies = tmp_path / "copies"
    await store.copies.round()
    assert names(copies) == ["musubi-20300317T174640Z.db"]
    clock.now += 6 * HOUR - 1
    await store.copies.round()
    assert len(names(copies)) == 1
    (copies / "letters.db").write_text("somebody's own")
    (copies / "musubi-old.db").write_text("somebody's own")
    for _ in range(3):
        clock.now += 6 * HOUR
        await store.copies.round()
    theirs, made = ["letters.db", "musubi-old.db"], ["musubi-20300318T114639Z.db", "musubi-20300318T174639Z.db"]
    assert names(copies) == sorted([*theirs, *made])


async def test_a_copy_by_itself_is_restored_like_any_other(tmp_path: Path, store: Store) -> None:
    await store.links.save(a_link(1), a_token(1))
    await store.copies.round()
    (file,) = (tmp_path / "copies").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    copy, _ = await restore(file, tmp_path / "elsewhere")
    assert (copy.links, copy.made_at) == (1, START)


async def test_where_no_copy_can_be_made_it_is_said_and_made_later(tmp_path: Path, store: Store) -> None:
    (tmp_path / "copies").write_text("a file in its place")
    with pytest.raises(Unwritable, match="copies"):
        await store.copies.round()
    (tmp_path / "copies").unlink()
    await store.copies.round()
    assert len(names(tmp_path / "copies")) == 1


async def test_copies_of_updates_and_restores_go_after_a_month(tmp_path: Path, store: Store, clock: Clock) -> None:
    own, at = tmp_path / "data" / "backups", START
    own.mkdir()
    for name in (
        f"before-0014_no_number_twice-{at}.db",
        f"replaced-{at}.db",
        f"replaced-{at}.db-wal",
        f"moved-{at}.db",
        "mine.db",
    ):
        (own / name).write_bytes(b"x")
    clock.now = START + SECONDS_OWN_COPIES_STAY
    await store.copies.round()
    assert len(names(own)) == 5
    clock.now += 1
    await store.copies.round()
    assert names(own) == ["mine.db"]


async def test_what_a_kill_has_left_of_a_copy_goes(tmp_path: Path, store: Store) -> None:
    """It holds the lists and sealed tokens of everybody."""
    await store.copies.round()
    data, copies = tmp_path / "data", tmp_path / "copies"
    (data / "backups").mkdir()
    cut_off = (
        copies / "musubi-20300317T174639Z.db.part",
        copies / "musubi-20300317T174639Z.db.part-journal",
        data / "backups" / f"before-0014_no_number_twice-{START}.db.part",
        data / "backups" / f"replaced-{START}.db.part",
        data / "musubi.db.restored",
        data / "musubi.db.restored.part",
    )
    others = (copies / "letters.part", data / "backups" / "mine.db.part")
    for file in (*cut_off, *others):
        file.write_bytes(b"x")
    await store.copies.round()
    assert [file.exists() for file in cut_off] == [False] * len(cut_off)
    assert all(file.exists() for file in others)
    assert names(copies) == ["letters.part", "musubi-20300317T174640Z.db"]
