"""The editor of favourites: AniList only toggles them, so a wish is first stored as an absolute one.

The *idempotency key* is the interaction's id, as in the journal of changes. Knows nothing of Discord.
"""

import msgspec

from anilist import FavouriteKind, Unavailable
from library.changes.deferred import DeferredChanges, DeferredFavourite
from library.changes.receipts import Receipts, written_if_it_can_be
from library.changes.saving import SECONDS_CHANGES_STAY, SingleEntry, unknown_if_it_fails
from library.changes.user_locks import LockHolder, UserLocks
from library.errors import AlreadyFavourite, AlreadyThere, NotKept
from library.sync.favourites import store_favourites
from library.sync.library import Library, Title
from library.sync.sources import Sources
from store import FavouriteToggle, FavouriteToggles, Link, NamedFavourite, Subject


class _State(msgspec.Struct, frozen=True):
    """A title or something else, its kind at AniList, and whether it is a favourite."""

    shown: Title | NamedFavourite
    kind: FavouriteKind
    is_favourite: bool | None


class FavouriteEditor:
    """Makes titles, characters, staff and studios a person's favourites, or takes them from the favourites."""

    def __init__(
        self,
        sources: Sources,
        library: Library,
        toggles: FavouriteToggles,
        receipts: Receipts,
        locks: UserLocks,
        deferred: DeferredChanges,
    ) -> None:
        self._anilist = sources.anilist
        self._now = sources.now
        self._favourites = sources.favourites
        self._entry = SingleEntry(sources, library)
        self._toggles = toggles
        self._receipts = receipts
        self._locks = locks
        self._deferred = deferred

    async def toggle_target(self, link: Link, subject: Subject, *, change_id: int) -> bool:
        """The `wanted` of :meth:`set` for a toggle: the same until the person has seen the result.

        `change_id` is the interaction's. The target is stored first, so that a repeated press does not toggle it back.
        """
        known = await self._toggles.of(change_id, link.discord_id)
        if same_wish := known or await self._receipts.unseen_toggle(link.discord_id, subject):
            wanted = same_wish.wanted
        else:
            wanted = not await self._is_remembered(link, subject)
        toggle = FavouriteToggle(
            id=change_id,
            discord_id=link.discord_id,
            media_id=subject.id,
            kind=subject.kind,
            wanted=wanted,
            at=self._now(),
        )
        await self._toggles.begin(toggle)
        return wanted

    async def set(self, link: Link, subject: Subject, *, wanted: bool) -> Title | NamedFavourite:
        """Make the subject a favourite, or none, as `wanted`; returns it as AniList told it just before.

        Two requests, because AniList only toggles; three when the answer does not hold so many favourites. Raises
        AlreadyThere, NotKept, OutcomeUnknown, AniList's errors.
        """
        async with (
            self._deferred.deferring(link, DeferredFavourite(subject.id, wanted, subject.kind)),
            self._locks.of(link) as holder,
        ):
            before = await self._state(holder, subject)
            if before.is_favourite == wanted:
                raise _already(before.shown)
            if await self._toggled(holder, subject, before) != wanted:
                raise NotKept("the favourite is as it was")
        return before.shown

    async def _toggled(self, holder: LockHolder, subject: Subject, before: _State) -> bool | None:
        """Let AniList toggle the favourite; returns whether it is one then, by the answer or by a fetch."""
        try:
            found = await self._anilist.toggle_favourite(holder.token, subject.id, before.kind)
        except Unavailable as error:
            if not error.may_have_happened:
                raise
            after = await self._is_favourite(holder, subject)
            if after == before.is_favourite:
                raise
            return after
        with written_if_it_can_be():
            await store_favourites(self._favourites, holder.link.discord_id, found)
        is_one = found.has(subject.id, before.kind)
        return await self._is_favourite(holder, subject) if is_one is None else is_one

    async def _is_favourite(self, holder: LockHolder, subject: Subject) -> bool | None:
        """Whether AniList has it as a favourite now. Raises OutcomeUnknown."""
        with unknown_if_it_fails():
            return (await self._state(holder, subject)).is_favourite

    async def _state(self, holder: LockHolder, subject: Subject) -> _State:
        """The subject as AniList has it now. Raises AniList's errors."""
        if subject.kind == "TITLE":
            title = await self._entry.fetch(holder, subject.id)
            return _State(title, "ANIME" if title.media.media_type == "ANIME" else "MANGA", title.is_favourite)
        told = await self._anilist.favourite(holder.token, subject.id, subject.kind)
        return _State(NamedFavourite(subject.kind, subject.id, told.called or ""), subject.kind, told.is_favourite)

    async def _is_remembered(self, link: Link, subject: Subject) -> bool:
        if subject.kind == "TITLE":
            return subject.id in await self._favourites.of(link.discord_id)
        named = await self._favourites.named(link.discord_id)
        return any((one.id, one.kind) == subject for one in named)

    async def expire(self) -> None:
        """Forget toggles that are too old to be repeated."""
        await self._toggles.purge(self._now() - SECONDS_CHANGES_STAY)


def _already(shown: Title | NamedFavourite) -> AlreadyThere:
    return AlreadyThere(shown.entry) if isinstance(shown, Title) else AlreadyFavourite(shown)
