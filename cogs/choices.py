"""Fixed choices as they were offered: Discord's apps send the label of one in place of its value at times. Pure.

https://github.com/discord/discord-api-docs/issues/7206
"""

from collections.abc import Sequence
from typing import Any

from discord.app_commands import Choice, Parameter

from library.errors import Unfit
from library.text import as_meant


def as_offered(parameters: Sequence[Parameter], options: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The `options` of an interaction, each with the value of the choice that is meant. Raises Unfit.

    While somebody types, nothing is judged.
    """
    is_typing = any(option.get("focused") for option in options)
    choosing = {} if is_typing else {one.display_name: one.choices for one in parameters if one.choices}
    return [_meant(option, choosing.get(option["name"], ())) for option in options]


def _meant(option: dict[str, Any], choices: Sequence[Choice[Any]]) -> dict[str, Any]:
    if not choices:
        return option
    values = {_key(one.name): one.value for one in choices} | {_key(one.value): one.value for one in choices}
    if _key(option["value"]) not in values:
        raise Unfit(f"Pick one of: {', '.join(one.name for one in choices)}.", str(option["value"]), option["name"])
    return option | {"value": values[_key(option["value"])]}


def _key(sent: object) -> str:
    return as_meant(str(sent)).casefold()
