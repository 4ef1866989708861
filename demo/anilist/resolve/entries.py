"""The entries of a query, in its order, for ``MediaListCollection`` and ``Page.mediaList``."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from demo.anilist.lists import MediaList
from demo.anilist.people import AniListUser
from demo.anilist.refusals import Refusal
from demo.anilist.world import Info

_WHOSE = {"userId", "userName", "isFollowing"}
_PASSES: dict[str, Callable[[MediaList, Any], bool]] = {
    "status": lambda entry, wanted: entry.status == wanted,
    "status_in": lambda entry, wanted: entry.status in wanted,
    "mediaId": lambda entry, wanted: entry.media_id == wanted,
    "mediaId_in": lambda entry, wanted: entry.media_id in wanted,
}
_ORDERS: dict[str, Callable[[MediaList], int]] = {
    "MEDIA_ID": lambda entry: entry.media_id,
    "SCORE": lambda entry: entry.score,
    "PROGRESS": lambda entry: entry.progress,
    "ADDED_TIME": lambda entry: entry.created_at,
    "UPDATED_TIME": lambda entry: entry.updated_at,
}


def entries_of(info: Info, arguments: Mapping[str, Any]) -> list[MediaList]:
    """The entries that the viewer may see, of a person or of all whom the viewer follows. Raises Refusal.

    The person is never inferred from the token.
    """
    given = {name: value for name, value in arguments.items() if value is not None}
    if unknown := given.keys() - _PASSES.keys() - _WHOSE - {"type"}:
        raise Refusal(501, f"The stand-in AniList does not know the argument {min(unknown)}.")
    world, viewer = info.context.world, info.context.viewer
    types = [given["type"]] if "type" in given else ["ANIME", "MANGA"]
    return [
        entry
        for person in (_followed(info) if given.get("isFollowing") else [_person(info, given)])
        for media_type in types
        for entry in world.lists.of(person.id, media_type)
        if (person == viewer or not entry.private)
        and all(passes(entry, given[name]) for name, passes in _PASSES.items() if name in given)
    ]


def _person(info: Info, given: Mapping[str, Any]) -> AniListUser:
    return info.context.world.person(given.get("userId"), given.get("userName"), seen_by=info.context.viewer)


def _followed(info: Info) -> list[AniListUser]:
    """The people whom the viewer follows, without private profiles. Raises Refusal (401)."""
    world, viewer = info.context.world, info.context.owner
    followed = [world.people[one] for one in world.follows[viewer.id]]
    return [person for person in followed if not person.private_profile]


def ordered(entries: list[MediaList], sort: Iterable[str | None]) -> list[MediaList]:
    """Sorted by the first of `sort`, then by the next. Raises Refusal."""
    for order in reversed([order for order in sort if order]):
        name = order.removesuffix("_DESC")
        if name not in _ORDERS:
            raise Refusal(501, f"The stand-in AniList does not know the order {order}.")
        entries = sorted(entries, key=_ORDERS[name], reverse=order != name)
    return entries
