"""/staff: the card of a voice actor or of somebody who makes titles; its buttons answer whoever presses them."""

from discord import app_commands
from discord.ext import commands

from cards.cast import OpenStaff, PickStaff
from cards.staff import RefreshStaff, ShowStaff, ShowWork, StaffPlace, work_picked
from chat.acknowledging import acknowledge_alone, acknowledge_press
from chat.cast import CastContext
from chat.client import Musubi
from chat.interactions import Interaction
from chat.options import StaffName
from chat.registry import button, select
from i18n import mark


class StaffCog(commands.Cog):
    """Shows members of staff, by name or picked from a card."""

    def __init__(self, cast: CastContext) -> None:
        self._cast = cast

    @app_commands.command(description=mark("Show a voice actor or staff member, their roles and works"))
    @app_commands.describe(name=mark("The person to show"))
    async def staff(self, interaction: Interaction, name: StaffName) -> None:
        await self._cast.find(interaction, "STAFF", name, PickStaff())

    @button(OpenStaff, acknowledge_alone)
    async def open(self, interaction: Interaction, pressed: OpenStaff) -> None:
        await self._cast.show_staff(interaction, StaffPlace(pressed.staff_id))

    @select(PickStaff, acknowledge_press)
    async def pick(self, interaction: Interaction, _used: PickStaff, picked: str) -> None:
        await self._cast.show_staff(interaction, StaffPlace(int(picked)))

    @button(ShowStaff, acknowledge_press)
    async def turn(self, interaction: Interaction, pressed: ShowStaff) -> None:
        await self._cast.show_staff(interaction, pressed.place)

    @select(ShowWork, acknowledge_press)
    async def sift(self, interaction: Interaction, used: ShowWork, picked: str) -> None:
        """Show the other kind of work, or another order."""
        await self._cast.show_staff(interaction, work_picked(used.place, picked))

    @button(RefreshStaff, acknowledge_press)
    async def refresh(self, interaction: Interaction, pressed: RefreshStaff) -> None:
        await self._cast.show_staff(interaction, pressed.place, max_age=0)


async def setup(bot: Musubi) -> None:
    await bot.add_cog(StaffCog(CastContext(bot.lists, bot.parts)))
