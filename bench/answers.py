"""How long commands take that are answered from memory, beside one that answers a constant; both in SimCord.

Measured from the beginning of a command to its end: SimCord itself takes longer.
"""

import gc
import random
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import simcord
from discord.ext import commands

from bench.author import Author
from bench.bare import Bare
from bench.search import suggestions
from bench.spread import Spread, Stopwatch
from bench.start import settings_in
from bot import open_bot, settle
from library.cooldown import Cooldown

_PEOPLE = 20
_COLLECTORS = 2


class Room:
    """A server in SimCord, with people who ask a bot."""

    def __init__(self, bot: commands.AutoShardedBot) -> None:
        self.env = simcord.Env(bot, settle_timeout=60, shard_count=1)
        self.people: list[simcord.MemberActor] = []
        self._bot = bot

    @asynccontextmanager
    async def open(self) -> AsyncGenerator["Room"]:
        users = [self.env.create_user(f"person{number}") for number in range(_PEOPLE)]
        await self.env.start()
        try:
            guild = self.env.create_guild("Anime Club")
            self._channel = guild.create_text_channel("general")
            self.people = [guild.add_member(user) for user in users]
            yield self
        finally:
            await self.env.shutdown()

    async def spread(self, times: int, command: str, option: Callable[[], dict[str, Any]] = dict) -> Spread:
        """Somebody of them asks, that many times."""
        stopwatch = watched(self._bot)
        for number in range(times):
            await self.people[number % _PEOPLE].slash(self._channel, command, **option())
            gc.freeze()  # SimCord keeps every message, and the collector would look through all of them
        if self.env.errors or len(stopwatch.taken) != times:
            raise RuntimeError(f"/{command} failed") from next(iter(self.env.errors), None)
        return stopwatch.spread()


def watched(bot: commands.AutoShardedBot) -> Stopwatch:
    """Started by each of the bot's commands, of which there is one at a time, and stopped by its end."""
    stopwatch = Stopwatch()

    async def begin(_: object) -> bool:
        stopwatch.begin()
        return True

    async def on_app_command_completion(*_: object) -> None:
        stopwatch.end()

    bot.tree.interaction_check = begin
    bot.event(on_app_command_completion)
    return stopwatch


async def bare_answers(times: int) -> Spread:
    async with Room(Bare()).open() as room:
        return await room.spread(times, "hello")


async def answers(folder: Path, author: Author) -> dict[str, Spread]:
    """By what is asked for."""
    times, pick = author.sizes.questions, random.Random(1)
    anime = [title for title in author.titles if title.media_type == "ANIME" and not title.is_adult]
    async with open_bot(settings_in(folder)) as bot, Room(bot).open() as room:
        bot.cooldown = Cooldown(at_once=10**6, a_second=10**6)
        for person in room.people:
            await author.move_in(bot.store, person.id)
        collectors = [author.sizes.members + number for number in range(1, _COLLECTORS + 1)]
        for collector in collectors:
            await author.move_in(bot.store, collector, collects=True)
        await settle(bot)
        long = f"autocomplete, {author.sizes.collection:,} entries"
        return {
            "autocomplete": await suggestions(bot, author, [person.id for person in room.people]),
            long: await suggestions(bot, author, collectors),
            "`/list`": await room.spread(times, "list"),
            "`/list`, by title": await room.spread(times, "list", lambda: {"sort": "title"}),
            "`/anime`": await room.spread(times, "anime", lambda: {"title": f"id:{pick.choice(anime).id}"}),
        }
