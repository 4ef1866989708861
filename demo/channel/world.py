"""The world around the bot: a server, a channel, people with accounts of different ages.

Knows SimCord's builders and its clock. Knows nothing of browsers.
"""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import simcord
from discord.ext import commands

GUILD = "Anime Club"
CHANNEL = "general"
DAY = 24 * 60 * 60
PATIENCE = 12.0  # seconds that an action waits for the bot's answer: longer than the bot waits for AniList


class _Env(simcord.Env):
    """What the bot raises, it answers; SimCord would tell the person that the outcome is uncertain."""

    def _record_error(self, error: BaseException) -> None:
        del error  # the bot has logged it


@dataclass(frozen=True)
class Part:
    """Somebody to be in the server: called `name`, shown as `shown`, with an account that is `days` old.

    Without a seat nobody can be them: they are members, and that is all.
    """

    name: str
    shown: str
    days: int
    has_seat: bool = True


CAST = (Part("aoi", "Aoi", days=5 * 365), Part("ren", "Ren", days=12))


@dataclass(frozen=True)
class Person:
    """One member of the server. `user` acts in the DMs, `member` in the server."""

    part: Part
    user: simcord.UserHandle
    member: simcord.MemberActor


@dataclass(frozen=True)
class World:
    """The started bot and everything around it."""

    env: simcord.Env
    guild: simcord.GuildHandle
    general: simcord.ChannelHandle
    people: Mapping[str, Person]


@asynccontextmanager
async def open_world(bot: commands.Bot, cast: Sequence[Part], now: Callable[[], float]) -> AsyncGenerator[World]:
    """Build the world at the time of `now`, and the bot in it."""
    env = _Env(bot, check_errors=False, settle_timeout=PATIENCE)
    env.backend.bot_user.name = "Musubi"
    users = [_user(env, part, now()) for part in cast]
    _turn_clock(env, now())
    await env.start()
    try:
        with env.time_context():
            yield _furnish(env, cast, users)
    finally:
        await env.shutdown()


def _user(env: simcord.Env, part: Part, now: float) -> simcord.UserHandle:
    """An account whose age is in its id."""
    _turn_clock(env, now - part.days * DAY)
    return env.create_user(part.name, global_name=part.shown)


def _turn_clock(env: simcord.Env, to: float) -> None:
    """Set the clock, which begins on 2026-01-01. Only before the bot starts: no timer of its runs."""
    env.backend.advance_clock(to - env.now().timestamp())


def _furnish(env: simcord.Env, cast: Sequence[Part], users: Sequence[simcord.UserHandle]) -> World:
    guild = env.create_guild(GUILD)
    general = guild.create_text_channel(CHANNEL)
    people = {part.name: Person(part, user, guild.add_member(user)) for part, user in zip(cast, users, strict=True)}
    return World(env, guild, general, people)
