"""Imports: begun by their person, and worked on in the background, a turn each, until they are done.

All is in rows, so a restart and another process go on where it was. A turn is a request or two: several imports take
turns, and wait while AniList does not answer or their link is dead. The states of an import::

  reading ─▶ matching ─▶ proposed ─▶ running ─▶ done ─▶ undoing ─▶ undone
                 │                    │   ▲      ▲         │
                 ▼                    ▼   │      │ stop    │ stop
              discarded              stopped ◀───┴─────────┘
                                        └──────────▶ undoing

The states of its titles are drawn in `library/imports/steps.py`. Knows nothing of Discord.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable

import msgspec

from anilist import AniListError, RateLimited, TokenRejected, Unavailable
from library.changes.user_locks import UserLocks
from library.errors import ImportMovedOn, LibraryError, TooManyImports
from library.imports.export import Export, read_export
from library.imports.matching import Matcher
from library.imports.overview import ImportOverviews
from library.imports.planner import ImportPlanner
from library.imports.writer import ImportWriter
from library.sync.library import Library
from library.sync.list_sync import ListSync
from library.sync.sources import Sources
from store import Import, ImportMode, ImportState, ImportTitle, Link, Store, StoreError

SECONDS_TO_START = 86400
SECONDS_STAYS = 7 * 86400  # after its end, to be undone
_SECONDS_HELD = 45
_SECONDS_OUT = 60  # until the next try, where AniList does not answer
_SECONDS_LATER = 10  # where it is not known what became of a step
_SECONDS_ODD = 600
_STOPPABLE: tuple[ImportState, ...] = ("running", "undoing")

Hear = Callable[[Import], Awaitable[None]]
_log = logging.getLogger(__name__)


class Importer:
    """Takes files, and does the work that follows from them."""

    def __init__(self, sources: Sources, library: Library, list_sync: ListSync, store: Store, locks: UserLocks) -> None:
        self._links = store.links
        self._imports = store.imports
        self._leases = store.leases
        self._now = sources.now
        self._matcher = Matcher(sources, store.mal_ids, store.import_titles)
        self._planner = ImportPlanner(sources, library, list_sync, store.import_titles)
        self._writer = ImportWriter(sources, library, list_sync, store.import_titles, locks)
        self.overviews = ImportOverviews(
            sources.anilist, sources.entries, library, store.imports, store.import_titles, sources.now
        )
        self._turns = Counter[int]()
        self._hear: Hear | None = None
        self._reading = asyncio.Lock()
        self._working: asyncio.Task[None] | None = None

    def subscribe(self, hear: Hear) -> None:
        """Call `hear` with an import after each of its turns, and when AniList does not answer any more."""
        self._hear = hear

    async def begin(self, link: Link, data: bytes, *, with_notes: bool, import_id: int) -> Import:
        """Read a file, and begin to match its titles; nothing is changed. Raises InvalidFile, TooManyImports."""
        async with self._reading:  # one file at a time: a hostile one takes seconds of Python
            export, titles = await asyncio.to_thread(_read, data, with_notes=with_notes)
        one = Import(id=import_id, discord_id=link.discord_id, state="reading", unread=export.unread, at=self._now())
        if not await self._imports.begin(one, titles):
            raise TooManyImports
        self.go_on()
        return msgspec.structs.replace(one, state="matching")

    async def start(self, link: Link, import_id: int, mode: ImportMode) -> Import:
        """Begin to write what was proposed. Raises ImportMovedOn."""
        return await self._moved(link, import_id, "running", "proposed", mode=mode)

    async def resume(self, link: Link, import_id: int) -> Import:
        """Go on to write after a stop. Raises ImportMovedOn."""
        return await self._moved(link, import_id, "running", "stopped")

    async def stop(self, link: Link, import_id: int) -> Import:
        """Stop after the present step. Raises ImportMovedOn."""
        return await self._moved(link, import_id, "stopped", *_STOPPABLE, is_told=True)

    async def undo(self, link: Link, import_id: int) -> Import:
        """Begin to take everything back. Raises ImportMovedOn."""
        return await self._moved(link, import_id, "undoing", "done", "stopped")

    async def discard(self, link: Link, import_id: int) -> None:
        """Forget an import of which nothing is written."""
        self.overviews.unanswered.discard(import_id)
        await self._imports.discard(link.discord_id, import_id)

    def go_on(self) -> None:
        """Work in the background, unless this process does so already."""
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self.round())
            self._working.add_done_callback(_log_failure)

    async def round(self) -> None:
        """Give all imports their turns until none of them has anything to do now; of several processes one does so."""
        async with self._leases.held("imports", seconds=_SECONDS_HELD, longest_pause=_SECONDS_LATER):
            while due := await self._imports.due(self._now()):
                await self._give_turn(min(due, key=lambda one: self._turns[one.id]))
        self._turns.clear()

    async def settled(self) -> None:
        """Wait until the work that was begun by :meth:`go_on` rests."""
        if self._working:
            await asyncio.wait([self._working])

    async def close(self) -> None:
        if self._working:
            self._working.cancel()
            await asyncio.wait([self._working])

    async def expire(self) -> None:
        """Forget imports that ended long ago, and proposals that nobody has started."""
        now = self._now()
        await self._imports.purge(before=now - SECONDS_STAYS, unstarted=now - SECONDS_TO_START)
        await self._matcher.expire()

    async def _moved(
        self,
        link: Link,
        import_id: int,
        state: ImportState,
        *was: ImportState,
        mode: ImportMode | None = None,
        is_told: bool = False,
    ) -> Import:
        one = await self._imports.of(import_id)
        if one is None or one.discord_id != link.discord_id:
            raise ImportMovedOn("there is no such import, or it is somebody else's")
        if not await self._imports.move(import_id, state, was=was, at=self._now(), mode=mode, is_told=is_told):
            raise ImportMovedOn("it is not as it was")
        self.go_on()
        return msgspec.structs.replace(one, state=state, mode=mode or one.mode)

    async def _give_turn(self, one: Import) -> None:
        self._turns[one.id] += 1
        later = self._now()
        try:
            later += await self._try_turn(one)
        except StoreError:
            raise
        except Exception:  # noqa: BLE001  (one that can't go on must not hold up the others)
            _log.exception("An import can't go on now")
            later += _SECONDS_ODD
        await self._imports.put_off(one.id, later)

    async def _try_turn(self, one: Import) -> int:
        """Give it its turn, and tell of it; returns the seconds until the next one."""
        unanswered, seconds = self.overviews.unanswered, 0
        try:
            is_news = await self._turn(one)
            unanswered.discard(one.id)
        except (RateLimited, TokenRejected) as error:
            _log.info("An import waits: %s", error)
            return _SECONDS_OUT
        except Unavailable as error:
            _log.info("An import waits: %s", error)
            is_news, seconds = one.id not in unanswered, _SECONDS_OUT
            unanswered.add(one.id)
        except (AniListError, LibraryError) as error:
            _log.info("A step of an import did not end: %s", error)
            return _SECONDS_LATER
        if is_news and self._hear and (now := await self._imports.of(one.id)):
            await self._hear(now)
        return seconds

    async def _turn(self, one: Import) -> bool:
        """Do what is next. False when there is nothing to tell of it."""
        link = await self._links.of(one.discord_id)
        if link is None:
            return False
        if one.state in {"proposed", "done", "undone"}:
            return await self._imports.mark_told(one.id)
        if await self._matcher.turn(link, one.id):
            return True
        if one.state == "matching":
            if not await self._planner.turn(link, one.id):
                await self._end(one, "proposed")
            return False
        is_left = await self._writer.turn(link, one)
        if not is_left:
            await self._end(one, "done" if one.state == "running" else "undone")
        return is_left

    async def _end(self, one: Import, state: ImportState) -> None:
        await self._imports.move(one.id, state, was=(one.state,), at=self._now())


def _read(data: bytes, *, with_notes: bool) -> tuple[Export, list[ImportTitle]]:
    export = read_export(data, with_notes=with_notes)
    titles = [
        ImportTitle(
            number=number,
            media_type=entry.media_type,
            mal_id=entry.mal_id,
            exported=msgspec.json.encode(entry).decode(),
        )
        for number, entry in enumerate(export.entries)
    ]
    return export, titles


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        _log.error("Imports could not go on: %s", error)
