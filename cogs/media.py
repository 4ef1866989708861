"""/anime and /manga: a title's card, with buttons for whoever presses them."""

import re

from discord import app_commands
from discord.ext import commands

from cards import list_buttons
from chat.acknowledging import acknowledge_alone, acknowledge_press
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction
from chat.options import Anime, Manga
from chat.registry import chosen, on_press
from library.opening import LibraryParts


class MediaCog(commands.Cog):
    """Titles, by name or picked from a list."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts

    @app_commands.command(description="An anime: what it is, and what you have of it")
    @app_commands.describe(title="Which anime")
    async def anime(self, interaction: Interaction, title: Anime) -> None:
        await self._find(interaction, title, "ANIME")

    @app_commands.command(description="A manga: what it is, and what you have of it")
    @app_commands.describe(title="Which manga")
    async def manga(self, interaction: Interaction, title: Manga) -> None:
        await self._find(interaction, title, "MANGA")

    async def open(self, interaction: Interaction, match: re.Match[str]) -> None:
        """A title picked from a select, in its place or beside it."""
        await (acknowledge_alone if match["beside"] else acknowledge_press)(interaction)
        link = await self._lists.store.links.of(interaction.user.id)
        await self._lists.show_title(interaction, link, int(chosen(interaction)[0]))

    async def open_one(self, interaction: Interaction, match: re.Match[str]) -> None:
        """The title that a button names, beside it."""
        await acknowledge_alone(interaction)
        link = await self._lists.store.links.of(interaction.user.id)
        await self._lists.show_title(interaction, link, int(match["media_id"]))

    async def refresh(self, interaction: Interaction, match: re.Match[str]) -> None:
        await acknowledge_press(interaction)
        link = await self._lists.store.links.of(interaction.user.id)
        await self._lists.show(
            interaction, link, await self._parts.library.card_title(link, int(match["media_id"]), max_age=0)
        )

    async def _find(self, interaction: Interaction, title: str, media_type: str) -> None:
        link = await self._lists.look(interaction, title)
        await self._lists.show_title(interaction, link, await self._parts.finder.find(link, title, media_type))


async def setup(bot: Musubi) -> None:
    cog = MediaCog(bot.lists, bot.parts)
    await bot.add_cog(cog)
    bot.add_dynamic_items(
        on_press(list_buttons.OPEN, cog.open),
        on_press(list_buttons.TITLE, cog.open_one),
        on_press(list_buttons.REFRESH, cog.refresh),
    )
