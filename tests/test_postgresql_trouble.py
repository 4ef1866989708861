"""PostgreSQL in trouble: what is said when it is away, in the way or refuses, and that it goes on by itself."""

import asyncio
import logging
import traceback
from collections.abc import Generator
from pathlib import Path

import pytest

from redaction import Secret
from store import Store, Unwritable, open_store, postgresql
from store.errors import DatabaseAway, StatementRefused
from store.postgresql import PostgreSQL
from store.postgresql_driver import PostgreSQLServer
from tests.kit import engine
from tests.kit.days import days, put, put_around, put_two
from tests.kit.home import Home, everything, fill
from tests.kit.postgresql import Server, own_server


@pytest.fixture(scope="module")
def server() -> Generator[Server]:
    """A server that a test may stop, and leaves started."""
    with own_server() as server:
        yield server


async def test_an_outage_is_one_sentence_and_then_it_goes_on(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    async with PostgreSQL.open(Secret(server.url(server.create()))) as database:
        await put(database, 1)
        for mode in ("fast", "immediate"):
            caplog.clear()
            assert await days(database)
            server.stop(mode)
            for call in (days, put_two, days, put_two):
                with pytest.raises(Unwritable, match=r"postgresql:///\w+\?host=/\S+ can't be (used|reached)"):
                    await call(database)
            server.start()
            await database.execute("DELETE FROM schedules")
            await put(database, 1)
            assert await days(database) == [1]
            lost, again = caplog.messages
            assert "goes on by itself" in lost and "there again" in again


async def test_an_outage_in_a_transaction_undoes_it(server: Server) -> None:
    async with PostgreSQL.open(Secret(server.url(server.create()))) as database:

        async def restart() -> None:
            server.stop("immediate")
            server.start()

        with pytest.raises(Unwritable):
            await put_around(database, restart)
        assert await days(database) == []


async def test_whoever_listens_can_be_cut_off_while_it_does_not_answer() -> None:
    asked, gone = asyncio.Event(), asyncio.Event()

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await gone.wait()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as silent:
        port = silent.sockets[0].getsockname()[1]
        database = PostgreSQL(PostgreSQLServer(Secret(f"postgresql://musubi@127.0.0.1:{port}/musubi")), 0)
        listening = asyncio.create_task(database.listen("musubi", print))
        await asked.wait()
        listening.cancel()
        gone.set()
        await asyncio.wait([listening])
    assert listening.cancelled()


async def test_what_cannot_be_opened_is_one_sentence_without_the_password(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, password = server.create(), "hunter2-hunter2"
    nowhere = f"postgresql://musubi:{password}@127.0.0.1:1/musubi"
    right = server.network_url(name)
    for address, words in {
        nowhere: "can't be reached",
        server.network_url(name, password): "user or the password",
        server.network_url("nowhere"): "no such database",
        f"{right}?sslmode=require": "speaks no SSL",
        f"{right}?sslmode=maybe": "`sslmode` parameter must be one of: disable, ",
        f"{right}?connect_timeout=9": 'unrecognized configuration parameter "connect_timeout"',
        f"postgresql://musubi:{password}@127.0.0.1:99999/musubi": "the port and the options",
    }.items():
        with pytest.raises(Unwritable, match=words) as refused:
            await applied(address)
        text = "".join(traceback.format_exception(refused.value))
        assert password not in text and server.network_url("", "")[:-1] not in text
    monkeypatch.setattr(postgresql, "OLDEST", 1000)
    with pytest.raises(Unwritable, match="Musubi needs 1000 or newer"):
        await applied(right)


async def test_a_server_without_a_connection_left_is_away_for_a_while(server: Server) -> None:
    server.run("CREATE ROLE crowded LOGIN CONNECTION LIMIT 0")
    with pytest.raises(DatabaseAway, match="no connection left"):
        await applied(f"postgresql://crowded@/postgres?host={server.folder}&port={server.port}")


async def applied(address: str) -> set[int]:
    async with PostgreSQL.open(Secret(address)) as database:
        return await database.applied()


async def test_a_database_that_cannot_hold_all_letters_is_refused(server: Server) -> None:
    server.run("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1'")
    with pytest.raises(Unwritable, match="UTF8"):
        await applied(server.url("latin"))


async def test_an_error_has_nothing_of_a_row(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Each table is filled with what must not be told, wrongly."""
    caplog.set_level(logging.DEBUG)
    home, forced = Home(tmp_path), 0
    async with open_store(home.data, key_file=home.key_file, database_url=engine.new_database()) as store:
        await fill(store, 1)
        for table in await everything(store.database):
            for error in await refusals_of(store, table):
                seen = f"{error!r} {error} {''.join(traceback.format_exception(error))}"
                assert error.__cause__ is None and error.__context__ is None
                assert not any(word in seen + caplog.text for word in ("hush", "68757368", "86755")), table
                forced += 1
    assert forced > 100


async def refusals_of(store: Store, table: str) -> list[StatementRefused]:
    """What is said of a row with a secret, of which one column at a time is wrong."""
    columns = await store.database.all(
        "SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_name = :table"
        " AND table_schema = 'musubi' ORDER BY ordinal_position",
        table=table,
    )
    right = {"bigint": 867557, "text": '"hush"', "bytea": b"hush", "double precision": 86755.7}
    wrong = {"bigint": "hush", "text": 867557, "bytea": "hush", "double precision": "hush"}
    refused = list[StatementRefused]()
    for values in (
        {column["name"]: None for column in columns},
        {column["name"]: right[column["type"]] for column in columns},
        *(
            {column["name"]: (wrong if column == odd else right)[column["type"]] for column in columns}
            for odd in columns
        ),
    ):
        for _ in range(2):  # a second time it is there
            try:
                places = ", ".join(f":{name}" for name in values)
                await store.database.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", **values)
            except StatementRefused as error:
                refused.append(error)
    return refused
