"""The library over the real store, the real AniList client and the stand-in, without Discord."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import chain, repeat
from pathlib import Path

import aiohttp
import msgspec

from anilist import AniList
from demo.anilist import JUNO, PEOPLE, TSUMUGI, AniListUser, StandIn
from demo.anilist.lists import MediaList as Listed
from library.changes.editing import Changed
from library.opening import LibraryParts, open_library
from redaction import Secret
from store import Entry, FuzzyDate, Link, Store, open_store
from tests.kit.linking import Clock, client_of
from tests.kit.people import linked
from tests.kit.template import furnish

AOI, REN = 400000000000000001, 400000000000000002
BEBOP, MONSTER = 1, 19  # finished, of 26 and of 74 episodes
PIECE = 21  # on air, nobody knows how long
MANGA = 30001  # of 162 chapters in 18 volumes
BERSERK = 30002  # a manga that goes on, for tests that ask about it very often: its answer is a tenth of PIECE's
FERN = next(person for person in PEOPLE if person.name == "Fern")  # has nothing on any list
SOLSTICE = next(person for person in PEOPLE if person.name == "Solstice")  # has the most

__all__ = [
    "AOI",
    "BEBOP",
    "BERSERK",
    "FERN",
    "JUNO",
    "MANGA",
    "MONSTER",
    "PIECE",
    "REN",
    "SOLSTICE",
    "TSUMUGI",
    "Clock",
]


class Shelves:
    """People's lists at AniList, and the library's cache of them."""

    def __init__(self, folder: Path, stand_in: StandIn, clock: Clock) -> None:
        self.folder = folder
        self.stand_in = stand_in
        self.clock = clock
        self.store: Store
        self.anilist: AniList
        self.parts: LibraryParts
        self._session: aiohttp.ClientSession
        self._process = AsyncExitStack()
        self._ids = iter(range(1_000_000, 10_000_000))

    async def start(self) -> None:
        await furnish(self.folder / "data", self.folder / "musubi.key")
        self.store = await self._process.enter_async_context(
            open_store(self.folder / "data", key_file=self.folder / "musubi.key", now=self.clock)
        )
        self._session = await self._process.enter_async_context(aiohttp.ClientSession())
        self.anilist = client_of(self.stand_in, self._session, self.clock, with_secret=False)
        self.parts = await self._process.enter_async_context(open_library(self.anilist, self.store, self.clock))
        await self.parts.title_loading.wait()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def stop(self) -> None:
        await self._process.aclose()

    def new_id(self) -> int:
        """The id of a new interaction."""
        return next(self._ids)

    async def link(self, discord_id: int = AOI, person: AniListUser = TSUMUGI) -> Link:
        """Link the person as /link does; their lists are not read yet."""
        link = linked(person, discord_id, self.clock())
        await self.store.links.save(link, Secret(self.stand_in.token_for(person)))
        return link

    async def relinked(self, link: Link) -> Link:
        """The link in the store now."""
        known = await self.store.links.of(link.discord_id)
        assert known
        return known

    async def read(self, link: Link) -> None:
        """Sync both lists, as after linking."""
        await self.parts.list_sync.sync_now(link)

    async def know(self, link: Link) -> None:
        """Like :meth:`read`, but faster: without a request to AniList. The titles must be in the store."""
        person = next(one for one in self.stand_in.people if one.id == link.anilist_id)
        for kind in ("ANIME", "MANGA"):
            entries = [_as_read(entry, kind, person) for entry in self.stand_in.world.lists.of(person.id, kind)]
            await self.store.entries.replace(link.discord_id, kind, entries, self.clock())

    async def show(self, link: Link, changed: Changed) -> Changed:
        """Record that the person has seen the result of the change."""
        await self.parts.receipts.seen(link.discord_id, [changed.after], change_id=changed.change_id)
        return changed

    async def all(self, link: Link) -> dict[int, Entry]:
        """The person's cached entries of both lists, by media id."""
        both = [entry for kind in ("ANIME", "MANGA") for entry in await self.store.entries.all(link.discord_id, kind)]
        return {entry.media_id: entry for entry in both}

    def put(self, person: AniListUser, media_id: int, **fields: object) -> Listed:
        """Edit the person's list at AniList, as on a phone; other fields stay."""
        lists, now = self.stand_in.world.lists, self.clock()
        entry = lists.entry_for(person.id, media_id) or Listed(
            id=lists.new_id(), user_id=person.id, media_id=media_id, created_at=now, updated_at=now
        )
        entry = msgspec.structs.replace(entry, **({"updated_at": now} | fields))
        lists.put(entry)
        return entry

    def take_away(self, person: AniListUser, media_id: int) -> None:
        """Remove a title from the person's list at AniList, as on a phone."""
        if entry := self.at_anilist(person, media_id):
            self.stand_in.world.lists.remove(entry)

    async def arrived(self) -> None:
        """Wait until every request to AniList has arrived there, also a request that was cut off while it was sent."""
        async with self._session.get(self.stand_in.site_url):
            pass

    def at_anilist(self, person: AniListUser, media_id: int) -> Listed | None:
        return self.stand_in.world.lists.entry_for(person.id, media_id)

    def listed(self, person: AniListUser) -> dict[int, Listed]:
        """The person's entries of both lists at AniList, by media id."""
        lists = self.stand_in.world.lists
        return {entry.media_id: entry for kind in ("ANIME", "MANGA") for entry in lists.of(person.id, kind)}

    def asked(self) -> list[str]:
        """The operations that AniList has received since the last call."""
        operations = [seen.operation for seen in self.stand_in.requests]
        self.stand_in.requests.clear()
        return operations

    async def settle(self) -> None:
        """Wait until every background sync has ended."""
        while reading := [one.task for one in self.parts.list_sync._fetches.values()]:
            await asyncio.wait(reading)


@asynccontextmanager
async def open_shelves(folder: Path) -> AsyncGenerator[Shelves]:
    clock = Clock()
    stand_in = StandIn(now=clock, per_minute=None)
    _shorten(stand_in)
    async with stand_in.serve():
        shelves = Shelves(folder, stand_in, clock)
        await shelves.start()
        try:
            yield shelves
        finally:
            await shelves.stop()


def _as_read(listed: Listed, kind: str, person: AniListUser) -> Entry:
    """The entry that Musubi stores for AniList's entry."""
    sections = person.options[kind].advanced_scoring or ()
    return Entry(
        media_id=listed.media_id,
        entry_id=listed.id,
        media_type=kind,
        status=listed.status,
        score=listed.score,
        progress=listed.progress,
        volumes=listed.progress_volumes,
        repeat=listed.repeat,
        private=listed.private,
        hidden=listed.hidden_from_status_lists,
        notes=listed.notes or "",
        custom_lists=listed.custom_lists,
        advanced_scores=dict(zip(sections, chain(listed.advanced_scores, repeat(0.0)), strict=False)),
        started=FuzzyDate(*msgspec.structs.astuple(listed.started_at)),
        completed=FuzzyDate(*msgspec.structs.astuple(listed.completed_at)),
        updated_at=listed.updated_at,
        created_at=listed.created_at,
    )


def _shorten(stand_in: StandIn) -> None:
    """Shorten the lists, because long lists take time: to eight entries of each type, and thirty for Solstice."""
    lists = stand_in.world.lists
    for person in stand_in.people:
        for media_type in ("ANIME", "MANGA"):
            for entry in lists.of(person.id, media_type)[30 if person == SOLSTICE else 8 :]:
                lists.remove(entry)


class Pause:
    """A pause that lasts until :meth:`end`, to be handed in as ``sleep``."""

    def __init__(self) -> None:
        self.begun = 0
        self._ended = asyncio.Event()

    def end(self) -> None:
        self._ended.set()

    async def __call__(self, _seconds: float) -> None:
        self.begun += 1
        await self._ended.wait()


async def until(claim: Callable[[], bool]) -> None:
    """Let everything else run until `claim` is true."""
    async with asyncio.timeout(60):
        while not claim():  # noqa: ASYNC110  (no event is set when the claim comes true)
            await asyncio.sleep(0)
