"""Scheduled backups, and the expiry of the copies that Musubi makes before an update or a restore.

Knows nothing of the database's content.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from store import files
from store.backup import backup
from store.sqlite import BACKUPS, NAME

SECONDS_OWN_COPIES_STAY = 30 * 86400

_HOUR = 3600
_SCHEDULED = re.compile(r"musubi-(\d{8}T\d{6})Z\.db")
_STAMP = "%Y%m%dT%H%M%S"
_OWN = re.compile(r"(?:before-.*|replaced|moved)-(\d+)\.db(?:-wal)?")  # of an update, a restore, a move

_CUT_OFF = re.compile(rf"(?:(?:{_SCHEDULED.pattern}|{_OWN.pattern})\.part|{NAME}\.restored(?:\.part)?)(?:-journal)?")


class CopySchedule(msgspec.Struct, frozen=True):
    """A copy into the folder `to` every `hours` hours; the newest `keep` copies stay."""

    to: Path
    hours: int
    keep: int


class Copies:
    """Makes and deletes copies of the data folder `folder`. Without a `schedule` it only deletes expired copies."""

    def __init__(self, folder: Path, schedule: CopySchedule | None, now: Callable[[], int]) -> None:
        self._folder = folder
        self._schedule = schedule
        self._now = now

    async def round(self) -> None:
        """Make a copy if it is due, and delete the oldest copies. Raises StoreError."""
        self._forget_own()
        self._forget_cut_off()
        if self._schedule and self._is_due(self._schedule):
            made_at = datetime.fromtimestamp(self._now(), UTC)
            await backup(self._folder, self._schedule.to / f"musubi-{made_at:{_STAMP}}Z.db", self._now)
            for old in self._scheduled(self._schedule.to)[: -self._schedule.keep]:
                files.remove(old)

    def _is_due(self, schedule: CopySchedule) -> bool:
        """Judge by the newest copy's name: a copy that was moved away is made again."""
        copies = self._scheduled(schedule.to)
        return not copies or self._now() - _made_at(copies[-1]) >= schedule.hours * _HOUR

    def _scheduled(self, folder: Path) -> list[Path]:
        """The scheduled copies in `folder`, oldest first; other files there are not Musubi's."""
        found = folder.glob("musubi-*.db") if folder.is_dir() else ()
        return sorted((one for one in found if _SCHEDULED.fullmatch(one.name)), key=_made_at)

    def _forget_own(self) -> None:
        """Delete expired copies: they hold lists and sealed tokens of people who have unlinked since."""
        before = self._now() - SECONDS_OWN_COPIES_STAY
        for path in (self._folder / BACKUPS).glob("*.db*"):
            if (match := _OWN.fullmatch(path.name)) and int(match[1]) < before:
                files.remove(path)

    def _forget_cut_off(self) -> None:
        """Delete what a kill has left of copies; the folder's lock says that nobody makes them now."""
        folders = [self._folder, self._folder / BACKUPS, *([self._schedule.to] if self._schedule else [])]
        for path in (path for folder in folders for path in folder.glob("*.db.*")):
            if _CUT_OFF.fullmatch(path.name):
                files.remove(path)


def _made_at(path: Path) -> int:
    match = _SCHEDULED.fullmatch(path.name)
    assert match
    return int(datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC).timestamp())
