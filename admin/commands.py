"""The subcommands for data and diagnosis."""

import argparse
import asyncio
import os
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import aiohttp

from admin.checks import findings
from admin.findings import Finding
from admin.postgresql import refuse_backup, refuse_restore
from admin.setup import ENV_FILE, misspellings
from admin.terminal import say
from config import DataSettings, Settings, secret_files
from store import backup as back_up
from store import restore as put_back
from store import rotate
from store.database import unix_time

_CLONE = Path(__file__).parent.parent


def doctor(settings: Settings, arguments: argparse.Namespace) -> None:
    """Print the settings, the reachable services and the faults; exit code 1 when a fault is to be repaired."""
    say(f"✓ The settings are complete; the redirect URL to enter at AniList is {settings.redirect_uri}")
    found = [Finding(sentence) for sentence in misspellings(ENV_FILE)]
    found += asyncio.run(_examine(settings, _CLONE if arguments.newest else None))
    for finding in found:
        say(f"{'✓' if finding.is_well else '✗'} {finding.text}" + (f"\n  → {finding.mend}" if finding.mend else ""))
    if not all(finding.is_well for finding in found):
        raise SystemExit(1)


def backup(settings: DataSettings, arguments: argparse.Namespace) -> None:
    refuse_backup(settings, arguments.file)
    copy = asyncio.run(back_up(settings.data_dir, arguments.file))
    key = "SECRET_KEY" if settings.secret_key else settings.secret_key_file
    say(
        f"Written to {arguments.file}; linked accounts in it: {copy.links}. "
        f"It is useless without the key ({key}), which is not in it."
    )


def restore(settings: DataSettings, arguments: argparse.Namespace) -> None:
    refuse_restore(settings, arguments.file)
    copy, replaced = asyncio.run(put_back(arguments.file, settings.data_dir))
    made = f" The copy was made {when(copy.made_at, unix_time())}." if copy.made_at else ""
    before = f" What was there before is in {replaced}." if replaced else ""
    say(f"Restored into {settings.data_dir}; linked accounts: {copy.links}.{made}{before}")


def rotate_key(settings: DataSettings, _: argparse.Namespace) -> None:
    say(asyncio.run(rotate(settings.data_dir, settings.secret_key_file, settings.secret_key, settings.database_url)))


def when(at: int, now: int) -> str:
    """A time as an admin reads it: in UTC, and how long ago."""
    days, hours = divmod(max(now - at, 0) // 3600, 24)
    count, unit = (days, "day") if days else (hours, "hour")
    ago = f"{count} {unit}{'s' * (count != 1)} ago" if count else "less than an hour ago"
    return f"on {datetime.fromtimestamp(at, UTC):%Y-%m-%d at %H:%M} UTC, {ago}"


async def _examine(settings: Settings, newest_of: Path | None) -> list[Finding]:
    async with aiohttp.ClientSession() as session:
        return list(chain(*await findings(session, settings, secret_files(os.environ, ENV_FILE), newest_of)))
