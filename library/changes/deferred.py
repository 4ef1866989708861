"""*Deferred* changes: the link had died, so they are kept for an hour, and made if the person agrees after relinking.

Knows the kinds of changes, and not how they are made. The tags are in stored rows, so they stay.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Literal

import msgspec

from anilist import AniListError, TokenRejected
from library.changes.receipts import written_if_it_can_be
from library.errors import ChangeDeferred, NoLongerPending, OutcomeUnknown, PartlyDone
from library.rules.entry_rules import Preconditions, Step, Wish
from library.sync.sources import Sources
from store import DeferredRecord, DeferredRecords, Link, StoreError, Subject, SubjectKind, to_the_end

SECONDS_KEPT = 3600


class DeferredChange(msgspec.Struct, frozen=True, tag="Change"):
    """An entry is to be changed; `id` is the interaction's."""

    id: int
    media_id: int
    wish: Wish | Step
    terms: Preconditions = Preconditions()


class DeferredRemoval(msgspec.Struct, frozen=True, tag="Removal"):
    """An entry is to be removed; `id` is the interaction's."""

    id: int
    media_id: int


class DeferredToggle(msgspec.Struct, frozen=True, tag="Favour"):
    """The subject `id` is to become a favourite, be followed or liked, or no longer."""

    id: int
    wanted: bool
    kind: SubjectKind = "TITLE"

    @property
    def subject(self) -> Subject:
        return Subject(self.id, self.kind)


class DeferredUndo(msgspec.Struct, frozen=True, tag="Undoing"):
    """The change `id` is to be undone."""

    id: int


class DeferredBulk(msgspec.Struct, frozen=True, tag="Together"):
    """The change of several entries with this `id` is to be made, or undone."""

    id: int
    what: Literal["apply", "undo"]


class DeferredReply(msgspec.Struct, frozen=True, tag="Reply"):
    """The text is to be posted as a reply to an activity; `id` is the interaction's."""

    id: int
    activity_id: int
    text: str


class DeferredReplyUndo(msgspec.Struct, frozen=True, tag="Unreply"):
    """The reply `id` is to be deleted again."""

    id: int


DeferredAction = (
    DeferredChange | DeferredRemoval | DeferredToggle | DeferredUndo | DeferredBulk | DeferredReply | DeferredReplyUndo
)


class DeferredChanges:
    """Keeps changes that could not be made, and offers them until they are."""

    def __init__(self, sources: Sources, records: DeferredRecords) -> None:
        self._records = records
        self._now = sources.now

    @asynccontextmanager
    async def deferring(self, link: Link, action: DeferredAction) -> AsyncGenerator[None]:
        """Keep the change inside until the same account is relinked, if its token is rejected.

        Raises ChangeDeferred for TokenRejected.
        """
        try:
            yield
        except TokenRejected as error:
            text = msgspec.json.encode(action).decode()
            await self._records.put(DeferredRecord(link.discord_id, action.id, text, self._now()))
            raise ChangeDeferred("it can be done after linking again") from error

    async def open(self, discord_id: int) -> DeferredAction | None:
        """The change that the person may still agree to."""
        record = await self._records.of(discord_id)
        return _action(record) if record and not self._is_late(record) else None

    @asynccontextmanager
    async def agreed(self, link: Link, action_id: int) -> AsyncGenerator[DeferredAction]:
        """Make the change inside. Each change can begin again under its id, and is made once. Raises NoLongerPending.

        It stays on offer until its result is known: also when AniList has not taken it, or not for sure, and when this
        is cancelled.
        """
        record = await self._records.of(link.discord_id)
        if record is None or record.id != action_id or self._is_late(record):
            raise NoLongerPending("it was done, or it is too late")
        try:
            yield _action(record)
        except (AniListError, OutcomeUnknown, PartlyDone, StoreError):
            raise
        except Exception:
            await self._forget(record)
            raise
        await self._forget(record)

    async def _forget(self, record: DeferredRecord) -> None:
        with written_if_it_can_be():
            await to_the_end(self._records.forget(record))

    async def expire(self) -> None:
        await self._records.purge(self._now() - SECONDS_KEPT)

    def _is_late(self, record: DeferredRecord) -> bool:
        return self._now() - record.at > SECONDS_KEPT


def media_of(action: DeferredAction) -> int | None:
    """The title of the change, if it is of a single title."""
    match action:
        case DeferredChange(media_id=media_id) | DeferredRemoval(media_id=media_id):
            return media_id
        case DeferredToggle(id=media_id, kind="TITLE"):
            return media_id
        case _:
            return None


def _action(record: DeferredRecord) -> DeferredAction:
    return msgspec.json.decode(record.deed, type=DeferredAction)
