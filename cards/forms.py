"""The builders of all forms, with their prefilled values."""

from collections.abc import Iterable

import discord
from discord import ui

from cards.card import bare
from cards.disambiguation import CorrectOption
from cards.ids import Action
from library.rules.forms import LONGEST_TEXT, Fields

_LONGEST_LINE = 100  # characters of a number, a date or a score


def form(title: str, action: Action, labels: Iterable[ui.Label[ui.Modal]], values: Fields) -> ui.Modal:
    """A form prefilled with `values`, by field."""
    modal = ui.Modal(title=bare(title, 45), custom_id=action.custom_id)
    for label in labels:
        _fill(label.component, values)
        modal.add_item(label)
    modal.stop()
    return modal


def option_form(action: CorrectOption, command: str, typed: str) -> ui.Modal:
    """The form for an option of a command, with the text `typed` for it."""
    field = text_field(action.name, action.name, is_long=len(typed) > _LONGEST_LINE)
    return form(f"/{command}", action, [field], {action.name: [typed[:LONGEST_TEXT]]})


def text_field(label: str, name: str, hint: str | None = None, *, is_long: bool = False) -> ui.Label[ui.Modal]:
    field = ui.TextInput[ui.Modal](
        custom_id=name,
        style=discord.TextStyle.paragraph if is_long else discord.TextStyle.short,
        required=False,
        max_length=LONGEST_TEXT if is_long else _LONGEST_LINE,
    )
    return ui.Label(text=label, description=hint, component=field)


def _fill(field: ui.Item[ui.Modal], values: Fields) -> None:
    if isinstance(field, ui.TextInput) and field.custom_id in values:
        field.default = "".join(values[field.custom_id]) or None
    elif isinstance(field, ui.Select | ui.CheckboxGroup) and field.custom_id in values:
        for option in field.options:
            option.default = option.value in values[field.custom_id]
