"""A *read-through cache* of titles and lists: from the store if fresh enough, from AniList otherwise.

`max_age` is as in HTTP: how old an answer may be. ``cached_…`` never fetches, ``fetch_…`` always does. Knows nothing of
Discord, of HTTP, or of changes.
"""

import msgspec

from anilist import NotFound, Owner, RateLimited, Unavailable
from library.errors import TitleGone
from library.sync.answers import entry_of
from library.sync.gone_index import names_of
from library.sync.list_sync import ListSync
from library.sync.sources import Sources
from library.sync.title_pages import TitlePages
from library.titles.details import TITLE, TitleDetails
from store import CachedEntry, Discretion, Entry, KnownTitle, Link, Media

SECONDS_FACTS_STAY = 6 * 3600
ANY_AGE = float("inf")


class Title(msgspec.Struct, frozen=True):
    """A title and the viewer's entry. `is_favourite` is None when the request was not in the viewer's name.

    `details` are None where AniList was never asked for this very title. `is_unanswered`: the title is older than
    wanted, because AniList did not answer.
    """

    media: Media
    entry: Entry | None
    is_favourite: bool | None
    as_of: int
    is_unanswered: bool = False
    details: TitleDetails | None = None


class Library:
    """Answers from the cache first; every answer has its time."""

    def __init__(self, sources: Sources, reader: ListSync, pages: TitlePages) -> None:
        self._anilist = sources.anilist
        self._access = sources.access
        self._entries = sources.entries
        self._media = sources.media
        self._known = sources.known
        self._gone = sources.gone
        self._now = sources.now
        self._reader = reader
        self._titles = sources.titles
        self._pages = pages

    async def cached_media(self, media_ids: list[int]) -> dict[int, Media]:
        """The cached titles of these ids, however old."""
        return await self._media.of(media_ids)

    async def card_title(self, link: Link | None, media_id: int, *, max_age: float = SECONDS_FACTS_STAY) -> Title:
        """A title with all facts of a card, and the person's entry of any age.

        Fetched when the facts are incomplete or older than `max_age`. While AniList does not answer, a cached title
        serves; without one, raises AniList's errors.
        """
        cached, details = await self._cached(link, media_id), await self._pages.details(media_id)
        if cached and details:
            cached = msgspec.structs.replace(cached, details=details.value)
            is_whole = cached.media.description is not None and self._is_fresh(details.as_of, TITLE.seconds)
            if is_whole and self._is_fresh(cached.media.seen_at, max_age):
                return cached
        return await self._fetch_or_cached(link, media_id, cached)

    async def title(self, link: Link, media_id: int, *, max_age: float = ANY_AGE, may_lack_entry: bool = True) -> Title:
        """A title and the person's entry as a change needs them: fetched when the cached ones are older than `max_age`.

        Unless it `may_lack_entry`, an absence has to be AniList's answer about this title: a whole list may lack an
        entry by mistake, and a step must not start from nothing. Raises AniList's errors.
        """
        cached = await self._cached(link, media_id)
        if cached is None or not self._is_fresh(cached.as_of, max_age):
            return await self.fetch_title(link, media_id)
        is_sure = may_lack_entry or cached.entry or await self._entries.of(link.discord_id, media_id)
        return cached if is_sure else await self.fetch_title(link, media_id)

    async def _fetch_or_cached(self, link: Link | None, media_id: int, remembered: Title | None) -> Title:
        try:
            return await self.fetch_title(link, media_id)
        except (RateLimited, Unavailable):
            if remembered is None:
                raise
            as_of = min(remembered.media.seen_at, remembered.as_of)
            return msgspec.structs.replace(remembered, as_of=as_of, is_unanswered=True)

    async def _cached(self, link: Link | None, media_id: int) -> Title | None:
        """The cached title and entry; None when the title, or a linked person's entry of it, is unknown."""
        known = await self._known.of(link.discord_id if link else 0, media_id)
        if known is None or link is None:
            return known and Title(known.media, None, None, known.media.seen_at)
        cached = _cached_entry(known)
        return cached and Title(known.media, cached.entry, None, cached.read_at)

    def _is_fresh(self, at: int, max_age: float) -> bool:
        """Whether an answer is fresh as by HTTP's ``max-age``: no answer is fresh enough for 0."""
        return 0 < max_age >= self._now() - at

    async def cached_title(self, link: Link, media_id: int) -> tuple[Media | None, Entry | None]:
        """The cached title and entry, however old: for answers that can't wait."""
        known = await self._known.of(link.discord_id, media_id)
        if known is None:
            return None, None
        return known.media, known.remembered.entry if known.remembered else None

    async def discretion(self, link: Link, media_id: int) -> Discretion:
        """What decides where the cached title and entry may be shown, however old."""
        return await self._known.discretion(link.discord_id, media_id)

    async def media(self, link: Link | None, media_id: int) -> Media:
        """A title's facts: cached ones, however old, or one request. Raises AniList's errors."""
        known = await self._media.of([media_id])
        return known[media_id] if media_id in known else (await self.fetch_title(link, media_id)).media

    async def fetch_title(self, link: Link | None, media_id: int) -> Title:
        """The title and the person's entry as AniList has them now. One request.

        Raises AniList's errors, and TitleGone.
        """
        self._gone.require(media_id)
        try:
            return await self._fetch(link, media_id)
        except NotFound as error:
            raise await self._missing(media_id) or error from error

    async def _missing(self, media_id: int) -> TitleGone | None:
        """A known title that AniList does not find is gone; what became of it is found out soon. None for others."""
        if known := (await self._media.of([media_id])).get(media_id):
            self._gone.suspects.add(media_id)
            return TitleGone(names_of(known), None)
        return None

    async def _fetch(self, link: Link | None, media_id: int) -> Title:
        if link is None or link.rejected_at is not None:
            return await self._fetch_public(link, media_id)
        asked_at = self._now()
        async with self._access.token(link) as token:
            told = await self._anilist.media(media_id, token)
        await self.apply_settings(link, told.viewer)
        answer = told.media
        media, details = await self._pages.store(answer, asked_at)
        entry = entry_of(answer.media_list_entry, media.media_type) if answer.media_list_entry else None
        await self.store_entry(link, media_id, entry, asked_at)
        return Title(media, entry, answer.is_favourite, asked_at, details=details)

    async def _fetch_public(self, link: Link | None, media_id: int) -> Title:
        """The title by an anonymous request, which tells no entry, so the cached entry serves."""
        asked_at = self._now()
        media, details = await self._pages.store((await self._anilist.media(media_id, None)).media, asked_at)
        known = await self._entries.of(link.discord_id, media_id) if link else None
        entry, as_of = (known.entry, known.read_at) if known else (None, asked_at)
        return Title(media, entry, None, as_of, details=details)

    async def apply_settings(self, link: Link, told: Owner | None) -> Link:
        """Store the person's settings, which come with an entry; returns the link as it is by now."""
        return await self._reader.apply_settings(link, told)

    async def store_entry(self, link: Link, media_id: int, entry: Entry | None, read_at: int) -> None:
        """Store AniList's answer to a request of `read_at`, be it a read or a change."""
        if not await self._access.is_tied(link):
            return
        if entry is None:
            await self._entries.drop(link.discord_id, media_id, read_at)
        else:
            await self._entries.put(link.discord_id, entry, read_at)
            await self.publish(entry)

    async def publish(self, entry: Entry) -> None:
        """Make a title public if the entry is one that others may see."""
        if not (entry.private or entry.hidden):
            await self._titles.publish(entry.media_id)

    async def treat_as_hidden(self, link: Link, entries: list[Entry]) -> None:
        """Store entries as hidden if AniList may have hidden them, until their lists are fetched whole."""
        if not await self._access.is_tied(link):
            return
        await self._entries.merge(link.discord_id, entries, self._now())
        for media_type in {entry.media_type for entry in entries}:
            await self._entries.distrust(link.discord_id, media_type)


def _is_on_no_list(entry: Entry) -> bool:
    """Whether AniList leaves the entry out of a whole list."""
    return entry.hidden and not entry.custom_lists


def _cached_entry(known: KnownTitle) -> CachedEntry | None:
    """The cached entry, or its known absence: a list that was fetched whole tells absences, too."""
    cached, full = known.remembered, known.full_at
    if full is None or (cached and cached.entry and _is_on_no_list(cached.entry)):
        return cached
    read_at = max(full, known.delta_at or full, cached.read_at if cached else 0)
    return CachedEntry(cached.entry if cached else None, read_at)
