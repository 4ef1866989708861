"""Measures Musubi with much data, beside a bot and a page that say the same to everybody.

python -m bench            1,000 members, 500,000 entries, 40,000 titles
python -m bench --short    a tenth of it, in less than a minute
python -m bench --write    the same, and puts what was found into docs/performance.md and docs/limits.md
"""

import argparse
import asyncio
import logging
import os
import platform
import sqlite3
import tempfile
import time
from pathlib import Path

from bench import crowd, model
from bench.airing import polled
from bench.answers import answers
from bench.author import Author, Sizes
from bench.fair import fair
from bench.pages import pages
from bench.process import started
from bench.spread import Pairs
from store import open_store

DOCUMENT = Path(__file__).parent.parent / "docs" / "performance.md"
FULL = Sizes(titles=40_000, members=1_000, entries=500, collection=5_000, questions=400)
SHORT = Sizes(titles=4_000, members=100, entries=500, collection=2_000, questions=60)
HEAD = """# How fast Musubi is

How much work commands, suggestions, a start, reminders and pages are for Musubi, with much data. The way to Discord and
AniList comes on top; Discord gives a command three seconds. [limits.md](limits.md) says how many people that carries.

`make bench` measures it and writes this page, this time on {machine}.
Other processes put a load of {load:.1f} on it when it began. There were {titles:,} titles, {members:,} linked members
and {entries:,} entries, and AniList was not asked. Logging in to Discord is not counted.

*Bare* is a discord.py bot with one command, or an aiohttp server with two handlers, which answers with a constant in
the same run. *Processor* is the time at work: when the machine has other things to do, the rest is waiting.

## Commands

Commands that are answered from memory, in a server of twenty linked people, each with a list of {entries_each:,} anime
and one of as many manga; the *collector* has {collection:,} in both. *Bare* sends the very same card, in turns with the
command: discord.py and the stand-in for Discord are at work on it in both, and Musubi's own work is the difference. All
are medians of {pairs} pairs.

The aims: own work of `/list` and `/anime` under 5 ms, which they {are}; and no command more than twice *bare*, which
{over} of {all} are. Where there is a picture, most of the work is the picture.

| command | from beginning to end | processor | bare | own work | × bare |
|---|---|---|---|---|---|
"""
OTHERS = """
## Start, typing, polls, notices and pages

*Fifty commands* are those of 25 people within ten minutes, on a clock that jumps, while five others take all they can
get of AniList's thirty requests a minute: cards and searches, changes, typing. In 0.2.2 none of the fifty was answered.

| what | measured | aim | × bare |
|---|---|---|---|
"""
CROWD = """
## The people of a server

*100 of 10,000* is a server of a hundred linked members in a database of ten thousand people, each with {entries:,}
entries. Of fifty commands, when the lists are at hand: the median of the processor's time, and the slowest from
beginning to end. With `/taste` a picture is drawn. The aims, of the processor: 5 ms for what `/who` asks the database;
30 ms for `/affinity` with 1,000 people and 200 ms with 10,000; 50 ms for all others with 1,000; pauses of 50 ms.

"""
Row = tuple[str, str, str, float | None]


def measure(folder: Path, sizes: Sizes, pairs: int) -> tuple[dict[str, Pairs], list[Row]]:
    author = Author(sizes, int(time.time()))
    asyncio.run(_fill(folder, author))
    typed, commands = answers(folder, author, pairs)
    rows = [(what, str(spread), "p99 20 ms", None) for what, spread in typed.items()]
    return commands, [*rows, *asyncio.run(_others(folder, sizes))]


async def _fill(folder: Path, author: Author) -> None:
    async with open_store(folder / "data", key_file=folder / "musubi.key") as store:
        await author.fill(store)


async def _others(folder: Path, sizes: Sizes) -> list[Row]:
    return [
        *await _starting(folder),
        *await _polling((50, 500) if sizes == SHORT else (50, 500, 5_000)),
        *await _sharing((4,) if sizes == SHORT else (0.2, 1, 4, 20)),
        *await _telling(100 if sizes == SHORT else 1_000, 100),
        *await _serving(folder, 1 if sizes == SHORT else 4),
    ]


async def _starting(folder: Path) -> list[Row]:
    bare, found = await started("bench.bare"), await started("bench.start", str(folder))
    return [
        ("start until ready", _seconds(found, "ready"), "2 s", found["ready busy"] / bare["ready busy"]),
        ("start until all titles are found", _seconds(found, "findable"), "", None),
        ("longest pause meanwhile", f"{found['longest']:.0f} ms", "50 ms", None),
        ("memory when idle", f"{found['megabytes']:.0f} MB", "150 MB", found["megabytes"] / bare["megabytes"]),
        ("memory of a bare bot", f"{bare['megabytes']:.0f} MB", "", 1),
    ]


def _seconds(found: dict[str, float], what: str) -> str:
    return f"{found[what]:.1f} s (processor {found[f'{what} busy']:.1f} s)"


async def _polling(numbers: tuple[int, ...]) -> list[Row]:
    found = {titles: await polled(titles) for titles in numbers}
    return [
        (
            f"air times of {titles:,} titles",
            f"{one.requests_an_hour:g} requests an hour; {one.quiet:.1f} ms where nothing is due",
            f"{titles // 50} requests an hour",
            None,
        )
        for titles, one in found.items()
    ]


async def _sharing(rates: tuple[float, ...]) -> list[Row]:
    found = {a_second: await fair(a_second=a_second) for a_second in rates}
    return [
        (
            f"fifty commands beside five people who ask {a_second:g} times a second",
            f"{one.answered} answered, the last after {max(one.waited):.1f} s",
            "50, 20 s",
            None,
        )
        for a_second, one in found.items()
    ]


async def _telling(people: int, titles: int) -> list[Row]:
    found = await started("bench.notices", str(people), str(titles))
    what = f"{people * titles:,} reminders due at once"
    return [
        (f"{what}, told", f"{found['deliveries']:,.0f} a second", "", None),
        (f"{what}, memory at most", f"{found['megabytes']:.0f} MB more", "", None),
        ("a round in which nobody is told", f"{found['quiet']:.1f} ms", "", None),
    ]


async def _serving(folder: Path, seconds: float) -> list[Row]:
    return [
        (what, f"{ours.rate:,.0f} a second", "1,000 a second", bare.busy / ours.busy)
        for what, (ours, bare) in (await pages(folder, seconds)).items()
    ]


def commands_table(commands: dict[str, Pairs]) -> str:
    return "".join(
        f"| {what} | {one.waited:.1f} ms | {one.busy:.1f} ms | {one.bare:.1f} ms | {one.own:.1f} ms"
        f" | {one.busy / one.bare:.1f} |\n"
        for what, one in commands.items()
    )


def table(rows: list[Row]) -> str:
    return "".join(
        f"| {what} | {found} | {aim} | {'' if ratio is None else f'{ratio:,.1f}'} |\n"
        for what, found, aim, ratio in rows
    )


def machine() -> str:
    names = [line.partition(":")[2].strip() for line in _cpu_lines() if line.startswith("model name")]
    name = names[0] if names else platform.machine()
    return f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"


def _cpu_lines() -> list[str]:
    facts = Path("/proc/cpuinfo")
    return facts.read_text().splitlines() if facts.exists() else []


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="How fast Musubi is")
    parser.add_argument("--short", action="store_true", help="a tenth of the data")
    parser.add_argument(
        "--write", action="store_true", help=f"put what was found into docs/{DOCUMENT.name} and {model.DOCUMENT.name}"
    )
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    sizes, pairs, load = (SHORT, 10, os.getloadavg()[0]) if arguments.short else (FULL, 60, os.getloadavg()[0])
    with tempfile.TemporaryDirectory() as folder:
        commands, rows = measure(Path(folder), sizes, pairs)
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(crowd.crowds(Path(folder), sizes, crowd.SHORT if sizes == SHORT else crowd.FULL))
    text = HEAD.format(
        machine=machine(),
        load=load,
        titles=sizes.titles,
        members=sizes.members,
        entries=sizes.members * sizes.entries,
        entries_each=sizes.entries,
        collection=sizes.collection,
        pairs=pairs,
        are="are" if all(commands[what].own < 5 for what in ("`/list`", "`/anime`")) else "are not",
        over=sum(one.busy > 2 * one.bare for one in commands.values()),
        all=len(commands),
    )
    text += commands_table(commands) + OTHERS + table(rows) + CROWD.format(entries=sizes.entries) + crowd.table(found)
    print(text)
    if arguments.write:
        DOCUMENT.write_text(text)
        model.write()


if __name__ == "__main__":
    main()
