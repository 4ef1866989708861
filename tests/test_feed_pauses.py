"""A feed whose posts Discord refuses: it is paused, tried again for a day, and makes up for what it held back."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from cards.feed_buttons import ChangeFeed
from cards.feed_trouble import ALLOWED, I_LACK, LACKING, PAUSED, PAUSED_IDLE
from cards.list_buttons import Plus
from cards.posts import CAUGHT_UP
from library.notify.delivery import Delivery
from library.notify.notices import MOST_HELD_BACK, SECONDS_LATE, Batch, Outcome
from library.notify.pauses import SECONDS_UNTIL_END, is_over, is_told, next_try
from store import Feed, Pause, Store
from tests.kit.feeds import HOUR, MINUTE, feeds, lacks, may_post, opened, posts, tries, until_told
from tests.kit.home import START, Clock, Home
from tests.kit.lists import DIGIMON, Club, airs
from tests.kit.shelf import a_title
from tests.kit.world import actions, says, words

CODE = 50013


@pytest.fixture
async def club(club: Club) -> Club:
    club.add_moderator("haru")
    await club.world.env.advance_time(MINUTE)
    club.asked()
    return club


async def pauses(club: Club) -> list[Pause]:
    found = await club.world.bot.store.feed_pauses.of_guild(club.world.guild.id)
    return list(found.values())


async def test_a_lockdown_of_an_hour_ends_no_feed_and_one_post_makes_up_for_it(club: Club) -> None:
    await opened(club)
    await may_post(club, allowed=False)
    await airs(club, DIGIMON)
    await until_told(club)
    (pause,) = await pauses(club)
    assert pause.refusal == CODE and posts(club) == [] and club.world.dms("haru") == []
    await airs(club, DIGIMON, at=club.world.clock() + MINUTE)
    panel = (await club.run("haru", "feed")).response
    assert says(panel, PAUSED)
    await club.pick("haru", panel, pause.feed_id, "musubi:feeds:open")
    assert lacks(panel, I_LACK, club.world.general.id) and says(panel, PAUSED)
    await club.world.env.advance_time(pause.since + HOUR - club.world.clock() - 2 * MINUTE)
    assert posts(club) == [] and club.world.dms("haru") == [] and tries(club) <= 7
    await may_post(club, allowed=True)
    await club.world.env.advance_time(HOUR)
    (post,) = posts(club, Plus)
    assert says(post, CAUGHT_UP) and all(said in words(post) for said in ("44", "45"))
    assert await pauses(club) == [] and club.world.dms("haru") == []
    await airs(club, DIGIMON, at=club.world.clock() + MINUTE)
    await until_told(club)
    assert len(posts(club, Plus)) == 2 and not says(posts(club)[-1], CAUGHT_UP)


async def test_what_is_lacking_is_said_of_each_feed_before_a_post_fails(club: Club) -> None:
    await opened(club)
    for allowed in (False, True):
        await may_post(club, allowed=allowed)
        panel = (await club.run("haru", "feed")).response
        assert lacks(panel, LACKING, club.world.general.id) is not allowed


async def test_an_admin_is_told_once_of_a_long_pause_and_has_it_tried_at_once(club: Club) -> None:
    await opened(club)
    await may_post(club, allowed=False)
    await airs(club, DIGIMON)
    await club.world.env.advance_time(3 * HOUR)
    (notice,) = club.world.dms("haru")
    assert lacks(notice, I_LACK, club.world.general.id) and (await feeds(club))[0].ended_at is None
    await may_post(club, allowed=True)
    panel = (await club.run("haru", "feed")).response
    await club.pick("haru", panel, 1, "musubi:feeds:open")
    assert says(panel, ALLOWED), "nothing is missing any more"
    await club.press("haru", panel, ChangeFeed, what="retry")
    assert says(panel, PAUSED_IDLE)
    await club.world.env.advance_time(MINUTE)
    assert len(posts(club)) == 1 and await pauses(club) == []


async def test_after_a_day_the_feed_ends(club: Club) -> None:
    await opened(club)
    now = club.world.clock()
    await club.world.bot.store.feed_pauses.put(Pause(1, now - SECONDS_UNTIL_END, now, CODE))
    await may_post(club, allowed=False)
    await airs(club, DIGIMON)
    await until_told(club)
    assert (await feeds(club))[0].ended_at and await pauses(club) == [] and len(club.world.dms("haru")) == 1
    await may_post(club, allowed=True)
    await opened(club)
    await airs(club, DIGIMON, at=club.world.clock() + MINUTE)
    await until_told(club)
    assert len(posts(club)) == 1 and ChangeFeed in actions(await opened(club))


def test_the_steps_grow_and_end_with_the_day() -> None:
    at, tried = START, list[int]()
    while not is_over(START, at):
        at = next_try(START, at)
        tried.append(at)
    minutes = [(one - START) // 60 for one in tried]
    assert minutes[:7] == [2, 4, 8, 16, 31, 46, 61] and tried[-1] == START + SECONDS_UNTIL_END
    assert len(tried) < 100 and not is_told(START, tried[5]) and is_told(START, tried[6])


class Sent:
    """Takes batches, or holds them back as a paused feed's; `outcome` is that of the next ones."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.outcome = Outcome.HELD
        self.batches: list[list[int]] = []
        self._store = store
        self._clock = clock

    async def post(self, batch: Batch) -> Outcome:
        assert batch.feed_id
        if self.outcome is Outcome.HELD:
            await self._store.feed_pauses.put(Pause(batch.feed_id, self._clock.now, self._clock.now + 600, CODE))
        elif self.outcome is Outcome.SENT:
            self.batches.append([notice.episode or 0 for notice in batch.notices])
            oldest = min(notice.due_at for notice in batch.notices)
            feed = await self._store.feeds.of(batch.feed_id)
            told_from = None if feed and feed.is_forum else oldest
            await self._store.feed_pauses.resume(batch.feed_id, self._clock.now, told_from=told_from)
        return self.outcome


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(tmp_path: Path, clock: Clock) -> AsyncGenerator[Store]:
    async with Home(tmp_path).open(clock) as store:
        await store.media.put([a_title(number) for number in (1, 2)])
        yield store


async def a_feed(store: Store, *, is_forum: bool = False) -> Feed:
    return await store.feeds.open(77, 7, "episodes", is_all=True, opened_by=1, at=START, is_forum=is_forum)


async def air(store: Store, feed: Feed, *episodes: int, at: int, media_id: int = 1) -> None:
    for episode in episodes:
        await store.database.execute(
            """
            INSERT INTO notices (feed_id, media_id, episode, happened_at, due_at)
            VALUES (:feed_id, :media_id, :episode, :at, :at)
            """,
            feed_id=feed.id,
            media_id=media_id,
            episode=episode,
            at=at,
        )


async def states(store: Store) -> dict[str, int]:
    rows = await store.database.all("SELECT state, count(*) AS count FROM notices GROUP BY state ORDER BY state")
    return {row["state"]: row["count"] for row in rows}


async def test_hundreds_that_were_held_back_are_one_post_of_the_latest(store: Store, clock: Clock) -> None:
    feed, sent = await a_feed(store), Sent(store, clock)
    delivery = Delivery(store.notices, sent.post, clock)
    await air(store, feed, 1, at=START)
    await delivery.round()
    for number in range(2, 302):
        await air(store, feed, number, at=START + number * 60)
    clock.now = START + 301 * 60
    await delivery.round()
    assert await states(store) == {"due": 301} and (await store.notices.overdue(clock.now)).count == 0
    sent.outcome = Outcome.SENT
    clock.now += 600
    await delivery.round()
    assert sent.batches == [list(range(301, 301 - MOST_HELD_BACK, -1))]
    assert await states(store) == {"late": 301 - MOST_HELD_BACK, "sent": MOST_HELD_BACK}
    await air(store, feed, 302, at=clock.now)
    await delivery.round()
    assert sent.batches[1:] == [[302]]


async def test_in_a_forum_one_title_is_tried_and_the_others_follow(store: Store, clock: Clock) -> None:
    feed, sent = await a_feed(store, is_forum=True), Sent(store, clock)
    delivery = Delivery(store.notices, sent.post, clock)
    await air(store, feed, 1, at=START)
    await delivery.round()
    await air(store, feed, 2, at=START + 60)
    await air(store, feed, 7, 8, at=START, media_id=2)
    sent.outcome = Outcome.SENT
    clock.now = START + 2 * SECONDS_LATE
    await delivery.round()
    assert sorted(map(sorted, sent.batches)) == [[1, 2], [7, 8]] and await states(store) == {"sent": 4}


async def test_what_was_held_back_for_a_day_is_late(store: Store, clock: Clock) -> None:
    feed, sent = await a_feed(store), Sent(store, clock)
    delivery = Delivery(store.notices, sent.post, clock)
    await air(store, feed, 1, at=START)
    await delivery.round()
    clock.now = START + SECONDS_UNTIL_END + 1
    await delivery.round()
    assert await states(store) == {"late": 1} and await store.notices.pass_idle(clock.now, changes_since=clock.now)


async def test_ten_publications_an_hour_and_no_more(store: Store) -> None:
    feed = await a_feed(store)
    noted = [await store.feeds.publish(feed.id, START + at, since=START + at - HOUR, most=10) for at in range(12)]
    assert noted == [True] * 10 + [False] * 2
    assert await store.feeds.publish(feed.id, START + HOUR, since=START, most=10), "the first is an hour ago"
