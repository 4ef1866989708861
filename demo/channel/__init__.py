"""A Discord server on this machine: the real bot in a simulated Discord, shown in one browser page.

Knows SimCord and how to drive it live. Knows nothing of AniList, of linking, or of the bot's commands.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import MappingProxyType

from discord.ext import commands

from demo.channel.clock import Clock
from demo.channel.stage import Restart, alive, open_stage
from demo.channel.time_travel import LEAPS, Arrival, Leap
from demo.channel.window import open_window
from demo.channel.world import CAST, CastMember, ChannelWorld, Participant, open_world

__all__ = [
    "LEAPS",
    "Arrival",
    "CastMember",
    "Channel",
    "ChannelWorld",
    "Clock",
    "Leap",
    "Participant",
    "Restart",
    "open_channel",
]


@dataclass(frozen=True)
class Channel:
    """The running channel: `url` is the page to open.

    SimCord does one thing at a time: hold `turn` while you use `world`.
    """

    url: str
    world: ChannelWorld
    turn: asyncio.Lock


@asynccontextmanager
async def open_channel(
    bot: commands.AutoShardedBot,
    *,
    port: int,
    cast: Sequence[CastMember] = CAST,
    assets: Mapping[str, tuple[str, bytes]] | None = None,
    clock: Clock | None = None,
    leaps: Mapping[str, Leap] = LEAPS,
    beside: Mapping[str, str] = MappingProxyType({}),
    restart: Restart | None = None,
) -> AsyncGenerator[Channel]:
    """Start `bot`, which must be unstarted, and serve its channel on loopback at `port` (0: any free port).

    `cast` are the members of the server. `assets` maps URLs of pictures to (file name, bytes): SimCord fetches
    nothing. `clock` is also the clock of the bot and AniList; `leaps` are the ways to send it ahead, by their labels;
    `beside` names the addresses of other pages of the demo.
    `restart` stops the bot and starts another in its world. Raises OSError when the port is taken.

    Start a web server from which the bot also answers Discord after this, in the same task: SimCord's side of Discord
    travels with the context. Give an HTTP session of the bot no keep-alive (``TCPConnector(force_close=True)``):
    SimCord would take its clean-up timer for work of the bot, and wait for it.
    """
    clock = clock or Clock()
    async with (
        open_world(bot, cast, clock) as world,
        open_stage(world, assets or {}, clock) as stage,
        open_window(stage, leaps, beside, restart, port) as url,
        alive(stage),
    ):
        yield Channel(url, world, stage.turn)
