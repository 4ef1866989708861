"""Parsers for an exact reference to a title: a picked suggestion, its label, a link, a number. Pure.

Discord's clients send the label of a suggestion in place of its value at times, with a space behind it too; so a label
is enough to find its title.
"""

import re

import msgspec

from library.rules.text import as_meant, one_line, shortened
from library.titles.names import title
from store import Media

LONGEST_LABEL = 100  # what Discord takes
_PICKED = re.compile(r"(?:.* · )?id:([0-9]{1,11})")
_LINK = re.compile(
    r"<?(?:https?://)?(?:www\.)?(anilist\.co|myanimelist\.net)/(anime|manga)/([0-9]{1,9})(?:[/?#]\S*)?", re.IGNORECASE
)
_NUMBER = re.compile("[0-9]{1,9}")
_LABEL = re.compile(r"(?P<name>.+?)(?P<cut>…?) · [A-Z][A-Z ]*(?: [0-9]+)?")


class Choice(msgspec.Struct, frozen=True):
    """An offer of the autocomplete; `value` is what Discord sends when it is picked."""

    label: str
    value: str


class TitleLink(msgspec.Struct, frozen=True):
    """A link to a title; `number` is MyAnimeList's own when it `is_mal`."""

    is_mal: bool
    media_type: str
    number: int


class LabelName(msgspec.Struct, frozen=True):
    """The name on a label; `is_cut`: only how it begins."""

    name: str
    is_cut: bool


def as_picked(media_id: int) -> str:
    """What :func:`picked` takes for a title that was picked."""
    return f"id:{media_id}"


def picked(text: str) -> int | None:
    """The id behind a :class:`Choice` that was picked, or on its label; None for what was typed."""
    found = _PICKED.fullmatch(as_meant(text))
    return int(found[1]) if found else None


def linked(text: str) -> TitleLink | None:
    """The title whose page at AniList or MyAnimeList `text` is the address of."""
    found = _LINK.fullmatch(as_meant(text).removesuffix(">"))
    return TitleLink(found[1].lower() != "anilist.co", found[2].upper(), int(found[3])) if found else None


def bare_number(text: str) -> int | None:
    """The number that `text` is, and nothing else: a name, or an id."""
    digits = as_meant(text)
    return int(digits) if _NUMBER.fullmatch(digits) else None


def label(media: Media, language: str, *, is_numbered: bool = False) -> str:
    """The title on one line of plain text, with what it is and when it began, and its id when it `is_numbered`."""
    tail = f" · {(media.format or media.media_type).replace('_', ' ')}"
    tail += f" {media.season_year}" if media.season_year else ""
    tail += f" · {as_picked(media.id)}" if is_numbered else ""
    name = one_line(title(media, language)) or f"AniList title {media.id}"
    return shortened(name, LONGEST_LABEL - len(tail)) + tail


def read_label(text: str) -> LabelName | None:
    """The name on a :func:`label` that is not numbered; None where `text` is none."""
    found = _LABEL.fullmatch(one_line(text))
    return LabelName(found["name"], bool(found["cut"])) if found else None


def is_exact(text: str) -> bool:
    """Whether `text` is for no search at AniList."""
    return any(read(text) is not None for read in (picked, linked, bare_number, read_label))
