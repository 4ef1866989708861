"""Pages of roles: AniList's pages of 25, cached for all people, in tens, each with its title and the viewer's entry.

A page of ten may need two of AniList's. Knows neither characters nor staff nor studios.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from itertools import groupby
from typing import Generic, Literal, Protocol, TypeVar

import msgspec

from anilist import AniListMedia
from library.answer_cache import AnswerCache, AnswerKind, Cached
from library.cast.people import Roles
from library.lists import Audience
from library.sync.answers import media_of
from library.sync.found import store_found
from library.sync.sources import Sources
from store import Entry, Link, Media

Order = Literal["popular", "newest"]
PER_PAGE = 10
SORTS: dict[Order, list[str]] = {
    "popular": ["POPULARITY_DESC", "ID"],
    "newest": ["START_DATE_DESC", "POPULARITY_DESC", "ID"],
}
_AT_ONCE = 25

_Page = TypeVar("_Page")
_Role = TypeVar("_Role", bound="InTitle")


class InTitle(Protocol):
    """What somebody or something has to do with a title."""

    @property
    def media_id(self) -> int: ...


class CastViewer(msgspec.Struct, frozen=True):
    """Who looks, if linked, and who will see the answer."""

    link: Link | None
    audience: Audience


class TitleRoles(msgspec.Struct, Generic[_Role], frozen=True):
    """A title, the roles in it, and the viewer's entry, if it may be seen."""

    media: Media
    roles: list[_Role]
    entry: Entry | None


class RolePages:
    """Reads the pages, and knows their titles."""

    def __init__(self, sources: Sources, answers: AnswerCache) -> None:
        self._entries = sources.entries
        self._media = sources.media
        self._now = sources.now
        self._sources = sources
        self._answers = answers

    async def read(
        self,
        kind: AnswerKind[_Page],
        name: str,
        number: int,
        fetch: Callable[[int], Awaitable[_Page]],
        has_next: Callable[[_Page], bool],
        *,
        max_age: float | None,
    ) -> list[Cached[_Page]]:
        """AniList's pages that hold page `number`, one at least. Raises AniList's errors when one is not cached."""
        first, last = _start(number) // _AT_ONCE, (_start(number) + PER_PAGE - 1) // _AT_ONCE
        found: list[Cached[_Page]] = []
        for at in range(first + 1, last + 2):
            found.append(await self._answers.get(kind, f"{name}:{at}", partial(fetch, at), max_age=max_age))
            if not has_next(found[-1].value):
                break
        return found

    async def store(self, link: Link | None, titles: Sequence[AniListMedia]) -> None:
        """Store the titles of an answer that was fetched just now."""
        media = {one.id: media_of(one, self._now()) for one in titles}
        await store_found(self._sources, link, list(media.values()))

    async def are_adult(self, roles: Iterable[InTitle]) -> bool:
        """Whether all the titles are for adults; without titles nobody knows."""
        media = await self._media.of({role.media_id for role in roles})
        return bool(media) and all(one.is_adult for one in media.values())

    async def titles(self, viewer: CastViewer, roles: Sequence[_Role]) -> list[TitleRoles[_Role]]:
        """The titles of the roles that the audience may know of, in the same order; roles in one title together."""
        media_ids = {role.media_id for role in roles}
        media, link = await self._media.of(media_ids), viewer.link
        listed = await self._entries.among(link.discord_id, media_ids) if link else []
        own = {entry.media_id: entry for entry in listed}
        found = [
            _shown(media[media_id], list(together), own.get(media_id), viewer.audience)
            for media_id, together in groupby(roles, lambda role: role.media_id)
            if media_id in media
        ]
        return [one for one in found if one]


def part(pages: Sequence[Roles[_Role]], number: int) -> tuple[Sequence[_Role], bool]:
    """The roles of page `number`, and whether another page follows; `pages` are AniList's that hold it."""
    roles = [role for page in pages for role in page.roles]
    begin = _start(number) % _AT_ONCE
    return roles[begin : begin + PER_PAGE], len(roles) > begin + PER_PAGE or pages[-1].has_next


def _start(number: int) -> int:
    return (number - 1) * PER_PAGE


def _shown(media: Media, roles: list[_Role], entry: Entry | None, audience: Audience) -> TitleRoles[_Role] | None:
    """None for an adult title that may not be named: the viewer's own may be named to the viewer alone."""
    seen = entry if entry and audience.sees((entry, media)) else None
    if media.is_adult and not audience.is_adult and seen is None:
        return None
    return TitleRoles(media, roles, seen)
