"""One step of an import, as a change of several entries: its journal is the titles of the import. Knows no request.

The states of a title, from the file on. What is *begun* or *undoing* may have reached AniList, so after a cut the
entry is asked for before anything else is done to it::

  unmatched ──▶ missing                               AniList has no such title
      │
      ▼                  AniList has it
   waiting ───▶ begun ──────────────────▶ done ───▶ undoing ───▶ undone
    │   ▲         │  │ with a date of      ▲ ▲        │ │
    │   └─────────┘  │ today's             │ └────────┘ ├──▶ kept   changed since, or AniList refuses
    ▼    refused     └──────────▶ dated ───┘  not taken └
  skipped            in company                 the date is taken off again
  nothing to do ─────▶ refused   alone
"""

from collections.abc import Sequence

import msgspec

from library.changes.engine import reverse
from library.errors import ChangedSince, Outdated
from library.rules.reconcile import is_done, same
from store import ChangeItem, ChangeRecord, Entry, EntryAnswer, FuzzyDate, ImportState, ImportTitle, ImportTitles
from store import TitleState as State

_NO_DATE = FuzzyDate()


def _item(title: ImportTitle) -> ChangeItem:
    assert title.media_id is not None
    return ChangeItem(media_id=title.media_id, before=title.before, wanted=title.wanted, after=title.after)


def record_of(
    import_id: int, discord_id: int, titles: Sequence[ImportTitle], *, at: int, is_done: bool
) -> ChangeRecord:
    items = tuple(map(_item, titles))
    return ChangeRecord(
        id=import_id, discord_id=discord_id, items=items, state="done" if is_done else "proposed", at=at
    )


def undone_entry(title: ImportTitle) -> Entry | None:
    """The entry to which the title goes back. Raises ChangedSince when that is unknown."""
    record = record_of(0, 0, [title], at=0, is_done=True)
    return reverse(record).items[0].wanted


def found_out(title: ImportTitle, now: Entry | None) -> ImportTitle:
    """The title after AniList was asked about it, because its change or its undo may have been made."""
    if title.state == "undoing":
        return _undone(title, now)
    if is_done(title.before, title.wanted, now):
        return _done(title, now)
    return msgspec.structs.replace(title, state="waiting")


class StepJournal:
    """The journal of a step. A cut leaves all its titles in one state; with its answer each gets its own."""

    def __init__(
        self,
        store: ImportTitles,
        import_id: int,
        titles: Sequence[ImportTitle],
        *,
        was: Sequence[State],
        goes_on: ImportState,
        refusals: list[str],
    ) -> None:
        self._store = store
        self._import_id = import_id
        self._titles = titles
        self._was = was
        self._goes_on: ImportState = goes_on
        self._refusals = refusals

    async def begin(self, record: ChangeRecord) -> bool:
        del record
        return await self._begin("begun")

    async def finish(self, change_id: int, after: Sequence[Entry | None], answer: EntryAnswer | None = None) -> None:
        del change_id
        ended = [self._ended(title, entry) for title, entry in zip(self._titles, after, strict=True)]
        await self._store.change(self._import_id, ended, was=("begun",), answer=answer)

    async def fail(self, change_id: int) -> None:
        del change_id
        await self._store.change(self._import_id, self._titles, was=("begun",))

    async def undo(self, change_id: int) -> bool:
        del change_id
        return await self._begin("undoing")

    async def keep(self, change_id: int, answer: EntryAnswer | None = None, after: Sequence[Entry | None] = ()) -> None:
        if after:
            await self.undone(change_id, answer, after)
        else:
            await self._store.change(self._import_id, self._titles, was=("undoing",))

    async def undone(
        self, change_id: int, answer: EntryAnswer | None = None, after: Sequence[Entry | None] = ()
    ) -> None:
        del change_id
        ended = [self._taken_back(title, entry) for title, entry in zip(self._titles, after, strict=True)]
        await self._store.change(self._import_id, ended, was=("undoing", *self._was), answer=answer)

    async def remember(self, change_id: int, answer: EntryAnswer) -> None:
        del change_id
        await self._store.change(self._import_id, (), was=(), answer=answer)

    async def _begin(self, state: State) -> bool:
        """Raises Outdated when the import was stopped, or another process goes on with it."""
        begun = [msgspec.structs.replace(title, state=state) for title in self._titles]
        if not await self._store.change(self._import_id, begun, was=self._was, goes_on=self._goes_on):
            raise Outdated("the import does not go on here")
        return True

    def _ended(self, title: ImportTitle, after: Entry | None) -> ImportTitle:
        if not same(after, title.before) or same(title.before, title.wanted):
            return _done(title, after)
        if len(self._titles) > 1:
            return msgspec.structs.replace(title, state=self._was[0], is_alone=True)
        return msgspec.structs.replace(title, state="refused", reason=" ".join(self._refusals) or None)

    def _taken_back(self, title: ImportTitle, now: Entry | None) -> ImportTitle:
        ended = _undone(title, now)
        if ended.state != "done":
            return ended
        is_last = len(self._titles) == 1
        return msgspec.structs.replace(ended, state="kept" if is_last else "done", is_alone=True)


def _done(title: ImportTitle, after: Entry | None) -> ImportTitle:
    """The title whose change AniList has, perhaps with a date of its own that the file does not have."""
    wanted = title.wanted
    is_dated = wanted and after and wanted.completed == _NO_DATE != after.completed and wanted.status == "COMPLETED"
    return msgspec.structs.replace(title, state="dated" if is_dated else "done", after=after, is_alone=False)


def _undone(title: ImportTitle, now: Entry | None) -> ImportTitle:
    try:
        if same(now, undone_entry(title)):
            return msgspec.structs.replace(title, state="undone")
    except ChangedSince:
        pass
    return msgspec.structs.replace(title, state="done" if same(now, title.after) else "kept")
