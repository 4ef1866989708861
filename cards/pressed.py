"""The answers to a press where the button can't act for the presser: the button's owner, or another way."""

import discord

from cards import entries, list_buttons
from cards.card import Card, Colour, row, text
from cards.crowd import called
from library.errors import NotListed, NotYours, SkipsAhead


def pressed_card(error: NotListed | SkipsAhead | NotYours) -> Card:
    match error:
        case NotListed():
            return _not_listed(error)
        case SkipsAhead():
            return _skips(error)
        case NotYours():
            return _not_yours(error)


def _not_listed(error: NotListed) -> Card:
    media, name = error.media, entries.name(error.media, error.language)
    plan = list_buttons.add(media.id)
    plan.style = discord.ButtonStyle.secondary
    actions = row(list_buttons.begin(media, error.progress), plan, list_buttons.edit(media.id))
    return Card(Colour.BLUE, text(f"**{name}** is not on your list. Add it?"), actions)


def _skips(error: SkipsAhead) -> Card:
    media, name, unit = error.media, entries.name(error.media, error.language), entries.unit(error.media)
    said = text(f"You are at {unit} {error.current:,} of **{name}**.", f"Have you seen all up to {error.progress:,}?")
    up_to = list_buttons.up_to(media.id, error.progress, label=f"Up to {error.progress:,}")
    return Card(Colour.BLUE, said, row(up_to, list_buttons.up_to(media.id, error.current + 1)))


def _not_yours(error: NotYours) -> Card:
    whose = f"**{called(error.owner)}**’s" if error.owner else "somebody else’s"
    return Card(Colour.AMBER, text(f"This is {whose}. {error.instead}"))
