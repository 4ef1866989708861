"""The selects of a language: a person's in /account, a server's in /settings. Each language stands by its own name."""

import discord
from discord import ui

from cards.card import bare
from cards.ids import Action
from i18n import LANGUAGES, mark, t

AS_THE_SERVER = mark("Language: this server’s")
DISCORDS = "discord"  # the value of the first option, which leaves the choice to Discord


class ChooseMyLanguage(Action, prefix="musubi:language"):
    """A select for the language in which Musubi answers the person."""


class ChooseServerLanguage(Action, prefix="musubi:settings:speak"):
    """A select for the language of everything that all members of a server may read."""


def my_language(chosen: str | None) -> ui.ActionRow[ui.LayoutView]:
    return _select(ChooseMyLanguage(), chosen, t("Language: Discord’s"))


def server_language(chosen: str | None) -> ui.ActionRow[ui.LayoutView]:
    return _select(ChooseServerLanguage(), chosen, t(AS_THE_SERVER))


def picked_language(value: str) -> str | None:
    """The code of the picked option; None for Discord's, and for a language that there is no more."""
    return value if value in LANGUAGES else None


def _select(action: Action, chosen: str | None, of_discord: str) -> ui.ActionRow[ui.LayoutView]:
    labels = {DISCORDS: of_discord, **{code: language.name for code, language in LANGUAGES.items()}}
    current = chosen if chosen in LANGUAGES else DISCORDS
    options = [
        discord.SelectOption(label=bare(label), value=value, default=value == current, emoji="🌐")
        for value, label in labels.items()
    ]
    return ui.ActionRow(ui.Select[ui.LayoutView](custom_id=action.custom_id, options=options))
