"""A bar chart of the genres with the most titles, each with its mean score."""

from collections.abc import Iterable

import msgspec

from cards import entries
from cards.card import Picture
from cards.charts.canvas import BODY, MARGIN, SMALL, WIDTH, Canvas, called, counted, fitting, short
from cards.charts.scale import ScoreScale
from cards.charts.theme import standing_out

MOST = 8

_TOP, _EACH, _THICK = 198, 78, 44
_LEFT, _FULL = 360, 340  # where bars begin, and how long the longest is


class Genre(msgspec.Struct, frozen=True):
    """`mean` is of 100; None for a genre without scores."""

    name: str
    count: int
    mean: float | None


def top_genres(name: str, genres: Iterable[Genre], scale: ScoreScale, *, accent: int, is_light: bool) -> Picture:
    """The MOST genres with the most titles; means are on the viewer's `scale`."""
    top = sorted((genre for genre in genres if genre.count > 0), key=lambda genre: (-genre.count, genre.name))[:MOST]
    canvas = Canvas(_TOP + _EACH * max(len(top), 3) + 20, is_light=is_light)
    canvas.title(name, "’s genres")
    if top:
        canvas.words(_LEFT, 166, "titles", SMALL, canvas.theme.faint)
        canvas.words(WIDTH - MARGIN, 166, "mean score", SMALL, canvas.theme.faint, "rs")
    else:
        canvas.nothing("No titles with genres yet")
    colour = standing_out(accent, canvas.theme)
    for row, genre in enumerate(top):
        _draw(canvas, genre, scale, _TOP + _EACH * row, colour, length=_FULL * genre.count / top[0].count)
    return canvas.picture("genres", _in_words(called(name), top, scale))


def _draw(canvas: Canvas, genre: Genre, scale: ScoreScale, top: float, colour: str, *, length: float) -> None:
    ink, middle = canvas.theme.ink, top + _THICK / 2
    canvas.words(MARGIN, middle, fitting(genre.name, "", BODY, _LEFT - MARGIN - 16), BODY, ink, "lm")
    canvas.bar(_LEFT, top, _LEFT + max(8, length), top + _THICK, colour)
    canvas.words(_LEFT + max(8, length) + 14, middle, short(genre.count), SMALL, ink, "lm")
    canvas.words(WIDTH - MARGIN, middle, _mean(genre, scale), BODY, ink, "rm")


def _mean(genre: Genre, scale: ScoreScale) -> str:
    """The mean without its unit, for which there is no room."""
    return "-" if genre.mean is None else scale.mean(genre.mean).split(" ")[0]


def _in_words(name: str, top: list[Genre], scale: ScoreScale) -> str:
    if not top:
        return f"{name} has no titles with genres yet."
    rows = (
        f"{called(genre.name)}: {counted(genre.count, 'title')}"
        + (", not scored" if genre.mean is None else f", mean score {entries.mean(genre.mean, scale.score_format)}")
        for genre in top
    )
    return f"Genres of {name}, most titles first. {'; '.join(rows)}."
