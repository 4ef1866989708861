"""``AiringSchedule``: the air times of episodes. A schedule's source is a ScheduledAiring."""

from collections.abc import Callable, Iterable
from typing import Any

from demo.anilist.airing import ScheduledAiring
from demo.anilist.media import COMPARISONS, Node, all_media
from demo.anilist.world import Info

_MOST = 25
_VALUES: dict[str, Callable[[ScheduledAiring], int]] = {
    "id": lambda airing: airing.id,
    "mediaId": lambda airing: airing.media_id,
    "episode": lambda airing: airing.episode,
    "airingAt": lambda airing: airing.airing_at,
}
_ORDERS: dict[str, Callable[[ScheduledAiring], int]] = {
    "ID": _VALUES["id"],
    "MEDIA_ID": _VALUES["mediaId"],
    "TIME": _VALUES["airingAt"],
    "EPISODE": _VALUES["episode"],
}


def schedules(info: Info, arguments: dict[str, Any]) -> list[ScheduledAiring]:
    """The result of ``Page.airingSchedules``; the schema has no argument that is not known here."""
    sort: Iterable[str | None] = arguments.pop("sort", None) or ()
    not_yet = arguments.pop("notYetAired", None)
    world = info.context.world
    now, media_id = world.now(), arguments.get("mediaId")
    found = world.airings.all() if media_id is None else world.airings.of(media_id)
    for argument, wanted in arguments.items():
        if wanted is not None:
            name, _, comparison = argument.partition("_")
            passes, value = COMPARISONS[comparison], _VALUES[name]
            found = [airing for airing in found if passes(value(airing), wanted)]
    return _sorted([airing for airing in found if not_yet in {None, airing.airing_at > now}], sort)


def _sorted(found: list[ScheduledAiring], sort: Iterable[str | None]) -> list[ScheduledAiring]:
    for order in reversed([order for order in sort if order]):
        name = order.removesuffix("_DESC")
        found = sorted(found, key=_ORDERS[name], reverse=order != name)
    return found


def next_airing_episode(node: Node, info: Info) -> ScheduledAiring | None:
    return info.context.world.airings.next(node["id"])


def airing_schedule(node: Node, info: Info, **arguments: Any) -> Node:
    """A title's own episodes, 25 a page."""
    size = min(arguments.get("perPage") or _MOST, _MOST)
    start = size * ((arguments.get("page") or 1) - 1)
    wanted = {"mediaId": node["id"], "notYetAired": arguments.get("notYetAired"), "sort": ["EPISODE"]}
    nodes = schedules(info, wanted)[start : start + size]
    return {"nodes": nodes, "edges": [{"id": one.id, "node": one} for one in nodes]}


def status(node: Node, info: Info, **_arguments: Any) -> str | None:
    return info.context.world.editors.status(node)


def time_until_airing(airing: ScheduledAiring, info: Info) -> int:
    return airing.airing_at - info.context.world.now()


def media(airing: ScheduledAiring, _info: Info) -> Node | None:
    return all_media().get(airing.media_id)


RESOLVERS = {
    "Media.nextAiringEpisode": next_airing_episode,
    "Media.airingSchedule": airing_schedule,
    "Media.status": status,
    "AiringSchedule.timeUntilAiring": time_until_airing,
    "AiringSchedule.media": media,
}
