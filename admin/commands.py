"""The subcommands that look after the data and find out what is wrong."""

import argparse
import asyncio

import aiohttp

from admin.checks import Finding, findings
from admin.terminal import say
from config import Settings
from store import backup as back_up
from store import restore as put_back
from store import rotate


def doctor(settings: Settings, _: argparse.Namespace) -> None:
    """Say what is set, reachable and wrong; exit code 1 when something is to be mended."""
    say(f"✓ The settings are complete; the redirect URL to enter at AniList is {settings.redirect_uri}")
    found = asyncio.run(_examine(settings))
    for finding in found:
        say(f"{'✓' if finding.is_well else '✗'} {finding.text}" + (f"\n  → {finding.mend}" if finding.mend else ""))
    if not all(finding.is_well for finding in found):
        raise SystemExit(1)


def backup(settings: Settings, arguments: argparse.Namespace) -> None:
    asyncio.run(back_up(settings.data_dir, arguments.file))
    key = "SECRET_KEY" if settings.secret_key else settings.secret_key_file
    say(f"Written to {arguments.file}. It is useless without the key ({key}), which is not in it.")


def restore(settings: Settings, arguments: argparse.Namespace) -> None:
    replaced = asyncio.run(put_back(arguments.file, settings.data_dir))
    say(f"Restored into {settings.data_dir}." + (f" What was there before is in {replaced}." if replaced else ""))


def rotate_key(settings: Settings, _: argparse.Namespace) -> None:
    say(asyncio.run(rotate(settings.data_dir, settings.secret_key_file, settings.secret_key)))


async def _examine(settings: Settings) -> list[Finding]:
    async with aiohttp.ClientSession() as session:
        return await findings(session, settings)
