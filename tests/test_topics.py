"""Topics in the outbox: rows that people or feeds are told of, each once, several to a person in one message."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from library.notify.delivery import Delivery
from library.notify.notices import SECONDS_LATE, SECONDS_TOPICS_LATE, Batch, Outcome, due_at
from store import Reminder, Store, TopicNotice
from store.claims import Topic
from tests.kit.home import DAY, START, Clock, Home, discord_id, fill

AT_NOON = Reminder(is_on=True, digest_hour=12, zone="Europe/Berlin")


class Sent:
    """Takes every batch, and keeps what was in it: the recipient, and the ids of each topic's rows."""

    def __init__(self) -> None:
        self.batches: list[tuple[int | None, list[int]]] = []

    async def post(self, batch: Batch) -> Outcome:
        topics: tuple[Topic, ...] = ("activity", "notification", "title")
        told = [one for topic in topics for one in batch.topic_ids(topic)]
        self.batches.append((batch.discord_id or batch.feed_id, told))
        return Outcome.SENT


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(tmp_path: Path, clock: Clock) -> AsyncGenerator[Store]:
    async with Home(tmp_path).open(clock) as store:
        await fill(store, 2)
        yield store


def a_notice(number: int, **values: int | str | None) -> TopicNotice:
    told: dict[str, object] = {"topic": "title", "happened_at": START, "due_at": START, "discord_id": discord_id(1)}
    return TopicNotice(topic_id=number, **told | values)  # type: ignore[arg-type]


async def sent(store: Store, clock: Clock) -> list[tuple[int | None, list[int]]]:
    postbox = Sent()
    await Delivery(store.notices, postbox.post, clock).round()
    return postbox.batches


async def test_each_row_is_told_once_and_those_of_a_person_together(store: Store, clock: Clock) -> None:
    notices = [a_notice(1), a_notice(2, topic="notification"), a_notice(1, discord_id=discord_id(2))]
    await store.notices.tell(notices)
    await store.notices.tell(notices)
    assert sorted(await sent(store, clock)) == sorted([(discord_id(1), [2, 1]), (discord_id(2), [1])])
    await store.notices.tell(notices)
    assert await sent(store, clock) == []


async def test_a_feed_is_told_and_who_is_not_linked_is_not(store: Store, clock: Clock) -> None:
    feed = await store.feeds.open(7, 8, "activity", is_all=True, opened_by=1, at=START)
    other = {"topic": "activity", "discord_id": None}
    await store.notices.tell([a_notice(5, **other, feed_id=feed.id), a_notice(6, **other, feed_id=feed.id + 1)])
    await store.notices.tell([a_notice(7, discord_id=404)])
    assert await sent(store, clock) == [(feed.id, [5])]


async def test_what_waits_for_the_digest_comes_with_it_and_moves_with_the_persons_choice(
    store: Store, clock: Clock
) -> None:
    link = await store.links.of(discord_id(1))
    assert link
    await store.reminders.put(link.discord_id, AT_NOON)
    timing = (await store.notices.timings([link.discord_id]))[link.discord_id]
    assert timing.hours_later == 0
    due = due_at(START, timing)
    await store.notices.tell([a_notice(1, due_at=due)])
    assert START < due <= START + DAY
    assert await sent(store, clock) == []
    clock.now = due
    assert await sent(store, clock) == [(link.discord_id, [1])]


@pytest.mark.parametrize(("late", "people", "feeds"), [(SECONDS_LATE, 1, 1), (SECONDS_LATE + 1, 1, 0)])
async def test_people_are_told_of_topics_even_a_day_later(
    store: Store, clock: Clock, late: int, people: int, feeds: int
) -> None:
    feed = await store.feeds.open(7, 8, "activity", is_all=True, opened_by=1, at=START)
    await store.notices.tell([a_notice(1), a_notice(5, topic="activity", discord_id=None, feed_id=feed.id)])
    clock.now = START + late
    assert len(await sent(store, clock)) == people + feeds


async def test_after_more_than_a_day_a_topic_is_no_news(store: Store, clock: Clock) -> None:
    await store.notices.tell([a_notice(1)])
    clock.now = START + SECONDS_TOPICS_LATE + 1
    assert await sent(store, clock) == []
