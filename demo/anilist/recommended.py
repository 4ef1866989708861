"""Recommendations: recorded ones, else by shared genres, the same in every run."""

from collections.abc import Mapping
from functools import cache

from demo.anilist.media import Node, all_media

_MOST = 5


@cache
def recommended() -> Mapping[int, list[Node]]:
    """By medium: ``rating`` and ``id`` of others, the best first. None is a medium that AniList has deleted."""
    return {node["id"]: node["recommendations"] or _alike(node) for node in all_media().values()}


def _alike(node: Node) -> list[Node]:
    """Media with shared genres; none for a medium without genres, and none for adult titles."""
    others = [other for other in all_media().values() if other["type"] == node["type"] and not other["isAdult"]]
    kin = {other["id"]: _kinship(node, other) for other in others if other is not node and not node["isAdult"]}
    best = sorted(kin, key=lambda media_id: (-kin[media_id], media_id))[:_MOST]
    return [{"id": media_id, "rating": round(300 * kin[media_id] ** 3)} for media_id in best if kin[media_id] > 1 / 3]


def _kinship(node: Node, other: Node) -> float:
    """The share of genres that two media have in common."""
    ours, theirs = set(node["genres"]), set(other["genres"])
    return len(ours & theirs) / len(ours | theirs) if ours else 0
