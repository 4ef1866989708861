"""The editor of several entries: a change is proposed first, made when the person agrees, and undone as a whole.

AniList takes the same change for several entries at once, so entries with equal differences share a request. The
protocol is that of a single change (`library/changes/engine.py`). Knows nothing of Discord.
"""

from collections.abc import Collection, Generator, Sequence
from contextlib import contextmanager

import msgspec

from anilist import NotFound
from library.changes.deferred import DeferredBulk, DeferredChanges
from library.changes.editing import today
from library.changes.engine import ChangeEngine
from library.changes.receipts import Receipts
from library.changes.repeats import doubtful
from library.changes.saving import SECONDS_CHANGES_STAY, Found, SeveralEntries
from library.changes.user_locks import LockHolder, UserLocks
from library.errors import AlreadyThere, ChangedSince, NothingToUndo, Outdated
from library.rules import entry_rules
from library.rules.entry_rules import Wish
from library.rules.reconcile import Verdict, judged
from library.sync.library import Library
from library.sync.list_sync import ListSync
from library.sync.sources import Sources
from store import Bulks, ChangeItem, ChangeRecord, Entry, Link, Media

MOST = 10
SECONDS_TO_AGREE = 3600


class Bulk(msgspec.Struct, frozen=True):
    """A proposed or finished change: each entry before and after, and the entries that AniList was asked to have.

    `unchanged` are the entries that already fit the wish. `link` is the person's, with the settings that AniList has
    told by now.
    """

    id: int
    link: Link
    pairs: list[tuple[Entry, Entry]]
    wanted: list[Entry]
    media: dict[int, Media]
    unchanged: list[Media] = []

    @property
    def verdicts(self) -> list[Verdict]:
        """AniList's result of each entry compared with the wanted one, in the person's own format."""
        return [
            judged(before, wanted, after, self.link.score_format)
            for (before, after), wanted in zip(self.pairs, self.wanted, strict=True)
        ]


class BulkEditor:
    """Proposes, makes and undoes changes of several entries."""

    def __init__(
        self,
        sources: Sources,
        library: Library,
        list_sync: ListSync,
        bulks: Bulks,
        receipts: Receipts,
        locks: UserLocks,
        deferred: DeferredChanges,
    ) -> None:
        self._access = sources.access
        self._now = sources.now
        self._library = library
        self._list_sync = list_sync
        self._bulks = bulks
        self._receipts = receipts
        self._locks = locks
        self._deferred = deferred
        self._entries = SeveralEntries(sources, library, list_sync)
        self._engine = ChangeEngine(library, bulks, self._entries, sources.now)

    async def propose(self, link: Link, media_ids: Sequence[int], wish: Wish, *, bulk_id: int) -> Bulk:
        """The entries as the wish would change them; nothing is sent. `bulk_id` is the interaction's.

        Sends one request when the cached entries are too old. Raises AlreadyThere, TokenRejected, AniList's errors.
        """
        async with self._locks.of(link) as holder:
            found = await self._found(holder, media_ids[:MOST])
            media = await self._library.cached_media(list(found))
            items = [
                ChangeItem(media_id=media_id, before=entry, wanted=wanted)
                for media_id, entry in found.items()
                if entry and media_id in media and (wanted := self._wanted(holder.link, entry, media[media_id], wish))
            ]
            if not items:
                raise AlreadyThere(None)
            record = ChangeRecord(id=bulk_id, discord_id=link.discord_id, items=tuple(items), at=self._now())
            await self._bulks.propose(record)
        changed = {item.media_id for item in items}
        unchanged = [one for number, one in media.items() if number not in changed]
        proposed = {item.media_id: item.wanted for item in items}
        return msgspec.structs.replace(_bulk(holder, record, proposed, media), unchanged=unchanged)

    async def apply(self, link: Link, bulk_id: int) -> Bulk:
        """Make a proposed change; the same id again gets the same answer.

        Sends one request for each different change, and one before them when the cached entries are too old. Raises
        Outdated, PartlyDone, NothingToUndo, OutcomeUnknown, AniList's errors.
        """
        async with self._deferred.deferring(link, DeferredBulk(bulk_id, "apply")), self._locks.of(link) as holder:
            record = await self._record(link, bulk_id)
            if record.state == "undone" or (record.state == "proposed" and self._is_late(record)):
                raise Outdated("it was proposed too long ago")
            media = await self._library.cached_media(_ids(record))  # before AniList is asked: the database may fail
            if record.state != "done":
                found = await self._found(holder, _ids(record), is_doubtful=record.state == "begun")
                with _outdated_if_changed():
                    record = await self._engine.do(holder, record, found)
        return _bulk(holder, record, {item.media_id: item.after for item in record.items}, media)

    async def undo(self, link: Link, bulk_id: int) -> Bulk:
        """Bring back all entries from before the change. Raises like :meth:`apply`."""
        async with self._deferred.deferring(link, DeferredBulk(bulk_id, "undo")), self._locks.of(link) as holder:
            record = await self._record(link, bulk_id)
            if record.state not in {"begun", "done"}:
                raise NothingToUndo("there is nothing to take back any more")
            found = await self._found(holder, _ids(record), is_doubtful=record.state == "begun")
            record = await self._engine.settled(record, found)
            media = await self._library.cached_media(_ids(record))
            with _outdated_if_changed():
                undone = await self._engine.undo(holder, record, found)
        return _bulk(holder, undone, {item.media_id: item.after for item in undone.items}, media)

    async def expire(self) -> None:
        """Forget changes that are too old to be undone."""
        await self._bulks.purge(self._now() - SECONDS_CHANGES_STAY)

    async def _record(self, link: Link, bulk_id: int) -> ChangeRecord:
        record = await self._bulks.of(bulk_id)
        if record is None or record.discord_id != link.discord_id:
            raise NothingToUndo("there is no such change, or it is somebody else's")
        return record

    def _is_late(self, record: ChangeRecord) -> bool:
        return self._now() - record.at > SECONDS_TO_AGREE

    def _wanted(self, link: Link, entry: Entry, media: Media, wish: Wish) -> Entry | None:
        """The wanted entry; None when nothing would change."""
        try:
            return entry_rules.apply(entry, media, wish, today(link, self._now()), link.title_language)
        except AlreadyThere:
            return None

    async def _found(self, holder: LockHolder, media_ids: Collection[int], *, is_doubtful: bool = False) -> Found:
        """The entries as they are, cached ones for ten minutes at most.

        A change with an unknown result has them fetched.
        """
        if is_doubtful:
            return await self._entries.find(holder, media_ids)
        if await self._list_sync.is_stale(holder.link) or await self._are_doubtful(holder, media_ids):
            await self._list_sync.sync_now(holder.link)
            holder.link = await self._access.current_link(holder.link)
        return await self._entries.held(holder, media_ids)

    async def _are_doubtful(self, holder: LockHolder, media_ids: Collection[int]) -> bool:
        history = await self._receipts.history_of(holder.link.discord_id, media_ids)
        return not doubtful(history).isdisjoint(media_ids)


@contextmanager
def _outdated_if_changed() -> Generator[None]:
    """Raises Outdated if an entry has changed or is gone: entries are proposed together, and changed together."""
    try:
        yield
    except ChangedSince as error:
        raise Outdated("one of them has changed since") from error
    except NotFound as error:
        raise Outdated("one of them is no longer on the list") from error


def _bulk(holder: LockHolder, record: ChangeRecord, after: Found, media: dict[int, Media]) -> Bulk:
    items = [(item.before, item.wanted, after[item.media_id]) for item in record.items]
    whole = [(before, wanted, after) for before, wanted, after in items if before and wanted and after]
    pairs, wanted = [(before, after) for before, _, after in whole], [wanted for _, wanted, _ in whole]
    return Bulk(record.id, holder.link, pairs, wanted, media)


def _ids(record: ChangeRecord) -> list[int]:
    return [item.media_id for item in record.items]
