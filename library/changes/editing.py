"""Changing people's lists: once, in order, and so that it can be taken back.

Every change is an absolute entry in the journal before AniList is asked; so a repeated press, a lost answer or a
restart finds out what has happened instead of doing it twice. Knows nothing of Discord.

A change in the journal, by the id of the interaction that asked for it::

             begin         AniList has it              undo              AniList has what was before
    nothing ──────▶ begun ───────────────▶ done ────────────▶ undoing ──────────────────────────────▶ undone
                    ▲   │                    ▲                   │
              again │   │ AniList refuses    └───────────────────┘ AniList refuses
                    │   ▼
                   failed

AniList is asked to change something only from *begun* and *undoing*. Who finds a change there, after a cut or a lost
answer, asks AniList what there is before anything else is done to that title. Beside that, a change is *shown* once its
person has seen what became of it. The same wish again before that is another name of the same change (a *repeat*).
"""

import msgspec
from msgspec import UNSET

from anilist import AniListError, TokenRejected, Unavailable
from library.changes.deferred import DeferredChange, DeferredChanges, DeferredFavourite, DeferredRemoval, DeferredUndo
from library.changes.doubts import Doubts
from library.changes.receipts import Receipts, written_if_it_can_be
from library.changes.repeats import absolute, is_as_left, is_the_same, stands
from library.changes.user_locks import UserLocks
from library.changes.writing import Writer
from library.errors import AlreadyThere, ChangedSince, NotAired, NothingToUndo, NotKept
from library.rules import entry_rules, time_zones
from library.rules.confirmation import early, require_unfinished
from library.rules.entry_rules import Step, Terms, Wish
from library.rules.reconcile import earlier, is_done, same
from library.sync.library import Library, Title
from library.sync.list_sync import SECONDS_UNTIL_CHANGES
from library.sync.sources import Sources
from store import ChangeRecord, Changes, Entry, FavouriteToggle, FavouriteToggles, FuzzyDate, Link, Media

SECONDS_CHANGES_STAY = 30 * 86400
_NO_TERMS = Terms()


class Changed(msgspec.Struct, frozen=True):
    """What became of a change: `after` is what AniList has instead of `before`, `wanted` what it was asked to have.

    `change_id` takes it back; `asks_score` when it has just been finished unrated. `asked_at` is when it was asked for
    first, where it was asked for again. `link` is the person's, with what AniList has told of them by now.
    """

    before: Entry | None
    wanted: Entry | None
    after: Entry | None
    media: Media
    change_id: int
    link: Link
    asks_score: bool = False
    asked_at: int | None = None


class Editor:
    """The one door to AniList's mutations; one person's changes go one after another."""

    def __init__(
        self,
        sources: Sources,
        library: Library,
        changes: Changes,
        favourite_turns: FavouriteToggles,
        doubts: Doubts,
        receipts: Receipts,
        turns: UserLocks,
        asking: DeferredChanges,
    ) -> None:
        self._anilist = sources.anilist
        self._access = sources.access
        self._now = sources.now
        self._library = library
        self._favourites = sources.favourites
        self._favourite_turns = favourite_turns
        self._writer = Writer(sources, library)
        self._changes = changes
        self._doubts = doubts
        self._receipts = receipts
        self._turns = turns
        self._asking = asking

    async def change(
        self, link: Link, media_id: int, wish: Wish | Step, *, change_id: int, terms: Terms = _NO_TERMS
    ) -> Changed:
        """Bring the entry to what is wished, by :mod:`library.rules.entry_rules`, and raise its errors.

        `change_id` is the interaction's: the same one again answers the same. One request, two when what is
        remembered is too old. Raises NotListed and Skips by the `terms`, NotAired, AlreadyCompleted, ChangedSince,
        OutcomeUnknown, AniList's errors.
        """
        deed = DeferredChange(change_id, media_id, wish, terms)
        async with self._asking.kept(link, deed), self._turns.of(link):
            if begun := await self._begun(link, change_id):
                return await self._again(link, begun)
            title = await self._title(link, media_id, counts=_counts(wish))
            if first := await self._repeated(link, title, wish, change_id):
                return first
            title, wanted = await self._wanted(link, title, deed)
            return await self._carry_out(link, title, wanted, change_id)

    async def remove(self, link: Link, media_id: int, *, change_id: int) -> Changed:
        """Take the title off the list. Raises AlreadyThere, ChangedSince, OutcomeUnknown, AniList's errors."""
        async with self._asking.kept(link, DeferredRemoval(change_id, media_id)), self._turns.of(link):
            if begun := await self._begun(link, change_id):
                return await self._again(link, begun)
            title = await self._title(link, media_id)
            if first := await self._repeated(link, title, None, change_id):
                return first
            if title.entry is None:
                raise AlreadyThere(None)
            return await self._carry_out(link, title, None, change_id)

    async def undo(self, link: Link, change_id: int) -> Changed:
        """Bring back what was before. Raises NothingToUndo, ChangedSince, OutcomeUnknown, AniList's errors."""
        async with self._asking.kept(link, DeferredUndo(change_id)), self._turns.of(link):
            record, title = await self._undoable(link, change_id)
            after, wanted = title.entry, earlier(record)
            if not same(title.entry, wanted):
                if not is_as_left(record, title.entry):
                    raise ChangedSince(title.entry)
                after = await self._take_back(link, record.id, title, wanted)
            is_back = same(after, wanted) or not same(after, record.after)  # or AniList has kept nothing of it
            with written_if_it_can_be():
                await (self._changes.undone if is_back else self._changes.keep)(record.id)
            newest = await self._access.current_link(link)
            return Changed(record.after, wanted, after, title.media, record.id, newest)

    async def turn(self, link: Link, media_id: int, *, change_id: int) -> bool:
        """What turning the favourite comes to, for :meth:`favourite`: the same as long as nobody has seen the result.

        `change_id` is the interaction's. Written down first, so that a turn is not turned back when it is asked again.
        """
        known = await self._favourite_turns.of(change_id, link.discord_id)
        if same_wish := known or await self._receipts.unseen_turn(link.discord_id, media_id):
            wanted = same_wish.wanted
        else:
            wanted = media_id not in await self._favourites.of(link.discord_id)
        turn = FavouriteToggle(
            id=change_id, discord_id=link.discord_id, media_id=media_id, wanted=wanted, at=self._now()
        )
        await self._favourite_turns.begin(turn)
        return wanted

    async def favourite(self, link: Link, media_id: int, *, wanted: bool) -> Title:
        """Make the title a favourite or not, as is `wanted`; returns what AniList told of it just before.

        Two requests, for AniList turns it, whatever it was; three when the answer does not tell so many favourites.
        Raises AlreadyThere, NotKept, OutcomeUnknown, AniList's errors.
        """
        async with self._asking.kept(link, DeferredFavourite(media_id, wanted)), self._turns.of(link):
            before = await self._library.fetch_title(link, media_id)
            if before.is_favourite == wanted:
                raise AlreadyThere(before.entry)
            if await self._turned(link, before) != wanted:
                raise NotKept("the favourite is as it was")
        return before

    async def _turned(self, link: Link, before: Title) -> bool | None:
        """Let AniList turn it; returns whether it is a favourite then, by the answer or by another look."""
        media = before.media
        try:
            async with self._access.token(link) as token:
                found = await self._anilist.toggle_favourite(token, media.id, media.media_type)
        except Unavailable as error:
            if not error.may_have_happened:
                raise
            after = (await self._writer.find_out(link, media.id)).is_favourite
            if after == before.is_favourite:
                raise
            return after
        if (media_ids := found.media_ids) is not None:
            with written_if_it_can_be():
                await self._favourites.replace(link.discord_id, media_ids)
        is_one = found.has(media.id, media.media_type)
        return (await self._writer.find_out(link, media.id)).is_favourite if is_one is None else is_one

    async def expire(self) -> None:
        """Forget changes that are too old to be taken back."""
        await self._changes.purge(self._now() - SECONDS_CHANGES_STAY)
        await self._favourite_turns.purge(self._now() - SECONDS_CHANGES_STAY)

    async def _begun(self, link: Link, change_id: int) -> ChangeRecord | None:
        """The change of that id, if it may have been made. Raises NothingToUndo when it is somebody else's."""
        record = await self._changes.of(change_id)
        if record is None or record.state == "failed":
            return None
        if record.discord_id != link.discord_id:
            raise NothingToUndo("that change is somebody else's")
        return record

    async def _wanted(self, link: Link, title: Title, deed: DeferredChange) -> tuple[Title, Entry]:
        """What the wish makes of the title, by what AniList says now where too few of its episodes seem to be out."""
        link = await self._access.current_link(link)
        wish = absolute(deed.wish, title.entry) if isinstance(deed.wish, Step) else deed.wish
        entry_rules.require(deed.terms, title.entry, title.media, wish, link.title_language)
        require_unfinished(title.entry, title.media, deed.wish, link.title_language)
        wanted = entry_rules.apply(title.entry, title.media, wish, today(link, self._now()))
        out = None if wish.may_be_early else early(title.entry, wanted, title.media, self._now())
        if out is None:
            return title, wanted
        if self._now() - title.media.seen_at > SECONDS_UNTIL_CHANGES:
            return await self._wanted(link, await self._library.fetch_title(link, title.media.id), deed)
        agreed = msgspec.structs.replace(deed, wish=msgspec.structs.replace(wish, may_be_early=True))
        raise NotAired(title.media, title.entry, wanted, out, link, msgspec.to_builtins(agreed))

    async def _carry_out(self, link: Link, title: Title, wanted: Entry | None, change_id: int) -> Changed:
        """Write it down, ask AniList, write down what came of it."""
        record = ChangeRecord(
            id=change_id,
            discord_id=link.discord_id,
            media_id=title.media.id,
            before=title.entry,
            wanted=wanted,
            at=self._now(),
        )
        if not await self._changes.begin(record):
            raise TokenRejected("they are no longer linked")
        self._receipts.expect(change_id)
        try:
            after = await self._writer.write(link, title, wanted)
        except AniListError:
            with written_if_it_can_be():
                await self._changes.fail(change_id)
            raise
        with written_if_it_can_be():
            await self._changes.finish(change_id, after)
        return await self._changed(link, record, after, title.media)

    async def _again(self, link: Link, record: ChangeRecord, found: Title | None = None) -> Changed:
        """The same change once more: it was done, or it is found out whether it was, and done if not."""
        self._receipts.expect(record.id)
        if record.state != "begun":
            found = found or await self._library.title(link, record.media_id)
            return await self._changed(link, record, record.after, found.media)
        found = found or await self._library.fetch_title(link, record.media_id)
        after = await self._writer.complete(link, record.before, record.wanted, found)
        with written_if_it_can_be():
            await self._changes.finish(record.id, after)
        return await self._changed(link, record, after, found.media)

    async def _changed(self, link: Link, record: ChangeRecord, after: Entry | None, media: Media) -> Changed:
        newest = await self._access.current_link(link)
        asks_score = after is not None and entry_rules.finished(record.before, after)
        return Changed(record.before, record.wanted, after, media, record.id, newest, asks_score)

    async def _repeated(self, link: Link, title: Title, wish: Wish | Step | None, change_id: int) -> Changed | None:
        """The change that the person has asked for before without seeing what became of it, if this is that one."""
        first = await self._receipts.unseen(link.discord_id, title.media.id)
        if first is None or not is_the_same(first, wish) or not stands(first, title.entry):
            return None
        await self._changes.repeat(change_id, first.id)
        return msgspec.structs.replace(await self._again(link, first, title), asked_at=first.at)

    async def _title(self, link: Link, media_id: int, *, counts: bool = False, anew: bool = False) -> Title:
        """What a change begins from: as AniList has it now, where nobody knows what became of the last one."""
        if anew or media_id in await self._doubts.of(link):
            return await self._library.fetch_title(link, media_id)
        return await self._library.title(link, media_id, max_age=SECONDS_UNTIL_CHANGES, may_lack_entry=not counts)

    async def _undoable(self, link: Link, change_id: int) -> tuple[ChangeRecord, Title]:
        """A change that was done, by the journal or by what AniList has. Raises NothingToUndo, AniList's errors."""
        record = await self._changes.of(change_id)
        if record is None or record.discord_id != link.discord_id or record.state not in {"begun", "done"}:
            raise NothingToUndo("there is nothing to take back any more")
        title = await self._title(link, record.media_id, anew=record.state == "begun")
        if record.state == "begun":
            if not is_done(record.before, record.wanted, title.entry):
                raise NothingToUndo("it was not done")
            await self._changes.finish(record.id, title.entry)
            record = msgspec.structs.replace(record, state="done", after=title.entry)
        return record, title

    async def _take_back(self, link: Link, change_id: int, title: Title, wanted: Entry | None) -> Entry | None:
        await self._changes.undo(change_id)
        try:
            return await self._writer.write(link, title, wanted)
        except AniListError:
            with written_if_it_can_be():
                await self._changes.keep(change_id)
            raise


def today(link: Link, now: int) -> FuzzyDate:
    """The person's date."""
    here = time_zones.today(link, now)
    return FuzzyDate(here.year, here.month, here.day)


def _counts(wish: Wish | Step) -> bool:
    return isinstance(wish, Step) or (wish.progress, wish.volumes) != (UNSET, UNSET)
