"""How long answers about the people of a server take, by how many there are, beside many people of other servers.

The commands run in SimCord, whose work is among what everybody else has to wait for; Discord is not asked who is a
member. The lists of some people are invented, and those of all others are made from them by SQLite.
"""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any, cast

import discord
import msgspec
import simcord

from bench.author import Author, Sizes
from bench.process import megabytes
from bench.room import Timed
from bench.spread import Stopwatch, Taken
from bench.start import Pulse, settings_in
from bot import open_bot, settle
from chat.client import Musubi
from library.cooldown import Cooldown
from store import Store, open_store
from store.database import Database

FULL, SHORT = (10, 100, 1_000, 10_000), (10, 100, 1_000)
MODELS = 100  # people whose lists are invented
_TIMES = 50
_TITLE = 1
_CHANGED: dict[str, dict[str, str]] = {  # what is another in somebody's copy than in their model's
    "links": {"anilist_id": "anilist_id + :offset"},
    "lists": {},
    "entries": {"score": "CASE WHEN score > 0 THEN 40 + (score + media_id + discord_id + :offset) % 61 ELSE 0 END"},
}
_COMMANDS: dict[str, tuple[str, dict[str, str]]] = {
    "`/who`": ("who", {"title": f"id:{_TITLE}"}),
    "`/affinity`": ("affinity", {}),
    "`/taste`": ("taste", {"user": "@other"}),
    "`/server top`": ("server top", {}),
    "`/server members`": ("server members", {}),
    "`/recommend`": ("recommend", {}),
}
WHO = "what `/who` asks the database"
FIRST, PAUSE, MEMORY = "the first `/affinity` after a start", "longest pause meanwhile", "memory that its lists take"


class Found(msgspec.Struct, frozen=True):
    """Of a server with so many `members`, in a database with so many people: what was measured, by what it is."""

    members: int
    people: int
    measured: dict[str, str]


async def crowds(folder: Path, sizes: Sizes, members: tuple[int, ...]) -> list[Found]:
    """The first server of 100 is alone in its database; then come servers of each size beside each other."""
    author = Author(msgspec.structs.replace(sizes, members=MODELS), int(time.time()))
    async with open_store(folder / "data", key_file=folder / "musubi.key") as store:
        await author.fill(store)
    alone = await _in_server(folder, author, 100, MODELS)
    async with open_store(folder / "data", key_file=folder / "musubi.key") as store:
        for offset in range(MODELS, max(members), MODELS):
            await copy_people(store.database, offset)
    return [alone, *[await _in_server(folder, author, size, max(members)) for size in members]]


async def copy_people(database: Database, offset: int) -> None:
    """As many people again, with other ids."""
    for table, changed in _CHANGED.items():
        columns = list(await database.one(f"SELECT * FROM {table} LIMIT 1") or {})
        other = {"discord_id": "discord_id + :offset", **changed}
        values = [other.get(column, column) for column in columns]
        copied = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table}"
        await database.execute(f"{copied} WHERE discord_id <= {MODELS}", offset=offset)


async def _in_server(folder: Path, author: Author, members: int, people: int) -> Found:
    async with open_bot(settings_in(folder)) as bot, _server(bot, author, members) as server:
        bot.cooldown = Cooldown(at_once=10**6, a_second=10**6)
        await settle(bot)
        before, pulse = megabytes(), Pulse()
        beating = asyncio.create_task(pulse.beat())
        (first,) = await server.ask("affinity", {})
        await server.ask("server top", {})
        memory, pulse.longest = megabytes() - before, 0
        taken = {what: await server.ask(*command, _TIMES) for what, command in _COMMANDS.items()}
        beating.cancel()
        taken[WHO] = await _looked_up(bot.store, server.guild_id)
    measured = {
        what: f"{median(one.busy for one in each):,.1f} / {max(one.waited for one in each):,.0f} ms"
        for what, each in taken.items()
    }
    measured |= {
        FIRST: f"{first.waited:,.0f} ms",
        MEMORY: f"{memory:+,.0f} MB",
        PAUSE: f"{pulse.longest * 1000:,.0f} ms",
    }
    return Found(members, people, measured)


async def _looked_up(store: Store, guild_id: int) -> list[Taken]:
    """How long it takes each time to find who in the server has the title."""
    people, stopwatch = await store.members.shown(guild_id), Stopwatch()
    for _ in range(_TIMES):
        stopwatch.begin()
        await store.shown.of_title(_TITLE, people)
        stopwatch.end()
    return stopwatch.taken


class _Server:
    """Somebody who asks in a server, and somebody else there."""

    def __init__(self, timed: Timed, channel: simcord.ChannelHandle, viewer: simcord.MemberActor, other: Any) -> None:
        self.guild_id = viewer.guild.id
        self._timed = timed
        self._channel = channel
        self._viewer = viewer
        self._other = other

    async def ask(self, command: str, options: dict[str, str], times: int = 1) -> list[Taken]:
        """How long it takes each time."""
        named: dict[str, Any] = {key: self._other if value == "@other" else value for key, value in options.items()}
        return [(await self._timed.slash(self._viewer, self._channel, command, named))[0] for _ in range(times)]


@asynccontextmanager
async def _server(bot: Musubi, author: Author, members: int) -> AsyncGenerator[_Server]:
    """One with so many linked members, of whom two are SimCord's."""
    timed = Timed(bot)
    env = timed.env
    users = [env.create_user(name) for name in ("viewer", "other")]
    await env.start()
    try:
        guild = env.create_guild("Anime Club")
        actors = [guild.add_member(user) for user in users]
        for user in users:
            await author.move_in(bot.store, user.id)
        people = [*(user.id for user in users), *range(1, members - 1)]
        await _enter(bot, bot.store, guild.id, people)
        yield _Server(timed, guild.create_text_channel("general"), actors[0], users[1])
    finally:
        await env.shutdown()
        for user in users:
            await bot.store.database.execute("DELETE FROM links WHERE discord_id = :one", one=user.id)
        await bot.store.database.execute("DELETE FROM commands")  # another SimCord has to be told them again


async def _enter(bot: Musubi, store: Store, guild_id: int, people: list[int]) -> None:
    """They use Musubi there, and Discord has just said so."""
    async with store.database.transaction() as transaction:
        await transaction.execute_many(
            "INSERT INTO members (guild_id, discord_id, seen_at, is_told) VALUES (:guild_id, :discord_id, 1, 1)",
            [{"guild_id": guild_id, "discord_id": discord_id} for discord_id in people],
        )
    for discord_id in people:
        member = SimpleNamespace(id=discord_id, guild=SimpleNamespace(id=guild_id), display_name=f"Member{discord_id}")
        bot.member_cache.saw(cast("discord.Member", member))


def table(found: list[Found]) -> str:
    """A column for each server, a line for each question."""
    head = [f"{one.members:,} of {one.people:,}" for one in found]
    lines = [
        f"| {what} | {' | '.join(one.measured[what] for one in found)} |"
        for what in (*_COMMANDS, WHO, FIRST, MEMORY, PAUSE)
    ]
    return "\n".join([f"| what | {' | '.join(head)} |", "|---" * (len(head) + 1) + "|", *lines, ""])
