"""Parsers for an exact reference to a title: a picked suggestion, its label, a link, a number. Pure.

Discord's clients at times send the label of a suggestion in place of its value, with a space behind it, too; so a label
is enough to find its title.
"""

import re
from functools import cache

import msgspec

from i18n import LANGUAGES, Language, in_each_language, mark, t
from library.rules.text import as_meant, one_line, shortened
from library.titles.formats import FORMAT_NAMES
from library.titles.names import title
from store import Media, NamedKind, Subject

LONGEST_LABEL = 100  # characters; Discord's limit
_PICKED = re.compile(r"(?:.* · )?id:([0-9]{1,11})")
_LINK = re.compile(
    r"<?(?:https?://)?(?:www\.)?(anilist\.co|myanimelist\.net)/(anime|manga)/([0-9]{1,9})(?:[/?#]\S*)?", re.IGNORECASE
)
_NAMED_LINK = re.compile(
    r"<?(?:https?://)?(?:www\.)?anilist\.co/(character|staff|studio)/([0-9]{1,9})(?:[/?#]\S*)?", re.IGNORECASE
)
_KIND_NAMES: dict[str, NamedKind] = {"character": "CHARACTER", "staff": "STAFF", "studio": "STUDIO"}
_NUMBER = re.compile("[0-9]{1,9}")
_KINDS = {**FORMAT_NAMES, "ANIME": mark("Anime")}


class Choice(msgspec.Struct, frozen=True):
    """A suggestion of the autocomplete; Discord sends `value` when it is picked."""

    label: str
    value: str


class TitleLink(msgspec.Struct, frozen=True):
    """A link to a title; with `is_mal`, `number` is MyAnimeList's id."""

    is_mal: bool
    media_type: str
    number: int


class LabelName(msgspec.Struct, frozen=True):
    """The name on a label; with `is_cut` only its beginning."""

    name: str
    is_cut: bool


def as_picked(media_id: int) -> str:
    """The value of a suggestion, which :func:`picked` reads."""
    return f"id:{media_id}"


def picked(text: str) -> int | None:
    """The id in the value or the label of a picked :class:`Choice`; None for any other text."""
    found = _PICKED.fullmatch(as_meant(text))
    return int(found[1]) if found else None


def linked(text: str) -> TitleLink | None:
    """The title, if `text` is the address of its page at AniList or MyAnimeList."""
    found = _LINK.fullmatch(as_meant(text).removesuffix(">"))
    return TitleLink(found[1].lower() != "anilist.co", found[2].upper(), int(found[3])) if found else None


def linked_subject(text: str) -> Subject | None:
    """The character, member of staff or studio, if `text` is the address of its page at AniList."""
    found = _NAMED_LINK.fullmatch(as_meant(text).removesuffix(">"))
    return Subject(int(found[2]), _KIND_NAMES[found[1].lower()]) if found else None


def bare_number(text: str) -> int | None:
    """The number, if `text` is a number and no more: it may be a name or an id."""
    digits = as_meant(text)
    return int(digits) if _NUMBER.fullmatch(digits) else None


def label(media: Media, language: str, *, is_numbered: bool = False) -> str:
    """The title on a line of plain text, with its format and year, and with its id if it `is_numbered`."""
    tail = f" · {_kind(media)}"
    tail += f" {media.season_year}" if media.season_year else ""
    tail += f" · {as_picked(media.id)}" if is_numbered else ""
    name = one_line(title(media, language)) or f"AniList title {media.id}"
    return shortened(name, LONGEST_LABEL - len(tail)) + tail


def read_label(text: str) -> LabelName | None:
    """The name on a :func:`label` without an id, in any language; None if `text` is no label."""
    found = _labels(tuple(LANGUAGES.values())).fullmatch(one_line(text))
    return LabelName(found["name"], bool(found["cut"])) if found else None


@cache
def _labels(_languages: tuple[Language, ...]) -> re.Pattern[str]:
    """A :func:`label` without an id in any of the languages; a format that is new to Musubi is in capitals."""
    said = {kind for each in in_each_language(lambda: [*map(t, _KINDS.values())]) for kind in each}
    kinds = "|".join(map(re.escape, sorted(said)))
    return re.compile(rf"(?P<name>.+?)(?P<cut>…?) · (?:{kinds}|[A-Z][A-Z ]*)(?: [0-9]+)?")


def _kind(media: Media) -> str:
    """The format in words; anime or manga, where the format is not known."""
    kind = media.format or media.media_type
    return t(_KINDS[kind]) if kind in _KINDS else kind.replace("_", " ")


def is_exact(text: str) -> bool:
    """Whether `text` refers to a title exactly, so that AniList's search is not needed."""
    return any(read(text) is not None for read in (picked, linked, bare_number, read_label))
