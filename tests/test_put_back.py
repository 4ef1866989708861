"""A clock that was ahead for a while and was put back: nothing waits until it is there again."""

import pytest

from anilist import TokenRejected
from demo.anilist import JUNO, TSUMUGI
from library.expiry import forget_old
from library.rules.entry_rules import Step
from store import Pause
from store.put_back import _STATEMENTS
from tests.kit.library import AOI, PIECE, REN, Shelves

GUILD, AIRS = 77, 103303
MINUTES, HOUR, DAY = 60, 3600, 86400
TIMES = {
    "entries": ("read_at",),
    "absences": ("read_at",),
    "lists": ("read_at", "full_at", "delta_at"),
    "links": ("lists_at", "rejected_at"),
    "polls": ("heard_at",),
    "schedules": ("asked_at",),
    "airings": ("seen_at",),
    "heard_people": ("since", "appeared_at"),
    "notification_choices": ("read_at", "unread_at"),
    "feed_pauses": ("since", "retry_at"),
    "feeds": ("rooms_failed_at",),
}


async def loops(shelves: Shelves, rounds: int, seconds: int = 5 * MINUTES) -> list[str]:
    """What is asked of AniList in so many rounds."""
    shelves.asked()
    parts = shelves.parts
    for _ in range(rounds):
        for part in (parts.activity_poll, parts.background_sync, parts.poll, parts.upcoming):
            await part.round()
        await forget_old(parts, shelves.store)
        shelves.clock.advance(seconds)
    return shelves.asked()


@pytest.mark.parametrize("ahead", [9 * HOUR, 200 * DAY])
async def test_all_goes_on_when_the_clock_is_put_back(shelves: Shelves, ahead: int) -> None:
    store, clock = shelves.store, shelves.clock
    shelves.put(TSUMUGI, AIRS, status="CURRENT", progress=2)
    for discord_id, person in ((AOI, TSUMUGI), (REN, JUNO)):
        link = await shelves.link(discord_id, person)
        await store.members.record_use(discord_id, GUILD, clock())
        await shelves.read(link)
    await store.notifications.choose(AOI, {"likes": clock()})
    feed = await store.feeds.open(GUILD, GUILD, "episodes", is_all=True, opened_by=1, at=clock())
    begun = clock()

    clock.advance(ahead)
    await loops(shelves, 3)
    await shelves.parts.editor.change(link, PIECE, Step(progress=1), change_id=1)
    await shelves.store.airings.put_day(clock() // DAY, [], clock())
    await store.feed_pauses.put(Pause(feed.id, clock(), clock() + 900, 50013))
    await store.rooms.failed(feed.id, clock())
    clock.now = begun + HOUR
    await shelves.restart()  # the budget of requests goes by a clock that never jumps
    store = shelves.store
    await loops(shelves, 1)
    now = clock()
    for table, columns in TIMES.items():
        for column in columns:
            rows = await store.database.all(f"SELECT {column} AS at FROM {table} WHERE {column} > :now", now=now)
            assert rows == [], (table, column)

    shelves.put(JUNO, PIECE, progress=77, updated_at=clock() + HOUR)
    shelves.stand_in.world.notifications.tell(TSUMUGI.id, "ACTIVITY_LIKE", userId=JUNO.id, activityId=7)
    asked = await loops(shelves, 26, HOUR)
    assert asked.count("Airing") >= 20 and asked.count("Changes") >= 12
    (row,) = await store.entries.among(REN, [PIECE])
    assert row.progress == 77
    assert (await store.feed_pauses.of(feed.id)) and (await store.notices.pending(AOI))


async def test_a_token_that_had_ended_by_a_clock_ahead_is_alive(shelves: Shelves) -> None:
    link = await shelves.link(AOI, TSUMUGI)
    await shelves.read(link)
    shelves.clock.advance(400 * DAY)
    with pytest.raises(TokenRejected):
        await shelves.parts.list_sync.sync_now(link)
    await forget_old(shelves.parts, shelves.store)
    assert (await shelves.relinked(link)).rejected_at, "it has ended"
    shelves.clock.advance(-399 * DAY)
    await forget_old(shelves.parts, shelves.store)
    assert (await shelves.relinked(link)).rejected_at is None
    await shelves.parts.list_sync.sync_now(link)


def test_every_statement_brings_back_a_time_that_is_looked_at() -> None:
    assert {one.split()[1] for one in _STATEMENTS} == TIMES.keys()
