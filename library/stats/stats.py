"""A person's statistics for an audience: AniList's, kept for a day, or the store's own.

What others see is AniList's answer to an anonymous request, so it has what any visitor sees there. What a token makes
visible is kept apart, for its owner alone. Either goes with the link.
"""

from collections.abc import Sequence

import msgspec

from anilist import NotFound, RateLimited, TokenRejected, Unavailable
from library.answer_cache import Cached
from library.lists import Audience
from library.profile import Listed
from library.stats.answers import both_lists
from library.stats.counting import Line, counted
from library.stats.model import BothLists, Extras, Source, StatsView
from library.sync.list_sync import ListSync
from library.sync.sources import Sources
from store import CachedAnswer, CachedStats, Link, Shown

A_DAY = 24 * 3600
SECONDS_UNTIL_REFRESH = 600
_STAYS = 7 * A_DAY


class Stats:
    """Answers from the cache first."""

    def __init__(self, sources: Sources, reader: ListSync, shown: Shown, cached: CachedStats) -> None:
        self._anilist = sources.anilist
        self._access = sources.access
        self._entries = sources.entries
        self._media = sources.media
        self._now = sources.now
        self._reader = reader
        self._shown = shown
        self._cached = cached

    async def of(self, link: Link, media_type: str, audience: Audience, *, max_age: int = A_DAY) -> StatsView:
        """The person's anime or manga. One request at most while the list is known. Raises AniList's errors."""
        found: Cached[BothLists] | None = None
        source: Source = "silent"
        try:
            found = await self._told(link, max_age, is_own=audience.is_owner_alone)
        except NotFound:
            source = "private"
        except (RateLimited, Unavailable):
            pass
        told = found and found.value.of(media_type)
        if found is None or told is None:
            return await self._from_store(link, media_type, audience, source)
        extras = await self._extras(link, media_type, audience)
        return StatsView(told, found.as_of, "older" if found.is_unanswered else "anilist", extras)

    async def expire(self) -> None:
        await self._cached.expire(self._now() - _STAYS)

    async def _told(self, link: Link, max_age: int, *, is_own: bool) -> Cached[BothLists]:
        """AniList's answer, fresh or fetched; while AniList does not answer, an older one.

        Raises AniList's errors. Whoever has a dead token sees what everybody sees.
        """
        known = await self._kept(link, is_own=is_own)
        if known and self._now() - known.as_of < max_age:
            return known
        try:
            return await self._fetch(link, is_own=is_own)
        except TokenRejected:
            return await self._told(link, max_age, is_own=False)
        except (RateLimited, Unavailable):
            if known is None:
                raise
            return msgspec.structs.replace(known, is_unanswered=True)

    async def _kept(self, link: Link, *, is_own: bool) -> Cached[BothLists] | None:
        row = await self._cached.of(link.discord_id, is_own=is_own)
        if row is None or self._now() - row.asked_at > _STAYS:
            return None
        try:
            return Cached(msgspec.json.decode(row.answer, type=BothLists), row.asked_at)
        except msgspec.MsgspecError:  # as another release wrote it
            return None

    async def _fetch(self, link: Link, *, is_own: bool) -> Cached[BothLists]:
        asked_at = self._now()
        if is_own:
            async with self._access.token(link) as token:
                answer = await self._anilist.statistics(link.anilist_id, token)
        else:
            answer = await self._anilist.statistics(link.anilist_id, None)
        both = both_lists(answer)
        document = CachedAnswer(msgspec.json.encode(both).decode(), asked_at)
        await self._cached.put(link.discord_id, link.anilist_id, document, is_own=is_own)
        return Cached(both, asked_at)

    async def _from_store(self, link: Link, media_type: str, audience: Audience, source: Source) -> StatsView:
        """Counted from the list; two requests or more while no list is known. Raises AniList's errors."""
        as_of = await self._reader.ensure(link, media_type)
        if audience.is_owner_alone:
            listed: Sequence[Listed] = await self._entries.all(link.discord_id, media_type)
        else:
            listed = await self._shown.of_person(link.discord_id, media_type)
        media = await self._media.of({one.media_id for one in listed})
        lines: list[Line] = [
            (one, media[one.media_id])
            for one in listed
            if one.media_id in media and audience.takes(media[one.media_id])
        ]
        return StatsView(counted(lines, media_type), as_of, source, await self._extras(link, media_type, audience))

    async def _extras(self, link: Link, media_type: str, audience: Audience) -> Extras:
        """What the store alone counts, of entries that the audience may see; nothing while no list is known."""
        row = await self._cached.extras(
            link.discord_id,
            media_type,
            is_own=audience.is_owner_alone,
            is_adult=audience.is_owner_alone or audience.is_adult,
        )
        return Extras(
            row.repeats, row.planned, row.planned_amount, row.compared, row.above / row.compared if row.compared else 0
        )
