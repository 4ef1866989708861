"""Small made-up portraits, so that nothing is loaded from elsewhere."""

import io
from functools import lru_cache
from random import Random

from PIL import Image, ImageDraw

_SIZE, _TALL = 120, 300
_SKINS = ("#f6d3b8", "#eabf9a", "#c98f63", "#8d5a3b")
_COLOURS = ("#4f6bb5", "#a5523b", "#3b8a6b", "#8a4fa0", "#a0842f", "#3f7f8f")
_DARK, _WHITE, _BLUSH = "#2b2430", "#ffffff", "#e58a8a"


@lru_cache(maxsize=512)
def picture(seed: str, colour: str) -> bytes:
    """A portrait as PNG; `colour` is ``#rrggbb``, of hair and clothes. Equal arguments make equal pictures."""
    return _drawn(seed, colour, Image.new("RGB", (2 * _SIZE, 2 * _SIZE), _mixed(colour, _WHITE, 0.72)))


@lru_cache(maxsize=512)
def tall_picture(seed: str, colour: str) -> bytes:
    """A portrait in the shape of a poster, with a sky behind it."""
    light, deep = (Image.new("RGB", (2 * _SIZE, _TALL), _mixed(colour, _WHITE, part)) for part in (0.85, 0.35))
    return _drawn(seed, colour, Image.composite(deep, light, Image.linear_gradient("L").resize(light.size)))


def _drawn(seed: str, colour: str, image: Image.Image) -> bytes:
    """A portrait on a background, half as large as that."""
    chance = Random(seed)  # noqa: S311  (a picture is no secret)
    draw = ImageDraw.Draw(image)
    hair = _mixed(colour, _DARK, chance.choice((0.25, 0.5, 0.7)))
    if chance.random() < 0.5:  # long hair
        draw.rounded_rectangle((52, 70, 188, 214), 40, fill=hair)
    draw.ellipse((40, 186, 200, image.height + 100), fill=colour)
    skin = chance.choice(_SKINS)
    draw.rounded_rectangle((102, 150, 138, 206), 16, fill=_mixed(skin, _DARK, 0.15))
    draw.ellipse((56, 34, 184, 160), fill=hair)
    draw.ellipse((66, 62, 174, 178), fill=skin)
    _face(draw, chance)
    _fringe(draw, hair, chance)
    file = io.BytesIO()
    image.reduce(2).save(file, "PNG")
    return file.getvalue()


def portrait(user_id: int) -> bytes:
    """The avatar of a Discord account."""
    return picture(str(user_id), _COLOURS[user_id % len(_COLOURS)])


def _face(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    is_winking = chance.random() < 0.2
    for x, is_open in ((94, True), (146, not is_winking)):
        if is_open:
            draw.ellipse((x - 9, 112, x + 9, 138), fill=_DARK)
            draw.ellipse((x - 5, 115, x + 2, 123), fill=_WHITE)
        else:
            draw.arc((x - 11, 118, x + 11, 138), 190, 350, fill=_DARK, width=5)
        draw.ellipse((x - 13, 142, x + 13, 152), fill=_BLUSH)
    if chance.random() < 0.3:
        draw.chord((108, 140, 132, 166), 0, 180, fill=_DARK)
    else:
        draw.arc((108, 140, 132, 162), 20, 160, fill=_DARK, width=5)
    if chance.random() < 0.25:  # glasses
        for x in (94, 146):
            draw.ellipse((x - 20, 106, x + 20, 146), outline=_DARK, width=4)
        draw.line((114, 124, 126, 124), fill=_DARK, width=4)


def _fringe(draw: ImageDraw.ImageDraw, hair: str, chance: Random) -> None:
    parting = chance.randint(90, 150)
    draw.polygon([(60, 110), (66, 62), (parting, 50), (parting - 6, 84), (84, 98)], fill=hair)
    draw.polygon([(180, 110), (174, 62), (parting, 50), (parting + 8, 84), (156, 98)], fill=hair)
    draw.chord((58, 34, 182, 150), 180, 360, fill=hair)
    draw.polygon([(76, 92), (parting, 92), (parting - 16, 108), (92, 104)], fill=hair)
    draw.polygon([(parting, 92), (164, 92), (150, 106), (parting + 14, 100)], fill=hair)


def _mixed(colour: str, into: str, part: float) -> str:
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(into[1:]), strict=True)
    return "#" + bytes(round(one + (other - one) * part) for one, other in pairs).hex()
