"""The signs on cards: emojis of our own where Discord has them, plain Unicode where it does not."""

from collections.abc import Mapping

_PLAIN = {
    "watching": "▶️",
    "planning": "🕒",
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
    "behind": "🔔",
    "airing": "📡",
    "full": "▰",
    "empty": "▱",
}
_own = dict[str, str]()  # the markup of our own emojis by their names, as Discord gave it to this process


def know_emojis(markup: Mapping[str, str]) -> None:
    """Take the emojis that Discord has of ours: their markup, such as ``<:watching:123>``, by their names."""
    _own.clear()
    _own.update(markup)


def emoji(name: str) -> str:
    """The sign of that name. Raises KeyError for an unknown name."""
    return _own.get(name) or _PLAIN[name]
