"""``ToggleFavourite`` and ``Favourites``. The source of favourites is their AniListUser."""

from collections.abc import Mapping
from typing import Any, TypeVar

from demo.anilist.cast import cast
from demo.anilist.media import Node, all_media
from demo.anilist.people import AniListUser
from demo.anilist.refusals import not_found
from demo.anilist.resolve.pages import GraphQLPage
from demo.anilist.studios import studios
from demo.anilist.world import Info

_One = TypeVar("_One")
_TYPES = {"animeId": "ANIME", "mangaId": "MANGA"}
_NAMED = {"characterId": "CHARACTER", "staffId": "STAFF", "studioId": "STUDIO"}


def toggle_favourite(_root: None, info: Info, **arguments: Any) -> AniListUser:
    """Add a favourite or remove it; a medium of the other type is not found."""
    owner, world = info.context.owner, info.context.world
    for name, favourite_id in arguments.items():
        if favourite_id is None:
            continue
        if name in _TYPES:
            _refuse_unless(world.editors.has(favourite_id) and all_media()[favourite_id]["type"] == _TYPES[name])
        else:
            _refuse_unless(favourite_id in _known(_NAMED[name]))
        if world.takes_favourites and name in _TYPES:
            _toggle(world.favourites[owner.id], favourite_id)
        elif world.takes_favourites:
            _toggle(world.named_favourites[owner.id], (_NAMED[name], favourite_id))
    return owner


def _toggle(favourites: list[_One], one: _One) -> None:
    (favourites.remove if one in favourites else favourites.append)(one)


def _refuse_unless(is_known: bool) -> None:
    if not is_known:
        raise not_found()


def _known(kind: str) -> Mapping[int, Any]:
    match kind:
        case "CHARACTER":
            return cast().characters
        case "STAFF":
            return cast().staff
        case _:
            return studios().all


def anime(person: AniListUser, info: Info, **arguments: Any) -> Node:
    return _titles(person, "ANIME", info, arguments)


def manga(person: AniListUser, info: Info, **arguments: Any) -> Node:
    return _titles(person, "MANGA", info, arguments)


def characters(person: AniListUser, info: Info, **arguments: Any) -> Node:
    return _named(person, "CHARACTER", info, arguments)


def staff(person: AniListUser, info: Info, **arguments: Any) -> Node:
    return _named(person, "STAFF", info, arguments)


def studios_of(person: AniListUser, info: Info, **arguments: Any) -> Node:
    return _named(person, "STUDIO", info, arguments)


def _titles(person: AniListUser, media_type: str, info: Info, arguments: dict[str, Any]) -> Node:
    chosen = [all_media()[media_id] for media_id in info.context.world.favourites[person.id]]
    return _page([node for node in chosen if node["type"] == media_type], arguments)


def _named(person: AniListUser, kind: str, info: Info, arguments: dict[str, Any]) -> Node:
    chosen = [one for of_kind, one in info.context.world.named_favourites[person.id] if of_kind == kind]
    return _page([_known(kind)[one] for one in chosen], arguments)


def _page(found: list[Any], arguments: dict[str, Any]) -> Node:
    page = GraphQLPage(arguments.get("page") or 1, arguments.get("perPage") or 25)
    return {"nodes": page.cut(found), "pageInfo": page.info()}


RESOLVERS = {
    "Mutation.ToggleFavourite": toggle_favourite,
    "Favourites.anime": anime,
    "Favourites.manga": manga,
    "Favourites.characters": characters,
    "Favourites.staff": staff,
    "Favourites.studios": studios_of,
}
