"""Backup and restore: a copy of the database out of a data folder, and back into one. No copy holds the key.

Knows no table but `links` and `canary`.
"""

from pathlib import Path

import msgspec

from store import files, schema
from store.database import Clock, unix_time
from store.errors import Damaged, InvalidBackup, Unwritable
from store.sqlite import BACKUPS, NAME, SQLite, refuse_no_database

_SQLITE = b"SQLite format 3\0"


class Copy(msgspec.Struct, frozen=True):
    """A copy of the database: its number of `links`, and the time it was `made_at`, None when unknown."""

    links: int
    made_at: int | None


async def backup(folder: Path, to: Path, now: Clock = unix_time) -> Copy:
    """Copy the folder's database, which may be in use, to `to`. Raises InvalidBackup, Unwritable."""
    _refuse_same(to, folder)
    _refuse_other_than_a_copy(to)
    refuse_no_database(folder)

    async def sign(copy: SQLite) -> None:
        await copy.execute("UPDATE canary SET checked_at = :now", now=now())

    async with SQLite.read_only(folder / NAME) as database:
        await database.backup(to, sign)
    async with SQLite.read_only(to) as copy:
        return await _looked_at(copy)


async def restore(file: Path, folder: Path, now: Clock = unix_time) -> tuple[Copy, Path | None]:
    """Replace the folder's database with the backup `file`; returns the restored copy and the old database's path.

    The path is None when there was no database. Raises InvalidBackup, NewerDatabase, InUse, Unwritable.
    """
    _refuse_same(file, folder)
    _refuse_no_file(file)
    fresh = folder / f"{NAME}.restored"
    with files.held(folder):
        async with SQLite.read_only(file) as source:
            await source.verify()
            applied, _ = schema.migrations(await source.applied())
            if not applied:
                raise InvalidBackup(f"{file} is not a backup of Musubi's database: give another file.")
            if foreign := await source.foreign(applied):
                raise InvalidBackup(
                    f"{file} has been changed by another program ({', '.join(foreign)}): give another backup."
                )
            restored = await _looked_at(source)
            await source.backup(fresh)
        kept = folder / BACKUPS / f"replaced-{now()}.db"
        existed = (folder / NAME).exists()
        if existed:
            await _keep(folder / NAME, kept)
        _exchange(fresh, folder / NAME)
        return restored, kept if existed else None


async def _looked_at(database: SQLite) -> Copy:
    row = await database.one("SELECT (SELECT count(*) FROM links) AS links, (SELECT checked_at FROM canary) AS made_at")
    assert row
    return Copy(**row)


def _refuse_no_file(file: Path) -> None:
    if not file.is_file():
        raise Unwritable(f"There is no file {file}: give another one.")


def _refuse_same(file: Path, folder: Path) -> None:
    if file.resolve() == (folder / NAME).resolve():
        raise InvalidBackup(f"{file} is the database itself: give another file.")


def _refuse_other_than_a_copy(to: Path) -> None:
    """Overwrite only an older copy, never the key, the lock or another file of the admin's."""
    if not to.exists():
        return
    with files.writing(to), to.open("rb") as file:
        if file.read(len(_SQLITE)) != _SQLITE:
            raise InvalidBackup(f"{to} is there already and is no backup: give another file.")


async def _keep(current: Path, kept: Path) -> None:
    """Copy the old database to `kept`, without leftovers of deleted rows; a damaged one as it is, with its log."""
    files.private_folder(kept.parent)
    try:
        async with SQLite.read_only(current) as old:
            await old.backup(kept)
    except (Damaged, InvalidBackup):
        _keep_as_it_is(current, kept)


def _keep_as_it_is(current: Path, kept: Path) -> None:
    for tail in ("", "-wal"):
        if Path(f"{current}{tail}").exists():
            files.copy(Path(f"{current}{tail}"), Path(f"{kept}{tail}"))


def _exchange(fresh: Path, current: Path) -> None:
    """Move `fresh` into the place of `current`, whose write-ahead log is removed first."""
    for tail in ("-wal", "-shm"):
        files.remove(Path(f"{current}{tail}"))
    files.move(fresh, current)
