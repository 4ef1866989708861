"""Crash tests: work on a store in a separate process that is killed (SIGKILL) at a given point.

A small process without threads forks once for each piece of work. It knows the schemas beforehand: each fork would make
its own anew in memory, and most kills would hit there. A step is an SQL statement or, with `lines`, a line
of `store/` too, so a kill hits between any two actions of the store. A kill `after` a number of acknowledgements hits
at the point that the work has reached by then.
"""

import asyncio
import itertools
import json
import os
import signal
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import msgspec

from store import KeyRing, StoreError, backup, restore, rotate, schema
from store.sqlite import SQLite
from store.sqlite_driver import connected
from tests.kit.home import START, Home, a_link, a_token

ROOT = Path(__file__).parent.parent.parent
STORE = str(ROOT / "store")

Say = Callable[[object], None]


class Fate(msgspec.Struct, frozen=True):
    """The end of a piece of work."""

    killed: bool
    said: list[Any]
    steps: int = 0
    refused: str | None = None


class Reaper:
    """Orders work from the process, with or without a kill."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, work: str, home: Home, *, step: int = 0, lines: bool = False, after: int = 0) -> Fate:
        """Do `work` in `home`; kill it at `step`, or after its acknowledgement number `after`."""
        assert self._process.stdin and self._process.stdout
        order = {"work": work, "root": str(home.root), "step": step, "lines": lines, "after": after}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return msgspec.json.decode(self._process.stdout.readline(), type=Fate)


@contextmanager
def reaping() -> Generator[Reaper]:
    command = [sys.executable, "-m", "tests.kit.killing"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Reaper(process)
        assert process.stdin
        process.stdin.close()


def every(steps: int, wanted: int, shift: int = 0) -> list[int]:
    """About `wanted` step numbers, spread evenly up to `steps`, the last; another `shift` makes the others differ."""
    stride = max(1, steps // wanted)
    return [*range(1 + shift % stride, steps, stride), steps]


async def open_(home: Home, say: Say) -> None:
    async with home.open() as store:
        say(await store.links.count())


async def link_people(home: Home, say: Say) -> None:
    """Link people in turn, and acknowledge each."""
    async with home.open() as store:
        for number in range(await store.links.count() + 1, 10_000):
            await store.links.save(a_link(number), a_token(number))
            say(number)


async def unlink(home: Home, say: Say) -> None:
    async with home.open() as store:
        await store.links.delete(a_link(1).discord_id)


async def unlink_people(home: Home, say: Say) -> None:
    """Unlink people in turn, and acknowledge each; the bytes are not overwritten before the stop."""
    async with home.open() as store:
        for number in range(1, await store.links.count() + 1):
            await store.links.delete(a_link(number).discord_id)
            say(number)


async def confirm(home: Home, say: Say) -> None:
    """Link by the token that waits."""
    async with home.open() as store:
        pending = await store.pending_links.of(a_link(1).discord_id)
        assert pending and await store.pending_links.save(pending, pending.link, told_until=START + 600)


async def migrate(home: Home, say: Say) -> None:
    """Migrate, with the home's own migrations instead of Musubi's if there are any."""
    if (home.root / "migrations").exists():
        schema.FOLDER = home.root / "migrations"
    async with SQLite.open(home.data, lambda: START):
        pass


async def rotate_key(home: Home, say: Say) -> None:
    say(await rotate(home.data, home.key_file))


async def renew_key(home: Home, say: Say) -> None:
    KeyRing.load(file=home.key_file, text=None, may_create=False).renewed().write(home.key_file)


async def back_up(home: Home, say: Say) -> None:
    await backup(home.data, home.root / "copy.db")


async def put_back(home: Home, say: Say) -> None:
    _, kept = await restore(home.root / "copy.db", home.data, now=lambda: START)
    say(str(kept))


WORKS: dict[str, Callable[[Home, Say], Awaitable[None]]] = {
    work.__name__: work
    for work in (open_, link_people, unlink, unlink_people, confirm, migrate, rotate_key, renew_key, back_up, put_back)
}


def count_steps(step: int, *, lines: bool) -> Callable[[], int]:
    """Kill this process at `step`; returns a function that tells the number of steps so far."""
    taken = itertools.count(1)
    last = 0

    def tick(*_: object) -> None:
        nonlocal last
        last = next(taken)
        if last == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if not frame.f_code.co_filename.startswith(STORE):
            return None
        if event == "line":
            tick()
        return trace

    connect = sqlite3.connect

    def traced(*args: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*args, **options)
        connection.set_trace_callback(tick)
        return connection

    sqlite3.connect = traced
    if lines:
        sys.settrace(trace)
    return lambda: last


def work(order: dict[str, Any], report: int) -> NoReturn:
    """Do the order's work in the fork, write its report, and exit."""

    def tell(line: dict[str, object]) -> None:
        os.write(report, json.dumps(line).encode() + b"\n")

    steps = count_steps(order["step"], lines=order["lines"])
    code = 1
    try:
        asyncio.run(refusable(order, tell))
        tell({"steps": steps()})
        code = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(code)


async def refusable(order: dict[str, Any], tell: Callable[[dict[str, object]], None]) -> None:
    try:
        await WORKS[order["work"]](Home(Path(order["root"])), lambda said: tell({"said": said}))
    except StoreError as error:
        tell({"refused": type(error).__name__})


async def know_schemas() -> None:
    """Remember the schema of each release, from one run of all migrations: each start would make its own anew."""
    async with connected(Path(":memory:")) as statements:
        made: list[int] = []
        for migration in schema.migrations(())[1]:
            await statements.script(migration.sql)
            made.append(migration.number)
            schema._made[tuple(made)] = await schema.shape(statements.all)


def oversee(order: dict[str, Any]) -> Fate:
    """Fork, read the fork's report, and kill it after its acknowledgements if the order says so."""
    report, telling = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(report)
        work(order, telling)
    os.close(telling)
    said: list[object] = []
    rest: dict[str, Any] = {}
    with os.fdopen(report) as lines:
        for line in map(json.loads, lines):
            if "said" not in line:
                rest |= line
                continue
            said.append(line["said"])
            if len(said) == order["after"]:
                os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status)
    assert killed or status == 0, "the work itself failed: see above"
    return Fate(killed=killed, said=said, **rest)


if __name__ == "__main__":
    asyncio.run(know_schemas())
    for order in sys.stdin:
        sys.stdout.write(msgspec.json.encode(oversee(json.loads(order))).decode() + "\n")
        sys.stdout.flush()
