"""A heartbeat: a sign of life in the data folder every few seconds, for supervisors that check by a command.

It needs no web server and no Discord, so it holds while Musubi logs in, and where AniList's pin page takes the server's
place. It beats on the event loop: a loop that stands still gives no sign.
"""

import argparse
import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from admin.terminal import say
from config import DataSettings
from store import StoreError, files

SECONDS_BETWEEN = 10
SECONDS_ALIVE = 45  # four beats: a busy disk may delay a beat

_log = logging.getLogger(__name__)


@asynccontextmanager
async def beating(folder: Path) -> AsyncGenerator[None]:
    """Beat inside; this process holds `folder`."""
    beats = asyncio.create_task(_beat(folder))
    try:
        yield
    finally:
        beats.cancel()


async def _beat(folder: Path) -> None:
    is_well = True
    while True:
        is_well = _beat_once(folder, was_well=is_well)
        await asyncio.sleep(SECONDS_BETWEEN)


def _beat_once(folder: Path, *, was_well: bool) -> bool:
    """Whether the beat succeeds. A disk that stays read-only is logged once, not at each beat."""
    try:
        files.beat(folder)
    except StoreError as error:
        if was_well:
            _log.error("No sign of life can be given: %s", error)
        return False
    return True


def healthy(settings: DataSettings, _: argparse.Namespace) -> None:
    """Say whether Musubi runs on the data folder; exit code 1 when it does not."""
    at, now = files.last_beat(settings.data_dir), time.time()
    if at is None:
        say(f"Musubi has never run on {settings.data_dir}: set DATA_DIR to the folder of the one that you mean.")
        raise SystemExit(1)
    is_alive, age = now - at <= SECONDS_ALIVE, max(now - at, 0)
    say(
        f"Musubi {'runs' if is_alive else 'does not run'} on {settings.data_dir}: "
        f"its last sign of life is {age:,.0f} seconds old."
    )
    if not is_alive:
        raise SystemExit(1)
