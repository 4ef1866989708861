"""The values of a command's options, as they are meant. Pure.

Discord's apps at times send the label of a fixed choice in place of its value, with a space behind it, too:
https://github.com/discord/discord-api-docs/issues/7206. A number that is corrected in a form comes as text.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from discord import AppCommandOptionType
from discord.app_commands import Choice, Parameter

from i18n import in_each_language, listed, mark, number, t
from library.errors import InvalidInput, InvalidNumber
from library.rules import counts
from library.rules.text import as_meant

_MOST = 999_999  # the upper end of an option that names none
REQUIRED = mark("This command needs it.")
PICK_ONE_OF = mark("Pick one of these: {choices}.")
FROM_TO = mark("Type a number from {least} to {most}.")
_ASKED_FOR = {"title"}  # an empty title leads to a disambiguation
Option = dict[str, Any]


def meant(parameters: Sequence[Parameter], options: Sequence[Option]) -> list[Option]:
    """Return the `options` of an interaction with the values that are meant. Raises InvalidInput.

    During autocomplete no value is judged.
    """
    known = {one.display_name: one for one in parameters}
    if any(option.get("focused") for option in options):
        return list(options)
    pairs = [(option, known.get(option["name"])) for option in options]
    return [_meant(option, parameter) for option, parameter in pairs if not _is_left_out(option, parameter)]


def _is_typed_number(option: Option) -> bool:
    return option["type"] == AppCommandOptionType.integer.value and isinstance(option["value"], str)


def _is_emptied(option: Option) -> bool:
    return option["name"] not in _ASKED_FOR and isinstance(option.get("value"), str) and not option["value"].strip()


def _is_left_out(option: Option, parameter: Parameter | None) -> bool:
    """Whether the option was emptied in a form: it then counts as absent, which leaves its field unchanged."""
    return _is_emptied(option) and not (parameter and parameter.required)


def _meant(option: Option, parameter: Parameter | None) -> Option:
    if _is_emptied(option):
        raise InvalidInput(lambda: t(REQUIRED), option["value"], option["name"])
    if parameter and parameter.choices:
        return option | {"value": _chosen(option, parameter)}
    if parameter and _is_typed_number(option):
        return option | {"value": _counted(option, parameter)}
    return option


def _chosen(option: Option, parameter: Parameter) -> Any:
    choices, key = parameter.choices, _key(option["value"])
    values = {_key(one.value): one.value for one in choices}
    if key not in values:  # all labels in all languages take a millisecond
        values = {_key(label): one.value for one in choices for label in _labels(one.name)}
    if key not in values:
        raise InvalidInput(partial(_pick_one_of, choices), str(option["value"]), option["name"])
    return values[key]


def _pick_one_of(choices: Sequence[Choice[Any]]) -> str:
    return t(PICK_ONE_OF, choices=listed(t(one.name) for one in choices))


def _labels(name: str) -> list[str]:
    """The label of a choice in every language: the app may be in any of them."""
    return in_each_language(lambda: t(name))


def _counted(option: Option, parameter: Parameter) -> int:
    typed = counts.parse(option["value"], option["name"])
    least, most = int(parameter.min_value or 0), int(parameter.max_value or _MOST)
    if not least <= typed <= most:
        raise InvalidNumber(partial(_from_to, least, most), option["value"], option["name"])
    return typed


def _from_to(least: int, most: int) -> str:
    return t(FROM_TO, least=number(least), most=number(most))


def _key(sent: object) -> str:
    return as_meant(str(sent)).casefold()
