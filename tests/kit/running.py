"""The entry point for tests of a whole process: `python bot.py`, but with Discord at ``DISCORD_STAND_IN``."""

import os
import sys

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot import main

if __name__ == "__main__":
    stand_in = os.environ["DISCORD_STAND_IN"]
    Route.BASE = f"{stand_in}/api/v10"
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"{stand_in.replace('http', 'ws', 1)}/gateway")
    main(sys.argv[1:])
