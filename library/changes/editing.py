"""The editor of single entries: a wish becomes an absolute entry, and the engine makes the change once, with an undo.

A step is counted from the entry that AniList is known to have. A person who wishes the same again before seeing the
result gets the same change: the second wish is a *repeat*, another name of the change. Knows nothing of Discord.
"""

import msgspec
from msgspec import UNSET

from library.changes.deferred import DeferredChange, DeferredChanges, DeferredRemoval, DeferredUndo
from library.changes.engine import ChangeEngine
from library.changes.receipts import Receipts
from library.changes.repeats import absolute, doubtful, is_the_same, stands, unseen
from library.changes.saving import SECONDS_CHANGES_STAY, SingleEntry
from library.changes.user_locks import LockHolder, UserLocks
from library.errors import AlreadyThere, NotAired, NothingToUndo
from library.rules import entry_rules, time_zones
from library.rules.confirmation import early, require_unfinished
from library.rules.entry_rules import Preconditions, Step, Wish
from library.rules.reconcile import Verdict, judged
from library.sync.library import Library, Title
from library.sync.list_sync import SECONDS_UNTIL_CHANGES
from library.sync.sources import Sources
from store import (
    ChangeItem,
    ChangeRecord,
    Changes,
    Entry,
    FuzzyDate,
    History,
    Link,
    Media,
)

_NO_TERMS = Preconditions()


class Changed(msgspec.Struct, frozen=True):
    """The result of a change: `after` is AniList's entry now, `wanted` the requested entry, `before` the earlier entry.

    `change_id` undoes it. `asks_score`: the change has finished the title, and it has no score. `asked_at` is the time
    of the first wish when this is a repeat. `link` is the person's, with the settings that AniList has told by now.
    """

    before: Entry | None
    wanted: Entry | None
    after: Entry | None
    media: Media
    change_id: int
    link: Link
    asks_score: bool = False
    asked_at: int | None = None

    @property
    def verdict(self) -> Verdict:
        """AniList's result compared with the wanted entry, in the person's own format."""
        return judged(self.before, self.wanted, self.after, self.link.score_format)


class Editor:
    """Changes and removes single titles; the changes of a person go one after another."""

    def __init__(
        self,
        sources: Sources,
        library: Library,
        changes: Changes,
        receipts: Receipts,
        locks: UserLocks,
        deferred: DeferredChanges,
    ) -> None:
        self._access = sources.access
        self._now = sources.now
        self._library = library
        self._entry = SingleEntry(sources, library)
        self._engine = ChangeEngine(library, changes, self._entry, sources.now)
        self._changes = changes
        self._receipts = receipts
        self._locks = locks
        self._deferred = deferred

    async def change(
        self, link: Link, media_id: int, wish: Wish | Step, *, change_id: int, terms: Preconditions = _NO_TERMS
    ) -> Changed:
        """Bring the entry to the wished values, by :mod:`library.rules.entry_rules`, and raise its errors.

        `change_id` is the interaction's: the same id gets the same answer. Sends one request, two when the cached entry
        is too old. Raises NotListed and SkipsAhead by the `terms`, NotAired, AlreadyCompleted, ChangedSince,
        OutcomeUnknown, AniList's errors.
        """
        action = DeferredChange(change_id, media_id, wish, terms)
        async with self._deferred.deferring(link, action), self._locks.of(link) as holder:
            history = await self._receipts.history(link.discord_id, media_id, change_id=change_id)
            if begun := _begun(link, history):
                return await self._again(holder, begun)
            title = await self._title(holder, media_id, history, counts=_counts(wish))
            if first := await self._repeated(holder, history, title, wish, change_id):
                return first
            title, wanted = await self._wanted(holder, title, action)
            return await self._make(holder, title, wanted, change_id)

    async def remove(self, link: Link, media_id: int, *, change_id: int) -> Changed:
        """Take the title off the list. Raises AlreadyThere, ChangedSince, OutcomeUnknown, AniList's errors."""
        async with (
            self._deferred.deferring(link, DeferredRemoval(change_id, media_id)),
            self._locks.of(link) as holder,
        ):
            history = await self._receipts.history(link.discord_id, media_id, change_id=change_id)
            if begun := _begun(link, history):
                return await self._again(holder, begun)
            title = await self._title(holder, media_id, history)
            if first := await self._repeated(holder, history, title, None, change_id):
                return first
            if title.entry is None:
                raise AlreadyThere(None)
            return await self._make(holder, title, None, change_id)

    async def undo(self, link: Link, change_id: int) -> Changed:
        """Bring back the entry from before the change.

        Raises NothingToUndo, ChangedSince, OutcomeUnknown, AniList's errors.
        """
        async with self._deferred.deferring(link, DeferredUndo(change_id)), self._locks.of(link) as holder:
            record = await self._changes.of(change_id)
            if record is None or record.discord_id != link.discord_id or record.state not in {"begun", "done"}:
                raise NothingToUndo("there is nothing to take back any more")
            title = await self._title_of(holder, record)
            found = {title.media.id: title.entry}
            record = await self._engine.settled(record, found)
            undone = await self._engine.undo(holder, record, found)
            return _changed(holder, undone, title.media)

    async def expire(self) -> None:
        """Forget changes that are too old to be undone."""
        await self._changes.purge(self._now() - SECONDS_CHANGES_STAY)

    async def _wanted(self, holder: LockHolder, title: Title, action: DeferredChange) -> tuple[Title, Entry]:
        """The title and its wanted entry. The title is fetched when too few of its episodes seem to be out."""
        link = holder.link
        wish = absolute(action.wish, title.entry) if isinstance(action.wish, Step) else action.wish
        entry_rules.require(action.terms, title.entry, title.media, wish, link.title_language)
        require_unfinished(title.entry, title.media, action.wish, link.title_language)
        wanted = entry_rules.apply(title.entry, title.media, wish, today(link, self._now()), link.title_language)
        out = None if wish.may_be_early else early(title.entry, wanted, title.media, self._now())
        if out is None:
            return title, wanted
        if self._now() - title.media.seen_at > SECONDS_UNTIL_CHANGES:
            return await self._wanted(holder, await self._entry.fetch(holder, title.media.id), action)
        agreed = msgspec.structs.replace(action, wish=msgspec.structs.replace(wish, may_be_early=True))
        raise NotAired(title.media, title.entry, wanted, out, link, msgspec.to_builtins(agreed))

    async def _make(self, holder: LockHolder, title: Title, wanted: Entry | None, change_id: int) -> Changed:
        """Make a change that is no repeat."""
        media, entry = title.media, title.entry
        items = (ChangeItem(media_id=media.id, before=entry, wanted=wanted),)
        record = ChangeRecord(id=change_id, discord_id=holder.link.discord_id, items=items, at=self._now())
        self._receipts.expect(change_id)
        done = await self._engine.do(holder, record, {media.id: entry})
        return _changed(holder, done, media, asks_score=True)

    async def _again(self, holder: LockHolder, record: ChangeRecord, title: Title | None = None) -> Changed:
        """Answer a repeated interaction: find out whether its change was made, and make it if not."""
        self._receipts.expect(record.id)
        media_id = record.items[0].media_id
        if record.state == "begun":
            title = title or await self._entry.fetch(holder, media_id)
            record = await self._engine.do(holder, record, {media_id: title.entry})
        title = title or await self._library.title(holder.link, media_id)
        return _changed(holder, record, title.media, asks_score=True)

    async def _repeated(
        self, holder: LockHolder, history: History, title: Title, wish: Wish | Step | None, change_id: int
    ) -> Changed | None:
        """The earlier change, if the person wishes the same again without having seen its result."""
        first = unseen(history)
        if first is None or not is_the_same(first, wish) or not stands(first, title.entry):
            return None
        await self._changes.repeat(change_id, first.id)
        return msgspec.structs.replace(await self._again(holder, first, title), asked_at=first.at)

    async def _title(self, holder: LockHolder, media_id: int, history: History, *, counts: bool = False) -> Title:
        """The title from which a change begins, fetched if the result of its last change is unknown."""
        if media_id in doubtful(history):
            return await self._entry.fetch(holder, media_id)
        title = await self._library.title(
            holder.link, media_id, max_age=SECONDS_UNTIL_CHANGES, may_lack_entry=not counts
        )
        if title.is_favourite is not None:  # AniList was asked, and has told of the person as well
            holder.link = await self._access.current_link(holder.link)
        return title

    async def _title_of(self, holder: LockHolder, record: ChangeRecord) -> Title:
        """The title from which an undo begins."""
        media_id = record.items[0].media_id
        if record.state == "begun":
            return await self._entry.fetch(holder, media_id)
        history = await self._receipts.history(record.discord_id, media_id, change_id=record.id)
        return await self._title(holder, media_id, history)


def _begun(link: Link, history: History) -> ChangeRecord | None:
    """This interaction's change, if AniList may have it. Raises NothingToUndo when it is another person's."""
    record = history.own
    if record is None or record.state == "failed":
        return None
    if record.discord_id != link.discord_id:
        raise NothingToUndo("that change is somebody else's")
    return record


def _changed(holder: LockHolder, record: ChangeRecord, media: Media, *, asks_score: bool = False) -> Changed:
    """The result of a finished change. `asks_score` allows asking for a score after the last episode."""
    (item,) = record.items
    asks_score = asks_score and item.after is not None and entry_rules.finished(item.before, item.after)
    return Changed(item.before, item.wanted, item.after, media, record.id, holder.link, asks_score)


def today(link: Link, now: int) -> FuzzyDate:
    """The date in the person's time zone."""
    here = time_zones.today(link, now)
    return FuzzyDate(here.year, here.month, here.day)


def _counts(wish: Wish | Step) -> bool:
    return isinstance(wish, Step) or (wish.progress, wish.volumes) != (UNSET, UNSET)
