"""Disambiguation: several titles that fit a name, the nearest titles, or a single title to confirm."""

from collections.abc import Callable, Sequence
from typing import Annotated

import discord
from discord import ui

from cards import entries
from cards.card import Card, Colour, button, dotted, plain, row, text
from cards.ids import Action, MediaId, Snowflake, letters
from cards.list_errors import NO_TITLE
from i18n import mark, t
from library.errors import Ambiguous
from library.titles.formats import format_name
from store import Media

SEVERAL = mark("Several titles match. Which one do you mean?")
WHICH = mark("Which title do you mean?")
ONE_OF_THESE = mark("Is it one of these?")
DID_YOU_MEAN = mark("Did you mean {title}?")


class CorrectOption(Action, prefix="musubi:option"):
    """The form that corrects an option of a command, and the button that opens it."""

    pending_id: Snowflake
    name: Annotated[str, letters("a-z-", 32)]


class ChooseTitle(Action, prefix="musubi:which"):
    """A select that picks the title for a pending command."""

    pending_id: Snowflake


class AgreeToTitle(Action, prefix="musubi:which"):
    """A button that confirms the title for a pending command."""

    pending_id: Snowflake
    media_id: MediaId


def which_card(error: Ambiguous, select: Action, this_one: Callable[[int], ui.Button[ui.LayoutView]]) -> Card:
    """`select` is the action of the select; `this_one` makes the button for a single title."""
    unknown = t(NO_TITLE, typed=plain(error.typed)) if error.is_weak else ""
    if not error.typed.strip():
        return picked_from(error.choices, error.language, select, t(WHICH))
    if len(error.choices) > 1:
        said = [unknown, t(ONE_OF_THESE)] if unknown else [t(SEVERAL)]
        return picked_from(error.choices, error.language, select, *said)
    media = next(iter(error.choices))
    kind = _kind(media)
    name = f"**{entries.name(media, error.language)}**" + (f" ({kind})" if kind else "")
    return Card(Colour.BLUE, text(unknown, t(DID_YOU_MEAN, title=name)), row(this_one(media.id)))


def picked_from(choices: Sequence[Media], language: str, select: Action, *lines: str) -> Card:
    """A question with a select of the titles; `select` is the action of the select."""
    choice: ui.Select[ui.LayoutView] = ui.Select(
        custom_id=select.custom_id,
        placeholder=t("Choose a title…"),
        options=[
            discord.SelectOption(
                label=entries.label(media, language),
                value=str(media.id),
                description=_kind(media) or None,
            )
            for media in choices[:25]  # Discord's limit
        ],
    )
    return Card(Colour.BLUE, text(*lines or [t(SEVERAL)]), ui.ActionRow(choice))


def this_one(pending_id: int, media_id: int) -> ui.Button[ui.LayoutView]:
    """The button that confirms a single title."""
    return button(t("Yes, this one"), AgreeToTitle(pending_id, media_id), discord.ButtonStyle.success)


def correct(pending_id: int, name: str) -> ui.Button[ui.LayoutView]:
    """The button that opens a form with that option of a command."""
    return button(t("Correct it"), CorrectOption(pending_id, name), discord.ButtonStyle.success)


def _kind(media: Media) -> str:
    """``TV · 2006``; empty when neither is known."""
    return dotted(format_name(media.format), str(media.season_year or ""))
