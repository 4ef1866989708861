"""Pagination in a message: page buttons, a select that opens a title, a select that shows another page."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import discord
from discord import ui

from cards import entries
from cards.card import button
from cards.ids import Action, PageNumber
from cards.list_buttons import PickTitle
from i18n import mark, t
from store import Media

_OPENS = PickTitle(beside=True)
_OPEN = mark("Open a title…")
_NO_SIGNS: Mapping[str, str] = MappingProxyType({})


class Where(Action, prefix="musubi:where"):
    """The number of this page, on a button that can't be pressed."""

    number: PageNumber


def turning(number: int, pages: int, to: Callable[[int], Action]) -> list[ui.Button[ui.LayoutView]]:
    """The buttons back, page number and forth; none for a single page. `to` makes the action that shows a page."""
    if pages == 1:
        return []
    back, forth = button("‹", to(number - 1)), button("›", to(number + 1))
    where = button(f"{number} / {pages}", Where(number))
    back.disabled, where.disabled, forth.disabled = number <= 1, True, number >= pages
    return [back, where, forth]


def title_select(
    titles: Iterable[Media],
    language: str,
    action: Action = _OPENS,
    words: str = _OPEN,
) -> list[ui.Item[ui.LayoutView]]:
    """A select of at most 25 titles. It opens a title beside the answer, or does `action`; empty without titles."""
    labels = {media.id: entries.label(media, language) for media in titles}
    # 25 options are Discord's limit
    options = [discord.SelectOption(label=label, value=str(media_id)) for media_id, label in labels.items()][:25]
    select = ui.Select[ui.LayoutView](custom_id=action.custom_id, placeholder=t(words), options=options)
    return [ui.ActionRow(select)] if options else []


def switch(
    action: Action, choices: Mapping[str, str], chosen: str, signs: Mapping[str, str] = _NO_SIGNS
) -> ui.ActionRow[ui.LayoutView]:
    """A select that replaces the answer; `choices` maps each value to its label, and `signs` some to an emoji."""
    options = [
        discord.SelectOption(label=label, value=value, emoji=signs.get(value), default=value == chosen)
        for value, label in choices.items()
    ]
    return ui.ActionRow(ui.Select(custom_id=action.custom_id, options=options))
