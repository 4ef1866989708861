"""The three ports to what AniList only toggles: favourites, who is followed, and which activity is liked.

Each tells whether it is so now, and toggles it. Knows no journal.
"""

from collections.abc import Awaitable, Callable
from typing import Protocol

import msgspec

from anilist import FavouriteKind, Unavailable
from library.changes.receipts import written_if_it_can_be
from library.changes.saving import SingleEntry
from library.changes.user_locks import LockHolder
from library.errors import OwnAccount, OwnActivity
from library.sync.favourites import store_favourites
from library.sync.sources import Sources
from library.toggled import ToggledSubject
from store import Entry, Media, NamedFavourite, Subject


class ToggleState(msgspec.Struct, frozen=True):
    """A subject as AniList tells it now, and whether it is a favourite, followed or liked. `entry` as in Toggled."""

    subject: ToggledSubject
    is_on: bool | None
    entry: Entry | None = None


class TogglePort(Protocol):
    """Fetches the state of a subject, and has AniList toggle it. Each method is one request, and raises its errors."""

    async def state(self, holder: LockHolder, subject: Subject) -> ToggleState: ...

    async def toggle(self, holder: LockHolder, subject: Subject, before: ToggleState) -> bool | None:
        """Returns whether it is so then, by the answer; None where the answer does not say."""
        ...


class FavouritePort:
    """Titles, characters, staff and studios."""

    def __init__(self, sources: Sources, entry: SingleEntry) -> None:
        self._anilist = sources.anilist
        self._favourites = sources.favourites
        self._entry = entry

    async def state(self, holder: LockHolder, subject: Subject) -> ToggleState:
        match subject.kind:
            case "CHARACTER" | "STAFF" | "STUDIO" as kind:
                told = await self._anilist.cast.favourite(holder.token, subject.id, kind)
                return ToggleState(NamedFavourite(kind, subject.id, told.called or ""), told.is_favourite)
            case _:
                title = await self._entry.fetch(holder, subject.id)
                return ToggleState(title.media, title.is_favourite, title.entry)

    async def toggle(self, holder: LockHolder, subject: Subject, before: ToggleState) -> bool | None:
        """The answer names no more than 25 favourites of each kind."""
        kind = _kind(before.subject)
        found = await self._anilist.toggle_favourite(holder.token, subject.id, kind)
        with written_if_it_can_be():
            await store_favourites(self._favourites, holder.link.discord_id, found)
        return found.has(subject.id, kind)


class FollowPort:
    """AniList accounts."""

    def __init__(self, sources: Sources, followed_changed: Callable[[int], Awaitable[object]]) -> None:
        self._anilist = sources.anilist
        self._followed_changed = followed_changed

    async def state(self, holder: LockHolder, subject: Subject) -> ToggleState:
        """Raises OwnAccount."""
        if subject.id == holder.link.anilist_id:
            raise OwnAccount("nobody follows themselves")
        told = await self._anilist.social.follow(holder.token, subject.id)
        return ToggleState(told, _known(told.is_following))

    async def toggle(self, holder: LockHolder, subject: Subject, before: ToggleState) -> bool | None:
        del before
        try:
            return (await self._anilist.toggle_follow(holder.token, subject.id)).is_following
        finally:
            await self._followed_changed(holder.link.discord_id)


class LikePort:
    """List activities."""

    def __init__(self, sources: Sources) -> None:
        self._anilist = sources.anilist

    async def state(self, holder: LockHolder, subject: Subject) -> ToggleState:
        """Raises OwnActivity."""
        told = await self._anilist.social.like(holder.token, subject.id)
        if told.user and told.user.id == holder.link.anilist_id:
            raise OwnActivity("nobody likes what they did themselves")
        return ToggleState(told, _known(told.is_liked))

    async def toggle(self, holder: LockHolder, subject: Subject, before: ToggleState) -> bool | None:
        del before
        return (await self._anilist.toggle_like(holder.token, subject.id)).is_liked


def _kind(subject: ToggledSubject) -> FavouriteKind:
    match subject:
        case Media():
            return "ANIME" if subject.media_type == "ANIME" else "MANGA"
        case NamedFavourite(kind=kind):
            return kind
        case _:
            raise TypeError("no favourite")


def _known(is_on: bool | None) -> bool:
    """Raises Unavailable: what nobody knows is not toggled."""
    if is_on is None:
        raise Unavailable("AniList did not say whether it is so", may_have_happened=False)
    return is_on
