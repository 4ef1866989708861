"""Titles that AniList has merged or deleted are followed at once, for everybody.

A notification of one person tells a name and, for a merge, the id of the title that stays; so AniList is asked which of
the titles of that name it still has. A title that it did not know when somebody opened it is asked about, too. Nothing
is taken for gone unless the same answer has another title, a *witness*: AniList answering nothing at all is no answer.
There are several witnesses, since one may be gone itself. While AniList does not answer, it is asked ever more rarely.

Two processes may do it at once: all that is written is the same twice.
"""

import logging
from collections.abc import Mapping, Sequence

from anilist import AniListError, Caller, Priority
from library.sync.gone_index import GoneIndex, names_of
from library.sync.lasting_failure import LastingFailure
from library.sync.list_sync import ListSync
from library.sync.sources import Sources
from store import GoneTitle, GoneTitles, TitleReport

_REPORTS_AT_ONCE = 20
_CALLED_SO = 10  # titles of a name that are looked at
_WITNESSES = 5
_ASKED_AT_ONCE = 50 - _WITNESSES
_FIRST_PAUSE, _LONGEST_PAUSE = 60, 900
_READ_AT_ONCE = 30  # people's lists; background sync reads the others, whose lists count as old now
SECONDS_BACK = 2 * 86400  # when lists that had the title count as read

_log = logging.getLogger(__name__)


class GoneTitleCheck:
    """Finds out which titles are gone."""

    def __init__(self, sources: Sources, list_sync: ListSync, store: GoneTitles) -> None:
        self._list_sync = list_sync
        self._links = sources.links
        self._anilist = sources.anilist
        self._media = sources.media
        self._index: GoneIndex = sources.gone
        self._store = store
        self._now = sources.now
        self._failure = LastingFailure(_log, "find out which titles are gone")
        self._pause = self._rests_until = 0

    async def round(self) -> None:
        """Settle what is reported, with one request at most. When AniList does not answer, a later round does."""
        if 0 < self._rests_until - self._now() <= _LONGEST_PAUSE:
            return
        reports = await self._store.reports(_REPORTS_AT_ONCE)
        suspects = [one for one in sorted(self._index.suspects) if one not in self._index]
        if not reports and not suspects:
            return
        meant = {report: await self._meant(report) for report in reports}
        ids = list(dict.fromkeys([*(one for some in meant.values() for one in some), *suspects]))[:_ASKED_AT_ONCE]
        try:
            gone = await self._gone_among(ids) if ids else set[int]()
        except AniListError as error:
            self._rest(str(error))
            return
        if gone is None:
            self._rest("it answers nothing")
            return
        self._failure.is_over()
        self._pause = 0
        await self._settle(meant, gone, ids)
        await self._take_out({one: None for one in suspects if one in gone})
        self._index.suspects.difference_update(ids)

    def _rest(self, reason: str) -> None:
        self._failure.goes_on(reason)
        self._pause = min(max(2 * self._pause, _FIRST_PAUSE), _LONGEST_PAUSE)
        self._rests_until = self._now() + self._pause

    async def _meant(self, report: TitleReport) -> list[int]:
        """The known titles that the report may mean, without the one that stays."""
        found = await self._store.called(report.name, _CALLED_SO)
        return [one for one in found if one != report.successor_id and one not in self._index]

    async def _gone_among(self, ids: Sequence[int]) -> set[int] | None:
        """Those that AniList has no more; None where its answer can't be believed. Raises AniList's errors."""
        witnesses = await self._store.witnesses(ids, _WITNESSES)
        known = await self._anilist.media_ids([*ids, *witnesses], caller=Caller(Priority.BACKGROUND))
        return {*ids} - known if known.intersection(witnesses) else None

    async def _settle(self, meant: Mapping[TitleReport, list[int]], gone: set[int], asked: Sequence[int]) -> None:
        for report, ids in meant.items():
            successor = report.successor_id or None
            if not {*ids} <= {*asked}:
                continue  # too many at once: the next round asks
            await self._take_out({one: successor for one in ids if one in gone})
            if successor:
                earlier = {one.media_id: successor for one in self._index.called(report.name)}
                await self._take_out({one: to for one, to in earlier.items() if one != to})
            await self._store.settle(report)

    async def _take_out(self, gone: Mapping[int, int | None]) -> None:
        known = await self._media.of(gone)
        for media_id, successor in gone.items():
            names = names_of(known[media_id]) if media_id in known else self._index.names(media_id)
            one = GoneTitle(media_id, successor, names, self._now())
            holders = await self._index.put(one, lists_as_of=self._now() - SECONDS_BACK)
            for link in await self._links.living(holders, limit=_READ_AT_ONCE):
                self._list_sync.start_sync(link, whole=True)
