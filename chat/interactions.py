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

from anilist import caused_by
from cards.card import Card, for_one_alone
from cards.errors import not_shown, our_fault, problem
from chat.owners import require_own
from chat.retries import (
    IS_ACKNOWLEDGED,
    IS_THINKING,
    CameTwice,
    NotTaken,
    follow_up,
    post,
    put_in_place,
    repeat,
    respond,
    take_away,
)
from library.errors import NotAired, TooFast
from store import Damaged, StoreError, Unwritable

SECONDS_TO_ANSWER = 28
IS_PUBLIC = "is public"  # in an interaction's extras: the answer will be seen by all
WAY_BACK = "way back"  # in an interaction's extras: a button that an error comes with
MAY_BE_TURNED = "may be turned"  # in an interaction's extras: run again, it would turn back what it has turned
_IS_BELOW = "is below"  # the answer goes below the message whose select was used, never in its place
_IS_SHOWN = "is shown"  # whether the answer stands there; False while it is being sent
_DISK = (Unwritable, Damaged)

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
        await _think(interaction, ephemeral=_is_ephemeral(interaction))


async def acknowledge_beside(interaction: Interaction) -> None:
    """Acknowledge a press on what is not the person's own: the answer is for them alone, below it."""
    await _think(interaction, ephemeral=not interaction.context.dm_channel)


async def acknowledge_in_place(interaction: Interaction) -> None:
    """Acknowledge a press or a form: what is shown then takes the place of the message with the button."""
    await respond(interaction, interaction.response.defer)


async def acknowledge_question(interaction: Interaction) -> None:
    """Leave the question where it is; what is shown then goes below it, as public as the command makes it."""
    interaction.extras[_IS_BELOW] = True
    await acknowledge_in_place(interaction)


async def open_form(interaction: Interaction, form: ui.Modal) -> None:
    await respond(interaction, lambda: interaction.response.send_modal(form))


async def show(interaction: Interaction, view: ui.LayoutView) -> discord.Message:
    """Put `view` in the place of the deferred answer, or of the message whose button was pressed.

    Its pictures come with it, and those of what was there before go.
    """
    interaction.extras[_IS_SHOWN] = False
    message = await _show_below(interaction, view) if _IS_BELOW in interaction.extras else None
    message = message or await put_in_place(interaction, view)
    interaction.extras[_IS_SHOWN] = True
    return message


async def drop_question(interaction: Interaction) -> None:
    """The question is good for nothing any more, unless the answer stands in its place."""
    if _IS_BELOW in interaction.extras:
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


async def answer_error(interaction: Interaction, error: Exception) -> None:
    """The one translator of Discord's side: an exception becomes one sentence that only the person sees."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.__cause__ if isinstance(error.__cause__, Exception) else error
    if isinstance(error, discord.NotFound) and error.code == 10062:
        _log.warning("Discord had forgotten an interaction before it was answered; is this machine very busy?")
    elif isinstance(error, CameTwice):
        _log.info("Discord sent an interaction twice")
    elif _is_discords(interaction, error):
        _log.warning("Discord did not take an answer: %s", _in_short(error))
        if not interaction.extras.get(_IS_SHOWN):
            await _tell_if_possible(interaction, not_shown())
    elif isinstance(error, _DISK) and interaction.extras.get(_IS_SHOWN):
        _log.error("After an answer: %s", error)  # which stays true
    else:
        kept = await _keep(interaction, error) if isinstance(error, NotAired) else error
        await _tell_if_possible(interaction, _card_for(interaction, kept))


def _card_for(interaction: Interaction, error: Exception) -> Card:
    card = problem(error, now=int(interaction.created_at.timestamp())) or _own_fault(error)
    if isinstance(error, _DISK):
        _log.error("Nothing was changed for somebody: %s", error)
    elif isinstance(error.__cause__, _DISK):
        _log.error("Somebody could not be told what became of a change: %s", error.__cause__)
    if way_back := interaction.extras.get(WAY_BACK):
        card.offer(way_back)
    return card


def _is_discords(interaction: Interaction, error: Exception) -> bool:
    """Whether the connection to Discord broke, or Discord failed: nothing that Musubi did."""
    if isinstance(error, TimeoutError):
        return interaction.extras.get(_IS_SHOWN) is False
    return isinstance(error, NotTaken) or (isinstance(error, discord.HTTPException) and error.status >= 500)


def _in_short(error: Exception) -> str:
    """Without the address, which holds what would let others answer."""
    return f"{error.status} {error.code}" if isinstance(error, discord.HTTPException) else str(error) or "no answer"


async def _keep(interaction: Interaction, error: NotAired) -> Exception:
    """What is asked about first waits for its confirmation, beside the form that it may have come from.

    Returns what is to be told.
    """
    questions, key = interaction.client.store.pending_input, (error.deed["id"], interaction.user.id)
    deed = {"deed": error.deed, "is_public": bool(interaction.extras.get(IS_PUBLIC))}
    try:
        await questions.keep(*key, (await questions.of(*key) or {}) | deed)
    except StoreError as failed:
        return failed
    return error


def charge(interaction: Interaction) -> None:
    """Raises TooFast when a person asks for more at once than one may. Typing has a limit of its own."""
    if interaction.type is not discord.InteractionType.autocomplete:
        interaction.client.cooldown.charge(interaction.user.id)


async def types_too_fast(interaction: Interaction) -> bool:
    """Whether somebody types faster than anybody can: nothing is offered then."""
    if interaction.type is not discord.InteractionType.autocomplete:
        return False
    try:
        interaction.client.keystrokes.charge(interaction.user.id)
    except TooFast:
        await interaction.response.autocomplete([])
        return True
    return False


@asynccontextmanager
async def answering(interaction: Interaction) -> AsyncGenerator[None]:
    """What goes wrong inside, or takes too long, is told to the person; what AniList is asked for is theirs.

    discord.py only logs what a listener or a DynamicItem raises, and they would see "This interaction failed".
    """
    try:
        async with asyncio.timeout(SECONDS_TO_ANSWER):
            with caused_by(interaction.user.id):
                yield
    except Exception as error:  # noqa: BLE001
        await answer_error(interaction, error)


async def _tell_if_possible(interaction: Interaction, card: ui.LayoutView) -> None:
    """Twice where Discord fails; then nobody can be told."""
    try:
        await _tell(interaction, card)
    except (discord.HTTPException, NotTaken) as error:
        if not _is_discords(interaction, error):
            raise
        with suppress(NotTaken, discord.DiscordServerError):
            await _tell(interaction, card)


async def _tell(interaction: Interaction, card: ui.LayoutView) -> None:
    if IS_ACKNOWLEDGED in interaction.extras:
        await answer_alone(interaction, card)
    else:
        await respond(interaction, lambda: interaction.response.send_message(view=card, ephemeral=True))


async def answer_alone(interaction: Interaction, view: ui.LayoutView) -> None:
    """Send `view` to the person alone, however the interaction was acknowledged."""
    if interaction.extras.get(IS_PUBLIC) and _IS_BELOW not in interaction.extras:
        # Discord takes the first message after a public deferral for the public answer, whatever it is sent as.
        await put_in_place(interaction, for_one_alone())
        await follow_up(interaction, view, ephemeral=True)
        await take_away(interaction)  # what stands there says nothing
    elif IS_THINKING in interaction.extras:
        await put_in_place(interaction, view)
    else:
        await follow_up(interaction, view, ephemeral=True)


async def answer_beside(interaction: Interaction, view: ui.LayoutView) -> None:
    """Send `view` to the person alone, beside the answer that stands there already."""
    await follow_up(interaction, view, ephemeral=True)


async def send_alone(interaction: Interaction, view: ui.LayoutView) -> None:
    """Answer a press with `view` for the person alone, at once."""
    await respond(interaction, lambda: interaction.response.send_message(view=view, ephemeral=True))


async def _show_below(interaction: Interaction, view: ui.LayoutView) -> discord.Message | None:
    """None when it may not have come: then it stands in the place of the question, where it can't stand twice."""
    try:
        return await follow_up(interaction, view, ephemeral=_is_ephemeral(interaction))
    except NotTaken:
        del interaction.extras[_IS_BELOW]
        return None


async def _think(interaction: Interaction, *, ephemeral: bool) -> None:
    await respond(interaction, lambda: interaction.response.defer(ephemeral=ephemeral, thinking=True))
    if ephemeral or interaction.context.dm_channel:
        interaction.extras[IS_THINKING] = True


@contextmanager
def carrying_on(task: str) -> Generator[None]:
    """One round of a loop: what goes wrong is logged, and the next round comes. discord.py would end the loop."""
    try:
        yield
    except StoreError as error:
        _log.error("Could not %s; trying again in the next round. %s", task, error)
    except Exception:  # noqa: BLE001  (whatever it is, the next round may go well)
        _log.exception("Could not %s; trying again in the next round", task)


async def end(*loops: tasks.Loop[Any]) -> None:
    """Cancel `loops` and wait until they are gone: what they use is closed next."""
    running = [task for loop in loops if (task := loop.get_task())]
    for loop in loops:
        loop.cancel()
    await asyncio.gather(*running, return_exceptions=True)


def on_press(
    custom_id: str | re.Pattern[str], handle: Press, *, others: str = ""
) -> type[ui.DynamicItem[ui.Item[Any]]]:
    """The button or select that `custom_id` names, on any message, however old; `handle` gets the match too.

    With `others`, it is its owner's alone: that is the sentence which tells anybody else what they can do instead.
    """

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
                charge(interaction)
                if others:
                    require_own(interaction, others)
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
