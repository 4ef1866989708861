"""Moving all data from one database to another: whole or not at all, and no sealed token is opened for it."""

import random
from collections.abc import AsyncGenerator

import pytest

from store import (
    CachedAnswer,
    GuildSettings,
    Pause,
    Recommendation,
    Relation,
    Store,
    TitleReport,
    Toggle,
    ToldCommands,
    open_store,
)
from store.database import Database
from store.errors import Unmoved
from store.moving import LEFT, TABLES, move
from store.outlooks import TitleEvent
from store.postgresql import PostgreSQL
from store.sqlite import SQLite
from store.sweeps import Sweep
from tests.kit import engine
from tests.kit.home import START, Home, everything
from tests.kit.shelf import a_title
from tests.kit.traces import Person, move_in

pytestmark = pytest.mark.usefixtures("engine_of_settings")

PEOPLE = 3


def quiet(*_progress: object) -> None:
    """Shows nothing."""


async def fill_every_table(store: Store) -> None:
    for chance in range(PEOPLE):
        person = Person(random.Random(chance))
        await move_in(store, person)
        await store.favourites.replace(person.discord_id, [1, 2])
        await store.favourites.replace_named(person.discord_id, {"STUDIO": {7: "Bones"}})
        await store.changes.repeat(person.change_id + 1, person.change_id)
        await store.toggles.begin(
            Toggle(id=person.change_id, discord_id=person.discord_id, media_id=1, wanted=True, at=START)
        )
    await store.media.put([a_title(1, next_episode=3, next_airing_at=START + 60), a_title(2)], is_public=True)
    (feed,) = await store.feeds.of_guild(77)
    await store.feeds.choose(feed.id, 1, is_chosen=True)
    await store.feed_pauses.put(Pause(feed.id, START, START + 120, 50013))
    await store.feed_posts.put(feed.id, 1, 9)
    await store.airings.put_day(START // 86400 - 1, [], START)
    await store.airings.follow()
    await store.recommendations.put(1, [Recommendation(media_id=1, recommended_id=2, rating=3)])
    await store.relations.put({1: [Relation(media_id=1, related_id=2, relation="SEQUEL")]}, START)
    await store.sweeps.put(Sweep(media_type="ANIME", first_at=START, began_at=START, page=2), None)
    await store.database.execute("INSERT INTO outlooks (media_id) VALUES (2)")
    await store.outlooks.happen([TitleEvent(media_id=2, kind="begins", at=START)])
    await store.database.execute("INSERT INTO heard_people (discord_id, since) SELECT discord_id, 9 FROM links")
    await store.database.execute("INSERT INTO activity_poll VALUES (1, 9, 9, 600, 0, 0, NULL, NULL, NULL)")
    await store.database.execute("INSERT INTO sharers SELECT 77, discord_id, 9 FROM links")  # of an earlier release
    await store.database.execute("INSERT INTO activity_posts VALUES (1, :id, 77, 5, '', 9)", id=feed.id)
    await store.database.execute("INSERT INTO gone_titles VALUES (9, 1, '[]', 9)")
    await store.gone_titles.report([TitleReport("Gone", 0, START)])
    await store.mal_ids.put("ANIME", {1: 1, 2: None}, START)
    await store.cached_answers.put("staff", "1", CachedAnswer("{}", START), until=START + 1)
    await store.guilds.put(77, GuildSettings(allows_adult=False))
    await store.commands.remember(ToldCommands("digest", {"list": 1}))
    await store.database.execute("INSERT INTO title_news VALUES (1, 5)")  # it comes from a database that was shared
    await store.welcomes.since(START)
    await store.welcomes.claim(77, START)
    await store.feeds.open(77, 99, "episodes", is_all=True, opened_by=1, at=START)
    await store.database.execute("DELETE FROM feeds WHERE channel_id = 99")  # its number was the last


@pytest.fixture
async def source(home: Home) -> AsyncGenerator[SQLite]:
    async with open_store(home.data, key_file=home.key_file, now=lambda: START) as store:
        await fill_every_table(store)
    async with SQLite.open(home.data) as database:
        yield database


@pytest.fixture
async def target(home: Home) -> AsyncGenerator[SQLite]:
    async with SQLite.open(home.root / "other") as database:
        yield database


@pytest.fixture
async def postgresql() -> AsyncGenerator[PostgreSQL]:
    async with PostgreSQL.open(engine.new_database(), seconds_still=0) as database:
        yield database


async def moved(database: Database) -> dict[str, list[dict[str, object]]]:
    return {table: rows for table, rows in (await everything(database)).items() if table in TABLES}


async def test_every_table_is_moved_after_those_that_it_refers_to(target: SQLite) -> None:
    found = await target.all(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
    )
    assert {row["name"] for row in found} == TABLES.keys() | LEFT
    order = list(TABLES)
    for table in order:
        keys = await target.all(f"SELECT name FROM pragma_table_info('{table}') WHERE pk > 0")
        assert not keys or {row["name"] for row in keys} == set(TABLES[table]), table
        for row in await target.all(f"SELECT \"table\" AS parent FROM pragma_foreign_key_list('{table}')"):
            assert order.index(row["parent"]) < order.index(table)


async def test_every_row_arrives_as_it_was(source: SQLite, target: SQLite) -> None:
    before = await moved(source)
    assert [table for table, rows in before.items() if not rows] == []
    told = dict[str, tuple[int, int]]()
    count = await move(source, target, lambda table, done, total: told.update({table: (done, total)}))
    assert await moved(target) == before == await moved(source)
    assert told == {table: (len(rows), len(rows)) for table, rows in before.items()}
    assert count == sum(map(len, before.values()))


async def test_every_row_comes_back_from_postgresql_as_it_was(
    source: SQLite, postgresql: PostgreSQL, target: SQLite
) -> None:
    before = await moved(source)
    await move(source, postgresql, quiet)
    assert await moved(postgresql) == before
    await move(postgresql, target, quiet)
    assert await moved(target) == before


async def test_a_number_that_is_gone_is_given_to_no_other(source: SQLite, target: SQLite) -> None:
    await move(source, target, quiet)
    open_another = """
    INSERT INTO feeds (guild_id, channel_id, kind, is_all, mentions, opened_at)
    VALUES (1, 1, 'episodes', 1, 'nobody', 1) RETURNING id
    """
    assert await target.returning(open_another) == await source.returning(open_another)


async def test_a_table_that_has_never_had_a_number_has_no_last_one(source: SQLite) -> None:
    async with source.transaction() as transaction:
        await transaction.execute("DELETE FROM sqlite_sequence")
        await transaction.execute("INSERT INTO notices SELECT * FROM notices WHERE id < 0")
        assert await source.last_numbers(transaction) == {}


async def test_a_number_that_is_gone_stays_so_on_the_way_to_postgresql_and_back(
    source: SQLite, postgresql: PostgreSQL, target: SQLite
) -> None:
    await move(source, postgresql, quiet)
    async with source.transaction() as old, postgresql.transaction() as new:
        last = await source.last_numbers(old)
        assert await postgresql.last_numbers(new) == last and last["feeds"] > 1
    await move(postgresql, target, quiet)
    async with target.transaction() as new:
        assert await target.last_numbers(new) == last


async def test_a_database_with_data_is_left_as_it_is(source: SQLite, target: SQLite) -> None:
    await target.execute(
        "INSERT INTO guilds (guild_id, is_social, allows_adult, title_language) VALUES (1, 1, 1, 'ROMAJI')"
    )
    before = await everything(target)
    with pytest.raises(Unmoved, match="has data already"):
        await move(source, target, quiet)
    assert await everything(target) == before


async def test_what_comes_out_differently_is_not_kept(source: SQLite, target: SQLite) -> None:
    empty = await everything(target)
    await target.execute("CREATE TRIGGER other AFTER INSERT ON notices BEGIN UPDATE links SET name = 'other'; END")
    with pytest.raises(Unmoved, match="links"):
        await move(source, target, quiet)
    assert await everything(target) == empty


async def test_a_move_that_is_cut_off_moves_nothing(source: SQLite, target: SQLite) -> None:
    empty = await everything(target)

    def cut_off(table: str, *_progress: object) -> None:
        if table == "notices":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await move(source, target, cut_off)
    assert await everything(target) == empty
