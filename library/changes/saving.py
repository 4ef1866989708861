"""The two ports to AniList that the engine writes through: for one entry, and for several entries alike.

Advanced scores are sent without names, in an order that people change on AniList's site. So a change is sent by the
settings that AniList told last, and its answer tells them again. Knows no journal.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from contextlib import suppress
from typing import Any, Protocol

import msgspec

from anilist import AniListError, NotFound, Owner
from anilist.library import SavedEntry
from library.changes.lost_answers import unknown_if_it_fails
from library.changes.receipts import written_if_it_can_be
from library.changes.user_locks import LockHolder
from library.errors import ChangedSince, OutcomeUnknown
from library.rules import entry_rules
from library.sync.answers import as_set, entry_of
from library.sync.library import Library, Title
from library.sync.list_sync import ListSync
from library.sync.sources import Sources
from store import ChangeRecord, Entry, EntryAnswer, Link

SECONDS_CHANGES_STAY = 30 * 86400  # in the journals

Found = dict[int, Entry | None]  # by media id; None is not on the list
Pair = tuple[Entry | None, Entry | None]  # an entry as it is, and as it shall be
Send = Callable[[dict[str, Any]], Awaitable[list[SavedEntry]]]


class ChangeJournal(Protocol):
    """Writes the steps of a change down, and what AniList answers to each (:class:`store.Journal`)."""

    async def begin(self, record: ChangeRecord) -> bool: ...
    async def finish(
        self, change_id: int, after: Sequence[Entry | None], answer: EntryAnswer | None = None
    ) -> None: ...
    async def fail(self, change_id: int) -> None: ...
    async def undo(self, change_id: int) -> bool: ...
    async def keep(
        self, change_id: int, answer: EntryAnswer | None = None, after: Sequence[Entry | None] = ()
    ) -> None: ...
    async def undone(
        self, change_id: int, answer: EntryAnswer | None = None, after: Sequence[Entry | None] = ()
    ) -> None: ...
    async def remember(self, change_id: int, answer: EntryAnswer) -> None: ...


class ChangePort(Protocol):
    """Sends a change to AniList, and fetches its result."""

    def groups(self, link: Link, pairs: Iterable[Pair]) -> list[list[Pair]]:
        """The pairs in groups, each of which a single request can change."""
        ...

    async def send(self, holder: LockHolder, group: Sequence[Pair]) -> Found:
        """Send one request, and return AniList's answer. Raises AniList's errors, ChangedSince, OutcomeUnknown."""
        ...

    async def find(self, holder: LockHolder, media_ids: Collection[int]) -> Found:
        """AniList's entries now. Raises AniList's errors."""
        ...


class Saver:
    """Sends a save, and stores the settings that come with its answer."""

    def __init__(self, sources: Sources, library: Library) -> None:
        self._anilist = sources.anilist
        self._access = sources.access
        self._library = library

    async def _save(self, holder: LockHolder, pair: tuple[Entry | None, Entry], send: Send) -> list[SavedEntry]:
        """Send a save. If the answer tells another order of the advanced scores, send them again in that order."""
        parts = parts_of(holder.link, pair[1])
        values = entry_rules.variables(*pair, parts)
        saved = await send(values)
        with written_if_it_can_be():
            holder.link = await self._hear(holder.link, next((one.user for one in saved if one.user), None))
        parts_now = parts_of(holder.link, pair[1])
        if "advancedScores" in values and parts_now != parts and entry_rules.has_parts(pair[1], parts_now):
            with suppress(AniListError):  # the change itself is made
                return await send({"advancedScores": entry_rules.in_order(*pair, parts_now)})
        return saved

    async def _hear(self, link: Link, told: Owner | None) -> Link:
        """The link with the settings of the answer. Nothing is read or written when they are known already."""
        return link if told is None or as_set(link, told) == link else await self._library.apply_settings(link, told)


class SingleEntry(Saver):
    """Changes a single entry by its title: adds the title, changes its entry, or removes it."""

    def groups(self, link: Link, pairs: Iterable[Pair]) -> list[list[Pair]]:
        del link
        return [[pair] for pair in pairs]

    async def send(self, holder: LockHolder, group: Sequence[Pair]) -> Found:
        ((before, wanted),) = group
        if wanted is None:
            return await self._delete(holder, before) if before else {}

        async def send(values: dict[str, Any]) -> list[SavedEntry]:
            return [await self._anilist.save_entry(holder.token, wanted.media_id, values)]

        (saved,) = await self._save(holder, (before, wanted), send)
        return {wanted.media_id: entry_of(saved, wanted.media_type)}

    async def find(self, holder: LockHolder, media_ids: Collection[int]) -> Found:
        return {media_id: (await self.fetch(holder, media_id)).entry for media_id in media_ids}

    async def fetch(self, holder: LockHolder, media_id: int) -> Title:
        """The title as AniList has it now. Raises AniList's errors."""
        title = await self._library.fetch_title(holder.link, media_id)
        holder.link = await self._access.current_link(holder.link)
        return title

    async def _delete(self, holder: LockHolder, entry: Entry) -> Found:
        """Remove the entry. Raises ChangedSince when another entry of the title is on the list by now."""
        try:
            is_gone = await self._anilist.delete_entry(holder.token, entry.entry_id)
        except NotFound:
            is_gone = False
        if not is_gone and (found := await self._library.fetch_title(holder.link, entry.media_id)).entry is not None:
            raise ChangedSince(found.entry)
        return {entry.media_id: None}


class SeveralEntries(Saver):
    """Changes entries that are on the list; entries with equal differences share a request."""

    def __init__(self, sources: Sources, library: Library, list_sync: ListSync) -> None:
        super().__init__(sources, library)
        self._entries = sources.entries
        self._list_sync = list_sync

    def groups(self, link: Link, pairs: Iterable[Pair]) -> list[list[Pair]]:
        groups = dict[bytes, list[Pair]]()
        for before, wanted in pairs:
            if before is None or wanted is None:
                raise ChangedSince(before)
            values = entry_rules.variables(before, wanted, parts_of(link, before))
            groups.setdefault(msgspec.json.encode([before.media_type, values]), []).append((before, wanted))
        return list(groups.values())

    async def send(self, holder: LockHolder, group: Sequence[Pair]) -> Found:
        pairs = [(before, wanted) for before, wanted in group if before and wanted]
        kinds = {before.entry_id: before.media_type for before, _ in pairs}

        async def send(values: dict[str, Any]) -> list[SavedEntry]:
            return await self._anilist.save_entries(holder.token, list(kinds), values)

        saved = await self._save(holder, pairs[0], send)
        entries = [entry_of(one, kinds[one.id]) for one in saved if one.id in kinds]
        answered: Found = {entry.media_id: entry for entry in entries}
        return answered | await self._left_out(holder, {before.media_id for before, _ in pairs} - answered.keys())

    async def find(self, holder: LockHolder, media_ids: Collection[int]) -> Found:
        await self._list_sync.sync_after_current(holder.link)
        holder.link = await self._access.current_link(holder.link)
        return await self.held(holder, media_ids)

    async def held(self, holder: LockHolder, media_ids: Collection[int]) -> Found:
        """The cached entries, however old."""
        entries = await self._entries.among(holder.link.discord_id, media_ids)
        return dict.fromkeys(media_ids) | {entry.media_id: entry for entry in entries}

    async def _left_out(self, holder: LockHolder, media_ids: Collection[int]) -> Found:
        """Fetch the entries that an answer leaves out. Raises OutcomeUnknown."""
        if not media_ids:
            return {}
        with unknown_if_it_fails():
            found = await self.find(holder, media_ids)
        if None in found.values():
            raise OutcomeUnknown("AniList did not say what became of some")
        return found


def parts_of(link: Link, entry: Entry) -> tuple[str, ...]:
    return (link.anime if entry.media_type == "ANIME" else link.manga).advanced_scoring
