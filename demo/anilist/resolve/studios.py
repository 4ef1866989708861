"""``Studio`` and what it has worked on; a studio's source is that of :mod:`demo.anilist.studios`."""

from collections.abc import Callable
from typing import Any

from demo.anilist.media import COMPARISONS, Node, all_media, find
from demo.anilist.refusals import Refusal, not_found
from demo.anilist.resolve.pages import GraphQLPage
from demo.anilist.studios import Studio, studios
from demo.anilist.world import Info

_MOST = 25  # in a connection
_ORDERS: dict[str, Callable[[Studio], Any]] = {
    "ID": lambda one: one.id,
    "NAME": lambda one: one.name.casefold(),
    "FAVOURITES": lambda one: one.favourites,
}


def studio(_root: None, _info: Info, **filters: Any) -> Studio:
    """The first studio that fits. Raises Refusal (404) when none does."""
    found = _found(**filters)
    if not found:
        raise not_found()
    return found[0]


def studio_page(page: GraphQLPage, _info: Info, **filters: Any) -> list[Studio]:
    return page.cut(_found(**filters))


def _found(search: str | None = None, sort: list[str | None] | None = None, **filters: Any) -> list[Studio]:
    """The studios with the wanted ids and a name that has every word: the best match, or the best known, first."""
    wanted = (search or "").casefold()
    found = [one for one in studios().all.values() if all(_passes(one.id, *item) for item in filters.items())]
    found = [one for one in found if all(word in one.name.casefold() for word in wanted.split())]
    found.sort(key=lambda one: (not one.name.casefold().startswith(wanted), -one.favourites, one.id))
    for order in reversed([order for order in sort or () if order and order != "SEARCH_MATCH"]):
        name = order.removesuffix("_DESC")
        if name not in _ORDERS:
            raise Refusal(501, f"The stand-in AniList does not know the order {order}.")
        found.sort(key=_ORDERS[name], reverse=order != name)
    return found


def _passes(studio_id: int, argument: str, wanted: Any) -> bool:
    name, _, comparison = argument.partition("_")
    if name != "id":
        raise Refusal(501, f"The stand-in AniList does not know the argument {argument}.")
    return wanted is None or COMPARISONS[comparison](studio_id, wanted)


def media(one: Studio, _info: Info, **arguments: Any) -> Node:
    """The titles that it has drawn, and those that it has helped with."""
    if arguments.get("onList") is not None:
        raise Refusal(501, "The stand-in AniList knows no studio's titles by list.")
    wanted = arguments.get("isMain")
    works = {work.media_id: work for work in studios().works[one.id] if wanted in {None, work.is_main}}
    found = find([all_media()[media_id] for media_id in works], sort=arguments.get("sort") or ["POPULARITY_DESC"])
    page = GraphQLPage(arguments.get("page") or 1, min(arguments.get("perPage") or _MOST, _MOST))
    edges = [{"id": node["id"], "node": node, "isMainStudio": works[node["id"]].is_main} for node in page.cut(found)]
    return {"edges": edges, "nodes": [edge["node"] for edge in edges], "pageInfo": page.info()}


def site_url(one: Studio, _info: Info) -> str:
    return f"https://anilist.co/studio/{one.id}"


def is_favourite(one: Studio, info: Info) -> bool:
    return info.context.world.is_favourite(info.context.viewer, "STUDIO", one.id)


def studios_of_title(node: Node, _info: Info, **arguments: Any) -> Node:
    works = [work for work in studios().of_title[node["id"]] if arguments.get("isMain") in {None, work.is_main}]
    edges = [{"id": work.studio.id, "isMain": work.is_main, "node": work.studio} for work in works]
    return {"edges": edges, "nodes": [work.studio for work in works]}


RESOLVERS = {
    "Query.Studio": studio,
    "Page.studios": studio_page,
    "Studio.media": media,
    "Studio.siteUrl": site_url,
    "Studio.isFavourite": is_favourite,
    "Media.studios": studios_of_title,
}
