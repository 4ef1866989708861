"""Hours of many people on a clock that jumps: background sync reads their lists, and they ask AniList themselves.

Store, library, client and scheduler are the real ones; at the HTTP seam stands an AniList that counts and answers.
"""

import asyncio
import math
import random
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, cast

import aiohttp
import msgspec

from anilist import AniList, AniListError, Caller, RequestQueue, Scheduler
from bench.clock import START, Clock
from demo.anilist.limit import Limit
from library.opening import LibraryParts, open_library
from library.sync.backlog import SECONDS_BETWEEN
from store import Store
from store.links import Link
from tests.kit.home import Home, a_link, a_token

ROUND = 300
_SECONDS_TO_ANSWER = 0.4
_NO_LISTS = msgspec.json.encode(
    {
        "data": {
            "Viewer": None,
            "MediaListCollection": {"hasNextChunk": False, "lists": []},
            "Page": {"pageInfo": {"hasNextPage": False}, "mediaList": [], "airingSchedules": []},
        }
    }
)

_is_syncing: ContextVar[bool] = ContextVar("is_syncing", default=False)


class SyncingClock(Clock):
    """A clock that stands still while background sync works: the store works in a thread, and takes real time."""

    def __init__(self) -> None:
        super().__init__()
        self.is_syncing = False
        self._waiting = 0

    async def sleep(self, seconds: float) -> None:
        self._waiting += _is_syncing.get()
        try:
            await super().sleep(seconds)
        finally:
            self._waiting -= _is_syncing.get()

    async def settle(self) -> None:
        while True:
            await super().settle()
            if self._waiting or not self.is_syncing:
                return
            await asyncio.sleep(0.0001)


class Wire:
    """AniList in the place of aiohttp's session. `seen` has the time, operation and variables of each request.

    `activities` are what people do there: the time of each, counted from the start, and the account.
    """

    def __init__(self, clock: Clock, per_minute: int) -> None:
        self._clock = clock
        self._limit = Limit(per_minute, now=lambda: math.floor(clock()))
        self.seen: list[tuple[float, str, Mapping[str, Any]]] = []
        self.activities: list[tuple[int, int]] = []
        self.refused = 0

    @asynccontextmanager
    async def request(self, _method: str, _url: str, *, json: Mapping[str, Any], **_: Any) -> AsyncGenerator["_Answer"]:
        operation = json["query"].split("(")[0].split()[-1]
        self.seen.append((self._clock.passed, operation, json["variables"]))
        await self._clock.sleep(_SECONDS_TO_ANSWER / 2)
        is_taken = self._limit.take()
        self.refused += not is_taken
        await self._clock.sleep(_SECONDS_TO_ANSWER / 2)
        body = self._heard(json["variables"]) if operation == "Activities" else _NO_LISTS
        yield _Answer(200 if is_taken else 429, self._limit.headers(), body)

    def _heard(self, asked: Mapping[str, Any]) -> bytes:
        told = [
            {
                "__typename": "ListActivity",
                "id": number,
                "userId": account,
                "status": "watched episode",
                "progress": str(number),
                "createdAt": math.floor(START) + at,
                "media": {"id": 1, "type": "ANIME"},
            }
            for number, (at, account) in enumerate(self.activities, 1)
            if account in asked["userIds"] and asked["after"] < math.floor(START) + at <= self._clock()
        ]
        page = {"pageInfo": {"hasNextPage": False}, "activities": told[::-1]}
        return msgspec.json.encode({"data": {"Page": page}})


class _Answer:
    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.content = self
        self._body = body

    async def iter_chunked(self, _size: int) -> AsyncIterator[bytes]:
        yield self._body


class SimulatedDay:
    """Hours of a Musubi. `waits` are the seconds that people waited for a slot; those `turned_away` got none."""

    def __init__(self, store: Store, parts: LibraryParts, anilist: AniList, wire: Wire, clock: SyncingClock) -> None:
        self.store = store
        self.parts = parts
        self.wire = wire
        self.waits: list[float] = []
        self.turned_away = 0
        self._anilist = anilist
        self._clock = clock

    async def pass_time(self, seconds: int, a_minute: float, *, hears: bool = False) -> None:
        """Let the time pass. People send so many requests a minute, and at half-time nearly twice as many.

        Whether Musubi `hears` what they do at AniList.
        """

        async def together() -> None:
            await asyncio.gather(self._people(seconds, a_minute), self._sync(seconds, hears=hears))

        await self._clock.run(together())

    def syncs(self) -> Counter[int]:
        """The number of syncs by AniList account; a list that is read whole is half of one."""
        halves = Counter[int]()
        for _, operation, variables in self.wire.seen:
            if operation in {"Changes", "Collection"}:
                halves[variables["userId"]] += 2 if operation == "Changes" else 1
        return Counter({user: -(-count // 2) for user, count in halves.items()})

    def most_in_a_minute(self, *operations: str) -> int:
        """The most requests in any minute, or of those operations."""
        starts = [at for at, operation, _ in self.wire.seen if not operations or operation in operations]
        first, most = 0, 0
        for last, start in enumerate(starts):
            while starts[first] <= start - 60:
                first += 1
            most = max(most, last - first + 1)
        return most

    async def _sync(self, seconds: int, *, hears: bool) -> None:
        _is_syncing.set(True)
        self._clock.is_syncing = True
        while self._clock.passed < seconds:
            began = self._clock.passed
            if hears:
                await self.parts.activity_poll.round()
            await self.parts.background_sync.round()
            await self._clock.sleep(max(began + ROUND - self._clock.passed, 0))
        self._clock.is_syncing = False

    async def _people(self, seconds: int, a_minute: float) -> None:
        chance = random.Random(1)
        async with asyncio.TaskGroup() as group:
            while a_minute and self._clock.passed < seconds:
                busy = 1 - 0.8 * math.cos(2 * math.pi * self._clock.passed / seconds)
                await self._clock.sleep(chance.expovariate(busy * a_minute / 60))
                group.create_task(self._ask(chance.randrange(13_000)))

    async def _ask(self, person: int) -> None:
        began = self._clock()
        try:
            await self._anilist.schedule(0, len(self.wire.seen), 1, caller=Caller(person=person))
        except AniListError:
            self.turned_away += 1
        else:
            self.waits.append(self._clock() - began - _SECONDS_TO_ANSWER)


@asynccontextmanager
async def simulated_day(
    folder: Path, *, people: int, within: int, per_minute: int = 30
) -> AsyncGenerator[SimulatedDay]:
    """Begin with people in sight, whose lists are due one after another `within` that time, a seventh of them whole."""
    clock = SyncingClock()

    def now() -> int:
        return math.floor(clock())

    wire = Wire(clock, per_minute)
    anilist = AniList(
        cast("aiohttp.ClientSession", wire),
        api_url="",
        oauth_url="",
        client_id="",
        client_secret=None,
        redirect_uri="",
        referer="",
        scheduler=Scheduler(RequestQueue(monotonic=clock, sleep=clock.sleep)),
    )
    async with Home(folder).open(now) as store:
        await _move_in(store, [a_link(number, expires_at=2**40) for number in range(1, people + 1)], within, now())
        async with open_library(anilist, store, now) as parts:
            await parts.title_loading.wait()
            yield SimulatedDay(store, parts, anilist, wire, clock)


async def _move_in(store: Store, links: list[Link], within: int, now: int) -> None:
    """Link the people in a server, with lists that were synced a day before they are due."""
    for link in links:
        await store.links.save(link, a_token(1))
    async with store.database.transaction() as transaction:
        await transaction.execute(
            "INSERT INTO members (guild_id, discord_id, seen_at) SELECT 77, discord_id, 1 FROM links"
        )
        for media_type in ("ANIME", "MANGA"):
            read_at = [now - SECONDS_BETWEEN - 1 + within * at // len(links) for at in range(len(links))]
            await transaction.execute_many(
                "INSERT INTO lists (discord_id, media_type, read_at, full_at, delta_at)"
                " VALUES (:id, :type, :delta, :full, :delta)",
                [
                    {
                        "id": link.discord_id,
                        "type": media_type,
                        "delta": delta,
                        "full": delta - at % 7 * SECONDS_BETWEEN,
                    }
                    for at, (link, delta) in enumerate(zip(links, read_at, strict=True))
                ],
            )
