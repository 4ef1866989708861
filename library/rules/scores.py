"""Scores between AniList's 0 to 100 and the five formats in which people type and read them. 0 is no score.

The bands of stars and smileys are those of AniList's site, https://github.com/AniList/docs/issues/2. Knows no entry.

A score on another scale (``4/5``, ``95%``, stars, smileys) is converted as AniList shows it in the person's format. A
score on the person's own scale must be a step of it: 8.5 is no score from 1 to 10.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from functools import cache

import msgspec

from i18n import LANGUAGES, Language, decimal, in_each_language, mark, number, t
from library.errors import InvalidScore
from library.rules.text import as_meant

NUMBERS = mark("Your scores on AniList go from {least} to {most}, such as {example}. 0 means no score.")
STARS = mark("Your scores on AniList go from 1 to 5 stars, such as 4 or ★★★★☆. 0 means no score.")
SMILEYS = mark("Your scores on AniList are smileys: 🙂 :) or 😐 :| or 🙁 :(. 0 means no score.")
NO_SCORE = mark("No score")
PICKED = {"POINT_5", "POINT_3"}  # formats in which a score is picked, not typed
_NO_SCORE = "–"
_NONE = {"", "0", "none", "-"}
_STARS = (10, 30, 50, 70, 90)
_SMILEYS = (35, 60, 85)
_TENS = tuple(range(10, 101, 10))
_FACES = ("🙁", "😐", "🙂")
_TYPED_FACES = (
    {":(", ":-(", "=(", "🙁", "☹", "😦", "😞", "😢"},
    {":|", ":-|", "=|", "😐", "😑"},
    {":)", ":-)", "=)", ":d", "🙂", "😊", "😀", "😃", "😄"},
)
_SHARE = re.compile(
    r"(?P<number>[0-9]{1,3}(?:[.,][0-9]{1,3})?)\s*(?:(?P<percent>%)|(?:/|(?:out )?of )\s*(?P<most>[1-9][0-9]{0,2}))?"
)
_STAR_ROW = re.compile("[★⭐*]{1,5}☆*")
_EMOJIS = {"star": "★", "happy": "🙂", "neutral": "😐", "sad": "🙁"}  # cards may have emojis of ours for these
_EMOJI = re.compile(rf"<?:({'|'.join(_EMOJIS)}):(?:[0-9]+>)?")
_STARRED = re.compile(r"[★⭐]\s*(?=[0-9])")  # the sign of a score on a card
_COUNTED_STARS = re.compile(r"\s*(?:stars?|[★⭐])")


class _ScoreRange(msgspec.Struct, frozen=True):
    """Numbers from 0 to `most` in steps of 1 / `steps`; the message `hint` says so, perhaps with an `example`."""

    most: int
    steps: int
    hint: str
    example: float = 0

    def explain(self) -> str:
        return t(self.hint, least=decimal(1 / self.steps), most=number(self.most), example=decimal(self.example))


_SCALES = {
    "POINT_100": _ScoreRange(100, 1, NUMBERS, 85),
    "POINT_10_DECIMAL": _ScoreRange(10, 10, NUMBERS, 8.5),
    "POINT_10": _ScoreRange(10, 1, NUMBERS, 8),
    "POINT_5": _ScoreRange(5, 1, STARS),
    "POINT_3": _ScoreRange(3, 1, SMILEYS),
}


def parse(text: str, score_format: str, field: str = "score") -> int:
    """The score of 100 that `text` in `field` means. Raises InvalidScore."""
    signs = _EMOJI.sub(lambda found: _EMOJIS[found[1]], as_meant(text).lower())
    typed = _STARRED.sub("", signs, count=1)
    score = 0 if typed in _NONE or _is_no_score(typed) else _read(typed, score_format)
    if score is None:
        raise InvalidScore(_scale(score_format).explain, text, field)
    return score


def show(raw: int, score_format: str) -> str:
    """A score of 100 as the person reads it, ``–`` for none. AniList's site cuts off further decimals."""
    if raw <= 0:
        return _NO_SCORE
    match score_format:
        case "POINT_10_DECIMAL":
            return decimal(raw / 10)
        case "POINT_10":
            return str(raw // 10)
        case "POINT_5":
            stars = _band(raw, (29, 49, 69, 89))
            return "★" * stars + "☆" * (5 - stars)
        case "POINT_3":
            return _FACES[_band(raw, (35, 60)) - 1]
        case _:
            return str(raw)


def steps(score_format: str) -> tuple[int, ...]:
    """The scores of 100 that a chart counts: ten, or as many as the format has."""
    return {"POINT_5": _STARS, "POINT_3": _SMILEYS}.get(score_format, _TENS)


def step(raw: int, score_format: str) -> int:
    """The one of :func:`steps` at which a score is shown."""
    match score_format:
        case "POINT_5":
            return _STARS[show(raw, score_format).count("★") - 1]
        case "POINT_3":
            return _SMILEYS[_FACES.index(show(raw, score_format))]
        case "POINT_10":
            return min(max(raw // 10 * 10, _TENS[0]), _TENS[-1])
        case _:
            return min(max((raw + 5) // 10 * 10, _TENS[0]), _TENS[-1])


def form_text(raw: int, score_format: str) -> str:
    """The text of a field for a score of 100, empty for none; :func:`parse` reads it back."""
    shown = show(raw, score_format)
    if score_format not in PICKED:
        return shown if raw > 0 else ""
    return next((value for label, value in _everything(score_format) if label == shown), shown) if raw > 0 else ""


def choices(typed: str, score_format: str) -> list[tuple[str, str]]:
    """Up to 25 labels and values, best first, that begin as typed or equal the typed score.

    Every value is valid text.
    """
    begun = as_meant(typed).lower().replace(",", ".")
    everything = _everything(score_format)
    if not begun:
        return _usual(everything)
    fitting = [choice for choice in everything if choice[1].startswith(begun) or choice[0].lower().startswith(begun)]
    exact = [choice for choice in fitting if choice[1] == begun]
    fitting = fitting or _read_as(typed, score_format, everything)
    return [*exact, *(choice for choice in fitting if choice not in exact)][:25]


def _read_as(typed: str, score_format: str, everything: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The choice for a score that is typed in another form than it is shown: ``4/5``."""
    with suppress(InvalidScore):
        score = parse(typed, score_format)
        return [choice for choice in everything if parse(choice[1], score_format) == score]
    return []


def _is_no_score(typed: str) -> bool:
    """Whether `typed` says so in one of the languages."""
    return typed.casefold() in _no_scores(tuple(LANGUAGES.values()))


@cache
def _no_scores(_languages: tuple[Language, ...]) -> frozenset[str]:
    return frozenset(said.casefold() for said in in_each_language(lambda: t(NO_SCORE)))


def _band(raw: int, ends: Sequence[int]) -> int:
    """The number of the band of a score, from 1; the last band has no end."""
    return 1 + sum(raw > end for end in ends)


def _everything(score_format: str) -> list[tuple[str, str]]:
    """Every score that can be typed, best first, no score last."""
    none = (t(NO_SCORE), "0")
    match score_format:
        case "POINT_10_DECIMAL":
            return [*((decimal(tenths / 10), f"{tenths / 10:g}") for tenths in range(100, 0, -1)), none]
        case "POINT_10":
            return [*((str(score), str(score)) for score in range(10, 0, -1)), none]
        case "POINT_5":
            return [*((show(_STARS[stars - 1], score_format), str(stars)) for stars in range(5, 0, -1)), none]
        case "POINT_3":
            return [("🙂", ":)"), ("😐", ":|"), ("🙁", ":("), none]
        case _:
            return [*((str(score), str(score)) for score in range(100, 0, -1)), none]


def _usual(everything: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """All choices, or every fifth if there are more than 25."""
    return everything if len(everything) <= 25 else everything[::5]


def _scale(score_format: str) -> _ScoreRange:
    return _SCALES.get(score_format, _SCALES["POINT_100"])


def _read(typed: str, score_format: str) -> int | None:
    """The score of 100; None when `typed` is no score."""
    if face := next((score for faces, score in zip(_TYPED_FACES, _SMILEYS, strict=True) if typed in faces), None):
        return face if score_format == "POINT_3" else _converted(Fraction(face), score_format)
    number, most = _amount(typed, score_format)
    if number is None:
        return None
    is_own = most in {0, _scale(score_format).most}
    return _own(number, score_format) if is_own else _converted(number * 100 / most, score_format)


def _amount(typed: str, score_format: str) -> tuple[Fraction | None, int]:
    """The typed number and its scale; a scale of 0 is not typed."""
    if _STAR_ROW.fullmatch(typed) and len(typed) <= 5:
        return Fraction(len(typed.rstrip("☆"))), 5
    found = _SHARE.fullmatch(_COUNTED_STARS.sub("", typed) if score_format == "POINT_5" else typed)
    if found is None:
        return None, 0
    return Fraction(found["number"].replace(",", ".")), 100 if found["percent"] else int(found["most"] or 0)


def _own(number: Fraction, score_format: str) -> int | None:
    """The score of a number on the person's own scale; None if the scale lacks it."""
    scale = _scale(score_format)
    if number > scale.most or (number * scale.steps).denominator != 1:
        return None
    match score_format:
        case "POINT_5":
            return (0, *_STARS)[int(number)]
        case "POINT_3":
            return (0, *_SMILEYS)[int(number)]
        case _:
            return int(number * 100 / scale.most)


def _converted(share: Fraction, score_format: str) -> int | None:
    """A share of 100 as AniList shows it in that format. A share above 0 never becomes 0, which is no score."""
    if share > 100:
        return None
    lowest = 10 if score_format == "POINT_10" else 1
    return parse(show(max(round(share), lowest), score_format), score_format) if share else 0
