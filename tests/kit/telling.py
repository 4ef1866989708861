"""What is the same in every world, made once a process: the commands that Discord is told, pages, features, emojis."""

from collections.abc import Callable
from functools import cache
from typing import Any

from discord import app_commands

import bot
from chat import commands, emojis
from i18n import LANGUAGES, Language, current
from web import pages

_told: dict[tuple[object, ...], dict[str, Any]] = {}
_digests: dict[tuple[object, ...], str] = {}
_digest = commands._digest


def _once(translate: Any) -> Any:
    async def translated(command: Any, tree: Any, translator: Any) -> dict[str, Any]:
        key = (*_named(command), type(translator), *LANGUAGES.values())
        if key not in _told:
            _told[key] = await translate(command, tree, translator)
        return _told[key]

    return translated


def _digest_once(tree: Any, application_id: int | None) -> str:
    key = (application_id, *LANGUAGES.values(), *map(_named, tree.get_commands()))
    if key not in _digests:
        _digests[key] = _digest(tree, application_id)
    return _digests[key]


def _named(command: Any) -> tuple[object, ...]:
    return type(command), command.module, command.qualified_name


def _page_once(make: Callable[..., str]) -> Callable[..., str]:
    @cache
    def made(_: Language, *arguments: str | None) -> str:
        return make(*arguments)

    return lambda *arguments: made(current(), *arguments)


def make_once() -> None:
    commands._digest = _digest_once
    for name in ("_link_page", "_front_page", "_privacy_page"):
        setattr(pages, name, _page_once(getattr(pages, name)))
    bot.features = cache(bot.features)
    emojis.drawn = cache(emojis.drawn)
    for kind in (app_commands.Command, app_commands.Group, app_commands.ContextMenu):
        kind.get_translated_payload = _once(kind.get_translated_payload)
