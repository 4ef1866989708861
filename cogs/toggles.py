"""The buttons Follow and Like, and the Undo of both and of a favourite."""

from discord.ext import commands

from cards.toggles import TurnFollow, TurnLike, UndoToggle
from chat.acknowledging import acknowledge_alone, acknowledge_press
from chat.client import Musubi
from chat.interactions import Interaction
from chat.registry import button
from chat.replies import taking_off
from chat.toggles import Toggling
from i18n import mark
from library.errors import NothingToUndo
from store import Subject


class TogglesCog(commands.Cog):
    """A button acts for whoever presses it, with a target: pressed twice, it does nothing more.

    Beside an update, it acts only while that may be shown.
    """

    def __init__(self, toggling: Toggling) -> None:
        self._toggling = toggling

    @button(TurnFollow, acknowledge_alone)
    async def follow(self, interaction: Interaction, pressed: TurnFollow) -> None:
        await interaction.client.activity_posts.require(interaction, pressed.told)
        await self._toggling.set(interaction, Subject(pressed.user_id, "USER"), wanted=pressed.wanted)

    @button(TurnLike, acknowledge_alone)
    async def like(self, interaction: Interaction, pressed: TurnLike) -> None:
        await interaction.client.activity_posts.require(interaction, pressed.told)
        await self._toggling.set(interaction, Subject(pressed.activity_id, "ACTIVITY"), wanted=pressed.wanted)

    @button(UndoToggle, acknowledge_press, others=mark("Use {favourite} for your own favourites."))
    async def undo(self, interaction: Interaction, pressed: UndoToggle) -> None:
        async with taking_off(interaction, NothingToUndo):
            await self._toggling.undo(interaction, pressed.toggle_id)


async def setup(bot: Musubi) -> None:
    await bot.add_cog(TogglesCog(Toggling(bot.lists, bot.parts)))
