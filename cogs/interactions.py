"""What every command, button and modal does with an interaction: acknowledge, send, and answer an error.

Knows Discord's rules for interactions, and no feature.
"""

import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import app_commands, ui

from cards.errors import our_fault, problem

_log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]
Press = Callable[[Interaction, re.Match[str]], Awaitable[None]]


async def acknowledge(interaction: Interaction) -> None:
    """Defer with an answer that only the person sees: ephemeral, except where nobody else is (the bot's DMs)."""
    await interaction.response.defer(ephemeral=not interaction.context.dm_channel, thinking=True)


async def show(interaction: Interaction, view: ui.LayoutView) -> discord.InteractionMessage:
    """Put `view` in the place of the deferred answer, or of the message whose button was pressed."""
    return await interaction.edit_original_response(view=view)


async def write_to(client: discord.Client, discord_id: int, view: ui.LayoutView) -> discord.Message | None:
    """Send a direct message; None when Discord does not deliver it (closed DMs: 50007, no shared server: 50278)."""
    try:
        channel = await client.create_dm(discord.Object(discord_id))
        return await channel.send(view=view)
    except discord.HTTPException as error:
        _log.info("Discord did not deliver a direct message: %s %s", error.status, error.code)
        return None


async def answer_error(interaction: Interaction, error: Exception) -> None:
    """The one translator of Discord's side: an exception becomes one sentence that only the person sees."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.__cause__ if isinstance(error.__cause__, Exception) else error
    if isinstance(error, discord.NotFound) and error.code == 10062:
        _log.warning("Discord had forgotten an interaction before it was answered; is this machine very busy?")
        return
    card = problem(error, now=int(interaction.created_at.timestamp())) or _own_fault(error)
    if interaction.response.is_done():
        await interaction.followup.send(view=card, ephemeral=True)
    else:
        await interaction.response.send_message(view=card, ephemeral=True)


def on_press(custom_id: str | re.Pattern[str], handle: Press) -> type[ui.DynamicItem[ui.Button[Any]]]:
    """The button that `custom_id` names, on any message, however old; `handle` gets the interaction and the match."""

    class Pressed(ui.DynamicItem[ui.Button[Any]], template=custom_id):
        def __init__(self, item: ui.Button[Any], match: re.Match[str]) -> None:
            super().__init__(item)
            self._match = match

        @classmethod
        async def from_custom_id(
            cls, _interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /
        ) -> "Pressed":
            assert isinstance(item, ui.Button)
            return cls(item, match)

        async def callback(self, interaction: Interaction) -> None:
            # discord.py only logs what a DynamicItem raises, and the person would see "This interaction failed".
            try:
                await handle(interaction, self._match)
            except Exception as error:  # noqa: BLE001
                await answer_error(interaction, error)

    return Pressed


def submitted(interaction: Interaction, custom_id: str) -> str | None:
    """What was typed into the field `custom_id` of the modal of that name; None when this is no such modal's.

    A modal that was open while Musubi restarted arrives here like any other; discord.py would drop it.
    """
    data: Any = interaction.data
    if interaction.type is not discord.InteractionType.modal_submit or data.get("custom_id") != custom_id:
        return None
    fields = [label.get("component", label) for label in data["components"]]
    return next(str(field["value"]) for field in fields if field.get("custom_id") == custom_id)


def _own_fault(error: Exception) -> ui.LayoutView:
    reference = secrets.token_hex(4)
    _log.error("Unexpected error %s", reference, exc_info=error)
    return our_fault(reference)
