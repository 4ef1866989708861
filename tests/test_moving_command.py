"""`move`, `backup` and `restore` on a terminal, with PostgreSQL."""

import asyncio
import os
import re
import subprocess

import pytest

import bot
from redaction import Secret
from store import open_store
from store.postgresql import PostgreSQL
from store.processes import Process, Processes
from store.sqlite import SQLite
from tests.kit import engine
from tests.kit.home import START, Home, a_link, a_token, fill
from tests.kit.postgresql import programs

pytestmark = pytest.mark.usefixtures("engine_of_settings")

PEOPLE = 3
THERE, BACK = ["move", "--from", "sqlite", "--to", "DATABASE_URL"], ["move", "--from", "DATABASE_URL", "--to", "sqlite"]


@pytest.fixture
def url(home: Home, monkeypatch: pytest.MonkeyPatch) -> Secret:
    """Of a new database without tables; it is set, with the home's other settings."""
    url = engine.empty_database()
    monkeypatch.chdir(home.root)
    monkeypatch.setenv("DATA_DIR", str(home.data))
    monkeypatch.setenv("SECRET_KEY_FILE", str(home.key_file))
    monkeypatch.setenv("DATABASE_URL", url.reveal())
    return url


def ended(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Run a command that ends with exit code 2; returns its sentence."""
    with pytest.raises(SystemExit) as end:
        bot.main(arguments)
    assert end.value.code == 2
    return capsys.readouterr().err


@pytest.fixture
def filled(home: Home) -> Home:
    """A home with people in SQLite."""

    async def link_people() -> None:
        async with open_store(home.data, key_file=home.key_file, now=lambda: START) as store:
            await fill(store, PEOPLE)

    asyncio.run(link_people())
    return home


async def tokens(home: Home, url: Secret | None) -> list[Secret | None]:
    async with open_store(home.data, key_file=home.key_file, database_url=url) as store:
        return [await store.links.token(a_link(number).discord_id) for number in range(1, PEOPLE + 1)]


def test_data_move_to_postgresql_and_back(filled: Home, url: Secret, capsys: pytest.CaptureFixture[str]) -> None:
    everybodys = [a_token(number) for number in range(1, PEOPLE + 1)]
    bot.main(THERE)
    said = capsys.readouterr().out
    assert f"links: {PEOPLE} of {PEOPLE}" in said and "Moved" in said and url.reveal() not in said
    assert asyncio.run(tokens(filled, url)) == everybodys
    (kept,) = (filled.data / "backups").glob("moved-*.db")
    assert str(kept) in said and not filled.database.exists()
    bot.main(BACK)
    assert asyncio.run(tokens(filled, None)) == everybodys


def test_nothing_moves_onto_other_data(filled: Home, url: Secret, capsys: pytest.CaptureFixture[str]) -> None:
    bot.main(THERE)
    (kept,) = (filled.data / "backups").glob("moved-*.db")
    kept.rename(filled.database)
    assert "has data already" in ended(THERE, capsys) and "has data already" in ended(BACK, capsys)
    assert asyncio.run(tokens(filled, None)) == asyncio.run(tokens(filled, url)) != [None] * PEOPLE


def test_nothing_moves_while_musubi_runs(filled: Home, url: Secret, capsys: pytest.CaptureFixture[str]) -> None:
    async def beat() -> None:
        async with PostgreSQL.open(url) as database:
            process = Process(id="other", version="1", role="all", shards=None, host="attic", key_id=b"k")
            await Processes(database).beat(process)

    asyncio.run(beat())
    assert "attic" in ended(THERE, capsys)

    async def count() -> int:
        async with SQLite.open(filled.data) as database:
            return len(await database.all("SELECT 1 FROM links"))

    assert asyncio.run(count()) == PEOPLE


def test_a_place_that_is_none_is_named_without_a_password(capsys: pytest.CaptureFixture[str]) -> None:
    told = {"postgresql://musubi:s3cret@host/db": "put it into DATABASE_URL", "mysql": "'mysql' is neither"}
    for place, sentence in told.items():
        said = ended(["move", "--from", "sqlite", "--to", place], capsys)
        assert sentence in said and "s3cret" not in said


@pytest.mark.usefixtures("url")
def test_a_move_to_the_same_place_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for place in ("sqlite", "DATABASE_URL"):
        assert place in ended(["move", "--from", place, "--to", place], capsys)


def test_a_move_needs_an_address(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(home.root)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for way in (THERE, BACK):
        assert "DATABASE_URL is not set" in ended(way, capsys)


@pytest.mark.usefixtures("url")
def test_nothing_moves_out_of_an_empty_folder(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert "There is no database in" in ended(THERE, capsys)
    assert not home.database.exists()


def test_the_commands_of_postgresql_that_are_said_make_and_restore_a_copy(
    filled: Home, url: Secret, capsys: pytest.CaptureFixture[str]
) -> None:
    bot.main(THERE)
    run_what_is_said(["backup", "a copy.dump"], "pg_dump", capsys)
    asyncio.run(unlink_all(filled, url))
    server, database = engine.shared_server(), url.reveal().partition("?")[0].rpartition("/")[2]
    with pytest.raises(subprocess.CalledProcessError):
        run_what_is_said(["restore", "a copy.dump"], "pg_restore", capsys)
    assert asyncio.run(tokens(filled, url)) == [None] * PEOPLE
    said = ended(["restore", "a copy.dump"], capsys)
    server.run(re.findall("`(DROP [^`]*)`", said)[0], database)
    run_what_is_said(["restore", "a copy.dump"], "pg_restore", capsys)
    assert asyncio.run(tokens(filled, url)) == [a_token(number) for number in range(1, PEOPLE + 1)]


def run_what_is_said(arguments: list[str], program: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Run the command line of `program` in the sentence with which the subcommand ends."""
    line = re.findall(f"`({program} [^`]*)`", ended(arguments, capsys))[0]
    paths = {**os.environ, "PATH": f"{programs()}:{os.environ['PATH']}"}
    subprocess.run(line, shell=True, check=True, capture_output=True, env=paths)


async def unlink_all(home: Home, url: Secret) -> None:
    async with open_store(home.data, key_file=home.key_file, database_url=url) as store:
        await store.database.execute("DELETE FROM links")


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_copies_are_made_by_postgresqls_own_programs(
    command: str, home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(home.root)
    monkeypatch.setenv("DATABASE_URL", "postgresql://musubi:s3cret@db.example:5433/m?sslmode=require")
    said = ended([command, "copy.dump"], capsys)
    assert "s3cret" not in said and "copy.dump" in said
    assert "--dbname='postgresql://musubi@db.example:5433/m?sslmode=require'" in said
    assert {"backup": "pg_dump", "restore": "pg_restore"}[command] in said
