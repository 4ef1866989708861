"""What Musubi is compared with: a bot and a page that answer with a constant. As a module: how they start."""

import asyncio
from typing import Self

import discord
import msgspec
from aiohttp import web
from discord import ui
from discord.ext import commands

from bench.process import megabytes, report

PAGE = "Hello" * 800
ANSWER = {
    "name": "somebody",
    "id": "1",
    "created_at": 0,
    "guild": "",
    "expires_at": 1_790_000_000,
    "now": 1_790_000_000,
    "proof": "code",
}
COMMAND = "card"


class Constant(msgspec.Struct, frozen=True):
    """A card that was sent before, with its pictures."""

    view: ui.LayoutView
    files: list[discord.File]

    @classmethod
    async def of(cls, message: discord.Message) -> Self:
        """The card of `message`. Good for being sent once."""
        view = ui.LayoutView.from_message(message, timeout=None)
        galleries = [item for item in view.walk_children() if isinstance(item, ui.MediaGallery)]
        for gallery, attached in zip(galleries, message.attachments, strict=True):
            gallery.items = [discord.MediaGalleryItem(f"attachment://{attached.filename}")]
        view.stop()
        return cls(view, [await attached.to_file() for attached in message.attachments])


class Bare(commands.AutoShardedBot):
    """Has one command, which answers as Musubi's do: acknowledged first, then put in place."""

    def __init__(self) -> None:
        super().__init__(command_prefix=commands.when_mentioned, intents=discord.Intents(guilds=True))
        self.card: Constant | None = None

    async def setup_hook(self) -> None:
        @self.tree.command(name=COMMAND, description="Shows the card")
        async def card(interaction: discord.Interaction["Bare"]) -> None:  # pyright: ignore[reportUnusedFunction]
            await interaction.response.defer()
            assert self.card
            await interaction.edit_original_response(view=self.card.view, attachments=self.card.files)

        await self.tree.sync()


def page() -> web.Application:
    """Answers as Musubi's pages do: a page of a few kilobytes, and JSON to JSON."""

    async def hello(_: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    async def who(request: web.Request) -> web.Response:
        await request.json()
        return web.json_response(ANSWER)

    app = web.Application()
    app.add_routes([web.get("/callback", hello), web.post("/link/who", who)])
    return app


async def main() -> None:
    async with Bare():
        page()
        report("ready", megabytes=megabytes())


if __name__ == "__main__":
    asyncio.run(main())
