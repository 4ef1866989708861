"""The protocol of every change, of one entry and of several: journal, write, find out, undo.

A *write-ahead journal* holds each change, with the entries before it and as wanted, before a request goes to AniList.
The interaction's id is the *idempotency key*: a second press, a lost answer and a restart find out what has happened
instead of doing it twice. *Optimistic concurrency*, field by field: the entry as it is at AniList decides whether a
change can still be made or undone. Knows nothing of wishes, of receipts, nor of Discord.

The states of a change. Several entries are proposed first; a change of a single entry begins at once, and refused it is
*failed*, from which the same interaction may begin it again::

            begin          AniList has it           undo           AniList has what was before
  proposed ───────▶ begun ────────────────▶ done ────────▶ undoing ───────────────────────────▶ undone
      ▲               │                      ▲                │
      └───────────────┘                      └────────────────┘
       AniList refuses                         AniList refuses

Only a change that is *begun* or *undoing* is sent to AniList. Where one is found in these states, after a cut or a lost
answer, the entries are fetched before anything else is done to those titles.

A request on its way to AniList, for a group of entries that one request can change::

  send ──▶ answered ─────────────────────────────────▶ remembered and journalled in one transaction
    │
    └────▶ lost ──▶ look ──▶ all is there ───────────▶ journalled
                     │ └───▶ some is left ──▶ send ──▶ answered, or nobody knows
                     └─────▶ nobody knows: others don't see what may be private by now
"""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from anilist import AniListError, TokenRejected, Unavailable
from library.changes.covering import covered
from library.changes.lost_answers import unknown_if_it_fails
from library.changes.receipts import written_if_it_can_be
from library.changes.repeats import is_as_left
from library.changes.saving import ChangeJournal, ChangePort, Found, Pair
from library.changes.user_locks import LockHolder
from library.errors import ChangedSince, NothingToUndo, OutcomeUnknown, PartlyDone
from library.rules.reconcile import earlier, is_done, left_to_do, same
from library.sync.library import Library
from store import ChangeItem, ChangeRecord, Entry, EntryAnswer, StoreError


class ChangeEngine:
    """The only writer of people's lists. Its caller holds the person's lock."""

    def __init__(self, library: Library, journal: ChangeJournal, port: ChangePort, now: Callable[[], int]) -> None:
        self._library = library
        self._journal = journal
        self._port = port
        self._now = now

    async def do(self, holder: LockHolder, record: ChangeRecord, found: Found) -> ChangeRecord:
        """Make the change, or the rest of it. `found` is what AniList has now.

        Returns the record of the finished change.

        Raises ChangedSince, OutcomeUnknown, PartlyDone, TokenRejected, AniList's errors.
        """
        left = {item.media_id: _left(item, found[item.media_id]) for item in record.items}
        is_first = record.state != "begun"
        write = _PendingWrite(holder, msgspec.structs.replace(record, state="begun"), found, left)
        groups = self._port.groups(holder.link, write.pairs)
        if is_first and not await self._journal.begin(record):
            raise TokenRejected("they are no longer linked")
        try:
            await self._write(write, groups)
        except AniListError:
            if is_first:  # else some of it may have been done before
                with written_if_it_can_be():
                    await self._journal.fail(record.id)
            raise
        return _done(record, write.after)

    async def settled(self, record: ChangeRecord, found: Found) -> ChangeRecord:
        """The record of the finished change, if AniList has all of it. Raises NothingToUndo."""
        if record.state != "begun":
            return record
        if not all(is_done(item.before, item.wanted, found[item.media_id]) for item in record.items):
            raise NothingToUndo("it was not done, or not all of it")
        await self._journal.finish(record.id, [found[item.media_id] for item in record.items])
        return _done(record, found)

    async def undo(self, holder: LockHolder, record: ChangeRecord, found: Found) -> ChangeRecord:
        """Bring back the entries from before the change.

        Returns this as a change of its own, which begins at the result of `record`.

        Raises like :meth:`do`.
        """
        back = reverse(record)
        for item in back.items:
            now = found[item.media_id]
            if not may_undo(record, item, now):
                raise ChangedSince(now)
        write = _PendingWrite(holder, record, found, {item.media_id: item.wanted for item in back.items})
        groups = self._port.groups(holder.link, write.pairs)
        if groups and not await self._journal.undo(record.id):
            raise TokenRejected("they are no longer linked")
        try:
            await self._write(write, groups)
        except AniListError:
            if not record.is_undoing:  # else some of it may have been taken back before
                with written_if_it_can_be():
                    await self._journal.keep(record.id)
            raise
        return _done(back, write.after)

    async def _write(self, write: "_PendingWrite", groups: Sequence[Sequence[Pair]]) -> None:
        """Send one request for each group.

        Raises PartlyDone when some groups were written, else the error of the request.
        """
        if not groups:
            await self._take_over(write, {})
        try:
            for group in groups:
                await self._write_group(write, group)
        except (AniListError, ChangedSince, StoreError) as error:
            if not write.count_written():
                raise
            raise PartlyDone(write.count_written(), len(write.pairs)) from error

    async def _write_group(self, write: "_PendingWrite", group: Sequence[Pair]) -> None:
        """Send a group. After a lost answer, fetch the entries and send the rest once more."""
        holder = write.holder
        async with covered(self._library, holder.link, *group):
            if await self._is_answered(write, group):
                return
            with unknown_if_it_fails():
                found = await self._port.find(holder, [_media_id(pair) for pair in group])
        there, left = _sorted_out(group, found)
        if there:
            await self._take_over(write, there, is_remembered=True)
        for again in self._port.groups(holder.link, left):
            async with covered(self._library, holder.link, *again):
                if not await self._is_answered(write, again):
                    raise OutcomeUnknown("AniList did not say whether it was done")

    async def _is_answered(self, write: "_PendingWrite", group: Sequence[Pair]) -> bool:
        """Send the group; False when the answer is lost.

        Raises AniList's errors if the change is certainly not made.
        """
        try:
            answer = await self._port.send(write.holder, group)
        except Unavailable as error:
            if not error.may_have_happened:
                raise
            return False
        await self._take_over(write, answer)
        return True

    async def _take_over(self, write: "_PendingWrite", answer: Found, *, is_remembered: bool = False) -> None:
        """Remember AniList's answer. The last answer ends the change, in the same transaction.

        Each answer is remembered at once, because others must no longer see an entry that has become private.
        """
        write.after |= answer
        told = EntryAnswer(write.record.discord_id, {} if is_remembered else answer, self._now())
        with written_if_it_can_be():
            if write.is_complete():
                await self._end(write, told)
            elif told.entries:
                await self._journal.remember(write.record.id, told)
            for entry in told.entries.values():
                if entry:
                    await self._library.publish(entry)

    async def _end(self, write: "_PendingWrite", told: EntryAnswer) -> None:
        record, after = write.record, [write.after[item.media_id] for item in write.record.items]
        if record.state == "begun":
            await self._journal.finish(record.id, after, told)
        elif write.is_as_wanted() or any(
            not same(now, one.after) for now, one in zip(after, record.items, strict=True)
        ):
            await self._journal.undone(record.id, told, after)
        else:  # AniList has kept nothing of it, so that it can be tried again
            await self._journal.keep(record.id, told, after)


class _PendingWrite:
    """A change on its way: AniList's entries, the wanted entries, and `after`, the entries known to be written."""

    def __init__(
        self, holder: LockHolder, record: ChangeRecord, found: Found, wanted: Mapping[int, Entry | None]
    ) -> None:
        self.holder = holder
        self.record = record
        self._wanted = wanted
        self.after: Found = {
            media_id: found[media_id] for media_id in wanted if same(found[media_id], wanted[media_id])
        }
        self.pairs: list[Pair] = [
            (found[media_id], entry) for media_id, entry in wanted.items() if media_id not in self.after
        ]

    def is_complete(self) -> bool:
        return self.after.keys() >= self._wanted.keys()

    def is_as_wanted(self) -> bool:
        return all(same(self.after[media_id], entry) for media_id, entry in self._wanted.items())

    def count_written(self) -> int:
        """The number of pairs that AniList has as wanted."""
        return len(self.pairs) - len(self._wanted.keys() - self.after.keys())


def _left(item: ChangeItem, now: Entry | None) -> Entry | None:
    """The entry to send. It equals `now` when nothing is left to do. Raises ChangedSince."""
    return now if is_done(item.before, item.wanted, now) else left_to_do(item.before, item.wanted, now)


def _sorted_out(group: Sequence[Pair], found: Found) -> tuple[Found, list[Pair]]:
    """Sort a group after a lost answer: the entries that AniList has, and the pairs to send again.

    An entry that has changed since stays as it is, and its verdict says so. Raises ChangedSince if all have changed, or
    one is gone.
    """
    there, left, changed = Found(), list[Pair](), Found()
    for pair in group:
        media_id = _media_id(pair)
        now = found[media_id]
        if is_done(*pair, now):
            there[media_id] = now
            continue
        try:
            left.append((now, left_to_do(*pair, now)))
        except ChangedSince:
            changed[media_id] = now
    if len(changed) == len(group) or None in changed.values():
        raise ChangedSince(next(iter(changed.values())))
    return there | changed, left


def reverse(record: ChangeRecord) -> ChangeRecord:
    """The change that takes `record` back. Raises ChangedSince when the entry from before is unknown."""
    items = [
        ChangeItem(media_id=item.media_id, before=item.after, wanted=earlier(item.before, item.wanted, item.after))
        for item in record.items
    ]
    return msgspec.structs.replace(record, items=tuple(items))


def may_undo(record: ChangeRecord, back: ChangeItem, now: Entry | None) -> bool:
    """Whether the entry is as the change left it, or as it was before; `back` is of :func:`reverse`."""
    return same(now, back.wanted) or is_as_left(record, back.before, now)


def _done(record: ChangeRecord, after: Found) -> ChangeRecord:
    items = [msgspec.structs.replace(item, after=after[item.media_id]) for item in record.items]
    return msgspec.structs.replace(record, items=tuple(items), state="done")


def _media_id(pair: Pair) -> int:
    entry = pair[1] or pair[0]
    assert entry
    return entry.media_id
