"""The editor of favourites: AniList only toggles them, so a wish is first stored as an absolute one.

The *idempotency key* is the interaction's id, as in the journal of changes. Knows nothing of Discord.
"""

from anilist import Unavailable
from library.changes.deferred import DeferredChanges, DeferredFavourite
from library.changes.receipts import Receipts, written_if_it_can_be
from library.changes.saving import SECONDS_CHANGES_STAY, SingleEntry, unknown_if_it_fails
from library.changes.user_locks import LockHolder, UserLocks
from library.errors import AlreadyThere, NotKept
from library.sync.library import Library, Title
from library.sync.sources import Sources
from store import FavouriteToggle, FavouriteToggles, Link


class FavouriteEditor:
    """Makes titles a person's favourites, or takes them from the favourites."""

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

    async def toggle_target(self, link: Link, media_id: int, *, change_id: int) -> bool:
        """The `wanted` of :meth:`set` for a toggle: the same until the person has seen the result.

        `change_id` is the interaction's. The target is stored first, so that a repeated press does not toggle it back.
        """
        known = await self._toggles.of(change_id, link.discord_id)
        if same_wish := known or await self._receipts.unseen_toggle(link.discord_id, media_id):
            wanted = same_wish.wanted
        else:
            wanted = media_id not in await self._favourites.of(link.discord_id)
        toggle = FavouriteToggle(
            id=change_id, discord_id=link.discord_id, media_id=media_id, wanted=wanted, at=self._now()
        )
        await self._toggles.begin(toggle)
        return wanted

    async def set(self, link: Link, media_id: int, *, wanted: bool) -> Title:
        """Make the title a favourite, or none, as `wanted`; returns the title as AniList told it just before.

        Two requests, because AniList only toggles; three when the answer does not hold so many favourites. Raises
        AlreadyThere, NotKept, OutcomeUnknown, AniList's errors.
        """
        async with (
            self._deferred.deferring(link, DeferredFavourite(media_id, wanted)),
            self._locks.of(link) as holder,
        ):
            before = await self._entry.fetch(holder, media_id)
            if before.is_favourite == wanted:
                raise AlreadyThere(before.entry)
            if await self._toggled(holder, before) != wanted:
                raise NotKept("the favourite is as it was")
        return before

    async def _toggled(self, holder: LockHolder, before: Title) -> bool | None:
        """Let AniList toggle the title; returns whether it is a favourite then, by the answer or by a fetch."""
        media = before.media
        try:
            found = await self._anilist.toggle_favourite(holder.token, media.id, media.media_type)
        except Unavailable as error:
            if not error.may_have_happened:
                raise
            after = await self._is_favourite(holder, media.id)
            if after == before.is_favourite:
                raise
            return after
        if (media_ids := found.media_ids) is not None:
            with written_if_it_can_be():
                await self._favourites.replace(holder.link.discord_id, media_ids)
        is_one = found.has(media.id, media.media_type)
        return await self._is_favourite(holder, media.id) if is_one is None else is_one

    async def _is_favourite(self, holder: LockHolder, media_id: int) -> bool | None:
        """Whether AniList has it as a favourite now. Raises OutcomeUnknown."""
        with unknown_if_it_fails():
            return (await self._entry.fetch(holder, media_id)).is_favourite

    async def expire(self) -> None:
        """Forget toggles that are too old to be repeated."""
        await self._toggles.purge(self._now() - SECONDS_CHANGES_STAY)
