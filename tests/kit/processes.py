"""Musubi in a separate process and folder, with Discord and every other configured service on this machine."""

import asyncio
import atexit
import os
import signal
import socket
import subprocess
import sys
import time
from asyncio import StreamReader, StreamReaderProtocol
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path
from subprocess import DEVNULL

import msgspec

from tests.kit.ports import free_port
from tests.kit.running import Order
from tests.kit.services import TOKEN

ROOT = Path(__file__).parent.parent.parent
RUNNING = ROOT / "tests" / "kit" / "running.py"
NOWHERE = "http://127.0.0.1:1"
SECONDS_TO_END = 8
_MOST_SECONDS = 60  # for what takes one or two, on a machine that is loaded


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


class Process:
    """A process of the fork server. `pid` is its number, `returncode` its exit code once it was waited for."""

    def __init__(self, stdout: StreamReader, stderr: StreamReader, report: StreamReader, pid: int) -> None:
        self.stdout = stdout
        self.stderr = stderr
        self.pid = pid
        self.returncode: int | None = None
        self._report = report

    async def communicate(self) -> tuple[bytes, bytes]:
        """Wait for its end; returns what it has written to stdout and stderr."""
        out, err, _ = await asyncio.gather(self.stdout.read(), self.stderr.read(), self.wait())
        return out, err

    async def wait(self) -> int:
        """Wait for its end; returns its exit code."""
        code = await self._report.read()
        if self.returncode is None:
            self.returncode = int(code)
        return self.returncode

    def send_signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill the process if it still runs."""
        if self.returncode is None:
            with suppress(ProcessLookupError):
                self.send_signal(signal.SIGKILL)


class ForkServer:
    """Starts processes with everything imported: a fork takes a tenth of the time that the imports take."""

    def __init__(self) -> None:
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", RUNNING, "fork", str(theirs.fileno())],
                env=environment({}),
                stdin=DEVNULL,
                pass_fds=[theirs.fileno()],
            )

    async def fork(self, order: Order) -> Process:
        readers, writers = zip(*(os.pipe() for _ in range(3)), strict=True)
        with Path(os.devnull).open() as nothing:  # noqa: ASYNC230  (nothing is quickly opened)
            socket.send_fds(self._orders, [msgspec.json.encode(order)], [nothing.fileno(), *writers])
        for writer in writers:
            os.close(writer)
        stdout, stderr, report = [await _read(reader) for reader in readers]
        return Process(stdout, stderr, report, int(await report.readline()))

    def end(self) -> None:
        self._orders.close()
        self._process.wait()


async def forked(order: Order) -> Process:
    return await _fork_server().fork(order)


@cache
def _fork_server() -> ForkServer:
    server = ForkServer()
    atexit.register(server.end)
    return server


async def _read(file: int) -> StreamReader:
    reader = StreamReader(limit=1 << 22)
    await asyncio.get_running_loop().connect_read_pipe(lambda: StreamReaderProtocol(reader), os.fdopen(file, "rb", 0))
    return reader


class Musubi:
    """A process that runs ``bot.py``."""

    def __init__(self, process: Process) -> None:
        self.process = process

    async def ended(self) -> Outcome:
        """Wait until the process ends by itself."""
        out, err = await asyncio.wait_for(self.process.communicate(), _MOST_SECONDS)
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
        async for line in self.process.stdout:
            if line.startswith(b"Redirect URL"):
                return
        raise AssertionError((await self.process.stderr.read()).decode())


@asynccontextmanager
async def started(
    folder: Path, settings: Mapping[str, str], *arguments: str, discord_url: str, descriptors: int | None = None
) -> AsyncGenerator[Musubi, None]:
    """Start ``bot.py`` with `arguments` and a limit of file `descriptors`. It is killed at the end if it still runs."""
    process = await forked(Order(list(arguments), str(folder), environment(settings, discord_url), descriptors))
    try:
        yield Musubi(process)
    finally:
        process.kill()
        await process.communicate()


@asynccontextmanager
async def running(
    folder: Path, settings: Mapping[str, str], discord_url: str, *, descriptors: int | None = None
) -> AsyncGenerator[Musubi, None]:
    """A Musubi that serves its pages."""
    async with started(folder, settings, discord_url=discord_url, descriptors=descriptors) as musubi:
        await asyncio.wait_for(musubi.serves(), _MOST_SECONDS)
        yield musubi


def said_why(outcome: Outcome, *, may_pass: bool = False) -> str:
    """Check that a start failed with a single sentence, and the exit code for it; returns the sentence."""
    assert (outcome.code, outcome.out) == (75 if may_pass else 2, "")
    sentence, end, rest = outcome.err.partition("\n")
    assert (end, rest) == ("\n", "")
    assert sentence.endswith(".") and "Traceback" not in sentence and TOKEN not in sentence
    return sentence
