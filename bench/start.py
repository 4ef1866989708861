"""How Musubi starts with much data, and what it takes up then. Run by :mod:`bench.process`, with the folder."""

import asyncio
import sys
import time
from pathlib import Path

from bench.process import megabytes, report
from bot import open_bot, settle
from config import Settings
from redaction import Secret

_NOWHERE = "http://127.0.0.1:9"  # nothing may be asked of AniList


def settings_in(folder: Path, port: int = 8080) -> Settings:
    return Settings(
        discord_token=Secret("discord.token.of-nobody"),
        anilist_client_id="1",
        public_url=f"http://localhost:{port}",
        port=port,
        data_dir=folder / "data",
        secret_key_file=folder / "musubi.key",
        anilist_api_url=_NOWHERE,
        anilist_oauth_url=_NOWHERE,
    )


class Pulse:
    """The longest time for which nothing else could be done."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def beat(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            self.longest = max(self.longest, time.perf_counter() - before - 0.001)


async def main(folder: Path) -> None:
    async with open_bot(settings_in(folder)) as bot:
        report("ready")
        pulse = Pulse()
        beating = asyncio.create_task(pulse.beat())
        await settle(bot)
        report("findable", longest=pulse.longest * 1000)
        beating.cancel()
        report("idle", megabytes=megabytes())


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
