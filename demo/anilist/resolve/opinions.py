"""What people think of a medium, and where it is found. A review and a link are plain data."""

from typing import Any

from demo.anilist.media import Node
from demo.anilist.opinions import external_links, reviews, score_distribution, status_distribution
from demo.anilist.people import AniListUser
from demo.anilist.refusals import Refusal
from demo.anilist.resolve.pages import GraphQLPage
from demo.anilist.world import Info


def stats(node: Node, _info: Info) -> Node:
    return {"scoreDistribution": score_distribution(node), "statusDistribution": status_distribution(node)}


def links(node: Node, _info: Info) -> list[Node]:
    return external_links(node)


def reviews_of_title(node: Node, info: Info, **arguments: Any) -> Node:
    if set(arguments.get("sort") or []) - {"RATING_DESC", "ID"}:
        raise Refusal(501, "The stand-in AniList sorts reviews by their rating only.")
    page = GraphQLPage(arguments.get("page") or 1, arguments.get("perPage") or 25)
    authors = [one.id for one in info.context.world.people.values() if not one.private_profile]
    nodes = page.cut(reviews(node, authors))
    return {"nodes": nodes, "edges": [{"node": one} for one in nodes], "pageInfo": page.info()}


def author(review: Node, info: Info) -> AniListUser:
    return info.context.world.people[review["userId"]]


def site_url(review: Node, _info: Info) -> str:
    return f"https://anilist.co/review/{review['id']}"


RESOLVERS = {
    "Media.stats": stats,
    "Media.externalLinks": links,
    "Media.reviews": reviews_of_title,
    "Review.user": author,
    "Review.siteUrl": site_url,
}
