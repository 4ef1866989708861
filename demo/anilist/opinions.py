"""What the stand-in's world thinks of a title, and where it is found: scores, lists, reviews and links, all invented.

They follow from a title's facts, so they are the same in every run. Scores lie around the title's mean, lists add up to
its popularity; no link leads anywhere.
"""

from collections.abc import Mapping, Sequence
from math import exp
from zlib import crc32

from demo.anilist.media import Node

_SPREAD = 16  # of scores around their mean
_LISTS = {"CURRENT": 9, "PLANNING": 26, "COMPLETED": 54, "PAUSED": 5, "DROPPED": 6}  # percent
_WHILE_IT_AIRS = {"CURRENT": 58, "PLANNING": 33, "COMPLETED": 0, "PAUSED": 4, "DROPPED": 5}
_REVIEWS = (
    "A quiet story that trusts its viewers. Bring tissues.",
    "Twelve episodes of setup, and then the best finale of the year.",
    "Everybody told me to watch it. Everybody was right.",
    "Good music, good food, and a plot that forgets to turn up.",
    "I came for the animation and stayed for the grandmother.",
    "It takes its time. So should you.",
    "A beginning, a middle, and a **very** loud end: @everyone, see [this](https://example.org)! ~!The dog did it.!~",
)
_OFFICIAL = {"JP": "Japanese", "KR": "Korean", "CN": "Chinese", "TW": "Chinese"}
_Site = tuple[str, str, str | None, str | None]  # its name, type, language and AniList's note
_FOR_ANIME: Sequence[_Site] = (
    ("Crunchyroll", "STREAMING", None, None),
    ("Netflix", "STREAMING", None, "Season 1"),
    ("Hulu", "STREAMING", "English", None),
    ("HIDIVE", "STREAMING", "English", None),
    ("Anime Digital Network", "STREAMING", "French", None),
    ("Anime Digital Network", "STREAMING", "German", None),
    ("Aniverse", "STREAMING", "German", "Dubbed"),
    ("Bilibili TV", "STREAMING", "Thai", None),
    ("Star Channel", "STREAMING", "Japanese", None),
)
_FOR_MANGA: Sequence[_Site] = (
    ("MANGA Plus", "STREAMING", "English", None),
    ("MANGA Plus", "STREAMING", "Spanish", None),
    ("VIZ", "STREAMING", "English", None),
    ("Comic Walker", "STREAMING", "Japanese", None),
    ("KakaoPage", "STREAMING", "Korean", None),
)
_ODD: Sequence[Node] = (  # links that can't be shown as they are
    {"site": "[free](https://example.org) @everyone", "type": "STREAMING", "url": "https://example.org/made-up/odd"},
    {"site": "Nowhere", "type": "STREAMING", "url": "javascript:alert(1)"},
    {"site": "Unsafe", "type": "STREAMING", "url": "http://example.org/made-up"},
    {"site": "Gone", "type": "STREAMING", "url": "https://example.org/made-up/gone", "isDisabled": True},
)
_ODD_IN = 9253


def score_distribution(node: Node) -> list[Node]:
    """How many people gave each score: a bell around the title's mean; nothing for a title without one."""
    mean, listed = node["meanScore"] or node["averageScore"], node["popularity"] or 0
    if not mean or node["status"] == "NOT_YET_RELEASED":
        return []
    weights = {score: exp(-(((score - mean) / _SPREAD) ** 2) / 2) for score in range(10, 101, 10)}
    whole = sum(weights.values())
    return [{"score": score, "amount": round(listed * 0.45 * weight / whole)} for score, weight in weights.items()]


def status_distribution(node: Node) -> list[Node]:
    """How many people list the title, by status."""
    match node["status"]:
        case "NOT_YET_RELEASED":
            shares: Mapping[str, int] = {"PLANNING": 100}
        case "RELEASING":
            shares = _WHILE_IT_AIRS
        case _:
            shares = _LISTS
    listed = node["popularity"] or 0
    return [{"status": status, "amount": listed * share // 100} for status, share in shares.items() if listed * share]


def reviews(node: Node, authors: Sequence[int]) -> list[Node]:
    """The title's reviews, the most helpful first, by some of the authors; one title in three has none."""
    chance = _chance("review", node)
    if chance % 3 == 0 or node["status"] == "NOT_YET_RELEASED" or not authors:
        return []
    return [_review(node, chance // 3 + at, authors, votes=40 - 17 * at) for at in range(1 + chance % 2)]


def _review(node: Node, chance: int, authors: Sequence[int], *, votes: int) -> Node:
    score = max(10, min(100, (node["averageScore"] or 70) + chance % 21 - 8))
    return {
        "id": 90_000 + chance % 9_000,
        "userId": authors[chance % len(authors)],
        "mediaId": node["id"],
        "mediaType": node["type"],
        "summary": _REVIEWS[chance % len(_REVIEWS)],
        "score": score,
        "rating": votes - chance % 9,
        "ratingAmount": votes,
        "private": False,
    }


def external_links(node: Node) -> list[Node]:
    """Places to watch or read, the official site and a channel, some of them by chance; few titles have none."""
    chance = _chance("links", node)
    sites = _FOR_ANIME if node["type"] == "ANIME" else _FOR_MANGA
    chosen = [site for at, site in enumerate(sites) if chance >> at & 1]
    if chance % 11 == 0:
        return []
    home = _OFFICIAL.get(node["countryOfOrigin"] or "")
    official: list[_Site] = [("Official Site", "INFO", home, None), ("Twitter", "SOCIAL", home, None)]
    links = [_link(node, at, *site) for at, site in enumerate([*chosen, *official])]
    return [*links, *({"id": 1, "isDisabled": False, **odd} for odd in _ODD if node["id"] == _ODD_IN)]


def _link(node: Node, at: int, site: str, kind: str, language: str | None, notes: str | None) -> Node:
    name = site.lower().replace(" ", "-")
    return {
        "id": node["id"] * 20 + at,
        "url": f"https://example.org/made-up/{name}/{node['id']}",
        "site": site,
        "type": kind,
        "language": language,
        "notes": notes,
        "isDisabled": False,
    }


def _chance(about: str, node: Node) -> int:
    return crc32(f"{about}:{node['id']}".encode())
