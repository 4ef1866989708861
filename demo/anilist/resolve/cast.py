"""``Character`` and ``Staff``, where they play and what they made; their sources are those of :mod:`demo.anilist.cast`.

The edges between people and titles are plain data, with the Part that an edge is about.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from demo.anilist.cast import Character, Credit, Part, PersonName, Staff, Voice, cast
from demo.anilist.media import COMPARISONS, Node, all_media, find
from demo.anilist.refusals import Refusal, not_found
from demo.anilist.resolve.pages import GraphQLPage
from demo.anilist.world import Info

_Person = TypeVar("_Person", Character, Staff)
_MOST = 25  # in a connection
_NOBODY = "https://s4.anilist.co/file/anilistcdn/{}/large/default.jpg"  # AniList's picture of who has none
_ROLES = ("MAIN", "SUPPORTING", "BACKGROUND")


def character(_root: None, _info: Info, **filters: Any) -> Character:
    return _first(_found(cast().characters.values(), filters))


def staff(_root: None, _info: Info, **filters: Any) -> Staff:
    return _first(_found(cast().staff.values(), filters))


def characters(page: GraphQLPage, _info: Info, **filters: Any) -> list[Character]:
    return page.cut(_found(cast().characters.values(), filters))


def staff_page(page: GraphQLPage, _info: Info, **filters: Any) -> list[Staff]:
    return page.cut(_found(cast().staff.values(), filters))


def _first(found: list[_Person]) -> _Person:
    if not found:
        raise not_found()
    return found[0]


def _found(people: Iterable[_Person], filters: dict[str, Any]) -> list[_Person]:
    """The people with the wanted ids and a name that has every word; without an order, the best known first."""
    search, sort = filters.pop("search", None), filters.pop("sort", None) or ["FAVOURITES_DESC"]
    found = [who for who in people if all(_passes(who.id, *item) for item in filters.items())]
    if search:
        wanted = search.casefold()
        found = [who for who in found if any(_has(name, wanted) for name in names(who.name))]
        if sort == ["SEARCH_MATCH"]:
            return sorted(found, key=lambda who: (not _begins(who.name, wanted), -who.favourites, who.id))
    return _in_order(found, sort)


def names(name: PersonName) -> list[str]:
    """The names by which a search finds somebody."""
    return [one for one in (name.full, name.native, *name.alternative) if one]


def _has(name: str, wanted: str) -> bool:
    return all(word in name.casefold() for word in wanted.split())


def _begins(name: PersonName, wanted: str) -> bool:
    return any(one.casefold().startswith(wanted) for one in names(name))


def _passes(person_id: int, argument: str, wanted: Any) -> bool:
    name, _, comparison = argument.partition("_")
    if name != "id":
        raise Refusal(501, f"The stand-in AniList does not know the argument {argument}.")
    return wanted is None or COMPARISONS[comparison](person_id, wanted)


def _in_order(found: list[_Person], sort: Sequence[str | None]) -> list[_Person]:
    orders: dict[str, Callable[[_Person], int]] = {"ID": lambda who: who.id, "FAVOURITES": lambda who: who.favourites}
    for order in reversed([order for order in sort if order and order not in {"RELEVANCE", "SEARCH_MATCH", "ROLE"}]):
        name = order.removesuffix("_DESC")
        if name not in orders:
            raise Refusal(501, f"The stand-in AniList does not know the order {order}.")
        found = sorted(found, key=orders[name], reverse=order != name)
    return found


def characters_of_title(node: Node, _info: Info, **arguments: Any) -> Node:
    """The main characters first, then as the order says."""
    wanted, sort = arguments.get("role"), arguments.get("sort") or ["ROLE"]
    parts = [part for part in cast().in_title[node["id"]] if wanted in {None, part.role}]
    people: list[Character] = _in_order([part.character for part in parts], sort)
    places = {who.id: at for at, who in enumerate(people)}
    by_role = bool({"ROLE", "RELEVANCE"} & set(sort))
    parts.sort(key=lambda part: (by_role and _ROLES.index(part.role), places[part.character.id]))
    return _connection(parts, _character_edge, arguments)


def staff_of_title(node: Node, _info: Info, **arguments: Any) -> Node:
    return _connection(cast().made_title[node["id"]], _staff_edge, arguments)


def media_of_character(who: Character, _info: Info, **arguments: Any) -> Node:
    return _connection(_by_title(cast().of_character[who.id], arguments), _media_of_part, arguments)


def character_media(who: Staff, _info: Info, **arguments: Any) -> Node:
    """Voice parts, by title."""
    return _connection(_by_title(cast().spoken[who.id], arguments), _media_of_part, arguments)


def staff_media(who: Staff, _info: Info, **arguments: Any) -> Node:
    return _connection(_by_title(cast().made[who.id], arguments), _media_of_credit, arguments)


def characters_of_staff(who: Staff, _info: Info, **arguments: Any) -> Node:
    """Voice parts, by character."""
    parts = {part.character.id: part for part in cast().spoken[who.id]}
    order = _in_order([part.character for part in parts.values()], arguments.get("sort") or ["FAVOURITES_DESC"])
    return _connection([parts[character.id] for character in order], _character_edge, arguments)


_Role = TypeVar("_Role", Part, Credit)


def _by_title(roles: list[_Role], arguments: dict[str, Any]) -> list[_Role]:
    """The roles in the order of their titles."""
    if arguments.get("onList") is not None:
        raise Refusal(501, "The stand-in AniList knows no roles by list.")
    media = [all_media()[media_id] for media_id in dict.fromkeys(role.media_id for role in roles)]
    found = find(media, type=arguments.get("type"), sort=arguments.get("sort") or ["POPULARITY_DESC"])
    places = {node["id"]: at for at, node in enumerate(found)}
    return sorted((role for role in roles if role.media_id in places), key=lambda role: places[role.media_id])


def _connection(roles: list[_Role], edge: Callable[[_Role], Node], arguments: dict[str, Any]) -> Node:
    page = GraphQLPage(arguments.get("page") or 1, min(arguments.get("perPage") or _MOST, _MOST))
    edges = [edge(role) for role in page.cut(roles)]
    return {"edges": edges, "nodes": [one["node"] for one in edges], "pageInfo": page.info()}


def _character_edge(part: Part) -> Node:
    media = [all_media()[one.media_id] for one in cast().of_character[part.character.id]]
    return {"id": _edge_id(part), "node": part.character, "role": part.role, "media": media, "part": part}


def _staff_edge(credit: Credit) -> Node:
    return {"id": credit.staff.id + credit.media_id, "node": credit.staff, "role": credit.role}


def _media_of_part(part: Part) -> Node:
    edge = {"id": _edge_id(part), "node": all_media()[part.media_id], "isMainStudio": False, "part": part}
    return edge | {"characterRole": part.role, "characters": [part.character]}


def _media_of_credit(credit: Credit) -> Node:
    node = all_media()[credit.media_id]
    return {"id": credit.media_id, "node": node, "isMainStudio": False, "staffRole": credit.role}


def _edge_id(part: Part) -> int:
    return part.media_id + part.character.id


def voice_actor_roles(edge: Node, _info: Info, **arguments: Any) -> list[Voice]:
    """All voices of a part, or those in one language; none for an edge that is about something else."""
    part: Part | None = edge.get("part")
    language = arguments.get("language")
    voices = part.voices if part else ()
    return [one for one in voices if language in {None, one.voice_actor.language_v2.upper()}]


def voice_actors(edge: Node, info: Info, **arguments: Any) -> list[Staff]:
    return [voice.voice_actor for voice in voice_actor_roles(edge, info, **arguments)]


def user_preferred(name: PersonName, _info: Info) -> str | None:
    return name.full or name.native


def image(who: Character | Staff, info: Info) -> Node:
    kind = _kind(who)
    address = f"{info.context.world.site_url}/{kind}/{who.id}.png" if who.colour else _NOBODY.format(kind)
    return {"large": address, "medium": address}


def site_url(who: Character | Staff, _info: Info) -> str:
    return f"https://anilist.co/{_kind(who)}/{who.id}"


def description(who: Character | Staff, _info: Info, **arguments: Any) -> str | None:
    if arguments.get("asHtml"):
        raise Refusal(501, "The stand-in AniList does not turn descriptions into HTML.")
    return who.description


def _kind(who: Character | Staff) -> str:
    return "character" if isinstance(who, Character) else "staff"


def is_favourite(who: Character | Staff, info: Info) -> bool:
    return info.context.world.is_favourite(info.context.viewer, _kind(who).upper(), who.id)


def no(_who: Character | Staff, _info: Info) -> bool:
    return False


RESOLVERS = {
    "Query.Character": character,
    "Query.Staff": staff,
    "Page.characters": characters,
    "Page.staff": staff_page,
    "Media.characters": characters_of_title,
    "Media.staff": staff_of_title,
    "MediaEdge.voiceActorRoles": voice_actor_roles,
    "MediaEdge.voiceActors": voice_actors,
    "CharacterEdge.voiceActorRoles": voice_actor_roles,
    "CharacterEdge.voiceActors": voice_actors,
    "CharacterName.userPreferred": user_preferred,
    "Character.image": image,
    "Character.siteUrl": site_url,
    "Character.description": description,
    "Character.isFavourite": is_favourite,
    "Character.isFavouriteBlocked": no,
    "Character.media": media_of_character,
    "StaffName.userPreferred": user_preferred,
    "Staff.image": image,
    "Staff.siteUrl": site_url,
    "Staff.description": description,
    "Staff.isFavourite": is_favourite,
    "Staff.isFavouriteBlocked": no,
    "Staff.characterMedia": character_media,
    "Staff.characters": characters_of_staff,
    "Staff.staffMedia": staff_media,
}
