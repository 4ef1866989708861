"""The signs on cards: emojis of our own where Discord has them, plain Unicode where it does not.

Each of ours is drawn in ``<name>.svg``; ``make emojis`` makes the ``<name>.png`` that Discord takes. At Discord it is
called ``<name>_mu<hash of its picture>``: a changed picture has a new name, and others' emojis are told from ours.
Knows no Discord.
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
_OURS = "([a-z]+)_mu[0-9a-f]{6}"  # a name at Discord
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
    return re.sub(f"<:{_OURS}:[0-9]+>", lambda own: PLAIN.get(own[1], own[0]), text)


def know_emojis(markup: Mapping[str, str]) -> None:
    """Take the emojis that Discord has of ours: their markup, ``<:watching_mu01ab23:123>``, by their names."""
    _own.clear()
    _own.update(markup)


def drawn() -> list[Drawn]:
    """All emojis of ours, as they are to be at Discord. Reads their pictures."""
    pictures = {name: (FOLDER / f"{name}.png").read_bytes() for name in PLAIN}
    return [Drawn(name, f"{name}_mu{_digest(png)}", png) for name, png in pictures.items()]


def outdated(uploaded_names: Iterable[str], now: Iterable[Drawn]) -> set[str]:
    """Those of the names at Discord that are ours, and are not among the emojis of `now`."""
    current = {one.uploaded_name for one in now}
    return {name for name in uploaded_names if re.fullmatch(_OURS, name)} - current


def _digest(png: bytes) -> str:
    return hashlib.sha256(png).hexdigest()[:6]
