"""Answers to an acknowledged interaction: in its place, to the person alone, or in direct messages.

Knows Discord's rules for interactions, and no feature.
"""

import logging

import discord
from discord import ui

from cards.card import for_one_alone
from chat.acknowledging import IS_BELOW, IS_PUBLIC, is_ephemeral
from chat.retries import (
    IS_THINKING,
    Interaction,
    NotTaken,
    follow_up,
    post,
    put_in_place,
    repeat,
    respond,
    take_away,
)
from library.errors import TooFast

IS_SHOWN = "is shown"  # in an interaction's extras: whether the answer stands there; False while it is being sent
MAY_BE_TURNED = "may be turned"  # in an interaction's extras: the change is a toggle, and a second run would revert it

_log = logging.getLogger(__name__)


async def open_form(interaction: Interaction, form: ui.Modal) -> None:
    await respond(interaction, lambda: interaction.response.send_modal(form))


async def show(interaction: Interaction, view: ui.LayoutView) -> discord.Message:
    """Put `view` in the place of the deferred answer, or of the message whose button was pressed.

    The pictures of `view` replace those of the earlier answer.
    """
    interaction.extras[IS_SHOWN] = False
    message = await _show_below(interaction, view) if IS_BELOW in interaction.extras else None
    message = message or await put_in_place(interaction, view)
    interaction.extras[IS_SHOWN] = True
    return message


async def drop_question(interaction: Interaction) -> None:
    """Delete a disambiguation that has been answered, unless the answer stands in its place."""
    if IS_BELOW in interaction.extras:
        await take_away(interaction)


async def write_to(client: discord.Client, discord_id: int, view: ui.LayoutView) -> discord.Message | None:
    """Send a direct message; None when Discord does not deliver it (closed DMs: 50007, no shared server: 50278)."""
    try:
        channel = await repeat(lambda: client.create_dm(discord.Object(discord_id)))
        return await post(channel, view)
    except discord.HTTPException as error:
        _log.info("Discord did not deliver a direct message: %s %s", error.status, error.code)
        return None
    except NotTaken as error:
        _log.warning("Discord did not say whether it delivered a direct message: %s", error)
        return None


def charge(interaction: Interaction) -> None:
    """Take a command from the person's rate limit; autocomplete has its own limit. Raises TooFast."""
    if interaction.type is not discord.InteractionType.autocomplete:
        interaction.client.cooldown.charge(interaction.user.id)


async def types_too_fast(interaction: Interaction) -> bool:
    """Whether a person types faster than people can; autocomplete then offers nothing."""
    try:
        interaction.client.keystrokes.charge(interaction.user.id)
    except TooFast:
        await interaction.response.autocomplete([])
        return True
    return False


async def answer_alone(interaction: Interaction, view: ui.LayoutView) -> None:
    """Send `view` to the person alone, whichever way the interaction was acknowledged."""
    if interaction.extras.get(IS_PUBLIC) and IS_BELOW not in interaction.extras:
        # Discord takes the first message after a public deferral for the public answer, whatever flags it is sent with.
        await put_in_place(interaction, for_one_alone())
        await follow_up(interaction, view, ephemeral=True)
        await take_away(interaction)  # the public placeholder has no content
    elif IS_THINKING in interaction.extras:
        await put_in_place(interaction, view)
    else:
        await follow_up(interaction, view, ephemeral=True)


async def answer_beside(interaction: Interaction, view: ui.LayoutView) -> None:
    """Send `view` to the person alone, below the answer that stands there already."""
    await follow_up(interaction, view, ephemeral=True)


async def send_alone(interaction: Interaction, view: ui.LayoutView) -> None:
    """Answer a press with `view` for the person alone, at once."""
    await respond(interaction, lambda: interaction.response.send_message(view=view, ephemeral=True))


async def _show_below(interaction: Interaction, view: ui.LayoutView) -> discord.Message | None:
    """Send `view` as a follow-up; None when Discord may not have taken it.

    The caller then edits the disambiguation instead, where the answer can't stand twice.
    """
    try:
        return await follow_up(interaction, view, ephemeral=is_ephemeral(interaction))
    except NotTaken:
        del interaction.extras[IS_BELOW]
        return None
