"""Telling Discord our commands: their descriptions in every language, and only what has changed since the last time."""

import hashlib
from typing import Any

import discord
import msgspec
from discord import AppCommandType, app_commands
from discord.app_commands import TranslationContextLocation, TranslationContextTypes, locale_str

from cards.commands import know_commands
from i18n import ENGLISH, language_for, speaking, t
from store import Commands

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


async def tell_commands(tree: app_commands.CommandTree[Any], told: Commands, application_id: int | None) -> None:
    """Send Discord the commands of `tree` if they differ from the commands that it got last; learn their ids."""
    digest = await _digest(tree, application_id)
    if digest != await told.digest():
        synced = await tree.sync()
        ids = {command.name: command.id for command in synced if command.type is AppCommandType.chat_input}
        await told.remember(digest, ids)
    know_commands(await told.ids())


async def _digest(tree: app_commands.CommandTree[Any], application_id: int | None) -> str:
    translator = CommandTranslator()
    payload = [await command.get_translated_payload(tree, translator) for command in tree.get_commands()]
    told = msgspec.json.encode([application_id, discord.__version__, payload], order="deterministic")
    return hashlib.sha256(told).hexdigest()
