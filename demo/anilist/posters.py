"""Covers of the demo's titles as small posters: a scene after the genre, in the title's colour, and the title.

Nothing of a real cover is in them, and nothing is loaded from elsewhere: each start draws them.
"""

import math
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from random import Random

from PIL import Image, ImageDraw

from cards.charts.letters import across, fitting, write
from cards.charts.png import png
from demo.anilist.media import all_media

WIDTH, HEIGHT = 230, 326
_MARGIN = 14
_INSIDE = WIDTH - 2 * _MARGIN
_SIZES = ((38, 2), (33, 3), (27, 4), (22, 4))  # of a title's letters, and the lines that it may have in them
_NATIVE = 15
_TITLE_ENDS = 264  # Discord shows the square in the middle
_LETTERS = "#ffffff"
_WHITE, _DARK = (255, 255, 255), (14, 14, 22)

Colour = tuple[int, int, int]


class _Paper(ImageDraw.ImageDraw):
    """A poster's picture before its title; `light` and `deep` are shades of its colour."""

    def __init__(self, image: Image.Image, light: Colour, deep: Colour, chance: Random) -> None:
        super().__init__(image)
        self.light, self.deep, self.chance = light, deep, chance

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        self.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)

    def ridge(self, height: float, roughness: float, colour: Colour) -> None:
        """Hills, or mountains where they are rough, from one side to the other."""
        places = range(0, WIDTH + 24, 23)
        tops = [(x, height + self.chance.uniform(-roughness, roughness)) for x in places]
        self.polygon([(0, HEIGHT), *tops, (WIDTH, HEIGHT)], fill=colour)


def _hills(paper: _Paper) -> None:
    paper.disc(paper.chance.randint(60, 170), 105, 44, _mixed(paper.light, _WHITE, 0.65))
    for step in range(3):
        paper.ridge(170 + 34 * step, 14, _mixed(paper.light, paper.deep, 0.35 + 0.3 * step))


def _mountains(paper: _Paper) -> None:
    _stars(paper, 26)
    paper.disc(paper.chance.randint(50, 180), 76, 30, _mixed(paper.light, _WHITE, 0.8))
    for step in range(3):
        paper.ridge(150 + 40 * step, 42 - 10 * step, _mixed(paper.light, paper.deep, 0.4 + 0.25 * step))


def _city(paper: _Paper) -> None:
    paper.disc(115, 130, 74, _mixed(paper.light, _WHITE, 0.45))
    for step in range(2):
        shade = _mixed(paper.light, paper.deep, 0.5 + 0.4 * step)
        left = -6
        while left < WIDTH:
            width, top = paper.chance.randint(16, 34), 150 + 50 * step + paper.chance.randint(-44, 34)
            paper.rectangle((left, top, left + width, HEIGHT), fill=shade)
            for y in range(top + 8, min(top + 80, 260), 12):
                if paper.chance.random() < 0.55:
                    at = left + paper.chance.randrange(4, width - 4)
                    paper.rectangle((at, y, at + 3, y + 4), fill=_mixed(paper.light, _WHITE, 0.7))
            left += width + paper.chance.randint(0, 4)


def _rays(paper: _Paper) -> None:
    x, y = paper.chance.randint(70, 160), paper.chance.randint(110, 160)
    turn = paper.chance.random()
    for ray in range(0, 20, 2):
        angles = ((ray + turn) * math.pi / 10, (ray + 1 + turn) * math.pi / 10)
        ends = [(x + 500 * math.cos(angle), y + 500 * math.sin(angle)) for angle in angles]
        paper.polygon([(x, y), *ends], fill=_mixed(paper.light, paper.deep, 0.45))
    paper.disc(x, y, 46, _mixed(paper.light, _WHITE, 0.75))
    paper.disc(x, y, 34, paper.deep)


def _waves(paper: _Paper) -> None:
    paper.disc(paper.chance.randint(60, 170), 92, 38, _mixed(paper.light, _WHITE, 0.7))
    for step in range(5):
        phase, height = paper.chance.uniform(0, 6), 150 + 26 * step
        tops = [(x, height + 9 * math.sin(x / 22 + phase)) for x in range(0, WIDTH + 6, 5)]
        paper.polygon([(0, HEIGHT), *tops, (WIDTH, HEIGHT)], fill=_mixed(paper.light, paper.deep, 0.2 + 0.16 * step))


def _petals(paper: _Paper) -> None:
    paper.disc(115, 140, 82, _mixed(paper.light, _WHITE, 0.55))
    for _ in range(34):
        x, y, size = paper.chance.randint(0, WIDTH), paper.chance.randint(0, 280), paper.chance.randint(5, 13)
        shade = _mixed(_mixed(paper.light, _WHITE, 0.85), paper.light, paper.chance.random())
        turn = paper.chance.uniform(0, 360)
        paper.chord((x - size, y - size, x + size, y + size), turn, turn + 180, fill=shade)


def _planet(paper: _Paper) -> None:
    _stars(paper, 60)
    x, y, radius = paper.chance.randint(80, 150), paper.chance.randint(110, 150), paper.chance.randint(48, 66)
    paper.disc(x, y, radius, _mixed(paper.light, _WHITE, 0.35))
    paper.disc(x + radius * 0.22, y + radius * 0.2, radius * 0.86, paper.light)
    for wide in (1.5, 1.62):
        ring = (x - wide * radius, y - 24, x + wide * radius, y + 24)
        paper.arc(ring, -12, 192, fill=_mixed(paper.light, _WHITE, 0.8), width=4)


def _stripes(paper: _Paper) -> None:
    step = paper.chance.randint(30, 46)
    for left in range(-HEIGHT, WIDTH, 2 * step):
        paper.polygon(
            [(left, HEIGHT), (left + step, HEIGHT), (left + step + 240, 0), (left + 240, 0)],
            fill=_mixed(paper.light, _WHITE, 0.25),
        )
    paper.disc(115, 130, 56, paper.deep)
    paper.disc(115, 130, 44, _mixed(paper.light, _WHITE, 0.85))


_SCENES: dict[str, Callable[[_Paper], None]] = {  # the first of these that is among a title's genres
    "Mecha": _planet,
    "Sci-Fi": _planet,
    "Sports": _stripes,
    "Music": _waves,
    "Horror": _mountains,
    "Romance": _petals,
    "Mahou Shoujo": _petals,
    "Mystery": _city,
    "Psychological": _city,
    "Thriller": _city,
    "Fantasy": _mountains,
    "Supernatural": _mountains,
    "Adventure": _waves,
    "Slice of Life": _hills,
    "Action": _rays,
}
_DARK_SKIES = {_mountains, _planet}


_COLOURS = ("#3f7fd9", "#d9574a", "#3aa17e", "#8a63d2", "#e0913a", "#d6568f", "#2f9fb8", "#6f8f3a")


@lru_cache(maxsize=512)
def poster(media_id: int) -> bytes:
    """The cover of a title of :func:`all_media`, as a PNG; the same at each start."""
    node = all_media()[media_id]
    red, green, blue = bytes.fromhex((node["color"] or _COLOURS[media_id % len(_COLOURS)]).removeprefix("#"))
    light: Colour = (red, green, blue)
    deep = _mixed(light, _DARK, 0.78)
    scene = next((_SCENES[genre] for genre in _SCENES if genre in node["genres"]), _hills)
    top = _mixed(light, _DARK, 0.6) if scene in _DARK_SKIES else _mixed(light, _WHITE, 0.25)
    image = _gradient(top, light)
    scene(_Paper(image, light, deep, Random(media_id)))  # noqa: S311  (a picture is no secret)
    image.paste(deep, (0, 0), _shade())
    _write(image, node["title"])
    return png(image)


def _gradient(top: Colour, bottom: Colour) -> Image.Image:
    size = (WIDTH, HEIGHT)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), _downwards())


@cache
def _downwards() -> Image.Image:
    return Image.linear_gradient("L").resize((WIDTH, HEIGHT))


@cache
def _shade() -> Image.Image:
    """Darkens the lower half, where the title stands."""
    return _downwards().point([max(0, min(245, int(2.2 * at) - 190)) for at in range(256)])


def _write(image: Image.Image, titles: Mapping[str, str | None]) -> None:
    native = titles["native"] or ""
    size, lines = _fitted(titles["english"] or titles["romaji"] or native)
    for at, line in enumerate(reversed(lines)):
        write(image, _MARGIN, _TITLE_ENDS - at * size * 1.12, line, size, _LETTERS, is_strong=True)
    if not native.isascii():
        write(image, _MARGIN, HEIGHT - 22, fitting(str, native, _NATIVE, _INSIDE), _NATIVE, _LETTERS)


def _fitted(title: str) -> tuple[int, list[str]]:
    """The largest letters in which the title has few lines, and the lines; a title too long even so is cut."""
    for size, most in _SIZES:
        lines = _wrapped(title, size)
        if len(lines) <= most and all(across(line, size, is_strong=True) <= _INSIDE for line in lines):
            return size, lines
    size, most = _SIZES[-1]
    *kept, last = _wrapped(title, size)[:most]
    return size, [fitting(str, line, size, _INSIDE, is_strong=True) for line in (*kept, f"{last}…")]


def _wrapped(title: str, size: int) -> list[str]:
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or across(longer, size, is_strong=True) <= _INSIDE:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _stars(paper: _Paper, count: int) -> None:
    for _ in range(count):
        x, y = paper.chance.randint(0, WIDTH), paper.chance.randint(0, 220)
        paper.disc(x, y, paper.chance.choice((1, 1, 1.6)), _WHITE)


def _mixed(colour: Colour, into: Colour, part: float) -> Colour:
    red, green, blue = (round(one + (other - one) * part) for one, other in zip(colour, into, strict=True))
    return red, green, blue
