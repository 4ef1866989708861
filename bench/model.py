"""What one process carries, and what binds first: a model of how people use Musubi, over what the bench has measured.

python -m bench.model                               the tables of docs/limits.md
python -m bench.model --members 5000 --memory 512   how near each limit is then, with other assumptions
python -m bench.model --write                       puts the tables into docs/limits.md

Knows Musubi's own limits by their constants, what the bench has measured from docs/performance.md, and AniList's and
Discord's limits from their documentation. Imports no feature.
"""

import argparse
import math
from collections.abc import Callable
from pathlib import Path

import msgspec

from anilist import Caller, Priority
from anilist.fairness import Uses
from bench import hearing
from bench.assumptions import USAGES, Assumptions, Measured, Usage, above_zero, described, option
from library.crowd.cache import MOST_BYTES

DOCS = Path(__file__).parent.parent / "docs"
DOCUMENT, MEASURED = DOCS / "limits.md", DOCS / "performance.md"
_BEGIN, _END = "<!-- python -m bench.model --write -->\n", "<!-- end -->\n"
_HOURS = range(24)
_MOST = 10**7  # members; what binds beyond that never does


# Measured once, apart from the bench, with 40,000 titles and 200,000 entries.
_KILOBYTES_OF_A_SERVER = 46  # of memory, with its channels and roles
_DATABASE_BYTES_OF_AN_ENTRY = 104
_DATABASE_MEGABYTES = 42  # titles
_BYTES_OF_AN_ENTRY = 12  # of memory, packed
_MILLISECONDS_OF_A_LIST = 60  # to fetch a list of 500, decode and store it

# Discord's: https://discord.com/developers/docs/topics/gateway#sharding, …/topics/rate-limits#global-rate-limit
_SERVERS_OF_A_SHARD = 1000  # about so many shards Discord asks for; from 2,500 on it refuses one that has more
_SECONDS_OF_A_SHARD = 5
_MESSAGES_A_SECOND = 50


class Model:
    """Which part of each limit so many linked members use up."""

    def __init__(self, usage: Usage, assumed: Assumptions, measured: Measured) -> None:
        self._usage = usage
        self._assumed = assumed
        self._measured = measured

    def at_anilist(self, members: float) -> float:
        """People's requests in the busiest hour, of those that background work leaves at any time: one is its own."""
        return members * self._usage.requests * self._assumed.peak / 60 / max(1.0, self._assumed.per_minute - 1)

    def renewal(self, members: float) -> float:
        """What is to be read in the background in a day, of what there is room for beside people."""
        lists = self._assumed.renewal + self._assumed.awaited + hearing.readings_a_week(self._assumed)
        polls = self._assumed.airing / 50 + hearing.polls_an_hour(members)
        wanted = members * lists / 7 + 24 * polls
        return wanted / sum(60 * self._room(members * self._usage.requests * part / 60) for part in self._day())

    def processor(self, members: float) -> float:
        """Of the part of a core that may be busy, in the busiest hour."""
        command = self._measured.command + self._assumed.keystrokes * self._measured.keystroke
        commands = members * self._usage.commands * self._assumed.peak * command
        lists = 60 * self._room(0) * _MILLISECONDS_OF_A_LIST
        return (commands + lists) / 1000 / 3600 / self._assumed.core

    def memory(self, members: float) -> float:
        servers = members / self._assumed.together * _KILOBYTES_OF_A_SERVER / 1024
        lists = min(MOST_BYTES, members * self._assumed.entries * _BYTES_OF_AN_ENTRY) / 2**20
        return (self._measured.megabytes + servers + lists) / self._assumed.memory

    def disk(self, members: float) -> float:
        megabytes = _DATABASE_MEGABYTES + members * self._assumed.entries * _DATABASE_BYTES_OF_AN_ENTRY / 2**20
        return 2 * megabytes / 1024 / self._assumed.disk

    def start(self, members: float) -> float:
        """Of a minute, in which all shards are to be connected."""
        shards = members / self._assumed.together / _SERVERS_OF_A_SHARD
        return shards * _SECONDS_OF_A_SHARD / 60

    def reminders(self, members: float) -> float:
        """Of a minute, in which everybody is to be told of the same episode."""
        return members * self._assumed.reminded / _MESSAGES_A_SECOND / 60

    def _day(self) -> list[float]:
        """The part of a day's use that falls into each hour, as a wave with its crest in the busiest one."""
        swing = min(1.0, 24 * self._assumed.peak - 1)
        return [(1 + swing * math.cos(2 * math.pi * hour / 24)) / 24 for hour in _HOURS]

    def _room(self, people: float) -> float:
        """Requests a minute for background work while people send so many."""
        minute = int(self._assumed.per_minute)
        slot = Uses(now=lambda: 0.0).slot(Caller(Priority.BACKGROUND), minute)
        return max(1.0, min(slot.share, minute - slot.left_free - people))


class Limit(msgspec.Struct, frozen=True):
    """Something that can be used up, and what happens then."""

    name: str
    used: Callable[[Model, float], float]
    then: str


LIMITS = (
    Limit(
        "AniList: every list read once a day, in what people leave of the minute",
        Model.renewal,
        "lists are read less than once a day; nobody waits for them",
    ),
    Limit(
        "AniList: people's own requests in the busiest hour",
        Model.at_anilist,
        "who asks often waits, then is told to try again; who asks seldom is answered",
    ),
    Limit("Processor: all events and lists, on one core in the busiest hour", Model.processor, "answers take longer"),
    Limit("Memory", Model.memory, "give it more; most of it is Discord’s servers with their channels"),
    Limit("Disk: the database and one copy of it", Model.disk, "give it more, or keep fewer backups elsewhere"),
    Limit(
        "Discord: a start within a minute", Model.start, "a start takes 5 s for each shard; servers connect one by one"
    ),
    Limit(
        "Discord: an episode's reminders within a minute", Model.reminders, "the last are told later, 50 in each second"
    ),
)


def carried(model: Model, limit: Limit) -> float:
    """How many linked members use the limit up, by bisection; infinite for more than ten million."""
    low, high = 0.0, float(_MOST)
    if limit.used(model, high) < 1:
        return math.inf
    while high - low > 1:
        middle = (low + high) / 2
        low, high = (middle, high) if limit.used(model, middle) < 1 else (low, middle)
    return low


def tables(assumed: Assumptions, measured: Measured) -> str:
    """What binds at how many members, the first of each usage in bold, and the assumptions."""
    models = {name: Model(usage, assumed, measured) for name, usage in USAGES.items()}
    found = {name: [carried(model, limit) for limit in LIMITS] for name, model in models.items()}
    lines = [f"| limit | {' | '.join(USAGES)} | beyond that |", "|---|" + "---:|" * len(USAGES) + "---|"]
    for place, limit in enumerate(LIMITS):
        cells = [_members(each[place], is_first=each[place] == min(each)) for each in found.values()]
        lines.append(f"| {limit.name} | {' | '.join(cells)} | {limit.then} |")
    lines += ["", *_usages(), "", *hearing.table(assumed), "", *_assumptions(assumed, measured), ""]
    return "\n".join(lines)


def _usages() -> list[str]:
    def row(name: str, of: Callable[[Usage], float]) -> str:
        return f"| {name} | {' | '.join(f'{of(usage):g}' for usage in USAGES.values())} |"

    return [
        f"| what a member does in a day | {' | '.join(USAGES)} |",
        "|---|" + "---:|" * len(USAGES),
        row("requests to AniList that they cause", lambda usage: usage.requests),
        row("commands and buttons", lambda usage: usage.commands),
    ]


def _assumptions(assumed: Assumptions, measured: Measured) -> list[str]:
    return [
        "| assumption | value | option |",
        "|---|---:|---|",
        *(f"| {words} | {getattr(assumed, name):.4g} | `{option(name)}` |" for name, words in described().items()),
        f"| the processor's milliseconds for a command | {measured.command:g} | measured |",
        f"| the same for suggestions | {measured.keystroke:g} | measured |",
        f"| the same for a list of 500 that is fetched | {_MILLISECONDS_OF_A_LIST} | measured |",
        f"| megabytes of memory when idle | {measured.megabytes:g} | measured |",
        f"| kilobytes of memory for each server | {_KILOBYTES_OF_A_SERVER} | measured |",
        f"| bytes of the database for each entry | {_DATABASE_BYTES_OF_AN_ENTRY} | measured |",
    ]


def _members(count: float, *, is_first: bool) -> str:
    rounded = "–" if math.isinf(count) else f"{round(count, 2 - len(str(int(count)))):,.0f}"
    return f"**{rounded}**" if is_first else rounded


def nearness(members: float, assumed: Assumptions, measured: Measured) -> str:
    """How much of each limit so many members use up, the nearest first, for each usage."""
    lines = [f"{members:,.0f} linked members use up"]
    for name, usage in USAGES.items():
        model = Model(usage, assumed, measured)
        used = sorted(((limit.used(model, members), limit.name) for limit in LIMITS), reverse=True)
        lines += ["", f"{name}:", *(f"  {part:5.0%} of {what}" for part, what in used)]
    return "\n".join(lines)


def written(document: str, made: str, begin: str = _BEGIN) -> str:
    """The document with other tables after the line `begin`."""
    before, _, rest = document.partition(begin)
    return before + begin + made + _END + rest.partition(_END)[2]


def write() -> None:
    """Put the tables, with the usual assumptions and what was measured last, into docs/limits.md."""
    made = tables(Assumptions(), Measured.read(MEASURED.read_text()))
    DOCUMENT.write_text(written(DOCUMENT.read_text(), made))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.model", description="What one process carries")
    parser.add_argument("--members", type=above_zero, help="say how near each limit is with so many linked members")
    parser.add_argument("--write", action="store_true", help=f"put the tables into docs/{DOCUMENT.name}")
    for name, words in described().items():
        parser.add_argument(option(name), type=above_zero, help=words.replace("%", "%%"))
    given = vars(parser.parse_args())
    changed = {name: given[name] for name in described() if given[name] is not None}
    assumed, measured = Assumptions(**changed), Measured.read(MEASURED.read_text())
    if given["write"]:
        write()
    elif given["members"] is not None:
        print(nearness(given["members"], assumed, measured))
    else:
        print(tables(assumed, measured))


if __name__ == "__main__":
    main()
