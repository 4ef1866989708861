"""The big numbers of a list and a bar of its statuses; or the numbers of two people beside each other."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from cards.card import Picture
from cards.charts.canvas import MARGIN, SMALL, WIDTH, Canvas, called
from cards.charts.ranking import compared_in_words
from cards.charts.theme import Theme, standing_out
from i18n import number, t

_BIG = 76
_TILES_TOP, _TILE = 196, 150  # the baseline of the first row of numbers, and from one row to the next
_BAR_TOP, _THICK = 450, 44
_LEGEND, _LINE = 552, 58
_HEIGHT = 660
_COLUMNS = 3
_ROWS_TOP, _ROW = 300, 68
_COLOURS = {  # of statuses, in the order of the bar
    "COMPLETED": 0x3BA55D,
    "CURRENT": 0x02A9FF,
    "REPEATING": 0xB07CF0,
    "PLANNING": 0x8A93A0,
    "PAUSED": 0xE0A030,
    "DROPPED": 0xE0605A,
}

Title = Callable[[str], str]


class Fact(msgspec.Struct, frozen=True):
    """A number as it is written, and what it counts; two of them for two people."""

    label: str
    values: tuple[str, ...]


def overview(
    title: Title,
    name: str,
    tiles: Sequence[Fact],
    statuses: Mapping[str, int],
    status_name: Callable[[str], str],
    *,
    is_light: bool,
) -> Picture:
    """Up to six numbers, and how many titles have which status."""
    there = {status: statuses[status] for status in _COLOURS if statuses.get(status)}
    canvas = Canvas(_HEIGHT if len(there) > _COLUMNS else _HEIGHT - _LINE, is_light=is_light)
    canvas.title(title, name)
    room = (WIDTH - 2 * MARGIN) / _COLUMNS
    for at, tile in enumerate(tiles):
        x, y = MARGIN + room * (at % _COLUMNS), _TILES_TOP + _TILE * (at // _COLUMNS)
        canvas.words(x, y, tile.values[0], _BIG, canvas.theme.ink, within=room - 24, is_strong=True)
        canvas.words(x, y + 50, tile.label, SMALL, canvas.theme.faint, within=room - 24)
    _bar(canvas, there)
    _legend(canvas, there, status_name, room)
    said = [f"{tile.label}: {tile.values[0]}" for tile in tiles]
    said += [f"{status_name(status)}: {number(count)}" for status, count in there.items()]
    return canvas.picture("overview", t("{heading}: {parts}.", heading=title(called(name)), parts=", ".join(said)))


def overview_compared(heading: str, first: str, second: str, rows: Sequence[Fact], *, is_light: bool) -> Picture:
    """A line for each number: the first person's, what it counts, the second person's."""
    canvas = Canvas(_ROWS_TOP + _ROW * len(rows) - 16, is_light=is_light)
    theme = canvas.theme
    canvas.title(lambda _: heading)
    canvas.about(str, first, 156, theme.first)
    canvas.about(str, second, 216, theme.second)
    for at, row in enumerate(rows):
        y = _ROWS_TOP + _ROW * at
        canvas.words(MARGIN, y, row.values[0], 52, theme.first, within=250, is_strong=True)
        canvas.words(WIDTH / 2, y, row.label, SMALL, theme.faint, "ms", within=340)
        canvas.words(WIDTH - MARGIN, y, row.values[1], 52, theme.second, "rs", within=250, is_strong=True)
    said = [f"{row.label}: {row.values[0]}, {row.values[1]}" for row in rows]
    return canvas.picture("overview", compared_in_words(heading, first, second, said))


def _bar(canvas: Canvas, statuses: Mapping[str, int]) -> None:
    """A stacked bar; each status is wide enough to be seen."""
    total, width = sum(statuses.values()), WIDTH - 2 * MARGIN
    canvas.bar(MARGIN, _BAR_TOP, WIDTH - MARGIN, _BAR_TOP + _THICK, canvas.theme.panel)
    least = 10
    spare = width - least * len(statuses)
    x = float(MARGIN)
    for status, count in statuses.items():
        end = x + least + spare * count / total
        canvas.bar(x, _BAR_TOP, end - 3, _BAR_TOP + _THICK, _colour(status, canvas.theme), radius=6)
        x = end


def _legend(canvas: Canvas, statuses: Mapping[str, int], status_name: Callable[[str], str], room: float) -> None:
    for at, (status, count) in enumerate(statuses.items()):
        x, y = MARGIN + room * (at % _COLUMNS), _LEGEND + _LINE * (at // _COLUMNS)
        canvas.dot(x + 12, y - 13, 24, _colour(status, canvas.theme))
        canvas.words(x + 36, y, f"{status_name(status)} {number(count)}", SMALL, canvas.theme.ink, within=room - 56)


def _colour(status: str, theme: Theme) -> str:
    return standing_out(_COLOURS[status], theme)
