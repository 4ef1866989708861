"""Scores between AniList's 0 to 100 and the five formats in which people type and read them. 0 is no score.

The bands of stars and smileys are those of AniList's site, https://github.com/AniList/docs/issues/2. Knows no entry.
"""

import re
from collections.abc import Callable, Sequence

from library.errors import ScoreUnfit

_NO_SCORE = "–"
_NONE = {"", "0", "none", "no score", "-", _NO_SCORE}
_STARS = (10, 30, 50, 70, 90)
_SMILEYS = (35, 60, 85)
_FACES = ("🙁", "😐", "🙂")
_TYPED_FACES = (
    {"1", ":(", ":-(", "=(", "🙁", "☹", "😦", "😞", "😢"},
    {"2", ":|", ":-|", "=|", "😐", "😑"},
    {"3", ":)", ":-)", "=)", ":d", "🙂", "😊", "😀", "😃", "😄"},
)


def parse(text: str, score_format: str) -> int:
    """What the person means, of 100. Raises ScoreUnfit."""
    typed = text.strip().lower().replace("\ufe0f", "")
    if typed in _NONE:
        return 0
    read, sentence = _READERS.get(score_format, _READERS["POINT_100"])
    score = read(typed)
    if score is None:
        raise ScoreUnfit(sentence)
    return score


def show(raw: int, score_format: str) -> str:
    """A score of 100 as the person reads it, ``–`` for none. AniList's site cuts off what it doesn't show."""
    if raw <= 0:
        return _NO_SCORE
    match score_format:
        case "POINT_10_DECIMAL":
            return f"{raw / 10:g}"
        case "POINT_10":
            return str(raw // 10)
        case "POINT_5":
            stars = _band(raw, (29, 49, 69, 89))
            return "★" * stars + "☆" * (5 - stars)
        case "POINT_3":
            return _FACES[_band(raw, (35, 60)) - 1]
        case _:
            return str(raw)


def reread(raw: int, score_format: str) -> int:
    """What is read out of a field that shows `raw` and that nobody has touched: it shows less than AniList keeps."""
    return parse(show(raw, score_format), score_format)


def choices(typed: str, score_format: str) -> list[tuple[str, str]]:
    """Up to 25 labels and values, best first, that begin as typed; every value is one for :func:`parse`."""
    begun = typed.strip().lower().replace(",", ".")
    everything = _everything(score_format)
    fitting = [choice for choice in everything if choice[1].startswith(begun) or choice[0].lower().startswith(begun)]
    exact = [choice for choice in fitting if choice[1] == begun]
    return [*exact, *(choice for choice in fitting if choice not in exact)][:25] if begun else _usual(everything)


def _band(raw: int, ends: Sequence[int]) -> int:
    """Which band a score falls into, from 1; the last one has no end."""
    return 1 + sum(raw > end for end in ends)


def _everything(score_format: str) -> list[tuple[str, str]]:
    """Every score that can be typed, best first, no score last."""
    none = ("No score", "0")
    match score_format:
        case "POINT_10_DECIMAL":
            return [*((f"{tenths / 10:g}", f"{tenths / 10:g}") for tenths in range(100, 0, -1)), none]
        case "POINT_10":
            return [*((str(score), str(score)) for score in range(10, 0, -1)), none]
        case "POINT_5":
            return [*((show(_STARS[stars - 1], score_format), str(stars)) for stars in range(5, 0, -1)), none]
        case "POINT_3":
            return [("🙂", ":)"), ("😐", ":|"), ("🙁", ":("), none]
        case _:
            return [*((str(score), str(score)) for score in range(100, 0, -1)), none]


def _usual(everything: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """All, or every fifth of them where that is too much."""
    return everything if len(everything) <= 25 else everything[::5]


def _number(text: str, most: int, decimals: str = "") -> float | None:
    """A number from 0 to `most`, with or without ``/most`` behind it."""
    found = re.fullmatch(rf"([0-9]{{1,3}}{decimals})\s*(?:/\s*{most})?", text)
    number = float(found[1].replace(",", ".")) if found else None
    return number if number is not None and number <= most else None


def _hundred(text: str) -> int | None:
    number = _number(text, 100)
    return None if number is None else round(number)


def _tenths(text: str) -> int | None:
    number = _number(text, 10, r"(?:[.,][0-9])?")
    return None if number is None else round(number * 10)


def _tens(text: str) -> int | None:
    number = _number(text, 10)
    return None if number is None else round(number * 10)


def _stars(text: str) -> int | None:
    if re.fullmatch("[★⭐*]{1,5}☆*", text) and len(text) <= 5:
        return _STARS[sum(star != "☆" for star in text) - 1]
    number = _number(re.sub(r"\s*(stars?|★|⭐)$", "", text), 5)
    return None if number is None else _STARS[round(number) - 1] if number else 0


def _smiley(text: str) -> int | None:
    return next((score for faces, score in zip(_TYPED_FACES, _SMILEYS, strict=True) if text in faces), None)


_READERS: dict[str, tuple[Callable[[str], int | None], str]] = {
    "POINT_100": (_hundred, "Your scores on AniList go from 1 to 100, such as 85; 0 is no score."),
    "POINT_10_DECIMAL": (_tenths, "Your scores on AniList go from 0.1 to 10, such as 8.5; 0 is no score."),
    "POINT_10": (_tens, "Your scores on AniList go from 1 to 10, such as 8; 0 is no score."),
    "POINT_5": (_stars, "Your scores on AniList go from 1 to 5 stars, such as 4 or ★★★★☆; 0 is no score."),
    "POINT_3": (_smiley, "Your scores on AniList are smileys: 🙂 :) or 😐 :| or 🙁 :( and 0 is no score."),
}
