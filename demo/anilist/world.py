"""All that the stand-in AniList knows, as plain data: people, media, lists, and what time it is."""

from collections.abc import Callable, Iterable

import msgspec
from graphql import GraphQLResolveInfo

from demo.anilist.lists import Lists
from demo.anilist.people import Person
from demo.anilist.refusals import not_found, unauthorized


class World:
    """The stand-in's data. `site_url` is its address in browsers, known once it is served.

    `favourites` are the ids of each person's favourite media, the first chosen first.
    """

    def __init__(self, people: Iterable[Person], *, now: Callable[[], int]) -> None:
        self.people = {person.id: person for person in people}
        self.favourites: dict[int, list[int]] = {user_id: [] for user_id in self.people}
        self.lists = Lists(self.people.values(), now=now)
        self.now = now
        self.site_url = ""

    def person(self, user_id: int | None, name: str | None, *, seen_by: Person | None) -> Person:
        """By id or by name in any case; a private profile is found by its owner only. Raises Refusal."""
        for person in self.people.values():
            if person.id == user_id or (name is not None and person.name.casefold() == name.casefold()):
                if person.private_profile and person != seen_by:
                    break
                return person
        raise not_found()


class Asked(msgspec.Struct, frozen=True):
    """What a resolver needs besides its arguments; `viewer` is None without a token."""

    world: World
    viewer: Person | None

    @property
    def owner(self) -> Person:
        """The viewer, of whom something is to be changed. Raises Refusal (401)."""
        if self.viewer is None:
            raise unauthorized()
        return self.viewer


Info = GraphQLResolveInfo[Asked]
