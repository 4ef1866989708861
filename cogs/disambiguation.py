"""Disambiguation: takes the title or option that is chosen for a command which :mod:`chat.disambiguation` keeps."""

from discord.ext import commands

from cards.disambiguation import AgreeToTitle, ChooseTitle, CorrectOption
from cards.forms import option_form
from chat.acknowledging import acknowledge_question, not_yet
from chat.client import Musubi
from chat.disambiguation import TITLE, run_with, sent_value
from chat.interactions import Interaction, open_form
from chat.registry import button, form, select
from i18n import mark
from library.errors import NoLongerPending
from library.rules.forms import Fields
from library.titles.picking import as_picked

_OTHERS = mark("Use the command yourself to choose for your own list.")


class DisambiguationCog(commands.Cog):
    """Takes the answers to a disambiguation."""

    @select(ChooseTitle, acknowledge_question, others=_OTHERS)
    async def pick(self, interaction: Interaction, used: ChooseTitle, picked: str) -> None:
        """Run the command with the picked title."""
        await run_with(interaction, used.pending_id, TITLE, as_picked(int(picked)))

    @button(AgreeToTitle, acknowledge_question, others=_OTHERS)
    async def agree(self, interaction: Interaction, pressed: AgreeToTitle) -> None:
        """Run the command with the only title."""
        await run_with(interaction, pressed.pending_id, TITLE, as_picked(pressed.media_id))

    @button(CorrectOption, not_yet, others=_OTHERS)
    async def ask_option(self, interaction: Interaction, pressed: CorrectOption) -> None:
        """Open a form for the option, with the text that was typed."""
        command = await interaction.client.store.pending_input.of(pressed.pending_id, interaction.user.id)
        typed = sent_value(command.get("options", ()), pressed.name) if command else None
        if command is None or typed is None:
            raise NoLongerPending("it was done, or it is too late")
        await open_form(interaction, option_form(pressed, command["name"], typed))

    @form(CorrectOption, acknowledge_question)
    async def take_option(self, interaction: Interaction, sent: CorrectOption, fields: Fields) -> None:
        await run_with(interaction, sent.pending_id, sent.name, "".join(fields[sent.name]))


async def setup(bot: Musubi) -> None:
    await bot.add_cog(DisambiguationCog())
