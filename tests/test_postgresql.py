"""PostgreSQL: values, transactions, cancellations, messages, migrations."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path

import pytest

from redaction import Secret
from store import KeyMissing, NewerDatabase, Unwritable, open_store, postgresql, schema
from store.errors import StatementRefused
from store.postgresql import PostgreSQL
from store.postgresql_readers import READERS
from tests.kit import engine
from tests.kit.days import days, put, put_around, put_one_twice, put_two
from tests.kit.home import START, Home, a_link, a_token
from tests.kit.postgresql import END_LISTENING
from tests.kit.steps import cut_off_waiting

CHANNEL = "of_a_test"


@pytest.fixture
def url() -> Secret:
    """Of a new database with all tables."""
    return engine.new_database()


@pytest.fixture
async def database(url: Secret) -> AsyncGenerator[PostgreSQL]:
    async with PostgreSQL.open(url) as database:
        yield database


async def test_values_come_back_as_sqlite_gives_them(database: PostgreSQL) -> None:
    row = await database.one(
        """
        SELECT CAST(:number AS BIGINT) AS number, CAST(:text AS TEXT) AS text, CAST(:bytes AS BYTEA) AS bytes,
        CAST(:nothing AS TEXT) AS nothing, 1 = 1 AS truth, sum(day) AS sum, avg(day) AS mean, ':text' AS colon, -- :no
        count(*) AS "a:b" FROM (SELECT CAST(3 AS BIGINT) AS day UNION ALL SELECT 4) AS days
        """,
        number=2**62,
        text="結び\0",
        bytes=b"\0\xff",
        nothing=None,
        unused=1,
    )
    assert row == {
        "number": 2**62,
        "text": "結び\ufffd",
        "bytes": b"\0\xff",
        "nothing": None,
        "truth": 1,
        "sum": 7,
        "mean": 3.5,
        "colon": ":text",
        "a:b": 2,
    }
    assert row and [type(row["truth"]), type(row["sum"])] == [int, int]


async def test_a_change_counts_its_rows(database: PostgreSQL) -> None:
    await put_two(database)
    assert await database.execute("UPDATE schedules SET asked_at = 5 WHERE day > :day", day=0) == 2
    assert await database.execute("DELETE FROM schedules WHERE day = 1") == 1
    assert await database.returning("UPDATE schedules SET asked_at = 6 RETURNING day") == [{"day": 2}]
    assert await database.returning("UPDATE schedules SET asked_at = 6 WHERE day = 9 RETURNING day") == []


async def test_a_read_can_write_nothing(database: PostgreSQL) -> None:
    with pytest.raises(Unwritable, match="only be read"):
        await database.all("INSERT INTO schedules (day, asked_at) VALUES (1, 1) RETURNING day")
    assert await days(database) == []


async def test_nothing_of_a_transaction_is_seen_before_its_end(database: PostgreSQL) -> None:
    async with database.transaction() as transaction:
        await put(transaction, 1)
        assert await days(database) == []
    assert await days(database) == [1]


@pytest.mark.parametrize("times", [1, 2])
async def test_a_cancelled_transaction_is_whole_or_nothing_and_lets_others_go_on(
    database: PostgreSQL, times: int
) -> None:
    outcomes, tasks = set[tuple[int, ...]](), list[asyncio.Task[None]]()
    for at in range(20):
        tasks.append(asyncio.create_task(cut_off_waiting(put_two(database), at, times)))
        await asyncio.wait(tasks)
        outcomes.add(tuple(await days(database)))
        await put(database, 3)
        assert 3 in await days(database)
        await database.execute("DELETE FROM schedules")
    assert not tasks[-1].cancelled(), "every wait had its turn"
    assert outcomes == {(), (1, 2)}


async def test_cancelled_reads_leave_their_connections_to_others(database: PostgreSQL) -> None:
    reads = [asyncio.create_task(database.all("SELECT pg_sleep(0.05)")) for _ in range(2 * READERS)]
    await asyncio.sleep(0)
    for read in reads:
        read.cancel()
    await asyncio.wait(reads)
    assert await asyncio.gather(*(days(database) for _ in range(2 * READERS)))


async def test_a_failed_statement_undoes_its_transaction_even_when_nobody_minds(database: PostgreSQL) -> None:
    with pytest.raises(StatementRefused):
        await put_one_twice(database)
    with pytest.raises(StatementRefused, match="went on"):
        await put_one_twice(database, suppress(StatementRefused))
    await put(database, 5)
    assert await days(database) == [5]


async def test_transactions_of_two_processes_run_one_after_another(url: Secret) -> None:
    async def count_up(database: PostgreSQL) -> None:
        async with database.transaction() as transaction:
            row = await transaction.one("SELECT count(*) AS days FROM schedules")
            assert row
            await put(transaction, row["days"])

    async with PostgreSQL.open(url) as one, PostgreSQL.open(url) as other:
        await asyncio.gather(*(count_up(database) for database in (one, other) for _ in range(20)))
        assert await days(one) == await days(other) == list(range(40))


async def test_a_process_that_stands_still_holds_up_nobody_for_long(url: Secret) -> None:
    async with PostgreSQL.open(url, seconds_still=1) as still, PostgreSQL.open(url) as other:
        with pytest.raises(Unwritable):
            await put_around(still, lambda: put(other, 2))  # it waits until the server has ended the transaction
        await put(still, 4)
        assert await days(still) == [2, 4]


async def test_each_message_is_heard_and_an_end_of_the_connection_too(
    database: PostgreSQL, url: Secret, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "_SECONDS_BETWEEN_TRIES", 0)
    heard = asyncio.Queue[str | None]()
    async with PostgreSQL.open(url) as other:
        listening = asyncio.create_task(other.listen(CHANNEL, heard.put_nowait))
        assert await heard.get() is None
        async with database.transaction() as transaction:
            await transaction.all("SELECT pg_notify(:channel, 'changed')", channel=CHANNEL)
            assert heard.empty()
        assert await heard.get() == "changed"
        await database.all(END_LISTENING)
        assert await heard.get() is None, "what was sent meanwhile is lost"
        listening.cancel()
        await asyncio.wait([listening])


async def test_two_processes_that_start_at_once_make_the_tables_once() -> None:
    url = engine.empty_database()

    async def start() -> set[int]:
        async with PostgreSQL.open(url, lambda: START) as database:
            return await database.applied()

    one, other = await asyncio.gather(start(), start())
    assert one == other == {int(file.name[:4]) for file in (schema.FOLDER / "postgresql").glob("*.sql")}


async def test_two_processes_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    url = engine.new_database()

    async def start(number: int) -> None:
        home = Home(tmp_path / str(number))
        async with open_store(home.data, key_file=home.key_file, database_url=url, now=lambda: START) as store:
            await store.links.save(a_link(number), a_token(number))
            assert await store.links.token(a_link(number).discord_id) == a_token(number)

    outcomes = await asyncio.gather(start(1), start(2), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes if outcome] == [KeyMissing]


async def test_migrations_are_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = engine.new_database()
    (tmp_path / "postgresql").mkdir()
    for file in (schema.FOLDER / "postgresql").glob("*.sql"):
        (tmp_path / "postgresql" / file.name).write_text(file.read_text())
    (tmp_path / "postgresql" / "8000_fine.sql").write_text("CREATE TABLE fine (one BIGINT);")
    (tmp_path / "postgresql" / "8001_broken.sql").write_text("CREATE TABLE more (one BIGINT); CREATE NONSENSE;")
    with monkeypatch.context() as patch:
        patch.setattr(schema, "FOLDER", tmp_path)
        with pytest.raises(StatementRefused):
            async with PostgreSQL.open(url):
                pass
        (tmp_path / "postgresql" / "8001_broken.sql").write_text("ALTER TABLE fine ADD two BIGINT;")
        async with PostgreSQL.open(url) as database:
            assert await database.all("SELECT one, two FROM fine") == []
    with pytest.raises(NewerDatabase):
        async with PostgreSQL.open(url):
            pass


async def test_an_older_release_goes_on_where_a_newer_one_has_added(url: Secret) -> None:
    """It runs beside the newer one, or in its place again."""
    async with PostgreSQL.open(url) as database:
        await newer(database, 8000, "8000_more")
        async with PostgreSQL.open(url, may_be_newer=True):
            assert await database.pending() == []
        await newer(database, 8001, "8001_contract_links")
        with pytest.raises(NewerDatabase, match="update this one"):
            async with PostgreSQL.open(url, may_be_newer=True):
                pass
        with pytest.raises(NewerDatabase):
            await database.pending()


async def test_a_migration_by_a_newer_release_fails_no_transaction(url: Secret) -> None:
    async def look() -> None:
        async with old.transaction() as transaction:
            for table in ("links", "schedules"):
                assert await transaction.all(f"SELECT *, 1 = 1 AS is_true FROM {table}") == []

    async with PostgreSQL.open(url) as old:
        await look()
        async with PostgreSQL.open(url) as database, database.transaction() as transaction:
            await transaction.script("ALTER TABLE links ADD COLUMN more BIGINT")
            await transaction.execute("INSERT INTO migrations VALUES (900, '0900_more', 0)")
        await look()
        await old.execute("INSERT INTO schedules (day, asked_at) VALUES (1, 2)")
        assert await old.returning("UPDATE schedules SET day = 2 RETURNING 1 = 1 AS is_true") == [{"is_true": 1}]


async def newer(database: PostgreSQL, number: int, name: str) -> None:
    """A newer release has run that migration."""
    await database.execute(
        "INSERT INTO migrations (number, name, applied_at) VALUES (:number, :name, 1)", number=number, name=name
    )


async def test_numbers_go_on_after_those_of_another_database(database: PostgreSQL) -> None:
    async with database.transaction() as transaction:
        assert await database.last_numbers(transaction) == {}
        await database.continue_numbers(transaction, {"feeds": 41})
        assert await database.last_numbers(transaction) == {"feeds": 41}
    (row,) = await database.returning(
        "INSERT INTO feeds (guild_id, channel_id, kind, is_all, mentions, opened_at)"
        " VALUES (1, 1, 'episodes', 1, 'nobody', 0) RETURNING id"
    )
    assert row == {"id": 42}


async def test_it_knows_its_size_and_the_time(database: PostgreSQL) -> None:
    assert 100_000 < await database.size() < 10_000_000
    before = await database.clock()
    async with database.transaction() as transaction:
        begun = await transaction.clock()
        assert before < begun < await transaction.clock()
