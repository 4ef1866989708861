"""The look that all cards share, and the escaping of other people's words."""

import io
import re
import string
from collections.abc import Iterable
from enum import IntEnum
from typing import Self

import discord
import msgspec
from discord import ui

from anilist.shapes import is_address
from cards.ids import Action
from i18n import mark, t
from library.rules.text import one_line, shortened

Item = ui.Item[ui.LayoutView]

MOST_IN_A_ROW = 5  # buttons
UPDATED = mark("Updated {time}")
_UNBROKEN = "\u00a0"  # a space that ends no line
_PUNCTUATION = re.compile(f"[{re.escape(string.punctuation)}]")


class Colour(IntEnum):
    """The bar at a card's left."""

    BLUE = 0x02A9FF
    GREEN = 0x3BA55D
    AMBER = 0xE0A030
    RED = 0xD83C3E


class Picture(msgspec.Struct, frozen=True):
    """A file that is sent with its card; `described_as` is the alternative text."""

    name: str
    png: bytes
    described_as: str


class Gallery(ui.MediaGallery[ui.LayoutView]):
    """A picture in a card, as wide as the card."""

    def __init__(self, picture: Picture) -> None:
        super().__init__(discord.MediaGalleryItem(f"attachment://{picture.name}", description=picture.described_as))
        self.picture = picture


class Document(ui.File[ui.LayoutView]):
    """A file to keep, in a card."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(f"attachment://{name}")
        self.name = name
        self.content = content


class Card(ui.LayoutView):
    """One container of texts and buttons.

    Its buttons are recognised by their ``custom_id`` alone (:mod:`cards.ids`), so that they outlive restarts;
    discord.py is told not to watch this very view.
    """

    def __init__(self, colour: int, *parts: ui.Item[ui.LayoutView]) -> None:
        super().__init__(timeout=None)
        self._container: ui.Container[ui.LayoutView] = ui.Container(*parts, accent_colour=int(colour))
        self.add_item(self._container)
        self.stop()

    def extend(self, parts: Iterable[Item]) -> Self:
        """Add parts at the end."""
        for part in parts:
            self._container.add_item(part)
        return self

    def offer(self, *buttons: ui.Button[ui.LayoutView]) -> None:
        """Add a row of buttons at the end."""
        self._container.add_item(row(*buttons))


def for_one_alone() -> Card:
    """The placeholder in the channel before an ephemeral answer."""
    return Card(Colour.BLUE, text(f"-# {t('This reply is private.')}"))


def files(view: ui.LayoutView) -> list[discord.File]:
    """The files to send along with `view`: its pictures and documents. Good for one sending."""
    parts = list(view.walk_children())
    pictures = [item.picture for item in parts if isinstance(item, Gallery)]
    documents = [item for item in parts if isinstance(item, Document)]
    return [
        *(discord.File(io.BytesIO(one.png), one.name, description=one.described_as) for one in pictures),
        *(discord.File(io.BytesIO(one.content), one.name) for one in documents),
    ]


def text(*lines: str) -> ui.TextDisplay[ui.LayoutView]:
    return ui.TextDisplay("\n".join(line for line in lines if line))


def headed(title: str, *lines: str, picture: str | None, described_as: str) -> ui.Item[ui.LayoutView]:
    """A title with a few lines, and `picture` beside them."""
    return pictured(text(f"### {title}", *lines), picture, described_as)


def pictured(body: ui.TextDisplay[ui.LayoutView], picture: str | None, described_as: str) -> ui.Item[ui.LayoutView]:
    """A text, and `picture` beside it if its address is acceptable."""
    if not is_address(picture):
        return body
    return ui.Section(body, accessory=ui.Thumbnail(picture, description=bare(described_as, 256)))


def each_part_once(parts: Iterable[Item], *, after: Card | None = None) -> list[Item]:
    """The parts without buttons and selects that the card has, or that come twice: Discord refuses such a message.

    Parts of several makers meet in a message, and two of them may offer the same for a title.
    """
    seen = {
        item.custom_id for item in (after.walk_children() if after else ()) if isinstance(item, ui.Button | ui.Select)
    }
    kept: list[Item] = []
    for part in parts:
        if isinstance(part, ui.Section) and isinstance(part.accessory, ui.Button):
            kept += [part] if _is_first(part.accessory, seen) else list(part.children)
        elif isinstance(part, ui.ActionRow):
            left = [one for one in part.children if not isinstance(one, ui.Button | ui.Select) or _is_first(one, seen)]
            kept += [ui.ActionRow(*left)] if left else []
        else:
            kept.append(part)
    return kept


def _is_first(part: ui.Button[ui.LayoutView] | ui.Select[ui.LayoutView], seen: set[str | None]) -> bool:
    is_first = part.custom_id is None or part.custom_id not in seen
    seen.add(part.custom_id)
    return is_first


def row(*buttons: ui.Button[ui.LayoutView]) -> ui.ActionRow[ui.LayoutView]:
    return ui.ActionRow(*buttons)


def button(
    label: str, action: Action, style: discord.ButtonStyle = discord.ButtonStyle.secondary
) -> ui.Button[ui.LayoutView]:
    return ui.Button(label=label, custom_id=action.custom_id, style=style)


def link_button(label: str, url: str) -> ui.Button[ui.LayoutView]:
    return ui.Button(label=label, url=url)


def linked(name: str, url: str | None) -> str:
    """`name`, which is markup, as a link; alone for an odd address, which could end the link and begin another."""
    return f"[{name}]({url})" if is_address(url) else name


def plain(words: str, limit: int = 100) -> str:
    """Another person's `words`, cut to `limit` characters; they can't format, mention, link or turn the line.

    Discord drops a backslash before any punctuation mark, and does not recognise markup that contains one.
    It counts the backslashes, so words that are mostly punctuation are cut sooner: nothing is over 1.5 × `limit`.
    """
    said = _escaped(bare(words, limit))
    return said if 2 * len(said) <= 3 * limit else _escaped(bare(words, limit * 3 // 4))


def _escaped(words: str) -> str:
    return _PUNCTUATION.sub(lambda sign: f"\\{sign[0]}", words)


def bare(words: str, limit: int = 100) -> str:
    """Another person's `words` for places that Discord does not format: labels, options, form titles."""
    return shortened(one_line(words), limit)


def unbroken(*parts: str) -> str:
    """The parts that are not empty, joined so that a narrow screen keeps them on one line."""
    return "  ".join(part for part in parts if part).replace(" ", _UNBROKEN)


def dotted(*parts: str) -> str:
    """The parts that are not empty, with dots between."""
    return " · ".join(part for part in parts if part)


def facts(*parts: str) -> str:
    """As :func:`dotted`; a narrow screen breaks the line at a dot alone."""
    return dotted(*(part.replace(" ", _UNBROKEN) for part in parts))


def small(*parts: str) -> str:
    """The parts that are not empty, as one line of small print."""
    said = dotted(*parts)
    return f"-# {said}" if said else ""


def moment(unix_seconds: int, style: str = "R") -> str:
    """A time that Discord shows in the reader's own zone: ``R`` relative, ``D`` date, ``t`` clock time."""
    return f"<t:{unix_seconds}:{style}>"
