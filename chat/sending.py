"""The outcomes of messages sent to Discord, as :mod:`library.notify.notices` names them."""

import logging
from collections.abc import Awaitable

import aiohttp
import discord
from discord import ui

from cards.card import files
from library.notify.notices import Outcome

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
_CLOSED_MESSAGES = {50007, 50033, 50278}  # not to me, to nobody any more, no server that we share
CLOSED_CHANNEL = {10003, 50001, 50013, 50083, 160005}  # gone, not mine to see or write in, an archived or locked thread
_TOO_FAST = 40003

_FAILURES = (discord.HTTPException, discord.RateLimited, OSError, aiohttp.ClientError, TimeoutError)

_log = logging.getLogger(__name__)


async def write_message(
    client: discord.Client, discord_id: int, view: ui.LayoutView, *, nonce: str
) -> tuple[Outcome, bool]:
    """Send a direct message and return its outcome.

    The second value says whether Discord delivers no direct messages to that person.
    """
    try:
        channel = await client.create_dm(discord.Object(discord_id))
    except _FAILURES as error:
        became, code = _failed(error)
        became = Outcome.LATER if became is Outcome.UNKNOWN else became  # opening direct messages sends nothing
    else:
        became, code = await outcome(channel.send(view=view, files=files(view), nonce=nonce))
    return became, code in _CLOSED_MESSAGES


async def outcome(sending: Awaitable[object]) -> tuple[Outcome, int]:
    """Await `sending` one message; return its outcome and Discord's code for a refusal, 0 where there is none."""
    try:
        await sending
    except _FAILURES as error:
        return _failed(error)
    return Outcome.SENT, 0


def _failed(error: Exception) -> tuple[Outcome, int]:
    if isinstance(error, discord.HTTPException):
        _log.info("Discord did not take a notice: %s %s", error.status, error.code)
        return _refused(error), error.code
    _log.info("Discord did not say whether it took a notice: %s", type(error).__name__)
    is_certain = isinstance(error, discord.RateLimited | aiohttp.ClientConnectorError)
    return Outcome.LATER if is_certain else Outcome.UNKNOWN, 0


def _refused(error: discord.HTTPException) -> Outcome:
    if error.status >= 500:
        return Outcome.UNKNOWN
    return Outcome.LATER if error.status in {401, 429} or error.code == _TOO_FAST else Outcome.REFUSED
