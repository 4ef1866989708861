"""The outcomes of messages sent to Discord, as :mod:`library.notify.notices` names them."""

import logging
from collections.abc import Awaitable
from typing import Any, Generic, TypeVar

import aiohttp
import discord
import msgspec
from discord import ui

from cards.card import files
from chat.retries import NotTaken
from library.notify.notices import Outcome

# Discord's codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
_CLOSED_MESSAGES = {50007, 50033, 50278}  # not to me, to nobody any more, no server that we share
GONE, ARCHIVED, LOCKED = 10003, 50083, 160005  # a channel; a thread
NO_ACCESS, NO_PERMISSION = 50001, 50013
NO_TAGS, NO_TAG = 40066, 40067  # a forum's post needs a tag, of which Musubi may use none, or has none
MOST_THREADS, MOST_IN_THREAD = 160006, 30033
_FOR_NOW = {NO_ACCESS, NO_PERMISSION, ARCHIVED, LOCKED, NO_TAGS, NO_TAG, MOST_THREADS}
_MODERATED = {200000, 200001}  # the message alone is refused, by the server's AutoMod
_TOO_FAST = 40003

# Whatever a request may raise that Discord refuses or leaves without an answer; a timeout is an OSError.
FAILURES = (discord.HTTPException, discord.RateLimited, OSError, aiohttp.ClientError, NotTaken)

_T = TypeVar("_T")

_log = logging.getLogger(__name__)


class DiscordAnswer(msgspec.Struct, Generic[_T], frozen=True):
    """The outcome of a request, with its `result` where Discord took it, and with Discord's answer to a refusal."""

    outcome: Outcome
    result: _T | None = None
    status: int = 0
    code: int = 0

    @property
    def is_for_now(self) -> bool:
        """Whether Discord refuses what it may take later, when somebody has changed the channel or a permission."""
        is_forbidden = self.status == 403 and self.code not in _MODERATED
        return self.outcome is Outcome.REFUSED and (is_forbidden or self.code in _FOR_NOW)

    def refusal(self) -> "DiscordAnswer[Any]":
        """The same for a request that was not made, because this one was refused or lost."""
        return DiscordAnswer(self.outcome, status=self.status, code=self.code)


async def write_message(
    client: discord.Client, discord_id: int, view: ui.LayoutView, *, nonce: str
) -> tuple[Outcome, bool]:
    """Send a direct message and return its outcome.

    The second value says whether Discord delivers no direct messages to that person.
    """
    try:
        channel = await client.create_dm(discord.Object(discord_id))
    except FAILURES as error:
        failed = _failed(error)
        became, code = failed.outcome, failed.code
        became = Outcome.LATER if became is Outcome.UNKNOWN else became  # opening direct messages sends nothing
    else:
        became, code = await outcome(channel.send(view=view, files=files(view), nonce=nonce))
    return became, code in _CLOSED_MESSAGES


async def outcome(sending: Awaitable[object]) -> tuple[Outcome, int]:
    """Await `sending` one message; return its outcome and Discord's code for a refusal, 0 where there is none."""
    tried = await attempt(sending)
    return tried.outcome, tried.code


async def attempt(request: Awaitable[_T]) -> DiscordAnswer[_T]:
    """Await a request that writes something once, and return its outcome."""
    try:
        return DiscordAnswer(Outcome.SENT, await request)
    except FAILURES as error:
        return _failed(error)


def _failed(error: Exception) -> DiscordAnswer[Any]:
    if isinstance(error, discord.HTTPException):
        _log.info("Discord did not take a notice: %s %s", error.status, error.code)
        return DiscordAnswer(_refused(error), status=error.status, code=error.code)
    _log.info("Discord did not say whether it took a notice: %s", type(error).__name__)
    is_certain = isinstance(error, discord.RateLimited | aiohttp.ClientConnectorError)
    return DiscordAnswer(Outcome.LATER if is_certain else Outcome.UNKNOWN)


def _refused(error: discord.HTTPException) -> Outcome:
    if error.status >= 500:
        return Outcome.UNKNOWN
    return Outcome.LATER if error.status in {401, 429} or error.code == _TOO_FAST else Outcome.REFUSED
