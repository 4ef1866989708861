"""What bot.py says where the settings, the data or the key are in the way; and changing the key."""

import asyncio
import logging
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from discord.http import Route

import bot
from store import open_store
from tests.kit.processes import NOWHERE, ROOT, Outcome, said_why, texts


def make_data(folder: Path) -> None:
    """What a first start leaves behind."""

    async def make() -> None:
        async with open_store(folder / "data", key_file=folder / "musubi.key"):
            pass

    asyncio.run(make())


class Here:
    """A folder in which ``bot.py`` is run by this process; Discord is out of reach."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        monkeypatch.chdir(folder)
        monkeypatch.setattr(Route, "BASE", NOWHERE)

    def refused(self, *arguments: str, **settings: str) -> str:
        return said_why(self.ended(*arguments, **settings))

    def ended(self, *arguments: str, **settings: str) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            self._run(*arguments, **settings)
        said = self._capsys.readouterr()
        return Outcome(int(str(ended.value.code)), said.out, said.err)

    def done(self, *arguments: str) -> str:
        self._run(*arguments)
        said = self._capsys.readouterr()
        assert said.err == ""
        return said.out

    def _run(self, *arguments: str, **settings: str) -> None:
        for name, text in texts(**settings).items():
            self._monkeypatch.setenv(name, text)
        bot.main([*arguments])


@pytest.fixture
def here(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Here]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield Here(tmp_path, capsys, monkeypatch)
    root.handlers[:] = handlers
    root.setLevel(level)


def test_settings_are_read_from_the_file_in_the_folder(here: Here) -> None:
    (here.folder / ".env").write_text("LOG_LEVEL=LOUD\n")
    assert here.refused(LOG_LEVEL="") == "LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR."
    (here.folder / ".env").write_bytes(b"LOG_LEVEL=\xff\n")
    assert here.refused() == ".env is not a text file in UTF-8."


def test_a_misspelt_setting_is_named_once_and_its_value_is_not(here: Here) -> None:
    (here.folder / ".env").write_text("BAKCUP_DIR=hunter2\nPOSTGRES_PASSWORD=hunter2\n")
    named = "BAKCUP_DIR is set, but Musubi has no such setting: did you mean BACKUP_DIR?"
    start = here.ended(LOG_LEVEL="WARNING").err
    doctor = here.ended("doctor").out
    assert start.count("is set, but") == doctor.count("is set, but") == 1 and "hunter2" not in start + doctor
    assert f" WARNING admin.setup: {named}\n" in start and f"\n✗ {named}\n" in doctor
    assert "BAKCUP" not in here.done("backup", "copy.db")


def test_a_setting_that_is_missing_may_be_misspelt(here: Here) -> None:
    refused = here.ended(DISCORD_TOKEN="", DISCORD_TOEKN="hunter2").err
    assert refused.splitlines()[1:] == [
        "  DISCORD_TOKEN  Discord bot token (https://discord.com/developers/applications → yours → Bot → Reset Token)",
        "DISCORD_TOEKN is set, but Musubi has no such setting: did you mean DISCORD_TOKEN?",
    ]


def test_the_doctor_wants_the_settings_too(here: Here) -> None:
    assert here.refused("doctor", PORT="0").startswith("PORT must be")


@pytest.mark.parametrize("arguments", ["backup copy.db", "restore copy.db", "rotate-key"])
def test_what_is_about_files_alone_wants_no_other_settings(here: Here, arguments: str) -> None:
    assert "PORT" not in here.refused(*arguments.split(), PORT="0")


def test_a_folder_that_can_not_be_written(here: Here) -> None:
    (here.folder / "file").touch()  # below a file not even root makes a folder
    assert here.refused(DATA_DIR="file/data").startswith("file/data can't be written (Not a directory)")


def test_a_lost_key(here: Here) -> None:
    make_data(here.folder)
    (here.folder / "musubi.key").unlink()
    assert here.refused().startswith("The key file musubi.key is missing")
    assert not (here.folder / "musubi.key").exists()


def test_another_key(here: Here) -> None:
    make_data(here.folder)
    assert "sealed with a key that is not there" in here.refused(SECRET_KEY="A" * 43)


def test_a_key_that_is_none(here: Here) -> None:
    sentence = here.refused(SECRET_KEY="hunter2")
    assert sentence.startswith("SECRET_KEY must hold keys of 32 bytes") and "hunter2" not in sentence


def test_a_key_that_others_can_read(here: Here) -> None:
    make_data(here.folder)
    (here.folder / "musubi.key").chmod(0o644)
    assert here.refused().startswith("The key file musubi.key can be read by others")


def test_a_key_inside_the_data_folder(here: Here) -> None:
    sentence = here.refused(SECRET_KEY_FILE="data/musubi.key")
    assert sentence.startswith("The key file data/musubi.key lies inside the data folder data")
    assert list(here.folder.iterdir()) == []


def test_a_newer_database(here: Here) -> None:
    make_data(here.folder)
    with closing(sqlite3.connect(here.folder / "data" / "musubi.db", isolation_level=None)) as database:
        database.execute("INSERT INTO migrations (number, name, applied_at) VALUES (9999, '9999_future', 1)")
    assert here.refused().startswith("The database was written by a newer Musubi")


def test_a_backup_of_nothing(here: Here) -> None:
    assert here.refused("backup", "copy.db").startswith("There is no database in data: set DATA_DIR")
    assert list(here.folder.iterdir()) == []


def test_a_restore_of_something_else(here: Here) -> None:
    (here.folder / "copy.db").write_text("not a database")
    assert "copy.db" in here.refused("restore", "copy.db")
    assert not (here.folder / "data" / "musubi.db").exists()


def test_the_key_is_changed(here: Here) -> None:
    make_data(here.folder)
    key = here.folder / "musubi.key"
    old = key.read_text()
    said = here.done("rotate-key")
    assert said.startswith("Sealed with a new key: 0 tokens.")
    assert key.read_text() != old and old.strip() not in said and key.read_text().strip() not in said
    make_data(here.folder)  # opens
    key.write_text(old)
    assert "sealed with a key that is not there" in here.refused()


def test_windows_is_told_where_musubi_runs() -> None:
    """Its files are locked as Windows can't; a traceback about fcntl told nobody so."""
    program = "import asyncio, shutil, sys; sys.platform = 'win32'; import store"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Musubi runs on Linux and macOS. On Windows,") and done.stderr.count("\n") == 1
