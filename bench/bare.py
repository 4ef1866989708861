"""What Musubi is compared with: a bot and a page that say the same to everybody. As a module: how they start."""

import asyncio

import discord
from aiohttp import web
from discord.ext import commands

from bench.process import megabytes, report

HELLO = "Hello"


class Bare(commands.AutoShardedBot):
    """Has one command, which answers as Musubi's do: acknowledged first, then put in place."""

    def __init__(self) -> None:
        super().__init__(command_prefix=commands.when_mentioned, intents=discord.Intents(guilds=True))

    async def setup_hook(self) -> None:
        @self.tree.command(description="Says hello")
        async def hello(interaction: discord.Interaction["Bare"]) -> None:  # pyright: ignore[reportUnusedFunction]
            await interaction.response.defer()
            await interaction.edit_original_response(content=HELLO)

        await self.tree.sync()


def page() -> web.Application:
    async def hello(_: web.Request) -> web.Response:
        return web.Response(text=HELLO)

    app = web.Application()
    app.add_routes([web.get("/", hello)])
    return app


async def main() -> None:
    async with Bare():
        page()
        report("ready", megabytes=megabytes())


if __name__ == "__main__":
    asyncio.run(main())
