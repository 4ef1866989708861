"""The lists that are due: the time of each person's older list is kept in step, and the oldest comes first."""

from pathlib import Path

from store import Reminder, Store
from tests.kit.home import START, Home, a_link, a_token, discord_id, fill

ONE, TWO, THREE = (discord_id(number) for number in (1, 2, 3))
TYPES = ("ANIME", "MANGA")


async def lists_at(store: Store) -> int:
    row = await store.database.one("SELECT lists_at FROM links WHERE discord_id = :id", id=ONE)
    assert row
    return row["lists_at"]


async def due(store: Store, before: int = START + 100, *without: int) -> list[int]:
    return await store.due_lists.oldest(before, without=without, limit=9)


async def wait_for_reminders(store: Store, people: int) -> None:
    await fill(store, people)
    for number in range(1, people + 1):
        await store.reminders.put(discord_id(number), Reminder(is_on=True))


async def test_the_time_of_the_older_list_is_kept_in_step(tmp_path: Path) -> None:
    async with Home(tmp_path).open() as store:
        await fill(store, 1)
        assert await lists_at(store) == 0
        await store.entries.replace(ONE, "ANIME", [], START)
        assert await lists_at(store) == 0, "the other one was never read"
        await store.entries.replace(ONE, "MANGA", [], START + 1)
        assert await lists_at(store) == START
        for media_type in TYPES:
            await store.entries.mark_delta(ONE, media_type, START + 2)
        assert await lists_at(store) == START + 2
        await store.entries.distrust(ONE, "ANIME")
        assert await lists_at(store) == START + 2
        await store.entries.add(ONE, "ANIME", [], START + 3)
        await store.entries.replace(ONE, "MANGA", [], START + 4)
        assert await lists_at(store) == START + 3
        await store.entries.merge(ONE, [], START + 9)
        await store.links.refresh(a_link(1))
        assert await lists_at(store) == START + 3
        await store.entries.expire(START + 4)
        assert await lists_at(store) == 0


async def test_another_anilist_account_has_other_lists(tmp_path: Path) -> None:
    async with Home(tmp_path).open() as store:
        await fill(store, 1)
        for media_type in TYPES:
            await store.entries.replace(ONE, media_type, [], START)
        await store.links.save(a_link(1), a_token(1))
        assert await lists_at(store) == START
        await store.links.save(a_link(1, anilist_id=9), a_token(1))
        assert await lists_at(store) == 0


async def test_the_oldest_comes_first_and_who_rests_not_at_all(tmp_path: Path) -> None:
    async with Home(tmp_path).open() as store:
        await wait_for_reminders(store, 3)
        for person, at in ((ONE, START + 7), (TWO, START + 5)):
            for media_type in TYPES:
                await store.entries.replace(person, media_type, [], at)
        assert await due(store) == [THREE, TWO, ONE], "never read is the oldest"
        assert await due(store, START + 7) == [THREE, TWO]
        assert await due(store, START + 100, THREE, ONE) == [TWO]
        assert await store.due_lists.oldest(START + 100, without=(), limit=1) == [THREE]


async def test_ages(tmp_path: Path) -> None:
    async with Home(tmp_path).open() as store:
        ages = await store.due_lists.ages(START)
        assert (ages.people, ages.due, ages.oldest_at) == (0, 0, None)
        await wait_for_reminders(store, 3)
        await store.links.reject(THREE)
        for media_type in TYPES:
            await store.entries.replace(ONE, media_type, [], START)
        ages = await store.due_lists.ages(START + 1)
        assert (ages.people, ages.due, ages.oldest_at) == (2, 2, START)
        assert (await store.due_lists.ages(START)).due == 1
