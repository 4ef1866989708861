"""The media that the stand-in knows: facts from ``demo/media.json``, found by AniList's filters, search and sorting."""

from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from demo.anilist.refusals import Refusal

Node = dict[str, Any]
_FILE = Path(__file__).parent.parent / "media.json"


@cache
def all_media() -> Mapping[int, Node]:
    """Every medium by id, in the shape of ``media.json``."""
    nodes = msgspec.json.decode(_FILE.read_bytes(), type=list[Node])
    return {node["id"]: node for node in nodes}


def find(media: Iterable[Node], **filters: Any) -> list[Node]:
    """The media that fit the arguments of ``Page.media`` and ``Media``. Raises Refusal for an unknown argument."""
    sort = filters.pop("sort", None)
    search = filters.pop("search", None)
    found = [node for node in media if all(_passes(node, *item) for item in filters.items())]
    if search:
        found = _ranked(found, search)
    return _sorted(found, sort) if sort and sort != ["SEARCH_MATCH"] else found


def titles(node: Node) -> list[str]:
    """All names of a medium."""
    return [text for text in (*node["title"].values(), *node["synonyms"]) if text]


def trend(node: Node) -> int:
    """The present popularity of a medium; media on air have the most."""
    return (node["popularity"] or 0) // (100 if node["status"] == "RELEASING" else 5000)


def _ranked(nodes: Iterable[Node], search: str) -> list[Node]:
    """Media with a name that has every word: first those with a name that begins with the text, then by popularity."""
    wanted = search.casefold()

    def holds(node: Node) -> bool:
        return any(all(word in name.casefold() for word in wanted.split()) for name in titles(node))

    def rank(node: Node) -> tuple[bool, int]:
        return not any(name.casefold().startswith(wanted) for name in titles(node)), -(node["popularity"] or 0)

    return sorted(filter(holds, nodes), key=rank)


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "not_in": lambda value, wanted: value not in wanted,
    "in": lambda value, wanted: value in wanted,
    "not": lambda value, wanted: value != wanted,
    "greater": lambda value, wanted: value is not None and value > wanted,
    "lesser": lambda value, wanted: value is not None and value < wanted,
    "": lambda value, wanted: value == wanted,
}
_PLAIN = frozenset(
    {"id", "idMal", "type", "format", "status", "season", "seasonYear", "episodes", "duration", "chapters", "volumes"}
    | {"isAdult", "averageScore", "popularity", "source", "countryOfOrigin", "isLicensed"}
)
_DATES: dict[str, Callable[[Node], int | None]] = {
    "startDate": lambda node: fuzzy_number(node["startDate"]),
    "endDate": lambda node: fuzzy_number(node["endDate"]),
}
_LISTS: dict[str, Callable[[Node], list[str]]] = {
    "genre": lambda node: node["genres"],
    "tag": lambda node: [tag["name"] for tag in node["tags"]],
}


def fuzzy_number(date: Mapping[str, int | None]) -> int | None:
    """AniList's ``FuzzyDateInt``: YYYYMMDD with 00 for unknown parts; None without a year."""
    year = date["year"]
    return None if year is None else year * 10000 + (date["month"] or 0) * 100 + (date["day"] or 0)


def _passes(node: Node, argument: str, wanted: Any) -> bool:
    name, _, comparison = argument.partition("_")
    if wanted is None:
        return True
    if name in _DATES and comparison == "like":
        return fnmatchcase(str(_DATES[name](node) or ""), wanted.replace("%", "*"))
    if name in _PLAIN | _DATES.keys() and comparison in COMPARISONS:
        return COMPARISONS[comparison](_DATES[name](node) if name in _DATES else node[name], wanted)
    if name in _LISTS and comparison in {"", "in", "not_in"}:
        shared = {wanted} if isinstance(wanted, str) else set(wanted)
        return shared.isdisjoint(_LISTS[name](node)) if comparison == "not_in" else shared <= set(_LISTS[name](node))
    raise Refusal(501, f"The stand-in AniList does not know the argument {argument}.")


_ORDERS: dict[str, Callable[[Node], Any]] = {
    "ID": lambda node: node["id"],
    "TITLE_ROMAJI": lambda node: (node["title"]["romaji"] or "").casefold(),
    "TITLE_ENGLISH": lambda node: (node["title"]["english"] or "").casefold(),
    "TITLE_NATIVE": lambda node: node["title"]["native"] or "",
    "START_DATE": lambda node: fuzzy_number(node["startDate"]) or 0,
    "END_DATE": lambda node: fuzzy_number(node["endDate"]) or 0,
    "SCORE": lambda node: node["averageScore"] or 0,
    "POPULARITY": lambda node: node["popularity"] or 0,
    "TRENDING": trend,
    "EPISODES": lambda node: node["episodes"] or 0,
}


def _sorted(nodes: list[Node], sort: Iterable[str | None]) -> list[Node]:
    for order in reversed([order for order in sort if order]):
        name = order.removesuffix("_DESC")
        if name not in _ORDERS:
            raise Refusal(501, f"The stand-in AniList does not know the order {order}.")
        nodes = sorted(nodes, key=_ORDERS[name], reverse=order != name)
    return nodes
