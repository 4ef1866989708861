"""A process that has stood still for a minute, in the middle of a round, and wakes while another has done the round.

Each round is stopped before each of its statements. The notices are in test_outbox.py.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

import pytest

from chat.expiry import ExpiryWarnings
from demo.anilist import PEOPLE
from demo.anilist.saving import saved
from library.activity.gathering import Gathering
from library.activity.poll import ActivityPoll
from library.expiry import forget_old
from library.notify.delivery import Delivery
from library.opening import open_library
from library.schedule.poll import Poll
from library.sync.background import BackgroundSync
from library.sync.backlog import SECONDS_BETWEEN
from library.sync.gone_index import GoneIndex
from library.sync.sources import Sources, sources_of
from library.titles.catalogue import Catalogue
from library.upcoming.news import TitleNews
from library.upcoming.poll import UpcomingPoll
from store import Activity, Reminder, Store, TitleReport
from tests.kit.home import everything
from tests.kit.library import AOI, FERN, Shelves, open_shelves
from tests.kit.postbox import Postbox
from tests.kit.sharing import beside, sharing
from tests.kit.standstill import Standstill
from tests.kit.world import World, open_world

MINUTE, HOUR, DAY = 60, 3600, 86400
GUILD = 77
EUREKA, DIGIMON = 103303, 188388
WATCHED = 269  # of 366 episodes
PLANNED = 195516

Round = Callable[[Store], Awaitable[None]]


@pytest.fixture
async def shelves(tmp_path: Path) -> AsyncGenerator[Shelves]:
    with sharing():
        async with open_shelves(tmp_path) as shelves:
            yield shelves


async def wakes(store: Store, at: int, do_round: Round, meanwhile: Callable[[], Awaitable[None]]) -> bool:
    """A round stands still before its statement number `at`, and goes on after `meanwhile`. False if it ends before."""
    standstill = Standstill(at)
    process = asyncio.create_task(_run(do_round(beside(store, standstill.database(store)))))
    is_frozen = await standstill.of(process)
    await meanwhile()
    standstill.wake()
    await process
    return is_frozen


async def _run(work: Awaitable[None]) -> None:
    await work


def sources_in(shelves: Shelves, store: Store) -> Sources:
    """The sources of a process that has `store`."""
    catalogue = Catalogue()
    return sources_of(shelves.anilist, store, catalogue, GoneIndex(store.gone_titles, catalogue), shelves.clock)


async def test_what_airs_is_asked_by_the_other_and_its_answer_stays(shelves: Shelves) -> None:
    link = await shelves.link(AOI, FERN)
    for media_id in (EUREKA, DIGIMON):
        shelves.put(FERN, media_id, status="CURRENT", progress=2)
    await shelves.read(link)
    shelves.asked()
    airings, asked = shelves.stand_in.world.airings, list[tuple[int, int]]()

    async def do_round(store: Store) -> None:
        await Poll(sources_in(shelves, store), store.airings).round()

    async def meanwhile() -> None:
        ours = len(shelves.asked())
        airings.delay(EUREKA, 9, HOUR)
        shelves.clock.advance(MINUTE)
        await do_round(beside(shelves.store))
        asked.append((ours, len(shelves.asked())))

    at = 0
    shelves.clock.advance(HOUR)
    while await wakes(shelves.store, at, do_round, meanwhile):
        assert shelves.asked() == [], "it asks nothing again"
        now = shelves.clock()
        ahead = {one.episode: one.airing_at for one in airings.of(EUREKA) if one.airing_at > now}
        known = {one.episode: one.airing_at for one in await shelves.store.airings.of([EUREKA])}
        is_new = {episode: known[episode] for episode in ahead} == ahead
        assert is_new or not asked[-1][1], "nor does it store what is older than the other's answer"
        shelves.clock.advance(HOUR)
        at += 1
    assert set(asked) == {(0, 1), (1, 1), (1, 0)}, "before it stood still, and by the other"


async def test_what_comes_next_is_told_once(shelves: Shelves) -> None:
    shelves.stand_in.world.editors.begin(PLANNED)
    shelves.put(FERN, PLANNED, status="PLANNING")
    await shelves.read(await shelves.link(AOI, FERN))
    await shelves.store.reminders.put(AOI, Reminder(is_on=True, planned_since=shelves.clock()))
    await shelves.parts.upcoming.round()
    told, at, is_frozen = list[list[int | None]](), 0, True

    async def do_round(store: Store) -> None:
        news = TitleNews(store.outlooks, store.sweeps, store.title_events, store.notices, store.media, shelves.clock)
        rows = store.outlooks, store.sweeps, store.relations
        await UpcomingPoll(sources_in(shelves, store), *rows, news).round()

    async def meanwhile() -> None:
        await do_round(beside(shelves.store))

    while is_frozen:
        for reset in ("DELETE FROM notices", "DELETE FROM title_events", "UPDATE sweeps SET page = 1"):
            await shelves.store.database.execute(reset)
        await shelves.store.database.execute(
            "INSERT INTO outlooks (media_id, state) VALUES (:planned, 'ahead')", planned=PLANNED
        )
        is_frozen = await wakes(shelves.store, at, do_round, meanwhile)
        told.append([one.media_id for one in await shelves.store.notices.pending(AOI)])
        at += 1
    assert at > 15 and told == [[PLANNED]] * at


async def test_lists_are_renewed_once(shelves: Shelves) -> None:
    people = [await shelves.link(AOI + number, person) for number, person in enumerate(PEOPLE[:3])]
    for link in people:
        await shelves.store.members.record_use(link.discord_id, GUILD, shelves.clock())
        await shelves.read(link)
        await shelves.read(link)
    shelves.asked()

    async def do_round(store: Store) -> None:
        async with open_library(shelves.anilist, beside(shelves.store), shelves.clock) as parts:
            await BackgroundSync(parts.list_sync, shelves.anilist, store, shelves.clock).round()

    async def meanwhile() -> None:
        shelves.clock.advance(MINUTE)
        await do_round(beside(shelves.store))

    is_frozen, at = True, 0
    while is_frozen:
        shelves.clock.advance(SECONDS_BETWEEN + 1)
        is_frozen = await wakes(shelves.store, at, do_round, meanwhile)
        asked = shelves.asked()
        assert asked in (["Changes"] * 3, ["Collection"] * 6), "both lists are read whole once a week"
        at += 1
    assert at > 5


async def test_what_members_do_is_heard_by_one_and_read_once(shelves: Shelves) -> None:
    people = [await shelves.link(AOI + number, person) for number, person in enumerate(PEOPLE[:2])]
    for link in people:
        await shelves.store.members.record_use(link.discord_id, GUILD, shelves.clock())
        await shelves.read(link)

    async def do_round(store: Store) -> None:
        async with open_library(shelves.anilist, beside(shelves.store), shelves.clock) as parts:
            background = BackgroundSync(parts.list_sync, shelves.anilist, store, shelves.clock)
            await ActivityPoll(shelves.anilist, store, background, shelves.clock).round()

    async def meanwhile() -> None:
        shelves.clock.advance(MINUTE)
        await do_round(beside(shelves.store))

    await do_round(beside(shelves.store))
    is_frozen, at = True, 0
    while is_frozen:
        shelves.clock.advance(HOUR)
        made = saved(shelves.stand_in.world, PEOPLE[0], {"mediaId": WATCHED, "status": "CURRENT", "progress": at + 1})
        shelves.asked()
        is_frozen = await wakes(shelves.store, at, do_round, meanwhile)
        assert shelves.asked().count("Changes") in {1, 2}, "a read that began before the other one's is made again"
        entry = (await shelves.all(people[0]))[WATCHED]
        assert (entry.progress, entry.updated_at) == (at + 1, made.updated_at)
        (known,) = (await shelves.store.activities.of([max(shelves.stand_in.world.activities.all)])).values()
        assert known.progress in {"1", f"1 - {at + 1}"}
        heard = await shelves.store.hearing.heard_at([one.discord_id for one in people])
        assert heard.keys() == {one.discord_id for one in people}, "and of both nothing else is new"
        at += 1
    assert at > 10


async def test_what_members_do_is_gathered_once(shelves: Shelves) -> None:
    link = await shelves.link(AOI, FERN)
    await shelves.store.members.record_use(AOI, GUILD, shelves.clock())
    feed = await shelves.store.feeds.open(GUILD, GUILD, "activity", is_all=True, opened_by=1, at=shelves.clock() - 1)
    await shelves.store.sharers.share(feed.id, AOI, shelves.clock() - 1, with_scores=False)

    async def do_round(store: Store) -> None:
        await Gathering(store.activity_news, store.notices, shelves.clock).round()

    async def meanwhile() -> None:
        await do_round(beside(shelves.store))

    is_frozen, at = True, 0
    while is_frozen:
        shelves.clock.advance(HOUR)
        made = saved(shelves.stand_in.world, FERN, {"mediaId": WATCHED, "status": "CURRENT", "progress": at + 1})
        await shelves.read(link)
        heard = Activity(
            id=at + 1,
            discord_id=AOI,
            media_id=WATCHED,
            media_type="ANIME",
            status="watched episode",
            progress=str(at + 1),
            created_at=made.updated_at,
            seen_at=shelves.clock(),
        )
        await shelves.store.activities.put([heard])
        is_frozen = await wakes(shelves.store, at, do_round, meanwhile)
        rows = await shelves.store.database.all("SELECT topic_id FROM notices ORDER BY topic_id")
        assert [row["topic_id"] for row in rows] == list(range(1, at + 2))
        at += 1
    assert at >= 3


async def test_a_title_that_is_gone_is_followed_by_both_alike(shelves: Shelves) -> None:
    link = await shelves.link(AOI, FERN)
    for media_id in (EUREKA, DIGIMON):
        shelves.put(FERN, media_id, status="CURRENT", progress=2)
    await shelves.read(link)
    await shelves.settle()
    (title,) = (await shelves.store.media.of([EUREKA])).values()
    entries = await shelves.store.entries.among(AOI, [EUREKA])
    shelves.stand_in.world.editors.delete(EUREKA)
    shelves.asked()

    async def do_round(store: Store) -> None:
        async with open_library(shelves.anilist, beside(store), shelves.clock) as parts:
            await parts.gone_titles.round()

    async def meanwhile() -> None:
        await do_round(beside(shelves.store))

    is_frozen, at = True, 0
    while is_frozen:
        await shelves.store.gone_titles.restore([EUREKA])
        await shelves.store.media.put([title])
        for entry in entries:
            await shelves.store.entries.put(AOI, entry, shelves.clock())
        await shelves.store.gone_titles.report([TitleReport(title.romaji or "", 0, shelves.clock())])
        is_frozen = await wakes(shelves.store, at, do_round, meanwhile)
        await shelves.settle()
        assert shelves.asked().count("MediaIds") in {1, 2}
        assert [one.media_id for one in await shelves.store.gone_titles.all()] == [EUREKA]
        assert await shelves.store.gone_titles.reports(1) == [] and await shelves.store.media.of([EUREKA]) == {}
        assert await shelves.store.entries.among(AOI, [EUREKA]) == []
        at += 1
    assert at > 8


async def test_warnings_are_sent_once(tmp_path: Path) -> None:
    with sharing():
        async with open_world(tmp_path) as world:
            await world.link("aoi")
            await _warned_once(world)


async def _warned_once(world: World) -> None:
    store, person = world.bot.store, world.users["aoi"].id
    await store.reminders.put(person, Reminder(is_on=True))

    async def do_round(store: Store) -> None:
        await ExpiryWarnings(world.bot, store, world.clock).round()

    async def meanwhile() -> None:
        await do_round(beside(store))

    for change in (
        "expires_at = CAST(:now AS BIGINT) + 86400, warned_days = NULL",
        "rejected_at = CAST(:now AS BIGINT)",
    ):
        is_frozen, at = True, 0
        while is_frozen:
            await world.env.advance_time(MINUTE)
            await store.database.execute(f"UPDATE links SET {change}", now=world.clock())
            before = len(world.dms("aoi"))
            is_frozen = await wakes(store, at, do_round, meanwhile)
            assert len(world.dms("aoi")) == before + 1
            at += 1
        assert at > 3


async def test_what_is_forgotten_by_two_at_once_is_forgotten(shelves: Shelves) -> None:
    link = await shelves.link()
    await shelves.read(link)
    store, other = shelves.store, beside(shelves.store)
    await store.reminders.put(AOI, Reminder(is_on=True))
    postbox = Postbox(store, shelves.clock)
    async with open_library(shelves.anilist, other, shelves.clock) as parts:

        async def forget() -> None:
            deliveries = [Delivery(one.notices, postbox.post, shelves.clock) for one in (store, other)]
            both = [forget_old(shelves.parts, store), forget_old(parts, other)]
            await asyncio.gather(*both, *(one.expire() for one in deliveries))

        shelves.clock.advance(DAY)
        before = await everything(store.database)
        shelves.clock.advance(60 * DAY)
        await forget()
        left = await everything(store.database)
        await forget()
    assert await everything(store.database) == left
    assert before["entries"] != [] == left["entries"] and len(left["links"]) == 1


async def test_a_server_is_welcomed_and_a_feed_ends_once(shelves: Shelves) -> None:
    feed = await shelves.store.feeds.open(GUILD, GUILD, "episodes", is_all=True, opened_by=1, at=shelves.clock())
    stores = [beside(shelves.store) for _ in range(3)]
    welcomed = await asyncio.gather(*(one.welcomes.claim(GUILD, shelves.clock()) for one in stores))
    ended = await asyncio.gather(*(one.feeds.end(feed.id, shelves.clock()) for one in stores))
    assert sum(welcomed) == sum(ended) == 1
