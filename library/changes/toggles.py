"""The editor of what AniList only toggles: favourites, who is followed, which activity is liked.

A wish is an absolute one, and written down before AniList is asked. AniList says what is so, is asked to toggle only
where that differs, and the answer is judged; a lost answer is looked for. The *idempotency key* is the interaction's
id, as in the journal of changes. Knows nothing of Discord.
"""

from collections.abc import Awaitable, Callable

from anilist import Unavailable
from library.changes.deferred import DeferredChanges, DeferredToggle
from library.changes.lost_answers import finding_out, unknown_if_it_fails
from library.changes.receipts import Receipts, written_if_it_can_be
from library.changes.saving import SECONDS_CHANGES_STAY, SingleEntry
from library.changes.togglable import FavouritePort, FollowPort, LikePort, TogglePort, ToggleState
from library.changes.user_locks import LockHolder, UserLocks
from library.errors import AlreadyToggled, NothingToUndo, NotKept
from library.sync.library import Library
from library.sync.sources import Sources
from library.toggled import Toggled
from store import Link, Subject, SubjectKind, Toggle, Toggles


class ToggleEditor:
    """Makes something a person's favourite, follows somebody or likes an activity in their name, or ends that."""

    def __init__(
        self,
        sources: Sources,
        library: Library,
        followed_changed: Callable[[int], Awaitable[object]],
        toggles: Toggles,
        receipts: Receipts,
        locks: UserLocks,
        deferred: DeferredChanges,
    ) -> None:
        self._now = sources.now
        self._favourites = sources.favourites
        self._favourite_port = FavouritePort(sources, SingleEntry(sources, library))
        self._ports: dict[SubjectKind, TogglePort] = {
            "USER": FollowPort(sources, followed_changed),
            "ACTIVITY": LikePort(sources),
        }
        self._toggles = toggles
        self._receipts = receipts
        self._locks = locks
        self._deferred = deferred

    async def target(self, link: Link, subject: Subject, *, change_id: int) -> bool:
        """The `wanted` of :meth:`set` for a toggle of a favourite: the same until the person has seen the result.

        `change_id` is the interaction's. The target is stored first, so that a repeated press does not toggle it back.
        """
        known = await self._toggles.of(change_id, link.discord_id)
        if same_wish := known or await self._receipts.unseen_toggle(link.discord_id, subject):
            wanted = same_wish.wanted
        else:
            wanted = not await self._is_remembered(link, subject)
        await self._begin(link, subject, change_id, wanted=wanted)
        return wanted

    async def set(self, link: Link, subject: Subject, *, wanted: bool, change_id: int) -> Toggled:
        """Make it so, as `wanted`.

        `change_id` is the interaction's, and what :meth:`undo` takes. Two requests, because AniList only toggles; three
        when the answer does not say what is so then. Raises AlreadyToggled, NotKept, OwnAccount, OutcomeUnknown,
        AniList's errors.
        """
        async with (
            self._deferred.deferring(link, DeferredToggle(subject.id, wanted, subject.kind)),
            self._locks.of(link) as holder,
        ):
            await self._begin(link, subject, change_id, wanted=wanted)
            return await self._make(holder, subject, change_id, wanted=wanted)

    async def undo(self, link: Link, toggle_id: int) -> Toggled:
        """Make it as it was before the toggle.

        Raises NothingToUndo where that is done, or the toggle was another account's, and the errors of :meth:`set`.
        """
        toggle = await self._undoable(link, toggle_id)
        subject, wanted = toggle.subject, not toggle.wanted
        async with (
            self._deferred.deferring(link, DeferredToggle(subject.id, wanted, subject.kind)),
            self._locks.of(link) as holder,
        ):
            await self._undoable(link, toggle_id)
            try:
                toggled = await self._make(holder, subject, toggle_id, wanted=wanted)
            except AlreadyToggled as error:
                toggled = error.toggled
            with written_if_it_can_be():
                await self._toggles.undone(toggle_id)
        return toggled

    async def expire(self) -> None:
        """Forget toggles that are too old to be repeated."""
        await self._toggles.purge(self._now() - SECONDS_CHANGES_STAY)

    async def _undoable(self, link: Link, toggle_id: int) -> Toggle:
        toggle = await self._toggles.of(toggle_id, link.discord_id)
        if toggle is None or toggle.is_undone:
            raise NothingToUndo("it is unknown, or taken back")
        return toggle

    async def _begin(self, link: Link, subject: Subject, change_id: int, *, wanted: bool) -> None:
        toggle = Toggle(
            id=change_id,
            discord_id=link.discord_id,
            media_id=subject.id,
            kind=subject.kind,
            wanted=wanted,
            at=self._now(),
        )
        await self._toggles.begin(toggle)

    async def _make(self, holder: LockHolder, subject: Subject, change_id: int, *, wanted: bool) -> Toggled:
        port = self._ports.get(subject.kind, self._favourite_port)
        before = await port.state(holder, subject)
        toggled = Toggled(before.subject, wanted, change_id, before.entry)
        if before.is_on == wanted:
            raise AlreadyToggled(toggled)
        if await _toggled(port, holder, subject, before) != wanted:
            raise NotKept("it is as it was")
        return toggled

    async def _is_remembered(self, link: Link, subject: Subject) -> bool:
        if subject.kind == "TITLE":
            return subject.id in await self._favourites.of(link.discord_id)
        named = await self._favourites.named(link.discord_id)
        return any((one.id, one.kind) == subject for one in named)


async def _toggled(port: TogglePort, holder: LockHolder, subject: Subject, before: ToggleState) -> bool | None:
    """Let AniList toggle it; returns whether it is so then, by the answer or by a fetch. Raises OutcomeUnknown."""
    try:
        is_on = await port.toggle(holder, subject, before)
    except Unavailable as lost:
        with finding_out(lost):
            after = await port.state(holder, subject)
        if after.is_on == before.is_on:
            raise
        return after.is_on
    if is_on is not None:
        return is_on
    with unknown_if_it_fails():
        return (await port.state(holder, subject)).is_on
