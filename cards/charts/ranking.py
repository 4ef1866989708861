"""Bars of what a person has most titles of, each with its mean score; or of two people, in shares of their titles."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from cards.card import Picture
from cards.charts.canvas import BODY, MARGIN, SMALL, WIDTH, Canvas, called, short
from cards.charts.letters import across, fitting
from cards.charts.scale import ScoreScale
from cards.charts.theme import standing_out
from i18n import decimal, t, tc, tn

MOST, MOST_COMPARED = 8, 6

_TOP, _EACH, _THICK = 186, 62, 36
_RIGHT, _SCORE = 650, 150  # where the longest bar ends; the room for a score
_LONGEST_NAME = 400
_TOP_OF_TWO, _EACH_OF_TWO, _THIN, _SHARE = 254, 74, 26, 32
_RIGHT_OF_TWO = WIDTH - MARGIN - 124

Title = Callable[[str], str]  # the heading, of a name


class Ranked(msgspec.Struct, frozen=True):
    """`mean` is of 100; None without scores."""

    name: str
    count: int
    mean: float | None


class PairedNumbers(msgspec.Struct, frozen=True):
    """The numbers of two people, and how they are written: of titles, or percent of them."""

    name: str
    values: tuple[float, float]
    written: tuple[str, str]


def ranking(
    file: str,
    title: Title,
    name: str,
    rows: Sequence[Ranked],
    scale: ScoreScale,
    *,
    accent: int,
    is_light: bool,
    in_words: str | None = None,
) -> Picture:
    """The first MOST of `rows`, in their order; means are on the viewer's `scale`."""
    top = rows[:MOST]
    canvas = Canvas(_TOP + _EACH * (len(top) or 3) + 16, is_light=is_light)
    canvas.title(title, name)
    left = _left(row.name for row in top) if top else MARGIN
    if top:
        faint = canvas.theme.faint
        canvas.words(left, 160, tc("above numbers", "titles"), SMALL, faint, within=(WIDTH - MARGIN - left) / 2 - 8)
        canvas.words(
            WIDTH - MARGIN,
            160,
            tc("above scores", "mean score"),
            SMALL,
            faint,
            "rs",
            within=(WIDTH - MARGIN - left) / 2 - 8,
        )
    else:
        canvas.nothing(t("Nothing to show yet"))
    colour = standing_out(accent, canvas.theme)
    longest = max((row.count for row in top), default=1)
    for number, row in enumerate(top):
        _draw(canvas, row, scale, left, _TOP + _EACH * number, colour, share=row.count / longest)
    return canvas.picture(file, in_words or _in_words(title(called(name)), top, scale))


def ranking_compared(
    file: str, heading: str, first: str, second: str, rows: Sequence[PairedNumbers], *, is_light: bool
) -> Picture:
    """The first MOST_COMPARED of `rows`, with a bar for each person."""
    top = rows[:MOST_COMPARED]
    canvas = Canvas(_TOP_OF_TWO + _EACH_OF_TWO * len(top) + 8, is_light=is_light)
    canvas.title(lambda _: heading)
    canvas.about(str, first, 156, canvas.theme.first)
    canvas.about(str, second, 216, canvas.theme.second)
    left = _left(row.name for row in top)
    longest = max(max(row.values) for row in top)
    for number, row in enumerate(top):
        _draw_both(canvas, row, left, _TOP_OF_TWO + _EACH_OF_TWO * number, longest)
    said = [f"{called(row.name)}: {row.written[0]}, {row.written[1]}" for row in top]
    return canvas.picture(file, compared_in_words(heading, first, second, said))


def percent(share: float) -> str:
    """``34%``; a decimal for small shares."""
    return t("{number}%", number=decimal(share, 0 if share >= 10 or not share else 1))


def _left(names: Iterable[str]) -> float:
    """Where bars begin: behind the longest name, if that leaves them room."""
    return MARGIN + min(max(across(name, BODY) for name in names), _LONGEST_NAME) + 20


def _draw(
    canvas: Canvas, row: Ranked, scale: ScoreScale, left: float, top: float, colour: str, *, share: float
) -> None:
    ink, middle = canvas.theme.ink, top + _THICK / 2
    length = max(8, (_RIGHT - left) * share)
    _name(canvas, row.name, left, middle)
    canvas.bar(left, top, left + length, top + _THICK, colour)
    canvas.words(left + length + 14, middle, short(row.count), SMALL, ink, "lm")
    mean = "–" if row.mean is None else scale.mean(row.mean)
    canvas.words(WIDTH - MARGIN, middle, mean, BODY, ink, "rm", within=_SCORE)


def _draw_both(canvas: Canvas, row: PairedNumbers, left: float, top: float, longest: float) -> None:
    _name(canvas, row.name, left, top + _THIN)
    for at, (value, colour) in enumerate(zip(row.values, (canvas.theme.first, canvas.theme.second), strict=True)):
        above = top + at * (_THIN + 4)
        length = (_RIGHT_OF_TWO - left) * value / longest
        if value:
            canvas.bar(left, above, left + max(6, length), above + _THIN, colour, radius=8)
        canvas.words(left + length + 14, above + _THIN / 2, row.written[at], _SHARE, canvas.theme.ink, "lm", within=110)


def _name(canvas: Canvas, name: str, left: float, middle: float) -> None:
    """A name, in smaller letters before it is cut."""
    room = left - MARGIN - 12
    canvas.words(MARGIN, middle, fitting(str, name, BODY, 1.2 * room), BODY, canvas.theme.ink, "lm", within=room)


def _in_words(heading: str, top: Sequence[Ranked], scale: ScoreScale) -> str:
    if not top:
        return t("{heading}: nothing to show yet.", heading=heading)
    return t("{heading}: {parts}.", heading=heading, parts=ranked_in_words(top, scale))


def ranked_in_words(top: Sequence[Ranked], scale: ScoreScale) -> str:
    """``Drama, 40 titles, mean score 8.16; Comedy, …``."""
    return _listed([_row_in_words(row, scale) for row in top])


def _listed(parts: Sequence[str]) -> str:
    return tc("between the genres of a picture, each with its own facts", "; ").join(parts)


def _row_in_words(row: Ranked, scale: ScoreScale) -> str:
    name = called(row.name)
    if row.mean is None:
        return tn("{name}, {count} title, not scored", "{name}, {count} titles, not scored", row.count, name=name)
    return tn(
        "{name}, {count} title, mean score {mean}",
        "{name}, {count} titles, mean score {mean}",
        row.count,
        name=name,
        mean=scale.mean(row.mean),
    )


def compared_in_words(heading: str, first: str, second: str, parts: Sequence[str]) -> str:
    """The words of a picture about two people; each part has the first person's number, then the second's."""
    return t(
        "{heading}, {first} first, then {second}: {parts}.",
        heading=heading,
        first=called(first),
        second=called(second),
        parts=_listed(parts),
    )
