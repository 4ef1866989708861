"""One entry written to AniList, and what becomes of it when the answer is lost. Knows no journal."""

from anilist import AniListError, NotFound, Unavailable
from library.changes.covering import covered
from library.changes.receipts import written_if_it_can_be
from library.changes.saving import Saver
from library.errors import ChangedSince, OutcomeUnknown
from library.rules.reconcile import is_done, left_to_do
from library.sync.library import Library, Title
from library.sync.sources import Sources
from redaction import Secret
from store import Entry, Link, StoreError


class Writer:
    """Sends one change, and looks for what it has done."""

    def __init__(self, sources: Sources, library: Library) -> None:
        self._anilist = sources.anilist
        self._access = sources.access
        self._now = sources.now
        self._library = library
        self._saver = Saver(sources, library)

    async def write(self, link: Link, title: Title, wanted: Entry | None) -> Entry | None:
        """One write. When its answer is lost AniList is asked what happened; only if nothing did, it is written again.

        Raises AniList's errors when nothing was changed, OutcomeUnknown when nobody knows.
        """
        async with covered(self._library, link, (title.entry, wanted)):
            try:
                return await self._send(link, title, wanted)
            except Unavailable as error:
                if not error.may_have_happened:
                    raise
            found = await self.find_out(link, title.media.id)
        return await self.complete(link, title.entry, wanted, found)

    async def complete(self, link: Link, before: Entry | None, wanted: Entry | None, found: Title) -> Entry | None:
        """Do what is left of a change, now that it is known how far it came. Raises as :meth:`write`, ChangedSince."""
        if is_done(before, wanted, found.entry):
            return found.entry
        async with covered(self._library, link, (found.entry, wanted)):
            try:
                return await self._send(link, found, left_to_do(before, wanted, found.entry))
            except Unavailable as error:
                if not error.may_have_happened:
                    raise
                raise OutcomeUnknown("AniList did not say whether it was done") from error

    async def find_out(self, link: Link, media_id: int) -> Title:
        """What AniList has after an answer that was lost. Raises OutcomeUnknown, for a database that fails too."""
        try:
            return await self._library.fetch_title(link, media_id)
        except (AniListError, StoreError) as error:
            raise OutcomeUnknown("AniList did not say whether it was done") from error

    async def _send(self, link: Link, title: Title, wanted: Entry | None) -> Entry | None:
        if wanted is not None:
            return await self._saver.save(link, title.entry, wanted)
        if title.entry is not None:
            async with self._access.token(link) as token:
                await self._delete(link, token, title.entry)
        with written_if_it_can_be():
            await self._library.store_entry(link, title.media.id, None, self._now())
        return None

    async def _delete(self, link: Link, token: Secret, entry: Entry) -> None:
        """Raises ChangedSince when it is another entry that is on the list by now."""
        try:
            is_gone = await self._anilist.delete_entry(token, entry.entry_id)
        except NotFound:
            is_gone = False
        if not is_gone and (found := await self._library.fetch_title(link, entry.media_id)).entry is not None:
            raise ChangedSince(found.entry)
