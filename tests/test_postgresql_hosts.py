"""PostgreSQL for those who host it: the settings, the doctor, a new key, and nothing of it for everybody else."""

import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

import bot
from admin.findings import well
from admin.postgresql import check_postgresql
from config import Settings, from_texts
from redaction import Secret
from store import InUse, KeyMissing, KeyWrong, Store, Unwritable, due_lists_beside, open_store, rotate
from store.errors import Unmoved
from store.postgresql import PostgreSQL
from store.processes import Process
from store.sqlite import SQLite
from tests.kit import engine
from tests.kit.home import Home, a_link, a_token, fill
from tests.kit.processes import ROOT, texts


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def settings(home: Home) -> Settings:
    """Of a new database without a table."""
    url = engine.empty_database().reveal()
    return from_texts(texts(DATA_DIR=str(home.data), SECRET_KEY_FILE=str(home.key_file), DATABASE_URL=url))


async def start(settings: Settings) -> None:
    async with bot.open_bot(settings) as musubi:
        assert await musubi.store.works()
        await fill(musubi.store, 2)


def url_of(settings: Settings) -> Secret:
    assert settings.database_url
    return settings.database_url


async def test_the_doctor_looks_at_it_and_changes_nothing(settings: Settings) -> None:
    server, data = await check_postgresql(settings)
    assert server.is_well and server.text.endswith("as user musubi")
    assert "password" not in server.text
    where = url_of(settings).reveal().replace("musubi@", "")
    assert data == well(f"There is no data at {where} yet: the first start makes it")
    assert not settings.data_dir.exists()
    async with due_lists_beside(settings.data_dir, settings.database_url) as due_lists:
        assert due_lists is None
    await start(settings)
    assert (await check_postgresql(settings))[1] == well(f"The data at {where} opens with its key; linked accounts: 2")
    async with due_lists_beside(settings.data_dir, settings.database_url) as due_lists:
        assert due_lists and (await due_lists.ages(0)).people == 0
    with pytest.raises(KeyMissing):
        await check_postgresql(msgspec.structs.replace(settings, secret_key_file=Path("nowhere")))
    with pytest.raises(KeyWrong):
        await check_postgresql(msgspec.structs.replace(settings, secret_key=Secret("A" * 43)))


async def test_clocks_that_are_not_in_step_are_told(settings: Settings) -> None:
    for ahead, told in ((60, "60 seconds ahead of"), (-60, "60 seconds behind")):
        _, clocks, _ = await check_postgresql(settings, lambda: time.time() + ahead)  # noqa: B023
        assert not clocks.is_well and told in clocks.text
    assert all(found.is_well for found in await check_postgresql(settings))


async def test_a_database_that_is_empty_beside_a_key_is_told(settings: Settings) -> None:
    settings.secret_key_file.parent.mkdir(parents=True)
    settings.secret_key_file.touch(0o600)
    _, data = await check_postgresql(settings)
    assert not data.is_well and "mend DATABASE_URL" in data.mend


async def test_data_in_sqlite_are_not_left_behind(settings: Settings, home: Home) -> None:
    async with SQLite.open(home.data):
        pass
    with pytest.raises(Unmoved, match="move --from sqlite"):
        await start(settings)
    _, data = await check_postgresql(settings)
    assert not data.is_well and "move --from sqlite" in data.mend
    home.database.rename(home.root / "elsewhere.db")
    await start(settings)


async def test_a_new_key(settings: Settings, home: Home) -> None:
    with pytest.raises(Unwritable, match="There is no data"):
        await rotate(home.data, home.key_file, None, settings.database_url)
    assert not home.key_file.exists()
    await start(settings)
    before = home.key_file.read_bytes()
    assert "2 tokens" in await rotate(home.data, home.key_file, None, settings.database_url)
    assert home.key_file.read_bytes() != before
    async with opened(settings, home) as store:
        assert await store.links.token(a_link(2).discord_id) == a_token(2)


async def test_there_is_no_new_key_while_others_seal_with_the_old_one(settings: Settings, home: Home) -> None:
    await start(settings)
    async with opened(settings, Home(home.root / "other"), home.key_file) as other:
        await other.processes.beat(process(other))
        with pytest.raises(InUse, match=r"Musubi runs on postgresql://.* \(on .*, seen \d+ s ago\)"):
            await rotate(home.data, home.key_file, None, settings.database_url)
        await other.processes.leave(other.process)
    await rotate(home.data, home.key_file, None, settings.database_url)


def opened(settings: Settings, home: Home, key_file: Path | None = None):
    return open_store(home.data, key_file=key_file or home.key_file, database_url=settings.database_url)


def process(store: Store) -> Process:
    return Process(id=store.process, version="1", role="all", shards=None, host="here", key_id=store.keys.newest_id)


async def test_a_data_folder_is_for_one_process(settings: Settings, home: Home) -> None:
    await start(settings)
    async with opened(settings, home):
        with pytest.raises(InUse):
            await start(settings)


async def test_nothing_of_it_is_in_the_data_folder(settings: Settings, home: Home) -> None:
    await start(settings)
    assert {path.name for path in home.data.iterdir()} == {"musubi.lock"}
    async with PostgreSQL.read_only(url_of(settings)) as database:
        assert await database.one("SELECT count(*) AS links FROM links") == {"links": 2}


def test_its_driver_is_not_loaded_without_it() -> None:
    code = "import sys, bot, admin.checks, store; print('asyncpg' in sys.modules, 'store.postgresql' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
