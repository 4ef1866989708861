"""``Recommendation``: titles recommended for a title, and what people think of it. Its source is plain data."""

from typing import Any
from zlib import crc32

from demo.anilist.media import Node, all_media
from demo.anilist.people import AniListUser
from demo.anilist.recommended import recommended
from demo.anilist.refusals import Refusal, invalid, not_found
from demo.anilist.resolve.pages import GraphQLPage
from demo.anilist.world import AniListWorld, Info

_WORTH = {"RATE_UP": 1, "RATE_DOWN": -1}


def of_title(node: Node, info: Info, **arguments: Any) -> Node:
    """The best first. Some lead to nothing, as at AniList, where a recommended medium may be deleted."""
    if set(arguments.get("sort") or []) - {"RATING_DESC"}:
        raise Refusal(501, "The stand-in AniList sorts recommendations by their rating only.")
    page = GraphQLPage(arguments.get("page") or 1, arguments.get("perPage") or 25)
    nodes = page.cut(_known(info.context.world, node["id"]))
    return {"nodes": nodes, "edges": [{"node": one} for one in nodes], "pageInfo": page.info()}


def recommendation(_root: None, info: Info, **arguments: Any) -> Node:
    """By its id, or by its two titles. Raises Refusal (404)."""
    given = {name: value for name, value in arguments.items() if value is not None}
    if unknown := given.keys() - {"id", "mediaId", "mediaRecommendationId"}:
        raise Refusal(501, f"The stand-in AniList does not know the argument {min(unknown)}.")
    sources = [given["mediaId"]] if "mediaId" in given else list(all_media())
    for one in (one for source in sources for one in _known(info.context.world, source)):
        if given.get("id") in {None, one["id"]} and given.get("mediaRecommendationId") in {None, one["other"]}:
            return one
    raise not_found()


def save(_root: None, info: Info, **arguments: Any) -> Node:
    """Rate a recommendation, which begins to exist with its first rating. Raises Refusal."""
    world, owner = info.context.world, info.context.owner
    media_id, other = arguments.get("mediaId") or 0, arguments.get("mediaRecommendationId") or 0
    if media_id == other or not (world.editors.has(media_id) and world.editors.has(other)):
        raise invalid(mediaRecommendationId="The selected media recommendation id is invalid.")
    if world.takes_thumbs:
        world.thumbs[owner.id, media_id, other] = arguments.get("rating") or "NO_RATING"
    return next((one for one in _known(world, media_id) if one["other"] == other), _node(world, media_id, other, 0))


def _known(world: AniListWorld, media_id: int) -> list[Node]:
    """The recommendations for a title, rated by its people too, the best first."""
    known = {one["id"]: one["rating"] for one in recommended(media_id)}
    rated = [other for (_, source, other) in world.thumbs if source == media_id]
    nodes = [_node(world, media_id, other, known.get(other, 0)) for other in dict.fromkeys([*known, *rated])]
    return sorted(nodes, key=lambda one: -one["rating"])


def _node(world: AniListWorld, media_id: int, other: int, rating: int) -> Node:
    votes = [rate for (_, *pair), rate in world.thumbs.items() if pair == [media_id, other]]
    return {
        "id": crc32(f"{media_id}:{other}".encode()) >> 1,
        "rating": rating + sum(_WORTH.get(vote, 0) for vote in votes),
        "source": media_id,
        "other": other,
        "media": all_media()[media_id],
        "mediaRecommendation": all_media()[other] if world.editors.has(other) else None,
    }


def user_rating(one: Node, info: Info) -> str:
    viewer: AniListUser | None = info.context.viewer
    key = (viewer.id if viewer else 0, one["source"], one["other"])
    return info.context.world.thumbs.get(key, "NO_RATING")


RESOLVERS = {
    "Query.Recommendation": recommendation,
    "Mutation.SaveRecommendation": save,
    "Media.recommendations": of_title,
    "Recommendation.userRating": user_rating,
}
