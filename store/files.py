"""Crash-safe files that only their owner can read. Knows nothing of their content.

A file that root makes belongs to its folder's owner: an admin may restore as root, and Musubi run as somebody else.
"""

import errno
import os
import shutil
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from redaction import close_to_others
from store.errors import InUse, Unwritable

if sys.platform == "win32":
    raise SystemExit(
        "Musubi runs on Linux and macOS. On Windows, run it in WSL (https://aka.ms/wsl) or in its container."
    )

import fcntl  # Windows has none

_LOCK = "musubi.lock"


@contextmanager
def writing(path: Path) -> Generator[None]:
    """Turn an OSError into Unwritable, with a sentence for the admin."""
    try:
        yield
    except OSError as error:
        raise Unwritable(
            f"{path} can't be written ({error.strerror}): give Musubi's user that folder and room on the disk."
        ) from error


def refuse_unwritable(folder: Path) -> None:
    """Refuse a folder that this user may not write in or, where it is missing, not make. Raises Unwritable."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    with writing(folder):
        if not there.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        if not os.access(there, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def private_folder(folder: Path) -> None:
    """Create `folder` if it is missing, and close it to everybody but its owner. Raises Unwritable."""
    with writing(folder):
        is_new = not folder.exists()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if is_new:
            _hand_over(folder)
        close_to_others(folder, 0o700)


def _hand_over(made: Path) -> None:
    if os.geteuid() == 0:
        owner = made.parent.stat()
        with suppress(OSError):  # a container's root may not give a file to everybody
            os.chown(made, owner.st_uid, owner.st_gid, follow_symlinks=False)


@contextmanager
def private_file(path: Path) -> Generator[int]:
    """Open `path`, empty if it was missing, and close it to everybody but its owner. Raises Unwritable."""
    descriptor = _opened(path)
    try:
        with writing(path):
            close_to_others(path, 0o600)
        yield descriptor
    finally:
        os.close(descriptor)


def _opened(path: Path) -> int:
    """A descriptor of `path`, which is empty if it was missing. Raises Unwritable."""
    with writing(path):
        is_new = not path.exists()
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if is_new:
            _hand_over(path)
        return descriptor


def size(path: Path) -> int:
    """The size in bytes; 0 where there is no such file."""
    return path.stat().st_size if path.exists() else 0


def beat(folder: Path) -> None:
    """A heartbeat: set the lock file's modification time to now. Takes no room on the disk. Raises Unwritable."""
    with writing(folder / _LOCK):
        os.utime(folder / _LOCK)


def last_beat(folder: Path) -> float | None:
    """The time of the last heartbeat, in unix seconds; None where Musubi has never run in `folder`."""
    lock = folder / _LOCK
    return lock.stat().st_mtime if lock.exists() else None


@contextmanager
def held(folder: Path) -> Generator[None]:
    """Lock `folder` for this process alone; create it if it is missing. Raises InUse, Unwritable."""
    private_folder(folder)
    lock = folder / _LOCK
    descriptor = _opened(lock)
    try:
        with writing(lock):
            _lock(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise InUse(f"Another Musubi runs on the data folder {folder}: stop it first.") from error


def create(path: Path, content: bytes = b"") -> None:
    """Write a new file, readable by its owner only. Raises Unwritable, also when the file exists."""
    with writing(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        _hand_over(path)
        sync(path)


def copy(source: Path, target: Path) -> None:
    """Copy `source` to a new file, readable by its owner only. Raises Unwritable."""
    create(target)
    with writing(target):
        shutil.copyfile(source, target)
        sync(target)


def part_of(path: Path, content: bytes = b"") -> Path:
    """Create a file beside `path`, for :func:`move` when it is whole. Raises Unwritable."""
    part = path.absolute().with_name(f"{path.name}.part")
    remove(part)
    create(part, content)
    return part


def move(source: Path, target: Path) -> None:
    """Replace `target` with `source`, whole or not at all. Raises Unwritable."""
    with writing(target):
        _flush(source)
        source.replace(target)
        _flush(target.parent)


def replace(path: Path, content: bytes) -> None:
    """Replace the content of `path`, whole or not at all. Raises Unwritable."""
    move(part_of(path, content), path)


def remove(path: Path) -> None:
    """Remove `path` if it is there. Raises Unwritable."""
    with writing(path):
        path.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Flush the file and its folder's entry to the disk."""
    _flush(path)
    _flush(path.parent)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
