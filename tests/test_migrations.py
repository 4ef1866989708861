"""A database becomes this Musubi's whole or not at all, and a copy of what it was is kept."""

import random
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from store import NewerDatabase, canary, schema
from store.database import Database
from store.entry import entry_columns
from store.keys import KeyRing
from store.links import _columns, token_place
from store.seal import seal
from store.sqlite import SQLite
from store.sqlite_driver import connected
from store.visibility import Visibility
from tests.kit.home import START, Home, a_link, a_token, everything, sqlite
from tests.kit.killing import Reaper, every, know_schemas
from tests.kit.shelf import an_entry

Shape = tuple[set[int], list[object]]

RELEASED = [int(file.name[:4]) for file in sorted(schema.FOLDER.glob("*.sql"))]
LATEST = RELEASED[-1]

_empty: list[bytes] = []  # the databases of the releases

# Renames a column by rebuilding the table that others refer to: the hardest that a migration has to do.
NEXT = """
-- A comment; with a semicolon.
CREATE TABLE moved (
    discord_id INTEGER PRIMARY KEY,
    anilist_id INTEGER NOT NULL UNIQUE,
    token BLOB NOT NULL,
    viewer TEXT NOT NULL
) STRICT;

DROP TRIGGER list_begun;
DROP TRIGGER list_read;
DROP TRIGGER list_gone;
INSERT INTO moved SELECT discord_id, anilist_id, token, name FROM links;
DROP TABLE links;
ALTER TABLE moved RENAME TO links;

CREATE TRIGGER whole BEFORE UPDATE ON links BEGIN
    SELECT 1;
    SELECT 2;
END;
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def shape(home: Home) -> Shape:
    """The migrations that were run, and all that the database holds; without changing anything."""
    with closing(sqlite3.connect(f"{home.database.as_uri()}?mode=ro", uri=True)) as view:
        held = view.execute("SELECT name, sql FROM sqlite_schema ORDER BY sql, name").fetchall()
        tables = [name for (name,) in view.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
        content = {table: view.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in tables}
        return {number for number, *_ in content.get("migrations", ())}, [held, content]


async def released(home: Home, number: int) -> None:
    """A home as the release with that migration has left it, with two people who hide."""
    home.data.mkdir(mode=0o700, parents=True)
    home.database.touch(mode=0o600)
    home.database.write_bytes(await empty(home, number))
    async with connected(home.database) as writer:
        database = SQLite(writer, home.database)
        keys = KeyRing.load(file=home.key_file, text=None, may_create=True)
        await canary.write(database, keys)
        await hiding_people(database, keys, 1, 2)


async def hiding_people(database: Database, keys: KeyRing, *people: int) -> None:
    for person in people:
        await link_of_that_time(database, keys, person)
        await Visibility(database).hide(a_link(person).discord_id, 77)


async def empty(home: Home, number: int) -> bytes:
    """The database with the first migrations up to `number`. All of them are made together, once a process."""
    if not _empty:
        await know_schemas()
        _empty.extend(await stages(Home(home.root.with_name("empty")), content))
    return _empty[number - 1]


async def at_each_stage(home: Home, act: Callable[[SQLite], Awaitable[object]]) -> None:
    """The home's next start, which does `act` after each migration."""
    run = SQLite._run

    async def paused(database: SQLite, migration: schema.Migration, now: int) -> None:
        await run(database, migration, now)
        await act(database)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLite, "_run", paused)
        await migrated(home)


async def stages(home: Home, look: Callable[[Home], Any]) -> list[Any]:
    """What `look` finds in the home after each migration of its next start."""
    found: list[Any] = []

    async def seen(_: SQLite) -> None:
        found.append(look(home))

    await at_each_stage(home, seen)
    return found


async def stages_from(home: Home, begun_from: int) -> list[Shape]:
    """The home as that release has left it; its shape, and those after each migration of its next start."""
    before: Shape = (set(), [[], {}])
    if begun_from:
        await released(home, begun_from)
        before = shape(home)
    home.root.mkdir(exist_ok=True)
    return [before, *await stages(home.copied(home.root.with_name("stage")), shape)]


def content(home: Home) -> bytes:
    """The database as a file without a log."""
    with closing(sqlite3.connect(home.database)) as connection:
        return connection.serialize()


async def link_of_that_time(database: Database, keys: KeyRing, person: int) -> None:
    """Store a link in the columns that there are."""
    link = a_link(person)
    there = {row["name"] for row in await database.all("SELECT name FROM pragma_table_info('links')")}
    token = seal(keys, a_token(person), token_place(link.discord_id, link.anilist_id))
    values = {name: value for name, value in _columns(link).items() if name in there} | {"token": token}
    places = ", ".join(f":{name}" for name in values)
    await database.execute(f"INSERT INTO links ({', '.join(values)}) VALUES ({places})", **values)


def with_migrations(home: Home, up_to: int, **more: str) -> Path:
    """A folder with the first of Musubi's migrations, and `more`, which the home's next start takes for all."""
    folder = home.root / "migrations"
    folder.mkdir(parents=True, exist_ok=True)
    for number, file in zip(RELEASED, sorted(schema.FOLDER.glob("*.sql")), strict=True):
        if number <= up_to and not (folder / file.name).exists():
            shutil.copy(file, folder)
    for name, sql in more.items():
        (folder / f"{up_to + 1:04}_{name}.sql").write_text(sql)
    return folder


async def test_every_released_schema_is_brought_up_to_date(home: Home) -> None:
    assert list(range(1, len(RELEASED) + 1)) == RELEASED, "numbered without a gap"
    async with home.open() as store:
        fresh = await store.database.all("SELECT sql FROM sqlite_schema ORDER BY sql")
        assert await sqlite(store).applied() == set(RELEASED)
    old, people = Home(home.root / "old"), iter(range(3, 2 * LATEST + 1))
    await released(old, 1)
    keys = KeyRing.load(file=old.key_file, text=None, may_create=False)

    async def come(database: SQLite) -> None:
        """Two people who link under this release, beside those from the releases before it."""
        await hiding_people(database, keys, next(people), next(people))

    await at_each_stage(old, come)
    assert next(people, None) is None, "all releases were passed"
    async with old.open() as store:
        assert await store.database.all("SELECT sql FROM sqlite_schema ORDER BY sql") == fresh
        assert await sqlite(store).applied() == set(RELEASED)
        for person in range(1, 2 * LATEST + 1):
            assert await store.links.token(a_link(person).discord_id) == a_token(person)
            assert await store.visibility.hidden(a_link(person).discord_id, 77)


async def test_whom_admins_had_hidden_before_there_were_fingerprints_stays_hidden(home: Home) -> None:
    hidden, shown = (a_link(person).discord_id for person in (1, 2))
    await released(home, 10)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "FOLDER", with_migrations(home, 10))
        async with SQLite.open(home.data) as database:
            await database.execute("INSERT INTO members (guild_id, discord_id, seen_at) VALUES (77, :id, 9)", id=shown)
            for guild_id, seen_at in ((77, 9), (78, 0)):
                await database.execute(
                    "INSERT INTO members (guild_id, discord_id, seen_at, is_barred) VALUES (:guild_id, :id, :at, 1)",
                    guild_id=guild_id,
                    id=hidden,
                    at=seen_at,
                )
    async with home.open() as store:
        assert [await store.members.is_hidden_by_admin(hidden, guild) for guild in (77, 78, 79)] == [True, True, False]
        assert not await store.members.is_hidden_by_admin(shown, 77)
        assert await store.members.servers(hidden) == [77]
        await store.links.delete(hidden)
        await store.links.save(a_link(1), a_token(1))
        await store.members.record_use(hidden, 78, START)
        assert await store.members.shown(78) == []


async def test_the_times_of_lists_are_carried_over(home: Home) -> None:
    await released(home, 17)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "FOLDER", with_migrations(home, 17))
        async with SQLite.open(home.data) as database:
            for media_type, full_at, delta_at in (("ANIME", 5, 9), ("MANGA", 7, None)):
                await database.execute(
                    "INSERT INTO lists SELECT discord_id, :type, 9, :full, :delta FROM links WHERE discord_id = :id",
                    id=a_link(1).discord_id,
                    type=media_type,
                    full=full_at,
                    delta=delta_at,
                )
    async with home.open() as store:
        rows = await store.database.all("SELECT lists_at FROM links ORDER BY discord_id")
        assert [row["lists_at"] for row in rows] == [7, 0]


async def test_feeds_who_listens_and_what_they_are_told_are_carried_over(home: Home) -> None:
    await released(home, 13)
    tables = ("feeds", "feed_titles", "feed_listeners", "notices")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "FOLDER", with_migrations(home, 13))
        async with SQLite.open(home.data) as database:
            await database.execute("INSERT INTO feeds VALUES (3, 77, 8, 'episodes', 1, 'role', 5, 6, 7, NULL)")
            await database.execute("INSERT INTO feed_titles VALUES (3, 9)")
            await database.execute("INSERT INTO feed_listeners SELECT 3, discord_id FROM links")
            await database.execute("INSERT INTO notices VALUES (4, NULL, 3, NULL, 9, 1, 10, 11, 'begun', 4, 12)")
            before = [await database.all(f"SELECT * FROM {table}") for table in tables]
    async with home.open() as store:
        before[0][0] |= {"steps": "all", "media_type": None, "is_announced": 0}
        before[0][0] |= {"has_rooms": 0, "rooms_failed_at": None}
        before[0][0] |= {"is_forum": 0, "tag_id": None, "is_published": 0, "publications": "[]"}
        before[-1][0] |= {"owner": None, "claimed_until": 0, "topic": None, "topic_id": None}
        assert [await store.database.all(f"SELECT * FROM {table}") for table in tables] == before
        await store.guilds.forget(77)
        assert [await store.database.all(f"SELECT * FROM {table}") for table in tables] == [[], [], [], []]


async def test_of_old_titles_those_are_public_that_have_been_shown(home: Home) -> None:
    await released(home, 14)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "FOLDER", with_migrations(home, 14))
        async with SQLite.open(home.data) as database:
            listed = [an_entry(1, private=False, hidden=False), an_entry(3, hidden=False), an_entry(5, private=False)]
            for number, entries in enumerate((listed, [an_entry(3), an_entry(7)]), start=1):
                whose = a_link(number).discord_id
                await database.execute("INSERT INTO lists VALUES (:whose, 'ANIME', 1, NULL, NULL)", whose=whose)
                for entry in entries:
                    columns = entry_columns(entry) | {"discord_id": whose, "read_at": START}
                    names = f"({', '.join(columns)}) VALUES ({', '.join(map(':{}'.format, columns))})"
                    await database.execute(f"INSERT INTO entries {names}", **columns)
            for number in range(1, 12):
                await database.execute(
                    "INSERT INTO media (id, media_type, synonyms, genres, is_adult, is_locked, seen_at)"
                    " VALUES (:number, 'ANIME', '[]', '[]', 0, 0, 1)",
                    number=number,
                )
            await database.execute("INSERT INTO feeds VALUES (3, 77, 8, 'episodes', 1, 'role', 5, 6, 7, NULL)")
            await database.execute("INSERT INTO feed_titles VALUES (3, 9)")
    async with home.open() as store:
        assert {title.id for title in await store.media.titles(await store.media.ids()) if title.is_public} == {1, 9}


async def test_each_migration_is_recorded(home: Home) -> None:
    async with home.open() as store:
        names = [file.stem for file in sorted(schema.FOLDER.glob("*.sql"))]
        rows = await store.database.all("SELECT * FROM migrations ORDER BY number")
        assert [(row["name"], row["applied_at"]) for row in rows] == [(name, START) for name in names]


@pytest.mark.parametrize("points", [6, pytest.param(1000, marks=pytest.mark.long)])
async def test_killed_at_any_statement_it_is_done_or_not_begun(home: Home, reaper: Reaper, points: int) -> None:
    await released(home, LATEST)
    with_migrations(home, LATEST, next=NEXT)
    stages = [shape(home), await migrated(home.copied(home.root.with_name("whole")))]
    assert set(await killed_everywhere(reaper, home, stages, points)) == {0, 1}


@pytest.mark.parametrize("points", [4, pytest.param(1000, marks=pytest.mark.long)])
@pytest.mark.parametrize(
    "begun_from",
    # Most kills hit the same migrations from wherever it begins, and the next test kills between all of them.
    [pytest.param(n, marks=() if n in {19, LATEST - 1} else pytest.mark.long) for n in [0, *RELEASED[:-1]]],
)
async def test_killed_between_releases_it_is_at_one_of_them(
    home: Home, reaper: Reaper, begun_from: int, points: int
) -> None:
    stages = await stages_from(home, begun_from)
    killed = await killed_everywhere(reaper, home, stages, points, shift=begun_from * 7)
    assert len(killed) >= min(points, 12)


@pytest.mark.parametrize("begun_from", [0, 1])
async def test_killed_again_and_again_it_goes_on_from_where_it_is(home: Home, reaper: Reaper, begun_from: int) -> None:
    """Each start takes over from the one before it, so some thirty kills cost little more than one start."""
    stages = await stages_from(home, begun_from)
    chance, found = random.Random(begun_from), list[int]()
    while reaper.run("migrate", home, step=chance.randint(1, 70)).killed:
        found.append(stages.index(shape(home)))
    assert shape(home) == stages[-1]
    assert found == sorted(found), "once done, it stays done"
    assert len(set(found)) >= 12


@pytest.mark.parametrize("stride", [3, pytest.param(1, marks=pytest.mark.long)])
async def test_release_by_release_it_passes_the_stages_of_one_start(home: Home, stride: int) -> None:
    await released(home, 1)
    step_by_step = home.copied(home.root.with_name("steps"))
    for number, stage in list(zip(RELEASED[1:], await stages(home, shape), strict=True))[::stride]:
        with_migrations(step_by_step, number)
        assert await migrated(step_by_step) == stage


async def migrated(home: Home) -> Shape:
    """The next start, with the migrations in the home instead of Musubi's own, where there are any."""
    with pytest.MonkeyPatch.context() as patch:
        if (home.root / "migrations").exists():
            patch.setattr(schema, "FOLDER", home.root / "migrations")
        async with SQLite.open(home.data, lambda: START):
            pass
    return shape(home)


async def killed_everywhere(reaper: Reaper, home: Home, stages: list[Shape], points: int, shift: int = 0) -> list[int]:
    """Which of the `stages` each kill has left; every next start reaches the last of them."""
    found: list[int] = []
    steps = reaper.run("migrate", home.copied(home.root.with_name("counted"))).steps
    for step in every(steps, points, shift):
        killed = home.copied(home.root.with_name(f"killed{step}"))
        assert reaper.run("migrate", killed, step=step).killed
        found.append(stages.index(shape(killed)))
        assert await migrated(killed) == stages[-1]
    assert found == sorted(found), "once done, it stays done"
    return found


async def test_rows_that_refer_to_a_rebuilt_table_stay(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    await released(home, LATEST)
    monkeypatch.setattr(schema, "FOLDER", with_migrations(home, LATEST, next=NEXT))
    async with SQLite.open(home.data) as database:
        assert len(await database.all("SELECT * FROM hidden")) == 2
        assert await database.returning("PRAGMA foreign_keys") == [{"foreign_keys": 1}]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM links;",
        "CREATE TABLE fine (one TEXT) STRICT;\nCREATE TABLE links (one TEXT) STRICT;",
        "CREATE TABLE fine (one TEXT) STRICT;\nSELECT nonsense",
    ],
    ids=["strays", "exists", "unfinished"],
)
async def test_a_migration_that_fails_changes_nothing(home: Home, monkeypatch: pytest.MonkeyPatch, sql: str) -> None:
    await released(home, LATEST)
    before = shape(home)
    with_migrations(home, LATEST, broken=sql)
    monkeypatch.setattr(schema, "FOLDER", home.root / "migrations")
    with pytest.raises(Exception, match=r"can't carry over|already exists|no such column"):
        async with SQLite.open(home.data):
            pass
    assert shape(home) == before


async def test_what_it_was_is_copied_before(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    await released(home, LATEST)
    async with home.open() as store:
        before = await everything(store.database)
    assert not (home.data / "backups").exists(), "nothing was migrated"
    with_migrations(home, LATEST, next=NEXT)
    monkeypatch.setattr(schema, "FOLDER", home.root / "migrations")
    for _ in range(2):
        async with SQLite.open(home.data, lambda: START):
            pass
    copies = list((home.data / "backups").iterdir())
    assert [copy.name for copy in copies] == [f"before-{LATEST + 1:04}_next-{START}.db"]
    async with SQLite.read_only(copies[0]) as copy:
        assert await everything(copy) == before


async def test_a_newer_database_is_refused_and_left_alone(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    await released(home, LATEST)
    with_migrations(home, LATEST, next=NEXT)
    with monkeypatch.context() as patch:
        patch.setattr(schema, "FOLDER", home.root / "migrations")
        async with SQLite.open(home.data):
            pass
    before = shape(home)
    with pytest.raises(NewerDatabase, match="update this one"):
        async with home.open():
            pass
    assert shape(home) == before
