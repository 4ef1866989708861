"""A picture's ground, texts and rounded marks. Knows no scores.

Sized for phones, where 960 pixels are about 320 points.
"""

from collections.abc import Callable
from functools import cache, lru_cache

from PIL import Image, ImageDraw

from cards.card import Picture, bare
from cards.charts.letters import across, fitting, write
from cards.charts.png import png
from cards.charts.theme import theme
from cards.emojis import without_ours
from i18n import decimal

WIDTH = 960
MARGIN = 48
TITLE, BODY, SMALL = 56, 44, 38  # sizes of letters

_FINER = 4  # Pillow's edges are whole pixels: marks are drawn larger, then brought down
_MIDDLE = 0.36  # of the size of letters: from the baseline to the middle of a capital
_DESCRIPTION = 1024  # https://discord.com/developers/docs/components/reference#media-gallery


class Canvas:
    """A drawing surface; measures are pixels from the left and top."""

    def __init__(self, height: int, *, is_light: bool) -> None:
        self.theme = theme(is_light=is_light)
        self.height = height
        self._image = Image.new("RGB", (WIDTH, height), self.theme.ground)

    def title(self, say: Callable[[str], str], name: str = "") -> None:
        """The heading, as `say` makes it of a name, which is cut to fit."""
        line = fitting(say, name, TITLE, WIDTH - 2 * MARGIN, is_strong=True)
        self.words(MARGIN, 92, line, TITLE, self.theme.ink, is_strong=True)

    def about(self, say: Callable[[str], str], name: str, y: float, colour: str) -> None:
        """A line about one person, after a dot in their colour: in smaller letters before the name is cut."""
        left = MARGIN + 44
        width = WIDTH - MARGIN - left
        self.dot(MARGIN + 14, y - 14, 28, colour)
        self.words(left, y, fitting(say, name, BODY, 1.25 * width), BODY, colour, within=width)

    def words(
        self,
        x: float,
        y: float,
        text: str,
        size: int,
        colour: str,
        anchor: str = "ls",
        *,
        within: float = WIDTH - 2 * MARGIN,
        is_strong: bool = False,
    ) -> None:
        """A line of text at most as wide as `within`, else in smaller letters.

        `anchor` says what of it is at `x` and `y`: l, m or r, then s for its baseline or m for the middle of capitals.
        """
        width = across(text, size, is_strong=is_strong)
        if width > within:
            size = max(1, int(size * within / width))
            width = across(text, size, is_strong=is_strong)
        x -= width * "lmr".index(anchor[0]) / 2
        y += _MIDDLE * size if anchor[1] == "m" else 0
        write(self._image, x, y, text, size, colour, is_strong=is_strong)

    def bar(self, left: float, top: float, right: float, bottom: float, colour: str, radius: int = 10) -> None:
        """A bar, at least a pixel wide and high."""
        mask = _rounded(max(1, round(right - left)), max(1, round(bottom - top)), radius)
        self._image.paste(colour, (round(left), round(top)), mask)

    def dot(self, x: float, y: float, diameter: float, colour: str) -> None:
        half = diameter / 2
        self.bar(x - half, y - half, x + half, y + half, colour, radius=round(half))

    def pointer(self, x: float, y: float, colour: str) -> None:
        """A triangle that points upwards to `x`, `y`."""
        mask = _triangle()
        self._image.paste(colour, (round(x - mask.width / 2), round(y)), mask)

    def nothing(self, sentence: str) -> None:
        """A sentence in the middle of an empty picture."""
        self.words(WIDTH / 2, self.height * 0.55, sentence, BODY, self.theme.faint, "mm")

    def picture(self, name: str, described_as: str) -> Picture:
        return Picture(f"{name}.png", png(self._image), bare(without_ours(described_as), _DESCRIPTION))


def called(name: str) -> str:
    """A name inside a sentence."""
    return bare(name, 40) or "?"


def short(count: int) -> str:
    """At most four characters, for a count below a billion."""
    if count < 10_000:
        return f"{count}" if count < 1000 else f"{decimal(count // 100 / 10, 1)}k"
    return f"{count // 1000}k" if count < 1_000_000 else f"{count // 1_000_000}M"


@lru_cache(maxsize=512)
def _rounded(width: int, height: int, radius: int) -> Image.Image:
    mask = Image.new("L", (width * _FINER, height * _FINER))
    corner = min(radius, width // 2, height // 2) * _FINER
    box = (0, 0, width * _FINER - 1, height * _FINER - 1)
    ImageDraw.Draw(mask).rounded_rectangle(box, corner, fill=255)
    return mask.reduce(_FINER)


@cache
def _triangle(width: int = 32, height: int = 26) -> Image.Image:
    mask = Image.new("L", (width * _FINER, height * _FINER))
    right, bottom = mask.width - 1, mask.height - 1
    ImageDraw.Draw(mask).polygon([(mask.width / 2, 0), (right, bottom), (0, bottom)], fill=255)
    return mask.reduce(_FINER)
