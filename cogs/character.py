"""/character: a character's card, whose buttons answer whoever presses them."""

from dataclasses import replace

from discord import app_commands
from discord.ext import commands

from cards.cast import PickCharacter, several_card
from cards.character import (
    CharacterPlace,
    RefreshCharacter,
    ShowCharacter,
    ShowCharacterTitles,
    ShowVoices,
    titles_picked,
)
from chat.acknowledging import acknowledge_press
from chat.cast import CastContext
from chat.client import Musubi
from chat.contexts import ListContext, cast_viewer
from chat.interactions import Interaction, show
from chat.options import CharacterName
from chat.registry import button, select
from i18n import mark
from library.errors import SeveralNames
from library.opening import LibraryParts


class CharacterCog(commands.Cog):
    """Shows characters, by name or picked from a card."""

    def __init__(self, lists: ListContext, parts: LibraryParts) -> None:
        self._lists = lists
        self._parts = parts
        self._cast = CastContext(lists, parts)

    @app_commands.command(description=mark("Show a character, their voices, and the anime and manga they’re in"))
    @app_commands.describe(name=mark("The character to show"))
    async def character(self, interaction: Interaction, name: CharacterName) -> None:
        link = await self._lists.look(interaction, "")
        viewer = cast_viewer(interaction, link)
        try:
            found = await self._parts.name_finders["CHARACTER"].find(link, name, takes_adult=viewer.audience.is_adult)
        except SeveralNames as error:
            await show(interaction, several_card(error, PickCharacter()))
        else:
            await self._cast.show_character(interaction, CharacterPlace(found))

    @select(PickCharacter, acknowledge_press)
    async def pick(self, interaction: Interaction, _used: PickCharacter, picked: str) -> None:
        await self._cast.show_character(interaction, CharacterPlace(int(picked)))

    @button(ShowCharacter, acknowledge_press)
    async def turn(self, interaction: Interaction, pressed: ShowCharacter) -> None:
        await self._cast.show_character(interaction, pressed.place)

    @select(ShowCharacterTitles, acknowledge_press)
    async def sift(self, interaction: Interaction, used: ShowCharacterTitles, picked: str) -> None:
        """Show the titles of another type, or in another order."""
        await self._cast.show_character(interaction, titles_picked(used.place, picked))

    @select(ShowVoices, acknowledge_press)
    async def hear(self, interaction: Interaction, used: ShowVoices, picked: str) -> None:
        """Show the voices in another language."""
        await self._cast.show_character(interaction, replace(used.place, language=picked))

    @button(RefreshCharacter, acknowledge_press)
    async def refresh(self, interaction: Interaction, pressed: RefreshCharacter) -> None:
        await self._cast.show_character(interaction, pressed.place, max_age=0)


async def setup(bot: Musubi) -> None:
    await bot.add_cog(CharacterCog(bot.lists, bot.parts))
