"""The translator of errors on Discord's side: an exception becomes one sentence that only the person sees.

The words are :mod:`cards.errors`'; this module decides how they can still be sent, and what is logged.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import discord
from discord import app_commands, ui

from anilist import RateLimited, Unavailable, caused_by
from cards.card import Card
from cards.errors import not_shown, our_fault, problem
from chat.acknowledging import IS_PUBLIC
from chat.interactions import IS_SHOWN, answer_alone
from chat.languages import speaking_alone
from chat.outcomes import OUTCOME, Used, counted
from chat.retries import IS_ACKNOWLEDGED, CameTwice, Interaction, NotTaken, respond
from library.errors import NotAired, OutcomeUnknown
from store import Damaged, StoreError, Unwritable

SECONDS_TO_ANSWER = 28  # waits for a lock, a hanging request and another look add up
WAY_BACK = "way back"  # in an interaction's extras: a function that makes the button that comes with an error
_DISK = (Unwritable, Damaged)
_OUTCOMES: dict[type[Exception] | tuple[type[Exception], ...], str] = {
    CameTwice: "repeated",
    RateLimited: "limited",
    (Unavailable, OutcomeUnknown): "anilist",
    _DISK: "disk",
    TimeoutError: "slow",
}

_log = logging.getLogger(__name__)


@asynccontextmanager
async def answering(interaction: Interaction, used: Used) -> AsyncGenerator[None]:
    """Answer an error or a timeout inside with a sentence to the person, who is also the caller of AniList's requests.

    discord.py only logs the exception of a listener, and the person would see "This interaction failed".
    """
    with counted(interaction, used):
        try:
            async with asyncio.timeout(SECONDS_TO_ANSWER):
                with caused_by(interaction.user.id), speaking_alone(interaction):
                    yield
        except Exception as error:  # noqa: BLE001
            await answer_error(interaction, error)


async def answer_error(interaction: Interaction, error: Exception) -> None:
    """Send the person alone a sentence about `error`."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.__cause__ if isinstance(error.__cause__, Exception) else error
    interaction.extras[OUTCOME] = _outcome(interaction, error)
    with speaking_alone(interaction):
        await _answer_error(interaction, error)


async def _answer_error(interaction: Interaction, error: Exception) -> None:
    if _came_late(error):
        _log.warning("Discord had forgotten an interaction before it was answered; is this machine very busy?")
    elif isinstance(error, CameTwice):
        _leave_to_others(interaction)
    elif _is_discords(interaction, error):
        _log.warning("Discord did not take an answer: %s", _in_short(error))
        if not interaction.extras.get(IS_SHOWN):
            await _tell_if_possible(interaction, not_shown())
    elif isinstance(error, _DISK) and interaction.extras.get(IS_SHOWN):
        _log.error("After an answer: %s", error)  # the first answer is still true
    else:
        kept = await _keep(interaction, error) if isinstance(error, NotAired) else error
        await _tell_if_possible(interaction, _card_for(interaction, kept))


def _leave_to_others(interaction: Interaction) -> None:
    interaction.extras[OUTCOME] = _OUTCOMES[CameTwice]
    _log.debug("An interaction is answered already, by this process or by another one")


def _card_for(interaction: Interaction, error: Exception) -> Card:
    card = problem(error, now=int(interaction.created_at.timestamp())) or _own_fault(interaction, error)
    if isinstance(error, _DISK):
        _log.error("Nothing was changed for somebody: %s", error)
    elif isinstance(error.__cause__, _DISK):
        _log.error("Somebody could not be told what became of a change: %s", error.__cause__)
    if way_back := interaction.extras.get(WAY_BACK):
        card.offer(way_back())
    return card


def _own_fault(interaction: Interaction, error: Exception) -> Card:
    interaction.extras[OUTCOME] = "bug"
    reference = secrets.token_hex(4)
    _log.error("Unexpected error %s", reference, exc_info=error)
    return our_fault(reference)


def _outcome(interaction: Interaction, error: Exception) -> str:
    """The word for an interaction that ends in `error`, unless it is a bug of Musubi's own."""
    if _came_late(error) or _is_discords(interaction, error):
        return "undelivered"
    return next((word for kinds, word in _OUTCOMES.items() if isinstance(error, kinds)), "refused")


def _came_late(error: Exception) -> bool:
    """Whether Discord had forgotten the interaction before it was answered."""
    return isinstance(error, discord.NotFound) and error.code == 10062


def _is_discords(interaction: Interaction, error: Exception) -> bool:
    """Whether the connection to Discord broke, or Discord failed: nothing that Musubi did."""
    if isinstance(error, TimeoutError):
        return interaction.extras.get(IS_SHOWN) is False  # the time ran out while the answer was being sent
    return isinstance(error, NotTaken) or (isinstance(error, discord.HTTPException) and error.status >= 500)


def _in_short(error: Exception) -> str:
    """The error without the address, whose token would let others answer."""
    return f"{error.status} {error.code}" if isinstance(error, discord.HTTPException) else str(error) or "no answer"


async def _keep(interaction: Interaction, error: NotAired) -> Exception:
    """Keep a doubtful change until its confirmation, beside the form that it may have come from.

    Returns the error to show.
    """
    pending, key = interaction.client.store.pending_input, (error.deferred["id"], interaction.user.id)
    kept = {"deed": error.deferred, "is_public": bool(interaction.extras.get(IS_PUBLIC))}
    try:
        await pending.put(*key, (await pending.of(*key) or {}) | kept)
    except StoreError as failed:
        return failed
    return error


async def _tell_if_possible(interaction: Interaction, card: ui.LayoutView) -> None:
    """Send the card, once more where Discord fails; after a second failure nobody is told."""
    try:
        await _tell(interaction, card)
    except CameTwice:
        _leave_to_others(interaction)
    except (discord.HTTPException, NotTaken) as error:
        if not _is_discords(interaction, error):
            raise
        with suppress(NotTaken, CameTwice, discord.DiscordServerError):
            await _tell(interaction, card)


async def _tell(interaction: Interaction, card: ui.LayoutView) -> None:
    if IS_ACKNOWLEDGED in interaction.extras:
        await answer_alone(interaction, card)
    else:
        await respond(interaction, lambda: interaction.response.send_message(view=card, ephemeral=True))
