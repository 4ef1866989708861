"""``ToggleFavourite`` and ``Favourites``, for media only. The source of favourites is their AniListUser."""

from typing import Any

from demo.anilist.media import Node, all_media
from demo.anilist.people import AniListUser
from demo.anilist.refusals import Refusal, not_found
from demo.anilist.resolve.pages import GraphQLPage
from demo.anilist.world import Info

_TYPES = {"animeId": "ANIME", "mangaId": "MANGA"}


def toggle_favourite(_root: None, info: Info, **arguments: Any) -> AniListUser:
    """Add a favourite or remove it; a medium of the other type is not found."""
    owner = info.context.owner
    given = {name: value for name, value in arguments.items() if value is not None}
    if unknown := given.keys() - _TYPES:
        raise Refusal(501, f"The stand-in AniList does not know the argument {min(unknown)}.")
    favourites = info.context.world.favourites[owner.id]
    for name, media_id in given.items():
        if media_id not in all_media() or all_media()[media_id]["type"] != _TYPES[name]:
            raise not_found()
        if info.context.world.takes_favourites:
            (favourites.remove if media_id in favourites else favourites.append)(media_id)
    return owner


def anime(person: AniListUser, info: Info, **arguments: Any) -> Node:
    return _favourites(person, "ANIME", info, arguments)


def manga(person: AniListUser, info: Info, **arguments: Any) -> Node:
    return _favourites(person, "MANGA", info, arguments)


def _favourites(person: AniListUser, media_type: str, info: Info, arguments: dict[str, Any]) -> Node:
    chosen = [all_media()[media_id] for media_id in info.context.world.favourites[person.id]]
    page = GraphQLPage(arguments.get("page") or 1, arguments.get("perPage") or 25)
    nodes = page.cut([node for node in chosen if node["type"] == media_type])
    return {"nodes": nodes, "pageInfo": page.info()}


RESOLVERS = {
    "Mutation.ToggleFavourite": toggle_favourite,
    "Favourites.anime": anime,
    "Favourites.manga": manga,
}
