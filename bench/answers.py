"""How long commands take that are answered from memory, beside one that answers a constant; both in SimCord.

Measured from the interaction's arrival to the end of its command: SimCord itself takes longer than both.
"""

import random
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import simcord
from discord.ext import commands

from bench.author import Author
from bench.bare import Bare
from bench.search import suggestions
from bench.spread import Spread
from bench.start import settings_in
from bot import open_bot

_PEOPLE = 20


class Stopwatch:
    """Takes the time of every command of a bot."""

    def __init__(self, bot: commands.Bot) -> None:
        self.seconds: list[float] = []
        self._begun: dict[int, float] = {}
        bot.add_listener(self._begin, "on_interaction")
        bot.add_listener(self._end, "on_app_command_completion")

    async def _begin(self, interaction: Any) -> None:
        self._begun[interaction.id] = time.perf_counter()

    async def _end(self, interaction: Any, _command: object) -> None:
        self.seconds.append(time.perf_counter() - self._begun.pop(interaction.id))


class Room:
    """A server in SimCord, with people who ask a bot."""

    def __init__(self, bot: commands.Bot) -> None:
        self.env = simcord.Env(bot, settle_timeout=60)
        self.people: list[simcord.MemberActor] = []
        self._stopwatch = Stopwatch(bot)

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
        self._stopwatch.seconds.clear()
        for number in range(times):
            await self.people[number % _PEOPLE].slash(self._channel, command, **option())
        if self.env.errors or len(self._stopwatch.seconds) != times:
            raise RuntimeError(f"/{command} failed") from next(iter(self.env.errors), None)
        return Spread.of(self._stopwatch.seconds)


async def bare_answers(times: int) -> Spread:
    async with Room(Bare()).open() as room:
        return await room.spread(times, "hello")


async def answers(folder: Path, author: Author) -> dict[str, Spread]:
    """By what is asked for."""
    times = author.sizes.questions
    async with open_bot(settings_in(folder)) as bot, Room(bot).open() as room:
        for person in room.people:
            await author.move_in(bot.store, person.id)
        await bot.reader.load_titles()
        known = random.Random(1).choices(author.titles, k=times)
        found: dict[str, Spread] = {"autocomplete": await suggestions(bot, author, [one.id for one in room.people])}
        for sort in ("updated", "title"):
            found[f"`/list` by {sort}"] = await room.spread(times, "list", lambda sort=sort: {"sort": sort})
        anime = [title for title in known if title.media_type == "ANIME" and not title.is_adult]
        found["`/anime`"] = await room.spread(times, "anime", lambda: {"title": f"id:{random.choice(anime).id}"})
        return found
