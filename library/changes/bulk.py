"""Changing several entries at once: proposed first, done when the person agrees, taken back as one.

AniList takes one change for several entries, so those that differ in the same way share a request. Like a single
change, all is written down before AniList is asked. Knows nothing of Discord.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec

from anilist import AniListError, NotFound, Unavailable
from library.changes.covering import covered
from library.changes.deferred import DeferredBulk, DeferredChanges
from library.changes.doubts import Doubts
from library.changes.editing import SECONDS_CHANGES_STAY, today
from library.changes.receipts import written_if_it_can_be
from library.changes.repeats import is_as_left
from library.changes.saving import Saver
from library.changes.user_locks import UserLocks
from library.errors import AlreadyThere, ChangedSince, NothingToUndo, OutcomeUnknown, Outdated, PartlyDone
from library.rules import entry_rules
from library.rules.entry_rules import Wish
from library.rules.reconcile import earlier, is_done, left_to_do, same
from library.sync.library import Library
from library.sync.list_sync import ListSync
from library.sync.sources import Sources
from store import BulkRecord, Bulks, ChangeRecord, Entry, Link, Media, StoreError

MOST = 10
SECONDS_TO_AGREE = 3600

Pair = tuple[Entry, Entry]  # an entry as it is, and as it shall be


class Bulk(msgspec.Struct, frozen=True):
    """What is proposed or done: before and after of each entry, and what AniList was asked to have of it.

    `unchanged` are those that are so already. `link` is the person's, with what AniList has told of them by now.
    """

    id: int
    link: Link
    pairs: list[Pair]
    wanted: list[Entry]
    media: dict[int, Media]
    unchanged: list[Media] = []


class BulkEditor:
    """Proposes, does and takes back."""

    def __init__(
        self,
        sources: Sources,
        library: Library,
        reader: ListSync,
        bulks: Bulks,
        doubts: Doubts,
        turns: UserLocks,
        asking: DeferredChanges,
    ) -> None:
        self._access = sources.access
        self._entries = sources.entries
        self._now = sources.now
        self._library = library
        self._reader = reader
        self._bulks = bulks
        self._doubts = doubts
        self._turns = turns
        self._asking = asking
        self._saver = Saver(sources, library)

    async def propose(self, link: Link, media_ids: Sequence[int], wish: Wish, *, bulk_id: int) -> Bulk:
        """What the wish would make of the entries; nothing is done. `bulk_id` is the interaction's.

        One request when what is remembered is too old. Raises AlreadyThere, TokenRejected, AniList's errors.
        """
        async with self._turns.of(link):
            found = await self._found(link, media_ids[:MOST])
            link = await self._access.current_link(link)
            media = await self._library.cached_media(list(found))
            pairs = [
                (entry, wanted)
                for media_id, entry in found.items()
                if entry and media_id in media and (wanted := self._wanted(link, entry, media[media_id], wish))
            ]
            if not pairs:
                raise AlreadyThere(None)
            before, wanted = zip(*pairs, strict=True)
            record = BulkRecord(id=bulk_id, discord_id=link.discord_id, before=before, wanted=wanted, at=self._now())
            await self._bulks.propose(record)
        changed = {entry.media_id for entry in before}
        unchanged = [one for number, one in media.items() if number not in changed]
        return Bulk(bulk_id, link, pairs, list(wanted), media, unchanged)

    async def apply(self, link: Link, bulk_id: int) -> Bulk:
        """Do what was proposed; the same again answers the same.

        One request for each different change, and one first when what is remembered is too old. Raises Outdated,
        PartlyDone, NothingToUndo, OutcomeUnknown, AniList's errors.
        """
        async with self._asking.kept(link, DeferredBulk(bulk_id, "apply")), self._turns.of(link):
            record = await self._record(link, bulk_id)
            if record.state == "undone" or (record.state == "proposed" and self._is_late(record)):
                raise Outdated("it was proposed too long ago")
            media = await self._library.cached_media(
                _ids(record.before)
            )  # before AniList is asked: the database may fail
            if record.state == "done":
                return await self._bulk(link, record, record.after, media)
            found = await self._found(link, _ids(record.before), anew=record.state == "begun")
            pairs = [
                _left(before, wanted, found[before.media_id])
                for before, wanted in zip(record.before, record.wanted, strict=True)
            ]
            is_first = record.state == "proposed"
            if is_first and not await self._bulks.begin(bulk_id):
                raise NothingToUndo("it is gone")
            try:
                after = await self._write(link, pairs)
            except (AniListError, Outdated):
                if is_first:  # else some of it may have been done before
                    with written_if_it_can_be():
                        await self._bulks.give_up(bulk_id)
                raise
            with written_if_it_can_be():
                await self._bulks.finish(bulk_id, after)
        return await self._bulk(link, record, after, media)

    async def undo(self, link: Link, bulk_id: int) -> Bulk:
        """Bring all of them back to what was before. Raises like :meth:`apply`."""
        async with self._asking.kept(link, DeferredBulk(bulk_id, "undo")), self._turns.of(link):
            record, found = await self._undoable(link, bulk_id)
            media = await self._library.cached_media(_ids(record.before))
            pairs = [_back(record, at, found[before.media_id]) for at, before in enumerate(record.before)]
            await self._bulks.undo(bulk_id)
            try:
                after = await self._write(link, pairs)
            except (AniListError, Outdated):
                if not record.is_undoing:  # else some of it may have been taken back before
                    with written_if_it_can_be():
                        await self._bulks.keep(bulk_id)
                raise
            with written_if_it_can_be():
                await self._bulks.undone(bulk_id)
        done = list(zip(record.after, after, strict=True))
        return Bulk(bulk_id, await self._access.current_link(link), done, [was for _, was in pairs], media)

    async def expire(self) -> None:
        """Forget what is too old to be taken back."""
        await self._bulks.purge(self._now() - SECONDS_CHANGES_STAY)

    async def _record(self, link: Link, bulk_id: int) -> BulkRecord:
        record = await self._bulks.of(bulk_id)
        if record is None or record.discord_id != link.discord_id:
            raise NothingToUndo("there is no such change, or it is somebody else's")
        return record

    async def _undoable(self, link: Link, bulk_id: int) -> tuple[BulkRecord, dict[int, Entry | None]]:
        """A bulk that was done, by the journal or by what AniList has, and what AniList has. Raises NothingToUndo."""
        record = await self._record(link, bulk_id)
        if record.state not in {"begun", "done"}:
            raise NothingToUndo("there is nothing to take back any more")
        found = await self._found(link, _ids(record.before), anew=record.state == "begun")
        if record.state == "begun":
            after = [found[entry.media_id] for entry in record.before]
            entries = tuple(entry for entry in after if entry)
            if not all(map(is_done, record.before, record.wanted, after)):
                raise NothingToUndo("it was not done, or not all of it")
            await self._bulks.finish(bulk_id, entries)
            record = msgspec.structs.replace(record, state="done", after=entries)
        return record, found

    def _is_late(self, record: BulkRecord) -> bool:
        return self._now() - record.at > SECONDS_TO_AGREE

    def _wanted(self, link: Link, entry: Entry, media: Media, wish: Wish) -> Entry | None:
        """None when nothing would change."""
        try:
            return entry_rules.apply(entry, media, wish, today(link, self._now()))
        except AlreadyThere:
            return None

    async def _found(self, link: Link, media_ids: Iterable[int], *, anew: bool = False) -> dict[int, Entry | None]:
        """The entries as they are, never remembered for more than ten minutes, or where nobody knows of a change."""
        media_ids = list(media_ids)
        if anew:
            await self._reader.sync_after_current(link)
        elif await self._reader.is_stale(link) or not (await self._doubts.of(link)).isdisjoint(media_ids):
            await self._reader.sync_now(link)
        known = {media_id: await self._entries.of(link.discord_id, media_id) for media_id in media_ids}
        return {media_id: one.entry if one else None for media_id, one in known.items()}

    async def _bulk(self, link: Link, record: BulkRecord, after: Sequence[Entry], media: dict[int, Media]) -> Bulk:
        pairs = list(zip(record.before, after, strict=True))
        return Bulk(record.id, await self._access.current_link(link), pairs, list(record.wanted), media)

    async def _write(self, link: Link, pairs: Sequence[Pair]) -> tuple[Entry, ...]:
        """One request for each different change. Raises PartlyDone when some went through, else AniList's errors."""
        after = {now.media_id: now for now, _ in pairs}
        left = [pair for pair in pairs if not same(*pair)]
        groups = _alike(await self._access.current_link(link), left)
        for number, group in enumerate(groups):
            try:
                async with covered(self._library, link, *group):
                    written = await self._write_alike(link, group)
                after |= {entry.media_id: entry for entry in written}
            except (AniListError, Outdated, StoreError) as error:
                if number == 0:
                    raise
                done = sum(map(len, groups[:number]))
                raise PartlyDone(done, len(left)) from error
        return tuple(after[now.media_id] for now, _ in pairs)

    async def _write_alike(self, link: Link, group: Sequence[Pair]) -> list[Entry]:
        """A lost answer is looked for; only if nothing was done it is asked once more."""
        try:
            return await self._send(link, group)
        except Unavailable as error:
            if not error.may_have_happened:
                raise
        found = await self._look_again(link, _ids(now for now, _ in group))
        entries = [entry for entry in found.values() if entry]
        if len(entries) == len(group) and all(is_done(*pair, found[pair[0].media_id]) for pair in group):
            return entries
        try:
            return await self._send(link, group)
        except Unavailable as error:
            if not error.may_have_happened:
                raise
            raise OutcomeUnknown("AniList did not say whether it was done") from error

    async def _look_again(self, link: Link, media_ids: Iterable[int]) -> dict[int, Entry | None]:
        try:
            return await self._found(link, media_ids, anew=True)
        except (AniListError, StoreError) as error:
            raise OutcomeUnknown("AniList did not say whether it was done") from error

    async def _send(self, link: Link, group: Sequence[Pair]) -> list[Entry]:
        """Raises Outdated when one of them is no longer on the list."""
        try:
            entries = await self._saver.save_alike(link, group)
        except NotFound as error:
            raise Outdated("one of them is no longer on the list") from error
        return entries + await self._untold(link, {now.media_id for now, _ in group} - set(_ids(entries)))

    async def _untold(self, link: Link, media_ids: Collection[int]) -> list[Entry]:
        """The entries that an answer leaves out, as AniList has them. Raises OutcomeUnknown."""
        found = await self._look_again(link, media_ids) if media_ids else {}
        entries = [entry for entry in found.values() if entry]
        if len(entries) != len(media_ids):
            raise OutcomeUnknown("AniList did not say what became of some")
        return entries


def _alike(link: Link, pairs: Iterable[Pair]) -> list[list[Pair]]:
    """Those together that differ in the same way."""
    groups = dict[bytes, list[Pair]]()
    for pair in pairs:
        groups.setdefault(msgspec.json.encode(_variables(link, pair)), []).append(pair)
    return list(groups.values())


def _variables(link: Link, pair: Pair) -> dict[str, Any]:
    options = link.anime if pair[0].media_type == "ANIME" else link.manga
    return entry_rules.variables(*pair, options.advanced_scoring)


def _left(before: Entry, wanted: Entry, now: Entry | None) -> Pair:
    """What is still to be done. Raises Outdated."""
    try:
        left = left_to_do(before, wanted, now)
    except ChangedSince as error:
        raise Outdated("one of them has changed since") from error
    if now is None or left is None:
        raise Outdated("one of them is no longer on the list")
    return now, left


def _back(record: BulkRecord, at: int, now: Entry | None) -> Pair:
    """What is to be taken back of one of them. Raises Outdated."""
    before, wanted, after = record.before[at], record.wanted[at], record.after[at]
    change = ChangeRecord(
        id=record.id,
        discord_id=record.discord_id,
        media_id=before.media_id,
        before=before,
        wanted=wanted,
        after=after,
        is_undoing=record.is_undoing,
        at=record.at,
    )
    was = earlier(change)
    if now is None or was is None or not (same(now, was) or is_as_left(change, now)):
        raise Outdated("one of them has changed since")
    return now, was


def _ids(entries: Iterable[Entry]) -> list[int]:
    return [entry.media_id for entry in entries]
