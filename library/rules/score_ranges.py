"""Ranges of scores as people type and read them, each in the person's own score format. Pure.

A range is of AniList's scores out of 100, both ends included; (0, 0) is no score. A score that is shown as 8 belongs to
the range 8 whatever AniList has exactly.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache

from i18n import LANGUAGES, Language, in_each_language, listed, mark, t, tc
from library.errors import InvalidScore
from library.rules import scores
from library.rules.text import as_meant

UNSCORED = 0, 0
HINT = mark("Type a score or a range of scores, such as {examples}.")
_LONGEST = 100  # characters that are read
_MOST = 100
_LEAST = 1
_SCORE = "(?P<{}>.+?)"

Scores = tuple[int, int]


def parse(text: str, score_format: str, field: str) -> Scores:
    """The range that `text` in `field` means. Raises InvalidScore."""
    typed = as_meant(text[:_LONGEST]).casefold()
    for low, high in _ends(typed):
        with suppress(InvalidScore):
            first, last = (_band(end, score_format) if end else None for end in (low, high))
            if first == last == UNSCORED:
                return UNSCORED
            if UNSCORED not in (first, last):
                least, most = first or (_LEAST, _LEAST), last or (_MOST, _MOST)
                return min(least[0], most[0]), max(least[1], most[1])
    raise InvalidScore(lambda: _hint(score_format), text, field)


def show(of: Scores, score_format: str) -> str:
    """``8``, ``7–9``, ``8 or more``, ``No score``; :func:`parse` reads it back."""
    if of == UNSCORED:
        return t(scores.NO_SCORE)
    low, high = (scores.show(end, score_format) for end in of)
    if low == high:
        return low
    if of[1] >= _MOST:
        return _at_least(low)
    return _at_most(high) if of[0] <= _LEAST else f"{low}–{high}"


def _at_least(least: str) -> str:
    return tc("scores", "{least} or more", least=least)


def _at_most(most: str) -> str:
    return tc("scores", "{most} or less", most=most)


def _between(least: str, most: str) -> str:
    return tc("scores", "{least} to {most}", least=least, most=most)


def examples(score_format: str) -> str:
    """Some ranges as they are typed."""
    ranges = (70, 70), (50, 89), (70, _MOST), UNSCORED
    return listed(show(_widened(one, score_format), score_format) for one in ranges)


def _hint(score_format: str) -> str:
    return t(HINT, examples=examples(score_format))


def _widened(of: Scores, score_format: str) -> Scores:
    return of if of == UNSCORED else (_shown_as(of[0], score_format)[0], _shown_as(of[1], score_format)[1])


def _band(typed: str, score_format: str) -> Scores:
    """The scores that are shown like the typed one. Raises InvalidScore."""
    return _shown_as(scores.parse(typed, score_format), score_format)


@cache
def _shown_as(score: int, score_format: str) -> Scores:
    if not score:
        return UNSCORED
    shown = scores.show(score, score_format)
    alike = [other for other in range(_LEAST, _MOST + 1) if scores.show(other, score_format) == shown]
    return alike[0], alike[-1]


def _ends(typed: str) -> Iterator[tuple[str, str]]:
    """What the ends can be; an empty one is open."""
    yield typed, typed
    for pattern in _patterns(tuple(LANGUAGES.values())):
        if found := pattern.fullmatch(typed):
            ends = found.groupdict("")
            yield ends.get("least", "").strip(), ends.get("most", "").strip()
    for dash in re.finditer(r"[-~]|\.\.+", typed):
        yield typed[: dash.start()].strip() or "?", typed[dash.end() :].strip() or "?"


@cache
def _patterns(_languages: tuple[Language, ...]) -> list[re.Pattern[str]]:
    ways: list[Callable[[], str]] = [
        lambda: _at_least("\x01"),
        lambda: _at_most("\x02"),
        lambda: _between("\x01", "\x02"),
    ]
    signs = ["\x01+", ">=\x01", "≥\x01", "<=\x02", "≤\x02"]
    said = [*signs, *(words for say in ways for words in in_each_language(say))]
    return [re.compile(_pattern(words.casefold())) for words in dict.fromkeys(said)]


def _pattern(words: str) -> str:
    bare = re.sub(r"\\([\x01\x02])", r"\1", re.escape(words))
    return bare.replace("\x01", _SCORE.format("least")).replace("\x02", _SCORE.format("most"))
