"""The processes that share a database: each shows that it is alive, and the doctor tells of all of them."""

import asyncio
import logging
import socket
from collections import Counter
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager

from admin.findings import Finding, well
from config import Settings, ShardRange, read_shards
from store import Process, Processes, SeenProcess, Store, StoreError, processes_beside, to_the_end
from store.processes import SECONDS_BETWEEN
from version import VERSION

BOT, WEB = "bot", "web"
_SECONDS_TO_LEAVE = 2
_SECONDS_OF_AN_UPDATE = 600

_UNITS = ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))

_log = logging.getLogger(__name__)


@asynccontextmanager
async def announced(store: Store, settings: Settings) -> AsyncGenerator[None]:
    """Show inside that this process is alive, if others may share its database. Raises StoreError at the beginning."""
    if not store.database.is_shared:
        yield
        return
    process = Process(
        id=store.process,
        version=VERSION,
        role=settings.role or BOT,
        shards=str(settings.shards) if settings.shards else None,
        host=socket.gethostname(),
        key_id=store.keys.newest_id,
    )
    await store.processes.beat(process)
    beats = asyncio.create_task(_beat(store.processes, process))
    try:
        yield
    finally:
        beats.cancel()
        await to_the_end(_leave(store.processes, process))


async def _beat(processes: Processes, process: Process) -> None:
    is_well = True
    while True:
        await asyncio.sleep(SECONDS_BETWEEN)
        try:
            await processes.beat(process)
            is_well = True
        except StoreError as error:
            if is_well:
                _log.error("No sign of life can be given to other processes: %s", error)
            is_well = False


async def _leave(processes: Processes, process: Process) -> None:
    """Take the row away. Where that fails, it is forgotten later."""
    try:
        async with asyncio.timeout(_SECONDS_TO_LEAVE):
            await processes.leave(process.id)
    except (StoreError, TimeoutError) as error:
        _log.warning("Other processes could not be told of this one's end: %s", error or "it takes too long")


async def check_processes(settings: Settings) -> list[Finding]:
    """Tell of the processes on the database, and of what does not go together. Raises StoreError."""
    return list(findings_of(await processes_beside(settings.data_dir, settings.database_url)))


def findings_of(processes: Sequence[SeenProcess]) -> Iterator[Finding]:
    alive = [process for process in processes if process.is_alive]
    yield from map(_in_words, processes)
    if alive:
        yield from _of_shards([process for process in alive if process.role != WEB])
        yield from _of_versions(alive)
        yield from _of_keys(alive)


def _in_words(process: SeenProcess) -> Finding:
    name = "A process for pages alone" if process.role == WEB else f"A process with {_shards_of(process)}"
    text = f"{name} (Musubi {process.version} on {process.host}, {process.id}) was seen {_ago(process.seen)}"
    if not process.is_alive:
        return well(text, "It did not end in order. If it does not come back, see its log.")
    work = sorted({_work(lease) for lease in process.leases})
    return well(f"{text}, and began {_ago(process.started)}" + (f"; it holds: {', '.join(work)}" if work else ""))


def _of_shards(bots: Sequence[SeenProcess]) -> Iterator[Finding]:
    """Each shard should have one process, and all processes the same number of shards."""
    if not bots:
        yield Finding("No process answers Discord", "Start one without ROLE=web.")
        return
    try:
        ranges = [_range_of(process) for process in bots]
    except ValueError:  # a newer release writes them otherwise
        return
    counts = sorted({one.count for one in ranges if one})
    if len(counts) > 1:
        yield Finding(
            f"The processes count {_listed(counts)} shards in all", "Give SHARDS the same number after the /."
        )
        return
    count = counts[0] if counts else 1
    seen = Counter(number for one in ranges for number in (one.numbers if one else range(count)))
    if unseen := [number for number in range(count) if number not in seen]:
        yield Finding(f"Nobody sees {_named(unseen, count)}: servers there get no answer", "Start a process with them.")
    elder = [one for one, process in zip(ranges, bots, strict=True) if process.started > _SECONDS_OF_AN_UPDATE]
    often = Counter(number for one in elder for number in (one.numbers if one else range(count)))
    if doubled := [number for number in range(count) if often[number] > 1]:
        yield Finding(
            f"Several processes have {_named(doubled, count)}, for more than an update takes",
            "Stop all but one of them.",
        )


def _of_versions(alive: Sequence[SeenProcess]) -> Iterator[Finding]:
    versions = sorted({process.version for process in alive})
    if len(versions) > 1 and all(process.started > _SECONDS_OF_AN_UPDATE for process in alive):
        yield Finding(
            f"Musubi {_listed(versions)} run side by side, for more than an update takes", "Update all, or go back."
        )


def _of_keys(alive: Sequence[SeenProcess]) -> Iterator[Finding]:
    if len({process.key_id for process in alive}) > 1:
        yield Finding(
            "Not all processes seal with the same key, so some can't read what others write",
            "Give all the same SECRET_KEY, or a copy of the same SECRET_KEY_FILE, and start them again.",
        )


def _shards_of(process: SeenProcess) -> str:
    return f"SHARDS={process.shards}" if process.shards else "all shards"


def _range_of(process: SeenProcess) -> ShardRange | None:
    """Its part of the shards; None is all of them."""
    return read_shards(process.shards) if process.shards else None


def _named(numbers: Sequence[int], count: int) -> str:
    """Shards as an admin writes them: 0-3/8, 6/8."""
    groups: list[list[int]] = []
    for number in numbers:
        if groups and number == groups[-1][-1] + 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    return "SHARDS=" + _listed(ShardRange(group[0], group[-1], count) for group in groups)


def _work(lease: str) -> str:
    """The work that a lease is for, without the id of a person."""
    kind, _, name = lease.partition(":")
    return name if kind == "loop" else kind


def _listed(words: Iterable[object]) -> str:
    return " and ".join(map(str, words))


def _ago(seconds: int) -> str:
    size, unit = next(pair for pair in _UNITS if seconds >= pair[0] or pair[0] == 1)
    count = seconds // size
    return f"{count} {unit}{'s' * (count != 1)} ago"
