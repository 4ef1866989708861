"""Musubi in a separate process and folder, with Discord and every other configured service on this machine."""

import asyncio
import os
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from tests.kit.services import TOKEN
from tests.kit.world import free_port

ROOT = Path(__file__).parent.parent.parent
NOWHERE = "http://127.0.0.1:1"
SECONDS_TO_END = 8


class Outcome(msgspec.Struct, frozen=True):
    """The end of a process: its exit code and its output."""

    code: int
    out: str
    err: str


def texts(**settings: str) -> dict[str, str]:
    """The smallest settings, with a free port and every service out of reach; `settings` override them."""
    port = str(free_port())
    least = {
        "DISCORD_TOKEN": TOKEN,
        "ANILIST_CLIENT_ID": "14200",
        "PUBLIC_URL": f"http://localhost:{port}",
        "PORT": port,
    }
    services = dict.fromkeys(("ANILIST_API_URL", "ANILIST_OAUTH_URL", "DISCORD_API_URL"), NOWHERE)
    return {**least, **services, "LOG_LEVEL": "ERROR", **settings}


def environment(settings: Mapping[str, str], discord_url: str = NOWHERE) -> dict[str, str]:
    system = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPYCACHEPREFIX") if name in os.environ}
    return {
        **system,
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "default::ResourceWarning",
        "DISCORD_STAND_IN": discord_url,
        **settings,
    }


async def outcome_of(folder: Path, settings: Mapping[str, str], *arguments: str, discord_url: str = NOWHERE) -> Outcome:
    """Run ``bot.py`` with `arguments` to its end."""
    async with started(folder, settings, *arguments, discord_url=discord_url) as musubi:
        return await musubi.ended()


class Musubi:
    """A process that runs ``bot.py``."""

    def __init__(self, process: Process) -> None:
        self.process = process

    async def ended(self) -> Outcome:
        """Wait until the process ends by itself."""
        out, err = await asyncio.wait_for(self.process.communicate(), 30)
        return Outcome(self.process.returncode or 0, out.decode(), err.decode())

    async def end(self, number: signal.Signals = signal.SIGTERM) -> Outcome:
        """Stop the process by a signal, and check that it ends in time."""
        asked_at = time.monotonic()
        self.process.send_signal(number)
        outcome = await self.ended()
        assert time.monotonic() - asked_at < SECONDS_TO_END
        return outcome

    async def serves(self) -> None:
        """Wait until the process serves its pages."""
        assert self.process.stdout and self.process.stderr
        async for line in self.process.stdout:
            if line.startswith(b"Redirect URL"):
                return
        raise AssertionError((await self.process.stderr.read()).decode())


@asynccontextmanager
async def started(
    folder: Path, settings: Mapping[str, str], *arguments: str, discord_url: str, descriptors: int | None = None
) -> AsyncGenerator[Musubi, None]:
    """Start ``bot.py`` with `arguments` and a limit of file `descriptors`. It is killed at the end if it still runs."""
    limit = ["prlimit", f"--nofile={descriptors}"] if descriptors else []
    process = await asyncio.create_subprocess_exec(
        *(*limit, sys.executable, "-P", str(ROOT / "tests" / "kit" / "running.py"), *arguments),
        cwd=folder,
        env=environment(settings, discord_url),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        yield Musubi(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


@asynccontextmanager
async def running(
    folder: Path, settings: Mapping[str, str], discord_url: str, *, descriptors: int | None = None
) -> AsyncGenerator[Musubi, None]:
    """A Musubi that serves its pages."""
    async with started(folder, settings, discord_url=discord_url, descriptors=descriptors) as musubi:
        await asyncio.wait_for(musubi.serves(), 30)
        yield musubi


def said_why(outcome: Outcome, *, may_pass: bool = False) -> str:
    """Check that a start failed with a single sentence, and the exit code for it; returns the sentence."""
    assert (outcome.code, outcome.out) == (75 if may_pass else 2, "")
    sentence, end, rest = outcome.err.partition("\n")
    assert (end, rest) == ("\n", "")
    assert sentence.endswith(".") and "Traceback" not in sentence and TOKEN not in sentence
    return sentence
