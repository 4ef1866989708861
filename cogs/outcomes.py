"""What became of a message that was sent to Discord, in the words of :mod:`library.notices`."""

import logging
from collections.abc import Awaitable

import aiohttp
import discord

from library.notices import Outcome

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
CLOSED_MESSAGES = {50007, 50278}
CLOSED_CHANNEL = {10003, 50001, 50013, 50083, 160005}  # gone, not mine to see or write in, an archived or locked thread
_TOO_FAST = 40003

_FAULTS = (OSError, aiohttp.ClientError, TimeoutError)

_log = logging.getLogger(__name__)


async def messages_of(client: discord.Client, discord_id: int) -> discord.DMChannel | None:
    """The person's direct messages; None while Discord does not open them. Nothing is sent by that."""
    try:
        return await client.create_dm(discord.Object(discord_id))
    except (discord.DiscordException, *_FAULTS) as error:
        _log.info("Discord did not open a person's direct messages: %s", type(error).__name__)
        return None


async def outcome(sending: Awaitable[object]) -> tuple[Outcome, int]:
    """What became of `sending` one message, and Discord's code for why it did not, 0 where there is none."""
    try:
        await sending
    except discord.HTTPException as error:
        _log.info("Discord did not take a notice: %s %s", error.status, error.code)
        return _refused(error), error.code
    except (discord.RateLimited, aiohttp.ClientConnectorError):
        return Outcome.LATER, 0
    except _FAULTS as error:
        _log.info("Discord did not say whether it took a notice: %s", type(error).__name__)
        return Outcome.UNKNOWN, 0
    return Outcome.SENT, 0


def _refused(error: discord.HTTPException) -> Outcome:
    if error.status >= 500:
        return Outcome.UNKNOWN
    return Outcome.LATER if error.status in {401, 429} or error.code == _TOO_FAST else Outcome.REFUSED
