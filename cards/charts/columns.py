"""Columns side by side, such as years: how many titles of one person, or which share of two people's."""

from collections.abc import Callable, Sequence

import msgspec

from cards.card import Picture
from cards.charts.canvas import BODY, MARGIN, SMALL, WIDTH, Canvas, called, short
from cards.charts.letters import across
from cards.charts.ranking import compared_in_words, percent
from cards.charts.theme import standing_out
from i18n import number, t

_HEIGHT = 640
_BASE, _TALLEST = 536, 296  # where columns stand, and how high the tallest is
_UNDER = 12  # the columns' round feet end so far below the base
_BAR = 0.8  # of a column's room
_LABEL = 34

Title = Callable[[str], str]


class Column(msgspec.Struct, frozen=True):
    """`values` are the numbers of titles of one person, or the shares of two; the picture may leave its label out."""

    label: str
    values: tuple[float, ...]


def columns(
    file: str, title: Title, name: str, line: str, parts: Sequence[Column], *, accent: int, is_light: bool
) -> Picture:
    """One person's; `line` stands below the heading."""
    canvas = Canvas(_HEIGHT, is_light=is_light)
    canvas.title(title, name)
    canvas.words(MARGIN, 152, line, BODY, canvas.theme.faint)
    _draw(canvas, parts, (standing_out(accent, canvas.theme),))
    _counts(canvas, parts)
    said = ", ".join(f"{part.label}: {number(int(part.values[0]))}" for part in parts if part.values[0])
    return canvas.picture(file, t("{heading}: {parts}.", heading=title(called(name)), parts=said))


def columns_compared(
    file: str, heading: str, first: str, second: str, parts: Sequence[Column], *, is_light: bool
) -> Picture:
    """Two people's, in percent of their titles."""
    canvas = Canvas(_HEIGHT, is_light=is_light)
    canvas.title(lambda _: heading)
    canvas.about(str, first, 152, canvas.theme.first)
    canvas.about(str, second, 210, canvas.theme.second)
    _draw(canvas, parts, (canvas.theme.first, canvas.theme.second))
    said = [f"{part.label}: {percent(part.values[0])}, {percent(part.values[1])}" for part in parts]
    return canvas.picture(file, compared_in_words(heading, first, second, said))


def _draw(canvas: Canvas, parts: Sequence[Column], colours: tuple[str, ...]) -> None:
    each = (WIDTH - 2 * MARGIN) / len(parts)
    thick = each * _BAR / len(colours)
    for at, part in enumerate(parts):
        left = MARGIN + each * (at + 0.5) - each * _BAR / 2
        for person, (value, colour) in enumerate(zip(part.values, colours, strict=True)):
            if value:
                x = left + person * thick
                canvas.bar(x, _top(parts, value), x + thick - 1, _BASE + _UNDER, colour, radius=min(10, int(thick / 3)))
    theme = canvas.theme
    canvas.bar(MARGIN, _BASE, WIDTH - MARGIN, _BASE + _UNDER, theme.ground, radius=0)
    canvas.bar(MARGIN, _BASE, WIDTH - MARGIN, _BASE + 4, theme.faint, radius=2)
    for at, label in _labels(parts, each):
        left = max(MARGIN, MARGIN + each * (at + 0.5) - across(label, _LABEL) / 2)
        canvas.words(left, _BASE + 60, label, _LABEL, theme.faint)


def _counts(canvas: Canvas, parts: Sequence[Column]) -> None:
    """The number above each column; above the tallest alone where there is no room for all."""
    each = (WIDTH - 2 * MARGIN) / len(parts)
    most = max(part.values[0] for part in parts)
    has_room = max(across(short(int(part.values[0])), SMALL) for part in parts) < each
    tallest = next(part for part in parts if part.values[0] == most)
    for at, part in enumerate(parts):
        if part.values[0] and (has_room or part is tallest):
            middle = MARGIN + each * (at + 0.5)
            top = _top(parts, part.values[0]) - 12
            canvas.words(middle, top, short(int(part.values[0])), SMALL, canvas.theme.ink, "ms")


def _top(parts: Sequence[Column], value: float) -> float:
    """The tallest reaches the picture's top, and each is high enough to be seen."""
    return _BASE - max(6, _TALLEST * value / max(max(part.values) for part in parts))


def _labels(parts: Sequence[Column], each: float) -> list[tuple[int, str]]:
    """As many labels as there is room for, at equal distances that end with the last column."""
    widest = max(across(part.label, _LABEL) for part in parts) + 16
    step = next((step for step in (1, 2, 5, 10, 20) if step * each >= widest), len(parts))
    return [(at, part.label) for at, part in enumerate(parts) if (len(parts) - 1 - at) % step == 0]
