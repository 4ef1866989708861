"""The checks of this machine: files with secrets, open files, room on the disk, a newer release. Knows no service."""

import asyncio
import os
import re
import resource
import shutil
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from admin.findings import Finding, well
from config import Settings
from store.sqlite import NAME as DATABASE_NAME
from version import VERSION, numbers

_FEW_FILES = 1024
_SECONDS_TO_LIST = 20
_ASKS_NOBODY = {"GIT_TERMINAL_PROMPT": "0", "GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}  # for no password
_RUN = Path("/run")  # Docker, Podman and systemd put secrets there, for the process alone


async def check_machine(settings: Settings, secret_files: Iterable[Path]) -> list[Finding]:
    return [*check_disk(settings), check_secrets(secret_files), check_open_files()]


def check_secrets(files: Iterable[Path]) -> Finding:
    readable = [str(file) for file in files if _others_can_read(file)]
    if readable:
        return Finding(
            f"Others on this machine can read {' and '.join(readable)}, with secrets in it",
            f"Close it to them: `chmod o= {' '.join(readable)}`.",
        )
    return well("Nobody else on this machine can read files with secrets")


def _others_can_read(file: Path) -> bool:
    return file.exists() and bool(file.stat().st_mode & 0o004) and not file.absolute().is_relative_to(_RUN)


def check_open_files() -> Finding:
    """The limit of a start from here; a supervisor may give Musubi another one."""
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most == resource.RLIM_INFINITY or most >= _FEW_FILES:
        return well("Started from here, Musubi may open as many files at once as it needs")
    return well(
        f"Started from here, Musubi may open {most} files at once, so its pages take {most // 4} connections",
        "For more, before the start: `ulimit -n 4096`; under systemd LimitNOFILE=4096.",
    )


def check_disk(settings: Settings) -> Iterator[Finding]:
    """Room for a copy of the database: an update and a restore make one in its folder, and backups in theirs."""
    database = settings.data_dir / DATABASE_NAME
    if settings.database_url or not database.exists():
        return
    size = database.stat().st_size
    folders = [folder for folder in (settings.data_dir, settings.backup_dir) if folder and folder.exists()]
    short = [folder for folder in folders if shutil.disk_usage(folder).free < size]
    for folder in short:
        yield Finding(
            f"The disk of {folder} has {_size(shutil.disk_usage(folder).free)} left",
            f"Make room for a copy of the database, which takes {_size(size)}.",
        )
    if not short:
        yield well(f"The database takes {_size(size)}, and there is room for a copy of it")


def _size(count: int) -> str:
    if count < 1e6:
        return "less than 1 MB"
    return f"{count / 1e6:,.1f} MB" if count < 1e9 else f"{count / 1e9:,.1f} GB"


async def check_newest(clone: Path) -> Finding:
    """Compare this version with the releases at the place that `clone` was cloned from, which git knows."""
    releases = await _tags(clone)
    if not releases:
        return well(
            f"This is Musubi {VERSION}; whether there is a newer one can't be told here",
            "It takes git, and a clone whose origin answers and has releases.",
        )
    newest = max(releases)
    if newest > numbers(VERSION):
        version = ".".join(map(str, newest))
        return Finding(f"Musubi {version} is out, and this is {VERSION}", "docs/upgrading.md says how to update.")
    return well(f"There is no newer release than this, {VERSION}")


async def _tags(clone: Path) -> list[tuple[int, ...]]:
    if not (clone / ".git").exists():
        return []
    listing = ("git", "-C", str(clone), "ls-remote", "--tags", "--refs", "origin")
    with suppress(OSError, TimeoutError):
        git = await asyncio.create_subprocess_exec(
            *listing, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, env={**_ASKS_NOBODY, **os.environ}
        )
        try:
            out, _ = await asyncio.wait_for(git.communicate(), _SECONDS_TO_LIST)
        finally:
            if git.returncode is None:
                git.kill()
                await git.wait()
        return [numbers(tag) for tag in re.findall(r"refs/tags/v?(\d+\.\d+\.\d+)$", out.decode(), re.MULTILINE)]
    return []
