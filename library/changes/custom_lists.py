"""Custom lists are made, renamed and deleted. AniList changes all options of a list at once, and renames no list.

So the options are fetched before each change and sent back whole: nothing that was made on AniList's site is lost. A
rename makes a list, puts the entries on it too, and deletes the old one, in this order: wherever it stops, no entry is
on fewer lists. Knows nothing of Discord.
"""

from collections.abc import Sequence
from contextlib import suppress

import msgspec

from anilist import NotFound, RateLimited, Unavailable, UserSettings
from anilist.each import MOST_AT_ONCE, EntryEdit
from anilist.list_options import WholeListOptions
from i18n import mark, t
from library.changes.lost_answers import finding_out, unknown_if_it_fails
from library.changes.receipts import written_if_it_can_be
from library.changes.user_locks import LockHolder, UserLocks
from library.errors import InvalidList, ListGone, NotKept, RenameUnfinished, TooManyToMove
from library.rules.list_names import LABEL, is_same
from library.rules.notes import decode
from library.sync.answers import entry_of
from library.sync.library import Library
from library.sync.list_sync import ListSync
from library.sync.sources import Sources
from store import Entry, Link, Media

GONE = mark("You don’t have a list called “{name}” any more.")
TAKEN = mark("You already have a list called “{name}”.")
TOO_MANY = mark(
    "AniList can’t rename lists, so I’d move each title. I can move {most} at once, and this list has {count}."
)
UNFINISHED = mark(
    "I made “{new}”, but couldn’t put every title on it. Nothing is lost: all are still on “{old}”. "
    "Delete “{new}”, then try again."
)
MOST_MOVED = 4 * MOST_AT_ONCE  # entries, in as many requests


class CountedList(msgspec.Struct, frozen=True):
    """A list and its titles. The `only_here` are hidden from status lists, and on no other custom list."""

    name: str
    titles: int
    only_here: tuple[Media, ...] = ()


class CustomListEditor:
    """Changes a person's custom lists. Each method raises TokenRejected, OutcomeUnknown, NotKept, AniList's errors."""

    def __init__(self, sources: Sources, library: Library, reader: ListSync, locks: UserLocks) -> None:
        self._anilist = sources.anilist
        self._access = sources.access
        self._entries = sources.entries
        self._media = sources.media
        self._now = sources.now
        self._library = library
        self._reader = reader
        self._locks = locks

    async def lists(self, link: Link, media_type: str) -> list[CountedList]:
        """The person's custom lists as they are remembered. Two requests or more while no list is known."""
        await self._reader.ensure(link, media_type)
        link = await self._access.current_link(link)
        entries = await self._entries.all(link.discord_id, media_type)
        lonely = {one.media_id: one for one in entries if one.hidden and len(one.custom_lists) == 1}
        media = await self._media.of(lonely)
        return [_counted(name, entries, media) for name in _names(link, media_type)]

    async def make(self, link: Link, media_type: str, name: str) -> None:
        """Make a list called `name`, which fits :mod:`library.rules.list_names`. Two requests. Raises InvalidList."""
        async with self._locks.of(link) as holder:
            await self._make(holder, media_type, name)

    async def delete(self, link: Link, media_type: str, name: str) -> None:
        """Delete a list; its entries stay. Two requests. Raises ListGone."""
        async with self._locks.of(link) as holder:
            await self._delete(holder, media_type, name)

    async def rename(self, link: Link, media_type: str, old: str, new: str) -> int:
        """Move all entries to a new list and delete the old one; returns their number.

        Four requests, and one for 15 entries. Raises ListGone, InvalidList, TooManyToMove, RenameUnfinished.
        """
        async with self._locks.of(link) as holder:
            if await self._reader.is_stale(link):
                await self._reader.sync_now(holder.link)
            entries = await self._on(holder.link, media_type, old)
            if len(entries) > MOST_MOVED:
                raise TooManyToMove(lambda: t(TOO_MANY, most=MOST_MOVED, count=len(entries)))
            await self._make(holder, media_type, new, instead_of=old)
            for start in range(0, len(entries), MOST_AT_ONCE):
                await self._move(holder, entries[start : start + MOST_AT_ONCE], old, new)
            with suppress(ListGone):  # somebody else has deleted it, which is as well
                await self._delete(holder, media_type, old)
            return len(entries)

    async def _on(self, link: Link, media_type: str, name: str) -> list[Entry]:
        return [one for one in await self._entries.all(link.discord_id, media_type) if name in one.custom_lists]

    async def _make(self, holder: LockHolder, media_type: str, name: str, *, instead_of: str | None = None) -> None:
        options, names = await self._options(holder, media_type)
        if instead_of is not None and instead_of not in names:
            await self._hear(holder)
            raise _gone(instead_of)
        if taken := next((one for one in names if is_same(one, name)), None):
            raise InvalidList(lambda: t(TAKEN, name=decode(taken)), name, LABEL)
        try:
            told = await self._anilist.update_lists(holder.token, media_type, options.with_lists((*names, name)))
        except Unavailable as lost:
            with finding_out(lost):
                told = await self._anilist.viewer(holder.token)
        with written_if_it_can_be():
            holder.link = await self._library.apply_settings(holder.link, told)
        if name not in (told.custom_lists(media_type) or ()):
            raise NotKept("the list was not made")

    async def _delete(self, holder: LockHolder, media_type: str, name: str) -> None:
        """Delete a list, and read the settings anew: AniList's answer does not have them."""
        is_deleted = True
        try:
            is_deleted = await self._anilist.delete_list(holder.token, media_type, name)
        except NotFound:
            is_deleted = False
        except Unavailable as error:
            if not error.may_have_happened:
                raise
        with unknown_if_it_fails():
            told = await self._hear(holder)
        if name in (told.custom_lists(media_type) or ()):
            raise NotKept("the list is still there")
        if not is_deleted:
            raise _gone(name)

    async def _options(self, holder: LockHolder, media_type: str) -> tuple[WholeListOptions, tuple[str, ...]]:
        """The options and the custom lists as AniList has them now. A gap in them would lose a list, so it is refused.

        AniList says null for a person without custom lists.
        """
        options = (await self._anilist.list_options(holder.token)).of(media_type)
        names = options and options.lists
        if options and options.custom_lists is None and not _names(holder.link, media_type):
            names = ()
        if options is None or names is None:
            raise Unavailable("AniList does not tell which lists there are")
        return options, names

    async def _move(self, holder: LockHolder, entries: Sequence[Entry], old: str, new: str) -> None:
        edits = [EntryEdit(one.media_id, one.entry_id, {"customLists": [*one.custom_lists, new]}) for one in entries]
        read_at = self._now()
        try:
            answer = await self._anilist.save_each(holder.token, edits)
        except (RateLimited, Unavailable) as error:
            raise _unfinished(old, new) from error
        types = {one.media_id: one.media_type for one in entries}
        with written_if_it_can_be():
            for media_id, saved in answer.saved.items():
                await self._library.store_entry(holder.link, media_id, entry_of(saved, types[media_id]), read_at)
        if any(new not in saved.lists for saved in answer.saved.values()) or len(answer.saved) < len(edits):
            raise _unfinished(old, new)

    async def _hear(self, holder: LockHolder) -> UserSettings:
        """Read the settings anew."""
        told = await self._anilist.viewer(holder.token)
        with written_if_it_can_be():
            holder.link = await self._library.apply_settings(holder.link, told)
        return told


def _gone(name: str) -> ListGone:
    return ListGone(lambda: t(GONE, name=decode(name)))


def _unfinished(old: str, new: str) -> RenameUnfinished:
    return RenameUnfinished(lambda: t(UNFINISHED, old=decode(old), new=decode(new)))


def _names(link: Link, media_type: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((link.anime if media_type == "ANIME" else link.manga).custom_lists))


def _counted(name: str, entries: Sequence[Entry], media: dict[int, Media]) -> CountedList:
    there = [one for one in entries if name in one.custom_lists]
    lonely = [media[one.media_id] for one in there if one.media_id in media]
    return CountedList(name, len(there), tuple(lonely))
