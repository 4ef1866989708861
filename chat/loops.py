"""The background loops, in one table: the task of each, how often it runs, and which process does it.

They belong to the bot and to no cog: unloading a command never ends a poll. A round that fails is logged, and the next
round comes all the same. A process that serves pages alone runs the loops that don't wait for Discord.

What *any* process may do is done by one at a time, under a lease. When it is killed, another one follows within a
minute. When it stood still, it may wake beside the other one, so no round relies on the lease: each claims what it does
by a row, or looks again before each step. Knows no feature: each round is described at its own function.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Generator, Iterable
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from typing import Any, Literal

import discord
import msgspec
from discord.ext import tasks

from chat.activity import ActivityPosts
from chat.commands import CommandTelling
from chat.emojis import EmojiUpload
from chat.expiry import ExpiryWarnings
from chat.rooms import RoomKeeper
from library.expiry import forget_old
from library.notify.delivery import Delivery
from library.opening import LibraryParts
from linking import Linking
from store import Leases, Store, StoreError

_MINUTE = 60
_HOUR = 3600
_SECONDS_HELD = 45  # of a lease without a renewal

_log = logging.getLogger(__name__)


class Loop(msgspec.Struct, frozen=True):
    """A row of the table. `task` ends the log's sentence "Could not …".

    `process`: of several processes, *any* does it for all, one at a time; *each* does it for itself; or each does its
    *own* part, by the servers that it sees. A round may fail without ending the loop, which discord.py's own loops do
    not allow.
    """

    task: str
    seconds: int
    process: Literal["any", "each", "own"]
    round: Callable[[], Awaitable[None]]
    needs_discord: bool = True


def loop_table(
    *,
    store: Store,
    linking: Linking,
    parts: LibraryParts,
    delivery: Delivery,
    rooms: RoomKeeper,
    activity_posts: ActivityPosts,
    warnings: ExpiryWarnings,
    emojis: EmojiUpload,
    commands: CommandTelling,
) -> tuple[Loop, ...]:
    """All loops of the bot; `docs/architecture.md` shows them with the process that each belongs to."""
    return (
        Loop("ask what airs", 5 * _MINUTE, "any", parts.poll.round),
        Loop("ask what comes next", 5 * _MINUTE, "any", parts.upcoming.round),
        Loop("warn of what runs out", _HOUR, "any", warnings.round),
        Loop("forget what is old", _HOUR, "each", lambda: forget_old(parts, store), needs_discord=False),
        Loop("look after the copies of the database", _HOUR, "each", store.copies.round, needs_discord=False),
        Loop("overwrite what was deleted", 10 * _MINUTE, "each", store.scrubs.round, needs_discord=False),
        Loop("forget what has expired", _MINUTE, "each", linking.sweep, needs_discord=False),
        Loop("see what other processes have changed", _MINUTE, "each", store.signals.look, needs_discord=False),
        Loop("gather what members do", _MINUTE, "any", parts.gathering.round, needs_discord=False),
        Loop("look after posts about members", 5 * _MINUTE, "own", activity_posts.round),
        Loop("tell what is new", _MINUTE, "own", delivery.round),
        Loop("look after episode rooms", _MINUTE, "own", rooms.round),
        Loop("forget what was told", _HOUR, "any", delivery.expire, needs_discord=False),
        Loop("go on with imports", _MINUTE, "any", parts.importer.round),
        Loop("hear what members do", 5 * _MINUTE, "any", parts.activity_poll.round),
        Loop("renew lists", 5 * _MINUTE, "any", parts.background_sync.round),
        Loop("follow titles that are gone", _MINUTE, "any", parts.gone_titles.round),
        Loop("upload our emojis", 6 * _HOUR, "each", emojis.round),
        Loop("tell our commands after a newer release", _MINUTE, "each", commands.round),
    )


class Loops:
    """Runs the loops of a table; `by_task` holds them, by their tasks."""

    def __init__(self, client: discord.Client, leases: Leases, table: Iterable[Loop]) -> None:
        rows = list(table)
        self.by_task = {row.task: _running(client, leases, row) for row in rows}
        self._needs_discord = {row.task for row in rows if row.needs_discord}

    def start(self, *, with_discord: bool = True) -> None:
        """Start all loops, or those alone that need no gateway."""
        for task, loop in self.by_task.items():
            if with_discord or task not in self._needs_discord:
                loop.start()

    async def end(self) -> None:
        """Cancel all loops and wait until they are gone: the parts that they use are closed next."""
        running = [task for loop in self.by_task.values() if (task := loop.get_task())]
        for loop in self.by_task.values():
            loop.cancel()
        await asyncio.gather(*running, return_exceptions=True)


@contextmanager
def carrying_on(task: str) -> Generator[None]:
    """Run a round inside: an error is logged, and the next round comes."""
    try:
        yield
    except StoreError as error:
        _log.error("Could not %s; trying again in the next round. %s", task, error)
    except Exception:  # noqa: BLE001  (any error: the next round may go well)
        _log.exception("Could not %s; trying again in the next round", task)


def _running(client: discord.Client, leases: Leases, row: Loop) -> tasks.Loop[Any]:
    @tasks.loop(seconds=row.seconds)
    async def run() -> None:
        with carrying_on(row.task):
            async with _turn(leases, row):
                await row.round()

    if row.needs_discord:
        run.before_loop(client.wait_until_ready)
    return run


def _turn(leases: Leases, row: Loop) -> AbstractAsyncContextManager[None]:
    """Wait until no other process does the round, if one does it for all."""
    if row.process != "any":
        return nullcontext()
    return leases.held(f"loop:{row.task}", seconds=_SECONDS_HELD, longest_pause=_SECONDS_HELD)
