"""Copies of the database, out of a data folder and back into one. Neither holds the key."""

from pathlib import Path

from store import files, schema
from store.database import BACKUPS, NAME, Clock, Database, unix_time
from store.errors import BackupUnfit

_SQLITE = b"SQLite format 3\0"


async def backup(folder: Path, to: Path) -> None:
    """Copy the folder's database, which may be in use, to `to`. Raises BackupUnfit, Unwritable."""
    _refuse_same(to, folder)
    _refuse_other_than_a_copy(to)
    async with Database.read_only(folder / NAME) as database:
        await database.backup(to)


async def restore(file: Path, folder: Path, now: Clock = unix_time) -> Path | None:
    """Put the backup `file` in the place of the folder's database; returns where the old one is kept, if there was one.

    Raises BackupUnfit, NewerDatabase, InUse, Unwritable.
    """
    _refuse_same(file, folder)
    fresh = folder / f"{NAME}.restored"
    with files.held(folder):
        async with Database.read_only(file) as source:
            await source.verify()
            applied = await source.applied()
            if not applied:
                raise BackupUnfit(f"{file} is not a backup of Musubi's database: give another file.")
            schema.pending(applied)
            await source.backup(fresh)
        return _exchange(fresh, folder, folder / BACKUPS / f"replaced-{now()}.db")


def _refuse_same(file: Path, folder: Path) -> None:
    if file.resolve() == (folder / NAME).resolve():
        raise BackupUnfit(f"{file} is the database itself: give another file.")


def _refuse_other_than_a_copy(to: Path) -> None:
    """An older copy may be written over; the key, the lock or somebody's letters may not."""
    if not to.exists():
        return
    with files.writing(to), to.open("rb") as file:
        if file.read(len(_SQLITE)) != _SQLITE:
            raise BackupUnfit(f"{to} is there already and is no backup: give another file.")


def _exchange(fresh: Path, folder: Path, kept: Path) -> Path | None:
    """Keep the old database whole, then let `fresh` take its place without the old one's write-ahead log."""
    current = folder / NAME
    existed = current.exists()
    if existed:
        files.private_folder(kept.parent)
        for tail in ("", "-wal"):
            if Path(f"{current}{tail}").exists():
                files.copy(Path(f"{current}{tail}"), Path(f"{kept}{tail}"))
    for tail in ("-wal", "-shm"):
        files.remove(Path(f"{current}{tail}"))
    files.move(fresh, current)
    return kept if existed else None
