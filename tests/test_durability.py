"""What was acknowledged is there after any death of the process, and after damage to the log a state that once was."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from redaction import Secret
from store import Store
from store.sqlite import SQLite
from tests.kit.home import LIMIT, Home, a_link, a_pending_link, a_token, an_attempt, everything, fill, sqlite
from tests.kit.killing import Reaper, every


@pytest.mark.parametrize("rounds", [6, pytest.param(100, marks=pytest.mark.long)])
async def test_nothing_acknowledged_is_lost_when_killed(tmp_path: Path, reaper: Reaper, rounds: int) -> None:
    home = Home(tmp_path)
    chance = random.Random(1)
    linked = 0
    for _ in range(rounds):
        fate = reaper.run("link_people", home, after=chance.randint(1, 30))
        assert fate.killed
        async with home.open() as store:
            await sqlite(store).verify()
            linked = await linked_in_a_row(store)
            assert linked >= fate.said[-1]
    assert linked >= rounds


async def linked_in_a_row(store: Store) -> int:
    """How many people are linked, after making sure that they are the first ones and whole."""
    count = await store.links.count()
    for number in range(1, count + 1):
        link = a_link(number)
        assert await store.links.of(link.discord_id) == link
        assert await store.links.token(link.discord_id) == a_token(number)
    return count


Damage = Callable[[bytearray, int], None]


def cut(log: bytearray, at: int) -> None:
    del log[at:]


def flip(log: bytearray, at: int) -> None:
    log[at] ^= 0x10


def zero(log: bytearray, at: int) -> None:
    log[at:] = bytes(len(log) - at)


def zero_a_sector(log: bytearray, at: int) -> None:
    end = min(at + 512, len(log))
    log[at:end] = bytes(end - at)


@pytest.mark.parametrize("points", [6, pytest.param(75, marks=pytest.mark.long)])
@pytest.mark.parametrize("damage", [cut, flip, zero, zero_a_sector])
async def test_a_damaged_log_leaves_a_state_that_once_was(tmp_path: Path, damage: Damage, points: int) -> None:
    home, history = await with_history(tmp_path / "sound")
    log = (home.data / "musubi.db-wal").read_bytes()
    chance = random.Random(damage.__name__)
    found: set[int] = set()
    for point in range(points):
        damaged = Home(tmp_path / str(point))
        damaged.data.mkdir(parents=True)
        shutil.copy(home.database, damaged.data)
        broken = bytearray(log)
        damage(broken, chance.randrange(len(log)))
        (damaged.data / "musubi.db-wal").write_bytes(broken)
        async with SQLite.open(damaged.data) as database:
            await database.verify()
            found.add(history.index(await everything(database)))
    assert len(found) > 1, "the damage did nothing"


async def with_history(root: Path) -> tuple[Home, list[object]]:
    """A home as a power cut leaves it, with all in its log, and all the states that it went through."""
    home, living = Home(root), Home(root.with_name("living"))
    async with living.open() as store:
        await store.database.checkpoint()
        await store.database.execute("PRAGMA wal_autocheckpoint = 0")
        history: list[object] = [await everything(store.database)]
        for number in range(1, 9):
            await store.attempts.begin(an_attempt(number, person=number % 3 + 1), **LIMIT)
            history.append(await everything(store.database))
            await store.links.save(a_link(number), a_token(number))
            history.append(await everything(store.database))
            await store.visibility.hide(a_link(number).discord_id, 77)
            history.append(await everything(store.database))
        shutil.copytree(living.root, home.root)
    return home, history


@pytest.mark.parametrize(
    ("work", "points"),
    [
        ("unlink", 12),
        ("put_back", 12),
        ("rotate_key", 24),
        *(pytest.param(work, 1000, marks=pytest.mark.long) for work in ("unlink", "put_back", "rotate_key")),
    ],
)
async def test_killed_at_any_step_it_is_done_or_not_begun(
    tmp_path: Path, reaper: Reaper, work: str, points: int
) -> None:
    home = Home(tmp_path / "home")
    async with home.open() as store:
        await sqlite(store).backup(home.root / "copy.db")
        await fill(store, 3)
    whole = home.copied(tmp_path / "whole")
    steps = reaper.run(work, whole, lines=True).steps
    possible = [await people_in(home), await people_in(whole)]
    found: list[int] = []
    for step in every(steps, points):
        killed = home.copied(tmp_path / str(step))
        assert reaper.run(work, killed, step=step, lines=True).killed
        found.append(possible.index(await people_in(killed)))
    assert found[0] == 0 and found == sorted(found), "once done, it stays done"


async def test_a_key_file_killed_at_any_step_holds_the_old_keys_or_all(tmp_path: Path, reaper: Reaper) -> None:
    home = Home(tmp_path / "home")
    async with home.open():
        old = home.key_file.read_text()
    found: list[int] = []
    steps = reaper.run("renew_key", home.copied(tmp_path / "whole"), lines=True).steps
    for step in range(1, steps + 1):
        killed = home.copied(tmp_path / str(step))
        assert reaper.run("renew_key", killed, step=step, lines=True).killed
        text = killed.key_file.read_text()
        assert text.endswith(old)
        found.append(len(text.split()))
    assert found == sorted(found) and set(found) == {1, 2}


async def people_in(home: Home) -> list[object]:
    """Everybody who is linked, with their token, and how many keys their tokens are sealed with."""
    people: list[object] = []
    async with home.open() as store:
        await sqlite(store).verify()
        for number in range(1, 4):
            people.append(await store.links.of(a_link(number).discord_id))
            people.append(await store.links.token(a_link(number).discord_id))
        sealed = await store.database.all("SELECT DISTINCT substr(token, 2, 8) FROM links")
    return [*people, len(sealed)]


@pytest.mark.parametrize("points", [20, pytest.param(500, marks=pytest.mark.long)])
async def test_a_link_in_progress_that_is_killed_at_any_step_waits_or_is_linked(
    tmp_path: Path, reaper: Reaper, points: int
) -> None:
    home = Home(tmp_path / "home")
    pending = a_pending_link(an_attempt())
    person = pending.attempt.discord_id
    async with home.open() as store:
        await store.attempts.begin(pending.attempt, **LIMIT)
        assert await store.pending_links.add(pending, Secret("grant"), most=1) == "added"
    steps = reaper.run("confirm", home.copied(tmp_path / "whole"), lines=True).steps
    found: list[bool] = []
    for step in every(steps, points):
        killed = home.copied(tmp_path / str(step))
        assert reaper.run("confirm", killed, step=step, lines=True).killed
        async with killed.open() as store:
            is_linked = await store.links.of(person) is not None
            now = await store.pending_links.of(person), await store.pending_links.progress(pending.ticket)
            assert now == ((None, "linked") if is_linked else (pending, "waiting"))
            found.append(is_linked)
    assert not found[0] and found[-1] and found == sorted(found)
