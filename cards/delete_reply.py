"""The answers of the menu “Delete reply”."""

from cards.card import Card, Colour, text
from i18n import mark, t

DELETED = mark("Deleted.")
NOT_MINE = mark("I didn’t write this message, so I can’t delete it.")
NOT_YOURS = mark("This is a reply to {person}, so only they and people who may manage messages can delete it.")
A_POST = mark("This is a post for everyone here. Only people who may manage messages can delete it.")
ONLY_YOU = mark("Only you can see this message. Press **Dismiss message** below it.")
ARCHIVED = mark("This thread is closed. Open it again, then delete the reply.")
NO_ACCESS = mark("I can’t delete messages here, because I’m not in this server or can’t see this channel.")


def deleted() -> Card:
    return Card(Colour.GREEN, text(t(DELETED)))


def not_deleted(why: str, **values: str) -> Card:
    """`why` is one of the messages above."""
    return Card(Colour.AMBER, text(t(why, **values)))
