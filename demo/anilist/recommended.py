"""Recommendations: recorded ones, else by shared genres, the same in every run."""

from functools import cache

from demo.anilist.media import Node, all_media

_MOST = 5


@cache
def recommended(media_id: int) -> list[Node]:
    """``rating`` and ``id`` of others, the best first; none for a medium that nobody knows or AniList has deleted."""
    node = all_media().get(media_id)
    return (node["recommendations"] or _alike(node)) if node else []


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
