"""What a filled-in form asks for: only what differs from what it showed. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from library import dates, notes, scores
from library.errors import ListUnfit, NumberUnfit
from library.manners import Wish
from store import Entry, FuzzyDate, Link, ListOptions

MOST_LISTS = 25  # custom lists that a form shows,
_LONGEST_LIST = 100  # and the characters of a name that it holds
_COUNTS = {"progress", "volumes", "repeat"}
_DATES = {"started", "completed"}
_FLAGS = ("private", "hidden")
_NUMBER = re.compile(r"[0-9]{1,6}|[0-9]{1,3},[0-9]{3}")
_PART = "Write one part a line with a score of 0 to 100, such as “Story: 8.5”."


def wish_from(fields: Mapping[str, Sequence[str]], before: Entry, link: Link, today: FuzzyDate) -> Wish:
    """`fields` are by the names of :class:`Wish`: a text is one string, a choice as many as were picked.

    What shows less than before may lower it. Raises NumberUnfit, DateUnfit, ScoreUnfit.
    """
    options = link.anime if before.media_type == "ANIME" else link.manga
    wish: dict[str, Any] = {}
    for name, values in fields.items():
        if name == "flags":
            given: dict[str, Any] = {flag: flag in values for flag in _FLAGS}
        else:
            given = {name: _read(name, values, before, link, options, today)}
        wish |= {field: value for field, value in given.items() if value != _shown(before, field, link, options)}
    return msgspec.structs.replace(Wish(may_lower=True), **wish)


def wish_for_several(fields: Mapping[str, Sequence[str]], score_format: str) -> Wish:
    """The same for all of them; what is left empty stays as each has it. Raises ScoreUnfit."""
    given = {name: text for name, values in fields.items() if (text := "".join(values).strip())}
    wish: dict[str, Any] = {flag: given[flag] == "yes" for flag in _FLAGS if flag in given}
    if "status" in given:
        wish["status"] = given["status"]
    if "score" in given:
        wish["score"] = scores.parse(given["score"], score_format)
    return msgspec.structs.replace(Wish(may_lower=True), **wish)


def named_lists(typed: str, options: ListOptions) -> tuple[str, ...]:
    """The person's own lists that are `typed` with commas between; none for ``none``. Raises ListUnfit."""
    if typed.strip().lower() == "none":
        return ()
    known = {notes.shown(name).strip().casefold(): name for name in options.custom_lists}
    names = [name for part in typed.split(",") if (name := part.strip())]
    if unknown := [name for name in names if name.casefold() not in known]:
        yours = ", ".join(map(notes.shown, options.custom_lists))
        yours = f"Yours are: {yours}." if yours else "You have none for titles of this kind."
        raise ListUnfit(f"No list of your own is called “{unknown[0]}”. {yours}")
    return tuple(dict.fromkeys(known[name.casefold()] for name in names))


def offered_lists(options: ListOptions) -> list[str]:
    """The person's own lists that a form shows; the others stay as they are."""
    names = dict.fromkeys(options.custom_lists[:MOST_LISTS])
    return [name for name in names if 0 < len(name) <= _LONGEST_LIST]


def advanced_text(entry: Entry, names: tuple[str, ...]) -> str:
    """``Story: 8.5``, a line each, as :func:`wish_from` reads it again."""
    scores = {notes.shown(name): score for name, score in entry.advanced_scores.items()}
    return "\n".join(f"{name}: {scores.get(name, 0):g}" for name in map(notes.shown, names))


def _shown(before: Entry, name: str, link: Link, options: ListOptions) -> Any:
    """What is read out of a form that nobody has touched: a form shows less of a score than AniList keeps."""
    value = getattr(before, name)
    match name:
        case "custom_lists":
            return tuple(sorted(_spelt(value, options)))
        case "score":
            return scores.reread(value, link.score_format)
        case "advanced_scores":
            return _advanced(advanced_text(before, options.advanced_scoring), options)
        case "notes":
            return _note(notes.shown(value))
        case _:
            return value


def _read(name: str, values: Sequence[str], before: Entry, link: Link, options: ListOptions, today: FuzzyDate) -> Any:
    if name == "custom_lists":
        unseen = set(_spelt(before.custom_lists, options)) - set(offered_lists(options))
        return tuple(sorted({*values, *unseen}))
    text = "".join(values).strip()
    if name in _COUNTS:
        return _count(text or "0")
    if name in _DATES:
        return dates.parse(text, today)
    if name == "score":
        return scores.parse(text, link.score_format)
    return _advanced(text, options) if name == "advanced_scores" else _note(text)


def _spelt(names: Sequence[str], options: ListOptions) -> list[str]:
    """Names of the person's lists as they are spelt among their settings."""
    known = {notes.shown(name): name for name in options.custom_lists}
    return [known.get(notes.shown(name), name) for name in names]


def _note(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _count(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise NumberUnfit("That is no number of episodes, chapters, volumes or rewatches: type digits, such as 12.")
    return int(text.replace(",", ""))


def _advanced(text: str, options: ListOptions) -> dict[str, float]:
    """A part that is not mentioned has no score."""
    given = dict.fromkeys(options.advanced_scoring, 0.0)
    names = {notes.shown(name).strip(): name for name in given}
    for line in filter(str.strip, text.splitlines()):
        name, _, score = line.rpartition(":")
        if name.strip() not in names:
            raise NumberUnfit(_PART)
        given[names[name.strip()]] = _part(score.strip().replace(",", "."))
    return given


def _part(text: str) -> float:
    score = float(text) if re.fullmatch(r"[0-9]{1,3}(\.[0-9]+)?", text) else -1
    if not 0 <= score <= 100:
        raise NumberUnfit(_PART)
    return score
