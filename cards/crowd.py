"""What all answers about people together share: how people, scores and titles are named, and the way through pages."""

from collections.abc import Callable, Iterable, Mapping
from unicodedata import bidirectional

import discord
import msgspec
from discord import ui

from cards import entries, list_buttons
from cards.card import bare, button, plain
from cards.media import FORMAT_NAMES, length
from store import Media

TITLE = 50  # characters of a title on a line


class Leaf(msgspec.Struct, frozen=True):
    """One page of something long: `number` of `pages`, from `start` to `end` of it."""

    number: int
    pages: int
    start: int
    end: int


def leaf(length: int, number: int, per_page: int) -> Leaf:
    """`number` begins with 1; one past the end is the last one."""
    pages = max(1, -(-length // per_page))
    number = min(max(number, 1), pages)
    return Leaf(number, pages, (number - 1) * per_page, min(number * per_page, length))


def turning(page: Leaf, to: Callable[[int], str]) -> list[ui.Button[ui.LayoutView]]:
    """Back, where, forth; nothing when there is one page. `to` is the ``custom_id`` that leads to a page."""
    if page.pages == 1:
        return []
    back, forth = button("‹", to(page.number - 1)), button("›", to(page.number + 1))
    where = button(f"{page.number} / {page.pages}", f"musubi:where:{page.number}")
    back.disabled, where.disabled, forth.disabled = page.number <= 1, True, page.number >= page.pages
    return [back, where, forth]


def title_select(titles: Iterable[Media], language: str) -> list[ui.Item[ui.LayoutView]]:
    """Opens one of them beside the answer; nothing without titles."""
    labels = {media.id: entries.label(media, language) for media in titles}
    options = [discord.SelectOption(label=label, value=str(media_id)) for media_id, label in labels.items()][:25]
    select = ui.Select[ui.LayoutView](custom_id=list_buttons.OPEN_BESIDE, placeholder="Open a title…", options=options)
    return [ui.ActionRow(select)] if options else []


def switch(custom_id: str, choices: Mapping[str, str], chosen: str) -> ui.ActionRow[ui.LayoutView]:
    """A select that shows something else in the answer's place; `choices` says what each value is called."""
    options = [
        discord.SelectOption(label=label, value=value, default=value == chosen) for value, label in choices.items()
    ]
    return ui.ActionRow(ui.Select(custom_id=custom_id, options=options))


def called(name: str) -> str:
    """A person's name on a line of a card. One that is read from right to left does not turn what stands beside it."""
    said = plain(name, 40) or "somebody"
    turns = any(bidirectional(letter) in {"R", "AL"} for letter in said)
    return f"\u2068{said}\u2069" if turns else said


def person_option(discord_id: int, name: str) -> discord.SelectOption:
    return discord.SelectOption(label=bare(name) or "somebody", value=str(discord_id))


def listed(names: Iterable[str], most: int = 3) -> str:
    """``Aoi, Ren and Mio``; of many the first ones, and how many more."""
    everybody = [called(name) for name in names]
    if len(everybody) > most:
        everybody = [*everybody[: most - 1], f"{len(everybody) - most + 1:,} more"]
    *first, last = everybody or [""]
    return f"{', '.join(first)} and {last}" if first else last


def counted(count: int, thing: str, things: str | None = None) -> str:
    return f"{count:,} {thing if count == 1 else things or f'{thing}s'}"


def what_it_is(media: Media) -> str:
    """``TV · 12 × 24 min · 84 % mean``."""
    score = f"{media.mean_score} % mean" if media.mean_score else ""
    return " · ".join(part for part in (FORMAT_NAMES.get(media.format or "", ""), length(media), score) if part)
