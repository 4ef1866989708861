"""The letters of pictures: which fonts have a sign, how wide a text is, and what is left out of it.

Noto Sans has Latin, Greek and Cyrillic letters, Noto Sans CJK those of Japan, China and Korea; CONTRIBUTING.md says how
the files in ``fonts/`` were made. Smileys are our own pictures. A file is opened when it is first needed, and read
where a picture needs it. Knows no canvas.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from unicodedata import normalize

import msgspec
from PIL import Image, ImageDraw, ImageFont

from cards.card import bare
from cards.emojis import FOLDER, PLAIN, without_ours

_FONTS = Path(__file__).parent / "fonts"
_LATIN, _STRONG, _CJK = "NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSansCJK-Regular.otf"
_IN_LATIN = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u03e1\u03f0-\u0482\u048a-\u052f\u1e00-\u1fff"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u214f]"
)
_FACES = {PLAIN[name]: name for name in ("happy", "neutral", "sad")}
_BLANK = "\u3164"  # a letter of Korean that shows nothing: no name for anybody
_FACE = 1.15  # of the size of letters
_FACE_TOP = 0.92  # of the size: from the baseline to the top of a smiley
_ALIKE = str.maketrans("−", "–")


class Glyph(msgspec.Struct, frozen=True):
    """A sign as it is drawn: letters are a mask for any colour, smileys have their own.

    `left` and `top` lead from the pen, on the baseline, to the image's corner; `width` leads to the next pen.
    """

    image: Image.Image
    left: int
    top: int
    width: float


def glyphs(text: str, size: int, *, is_strong: bool = False) -> list[Glyph]:
    """The drawable signs of a line."""
    return [_glyph(sign, size, is_strong=is_strong) for sign in readable(text)]


def across(text: str, size: int, *, is_strong: bool = False) -> float:
    """The width in pixels."""
    return sum(glyph.width for glyph in glyphs(text, size, is_strong=is_strong))


def write(
    image: Image.Image, x: float, y: float, text: str, size: int, colour: str, *, is_strong: bool = False
) -> None:
    """A line of text whose baseline begins at `x` and `y`."""
    for glyph in glyphs(text, size, is_strong=is_strong):
        place = round(x) + glyph.left, round(y) + glyph.top
        image.paste(colour if glyph.image.mode == "L" else glyph.image, place, glyph.image)
        x += glyph.width


def fitting(say: Callable[[str], str], name: str, size: int, width: float, *, is_strong: bool = False) -> str:
    """What `say` makes of `name`, which is cut until the line fits into `width`."""
    start = readable(bare(name)) or "?"
    line = say(start)
    if across(line, size, is_strong=is_strong) <= width:
        return line

    def cut(length: int) -> str:
        return say(f"{start[:length].rstrip()}…")

    lengths = range(1, len(start))
    return cut(bisect_right(lengths, width, key=lambda length: across(cut(length), size, is_strong=is_strong)))


def drawable(name: str, otherwise: str) -> str:
    """`name` if the fonts have its letters, ornaments aside; else `otherwise`."""
    letters = [sign for sign in normalize("NFC", name) if sign.isalnum()]
    return name if letters and all(map(readable, letters)) else otherwise


def readable(words: str) -> str:
    """`words` without the signs that no font has; of fancy letters the plain ones are left."""
    composed = normalize("NFC", without_ours(words)).translate(_ALIKE)
    return "".join(sign if _source(sign) else _plain(sign) for sign in composed).strip()


def is_cjk(sign: str) -> bool:
    """Whether the font for Japan, China and Korea has the sign: their commonest, as older encodings have them."""
    if sign < "\u3000" or sign == _BLANK:
        return sign in "★☆"
    if any(len(_encoded(sign, encoding)) in {1, 2} for encoding in ("shift_jis", "gb2312", "euc_kr")):
        return True
    return b"\xa1" <= _encoded(sign, "big5")[:1] < b"\xc9"


def _plain(sign: str) -> str:
    return "".join(part for part in normalize("NFKD", sign) if _source(part))


@lru_cache(maxsize=4096)
def _source(sign: str, *, is_strong: bool = False) -> str:
    """The font with the sign, the smiley itself, or nothing."""
    if _IN_LATIN.fullmatch(sign):
        return _STRONG if is_strong else _LATIN
    return sign if sign in _FACES else _CJK if is_cjk(sign) else ""


@lru_cache(maxsize=1024)
def _glyph(sign: str, size: int, *, is_strong: bool) -> Glyph:
    """Fonts without kerning place each sign by its own width."""
    source = _source(sign, is_strong=is_strong)
    if source in _FACES:
        return Glyph(_face(_FACES[sign], round(_FACE * size)), 0, -round(_FACE_TOP * size), _FACE * size)
    font, stroke = _font(source, size), int(is_strong and source == _CJK)  # in place of a strong font of theirs
    left, top, right, bottom = map(int, font.getbbox(sign, anchor="ls", stroke_width=stroke))
    mask = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(mask).text((-left, -top), sign, 255, font, "ls", stroke_width=stroke)
    return Glyph(mask, left, top, font.getlength(sign))


def _encoded(sign: str, encoding: str) -> bytes:
    try:
        return sign.encode(encoding)
    except UnicodeEncodeError:
        return b""


@cache
def _font(file: str, size: int) -> ImageFont.FreeTypeFont:
    """Laid out by Pillow itself, so that a text is as wide on every machine."""
    return ImageFont.truetype(_FONTS / file, size, layout_engine=ImageFont.Layout.BASIC)


def _face(name: str, size: int) -> Image.Image:
    with Image.open(FOLDER / f"{name}.png") as picture:
        return picture.convert("RGBA").resize((size, size), Image.Resampling.LANCZOS)
