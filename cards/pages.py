"""The way through what is long: pages, a select that opens a title, a select that shows something else in its place."""

from collections.abc import Callable, Iterable, Mapping

import discord
from discord import ui

from cards import entries, list_buttons
from cards.card import button
from store import Media


def turning(number: int, pages: int, to: Callable[[int], str]) -> list[ui.Button[ui.LayoutView]]:
    """Back, where, forth; nothing when there is one page. `to` is the ``custom_id`` that leads to a page."""
    if pages == 1:
        return []
    back, forth = button("‹", to(number - 1)), button("›", to(number + 1))
    where = button(f"{number} / {pages}", f"musubi:where:{number}")
    back.disabled, where.disabled, forth.disabled = number <= 1, True, number >= pages
    return [back, where, forth]


def title_select(
    titles: Iterable[Media],
    language: str,
    custom_id: str = list_buttons.OPEN_BESIDE,
    words: str = "Open a title…",
) -> list[ui.Item[ui.LayoutView]]:
    """Opens one of them beside the answer, or what else `custom_id` does; nothing without titles."""
    labels = {media.id: entries.label(media, language) for media in titles}
    options = [discord.SelectOption(label=label, value=str(media_id)) for media_id, label in labels.items()][:25]
    select = ui.Select[ui.LayoutView](custom_id=custom_id, placeholder=words, options=options)
    return [ui.ActionRow(select)] if options else []


def switch(custom_id: str, choices: Mapping[str, str], chosen: str) -> ui.ActionRow[ui.LayoutView]:
    """A select that shows something else in the answer's place; `choices` says what each value is called."""
    options = [
        discord.SelectOption(label=label, value=value, default=value == chosen) for value, label in choices.items()
    ]
    return ui.ActionRow(ui.Select(custom_id=custom_id, options=options))
