"""The answers to a press where the button can't act for the presser: the button's owner, or another way."""

import discord

from cards import entries, list_buttons
from cards.card import Card, Colour, row, text
from cards.commands import with_commands
from cards.crowd import called
from i18n import mark, number, t
from library.errors import NotListed, NotYours, SkipsAhead

NOT_LISTED = mark("**{title}** isn’t on your list. Add it?")
SEEN_ALL = mark("Have you seen everything up to episode {progress}?")
READ_ALL = mark("Have you read everything up to chapter {progress}?")
ANOTHERS = mark("This belongs to **{name}**.")
SOMEBODYS = mark("This belongs to someone else.")

_AT = {
    "ANIME": mark("You’re at episode {current} of **{title}**."),
    "MANGA": mark("You’re at chapter {current} of **{title}**."),
}
_ALL = {"ANIME": SEEN_ALL, "MANGA": READ_ALL}


def pressed_card(error: NotListed | SkipsAhead | NotYours) -> Card:
    match error:
        case NotListed():
            return _not_listed(error)
        case SkipsAhead():
            return _skips(error)
        case NotYours():
            return _not_yours(error)


def _not_listed(error: NotListed) -> Card:
    media = error.media
    plan = list_buttons.add(media.id)
    plan.style = discord.ButtonStyle.secondary
    actions = row(list_buttons.begin(media, error.progress), plan, list_buttons.edit(media.id))
    return Card(Colour.BLUE, text(t(NOT_LISTED, title=entries.name(media, error.language))), actions)


def _skips(error: SkipsAhead) -> Card:
    media, progress = error.media, number(error.progress)
    said = text(
        t(_AT[media.media_type], current=number(error.current), title=entries.name(media, error.language)),
        t(_ALL[media.media_type], progress=progress),
    )
    up_to = list_buttons.up_to(media.id, error.progress, label=t("Up to {progress}", progress=progress))
    return Card(Colour.BLUE, said, row(up_to, list_buttons.one_more(media, error.current)))


def _not_yours(error: NotYours) -> Card:
    whose = t(ANOTHERS, name=called(error.owner)) if error.owner else t(SOMEBODYS)
    return Card(Colour.AMBER, text(whose, with_commands(error.instead)))
