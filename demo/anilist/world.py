"""The state of the stand-in AniList as plain data: people, media, lists, airings, and the time."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import msgspec
from graphql import GraphQLResolveInfo

from demo.anilist.activity import ActivityLog
from demo.anilist.airing import AiringCalendar
from demo.anilist.chance import entries_by_chance
from demo.anilist.editors import Editors
from demo.anilist.follows import followed_by
from demo.anilist.lists import Lists, MediaList
from demo.anilist.media import Node, all_media, find
from demo.anilist.notifications import Notifications
from demo.anilist.people import AniListUser
from demo.anilist.refusals import not_found, unauthorized
from demo.anilist.tastes import entries_by_taste, favourites

_HOUR = 3600

Keeping = Callable[[MediaList, MediaList], MediaList]


def as_asked(_before: MediaList, asked: MediaList) -> MediaList:
    """Keeps an entry as the client saved it."""
    return asked


class AniListWorld:
    """The stand-in's data. `site_url` is its address in browsers, known once it is served.

    `favourites` maps people to the ids of their favourite media, the first chosen first, `named_favourites` to kinds
    and ids of characters, staff and studios, `follows` to the people whom they follow; `thumbs` maps a person, a title
    and the title recommended for it to their rating. Tests replace `keeping`, a function of the entry before and the
    entry as saved that returns the entry to keep, and switch what AniList `takes_…`, and `answers_many_users`: without
    it, ``userId_in`` finds no activity. Some methods stand for a person's actions on AniList's site, those of `editors`
    for its editors'.
    """

    def __init__(self, people: Iterable[AniListUser], *, now: Callable[[], int]) -> None:
        self.people = {person.id: person for person in people}
        lists, best, follows = _beginning(tuple(self.people.values()), now() - now() % _HOUR)
        self.lists = lists.copied()
        self.favourites = {user_id: list(media_ids) for user_id, media_ids in best.items()}
        self.follows = {user_id: set(followed) for user_id, followed in follows.items()}
        self.named_favourites: dict[int, list[tuple[str, int]]] = {user_id: [] for user_id in self.people}
        self.airings = AiringCalendar(now=now)
        self.activities = ActivityLog()
        self.notifications = Notifications(self.lists, self.airings, now=now)
        self.editors = Editors(self.lists, self.favourites, self.airings, self.notifications, now=now)
        self.thumbs: dict[tuple[int, int, int], str] = {}
        self.now = now
        self.site_url = ""
        self.keeping: Keeping = as_asked
        self.takes_favourites = True
        self.takes_lists = True
        self.takes_thumbs = True
        self.takes_likes = True
        self.takes_follows = True
        self.answers_many_users = True

    def media(self, **filters: Any) -> list[Node]:
        """The media for the arguments of ``Page.media`` and ``Media``, with their status as of now.

        Raises Refusal.
        """
        ids = [filters["id"]] if filters.get("id") is not None else filters.get("id_in")
        nodes = [node for node in all_media().values() if self.editors.has(node["id"])]
        return find([self._as_of_now(node) for node in nodes if ids is None or node["id"] in ids], **filters)

    def _as_of_now(self, node: Node) -> Node:
        dated = {"startDate": self.editors.start_date(node), **self.editors.season(node)}
        return {**node, "status": self.editors.status(node), **dated}

    def person(self, user_id: int | None, name: str | None, *, seen_by: AniListUser | None) -> AniListUser:
        """A person by id, or by name in any case; only its owner finds a private profile. Raises Refusal."""
        for person in self.people.values():
            if person.id == user_id or (name is not None and person.name.casefold() == name.casefold()):
                if person.private_profile and person != seen_by:
                    break
                return person
        raise not_found()

    def is_favourite(self, viewer: AniListUser | None, kind: str, favourite_id: int) -> bool:
        """Whether a ``TITLE``, ``CHARACTER``, ``STAFF`` or ``STUDIO`` is a favourite of the viewer's."""
        if viewer is None:
            return False
        if kind == "TITLE":
            return favourite_id in self.favourites[viewer.id]
        return (kind, favourite_id) in self.named_favourites[viewer.id]

    def change_settings(self, user_id: int, **changes: object) -> None:
        """Change the person's ``name``, ``score_format`` and so on."""
        self.people[user_id] = msgspec.structs.replace(self.people[user_id], **changes)

    def rename_list(self, user_id: int, old: str, new: str | None, media_type: str = "ANIME") -> None:
        """Rename a custom list, whose entries stay on it; None deletes the list."""
        options = self.people[user_id].options[media_type]
        names = _renamed(options.custom_lists or (), old, new)
        self.change_settings(user_id, **{media_type.lower(): msgspec.structs.replace(options, custom_lists=names)})
        for entry in self.lists.of(user_id, media_type):
            self.lists.put(msgspec.structs.replace(entry, custom_lists=_renamed(entry.custom_lists, old, new)))


def _renamed(names: tuple[str, ...], old: str, new: str | None) -> tuple[str, ...]:
    """The names with `old` renamed; without it when `new` is None."""
    return tuple(name for name in (new if name == old else name for name in names) if name)


class ResolverContext(msgspec.Struct, frozen=True):
    """The context of every resolver; `viewer` is None without a token."""

    world: AniListWorld
    viewer: AniListUser | None

    @property
    def owner(self) -> AniListUser:
        """The viewer, as the owner of data to change. Raises Refusal (401)."""
        if self.viewer is None:
            raise unauthorized()
        return self.viewer


Info = GraphQLResolveInfo[ResolverContext]


@lru_cache(maxsize=8)
def _beginning(people: tuple[AniListUser, ...], now: int) -> tuple[Lists, dict[int, list[int]], dict[int, set[int]]]:
    """The first lists, favourites and follows of `people`; cached, as all worlds of the same hour have equal ones."""
    lists, best = Lists(), dict[int, list[int]]()
    for person in people:
        make = entries_by_taste if person.likes else entries_by_chance
        entries = make(person, lists.new_id, now)
        for entry in entries:
            lists.put(entry)
        best[person.id] = favourites(entries) if person.likes else []
    return lists, best, {person.id: followed_by(person, people) for person in people}
