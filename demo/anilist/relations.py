"""How the stand-in's media belong together: the real relations of some franchises, besides those in ``media.json``.

AniList has each relation at both of its ends; so it is here.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain, pairwise

from demo.anilist.media import Node, all_media

INVERSE = {
    "SEQUEL": "PREQUEL",
    "SIDE_STORY": "PARENT",
    "SUMMARY": "PARENT",
    "SPIN_OFF": "PARENT",
    "ALTERNATIVE": "ALTERNATIVE",
    "CHARACTER": "CHARACTER",
    "SOURCE": "ADAPTATION",
}
_SEQUELS = (
    (20, 1735),  # Naruto
    (30, 32),  # Evangelion
    (269, 116674, 185874),  # Bleach
    (9253, 11577),  # Steins;Gate
    (11757, 20594),  # Sword Art Online
    (16498, 20958, 99147, 104578, 110277, 131681, 146984, 162314),  # Attack on Titan
    (20691, 20692),  # its summaries
    (21087, 97668, 153800),  # One Punch Man
    (21355, 189046),  # Re:Zero
    (21459, 21856, 100166, 104276, 117193, 139630, 163139, 182896),  # My Hero Academia
    (21507, 101338, 140439),  # Mob Psycho 100
    (101291, 199340),  # Bunny Girl Senpai
    (101921, 112641),  # Kaguya-sama
    (101922, 112151, 142329, 145139, 166240, 178788),  # Demon Slayer
    (101922, 129874, 142329),
    (113415, 131573),  # Jujutsu Kaisen, whose film came later and tells what was before
    (127230, 171627),  # Chainsaw Man
    (131573, 145064),
    (142838, 158927, 158928, 177937),  # SPY×FAMILY
    (171018, 185660),  # Dandadan
)
_OTHERS: Mapping[str, Mapping[int, tuple[int, ...]]] = {
    "SIDE_STORY": {
        1: (5,),
        9289: (14175,),
        16498: (18397, 19391, 20811, 99634),
        189046: (210687,),
    },
    "SUMMARY": {16498: (20691,), 20958: (20692,)},
    "SPIN_OFF": {16498: (21281,)},
    "ALTERNATIVE": {30: (3786,), 121: (5114,), 112151: (129874,)},
    "SOURCE": {
        5114: (30025,),
        11061: (30026,),
        19815: (78399,),
        20464: (65243,),
        20954: (85135,),
        140960: (108556,),
        154587: (118586,),
        171018: (132029,),
    },
}


@cache
def relations() -> Mapping[int, list[Node]]:
    """By medium: ``relationType`` and ``id`` of others, each once."""
    found: dict[int, dict[int, Node]] = {media_id: {} for media_id in all_media()}
    for media_id, kind, other in chain(_recorded(), _added()):
        if {media_id, other} <= found.keys():
            found[media_id].setdefault(other, {"relationType": kind, "id": other})
            if kind in INVERSE:
                found[other].setdefault(media_id, {"relationType": INVERSE[kind], "id": media_id})
    return {media_id: list(others.values()) for media_id, others in found.items()}


def _recorded() -> Iterator[tuple[int, str, int]]:
    """Those of ``media.json``. What an anime adapts is its SOURCE, in the version of the field that Musubi asks for."""
    for node in all_media().values():
        for edge in node["relations"]:
            kind = edge["relationType"]
            is_source = kind == "ADAPTATION" and node["type"] == "ANIME"
            yield node["id"], "SOURCE" if is_source else kind, edge["id"]


def _added() -> Iterator[tuple[int, str, int]]:
    for line in _SEQUELS:
        yield from ((before, "SEQUEL", after) for before, after in pairwise(line))
    for kind, others in _OTHERS.items():
        yield from ((media_id, kind, other) for media_id, ids in others.items() for other in ids)
