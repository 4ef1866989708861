"""Disambiguation: a command waits until its person picks one of several titles, or corrects an option.

Then the command runs with the new value, as if it had been sent with it at once.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any

import discord
from discord import app_commands

from anilist import AniListError
from cards.disambiguation import ChooseTitle, correct, this_one, which_card
from chat.errors import WAY_BACK
from chat.interactions import MAY_BE_TURNED, Interaction, answer_alone, drop_question
from chat.languages import speaking_alone
from library.errors import (
    Ambiguous,
    ChangeDeferred,
    InvalidInput,
    LibraryError,
    NoLongerPending,
    NoSuchName,
    NotAired,
    NoTitle,
    OutcomeUnknown,
    PastTheEnd,
    WouldLower,
    WrongType,
)
from store import taken

Options = Sequence[dict[str, Any]]

_KEPT_ELSEWHERE = (NotAired, OutcomeUnknown, ChangeDeferred)  # or, after OutcomeUnknown, perhaps made already
_COUNTERS = {"episodes": ("episode", "progress"), "chapters": ("chapter", "progress"), "volumes": ("volume", "volumes")}
TITLE = "title"  # the name of the title option in every command that has it
NAME = "name"  # likewise, of the option for a character or a person


async def ask(interaction: Interaction, error: Ambiguous) -> None:
    """Keep the command as Discord sent it, with all its options, and offer the titles to its person alone."""
    command: Any = interaction.data
    await interaction.client.store.pending_input.put(interaction.id, interaction.user.id, command)
    with speaking_alone(interaction):
        card = which_card(error, ChooseTitle(interaction.id), partial(this_one, interaction.id))
    await answer_alone(interaction, card)


async def offer_to_correct(interaction: Interaction, error: BaseException | None) -> None:
    """Where an option caused the error, keep the command likewise, and attach a button for its form to the error."""
    command: Any = interaction.data
    name = next((one for one in _blamed(error) if sent_value(command.get("options", ()), one) is not None), None)
    if name:
        await interaction.client.store.pending_input.put(interaction.id, interaction.user.id, command)
        interaction.extras[WAY_BACK] = partial(correct, interaction.id, name)


def _blamed(error: BaseException | None) -> Sequence[str]:
    """The names, in commands, of the option that does not fit; several where commands name it differently."""
    match error:
        case InvalidInput():
            return (error.field,)
        case NoTitle():
            return (TITLE,)
        case NoSuchName():
            return (NAME,)
        case WrongType():
            return TITLE, NAME
        case PastTheEnd() | WouldLower():
            return _COUNTERS[error.counted]
        case _:
            return ()


async def run_with(interaction: Interaction, pending_id: int, name: str, value: str) -> None:
    """Run the kept command with that option. The disambiguation goes, unless it can be answered again."""
    try:
        await _run_again(interaction, pending_id, name, value)
    except Exception as error:
        if _is_replaced(interaction, name, error):
            await drop_question(interaction)
        raise
    await drop_question(interaction)


async def _run_again(interaction: Interaction, pending_id: int, name: str, value: str) -> None:
    """Run the command, once. Where it failed for a known reason and changed nothing, keep it to be answered again."""
    pending, key = interaction.client.store.pending_input, (pending_id, interaction.user.id)
    is_unused = partial(_is_undone, interaction, name)
    async with taken(pending.take(*key), partial(pending.put, *key), is_unused=is_unused) as command:
        if command is None:
            raise NoLongerPending("it was done, or it is too late")
        options = _with(command["options"], name, value)
        tree: Any = interaction.client.tree  # the option's class is ours, which discord.py's type does not say
        await tree.run(interaction, command | {"options": options})


def _is_undone(interaction: Interaction, name: str, error: BaseException) -> bool:
    """Whether the command can run again: nothing has changed that would change twice, and it is kept nowhere else."""
    if isinstance(error, asyncio.CancelledError):
        return not interaction.extras.get(MAY_BE_TURNED)
    reason = _reason(error)
    is_known = isinstance(reason, AniListError | LibraryError) and not isinstance(reason, _KEPT_ELSEWHERE)
    return is_known and not _is_replaced(interaction, name, error)


def _is_replaced(interaction: Interaction, name: str, error: BaseException) -> bool:
    """Whether the error comes with a disambiguation of its own; after a picked title, another title may fit as well."""
    blamed = _blamed(_reason(error))
    return name in blamed or (bool(blamed) and interaction.type is discord.InteractionType.modal_submit)


def _reason(error: BaseException) -> BaseException:
    return error.original if isinstance(error, app_commands.CommandInvokeError) else error


def sent_value(options: Options, name: str) -> str | None:
    """The value that was sent for the option `name`, of a command or of a subcommand."""
    for one in options:
        if one["name"] == name and "value" in one:
            return str(one["value"])
        if (below := sent_value(one.get("options", ()), name)) is not None:
            return below
    return None


def _with(options: Options, name: str, value: str) -> list[dict[str, Any]]:
    """Return the options, with `value` in the place of the value that was sent."""
    return [
        one
        | ({"options": _with(one["options"], name, value)} if "options" in one else {})
        | ({"value": value} if one["name"] == name and "value" in one else {})
        for one in options
    ]
