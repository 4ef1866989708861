"""discord.py's client with several shards, where it needs help: too many starts, long outages, servers that have gone.

Servers of shards that are not this process's are nobody's business here: another process may see them. Knows nothing
of what is stored about a server.
"""
# ruff: noqa: SLF001  (discord.py has no public way to the pauses and the queue of a shard)

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from typing import Any

import discord
from discord.ext import commands
from discord.gateway import ReconnectWebSocket
from discord.shard import EventItem, EventType
from yarl import URL

from store import ALL_SHARDS, Leases, Shards, StoreError, shard_of

_SECONDS_BETWEEN_SESSIONS = 5.5  # Discord asks for 5, at its end of the line
_DOUBLINGS = 6  # of the pause between two tries: 64 seconds at most, where discord.py waits for up to 17 minutes
_SECONDS_TO_LAST = 10  # a connection that ends sooner has not been one
_log = logging.getLogger(__name__)


class _NotYet(Exception):
    """The last try to connect a shard has failed, and its pause is over."""


class ShardedBot(commands.AutoShardedBot):
    """A bot on `shards`, or on as many as Discord asks for. Without any shard it has REST alone."""

    def __init__(self, command_prefix: Any, *, leases: Leases, shards: Shards | None, **options: Any) -> None:
        own: dict[str, Any] = {"shard_ids": list(shards.numbers), "shard_count": shards.count} if shards else {}
        super().__init__(command_prefix, **own, **options)
        self._leases = leases
        self._concurrency = 1  # sessions that may begin at the same time
        self._before: dict[int, list[discord.Guild]] = {}  # by shard: its servers before it began a session
        self._is_launching = False
        self._beginning = asyncio.Lock()
        self._returns = set[asyncio.Task[None]]()  # of shards that have lost their connections
        self._went_on: dict[int, float] = {}  # by shard: the time of its last return

    @property
    def own_shards(self) -> Shards:
        """The shards of this process, among those of all processes."""
        return ALL_SHARDS if self.shard_ids is None else Shards(self.shard_count, tuple(self.shard_ids))

    @property
    def has_gateway(self) -> bool:
        """Whether there is a shard, through which Discord tells of anything."""
        return self.shard_ids is None or bool(self.shard_ids)

    def shard_of(self, guild_id: int | None) -> int:
        """The shard that sees the server; the first sees direct messages."""
        return shard_of(guild_id or 0, self.shard_count or 1)

    def is_connected(self) -> bool:
        """Whether all shards have been ready, and are connected at this moment; without a shard, after the login."""
        if not self.has_gateway:
            return self.user is not None and not self.is_closed()
        is_whole = not any(shard.is_closed() for shard in self.shards.values())
        return self.is_ready() and is_whole and not self.is_closed()

    async def launch_shards(self) -> None:
        """Connect all shards. Raises RateLimited: Discord resets the token of a bot that begins too often in a day.

        https://discord.com/developers/docs/events/gateway#session-start-limit-object
        """
        wanted, _, limit = await self.http.get_bot_gateway()
        self.shard_count = self.shard_count or wanted
        self._concurrency = limit["max_concurrency"]
        needed = len(self.shard_ids or range(self.shard_count))
        if limit["remaining"] < needed:
            raise discord.RateLimited(limit["reset_after"] / 1000)
        await super().launch_shards()

    async def launch_shard(self, gateway: URL, shard_id: int, *, initial: bool = False) -> None:
        """Try until the shard is connected. discord.py calls this for each further try, and would die of the depth."""
        if self._is_launching:
            raise _NotYet
        self._is_launching = True
        try:
            while True:
                with suppress(_NotYet):
                    await super().launch_shard(gateway, shard_id, initial=initial)
                    return self._let_return(self.shards[shard_id]._parent)  # pyright: ignore[reportPrivateUsage]
                initial = False
        finally:
            self._is_launching = False

    def _let_return(self, shard: Any) -> None:
        """Let the shard come back by itself, whatever keeps others away.

        discord.py brings back one shard at a time, pauses included, and an earlier one that fails goes first each time.
        """
        queue = shard._queue_put

        def put(item: EventItem) -> None:
            if item.type == EventType.reconnect:
                self._start(shard.reconnect())
            elif isinstance(item.error, ReconnectWebSocket):
                self._start(self._go_on(shard, item.error))
            else:
                queue(item)

        shard._queue_put = put
        shard._backoff._max = _DOUBLINGS

    async def _go_on(self, shard: Any, reason: ReconnectWebSocket) -> None:
        """Resume, or begin again, at once; after a pause where the connection before did not last."""
        now = asyncio.get_running_loop().time()
        if now - self._went_on.get(shard.id, -_SECONDS_TO_LAST) < _SECONDS_TO_LAST:
            pause = shard._backoff.delay()
            _log.warning(
                "Discord ends the connection of shard %d each time; the next try is in %.0f s", shard.id, pause
            )
            await asyncio.sleep(pause)
        self._went_on[shard.id] = asyncio.get_running_loop().time()
        await shard.reidentify(reason)

    def _start(self, coming_back: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(coming_back)
        self._returns.add(task)
        task.add_done_callback(self._returns.discard)

    async def close(self) -> None:
        while self._returns:
            for task in self._returns:
                task.cancel()
            await asyncio.gather(*self._returns, return_exceptions=True)
        await super().close()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait as Discord asks: this process begins one session in five seconds, which no `max_concurrency` forbids.

        All processes together begin one in each of its buckets
        (https://discord.com/developers/docs/events/gateway#sharding-max-concurrency).
        """
        assert shard_id is not None
        self._before[shard_id] = [guild for guild in self.guilds if guild.shard_id == shard_id]
        async with self._beginning:
            if not initial:
                await asyncio.sleep(_SECONDS_BETWEEN_SESSIONS)
            try:
                await self._leases.wait_for(f"identify:{shard_id % self._concurrency}", _SECONDS_BETWEEN_SESSIONS)
            except StoreError as error:
                _log.warning("A session begins although others may begin one at the same time. %s", error)

    def drop_left_behind(self, shard_id: int) -> None:
        """Drop the servers that removed the bot while the shard was away, as if Discord had told of it.

        discord.py replaces the servers that Discord names in a new session, those in an outage too, and keeps the rest.
        """
        for guild in self._before.pop(shard_id, []):
            if self.get_guild(guild.id) is guild:
                self._connection.parse_guild_delete({"id": guild.id})

    def gone(self, shard_id: int, guild_ids: Iterable[int]) -> set[int]:
        """Those of `guild_ids` that the shard should see, and does not."""
        shard = Shards(self.shard_count or 1, (shard_id,))
        return {one for one in guild_ids if shard.owns(one) and self.get_guild(one) is None}
