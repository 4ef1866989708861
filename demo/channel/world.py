"""The world around the bot: a server with channels, and people with accounts of different ages.

Knows SimCord's builders and its clock. Knows nothing of browsers.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import discord
import simcord
from discord.ext import commands
from simcord.enums import ChannelType, MessageType

from demo.channel.cdn import AVATAR
from demo.channel.clock import Clock

GUILD = "Anime Club"
ROLE = "Regulars"  # a role that feeds may mention; every member has it
GENERAL, RESTRICTED = "general", "after-dark"
CHANNELS = (GENERAL, "airing", RESTRICTED)
DAY = 24 * 60 * 60
PATIENCE = 12.0  # seconds that an action waits for the bot's answer: longer than the bot waits for AniList


class _Env(simcord.Env):
    """Leaves errors to the bot, which answers them; SimCord would tell the person that the outcome is uncertain."""

    def _record_error(self, error: BaseException) -> None:
        del error  # the bot has logged it


@dataclass(frozen=True)
class CastMember:
    """A member to create: called `name`, shown as `shown`, with an account that is `days` old.

    A visitor of the demo can only be a member with a seat. `says` is a message that is in the channel from the start.
    """

    name: str
    shown: str
    days: int
    has_seat: bool = False
    is_owner: bool = False
    says: str = ""


CAST = (CastMember("aoi", "Aoi", days=5 * 365, has_seat=True), CastMember("ren", "Ren", days=12, has_seat=True))


@dataclass(frozen=True)
class Participant:
    """A member of the server. `user` acts in direct messages, `member` in the server."""

    cast: CastMember
    user: simcord.UserHandle
    member: simcord.MemberActor


@dataclass(frozen=True)
class ChannelWorld:
    """The started bot and everything around it."""

    env: simcord.Env
    guild: simcord.GuildHandle
    channels: Mapping[str, simcord.ChannelHandle]
    people: Mapping[str, Participant]

    @property
    def general(self) -> simcord.ChannelHandle:
        return self.channels[GENERAL]

    @property
    def rooms(self) -> list[simcord.ChannelHandle]:
        """The private threads that are open, in the order in which they were created."""
        threads = self.env.backend.active_threads(self.guild.id)
        private = (one for one in threads if one.type == ChannelType.PRIVATE_THREAD)
        return [simcord.ChannelHandle(self.env, self.guild, one) for one in sorted(private, key=lambda one: one.id)]

    def is_in(self, room: simcord.ChannelHandle, person: Participant) -> bool:
        return person.user.id in self.env.backend.get_thread(room.id).thread_members

    async def restart(self, bot: commands.AutoShardedBot) -> None:
        """Replace the bot by `bot`, which must be unstarted."""
        with self.env.time_context():
            await self.env.restart_bot(bot)
        await self.restrict(bot)

    async def restrict(self, bot: commands.AutoShardedBot) -> None:
        """Set the age restriction of a channel as `bot` sees it: SimCord knows no age restrictions."""
        await self.env.settle()
        channel = bot.get_channel(self.channels[RESTRICTED].id)
        assert isinstance(channel, discord.TextChannel)
        channel.nsfw = True


@asynccontextmanager
async def open_world(
    bot: commands.AutoShardedBot, cast: Sequence[CastMember], clock: Clock
) -> AsyncGenerator[ChannelWorld]:
    """Build the world at the time of `clock`, and start the bot in it. From then on SimCord runs the clock."""
    env = _Env(bot, check_errors=False, settle_timeout=PATIENCE, shard_count=1)
    env.backend.bot_user.name = "Musubi"
    env.backend.bot_user.avatar = AVATAR
    _keep_rooms_quiet(env)
    users = [_user(env, part, clock.exact()) for part in cast]
    _turn_clock(env, clock.exact())
    await env.start()
    clock.run_by(env)
    try:
        with env.time_context():
            world = _furnish(env, cast, users)
            await world.restrict(bot)
            for person in world.people.values():
                if person.cast.says:
                    await person.member.send(world.general, person.cast.says)
            yield world
    finally:
        await env.shutdown()


def _keep_rooms_quiet(env: simcord.Env) -> None:
    """Let no message in the channel tell of a private thread: Discord tells of public ones alone."""
    say = env.backend.create_system_message

    def say_but_of_rooms(channel_id: int, message_type: MessageType, author_id: int, **about: Any) -> Any:
        thread = env.backend.channels.get(about.get("target_channel_id") or 0)
        is_room = thread is not None and thread.type == ChannelType.PRIVATE_THREAD
        if is_room and message_type == MessageType.THREAD_CREATED:
            return None
        return say(channel_id, message_type, author_id, **about)

    env.backend.create_system_message = say_but_of_rooms


def _user(env: simcord.Env, part: CastMember, now: float) -> simcord.UserHandle:
    """An account created `part.days` before `now`: Discord's ids hold their time."""
    _turn_clock(env, now - part.days * DAY)
    return env.create_user(part.name, global_name=part.shown, avatar=AVATAR)


def _turn_clock(env: simcord.Env, to: float) -> None:
    """Set the clock, which begins on 2026-01-01. Only before the bot starts, while none of its timers run."""
    env.backend.advance_clock(to - env.now().timestamp())


def _furnish(env: simcord.Env, cast: Sequence[CastMember], users: Sequence[simcord.UserHandle]) -> ChannelWorld:
    owner = next((user for part, user in zip(cast, users, strict=True) if part.is_owner), None)
    guild = env.create_guild(GUILD, owner=owner)
    channels = {name: guild.create_text_channel(name) for name in CHANNELS}
    role = guild.create_role(ROLE, mentionable=True)
    people = {
        part.name: Participant(part, user, guild.add_member(user, roles=[role]))
        for part, user in zip(cast, users, strict=True)
    }
    return ChannelWorld(env, guild, channels, people)
