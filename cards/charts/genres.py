"""A bar chart of the genres with the most titles, each with its mean score."""

from collections.abc import Iterable

import msgspec

from cards.card import Picture
from cards.charts.canvas import BODY, MARGIN, SMALL, WIDTH, Canvas, called, short
from cards.charts.letters import fitting
from cards.charts.scale import ScoreScale
from cards.charts.theme import standing_out
from i18n import t, tc, tn

MOST = 8

_TOP, _EACH, _THICK = 198, 78, 44
_LEFT, _FULL, _SCORE = 360, 290, 150  # where bars begin, and how long the longest is; the room for a score
_NAME = _LEFT - MARGIN - 12  # the room for a genre
_HALF = (WIDTH - MARGIN - _LEFT) / 2 - 8  # of the room above bars and scores


class Genre(msgspec.Struct, frozen=True):
    """`mean` is of 100; None for a genre without scores."""

    name: str
    count: int
    mean: float | None


def top_genres(name: str, genres: Iterable[Genre], scale: ScoreScale, *, accent: int, is_light: bool) -> Picture:
    """The MOST genres with the most titles; means are on the viewer's `scale`."""
    top = sorted((genre for genre in genres if genre.count > 0), key=lambda genre: (-genre.count, genre.name))[:MOST]
    canvas = Canvas(_TOP + _EACH * max(len(top), 3) + 20, is_light=is_light)
    canvas.title(lambda name: t("{name}’s genres", name=name), name)
    if top:
        canvas.words(_LEFT, 166, tc("above numbers", "titles"), SMALL, canvas.theme.faint, within=_HALF)
        canvas.words(
            WIDTH - MARGIN, 166, tc("above scores", "mean score"), SMALL, canvas.theme.faint, "rs", within=_HALF
        )
    else:
        canvas.nothing(t("No titles with genres yet"))
    colour = standing_out(accent, canvas.theme)
    for row, genre in enumerate(top):
        _draw(canvas, genre, scale, _TOP + _EACH * row, colour, length=_FULL * genre.count / top[0].count)
    return canvas.picture("genres", _in_words(called(name), top, scale))


def _draw(canvas: Canvas, genre: Genre, scale: ScoreScale, top: float, colour: str, *, length: float) -> None:
    ink, middle = canvas.theme.ink, top + _THICK / 2
    canvas.words(MARGIN, middle, fitting(str, genre.name, BODY, _NAME), BODY, ink, "lm")
    canvas.bar(_LEFT, top, _LEFT + max(8, length), top + _THICK, colour)
    canvas.words(_LEFT + max(8, length) + 14, middle, short(genre.count), SMALL, ink, "lm")
    mean = "–" if genre.mean is None else scale.mean(genre.mean)
    canvas.words(WIDTH - MARGIN, middle, mean, BODY, ink, "rm", within=_SCORE)


def _in_words(name: str, top: list[Genre], scale: ScoreScale) -> str:
    if not top:
        return t("{name} has no titles with genres yet.", name=name)
    genres = tc("between the genres of a picture, each with its own facts", "; ").join(
        _genre_in_words(genre, scale) for genre in top
    )
    return t("{name}’s genres with the most titles: {genres}.", name=name, genres=genres)


def _genre_in_words(genre: Genre, scale: ScoreScale) -> str:
    name = called(genre.name)
    if genre.mean is None:
        return tn("{name}, {count} title, not scored", "{name}, {count} titles, not scored", genre.count, name=name)
    return tn(
        "{name}, {count} title, mean score {mean}",
        "{name}, {count} titles, mean score {mean}",
        genre.count,
        name=name,
        mean=scale.mean(genre.mean),
    )
