"""Disambiguation: several titles that fit a name, the nearest titles, or a single title to confirm."""

from collections.abc import Callable, Sequence
from typing import Annotated

import discord
from discord import ui

from cards import entries
from cards.card import Card, Colour, button, plain, row, text
from cards.ids import Action, MediaId, Snowflake, letters
from cards.media import format_name
from library.errors import Ambiguous
from store import Media

_SEVERAL = "Several titles fit. Which one do you mean?"


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
    unknown = f"I know no title called “{plain(error.typed)}”." if error.is_weak else ""
    if not error.typed.strip():
        return picked_from(error.choices, error.language, select, "Which title do you mean?")
    if len(error.choices) > 1:
        said = f"{unknown} Is it one of these?" if unknown else _SEVERAL
        return picked_from(error.choices, error.language, select, said)
    media = next(iter(error.choices))
    kind = " · ".join(filter(None, [format_name(media.format), str(media.season_year or "")]))
    name = f"**{entries.name(media, error.language)}**" + (f" ({kind})" if kind else "")
    return Card(Colour.BLUE, text(f"Did you mean {name}?", f"-# {unknown}" if unknown else ""), row(this_one(media.id)))


def picked_from(choices: Sequence[Media], language: str, select: Action, said: str = _SEVERAL) -> Card:
    """A question with a select of the titles; `select` is the action of the select."""
    choice: ui.Select[ui.LayoutView] = ui.Select(
        custom_id=select.custom_id,
        placeholder="Which one?",
        options=[
            discord.SelectOption(
                label=entries.label(media, language),
                value=str(media.id),
                description=" · ".join(filter(None, [format_name(media.format), str(media.season_year or "")])) or None,
            )
            for media in choices[:25]  # Discord's limit
        ],
    )
    return Card(Colour.BLUE, text(said), ui.ActionRow(choice))


def this_one(pending_id: int, media_id: int) -> ui.Button[ui.LayoutView]:
    """The button that confirms a single title."""
    return button("Yes", AgreeToTitle(pending_id, media_id), discord.ButtonStyle.success)


def correct(pending_id: int, name: str) -> ui.Button[ui.LayoutView]:
    """The button that opens a form with that option of a command."""
    return button("Correct it", CorrectOption(pending_id, name))
