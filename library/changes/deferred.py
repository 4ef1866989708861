"""What was asked for and could not be done because the link had died: kept for an hour, and done if the person agrees.

Knows what can be asked for, and not how it is done.
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
from store import DeferredRecord, DeferredRecords, Link, StoreError, to_the_end

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


class DeferredFavourite(msgspec.Struct, frozen=True, tag="Favour"):
    """The title `id` is to become a favourite, or none."""

    id: int
    wanted: bool


class DeferredUndo(msgspec.Struct, frozen=True, tag="Undoing"):
    """The change `id` is to be taken back."""

    id: int


class DeferredBulk(msgspec.Struct, frozen=True, tag="Together"):
    """The change of several entries `id` is to be done, or undone."""

    id: int
    what: Literal["apply", "undo"]


DeferredAction = DeferredChange | DeferredRemoval | DeferredFavourite | DeferredUndo | DeferredBulk


class DeferredChanges:
    """Keeps what could not be done, and offers it until it is done."""

    def __init__(self, sources: Sources, asks: DeferredRecords) -> None:
        self._asks = asks
        self._now = sources.now

    @asynccontextmanager
    async def kept(self, link: Link, deed: DeferredAction) -> AsyncGenerator[None]:
        """Do it inside. Raises PutOff for TokenRejected: the deed can be done after linking the same account again."""
        try:
            yield
        except TokenRejected as error:
            text = msgspec.json.encode(deed).decode()
            await self._asks.put(DeferredRecord(link.discord_id, deed.id, text, self._now()))
            raise ChangeDeferred("it can be done after linking again") from error

    async def open(self, discord_id: int) -> DeferredAction | None:
        """What the person may still agree to."""
        ask = await self._asks.of(discord_id)
        return _deed(ask) if ask and not self._is_late(ask) else None

    @asynccontextmanager
    async def agreed(self, link: Link, ask_id: int) -> AsyncGenerator[DeferredAction]:
        """Do it inside; each deed can be begun again, and it is done once. Raises AskedNoMore.

        It stays to be agreed to until it is known what became of it: not while AniList has not taken it, or not for
        sure, and not when this is cut off.
        """
        ask = await self._asks.of(link.discord_id)
        if ask is None or ask.id != ask_id or self._is_late(ask):
            raise NoLongerPending("it was done, or it is too late")
        try:
            yield _deed(ask)
        except (AniListError, OutcomeUnknown, PartlyDone, StoreError):
            raise
        except Exception:
            await self._forget(ask)
            raise
        await self._forget(ask)

    async def _forget(self, ask: DeferredRecord) -> None:
        with written_if_it_can_be():
            await to_the_end(self._asks.forget(ask))

    async def expire(self) -> None:
        await self._asks.purge(self._now() - SECONDS_KEPT)

    def _is_late(self, ask: DeferredRecord) -> bool:
        return self._now() - ask.at > SECONDS_KEPT


def media_of(deed: DeferredAction) -> int | None:
    """Which title it is about, where that is one."""
    match deed:
        case DeferredChange(media_id=media_id) | DeferredRemoval(media_id=media_id) | DeferredFavourite(id=media_id):
            return media_id
        case _:
            return None


def _deed(ask: DeferredRecord) -> DeferredAction:
    return msgspec.json.decode(ask.deed, type=DeferredAction)
