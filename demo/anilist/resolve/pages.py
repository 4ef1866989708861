"""``Page``: one data field at a time, at most 50 items. https://docs.anilist.co/guide/graphql/pagination"""

from typing import Any, TypeVar

from demo.anilist.airing import ScheduledAiring
from demo.anilist.lists import MediaList
from demo.anilist.media import Node
from demo.anilist.refusals import Refusal
from demo.anilist.resolve.airing import schedules
from demo.anilist.resolve.entries import entries_of, ordered
from demo.anilist.world import Info

_T = TypeVar("_T")
_MOST = 50
_SAID_TOTAL = 5000  # AniList gives this number whatever the true total is


class GraphQLPage:
    """A page; only one data field may fill it."""

    def __init__(self, number: int, size: int) -> None:
        self.number = max(number, 1)
        self.size = min(max(size, 1), _MOST)
        self.has_next: bool | None = None

    def cut(self, found: list[_T]) -> list[_T]:
        if self.has_next is not None:
            raise Refusal(400, "A page can have only one data field.")
        start = self.size * (self.number - 1)
        self.has_next = len(found) > start + self.size
        return found[start : start + self.size]

    def info(self) -> Node:
        """``PageInfo`` of the items on the page."""
        return {
            "total": _SAID_TOTAL,
            "perPage": self.size,
            "currentPage": self.number,
            "lastPage": _SAID_TOTAL // self.size,
            "hasNextPage": bool(self.has_next),
        }


def page(_root: None, _info: Info, **arguments: Any) -> GraphQLPage:
    return GraphQLPage(arguments.get("page") or 1, arguments.get("perPage") or _MOST)


def media(page: GraphQLPage, info: Info, **filters: Any) -> list[Node]:
    return page.cut(info.context.world.media(**filters))


def media_list(page: GraphQLPage, info: Info, **arguments: Any) -> list[MediaList]:
    """Entries of both types, unless the arguments name a type."""
    sort: list[str | None] = arguments.pop("sort", None) or []
    return page.cut(ordered(entries_of(info, arguments), sort))


def airing_schedules(page: GraphQLPage, info: Info, **arguments: Any) -> list[ScheduledAiring]:
    return page.cut(schedules(info, arguments))


async def page_info(page: GraphQLPage, _info: Info) -> Node:
    """A coroutine, and therefore resolved after the data field, wherever the query names it."""
    return page.info()


RESOLVERS = {
    "Query.Page": page,
    "Page.media": media,
    "Page.mediaList": media_list,
    "Page.airingSchedules": airing_schedules,
    "Page.pageInfo": page_info,
}
