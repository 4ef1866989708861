"""How often the poll of air times asks AniList, by how many titles people follow. On a clock that runs ahead."""

import tempfile
import time
from pathlib import Path

import aiohttp
import msgspec

from anilist import AniList, RequestQueue, Scheduler
from bench.author import Author, Sizes
from demo.anilist import CLIENT_ID, StandIn
from library.schedule.poll import Poll
from library.sync.gone_index import GoneIndex
from library.sync.sources import sources_of
from library.titles.catalogue import Catalogue
from store import Entry, Store, open_store

_ROUND = 300  # seconds
_HOURS = 6
_UNHEARD_OF = 1_000_000  # ids from here on are none of the stand-in's own


class Found(msgspec.Struct, frozen=True):
    """`quiet` is how long a round takes in which nothing is due, in milliseconds."""

    requests_an_hour: float
    quiet: float


async def polled(titles: int) -> Found:
    """One person watches them all."""
    now = int(time.time())
    stand_in = StandIn(now=lambda: now, per_minute=None)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            stand_in.serve(),
            aiohttp.ClientSession() as session,
            open_store(Path(folder) / "data", key_file=Path(folder) / "key") as store,
        ):
            await _fill(store, titles, now)
            anilist = _client(stand_in, session)
            catalogue = Catalogue()
            gone = GoneIndex(store.gone_titles, catalogue)
            sources = sources_of(anilist, store, catalogue, gone, lambda: now)
            poll = Poll(sources, store.airings)
            for _ in range(_HOURS * 3600 // _ROUND):
                await poll.round()
                now += _ROUND
            requests = len(list(stand_in.requests))
            await poll.round()
            before = time.perf_counter()
            await poll.round()
            return Found(requests / _HOURS, (time.perf_counter() - before) * 1000)


async def _fill(store: Store, titles: int, now: int) -> None:
    author = Author(Sizes(titles=titles, members=1, entries=0, collection=0, questions=0), now)
    numbers = range(_UNHEARD_OF, _UNHEARD_OF + titles)
    airing = {"media_type": "ANIME", "status": "RELEASING", "seen_at": now - 3600}
    await store.media.put(
        msgspec.structs.replace(title, id=number, **airing)
        for number, title in zip(numbers, author.titles, strict=True)
    )
    await author.move_in(store, 1)
    watched = [
        Entry(media_id=number, entry_id=number, media_type="ANIME", status="CURRENT", updated_at=now)
        for number in numbers
    ]
    await store.entries.replace(1, "ANIME", watched, now)


def _client(stand_in: StandIn, session: aiohttp.ClientSession) -> AniList:
    return AniList(
        session,
        api_url=stand_in.api_url,
        oauth_url=stand_in.oauth_url,
        client_id=CLIENT_ID,
        client_secret=None,
        redirect_uri=stand_in.app.redirect_uri,
        referer="http://localhost",
        scheduler=Scheduler(RequestQueue(per_minute=100_000, gap=0)),
    )
