"""A form's values from an entry, and a wish from a filled-in form: only fields that were touched. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from i18n import decimal, in_each_language, listed, mark, t
from library.errors import InvalidNumber
from library.rules import counts, dates, notes, scores
from library.rules.custom_lists import offered_lists, spelt
from library.rules.entry_rules import Wish
from library.rules.list_names import LABEL
from library.rules.replies import LABEL as REPLY
from library.rules.text import as_meant
from store import Entry, FuzzyDate, Link, ListOptions

PARTS = mark("Write one score from 0 to 100 per line, such as “Story: {example}”. Your parts are: {parts}.")
LONGEST_TEXT = 4000  # characters that a field of Discord's holds
_COUNTS = {"progress", "volumes", "repeat"}
_DATES = {"started", "completed"}
_FLAGS = ("private", "hidden")
_NAMES = {
    "status": mark("Status"),
    "volumes": mark("Volumes"),
    "score": mark("Score"),
    "advanced_scores": mark("Advanced scores"),
    "started": mark("Start date"),
    "completed": mark("Finish date"),
    "notes": mark("Notes"),
    "custom_lists": mark("Custom lists"),
    "flags": mark("Who can see it"),
}
_NAMES_OF_TYPE = {
    "ANIME": {"progress": mark("Episodes"), "repeat": mark("Times rewatched")},
    "MANGA": {"progress": mark("Chapters"), "repeat": mark("Times reread")},
}
BROWSED = {"genres": mark("Genres"), "tags": mark("Tags"), "when": mark("Year or season")}
_OTHERS = {*BROWSED.values(), mark("Year"), LABEL, REPLY}
_FIELDS = {
    *_OTHERS,
    *_NAMES.values(),
    *(name for names in _NAMES_OF_TYPE.values() for name in names.values()),
}

Fields = Mapping[str, Sequence[str]]  # by the names of Wish: a text is one string, a select a string for each pick


def field_name(name: str, media_type: str) -> str:
    """The name of a field in a form."""
    return t(field_message(name, media_type))


def refused_name(field: str) -> str:
    """The `field` of a refusal, as people know it: a form's is translated, a command's option is as it is typed."""
    return t(field) if field in _FIELDS else field


def field_message(name: str, media_type: str) -> str:
    """The message for :func:`field_name`, which a refusal carries until it is shown."""
    return _NAMES.get(name) or _NAMES_OF_TYPE.get(media_type, _NAMES_OF_TYPE["ANIME"])[name]


def form_values(entry: Entry, link: Link) -> dict[str, list[str]]:
    """The values of an untouched form, as Discord sends them back."""
    options = _options(entry, link)
    score = scores.form_text(entry.score, link.score_format)
    return {
        "status": [entry.status],
        "progress": [str(entry.progress)],
        "volumes": [str(entry.volumes)],
        "repeat": [str(entry.repeat)],
        "score": [score] if score else [],
        "advanced_scores": ["\n".join(_part_lines(entry, options).values())[:LONGEST_TEXT]],
        "started": [_shown_date(entry.started)],
        "completed": [_shown_date(entry.completed)],
        "notes": [notes.decode(entry.notes)],
        "custom_lists": [name for name in offered_lists(options) if name in spelt(entry.custom_lists, options)],
        "flags": [flag for flag in _FLAGS if getattr(entry, flag)],
    }


def wish_from(fields: Fields, before: Entry, link: Link, today: FuzzyDate) -> Wish:
    """The wish in a form that has shown the entry `before`; an untouched field is not even parsed.

    A form that counts less than before may lower the entry. Raises InvalidInput.
    """
    untouched = in_each_language(lambda: form_values(before, link))  # it may have been opened in another one
    wish: dict[str, Any] = {}
    for name, values in fields.items():
        if all(_text(values) != _text(one[name]) for one in untouched):
            wish |= _given(name, values, before, link, today)
    changed = {name: value for name, value in wish.items() if value != _current(name, before, link)}
    return msgspec.structs.replace(Wish(may_lower=True), **changed)


def wish_for_several(fields: Fields, score_format: str) -> Wish:
    """The wish in a form for several entries; an empty field leaves each entry's own value. Raises InvalidScore."""
    given = {name: text for name, values in fields.items() if (text := "".join(values).strip())}
    wish: dict[str, Any] = {flag: given[flag] == "yes" for flag in _FLAGS if flag in given}
    if "status" in given:
        wish["status"] = given["status"]
    if "score" in given:
        wish["score"] = scores.parse(given["score"], score_format, _NAMES["score"])
    return msgspec.structs.replace(Wish(may_lower=True), **wish)


def _text(values: Sequence[str]) -> str:
    """The text of a field, without the spaces and line ends that Discord changes."""
    return "\n".join(sorted(values)).replace("\r\n", "\n").strip()


def _shown_date(day: FuzzyDate) -> str:
    return "" if day == FuzzyDate() else dates.show(day)


def _current(name: str, before: Entry, link: Link) -> Any:
    """The entry's value, as exact as a form shows it: a form rounds scores."""
    value = getattr(before, name)
    match name:
        case "custom_lists":
            return tuple(sorted(spelt(value, _options(before, link))))
        case "score":
            return scores.parse(scores.form_text(value, link.score_format), link.score_format)
        case "advanced_scores":
            return _part_scores(before, _options(before, link))
        case "notes":
            return notes.decode(value).strip()
        case _:
            return value


def _given(name: str, values: Sequence[str], before: Entry, link: Link, today: FuzzyDate) -> dict[str, Any]:
    """The values by the names of a wish.

    An emptied count leaves the old count; any other emptied field removes the value.
    """
    text, field = _text(values), field_message(name, before.media_type)
    if name == "flags":
        return {flag: flag in values for flag in _FLAGS}
    if name in _COUNTS:
        return {name: counts.parse(text, field)} if text else {}
    if name in _DATES:
        return {name: dates.parse(text, today, field)}
    if name == "score":
        return {name: scores.parse(text, link.score_format, field)}
    if name == "custom_lists":
        options = _options(before, link)
        unseen = set(spelt(before.custom_lists, options)) - set(offered_lists(options))
        return {name: tuple(sorted({*values, *unseen}))}
    return {name: _advanced(text, before, _options(before, link)) if name == "advanced_scores" else text}


def _options(entry: Entry, link: Link) -> ListOptions:
    return link.anime if entry.media_type == "ANIME" else link.manga


def _part_scores(entry: Entry, options: ListOptions) -> dict[str, float]:
    """Advanced scores by the names in the person's settings."""
    given = {notes.decode(name): score for name, score in entry.advanced_scores.items()}
    return {name: given.get(notes.decode(name), 0.0) for name in options.advanced_scoring}


def _part_lines(entry: Entry, options: ListOptions) -> dict[str, str]:
    """A line for each advanced score, such as ``Story: 8.5``, by its name."""
    return {name: f"{notes.decode(name)}: {decimal(score)}" for name, score in _part_scores(entry, options).items()}


def _advanced(text: str, before: Entry, options: ListOptions) -> dict[str, float]:
    """The advanced scores in a form: a part without a line has no score, an untouched line keeps its score."""
    given = dict.fromkeys(options.advanced_scoring, 0.0)
    names = {_key(notes.decode(name)): name for name in given}
    shown, kept = in_each_language(lambda: _part_lines(before, options)), _part_scores(before, options)
    for line in filter(str.strip, text.splitlines()):
        name, _, score = as_meant(line).rpartition(":")
        part = names.get(_key(name))
        if part is None:
            raise _part_unfit(line, options)
        is_untouched = any(_key(line) == _key(lines[part]) for lines in shown)
        given[part] = kept[part] if is_untouched else _part(score, line, options)
    return given


def _part(score: str, line: str, options: ListOptions) -> float:
    text = score.strip().replace(",", ".")
    number = float(text) if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,6})?", text) else -1
    if not 0 <= number <= 100:
        raise _part_unfit(line, options)
    return number


def _part_unfit(line: str, options: ListOptions) -> InvalidNumber:
    def hint() -> str:
        return t(PARTS, example=decimal(8.5), parts=listed(map(notes.decode, options.advanced_scoring)))

    return InvalidNumber(hint, line, _NAMES["advanced_scores"])


def _key(text: str) -> str:
    return as_meant(text).casefold()
