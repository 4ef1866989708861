"""Buttons, selects and forms: which of them is meant by an interaction, and what is done then."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import ui

from chat.errors import answering
from chat.interactions import charge
from chat.owners import require_own
from chat.retries import Interaction

Press = Callable[[Interaction, re.Match[str]], Awaitable[None]]


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
