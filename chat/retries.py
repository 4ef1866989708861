"""Retries: requests that do no harm twice are sent to Discord again when the connection breaks or nothing is heard.

discord.py retries Discord's own errors, and a reset as macOS and Windows number it. It does not retry Linux's reset,
nor a kept connection that the other side has closed, and it waits minutes for an answer that never comes.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from contextvars import ContextVar
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

import aiohttp
import discord
from discord import ui

from cards.card import files

if TYPE_CHECKING:
    from chat.client import Musubi  # noqa: F401  (named in a string below: it imports this module)

Interaction = discord.Interaction["Musubi"]
IS_ACKNOWLEDGED = "is acknowledged"  # in an interaction's extras: the first response was sent
IS_THINKING = "is thinking"  # in an interaction's extras: deferred for the person alone, and not answered yet
_IS_BEGUN = "is begun"  # in an interaction's extras: this event is answered, and no copy of it
_MOST_BEGUN = 1000  # that are remembered

_PAUSES = (0, 1, 2)  # seconds before each of the retries
_SECONDS_A_TRY = 7
_TRIES_TO_RESPOND: Any = {"pauses": (0, 0.2), "seconds": 1.4}  # Discord waits three seconds
_SECONDS_TO_LET_GO_FIRST = 1
_ALREADY_ACKNOWLEDGED = 40060

_sent: ContextVar[list[str] | None] = ContextVar("_sent", default=None)  # the requests of a first response

_Answer = TypeVar("_Answer")
_log = logging.getLogger(__name__)


class NotTaken(Exception):
    """Discord did not say whether it has taken a message: the connection broke each time."""


class CameTwice(Exception):
    """Discord has sent an event a second time, to this process or another; the first to respond answers it."""


async def repeat(
    send: Callable[[], Awaitable[_Answer]],
    *,
    if_lost: bool = True,
    pauses: Sequence[float] = _PAUSES,
    seconds: float = _SECONDS_A_TRY,
) -> _Answer:
    """Await `send()` until Discord has answered. Raises NotTaken, and Discord's refusals.

    Without `if_lost`, it is repeated only while no try can have arrived: for messages that would stand there twice.
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
    """Send a new message. Its nonce lets Discord recognise a repeat for some minutes, so it arrives once."""
    nonce = secrets.token_hex(12)
    return await repeat(lambda: channel.send(view=view, files=files(view), nonce=nonce))


async def respond(interaction: Interaction, send: Callable[[], Awaitable[object]]) -> None:
    """Send the first response by `send`. Raises CameTwice.

    Discord says that there is a response already where its answer to an earlier try was lost, which counts as sent; and
    where another process with the same shard was faster.
    """
    _begin(interaction)
    await let_others_go_first(interaction)
    tries = count()

    async def try_once() -> None:
        next(tries)
        await send()

    _sent.set(sent := [])
    try:
        await repeat(try_once, **_TRIES_TO_RESPOND)
    except discord.HTTPException as error:
        if error.code != _ALREADY_ACKNOWLEDGED:
            raise
        if max(len(sent), next(tries)) <= 1:
            raise CameTwice from error
    finally:
        _sent.set(None)
    interaction.extras[IS_ACKNOWLEDGED] = True


async def let_others_go_first(interaction: Interaction) -> None:
    """Wait a moment, if another process with the same shard should answer, where there is one."""
    if interaction.client.lets_others_answer(interaction):
        await asyncio.sleep(_SECONDS_TO_LET_GO_FIRST)


def counting_requests() -> aiohttp.TraceConfig:
    """Lets `respond` know how often its request was sent: discord.py repeats some by itself."""

    async def note(_session: aiohttp.ClientSession, _context: object, request: aiohttp.TraceRequestStartParams) -> None:
        if (sent := _sent.get()) is not None:
            sent.append(request.method)

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(note)
    return trace


async def put_in_place(interaction: Interaction, view: ui.LayoutView) -> discord.Message:
    message = await repeat(lambda: interaction.edit_original_response(view=view, attachments=files(view)))
    interaction.extras.pop(IS_THINKING, None)
    return message


async def take_away(interaction: Interaction) -> None:
    """Delete the answer if possible; a failure is not worth an error."""
    with suppress(discord.HTTPException, NotTaken):
        await repeat(interaction.delete_original_response)


async def follow_up(interaction: Interaction, view: ui.LayoutView, *, ephemeral: bool) -> discord.Message:
    """Send another message. Where Discord's answer to it is lost, the person may see it twice, but nobody else does."""
    return await repeat(
        lambda: interaction.followup.send(view=view, files=files(view), ephemeral=ephemeral, wait=True),
        if_lost=ephemeral,
    )


def _begin(interaction: Interaction) -> None:
    """Mark the interaction as begun. Raises CameTwice."""
    begun = interaction.client.begun
    if _IS_BEGUN not in interaction.extras:
        if interaction.id in begun:
            raise CameTwice
        begun[interaction.id] = None
        if len(begun) > _MOST_BEGUN:
            del begun[next(iter(begun))]
        interaction.extras[_IS_BEGUN] = True
