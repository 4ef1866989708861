"""The port to AniList for several titles that are added, changed and removed each in its own way. Knows no journal.

Its first request has the place in AniList's minute that was waited for before the person's lock was taken; whatever
has to be asked after that is asked at once, because the person may wait for the lock.
"""

from collections.abc import Collection, Iterable, Sequence

from anilist import MOST_AT_ONCE, Caller, EntryEdit
from library.changes.receipts import written_if_it_can_be
from library.changes.saving import Found, Pair, Saver, parts_of
from library.changes.user_locks import LockHolder
from library.rules import entry_rules
from library.sync.answers import entry_of
from library.sync.library import Library
from library.sync.sources import Sources
from store import Entry, Link

MOST_ASKED = 50  # entries that one request fetches


class EachEntry(Saver):
    """Changes up to 15 titles in one request, and more where all are changed alike.

    `refusals` are AniList's reasons for the titles that it has left as they were.
    """

    def __init__(self, sources: Sources, library: Library, caller: Caller) -> None:
        super().__init__(sources, library)
        self._caller = caller
        self._entries = sources.entries
        self._now = sources.now
        self.refusals: list[str] = []

    def groups(self, link: Link, pairs: Iterable[Pair]) -> list[list[Pair]]:
        del link
        group = list(pairs)
        return [group] if group else []

    async def send(self, holder: LockHolder, group: Sequence[Pair]) -> Found:
        """Send one request. A title that AniList has not changed is answered as it was."""
        edits = [_edit(holder.link, *pair) for pair in group]
        kinds = {edit.media_id: _known(pair).media_type for edit, pair in zip(edits, group, strict=True)}
        as_was: Found = {edit.media_id: pair[0] for edit, pair in zip(edits, group, strict=True)}
        if len(edits) > MOST_AT_ONCE:
            return as_was | await self._send_alike(holder, edits, kinds)
        answer = await self._anilist.save_each(holder.token, edits, caller=self._next_caller(holder))
        self.refusals += answer.refusals
        with written_if_it_can_be():
            holder.link = await self._hear(holder.link, answer.owner)
        saved: Found = {media_id: entry_of(entry, kinds[media_id]) for media_id, entry in answer.saved.items()}
        return as_was | saved | dict.fromkeys(answer.deleted)

    async def find(self, holder: LockHolder, media_ids: Collection[int]) -> Found:
        """AniList's entries now, of up to 50 titles."""
        known, asked_at = await self._library.cached_media(list(media_ids)), self._now()
        caller = self._next_caller(holder)
        told = await self._anilist.entries(holder.token, holder.link.anilist_id, sorted(media_ids), caller=caller)
        entries = [entry_of(one, known[one.media_id].media_type) for one in told if one.media_id in known]
        found = dict.fromkeys(media_ids) | {entry.media_id: entry for entry in entries}
        await self._entries.hear(holder.link.discord_id, found, asked_at)
        return found

    async def _send_alike(self, holder: LockHolder, edits: Sequence[EntryEdit], kinds: dict[int, str]) -> Found:
        """Send the same change of all."""
        ids = [edit.entry_id for edit in edits]
        caller = self._next_caller(holder)
        saved = await self._anilist.save_entries(holder.token, ids, edits[0].values or {}, caller=caller)
        return {one.media_id: entry_of(one, kinds[one.media_id]) for one in saved if one.media_id in kinds}

    def _next_caller(self, holder: LockHolder) -> Caller:
        caller, self._caller = self._caller, Caller(person=holder.link.discord_id)
        return caller


def _edit(link: Link, before: Entry | None, wanted: Entry | None) -> EntryEdit:
    known = _known((before, wanted))
    values = None if wanted is None else entry_rules.variables(before, wanted, parts_of(link, wanted))
    return EntryEdit(known.media_id, before.entry_id if before else 0, values)


def _known(pair: Pair) -> Entry:
    entry = pair[1] or pair[0]
    assert entry
    return entry
