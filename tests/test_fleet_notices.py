"""Processes that are killed, or stand still, while they tell what is new: each notice is told once."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from itertools import cycle, groupby
from pathlib import Path

import msgspec
import pytest

from demo.anilist import StandIn
from store import Airing, AiringStatus, Entry, Media, Notice, Reminder, Store
from store.database import unix_time
from tests.kit.fleet import Fleet, open_fleet, until
from tests.kit.home import DAY, a_link, a_token, discord_id
from tests.kit.servers import a_server, server_id
from tests.kit.services import Discord
from tests.kit.shelf import a_title

SHARDS = 2
SERVERS = [server_id(shard, SHARDS) for shard in range(SHARDS)]
AIRED, EPISODE = 600, 5  # seconds ago
SECONDS_TO_TELL = 900
AT_ANY_PACE = {"SECONDS_BETWEEN_SESSIONS": "0"}  # processes begin sessions faster than Discord allows

_log = logging.getLogger(__name__)


class News:
    """Everybody watches every title, of each of which an episode has aired; servers are told of them, too."""

    def __init__(self, fleet: Fleet, store: Store, *, people: int, titles: int, days_left: int) -> None:
        self.fleet = fleet
        self.store = store
        self.people = people
        self.titles = range(1, titles + 1)
        self.days_left = days_left
        self.posts = fleet.discord.messages.posts

    @property
    def reminders(self) -> int:
        return self.people * len(self.titles)

    @property
    def warnings(self) -> list[str]:
        """The people who were warned that their link ends."""
        return [post.channel for post in self.posts if not _is_notice(post.nonce or "")]

    async def prepare(self) -> None:
        store, now = self.store, unix_time()
        await store.media.put([_title(one) for one in self.titles])
        airings = [AiringStatus(one, "RELEASING", 24, (Airing(one, EPISODE, now - AIRED),)) for one in self.titles]
        await store.airings.update(self.titles, airings, (), now - 2 * AIRED)
        for number in range(1, self.people + 1):
            await self._move_in(number, now)
        for guild_id in SERVERS:
            feed = await store.feeds.open(guild_id, guild_id + 1, "episodes", is_all=False, opened_by=1, at=now)
            for media_id in self.titles:
                await store.feeds.choose(feed.id, media_id, is_chosen=True)
        await store.notices.put([], now, now - 2 * AIRED, changes_since=now)

    async def _move_in(self, number: int, now: int) -> None:
        store, person = self.store, discord_id(number)
        await store.links.save(a_link(number, linked_at=now, expires_at=now + self.days_left * DAY), a_token(number))
        await store.entries.replace(person, "ANIME", [_watched(one) for one in self.titles], now)
        await store.entries.replace(person, "MANGA", [], now)
        await store.reminders.put(person, Reminder(is_on=True))

    async def notices(self) -> list[Notice]:
        rows = await self.store.database.all("SELECT * FROM notices ORDER BY letter, id")
        return [msgspec.convert(row, Notice, strict=False) for row in rows]

    async def claims_run_out(self) -> None:
        """As after half a minute."""
        await self.store.database.execute("UPDATE notices SET claimed_until = 0 WHERE state = 'begun'")
        await self.store.database.execute("UPDATE leases SET until = 0")

    async def is_over(self) -> bool:
        states = {notice.state for notice in await self.notices()}
        return bool(states) and states.isdisjoint({"due", "begun"})

    async def check(self) -> None:
        """Each notice is told once."""
        notices = await self.notices()
        assert Counter(notice.state for notice in notices) == {"sent": self.reminders + len(SERVERS) * len(self.titles)}
        assert Counter(mark for post in self.posts if _is_notice(mark := post.nonce or "")) == messages_of(notices)


def _is_notice(mark: str) -> bool:
    """Other messages have a mark by chance."""
    return "-" in mark


def _title(number: int) -> Media:
    return a_title(number, media_type="ANIME", next_episode=None, next_airing_at=None)


def _watched(media_id: int) -> Entry:
    return Entry(media_id=media_id, entry_id=media_id, media_type="ANIME", status="CURRENT", progress=EPISODE - 1)


def messages_of(notices: Iterable[Notice]) -> Counter[str]:
    """The marks of the messages in which the notices were sent; a batch is marked by its first notice."""
    firsts = [next(batch) for _, batch in groupby(notices, key=lambda one: one.letter)]
    return Counter(f"{first.id}-{first.due_at}" for first in firsts)


@asynccontextmanager
async def news(folder: Path, *, people: int, titles: int, days_left: int = 365) -> AsyncGenerator[News]:
    discord = Discord()
    discord.takes_messages = True
    discord.gateway.shards = discord.gateway.concurrency = SHARDS
    discord.gateway.servers = {guild_id: a_server(guild_id) for guild_id in SERVERS}
    async with open_fleet(folder, discord, StandIn()) as fleet, fleet.open_store() as store:
        news = News(fleet, store, people=people, titles=titles, days_left=days_left)
        await news.prepare()
        yield news


async def kill_the_sender(told: News) -> None:
    """Kill the process that has sent the last message, and start it anew."""
    fleet, door = told.fleet, told.posts[-1].door
    (peer,) = [peer for peer in fleet.peers.values() if peer.door == door]
    await peer.kill()
    await fleet.start(peer.name, **peer.settings)


async def test_what_killed_processes_leave_is_told_once(tmp_path: Path) -> None:
    async with news(tmp_path, people=20, titles=15) as told:
        for shard in range(SHARDS):
            await told.fleet.start(f"shard-{shard}", SHARDS=f"{shard}/{SHARDS}")
        for share in (1 / 4, 1 / 2, 3 / 4):
            await until(lambda share=share: len(told.posts) >= share * told.reminders, "more is told")
            await kill_the_sender(told)
            await told.claims_run_out()
        await until(told.is_over, "all is told")
        await told.check()


async def test_a_process_that_stood_still_tells_nothing_twice(tmp_path: Path) -> None:
    """Another one of the same shard takes over what it has begun, and it wakes."""
    async with news(tmp_path, people=20, titles=15) as told:
        frozen = await told.fleet.start("frozen", SHARDS=f"0-{SHARDS - 1}/{SHARDS}")
        await until(lambda: len(told.posts) >= told.reminders / 3, "a part is told")
        frozen.freeze()
        await told.claims_run_out()
        other = await told.fleet.start("other", SHARDS=f"0-{SHARDS - 1}/{SHARDS}")
        await until(told.is_over, "all is told")
        frozen.wake()
        assert [await peer.stop() for peer in (frozen, other)] == [0, 0]
        await told.check()


@pytest.mark.long
@pytest.mark.timeout(900)
async def test_one_is_killed_each_second(tmp_path: Path) -> None:
    async with news(tmp_path, people=500, titles=20) as told:
        names = [f"{number}-of-{shard}" for number in range(3) for shard in range(SHARDS)]
        for name in names:
            await told.fleet.start(name, SHARDS=f"{name[-1]}/{SHARDS}", **AT_ANY_PACE)
        kills = 0
        for name in cycle(names):
            if await told.is_over():
                break
            await asyncio.sleep(1)
            await told.fleet.peers[name].kill()
            await told.fleet.start(name, SHARDS=f"{name[-1]}/{SHARDS}", **AT_ANY_PACE)
            kills += 1
        repeated = told.fleet.discord.messages.repeated
        _log.info("%d messages, %d kills; %d messages were sent again", len(told.posts), kills, repeated)
        await told.check()


@pytest.mark.long
@pytest.mark.timeout(900)
async def test_a_leader_stands_still_for_a_minute(tmp_path: Path) -> None:
    """It holds the lease of the warnings, too, and wakes when another one warns."""
    async with news(tmp_path, people=300, titles=7, days_left=2) as told:
        leader = await told.fleet.start("leader", SHARDS=f"0-{SHARDS - 1}/{SHARDS}")
        await until(lambda: len(told.warnings) >= told.people / 3, "a part is warned")
        leader.freeze()
        other = await told.fleet.start("other", SHARDS=f"0-{SHARDS - 1}/{SHARDS}")
        frozen_at, warned = time.monotonic(), len(told.warnings)
        await asyncio.sleep(60)
        await until(lambda: len(told.warnings) > warned + 10, "another one warns", SECONDS_TO_TELL)
        leader.wake()
        _log.info("The other one went on after %.0f s", time.monotonic() - frozen_at)
        await until(told.is_over, "all is told", SECONDS_TO_TELL)
        await until(lambda: len(told.warnings) >= told.people, "all are warned", SECONDS_TO_TELL)
        assert [await peer.stop() for peer in (leader, other)] == [0, 0]
        await told.check()
        assert Counter(told.warnings) == Counter(str(discord_id(one)) for one in range(1, told.people + 1))
