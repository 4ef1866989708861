"""A new data folder and its key, made once a process, because migrations take longer than a test."""

import tempfile
from functools import cache
from pathlib import Path

import msgspec

from store import open_store
from tests.kit import engine

START = 1_767_225_600  # 2026-01-01


class _Made(msgspec.Struct):
    """The content of the files; empty until they are made."""

    database: bytes = b""
    key: bytes = b""


async def furnish(data: Path, key_file: Path) -> None:
    """Write a new database and its key, unless there is a database. PostgreSQL copies its own template."""
    if engine.is_postgresql():
        return
    made = _made()
    if not made.database:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            async with open_store(root / "data", key_file=root / "musubi.key", now=lambda: START):
                pass
            _read(made, root / "data" / "musubi.db", root / "musubi.key")
    _write(made, data / "musubi.db", key_file)


@cache
def _made() -> _Made:
    return _Made()


def _read(made: _Made, database: Path, key_file: Path) -> None:
    made.database, made.key = database.read_bytes(), key_file.read_bytes()


def _write(made: _Made, database: Path, key_file: Path) -> None:
    if database.exists():
        return
    for path, content in ((database, made.database), (key_file, made.key)):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(content)
