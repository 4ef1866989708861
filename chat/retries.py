"""Retries: what Discord takes twice without harm is sent again when the connection breaks or nothing is heard.

discord.py retries Discord's own errors, and a reset as macOS and Windows number it. It retries neither Linux's, nor a
kept connection that the other side has closed, and waits minutes for an answer that never comes.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

import aiohttp
import discord
from discord import ui

from cards.card import files

if TYPE_CHECKING:
    from chat.client import Musubi  # noqa: F401  (named in a string below: it imports this module)

Interaction = discord.Interaction["Musubi"]
IS_ACKNOWLEDGED = "is acknowledged"  # in an interaction's extras: it has had its first response
IS_THINKING = "is thinking"  # in an interaction's extras: to the person alone, until the answer stands there
_IS_BEGUN = "is begun"  # this event is the one that is answered, and no copy of it

_PAUSES = (0, 1, 2)  # seconds before each of the retries
_SECONDS_A_TRY = 7
_TRIES_TO_RESPOND: Any = {"pauses": (0, 0.2), "seconds": 1.4}  # Discord waits three seconds
_ALREADY_ACKNOWLEDGED = 40060

_Answer = TypeVar("_Answer")
_log = logging.getLogger(__name__)


class NotTaken(Exception):
    """Discord did not say whether it has taken a message: the connection broke each time."""


class CameTwice(Exception):
    """Discord has sent an event a second time; the first one is being answered."""


async def repeat(
    send: Callable[[], Awaitable[_Answer]],
    *,
    if_lost: bool = True,
    pauses: Sequence[float] = _PAUSES,
    seconds: float = _SECONDS_A_TRY,
) -> _Answer:
    """Await `send()` until Discord has answered. Raises NotTaken, and Discord's refusals.

    Without `if_lost` only while nothing can have arrived: for what would stand there twice.
    """
    left = list(pauses)
    while True:
        try:
            async with asyncio.timeout(seconds):
                return await send()
        except (aiohttp.ClientError, OSError) as error:
            if not left or not (if_lost or isinstance(error, aiohttp.ClientConnectorError)):
                raise NotTaken(type(error).__name__) from error
            _log.info("Sending to Discord again: %s", type(error).__name__)
            await asyncio.sleep(left.pop(0))


async def post(channel: discord.abc.Messageable, view: ui.LayoutView) -> discord.Message:
    """Send a new message. Discord knows it again by its nonce for some minutes, so that it comes once."""
    nonce = secrets.token_hex(12)
    return await repeat(lambda: channel.send(view=view, files=files(view), nonce=nonce))


async def respond(interaction: Interaction, send: Callable[[], Awaitable[object]]) -> None:
    """Send the first response by `send`. Raises CameTwice.

    Discord says that there is one already when its answer to an earlier try was lost.
    """
    _begin(interaction)
    try:
        await repeat(send, **_TRIES_TO_RESPOND)
    except discord.HTTPException as error:
        if error.code != _ALREADY_ACKNOWLEDGED:
            raise
    interaction.extras[IS_ACKNOWLEDGED] = True


async def put_in_place(interaction: Interaction, view: ui.LayoutView) -> discord.Message:
    message = await repeat(lambda: interaction.edit_original_response(view=view, attachments=files(view)))
    interaction.extras.pop(IS_THINKING, None)
    return message


async def take_away(interaction: Interaction) -> None:
    """Delete what stands as the answer, if that can be done: it is worth no error."""
    with suppress(discord.HTTPException, NotTaken):
        await repeat(interaction.delete_original_response)


async def follow_up(interaction: Interaction, view: ui.LayoutView, *, ephemeral: bool) -> discord.Message:
    """One more message. Where the answer to it is lost, the person may see it twice, but nobody else does."""
    return await repeat(
        lambda: interaction.followup.send(view=view, files=files(view), ephemeral=ephemeral, wait=True),
        if_lost=ephemeral,
    )


def _begin(interaction: Interaction) -> None:
    """Raises CameTwice."""
    begun = interaction.client.begun
    if _IS_BEGUN not in interaction.extras:
        if interaction.id in begun:
            raise CameTwice
        begun.append(interaction.id)
        interaction.extras[_IS_BEGUN] = True
