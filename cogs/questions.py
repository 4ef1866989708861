"""Which of several titles was meant: the command waits until its person has said so, then runs as if picked at once."""

import asyncio
import re
from functools import partial
from typing import Any

from discord import app_commands
from discord.ext import commands

from anilist import AniListError
from cards.list_buttons import WHICH, this_one, which
from cards.which import which_card
from cogs.interactions import (
    MAY_BE_TURNED,
    Interaction,
    acknowledge_question,
    answer_alone,
    chosen,
    drop_question,
    on_press,
)
from library.errors import Ambiguous, AskedNoMore, LibraryError, NotAired, OutcomeUnknown, PutOff
from library.picking import as_picked
from store import taken

_TITLE = "title"  # what the option is called in every command that has one


async def ask(interaction: Interaction, error: Ambiguous) -> None:
    """Keep the command as Discord sent it, with everything that was typed, and offer the titles to its person alone."""
    command: Any = interaction.data
    await interaction.client.store.questions.keep(interaction.id, interaction.user.id, command)
    card = which_card(error, which(interaction.id), partial(this_one, interaction.id))
    await answer_alone(interaction, card)


async def pick(interaction: Interaction, match: re.Match[str]) -> None:
    """Run it, once. Where nothing came of it, for a reason that is known, the question can be answered again."""
    await acknowledge_question(interaction)
    questions, key = interaction.client.store.questions, (int(match["question_id"]), interaction.user.id)
    is_unused = partial(_is_undone, interaction)
    async with taken(questions.take(*key), partial(questions.keep, *key), is_unused=is_unused) as command:
        if command is None:
            raise AskedNoMore("it was done, or it is too late")
        await interaction.client.tree.run(
            interaction, _with_title(command, match["media_id"] or chosen(interaction)[0])
        )
    await drop_question(interaction)


def _is_undone(interaction: Interaction, error: BaseException) -> bool:
    """Whether it can be run again: nothing was changed, or would be twice, and nothing is kept elsewhere to be done."""
    if isinstance(error, asyncio.CancelledError):
        return not interaction.extras.get(MAY_BE_TURNED)
    if not isinstance(error, app_commands.CommandInvokeError):
        return False
    reason = error.original
    return isinstance(reason, AniListError | LibraryError) and not isinstance(
        reason, NotAired | OutcomeUnknown | PutOff
    )


def _with_title(command: dict[str, Any], media_id: str) -> dict[str, Any]:
    """What was picked, in the place of what was typed."""
    title = {"value": as_picked(int(media_id))}
    return command | {"options": [one | title if one["name"] == _TITLE else one for one in command["options"]]}


async def setup(bot: commands.Bot) -> None:
    bot.add_dynamic_items(on_press(WHICH, pick, others="Ask by a command of your own."))
