"""An import in rows that real processes work on, and an AniList that applies its first request and never answers."""

import asyncio
from collections import Counter

import msgspec
from aiohttp import web

from demo.anilist import StandIn
from demo.anilist.lists import MediaList
from demo.faults import Answer
from library.imports.export import ExportedEntry
from store import Import, ImportTitle, Store
from store.database import unix_time
from tests.kit.fleet_people import TITLES, Resident, move_in
from tests.kit.shelf import a_title

IMPORT = 1
MOVED = TITLES[1:21]  # fifteen go in one request


class Saving:
    """Counts how often each title is `saved`. The first request has `begun`; it is answered when all is `over`."""

    def __init__(self, anilist: StandIn) -> None:
        self.saved = Counter[int]()
        self.begun = asyncio.Event()
        self.over = asyncio.Event()
        anilist.world.keeping = self._kept
        anilist.faults.arm(self._hold, operation="SaveEach")

    def _kept(self, _before: MediaList, asked: MediaList) -> MediaList:
        self.saved[asked.media_id] += 1
        return asked

    async def _hold(self, _request: web.Request, answer: Answer) -> web.Response:
        made = await answer()
        self.begun.set()
        await self.over.wait()
        return made


async def begin(store: Store, anilist: StandIn, person: Resident) -> None:
    """The person links, and starts an import; everything is matched and planned, and nothing is written."""
    now = unix_time()
    await move_in(store, anilist, [person], [], {TITLES[0]: 1})
    await store.media.put([a_title(one, media_type="ANIME", next_episode=None, next_airing_at=None) for one in MOVED])
    titles = [_waiting(number, media_id) for number, media_id in enumerate(MOVED)]
    one = Import(id=IMPORT, discord_id=person.discord_id, state="reading", at=now)
    assert await store.imports.begin(one, titles)
    assert await store.import_titles.change(IMPORT, titles, was=("unmatched",))
    assert await store.imports.move(IMPORT, "running", was=("matching",), at=now, mode="missing")


def _waiting(number: int, media_id: int) -> ImportTitle:
    entry = ExportedEntry(media_type="ANIME", mal_id=media_id, title=f"T{media_id}", status="CURRENT", progress=1)
    exported = msgspec.json.encode(entry).decode()
    found = {"media_id": media_id, "level": 1, "state": "waiting"}
    title = ImportTitle(number=number, media_type="ANIME", mal_id=media_id, exported=exported)
    return msgspec.structs.replace(title, **found)
