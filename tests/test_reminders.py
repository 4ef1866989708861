"""Who is told of what: the store's side of reminders, and that nothing of it outlives the link."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from library.notify.notices import into_batches
from store import (
    ALL_SHARDS,
    Airing,
    AiringStatus,
    Notices,
    Reminder,
    Store,
    activity_news,
    claims,
    feeds,
    notices,
    reminders,
)
from store.notices import NewNotice
from tests.kit.cases import each
from tests.kit.home import DAY, START, Home, a_link, a_token, discord_id, everything, fill
from tests.kit.postbox import due
from tests.kit.shelf import a_title, an_entry, plan

ONE, TWO = discord_id(1), discord_id(2)
ON = Reminder(is_on=True)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    async with Home(tmp_path).open() as store:
        await fill(store, 2)
        await store.media.put([a_title(number, next_airing_at=None, next_episode=None) for number in (1, 3, 5)])
        ahead = [AiringStatus(number, "RELEASING", 24, (Airing(number, 4, START + number),)) for number in (1, 3, 5)]
        await store.airings.update([1, 3, 5], ahead, (), START - DAY)
        for person in (ONE, TWO):
            entries = [an_entry(1), an_entry(3, status="PLANNING")]
            await store.entries.replace(person, "ANIME", entries, START)
        yield store


async def readers(notices: Notices) -> set[tuple[int, int]]:
    found = await notices.recipients(START, START + 10)
    assert len(found) == len({(one.discord_id, one.media_id) for one in found})
    return {(one.discord_id, one.media_id) for one in found}


async def test_nobody_is_told_who_has_not_asked(store: Store) -> None:
    assert await readers(store.notices) == set()
    assert await store.reminders.of(ONE) == Reminder(is_on=False)
    await store.reminders.put(ONE, ON)
    assert await readers(store.notices) == {(ONE, 1)}
    await store.reminders.put(ONE, Reminder(is_on=False))
    assert await readers(store.notices) == set()


async def test_titles_that_are_wanted_and_that_are_not(store: Store) -> None:
    await store.reminders.want(ONE, 5, is_wanted=True)
    assert await store.reminders.titles(ONE) == {}, "of nobody who has never asked"
    await store.reminders.put(ONE, ON)
    await store.reminders.want(ONE, 3, is_wanted=True)
    await store.reminders.want(ONE, 5, is_wanted=True)
    await store.reminders.want(ONE, 1, is_wanted=False)
    assert await readers(store.notices) == {(ONE, 3), (ONE, 5)}
    assert set(await store.airings.follow()) == {1, 3, 5}, "and asked for"
    await store.reminders.want(ONE, 1, is_wanted=None)
    await store.reminders.want(ONE, 3, is_wanted=None)
    assert await store.reminders.titles(ONE) == {5: True}
    assert await readers(store.notices) == {(ONE, 1), (ONE, 5)}
    await store.reminders.put(ONE, Reminder(is_on=True, is_all=False))
    assert await readers(store.notices) == {(ONE, 5)}


async def test_whom_discord_does_not_reach_is_not_tried(store: Store) -> None:
    await store.reminders.put(ONE, ON)
    await store.reminders.close(ONE, START)
    assert await readers(store.notices) == set()
    assert (await store.reminders.of(ONE)).closed_at == START
    await store.reminders.put(ONE, ON)
    assert await readers(store.notices) == {(ONE, 1)}


async def test_what_is_in_the_journal_stays_what_it_is(store: Store) -> None:
    async def put(at: int, due_at: int) -> dict[int, tuple[str, int]]:
        assert await store.notices.put([NewNotice(ONE, 1, 4, at, due_at)], START, START, changes_since=START)
        rows = await store.database.all("SELECT id, state, due_at FROM notices")
        return {row["id"]: (row["state"], row["due_at"]) for row in rows}

    await store.reminders.put(ONE, ON)
    await put(START + 1, START + 1)
    assert list((await put(START + 2, START + 9)).values()) == [("due", START + 9)], "it airs later"
    (batch,) = await store.notices.begin(START + 9, ALL_SHARDS, into_batches, tried_until=START, limit=9)
    assert (await put(START + 3, START + 10)) == {batch.id: ("begun", START + 9)}
    assert await due(store.notices, START + 99) == []
    await store.links.delete(ONE)
    assert await put(START + 3, START + 10) == {}


async def test_snoozing_is_the_persons_own(store: Store) -> None:
    await store.reminders.put(ONE, ON)
    await store.notices.put([NewNotice(ONE, 1, 4, START, START)], START, START + 10, changes_since=START)
    (notice,) = await store.notices.pending(ONE)
    assert not await store.notices.snooze(notice.id, TWO, START + DAY)
    assert await store.notices.snooze(notice.id, ONE, START + DAY)
    assert await due(store.notices, START + DAY - 1) == []
    assert await due(store.notices, START + DAY) != []
    assert await store.notices.let_be(notice.id, ONE, START)
    assert await store.notices.pending(ONE) == []
    assert not await store.notices.snooze(notice.id + 1, ONE, START)


async def test_the_list_of_who_is_told_is_kept_in_step(store: Store) -> None:
    async def due() -> list[int]:
        return await store.due_lists.oldest(START + DAY, without=(), limit=9)

    assert await due() == []
    await store.reminders.put(ONE, ON)
    await store.reminders.put(TWO, ON)
    await store.reminders.close(TWO, START)
    assert await due() == [ONE]


async def test_nothing_outlives_the_link(store: Store) -> None:
    before = await everything(store.database)
    await store.reminders.put(ONE, ON)
    await store.reminders.want(ONE, 5, is_wanted=True)
    await store.notices.put([NewNotice(ONE, 1, 4, START, START)], START, START + 10, changes_since=START)
    await store.links.save(a_link(discord_id=ONE, anilist_id=99), a_token())
    assert await store.reminders.titles(ONE) == {} == {one.id: one for one in await store.notices.pending(ONE)}
    assert await store.reminders.of(ONE) == ON, "how they want to be told is no matter of AniList's account"
    await store.links.delete(ONE)
    left = await everything(store.database)
    assert all(left[name] == [] for name in ("reminders", "reminded_titles", "notices"))
    assert len(left["links"]) == len(before["links"]) - 1


@each(
    ("module", "statement"),
    [
        (notices, "_RECIPIENTS"),
        (notices, "_PUT"),
        (notices, "_PUT_EPISODES"),
        (notices, "_PUT_CHANGES"),
        (notices, "_GIVE_UP"),
        (claims, "_TAKE_OVER"),
        (claims, "_DUE"),
        (claims, "_BEGIN"),
        (claims, "_HELD"),
        (claims, "_RENEW"),
        (claims, "_SETTLE"),
        (notices, "_PENDING"),
        (notices, "_MOVE"),
        (notices, "_SNOOZE"),
        (notices, "_MISSED"),
        (reminders, "_STATUSES"),
        (reminders, "_NEEDING_SYNC"),
        (reminders, "_TELL_END"),
        (reminders, "_TITLES"),
        (feeds, "_EPISODES"),
        (activity_news, "_CHANGES"),
        (activity_news, "_ACTIVITIES"),
        (feeds, "_TITLES"),
    ],
)
async def test_no_statement_looks_through_everything(store: Store, module: object, statement: str) -> None:
    found = await plan(store.database, getattr(module, statement))
    still_to_be_told = ("USING INDEX notices_pending", "USING INDEX notices_begun")
    small = ("json_each", "feeds", "CONSTANT", "(subquery", "coming", *still_to_be_told)
    assert [step for step in found if step.startswith("SCAN") and not any(map(step.count, small))] == []
