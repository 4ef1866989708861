"""A picture's ground, letters and rounded marks. Knows no scores.

Sized for phones, where 960 pixels are about 320 points. Pillow's own font draws the letters, so hosts install none.
"""

import io
from functools import cache, lru_cache
from unicodedata import normalize

from PIL import Image, ImageDraw, ImageFont

from cards.card import Picture, bare
from cards.charts.theme import theme

WIDTH = 960
MARGIN = 48
TITLE, BODY, SMALL = 56, 44, 38  # sizes of letters

_FINER = 4  # Pillow's edges are whole pixels: marks are drawn larger, then brought down
_COVERED = frozenset(map(chr, range(32, 127))) | frozenset("·…’")
_DESCRIPTION = 1024  # https://discord.com/developers/docs/components/reference#media-gallery


class Canvas:
    """A drawing surface; measures are pixels from the left and top."""

    def __init__(self, height: int, *, is_light: bool) -> None:
        self.theme = theme(is_light=is_light)
        self.height = height
        self._image = Image.new("RGB", (WIDTH, height), self.theme.ground)
        self._draw = ImageDraw.Draw(self._image)

    def title(self, name: str, rest: str = "") -> None:
        line = fitting(name, rest, TITLE, WIDTH - 2 * MARGIN)
        self.words(MARGIN, 92, line, TITLE, self.theme.ink, is_strong=True)

    def about(self, name: str, rest: str, y: float, colour: str) -> None:
        """A line about one person, after a dot in their colour."""
        left = MARGIN + 44
        self.dot(MARGIN + 14, y - 14, 28, colour)
        self.words(left, y, fitting(name, rest, BODY, WIDTH - MARGIN - left), BODY, colour)

    def words(
        self, x: float, y: float, text: str, size: int, colour: str, anchor: str = "ls", *, is_strong: bool = False
    ) -> None:
        """A line of text from its baseline, or as `anchor` says (Pillow's)."""
        self._draw.text((x, y), text, colour, _font(size), anchor, stroke_width=int(is_strong))

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
        file = io.BytesIO()
        self._image.save(file, "PNG", compress_level=3)
        return Picture(f"{name}.png", file.getvalue(), bare(described_as, _DESCRIPTION))


def called(name: str) -> str:
    """A name inside a sentence."""
    return bare(name, 40) or "?"


def drawable(name: str, otherwise: str) -> str:
    """`name` if the font has its letters, accents and ornaments aside; else `otherwise`."""
    letters = [sign for sign in normalize("NFKD", name) if sign.isalnum()]
    return name if letters and _COVERED.issuperset(letters) else otherwise


def short(count: int) -> str:
    """At most four characters, for a count below a billion."""
    if count < 10_000:
        return f"{count}" if count < 1000 else f"{count // 100 / 10:.1f}k"
    return f"{count // 1000}k" if count < 1_000_000 else f"{count // 1_000_000}M"


def counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def fitting(name: str, rest: str, size: int, width: float) -> str:
    """`name` and `rest` on one line: drawable, with the name cut until both fit into `width`."""
    start = "".join(sign for sign in normalize("NFKD", bare(name)) if sign in _COVERED).strip() or "?"
    if across(start + rest, size) <= width:
        return start + rest
    while start and across(f"{start}…{rest}", size) > width:
        start = start[:-1]
    return f"{start}…{rest}"


def across(text: str, size: int) -> float:
    """The width in pixels."""
    return _font(size).getlength(text)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)  # Pillow's wheels have FreeType
    return font


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
