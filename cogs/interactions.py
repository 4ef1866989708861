"""What every command, button and modal does with an interaction: acknowledge, send, and answer an error.

Knows Discord's rules for interactions, and no feature.
"""

import asyncio
import logging
import re
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import tasks

from cards.card import Card, files, for_one_alone
from cards.errors import our_fault, problem

SECONDS_TO_ANSWER = 28
IS_PUBLIC = "is public"  # in an interaction's extras: the answer will be seen by all
WAY_BACK = "way back"  # in an interaction's extras: a button that an error comes with
MAY_BE_TURNED = "may be turned"  # in an interaction's extras: run again, it would turn back what it has turned
_IS_BELOW = "is below"  # the answer goes below the message whose select was used, never in its place

_log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]
Press = Callable[[Interaction, re.Match[str]], Awaitable[None]]


async def acknowledge(interaction: Interaction) -> None:
    """Defer with an answer that only the person sees: ephemeral, except where nobody else is (the bot's DMs)."""
    await defer(interaction, is_public=False)


async def defer(interaction: Interaction, *, is_public: bool) -> None:
    """Acknowledge a command; nothing is left to do of that where a question was answered."""
    interaction.extras[IS_PUBLIC] = is_public
    if _IS_BELOW not in interaction.extras:
        await interaction.response.defer(ephemeral=_is_ephemeral(interaction), thinking=True)


async def acknowledge_question(interaction: Interaction) -> None:
    """Leave the question where it is; what is shown then goes below it, as public as the command makes it."""
    interaction.extras[_IS_BELOW] = True
    await interaction.response.defer()


async def show(interaction: Interaction, view: ui.LayoutView) -> discord.Message:
    """Put `view` in the place of the deferred answer, or of the message whose button was pressed.

    Its pictures come with it, and those of what was there before go.
    """
    if _IS_BELOW in interaction.extras:
        return await interaction.followup.send(
            view=view, files=files(view), ephemeral=_is_ephemeral(interaction), wait=True
        )
    return await interaction.edit_original_response(view=view, attachments=files(view))


async def write_to(client: discord.Client, discord_id: int, view: ui.LayoutView) -> discord.Message | None:
    """Send a direct message; None when Discord does not deliver it (closed DMs: 50007, no shared server: 50278)."""
    try:
        channel = await client.create_dm(discord.Object(discord_id))
        return await channel.send(view=view, files=files(view))
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
    if way_back := interaction.extras.get(WAY_BACK):
        card.offer(way_back)
    try:
        await _tell(interaction, card)
    except discord.HTTPException as refused:
        if refused.status < 500:
            raise
        await _tell(interaction, card)


@asynccontextmanager
async def answering(interaction: Interaction) -> AsyncGenerator[None]:
    """What goes wrong inside, or takes too long, is told to the person.

    discord.py only logs what a listener or a DynamicItem raises, and they would see "This interaction failed".
    """
    try:
        async with asyncio.timeout(SECONDS_TO_ANSWER):
            yield
    except Exception as error:  # noqa: BLE001
        await answer_error(interaction, error)


async def _tell(interaction: Interaction, card: ui.LayoutView) -> None:
    if not interaction.response.is_done():
        await interaction.response.send_message(view=card, ephemeral=True)
    else:
        await answer_alone(interaction, card)


async def answer_alone(interaction: Interaction, view: ui.LayoutView) -> None:
    """Send `view` to the person alone, however the interaction was acknowledged."""
    if interaction.extras.get(IS_PUBLIC) and _IS_BELOW not in interaction.extras:
        # Discord takes the first message after a public deferral for the public answer, whatever it is sent as.
        await show(interaction, for_one_alone())
        await interaction.followup.send(view=view, files=files(view), ephemeral=True)
        with suppress(discord.HTTPException):  # what stands there says nothing
            await interaction.delete_original_response()
    else:
        await interaction.followup.send(view=view, files=files(view), ephemeral=True)


@contextmanager
def carrying_on(task: str) -> Generator[None]:
    """One round of a loop: what goes wrong is logged, and the next round comes. discord.py would end the loop."""
    try:
        yield
    except Exception:  # noqa: BLE001  (whatever it is, the next round may go well)
        _log.exception("Could not %s; trying again in the next round", task)


async def end(*loops: tasks.Loop[Any]) -> None:
    """Cancel `loops` and wait until they are gone: what they use is closed next."""
    running = [task for loop in loops if (task := loop.get_task())]
    for loop in loops:
        loop.cancel()
    await asyncio.gather(*running, return_exceptions=True)


def on_press(custom_id: str | re.Pattern[str], handle: Press) -> type[ui.DynamicItem[ui.Item[Any]]]:
    """The button or select that `custom_id` names, on any message, however old; `handle` gets the match too."""

    class Pressed(ui.DynamicItem[ui.Item[Any]], template=custom_id):
        def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
            super().__init__(item)
            self._match = match

        @classmethod
        async def from_custom_id(
            cls, _interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /
        ) -> "Pressed":
            return cls(item, match)

        async def callback(self, interaction: Interaction) -> None:
            async with answering(interaction):
                await handle(interaction, self._match)

    return Pressed


def chosen(interaction: Interaction) -> list[str]:
    """What was picked in the select that was used."""
    data: Any = interaction.data
    return [str(value) for value in data["values"]]


def submitted(interaction: Interaction, custom_id: str) -> str | None:
    """What was typed into the field `custom_id` of the modal of that name; None when this is no such modal's."""
    filled = filled_in(interaction, re.compile(re.escape(custom_id)))
    return filled[1][custom_id][0] if filled else None


def filled_in(
    interaction: Interaction, custom_id: re.Pattern[str]
) -> tuple[re.Match[str], dict[str, list[str]]] | None:
    """The fields of the modal that `custom_id` names, by their own; None when this is no such modal's.

    A text is one string, a choice as many as were picked. A modal that was open while Musubi restarted arrives here
    like any other; discord.py would drop it.
    """
    data: Any = interaction.data
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    match = custom_id.fullmatch(data["custom_id"])
    return (match, fields_of(data)) if match else None


def fields_of(data: dict[str, Any]) -> dict[str, list[str]]:
    """What was filled into a modal, in the `data` of its interaction, by field."""
    fields = [label.get("component", label) for label in data["components"]]
    return {field["custom_id"]: _values(field) for field in fields if "custom_id" in field}


def _values(field: dict[str, Any]) -> list[str]:
    return [str(value) for value in field["values"]] if "values" in field else [str(field.get("value") or "")]


def _is_ephemeral(interaction: Interaction) -> bool:
    return not interaction.extras[IS_PUBLIC] and not interaction.context.dm_channel


def _own_fault(error: Exception) -> Card:
    reference = secrets.token_hex(4)
    _log.error("Unexpected error %s", reference, exc_info=error)
    return our_fault(reference)
