"""The world around the bot: a server, a channel, two people with accounts of different ages.

Knows SimCord's builders and its clock. Knows nothing of browsers.
"""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import simcord
from discord.ext import commands

GUILD = "Anime Club"
CHANNEL = "general"
CAST = (("aoi", "Aoi", 5 * 365), ("ren", "Ren", 12))  # user name, display name, age of the account in days
DAY = 24 * 60 * 60
PATIENCE = 12.0  # seconds that an action waits for the bot's answer: longer than the bot waits for AniList


class _Env(simcord.Env):
    """What the bot raises, it answers; SimCord would tell the person that the outcome is uncertain."""

    def _record_error(self, error: BaseException) -> None:
        del error  # the bot has logged it


@dataclass(frozen=True)
class Person:
    """One member of the server, called `name` and shown as `shown`. `user` acts in the DMs, `member` in the server."""

    name: str
    shown: str
    user: simcord.UserHandle
    member: simcord.MemberActor


@dataclass(frozen=True)
class World:
    """The started bot and everything around it."""

    env: simcord.Env
    general: simcord.ChannelHandle
    people: Mapping[str, Person]


@asynccontextmanager
async def open_world(bot: commands.Bot, now: Callable[[], float]) -> AsyncGenerator[World]:
    """Build the world at the time of `now`, and the bot in it."""
    env = _Env(bot, check_errors=False, settle_timeout=PATIENCE)
    env.backend.bot_user.name = "Musubi"
    users = [_user(env, name, shown, now() - days * DAY) for name, shown, days in CAST]
    _turn_clock(env, now())
    await env.start()
    try:
        with env.time_context():
            yield _furnish(env, users)
    finally:
        await env.shutdown()


def _user(env: simcord.Env, name: str, shown: str, created: float) -> simcord.UserHandle:
    """An account made at `created` (unix seconds): its age is in its id."""
    _turn_clock(env, created)
    return env.create_user(name, global_name=shown)


def _turn_clock(env: simcord.Env, to: float) -> None:
    """Set the clock, which begins on 2026-01-01. Only before the bot starts: no timer of its runs."""
    env.backend.advance_clock(to - env.now().timestamp())


def _furnish(env: simcord.Env, users: list[simcord.UserHandle]) -> World:
    guild = env.create_guild(GUILD)
    general = guild.create_text_channel(CHANNEL)
    people = {
        user.name: Person(user.name, user.global_name or user.name, user, guild.add_member(user)) for user in users
    }
    return World(env, general, people)
