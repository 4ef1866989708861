"""/anime and /manga: a title's card, whose buttons work for all who press them."""

from discord import app_commands
from discord.ext import commands

from cards.list_buttons import OpenTitle, PickTitle
from chat.acknowledging import acknowledge_alone, acknowledge_press
from chat.cast import CastContext
from chat.client import Musubi
from chat.contexts import ListContext
from chat.interactions import Interaction
from chat.options import Anime, Manga
from chat.registry import button, select
from i18n import mark
from library.opening import LibraryParts
from library.titles.picking import linked_subject


class MediaCog(commands.Cog):
    """Shows titles, by name or picked from a list."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts
        self._cast = CastContext(lists, parts)

    @app_commands.command(description=mark("Show an anime and your entry"))
    @app_commands.describe(title=mark("The anime to show"))
    async def anime(self, interaction: Interaction, title: Anime) -> None:
        await self._find(interaction, title, "ANIME")

    @app_commands.command(description=mark("Show a manga and your entry"))
    @app_commands.describe(title=mark("The manga to show"))
    async def manga(self, interaction: Interaction, title: Manga) -> None:
        await self._find(interaction, title, "MANGA")

    @select(PickTitle, acknowledge_press)
    async def open(self, interaction: Interaction, _used: PickTitle, picked: str) -> None:
        """Show the title that was picked from a select, in its place or below it."""
        link = await self._lists.store.links.of(interaction.user.id)
        await self._lists.show_title(interaction, link, int(picked))

    @button(OpenTitle, acknowledge_alone)
    async def open_one(self, interaction: Interaction, pressed: OpenTitle) -> None:
        """Show the title of a button, below its card."""
        link = await self._lists.store.links.of(interaction.user.id)
        await self._lists.show_title(interaction, link, pressed.media_id)

    async def _find(self, interaction: Interaction, title: str, media_type: str) -> None:
        link = await self._lists.look(interaction, title)
        if subject := linked_subject(title):
            await self._cast.open(interaction, subject)
            return
        await self._lists.show_title(interaction, link, await self._parts.finder.find(link, title, media_type))


async def setup(bot: Musubi) -> None:
    await bot.add_cog(MediaCog(bot.lists, bot.parts))
