"""A person's scores: a bar for each step of the viewer's scale, and a pointer at the mean."""

from collections.abc import Mapping

import msgspec

from cards.card import Picture
from cards.charts.canvas import BODY, MARGIN, SMALL, WIDTH, Canvas, called, short
from cards.charts.scale import ScoreScale
from cards.charts.theme import standing_out
from i18n import number, t, tc, tn
from library.rules.scores import show

_HEIGHT = 700
_TOP, _BASE = 250, 560  # the tallest bar's top, and where all bars stand
_BAR = 0.74  # of a step
_UNDER = 14  # the bars' round feet end so far below the base, and pointers begin there


class Scores(msgspec.Struct, frozen=True):
    """`counts` maps a score of 100 to the number of titles; titles without a score (0) do not count.

    `scale` is the viewer's.
    """

    name: str
    counts: Mapping[int, int]
    scale: ScoreScale

    @property
    def total(self) -> int:
        return sum(count for score, count in self.counts.items() if score > 0)

    @property
    def mean(self) -> float:
        return sum(score * count for score, count in self.counts.items()) / max(self.total, 1)

    @property
    def at_steps(self) -> list[int]:
        """The number of titles at each step; every score counts at its nearest step."""
        bars = dict.fromkeys(self.scale.steps, 0)
        for score, count in self.counts.items():
            if score > 0:
                bars[self.scale.nearest(score)] += count
        return list(bars.values())

    @property
    def bars(self) -> list[tuple[int, int]]:
        """The steps that have titles, with their numbers."""
        return [(step, count) for step, count in zip(self.scale.steps, self.at_steps, strict=True) if count]


def score_distribution(scores: Scores, *, accent: int, is_light: bool) -> Picture:
    canvas = Canvas(_HEIGHT, is_light=is_light)
    canvas.title(lambda name: t("{name}’s scores", name=name), scores.name)
    if scores.total:
        colour = standing_out(accent, canvas.theme)
        canvas.words(MARGIN, 150, _line(scores), BODY, canvas.theme.faint)
        _bars(canvas, scores, colour)
        _counts(canvas, scores)
        _axis(canvas, scores.scale)
        _pointer(canvas, scores, colour)
    else:
        canvas.nothing(t("Nothing scored yet"))
    return canvas.picture("scores", _in_words(scores))


def _bars(canvas: Canvas, scores: Scores, colour: str) -> None:
    half = _each(scores.scale) * _BAR / 2
    for step, count in scores.bars:
        x = _x(scores.scale, step)
        canvas.bar(x - half, _top(scores, count), x + half, _BASE + _UNDER, colour)


def _counts(canvas: Canvas, scores: Scores) -> None:
    for step, count in scores.bars:
        top = _top(scores, count)
        canvas.words(_x(scores.scale, step), top - 14, short(count), SMALL, canvas.theme.ink, "ms")


def _top(scores: Scores, count: int) -> float:
    """The top of a bar: the tallest reaches the picture's top, and each is high enough to be seen."""
    return _BASE - max(6, (_BASE - _TOP) * count / max(scores.at_steps))


def _axis(canvas: Canvas, scale: ScoreScale) -> None:
    """Draws the axis over the bars' round feet."""
    canvas.bar(MARGIN, _BASE, WIDTH - MARGIN, _BASE + _UNDER, canvas.theme.ground, radius=0)
    canvas.bar(MARGIN, _BASE, WIDTH - MARGIN, _BASE + 4, canvas.theme.faint, radius=2)
    for step in scale.steps:
        canvas.words(_x(scale, step), _BASE + 96, scale.label(step), SMALL, canvas.theme.faint, "ms")


def _pointer(canvas: Canvas, scores: Scores, colour: str) -> None:
    """A pointer at the mean, below the axis, and its word on the side that has more room."""
    x = _x(scores.scale, scores.mean)
    canvas.pointer(x, _BASE + _UNDER, colour)
    side, anchor = (26, "ls") if x < WIDTH / 2 else (-26, "rs")
    word = tc("beside the place of the mean score", "mean")
    canvas.words(x + side, _BASE + 40, word, SMALL, canvas.theme.faint, anchor, within=WIDTH / 2 - MARGIN - 26)


def _each(scale: ScoreScale) -> float:
    return (WIDTH - 2 * MARGIN) / len(scale.steps)


def _x(scale: ScoreScale, score: float) -> float:
    """A score's place on the axis, which begins and ends with a step."""
    return MARGIN + _each(scale) * (scale.place(score) + 0.5)


def _line(scores: Scores) -> str:
    return f"{tn('{count} title', '{count} titles', scores.total)} · {_mean(scores)}"


def _mean(scores: Scores) -> str:
    return t("mean score {mean}", mean=scores.scale.mean(scores.mean))


def _in_words(scores: Scores) -> str:
    name = called(scores.name)
    if not scores.total:
        return t("{name} has scored nothing yet.", name=name)
    bars = ", ".join(f"{show(step, scores.scale.score_format)}: {number(count)}" for step, count in scores.bars)
    return tn(
        "{name}’s scores: {count} title, mean score {mean}. Titles by score: {bars}.",
        "{name}’s scores: {count} titles, mean score {mean}. Titles by score: {bars}.",
        scores.total,
        name=name,
        mean=scores.scale.mean(scores.mean),
        bars=bars,
    )
