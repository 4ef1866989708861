"""/studio: a studio's card, whose buttons answer whoever presses them."""

from discord import app_commands
from discord.ext import commands

from cards.cast import PickStudio
from cards.studio import RefreshStudio, ShowStudio, ShowStudioWorks, StudioPlace, works_picked
from chat.acknowledging import acknowledge_press
from chat.cast import CastContext
from chat.client import Musubi
from chat.interactions import Interaction
from chat.options import StudioName
from chat.registry import button, select
from i18n import mark


class StudioCog(commands.Cog):
    """Shows studios, by name or picked from a card."""

    def __init__(self, cast: CastContext) -> None:
        self._cast = cast

    @app_commands.command(description=mark("Show a studio and its titles, with your status on each"))
    @app_commands.describe(name=mark("The studio to show"))
    async def studio(self, interaction: Interaction, name: StudioName) -> None:
        await self._cast.find(interaction, "STUDIO", name, PickStudio())

    @select(PickStudio, acknowledge_press)
    async def pick(self, interaction: Interaction, _used: PickStudio, picked: str) -> None:
        await self._cast.show_studio(interaction, StudioPlace(int(picked)))

    @button(ShowStudio, acknowledge_press)
    async def turn(self, interaction: Interaction, pressed: ShowStudio) -> None:
        await self._cast.show_studio(interaction, pressed.place)

    @select(ShowStudioWorks, acknowledge_press)
    async def sift(self, interaction: Interaction, used: ShowStudioWorks, picked: str) -> None:
        """Show other titles, or another order."""
        await self._cast.show_studio(interaction, works_picked(used.place, picked))

    @button(RefreshStudio, acknowledge_press)
    async def refresh(self, interaction: Interaction, pressed: RefreshStudio) -> None:
        await self._cast.show_studio(interaction, pressed.place, max_age=0)


async def setup(bot: Musubi) -> None:
    await bot.add_cog(StudioCog(CastContext(bot.lists, bot.parts)))
