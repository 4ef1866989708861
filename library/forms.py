"""What a filled-in form asks for: only what differs from what it showed. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from library import dates, scores
from library.errors import NumberUnfit
from library.manners import Wish
from store import Entry, FuzzyDate, Link

_COUNTS = {"progress", "volumes", "repeat"}
_DATES = {"started", "completed"}
_FLAGS = ("private", "hidden")


def wish_from(fields: Mapping[str, Sequence[str]], before: Entry, link: Link, today: FuzzyDate) -> Wish:
    """`fields` are by the names of :class:`Wish`: a text is one string, a choice as many as were picked.

    What shows less than before may lower it. Raises NumberUnfit, DateUnfit, ScoreUnfit.
    """
    given = {name: _read(name, values, link, today) for name, values in fields.items() if name != "flags"}
    if "flags" in fields:
        given |= {flag: flag in fields["flags"] for flag in _FLAGS}
    touched = {name: value for name, value in given.items() if value != _shown(before, name)}
    return msgspec.structs.replace(Wish(may_lower=True), **touched)


def advanced_text(entry: Entry, names: tuple[str, ...]) -> str:
    """``Story: 8.5``, a line each, as :func:`wish_from` reads it again."""
    return "\n".join(f"{name}: {entry.advanced_scores.get(name, 0):g}" for name in names)


def _shown(before: Entry, name: str) -> Any:
    value = getattr(before, name)
    return tuple(sorted(value)) if name == "custom_lists" else value


def _read(name: str, values: Sequence[str], link: Link, today: FuzzyDate) -> Any:
    if name == "custom_lists":
        return tuple(sorted(values))
    text = "".join(values).strip()
    if name in _COUNTS:
        return _count(text or "0")
    if name in _DATES:
        return dates.parse(text, today)
    if name == "score":
        return scores.parse(text, link.score_format)
    return _advanced(text) if name == "advanced_scores" else text


def _count(text: str) -> int:
    text = text.strip().replace(",", "")
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise NumberUnfit("That is no number of episodes, chapters, volumes or rewatches: type digits, such as 12.")
    return int(text)


def _advanced(text: str) -> dict[str, float]:
    pairs = [line.rpartition(":") for line in text.splitlines() if line.strip()]
    try:
        return {name.strip(): float(score.replace(",", ".")) for name, _, score in pairs}
    except ValueError:
        raise NumberUnfit("Write one part a line, such as “Story: 8.5”.") from None
