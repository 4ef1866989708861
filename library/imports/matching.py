"""Which of AniList's titles those of a file are: fifty a request, in the background, and remembered. Knows no entry."""

from collections.abc import Sequence

import msgspec

from anilist import Caller, Priority
from library.sync.answers import media_of
from library.sync.sources import Sources
from store import ImportTitle, ImportTitles, Link, MalIds

_AT_ONCE = 500
_ASKED = 50  # titles in a request
SECONDS_STAYS = 7 * 86400


class Matcher:
    """Matches the titles of imports, some at each turn."""

    def __init__(self, sources: Sources, mal_ids: MalIds, titles: ImportTitles) -> None:
        self._anilist = sources.anilist
        self._access = sources.access
        self._now = sources.now
        self._media = sources.titles
        self._mal_ids = mal_ids
        self._titles = titles

    async def turn(self, link: Link, import_id: int) -> bool:
        """Match some titles, by one request at most. False when all are matched. Raises AniList's errors."""
        titles = await self._titles.some(import_id, "unmatched", limit=_AT_ONCE)
        if not titles:
            return False
        media_type = titles[0].media_type
        titles = [title for title in titles if title.media_type == media_type]
        known = await self._known(media_type, titles)
        if not known:
            known = await self._fetched(link, media_type, [title.mal_id for title in titles[:_ASKED]])
        matched = [_matched(title, known[title.mal_id]) for title in titles if title.mal_id in known]
        await self._titles.change(import_id, matched, was=("unmatched",))
        return True

    async def expire(self) -> None:
        await self._mal_ids.purge(self._now() - SECONDS_STAYS)

    async def _known(self, media_type: str, titles: Sequence[ImportTitle]) -> dict[int, int | None]:
        mal_ids = [title.mal_id for title in titles]
        return await self._mal_ids.of(media_type, mal_ids, since=self._now() - SECONDS_STAYS)

    async def _fetched(self, link: Link, media_type: str, mal_ids: list[int]) -> dict[int, int | None]:
        """AniList's answer; where it leaves something out that it may have, what it tells counts."""
        asked_at, caller = self._now(), Caller(Priority.BACKGROUND)
        part = await self._access.fetch_public(
            link, lambda token: self._anilist.media_by_mal_ids(mal_ids, media_type, token, caller=caller)
        )
        await self._media.store([media_of(one, asked_at) for one in part.media])
        found: dict[int, int | None] = {one.id_mal: one.id for one in reversed(part.media) if one.id_mal in mal_ids}
        if part.is_whole or not found:
            found = dict.fromkeys(mal_ids) | found
        await self._mal_ids.put(media_type, found, asked_at)
        return found


def _matched(title: ImportTitle, media_id: int | None) -> ImportTitle:
    return msgspec.structs.replace(title, media_id=media_id, state="missing" if media_id is None else "waiting")
