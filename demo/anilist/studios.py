"""The studios of the stand-in's titles. Names are real, and so is what they made; ids and favourites are invented.

They come from ``demo/media.json``; the main studios of well-known titles that it lacks are here.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from zlib import crc32

import msgspec

from demo.anilist.media import all_media

_MADE = {
    "8-bit": (101280,),
    "A-1 Pictures": (11757, 20594, 20789, 20665, 21234, 9919, 101921, 112641),
    "bones film": (21459, 21856, 100166, 104276, 5114, 121, 20447, 21507, 101338, 5),
    "Brain's Base": (14813,),
    "CloverWorks": (101291, 101759, 124080, 130003, 140960),
    "CoMix Wave Films": (21519,),
    "david production": (14719, 105310),
    "Gainax": (2001, 30),
    "J.C.STAFF": (4224, 97668),
    "Kinema Citrus": (99263,),
    "Kyoto Animation": (20954, 21827, 2167, 20889),
    "Lerche": (20755, 98659),
    "LIDENFILMS": (120120,),
    "MADHOUSE": (1535, 11061, 21087, 19815, 19, 154587, 20623, 20931, 889, 1519, 877, 1818, 99426),
    "MAPPA": (113415, 145064, 110277, 98314),
    "P.A.WORKS": (6547, 20997, 9289),
    "Production I.G": (20464, 104990, 138899),
    "Science SARU": (171018,),
    "Studio Bind": (108465,),
    "Studio DEEN": (21202,),
    "Studio Ghibli": (199, 431, 164, 1047),
    "Studio Pierrot": (20, 1735, 20605, 97940, 269, 245),
    "Sunrise": (1, 1575),
    "TMS Entertainment": (105333,),
    "Toei Animation": (21, 170),
    "TRIGGER": (120377, 99423, 153518),
    "ufotable": (101922, 112151, 142329),
    "WHITE FOX": (21355, 9253, 20613),
    "WIT STUDIO": (20958, 99147, 104578, 101348, 140960, 119113),
}


class Studio(msgspec.Struct, frozen=True, kw_only=True):
    """AniList's ``Studio``."""

    id: int
    name: str
    is_animation_studio: bool
    favourites: int


class Work(msgspec.Struct, frozen=True):
    """A title of a studio; its main studio has drawn it."""

    media_id: int
    studio: Studio
    is_main: bool


class Works(msgspec.Struct, frozen=True):
    """All studios by id, and what each has worked on, by the ids of studios and of titles."""

    all: Mapping[int, Studio]
    works: Mapping[int, list[Work]]
    of_title: Mapping[int, list[Work]]


@cache
def studios() -> Works:
    told = [(node["id"], one["name"], one["isMain"]) for node in all_media().values() for one in node["studios"] or ()]
    lacking = {node["id"] for node in all_media().values()} - {media_id for media_id, _, is_main in told if is_main}
    told += [(media_id, name, True) for name, made in _MADE.items() for media_id in made if media_id in lacking]
    animating = {_key(name) for _, name, is_main in told if is_main}
    known: dict[str, Studio] = {}
    works: defaultdict[int, list[Work]] = defaultdict(list)
    of_title: defaultdict[int, list[Work]] = defaultdict(list)
    for media_id, name, is_main in told:
        studio = known.setdefault(_key(name), _studio(name, is_animating=_key(name) in animating))
        works[studio.id].append(Work(media_id, studio, is_main))
        of_title[media_id].append(Work(media_id, studio, is_main))
    return Works({one.id: one for one in known.values()}, works, of_title)


def _key(name: str) -> str:
    """The data write some names in two ways."""
    return name.casefold().replace(" ", "")


def _studio(name: str, *, is_animating: bool) -> Studio:
    chance = crc32(_key(name).encode())
    return Studio(id=chance % 1_000_000 + 1, name=name, is_animation_studio=is_animating, favourites=chance % 40_000)
