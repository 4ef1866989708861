"""Commands are translated for Discord once a process: every world tells the same ones, and discord.py is slow at it."""

from typing import Any

from discord import app_commands

from i18n import LANGUAGES

_told: dict[tuple[object, ...], dict[str, Any]] = {}


def _once(translate: Any) -> Any:
    async def translated(command: Any, tree: Any, translator: Any) -> dict[str, Any]:
        key = (type(command), command.module, command.qualified_name, type(translator), *LANGUAGES.values())
        if key not in _told:
            _told[key] = await translate(command, tree, translator)
        return _told[key]

    return translated


def translate_once() -> None:
    for kind in (app_commands.Command, app_commands.Group, app_commands.ContextMenu):
        kind.get_translated_payload = _once(kind.get_translated_payload)
