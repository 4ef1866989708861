"""Two people's scores of the titles that both have scored: a dot for every pair of scores, larger for more titles.

On the shaded diagonal both scores are about the same; elsewhere a dot has the colour of the person who scored higher.
"""

from collections import Counter
from collections.abc import Iterable

import msgspec

from cards.card import Picture
from cards.charts.canvas import BODY, MARGIN, SMALL, WIDTH, Canvas, called, short
from cards.charts.letters import across
from cards.charts.scale import ScoreScale
from cards.crowd import likeness
from i18n import t, tn
from library.rules.scores import show

_HEIGHT = 1020
_LEFT, _TOP, _RIGHT, _BOTTOM = 130, 256, WIDTH - MARGIN, 860
_LOWEST = 50  # the first step of axes with ten steps, unless there are lower scores
_MANY = 10  # steps
_NUMBER = 32  # size of the numbers in dots that have room for them

Steps = tuple[int, int]  # the steps of the two scores


class _Grid(msgspec.Struct, frozen=True):
    """A square for each pair of steps; the first person's steps run to the right, the second's upwards."""

    scale: ScoreScale
    steps: tuple[int, ...]

    @property
    def width(self) -> float:
        return (_RIGHT - _LEFT) / len(self.steps)

    @property
    def height(self) -> float:
        return (_BOTTOM - _TOP) / len(self.steps)

    def middle(self, dot: Steps) -> tuple[float, float]:
        right, up = (self.steps.index(step) + 0.5 for step in dot)
        return _LEFT + right * self.width, _BOTTOM - up * self.height


def taste_compared(
    first: str,
    second: str,
    pairs: Iterable[tuple[int, int]],
    scale: ScoreScale,
    *,
    correlation: float | None,
    is_light: bool,
) -> Picture:
    """`pairs` has both scores (of 100) for each shared title; `correlation` is None for too little to compare."""
    dots = Counter((scale.nearest(one), scale.nearest(other)) for one, other in pairs if one > 0 and other > 0)
    canvas = Canvas(_HEIGHT, is_light=is_light)
    theme = canvas.theme
    canvas.title(lambda _: t("Titles scored by both"))
    if dots:
        canvas.words(MARGIN, 150, _line(dots, correlation), BODY, theme.faint)
        grid = _Grid(scale, _shown(scale, min(map(min, dots))))
        _draw_grid(canvas, grid)
        for dot, count in dots.items():
            _draw_dot(canvas, grid, dot, count, full=max(dots.values()))
        ours, theirs = _higher(dots)
        canvas.about(lambda name: _scored_higher(name, theirs), second, _TOP - 30, theme.second)
        canvas.about(lambda name: _scored_higher(name, ours), first, _HEIGHT - 44, theme.first)
    else:
        canvas.nothing(t("No titles scored by both yet"))
    return canvas.picture("taste", _in_words(called(first), called(second), dots, scale, correlation))


def _shown(scale: ScoreScale, lowest: int) -> tuple[int, ...]:
    """The steps on the axes; a scale of few steps is shown whole."""
    begin = min(_LOWEST, lowest) if len(scale.steps) == _MANY else 0
    return tuple(step for step in scale.steps if step >= begin)


def _draw_grid(canvas: Canvas, grid: _Grid) -> None:
    for step in grid.steps:
        x, y = grid.middle((step, step))
        half_width, half_height = grid.width / 2 - 2, grid.height / 2 - 2
        canvas.bar(x - half_width, y - half_height, x + half_width, y + half_height, canvas.theme.panel)
        canvas.words(_LEFT - 16, y, grid.scale.label(step), SMALL, canvas.theme.faint, "rm")
        canvas.words(x, _BOTTOM + 42, grid.scale.label(step), SMALL, canvas.theme.faint, "ms")


def _draw_dot(canvas: Canvas, grid: _Grid, dot: Steps, count: int, *, full: int) -> None:
    x, y = grid.middle(dot)
    diameter = max(14, 0.94 * min(grid.width, grid.height) * (count / full) ** 0.5)
    one, other = dot
    theme = canvas.theme
    canvas.dot(x, y, diameter, theme.faint if one == other else theme.first if one > other else theme.second)
    if across(short(count), _NUMBER, is_strong=True) < diameter - 18:
        canvas.words(x, y, short(count), _NUMBER, theme.ground, "mm", is_strong=True)


def _higher(dots: Counter[Steps]) -> Steps:
    """The number of titles that the first person scored higher, and of those that the second did."""
    first = sum(count for (one, other), count in dots.items() if one > other)
    return first, sum(count for (one, other), count in dots.items() if one < other)


def _scored_higher(name: str, count: int) -> str:
    return tn("{name} scored {count} title higher", "{name} scored {count} titles higher", count, name=name)


def _line(dots: Counter[Steps], correlation: float | None) -> str:
    titles = tn("{count} title", "{count} titles", dots.total())
    return titles if correlation is None else f"{titles} · {likeness(correlation)}"


def _in_words(first: str, second: str, dots: Counter[Steps], scale: ScoreScale, correlation: float | None) -> str:
    if not dots:
        return t("{first} and {second} haven’t scored a title in common yet.", first=first, second=second)
    ours, theirs = _higher(dots)
    sentences = (
        t("Scores of {first} and {second}: {titles}.", first=first, second=second, titles=_line(dots, correlation)),
        _higher_in_words(first, ours),
        _higher_in_words(second, theirs),
        tn("{count} title is about the same.", "{count} titles are about the same.", dots.total() - ours - theirs),
        _most_often(first, second, dots, scale),
    )
    return " ".join(sentences)


def _higher_in_words(name: str, count: int) -> str:
    return tn("{name} scored {count} title higher.", "{name} scored {count} titles higher.", count, name=name)


def _most_often(first: str, second: str, dots: Counter[Steps], scale: ScoreScale) -> str:
    both, count = min(dots.items(), key=lambda item: (-item[1], item[0]))
    one, other = (show(score, scale.score_format) for score in both)
    return tn(
        "Most often, with {count} title: {one} from {first}, {other} from {second}.",
        "Most often, with {count} titles: {one} from {first}, {other} from {second}.",
        count,
        one=one,
        other=other,
        first=first,
        second=second,
    )
