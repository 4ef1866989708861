"""/random: the button for another pick, and the reason why there is none."""

from typing import Annotated

from discord import ui

from cards import entries
from cards.card import Card, Colour, button, dotted, plain, text
from cards.commands import command
from cards.ids import Action, MediaId, MediaKind, StatusName, letters, one_of
from i18n import mark, t
from library.lists import LENGTHS, Length
from library.rules.genres import genre_name

_LENGTHS = {"short": mark("short"), "medium": mark("medium"), "long": mark("long")}
NOTHING_FITS = mark(
    "Nothing in **{status}** is out and matches “{filters}”. Loosen the filters, or add something with {add}."
)
NOTHING_OUT = mark("Nothing in **{status}** is out yet.")
NOTHING_THERE = {
    "ANIME": mark("You have no anime in **{status}**. Add some with {add}."),
    "MANGA": mark("You have no manga in **{status}**. Add some with {add}."),
}
NOTHING_SHOWN_THERE = {
    "ANIME": mark("You have no anime in **{status}** that can be shown here."),
    "MANGA": mark("You have no manga in **{status}** that can be shown here."),
}


class PickAnother(Action, prefix="musubi:random"):
    """A button that picks another random title, never the title `shown`."""

    kind: MediaKind
    status: StatusName
    genre: Annotated[str, letters("^:", 30, least=0)]
    length: Annotated[Length | None, one_of({"": None, **LENGTHS})]
    shown: MediaId | None = None


def nothing_to_pick(kind: str, status: str, *, count: int, genre: str, length: Length | None, is_whole: bool) -> Card:
    """`count` titles have the status, and none of them is out, of that `genre` and as long."""
    filters = dotted(plain(genre_name(genre)), t(_LENGTHS[length]) if length else "")
    if count:
        message = NOTHING_FITS if filters else NOTHING_OUT
    else:
        message = NOTHING_THERE[kind] if is_whole else NOTHING_SHOWN_THERE[kind]
    said = t(message, status=entries.status_name(status, kind), filters=filters, add=command("add"))
    return Card(Colour.AMBER, text(said, "" if is_whole else f"-# {t(entries.NOT_SHOWN)}"))


def another(kind: str, status: str, genre: str, length: Length | None, *, shown: int) -> ui.Button[ui.LayoutView]:
    """The button for a random title other than the title `shown`."""
    return button(t("Pick another"), PickAnother(kind, status, genre, length, shown))
