"""/character: a character's card, whose buttons answer whoever presses them."""

from dataclasses import replace

from discord import app_commands
from discord.ext import commands

from cards.cast import PickCharacter
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
from chat.interactions import Interaction
from chat.options import CharacterName
from chat.registry import button, select
from i18n import mark


class CharacterCog(commands.Cog):
    """Shows characters, by name or picked from a card."""

    def __init__(self, cast: CastContext) -> None:
        self._cast = cast

    @app_commands.command(description=mark("Show a character, their voices, and the anime and manga they’re in"))
    @app_commands.describe(name=mark("The character to show"))
    async def character(self, interaction: Interaction, name: CharacterName) -> None:
        await self._cast.find(interaction, "CHARACTER", name, PickCharacter())

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
    await bot.add_cog(CharacterCog(CastContext(bot.lists, bot.parts)))
