"""A Discord channel on this machine: the real bot in a simulated Discord, shown in one browser page.

Knows SimCord and how to drive it live. Knows nothing of AniList, of linking, or of what the bot does.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from discord.ext import commands

from demo.channel.stage import alive, open_stage
from demo.channel.window import open_window
from demo.channel.world import CAST, Part, World, open_world

__all__ = ["Channel", "Part", "open_channel"]


@dataclass(frozen=True)
class Channel:
    """The running channel: `url` is the page to open.

    SimCord does one thing at a time: whoever uses anything of `world` holds `turn` meanwhile.
    """

    url: str
    world: World
    turn: asyncio.Lock


@asynccontextmanager
async def open_channel(
    bot: commands.Bot,
    *,
    port: int,
    cast: Sequence[Part] = CAST,
    assets: Mapping[str, tuple[str, bytes]] | None = None,
    now: Callable[[], float] = time.time,
) -> AsyncGenerator[Channel]:
    """Start `bot`, which must be unstarted, and serve its channel on loopback at `port` (0: any free one).

    `cast` is who is in the server. `assets` gives the bytes of pictures by URL, as (file name, bytes): SimCord
    fetches nothing. `now` is unix seconds; Discord's clock follows it, and may be sent ahead with it. Raises OSError
    when the port is taken.

    A web server from which the bot also answers Discord is started after this, in the same task: SimCord's
    side of Discord travels with the context. An HTTP session that the bot uses has no keep-alive
    (``TCPConnector(force_close=True)``): its clean-up timer would pass for work of the bot, to be waited for.
    """
    async with (
        open_world(bot, cast, now) as world,
        open_stage(world, assets or {}, now) as stage,
        open_window(stage, port) as url,
        alive(stage),
    ):
        yield Channel(url, world, stage.turn)
