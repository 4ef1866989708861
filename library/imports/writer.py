"""Writes an import's titles to AniList, and takes them back: some at each turn, by a request or two.

The place in AniList's minute is waited for first, and then the person's lock is taken: they can change their lists
meanwhile, and what they have changed is seen. Every change is planned anew from the entry as it is then.
"""

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager

import msgspec

from anilist import MOST_AT_ONCE, Caller, Invalid, NotFound, Priority
from library.changes.each import MOST_ASKED, EachEntry
from library.changes.engine import ChangeEngine, may_undo, reverse
from library.changes.saving import Found, Pair
from library.changes.user_locks import LockHolder, UserLocks
from library.errors import ChangedSince, Locked
from library.imports.export import exported_of
from library.imports.plan import LEVELS, planned
from library.imports.steps import StepJournal, found_out, record_of
from library.sync.library import Library
from library.sync.list_sync import SECONDS_UNTIL_CHANGES, ListSync
from library.sync.sources import Sources
from store import Entry, EntryAnswer, FuzzyDate, Import, ImportMode, ImportTitle, ImportTitles, Link, Media, TitleState

_OPERATION = "save_each"


class ImportWriter:
    """Does the turns of imports that are running, or being undone."""

    def __init__(
        self, sources: Sources, library: Library, list_sync: ListSync, titles: ImportTitles, locks: UserLocks
    ) -> None:
        self._sources = sources
        self._now = sources.now
        self._library = library
        self._list_sync = list_sync
        self._titles = titles
        self._locks = locks

    async def turn(self, link: Link, one: Import) -> bool:
        """Write some titles, or take some back. False when none is left. Raises AniList's errors, LibraryError."""
        if doubtful := await self._titles.some(one.id, "begun", "undoing", limit=MOST_ASKED):
            await self._find_out(link, one, doubtful)
        elif one.state == "undoing":
            return await self._take_some_back(link, one)
        elif titles := await self._titles.some(one.id, "waiting", levels=(1, LEVELS[one.mode]), limit=MOST_ASKED):
            await self._write(link, one, titles)
        elif dated := await self._titles.some(one.id, "dated", limit=MOST_ASKED):
            await self._take_dates_off(link, one, dated)
        else:
            return False
        return True

    async def _find_out(self, link: Link, one: Import, titles: Sequence[ImportTitle]) -> None:
        """Ask AniList for titles whose change, or undo, may have been made."""
        async with self._working(link) as (holder, port):
            found = await port.find(holder, set(map(_media_id, titles)))
            known = [found_out(title, found[_media_id(title)]) for title in titles]
            await self._titles.change(one.id, known, was=("begun", "undoing"))

    async def _write(self, link: Link, one: Import, titles: Sequence[ImportTitle]) -> None:
        """Write up to fifteen of the titles; those that need nothing are done with."""
        async with self._working(link) as (holder, port):
            if (found := await self._found(holder, port, titles)) is None:
                return
            media = await self._library.cached_media(list(found))
            each = [_planned(title, found[_media_id(title)], media, one.mode) for title in titles]
            step = _together(title for title in each if title.state == "waiting")
            await self._titles.change(one.id, [title for title in each if title.state != "waiting"], was=("waiting",))
            if step:
                record = record_of(one.id, link.discord_id, step, at=self._now(), is_done=False)
                await self._engine(one, port, step, "waiting").do(holder, record, found)

    async def _take_some_back(self, link: Link, one: Import) -> bool:
        """Take up to fifteen titles back; those that have changed since are kept. False when none is left."""
        titles = await self._titles.some(one.id, "done", "dated", limit=MOST_ASKED)
        if not titles:
            return False
        async with self._working(link) as (holder, port):
            if (found := await self._found(holder, port, titles)) is None:
                return True
            back = [title for title in titles if _may_go_back(title, found)]
            kept = [msgspec.structs.replace(title, state="kept") for title in titles if title not in back]
            await self._titles.change(one.id, kept, was=("done", "dated"))
            if step := _together(back):
                record = record_of(one.id, link.discord_id, step, at=self._now(), is_done=True)
                await self._engine(one, port, step, "done", "dated").undo(holder, record, found)
        return True

    async def _take_dates_off(self, link: Link, one: Import, titles: Sequence[ImportTitle]) -> None:
        """Remove the dates that AniList gives to completions without one; those that were changed since stay."""
        titles = titles[:MOST_AT_ONCE] if titles[0].is_alone else [title for title in titles if not title.is_alone]
        async with self._working(link) as (holder, port):
            if (found := await self._found(holder, port, titles)) is None:
                return
            pairs = [pair for title in titles if (pair := _undated(title, found))]
            if not await self._titles.change(one.id, _in("begun", titles), was=("dated",), goes_on="running"):
                return
            try:
                answer = await port.send(holder, pairs) if pairs else {}
            except (Invalid, NotFound):  # one of them, for all that is known
                again = [msgspec.structs.replace(title, state="dated", is_alone=True) for title in titles]
                await self._titles.change(one.id, again, was=("begun",))
                return
            told = EntryAnswer(link.discord_id, answer, self._now())
            ended = [_without_date(title, answer) for title in titles]
            await self._titles.change(one.id, ended, was=("begun",), answer=told)

    @asynccontextmanager
    async def _working(self, link: Link) -> AsyncGenerator[tuple[LockHolder, EachEntry]]:
        """Wait for a place in AniList's minute and for the person's lock."""
        async with self._sources.access.token(link) as token:
            placed = self._sources.anilist.place(_OPERATION, token, Caller(Priority.BACKGROUND))
            async with placed as caller, self._locks.of(link) as holder:
                yield holder, EachEntry(self._sources, self._library, caller)

    def _engine(self, one: Import, port: EachEntry, titles: Sequence[ImportTitle], *was: TitleState) -> ChangeEngine:
        journal = StepJournal(self._titles, one.id, titles, was=was, goes_on=one.state, refusals=port.refusals)
        return ChangeEngine(self._library, journal, port, self._now)

    async def _found(self, holder: LockHolder, port: EachEntry, titles: Sequence[ImportTitle]) -> Found | None:
        """The entries, cached ones for ten minutes at most. None after they were fetched: then they are, next time."""
        discord_id, media_ids = holder.link.discord_id, set(map(_media_id, titles))
        since = self._now() - SECONDS_UNTIL_CHANGES
        is_fresh = not await self._list_sync.is_stale(holder.link)
        if not is_fresh and not media_ids <= await self._titles.told_since(discord_id, media_ids, since):
            await port.find(holder, media_ids)
            return None
        entries = await self._sources.entries.among(discord_id, media_ids)
        return dict.fromkeys(media_ids) | {entry.media_id: entry for entry in entries}


def _media_id(title: ImportTitle) -> int:
    assert title.media_id is not None
    return title.media_id


def _planned(title: ImportTitle, before: Entry | None, media: Mapping[int, Media], mode: ImportMode) -> ImportTitle:
    """The title with its entry as wanted, or in the state in which it stays without one."""
    known = media.get(_media_id(title))
    if known is None:
        return msgspec.structs.replace(title, state="unmatched", media_id=None)
    try:
        wanted = planned(exported_of(title.exported), before, known, mode)
    except Locked:
        return msgspec.structs.replace(title, state="refused")
    return msgspec.structs.replace(title, state="waiting" if wanted else "skipped", before=before, wanted=wanted)


def _together(titles: Iterable[ImportTitle]) -> list[ImportTitle]:
    """As many as one request takes; one that AniList has refused in company goes alone, after the others."""
    left = list(titles)
    return [title for title in left if not title.is_alone][:MOST_AT_ONCE] or left[:1]


def _may_go_back(title: ImportTitle, found: Found) -> bool:
    record = record_of(0, 0, [title], at=0, is_done=True)
    try:
        (back,) = reverse(record).items
    except ChangedSince:
        return False
    return may_undo(record, back, found[back.media_id])


def _undated(title: ImportTitle, found: Found) -> Pair | None:
    """The entry with and without AniList's date; None when it is not the date that AniList has given it."""
    now = found[_media_id(title)]
    if now is None or title.after is None or now.completed != title.after.completed:
        return None
    return now, msgspec.structs.replace(now, completed=FuzzyDate())


def _without_date(title: ImportTitle, answer: Found) -> ImportTitle:
    return msgspec.structs.replace(
        title, state="done", is_alone=False, after=answer.get(_media_id(title)) or title.after
    )


def _in(state: TitleState, titles: Iterable[ImportTitle]) -> list[ImportTitle]:
    return [msgspec.structs.replace(title, state=state) for title in titles]
