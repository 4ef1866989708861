"""The outbox of several processes on one database: each notice is told once, whichever is killed or stands still.

Their rounds run at the same time, statement by statement, on a clock that is moved by hand. Discord is a postbox; a
forgetful one does not know a message again by its nonce, so that claims alone keep it from being told twice.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from library.notify import delivery
from library.notify.delivery import Delivery, Post
from library.notify.notices import Batch, Outcome, into_batches
from store import ALL_SHARDS, Airing, AiringStatus, NewNotice, Reminder, Settled, Shards, Store
from store.claims import SECONDS_CLAIMED
from tests.kit.home import DAY, START, Clock, Home, discord_id, fill
from tests.kit.postbox import Killed, Mortal, Postbox, Told, counted, due
from tests.kit.sharing import beside, sharing
from tests.kit.shelf import a_title, an_entry
from tests.kit.standstill import Standstill

MINUTE, RECOGNISED = 60, 25
FIRST = Shards(2, (0,))
GUILDS = (10 << 22, 11 << 22)  # the first and the second shard of two have one each


class Forgetful(Postbox):
    """Does not know a message again. Other tasks run while a message is on its way."""

    async def post(self, letter: Batch) -> Outcome:
        await asyncio.sleep(0)
        return await super().post(letter)

    def _take(self, nonce: str, told: list[Told]) -> None:
        self.told += [(self.now(), one) for one in told]


class Room:
    """People with reminders, feeds of two servers, and the processes that tell them of new episodes."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self.people = list[int]()
        self.titles = range(0)
        self.expected = Counter[Told]()

    async def settle(self, people: int, titles: int) -> None:
        self.people = [discord_id(number) for number in range(1, people + 1)]
        self.titles = range(1, titles + 1)
        await self.store.media.put(
            [a_title(one, media_type="ANIME", next_episode=None, next_airing_at=None) for one in self.titles]
        )
        await fill(self.store, people)
        for person in self.people:
            entries = [an_entry(one, media_type="ANIME", progress=0) for one in self.titles]
            await self.store.entries.replace(person, "ANIME", entries, START)
            await self.store.reminders.put(person, Reminder(is_on=True))
        for guild_id in GUILDS:
            feed = await self.store.feeds.open(guild_id, guild_id, "episodes", is_all=False, opened_by=1, at=START)
            for number in self.titles:
                await self.store.feeds.choose(feed.id, number, is_chosen=True)
        await self.process(Postbox(self.store, self.clock)).round()

    async def air(self, episode: int = 1) -> None:
        """An episode of each title has aired, of which all are to be told now."""
        at = self.clock.now + MINUTE
        ahead = [AiringStatus(one, "RELEASING", None, (Airing(one, episode, at),)) for one in self.titles]
        await self.store.airings.update(self.titles, ahead, (), self.clock.now - DAY)
        readers = [*self.people, *(None for _ in GUILDS)]
        self.expected.update((reader, number, episode) for reader in readers for number in self.titles)
        self.clock.now += 10 * MINUTE

    def process(self, postbox: Postbox, shards: Shards = ALL_SHARDS) -> Delivery:
        return Delivery(beside(self.store).notices, postbox.post, self.clock, shards)

    async def states(self) -> Counter[str]:
        return Counter(row["state"] for row in await self.store.database.all("SELECT state FROM notices"))


@pytest.fixture
async def room(tmp_path: Path) -> AsyncGenerator[Room]:
    clock = Clock()
    with sharing():
        async with Home(tmp_path).open(clock) as store:
            yield Room(store, clock)


async def test_processes_with_the_same_shards_share_what_is_due(room: Room) -> None:
    await room.settle(people=30, titles=10)
    await room.air()
    postbox = Forgetful(room.store, room.clock)
    both = [room.process(postbox) for _ in range(2)]
    await asyncio.gather(*(one.round() for one in both))
    assert counted(postbox) == room.expected
    shares = [sum(one.tally.counts.values()) for one in both]
    assert min(shares) > 0 and sum(shares) == room.expected.total(), "each notice is counted by one of them"


async def test_feeds_are_told_by_their_servers_process_and_people_by_the_first_shard(room: Room) -> None:
    await room.settle(people=2, titles=1)
    await room.air()
    boxes = [Postbox(room.store, room.clock) for _ in range(3)]
    for shard in (2, 1, 0):
        await room.process(boxes[shard], Shards(3, (shard,))).round()
    assert [counted(one) for one in boxes] == [
        Counter({(person, 1, 1): 1 for person in room.people}),
        Counter({(None, 1, 1): 1}),
        Counter({(None, 1, 1): 1}),
    ]


@pytest.mark.parametrize(
    ("people", "titles", "steps"), [(25, 12, 80), pytest.param(1000, 10, 1500, marks=pytest.mark.long)]
)
async def test_killed_at_any_step_each_is_told_once_and_none_is_lost(
    room: Room, people: int, titles: int, steps: int
) -> None:
    """Three times in a row all processes are killed, each at its step; the successors have less than two minutes."""
    chance = random.Random(people)
    await room.settle(people, titles)
    postbox = Postbox(room.store, room.clock)

    async def life(shards: Shards, left: int) -> bool:
        """A round of a new process, which is killed after so many steps; whether it came to that."""
        remaining, is_killed = iter(range(left)), False
        outbox = Mortal(beside(room.store), lambda: next(remaining, None) is None)
        try:
            await Delivery(outbox, postbox.post, room.clock, shards).round()
        except* Killed:
            is_killed = True
        return is_killed

    kinds = [FIRST, FIRST, Shards(2, (1,)), Shards(2, (1,)), ALL_SHARDS]
    await room.air()
    kills = 0
    for most in (steps, steps, steps, 10**9):
        kills += sum(await asyncio.gather(*(life(one, chance.randrange(10, most)) for one in kinds)))
        room.clock.now += SECONDS_CLAIMED
    assert kills >= 9
    assert counted(postbox) == room.expected
    assert await room.states() == Counter(sent=room.expected.total())


def before(standstill: Standstill, post: Post) -> Post:
    """Each message is a step."""

    async def stepped(batch: Batch) -> Outcome:
        await standstill.step()
        return await post(batch)

    return stepped


def only_new(postbox: Postbox) -> Post:
    """Nothing is sent there that another process has sent."""

    async def post(batch: Batch) -> Outcome:
        assert batch.nonce not in postbox.known
        return await postbox.post(batch)

    return post


@pytest.mark.parametrize("is_on_its_way", [False, True])
async def test_a_process_that_stood_still_for_a_minute_tells_nothing_twice(
    room: Room, monkeypatch: pytest.MonkeyPatch, is_on_its_way: bool
) -> None:
    """At any of its statements; or at any of its messages, which Discord then knows by their nonces."""
    monkeypatch.setattr(delivery, "_AT_ONCE", 1)  # of several tasks, one would stand still alone
    await room.settle(people=3, titles=1)
    postbox, others = Postbox(room.store, room.clock), Postbox(room.store, room.clock)
    others.known = postbox.known  # both are Discord
    is_frozen, episode = True, 0
    while is_frozen:
        await room.air(episode := episode + 1)
        standstill = Standstill(episode - 1)

        outbox = beside(room.store, None if is_on_its_way else standstill.database(room.store)).notices
        post = before(standstill, postbox.post) if is_on_its_way else only_new(postbox)
        process = asyncio.create_task(Delivery(outbox, post, room.clock).round())
        is_frozen = await standstill.of(process)
        room.clock.now += MINUTE
        await room.process(others).round()
        standstill.wake()
        await process
        room.clock.now += MINUTE
        await room.process(others).round()
        assert counted(postbox) + counted(others) == room.expected
        assert set(await room.states()) == {"sent"}
    assert episode > (5 if is_on_its_way else 15)


async def test_a_claim_is_its_process_s_until_another_takes_over(room: Room) -> None:
    await room.settle(people=1, titles=1)
    news, clock = NewNotice(room.people[0], 1, 1, room.clock.now, room.clock.now), room.clock
    ours, theirs = (beside(room.store).notices for _ in range(2))
    assert await ours.put([news], START, clock.now, changes_since=START)
    (batch,) = await ours.begin(clock.now, FIRST, into_batches, tried_until=START, limit=9)

    async def hold() -> list[bool]:
        return [await one.holds(batch.id, clock.now, recognised=RECOGNISED) for one in (ours, theirs)]

    async def take_over() -> list[int]:
        return [one.id for one in await theirs.take_over(clock.now, FIRST, recognised=RECOGNISED, limit=9)]

    assert await hold() == [True, False] and await take_over() == []
    clock.now += SECONDS_CLAIMED
    assert await hold() == [True, False] and await take_over() == [], "renewed: Discord is slow"
    clock.now += SECONDS_CLAIMED
    assert await take_over() == [batch.id] and await hold() == [False, True]
    sent = {batch.id: Settled("sent", clock.now)}
    clock.now += RECOGNISED - 2 * SECONDS_CLAIMED
    assert await hold() == [False, False], "Discord may have forgotten the first try"
    assert await ours.settle(sent) == set() and await theirs.settle(sent) == {batch.id}


async def test_what_a_killed_process_has_begun_is_tried_when_its_claim_has_run_out(room: Room) -> None:
    await room.settle(people=1, titles=1)
    await room.air()
    postbox = Postbox(room.store, room.clock, iter(["killed", *[""] * 9]).__next__)
    with pytest.RaisesGroup(Killed, allow_unwrapped=True, flatten_subgroups=True):
        await Delivery(Mortal(room.store, lambda: bool(postbox.told)), postbox.post, room.clock).round()
    told = counted(postbox)
    room.clock.now += SECONDS_CLAIMED - 1
    await room.process(postbox).round()
    assert (await room.states())["begun"]
    room.clock.now += 1
    await room.process(postbox).round()
    assert await room.states() == Counter(sent=3) and counted(postbox) == room.expected >= told


async def test_alone_on_its_database_a_process_goes_on_at_once_after_a_kill(tmp_path: Path) -> None:
    clock = Clock()
    async with Home(tmp_path).open(clock) as store:
        room = Room(store, clock)
        await room.settle(people=1, titles=1)
        await room.air()
        postbox = Postbox(store, clock, iter(["killed", *[""] * 9]).__next__)
        with pytest.RaisesGroup(Killed, allow_unwrapped=True, flatten_subgroups=True):
            await Delivery(Mortal(store, lambda: bool(postbox.told)), postbox.post, clock).round()
        await room.process(postbox).round()
        assert await room.states() == Counter(sent=3) and counted(postbox) == room.expected


async def test_who_looked_too_late_changes_nothing(room: Room) -> None:
    """Its news is older than that of the process which looked meanwhile."""
    await room.settle(people=1, titles=1)
    (person,), now = room.people, room.clock.now
    ours, theirs = (beside(room.store).notices for _ in range(2))
    news = [NewNotice(person, 1, 1, now, due_at) for due_at in (now, now + MINUTE)]
    assert await ours.put(news[:1], now, now + 1, changes_since=now)
    assert not await theirs.put(news[1:], now, now + 2, changes_since=now)
    assert [one.due_at for one in await due(ours, now)] == [now] and await ours.looked_until() == now + 1
