"""Changing people's lists: once, in order, and so that it can be taken back.

Every change is an absolute entry in the journal before AniList is asked; so a repeated press, a lost answer or a
restart finds out what has happened instead of doing it twice. Knows nothing of Discord.
"""

from contextlib import suppress
from datetime import UTC, datetime

import msgspec
from msgspec import UNSET

from anilist import AniListError, Errand, NotFound, Unavailable
from library import manners
from library.answers import entry_of
from library.asking import Asking, Change, Favour, Removal, Undoing
from library.dates import offset
from library.errors import AlreadyThere, ChangedSince, NothingToUndo, OutcomeUnknown
from library.library import Library, Title
from library.manners import Step, Wish
from library.outcomes import earlier, is_done, left_to_do, same
from library.sources import Sources
from library.turns import Turns
from redaction import Secret
from store import ChangeRecord, Changes, Entry, FuzzyDate, Link, Media

SECONDS_CHANGES_STAY = 30 * 86400
_SECONDS_UNSETTLED = 3600


class Changed(msgspec.Struct, frozen=True):
    """What became of a change: `after` is what AniList has instead of `before`, `wanted` what it was asked to have.

    `change_id` takes it back; `asks_score` when it has just been finished unrated.
    """

    before: Entry | None
    wanted: Entry | None
    after: Entry | None
    media: Media
    change_id: int
    asks_score: bool = False


class Editor:
    """The one door to AniList's mutations; one person's changes go one after another."""

    def __init__(self, sources: Sources, library: Library, changes: Changes, turns: Turns, asking: Asking) -> None:
        self._anilist = sources.anilist
        self._access = sources.access
        self._now = sources.now
        self._library = library
        self._favourites = sources.favourites
        self._changes = changes
        self._turns = turns
        self._asking = asking

    async def change(self, link: Link, media_id: int, wish: Wish | Step, *, change_id: int) -> Changed:
        """Bring the entry to what is wished, with the manners of :mod:`library.manners`, and raise their errors.

        `change_id` is the interaction's: the same one again answers the same. One request, two when what is
        remembered is too old. Raises ChangedSince, OutcomeUnknown, AniList's errors.
        """
        deed = Change(change_id, media_id, wish)
        async with self._asking.kept(link, deed), self._turns.of(link):
            if begun := await self._begun(link, change_id):
                return await self._again(link, begun)
            if isinstance(wish, Step) and (unsettled := await self._unsettled(link, media_id, wish)):
                with suppress(ChangedSince):  # it went on elsewhere, and this step is another one
                    return await self._settle(link, unsettled, change_id)
            look = self._library.counted if _counts(wish) else self._library.current
            title = await look(link, media_id)
            absolute = _absolute(wish, title.entry) if isinstance(wish, Step) else wish
            wanted = manners.apply(title.entry, title.media, absolute, today(link, self._now()))
            return await self._carry_out(link, title, wanted, change_id)

    async def remove(self, link: Link, media_id: int, *, change_id: int) -> Changed:
        """Take the title off the list. Raises AlreadyThere, ChangedSince, OutcomeUnknown, AniList's errors."""
        async with self._asking.kept(link, Removal(change_id, media_id)), self._turns.of(link):
            if begun := await self._begun(link, change_id):
                return await self._again(link, begun)
            title = await self._library.current(link, media_id)
            if title.entry is None:
                raise AlreadyThere(None)
            return await self._carry_out(link, title, None, change_id)

    async def undo(self, link: Link, change_id: int) -> Changed:
        """Bring back what was before. Raises NothingToUndo, ChangedSince, OutcomeUnknown, AniList's errors."""
        async with self._asking.kept(link, Undoing(change_id)), self._turns.of(link):
            record = await self._changes.of(change_id)
            if record is None or record.discord_id != link.discord_id or record.state != "done":
                raise NothingToUndo("there is nothing to take back any more")
            title = await self._library.current(link, record.media_id)
            after, wanted = title.entry, earlier(record)
            if not same(title.entry, wanted):
                if not same(title.entry, record.after):
                    raise ChangedSince(title.entry)
                after = await self._write(link, title, wanted)
            if same(after, wanted) or not same(after, record.after):  # or AniList has kept nothing of it
                await self._changes.undone(change_id)
            return Changed(record.after, wanted, after, title.media, change_id)

    async def favourite(self, link: Link, media_id: int, *, wanted: bool) -> None:
        """Make the title a favourite or not, as is `wanted`.

        Two requests, for AniList turns it, whatever it was. Raises AlreadyThere, AniList's errors.
        """
        async with self._asking.kept(link, Favour(media_id, wanted)), self._turns.of(link):
            before = await self._library.ask(link, media_id)
            if before.is_favourite == wanted:
                raise AlreadyThere(before.entry)
            try:
                async with self._access.of(link) as token:
                    kind = before.media.media_type
                    found = await self._anilist.toggle_favourite(token, media_id, kind, errand=_errand(link))
                    await self._favourites.replace(link.discord_id, found.media_ids)
            except Unavailable as error:
                if not error.may_have_happened:
                    raise
                if (await self._find_out(link, media_id)).is_favourite == before.is_favourite:
                    raise

    async def expire(self) -> None:
        """Forget changes that are too old to be taken back."""
        await self._changes.purge(self._now() - SECONDS_CHANGES_STAY)

    async def _begun(self, link: Link, change_id: int) -> ChangeRecord | None:
        """The change of that id, if it may have been made. Raises NothingToUndo when it is somebody else's."""
        record = await self._changes.of(change_id)
        if record is None or record.state == "failed":
            return None
        if record.discord_id != link.discord_id:
            raise NothingToUndo("that change is somebody else's")
        return record

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
        await self._changes.begin(record)
        try:
            after = await self._write(link, title, wanted)
        except AniListError:
            await self._changes.fail(change_id)
            raise
        await self._changes.finish(change_id, after)
        return _changed(record, after, title.media)

    async def _again(self, link: Link, record: ChangeRecord) -> Changed:
        """The same change once more: it was done, or it is found out whether it was, and done if not."""
        if record.state != "begun":
            return _changed(record, record.after, (await self._library.held(link, record.media_id)).media)
        found = await self._library.ask(link, record.media_id)
        after = await self._complete(link, record.before, record.wanted, found)
        await self._changes.finish(record.id, after)
        return _changed(record, after, found.media)

    async def _unsettled(self, link: Link, media_id: int, step: Step) -> ChangeRecord | None:
        """The same step, asked for within the hour, when AniList did not say whether it was done: that one is meant."""
        record = await self._changes.unsettled(link.discord_id, media_id, self._now() - _SECONDS_UNSETTLED)
        if record is None or record.wanted is None:
            return None
        return record if _absolute(step, record.before).progress == record.wanted.progress else None

    async def _settle(self, link: Link, record: ChangeRecord, change_id: int) -> Changed:
        """Find out about both, which are one. Raises ChangedSince, with nothing begun, when that can't be any more."""
        found = await self._library.ask(link, record.media_id)
        if not is_done(record.before, record.wanted, found.entry):
            left_to_do(record.before, record.wanted, found.entry)
        own = msgspec.structs.replace(record, id=change_id, at=self._now())
        await self._changes.begin(own)  # first: cut off below, this id finds out as well, and does nothing of its own
        after = await self._complete(link, record.before, record.wanted, found)
        for one in (record, own):
            await self._changes.finish(one.id, after)
        return _changed(own, after, found.media)

    async def _write(self, link: Link, title: Title, wanted: Entry | None) -> Entry | None:
        """One write. When its answer is lost AniList is asked what happened; only if nothing did, it is written again.

        Raises AniList's errors when nothing was changed, OutcomeUnknown when nobody knows.
        """
        try:
            return await self._send(link, title, wanted)
        except Unavailable as error:
            if not error.may_have_happened:
                raise
        return await self._complete(link, title.entry, wanted, await self._find_out(link, title.media.id))

    async def _complete(self, link: Link, before: Entry | None, wanted: Entry | None, found: Title) -> Entry | None:
        """Do what is left of a change, now that it is known how far it came. Raises as :meth:`_write`, ChangedSince."""
        if is_done(before, wanted, found.entry):
            return found.entry
        try:
            return await self._send(link, found, left_to_do(before, wanted, found.entry))
        except Unavailable as error:
            if not error.may_have_happened:
                raise
            raise OutcomeUnknown("AniList did not say whether it was done") from error

    async def _find_out(self, link: Link, media_id: int) -> Title:
        try:
            return await self._library.ask(link, media_id)
        except AniListError as error:
            raise OutcomeUnknown("AniList did not say whether it was done") from error

    async def _send(self, link: Link, title: Title, wanted: Entry | None) -> Entry | None:
        media, entry = title.media, title.entry
        async with self._access.of(link) as token:
            if wanted is not None:
                names = (link.anime if media.media_type == "ANIME" else link.manga).advanced_scoring
                variables = manners.variables(entry, wanted, names)
                answer = await self._anilist.save_entry(token, media.id, variables, errand=_errand(link))
                entry = entry_of(answer, media.media_type)
            elif entry is not None:
                await self._delete(link, token, entry)
                entry = None
        await self._library.keep(link, media.id, entry, self._now())
        return entry

    async def _delete(self, link: Link, token: Secret, entry: Entry) -> None:
        """Raises ChangedSince when it is another entry that is on the list by now."""
        try:
            is_gone = await self._anilist.delete_entry(token, entry.entry_id, errand=_errand(link))
        except NotFound:
            is_gone = False
        if not is_gone and (found := await self._library.ask(link, entry.media_id)).entry is not None:
            raise ChangedSince(found.entry)


def today(link: Link, now: int) -> FuzzyDate:
    """The person's date by the time zone that AniList has of them."""
    here = datetime.fromtimestamp(now + offset(link.timezone), UTC)
    return FuzzyDate(here.year, here.month, here.day)


def _counts(wish: Wish | Step) -> bool:
    return isinstance(wish, Step) or (wish.progress, wish.volumes) != (UNSET, UNSET)


def _absolute(step: Step, entry: Entry | None) -> Wish:
    wish = Wish()
    if step.progress:
        wish = msgspec.structs.replace(wish, progress=(entry.progress if entry else 0) + step.progress)
    if step.volumes:
        wish = msgspec.structs.replace(wish, volumes=(entry.volumes if entry else 0) + step.volumes)
    return wish


def _changed(record: ChangeRecord, after: Entry | None, media: Media) -> Changed:
    asks_score = after is not None and manners.finished(record.before, after)
    return Changed(record.before, record.wanted, after, media, record.id, asks_score)


def _errand(link: Link) -> Errand:
    return Errand(person=link.discord_id)
