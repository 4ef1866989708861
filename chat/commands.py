"""Telling Discord our commands: their descriptions in every language, and only what has changed since the last time.

While a newer release runs beside this one, its commands are the ones that Discord has.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

import discord
import msgspec
from discord import AppCommandType, app_commands
from discord.app_commands import TranslationContextLocation, TranslationContextTypes, locale_str

from cards.commands import know_commands
from i18n import ENGLISH, LANGUAGES, language_for, speaking, t
from store import Store, ToldCommands
from version import VERSION, numbers

# The names of commands and options are English everywhere, as they are typed; those of menus are only read.
_NAMES = {
    TranslationContextLocation.command_name,
    TranslationContextLocation.group_name,
    TranslationContextLocation.parameter_name,
}


class CommandTranslator(app_commands.Translator):
    """Translates descriptions, choices and the names of menus by the catalogues."""

    async def translate(
        self, string: locale_str, locale: discord.Locale, context: TranslationContextTypes
    ) -> str | None:
        language = language_for(locale.value)
        if _is_typed(context) or language is None or language is ENGLISH:
            return None
        with speaking(language):
            said = t(string.message)
        return said if said != string.message else None


def _is_typed(context: TranslationContextTypes) -> bool:
    return context.location in _NAMES and not isinstance(context.data, app_commands.ContextMenu)


class CommandTelling:
    """Tells Discord the commands of `tree`: at a start, and when a newer release has ended that told others."""

    def __init__(self, tree: app_commands.CommandTree[Any], store: Store) -> None:
        self._tree = tree
        self._store = store

    async def tell(self, application_id: int | None) -> None:
        """Send the commands if they differ from the commands that Discord got last; learn their ids."""
        digest = _digest(self._tree, application_id)
        async with self._store.leases.held("commands", seconds=30):
            told = await self._store.commands.told()
            if told.digest != digest and not await self._newer_runs():
                synced = await self._tree.sync()
                ids = {command.name: command.id for command in synced if command.type is AppCommandType.chat_input}
                told = ToldCommands(digest, ids, VERSION)
                await self._store.commands.remember(told)
        know_commands(told.ids)

    async def round(self) -> None:
        """Tell them again after a way back: the process of the newer release has ended, and this one goes on."""
        if self._store.database.is_shared and _is_newer((await self._store.commands.told()).release):
            await self.tell(self._tree.client.application_id)

    async def _newer_runs(self) -> bool:
        return any(map(_is_newer, await self._store.processes.other_versions(VERSION)))


def _is_newer(version: str | None) -> bool:
    return version is not None and numbers(version) > numbers(VERSION)


def _digest(tree: app_commands.CommandTree[Any], application_id: int | None) -> str:
    """A hash of the commands in English and of their texts in each language.

    Discord.py's own translation of them, a call for each text and locale of Discord's, takes twenty times as long.
    """
    payload = [command.to_dict(tree) for command in tree.get_commands()]
    texts = sorted(set(_texts(payload)))
    said = {code: [language.messages.gettext(text) for text in texts] for code, language in LANGUAGES.items()}
    told = msgspec.json.encode([application_id, discord.__version__, payload, said], order="deterministic")
    return hashlib.sha256(told).hexdigest()


def _texts(parts: list[dict[str, Any]]) -> Iterator[str]:
    """The names and descriptions of commands, of their options and of the choices."""
    for part in parts:
        yield from (part[key] for key in ("name", "description") if key in part)
        for key in ("options", "choices"):
            yield from _texts(part.get(key, []))
