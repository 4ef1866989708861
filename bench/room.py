"""Servers in SimCord, and a stopwatch for the commands of a bot.

SimCord looks at every task of a bot while a command waits, which nobody does in earnest; here it looks afterwards.
"""

import asyncio
import gc
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Self

import discord
import simcord
from discord.ext import commands

from bench.spread import Stopwatch, Taken

PEOPLE = 20
_SECONDS = 60  # that a command may take

Options = dict[str, Any]


class Timed:
    """A bot in SimCord; takes the time of each of its commands, of which there is one at a time."""

    def __init__(self, bot: commands.AutoShardedBot) -> None:
        self.env = simcord.Env(bot, settle_timeout=_SECONDS, shard_count=1)
        # SimCord has no public name for it.
        self._settle = self.env._settle_internal  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        self.env._settle_internal = self._settle_afterwards  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        self._stopwatch = Stopwatch()
        self._ended = asyncio.Event()
        bot.tree.interaction_check = self._begin
        bot.add_listener(self._end, "on_app_command_completion")

    async def slash(
        self, person: simcord.MemberActor, channel: simcord.ChannelHandle, command: str, options: Options
    ) -> tuple[Taken, discord.Message]:
        """How long the command takes, and its answer."""
        self._ended.clear()
        try:
            asked = await person.slash(channel, command, **options)
        except TimeoutError:
            raise RuntimeError(f"/{command} has no end") from next(iter(self.env.errors), None)
        gc.freeze()  # SimCord keeps every message, and the collector would look through all of them
        if self.env.errors or asked.response is None:
            raise RuntimeError(f"/{command} failed") from next(iter(self.env.errors), None)
        return self._stopwatch.taken.pop(), asked.response.message

    async def _begin(self, _: object) -> bool:
        self._stopwatch.begin()
        return True

    async def _end(self, *_: object) -> None:
        self._stopwatch.end()
        self._ended.set()

    async def _settle_afterwards(self, **how: Any) -> None:
        if how.get("dispatch") == "INTERACTION_CREATE":
            await asyncio.wait_for(self._ended.wait(), _SECONDS)
        await self._settle(**how)


class Room:
    """A server with people who ask a bot."""

    def __init__(self, bot: commands.AutoShardedBot) -> None:
        self.users: list[simcord.UserHandle] = []
        self._people: list[simcord.MemberActor] = []
        self._timed = Timed(bot)

    @property
    def collector(self) -> simcord.UserHandle:
        """Somebody with very long lists."""
        return self.users[-1]

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[Self]:
        env = self._timed.env
        self.users = [env.create_user(f"person{number}") for number in range(PEOPLE)]
        await env.start()
        try:
            guild = env.create_guild("Anime Club")
            self._channel = guild.create_text_channel("general")
            self._people = [guild.add_member(user) for user in self.users]
            yield self
        finally:
            await env.shutdown()

    async def ask(self, number: int, command: str, options: Options) -> tuple[Taken, discord.Message]:
        """Somebody of them asks."""
        return await self._timed.slash(self._people[number % PEOPLE], self._channel, command, options)
