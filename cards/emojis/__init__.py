"""The signs on cards: emojis of our own where Discord has them, plain Unicode where it does not.

Each of ours is drawn in ``<name>.svg``; ``make emojis`` makes the ``<name>.png`` that Discord takes. An uploaded emoji
carries a hash of its picture in its name, so that a changed picture has a new name. Knows no Discord.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

FOLDER = Path(__file__).parent
PLAIN: Mapping[str, str] = {
    "watching": "▶️",
    "planning": "🔖",
    "completed": "✅",
    "paused": "⏸️",
    "dropped": "⏹️",
    "repeating": "🔁",
    "star": "★",
    "happy": "🙂",
    "neutral": "😐",
    "sad": "🙁",
    "private": "🔒",
    "favourite": "❤️",
    "behind": "⏰",
    "airing": "📡",
    "full": "▰",
    "empty": "▱",
    "tv": "📺",
    "movie": "🎬",
    "disc": "💿",
    "web": "🌐",
    "music": "🎵",
    "manga": "📖",
    "novel": "📘",
}
_OURS = "musubi_"  # how the names of ours begin at Discord; others' emojis may be there too
_own = dict[str, str]()  # the markup of our own emojis by their names, as Discord gave it to this process


class Drawn(msgspec.Struct, frozen=True):
    """An emoji of ours: its name here, its name at Discord, and its picture."""

    name: str
    uploaded_name: str
    png: bytes


def emoji(name: str) -> str:
    """The sign of that name. Raises KeyError for an unknown name."""
    return _own.get(name) or PLAIN[name]


def without_ours(text: str) -> str:
    """The text with plain signs, for places that show no markup: labels, options, pictures."""
    return re.sub("<:([a-z]+):[0-9]+>", lambda own: PLAIN.get(own[1], own[0]), text)


def know_emojis(markup: Mapping[str, str]) -> None:
    """Take the emojis that Discord has of ours: their markup, such as ``<:watching:123>``, by their names."""
    _own.clear()
    _own.update(markup)


def drawn() -> list[Drawn]:
    """All emojis of ours, as they are to be at Discord. Reads their pictures."""
    pictures = {name: (FOLDER / f"{name}.png").read_bytes() for name in PLAIN}
    return [Drawn(name, f"{_OURS}{name}_{_digest(png)}", png) for name, png in pictures.items()]


def outdated(uploaded_names: Iterable[str], now: Iterable[Drawn]) -> set[str]:
    """Those of the names at Discord that are ours, and are not among the emojis of `now`."""
    current = {one.uploaded_name for one in now}
    return {name for name in uploaded_names if name.startswith(_OURS)} - current


def _digest(png: bytes) -> str:
    return hashlib.sha256(png).hexdigest()[:8]
