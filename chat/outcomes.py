"""The outcomes of interactions, counted by what was used, and how long each took. Knows no person and no content."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import discord

from chat.retries import IS_ACKNOWLEDGED, Interaction
from tally import Tally

OUTCOME = "outcome"  # in an interaction's extras: the word for its end
_BOUNDS = (0.02, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)  # seconds: a keystroke, what seems at once, Discord's patience, ours
_SUBCOMMANDS = {discord.AppCommandOptionType.subcommand.value, discord.AppCommandOptionType.subcommand_group.value}

Used = tuple[str, str]  # a kind (command, autocomplete, button, select, form), and a name that the code gives


def of_interactions() -> Tally:
    return Tally(*_BOUNDS)


@contextmanager
def counted(interaction: Interaction, used: Used) -> Generator[None]:
    """Count the interaction that is answered inside, with its time until then."""
    tally, begun_at = interaction.client.interactions, time.perf_counter()
    try:
        yield
        # discord.py only logs an error of an autocomplete.
        interaction.extras.setdefault(OUTCOME, "answered" if _is_answered(interaction) else "undelivered")
    finally:
        tally.time(*used, seconds=time.perf_counter() - begun_at)
        tally.count(*used, interaction.extras.get(OUTCOME, "cancelled"))


def _is_answered(interaction: Interaction) -> bool:
    return IS_ACKNOWLEDGED in interaction.extras or interaction.response.is_done()


def used_command(interaction: Interaction) -> Used:
    """The command, or the menu, that is run or completed; with its subcommand, as in “server top”."""
    is_typing = interaction.type is discord.InteractionType.autocomplete
    return "autocomplete" if is_typing else "command", _name(interaction.data)


def _name(data: Any) -> str:
    below = next((one for one in data.get("options", ()) if one.get("type") in _SUBCOMMANDS), None)
    return f"{data['name']} {_name(below)}" if below else data["name"]
