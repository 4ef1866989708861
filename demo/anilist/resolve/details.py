"""A title among the others: what it is to them, and its places by score and popularity."""

from collections.abc import Callable
from functools import cache
from typing import Any

from demo.anilist.media import Node, all_media
from demo.anilist.world import Info

_TOLD = 10  # ranks of a kind, the best


def related(node: Node, info: Info) -> Node:
    edges = [
        {"id": index, "relationType": edge["relationType"], "node": all_media()[edge["id"]], "isMainStudio": False}
        for index, edge in enumerate(info.context.world.editors.relations(node["id"]), 1)
    ]
    return {"edges": edges, "nodes": [edge["node"] for edge in edges]}


def rankings(node: Node, _info: Info) -> list[Node]:
    """The best places by score and by popularity: of all time, and of the title's year."""
    kinds: tuple[tuple[str, str], ...] = (("RATED", "averageScore"), ("POPULAR", "popularity"))
    ranks = [
        {"rank": place, "type": kind, "allTime": year is None, "year": year, "season": None}
        for kind, key in kinds
        for year in (None, node["seasonYear"] or node["startDate"]["year"])
        if (place := _places(node["type"], key, year).get(node["id"], _TOLD + 1)) <= _TOLD
    ]
    return [rank | {"id": index, "format": node["format"], "context": ""} for index, rank in enumerate(ranks, 1)]


@cache
def _places(media_type: str, key: str, year: int | None) -> dict[int, int]:
    """The places of the media of a type, of a year or of all, the highest value first."""
    found = [
        node
        for node in all_media().values()
        if node["type"] == media_type and node[key] and year in {None, node["seasonYear"] or node["startDate"]["year"]}
    ]
    best: Callable[[Node], int] = lambda node: -node[key]  # noqa: E731
    return {node["id"]: place for place, node in enumerate(sorted(found, key=best), 1)}


RESOLVERS: dict[str, Callable[..., Any]] = {
    "Media.relations": related,
    "Media.rankings": rankings,
}
