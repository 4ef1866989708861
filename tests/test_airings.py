"""What is remembered of air times: whole answers take the place of what was known, and nothing is searched for long."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store import Airing, AiringStatus, Store, airings
from store.errors import StatementRefused
from tests.kit.cases import each
from tests.kit.home import DAY, START, Home, a_link, fill
from tests.kit.shelf import a_title, an_entry, plan

HOUR = 3600
TODAY = START // DAY


async def known(store: Store, *media_ids: int) -> dict[tuple[int, int], int]:
    return {(one.media_id, one.episode): one.airing_at for one in await store.airings.of(media_ids or [1, 3, 5])}


async def watched(store: Store, *media_ids: int) -> None:
    await fill(store, 1)
    await store.media.put([a_title(number) for number in media_ids])
    await store.entries.replace(a_link(1).discord_id, "ANIME", [an_entry(number) for number in media_ids], START)


async def test_the_next_episode_is_told_with_the_title(home: Home) -> None:
    async with home.open() as store:
        await store.media.put([a_title(1), a_title(3, next_episode=None, next_airing_at=None)])
        assert await known(store) == {(1, 7): START + DAY}
        await store.media.put([a_title(1, next_airing_at=START + HOUR, seen_at=START + 1), a_title(3)])
        assert await known(store) == {(1, 7): START + HOUR, (3, 7): START + DAY}
        await store.media.put([a_title(1, next_airing_at=START + 9, seen_at=START)])
        assert (await known(store))[1, 7] == START + HOUR, "an older answer came later"


async def test_what_is_told_of_a_title_takes_the_place_of_what_was_ahead(home: Home) -> None:
    async with home.open() as store:
        await watched(store, 1, 3)
        assert await store.airings.follow() == {1: START, 3: START}
        first = AiringStatus(1, "RELEASING", 12, (Airing(1, 7, START + HOUR), Airing(1, 8, START + DAY)))
        await store.airings.update([1, 3], [first], [], START)
        assert await known(store) == {(1, 7): START + HOUR, (1, 8): START + DAY}, "nothing was said of 3"
        now = START + HOUR
        later = AiringStatus(1, None, None, (Airing(1, 9, now + 2 * DAY),))
        await store.airings.update([1], [later], [Airing(1, 8, now + 1)], now)
        assert await known(store) == {(1, 7): START + HOUR, (1, 8): now + 1, (1, 9): now + 2 * DAY}
        media = (await store.media.of([1]))[1]
        assert (media.status, media.episodes, media.next_episode, media.seen_at) == ("RELEASING", 12, 9, START)
        assert await store.airings.follow() == {1: now, 3: START}


async def test_an_episode_that_was_out_stays_the_last_one_when_nothing_is_ahead(home: Home) -> None:
    async with home.open() as store:
        await watched(store, 1)
        nothing = AiringStatus(1, "RELEASING", None, ())
        await store.airings.update([1], [nothing], [], START)
        assert (await store.media.of([1]))[1].next_episode is None
        await store.media.put([a_title(1)])
        await store.airings.update([1], [nothing], [], START + DAY)
        media = (await store.media.of([1]))[1]
        assert (media.next_episode, media.next_airing_at) == (7, START + DAY)


async def test_the_next_one_comes_after_what_has_aired(home: Home) -> None:
    async with home.open() as store:
        await watched(store, 1, 3)
        ahead = tuple(Airing(1, 7 + week, START + DAY + week * 7 * DAY) for week in range(4))
        await store.airings.update([1], [AiringStatus(1, None, None, ahead)], [], START)
        for now, episode, moved in ((START + DAY - 1, 7, 0), (START + DAY, 8, 1), (START + 16 * DAY, 10, 1)):
            assert await store.airings.advance(now) == moved
            assert (await store.media.of([1]))[1].next_episode == episode
        assert await store.airings.advance(START + 99 * DAY) == 0
        assert (await store.media.of([1]))[1].next_episode == 10, "the last one that is known"


async def test_who_is_new_waits_for_the_others(home: Home) -> None:
    async with home.open() as store:
        await watched(store, 1)
        await store.airings.follow()
        await store.airings.update([1], [], [], START + HOUR)
        await store.media.put([a_title(3, seen_at=START - DAY), a_title(5, seen_at=START + 2 * HOUR)])
        await store.entries.merge(a_link(1).discord_id, [an_entry(3), an_entry(5)], START)
        assert await store.airings.follow() == {1: START + HOUR, 3: START + HOUR, 5: START + 2 * HOUR}
        await store.entries.put(a_link(1).discord_id, an_entry(1, status="DROPPED"), START + 1)
        await store.media.put([a_title(3, status="FINISHED")])
        assert await store.airings.follow() == {5: START + 2 * HOUR}


async def test_a_day_is_taken_over_whole_but_for_what_is_polled(home: Home) -> None:
    async with home.open() as store:
        await watched(store, 1)
        await store.airings.follow()
        noon = TODAY * DAY + DAY // 2
        await store.airings.update(
            [1], [AiringStatus(1, None, None, (Airing(1, 7, noon), Airing(1, 8, noon + DAY)))], [], 0
        )
        await store.airings.put_day(TODAY, [Airing(3, 1, noon), Airing(3, 2, noon + 60)], START)
        await store.airings.put_day(TODAY, [Airing(1, 6, noon - 9), Airing(1, 7, noon + 9), Airing(3, 2, noon)], START)
        assert await known(store) == {(1, 6): noon - 9, (1, 7): noon, (1, 8): noon + DAY, (3, 2): noon}
        assert await store.airings.days(TODAY - 1, TODAY + 1) == {TODAY: START}
        day = await store.airings.between(TODAY * DAY - 1, (TODAY + 1) * DAY - 1)
        assert [(one.media_id, one.episode) for one in day] == [(1, 6), (1, 7), (3, 2)]
        await store.airings.expire((TODAY + 1) * DAY)
        assert await known(store) == {(1, 8): noon + DAY}
        assert await store.airings.days(0, 10**6) == {}


async def test_a_database_from_before_knows_the_next_episodes(home: Home) -> None:
    async with home.open() as store:
        await store.media.put([a_title(1)])
        await store.database.execute("DELETE FROM airings")
        script = (Path(airings.__file__).parent / "migrations" / "0004_airing.sql").read_text()
        (fill_in,) = (part for part in script.split(";\n\n") if part.strip().startswith("INSERT INTO airings"))
        await store.database.execute(fill_in)
        assert await known(store) == {(1, 7): START + DAY}


@pytest.mark.parametrize("change", ["media_id = 0", "episode = -1", "airing_at = NULL"])
async def test_the_schema_holds_the_rules(home: Home, change: str) -> None:
    async with home.open() as store:
        await store.media.put([a_title(1)])
        with pytest.raises(StatementRefused):
            await store.database.execute(f"UPDATE airings SET {change}")


WATCHED = "SEARCH entries USING COVERING INDEX watched_entries (media_id=? AND media_type=? AND status=?)"
UNFINISHED = "SEARCH media USING COVERING INDEX unfinished_media (media_type=? AND status=?)"
OF_TITLE = "SEARCH airings USING PRIMARY KEY (media_id=?)"
OF_TIME = "SEARCH airings USING COVERING INDEX airings_at (airing_at>? AND airing_at<?)"


@pytest.fixture(params=[False, True])
async def many_titles(home: Home, request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    """With SQLite's statistics and without."""
    async with home.open() as store:
        await watched(store, *range(1, 41, 2))
        await store.media.put([a_title(number, status="FINISHED") for number in range(101, 2001, 2)])
        if request.param:
            await store.database.execute("ANALYZE")
        yield store


@each(
    ("statement", "steps"),
    [
        ("_NOTICE", [UNFINISHED, WATCHED]),
        ("_LEAVE", [UNFINISHED, WATCHED]),
        ("_FORGET_AHEAD", [OF_TITLE]),
        ("_STANDS", ["SEARCH media USING INTEGER PRIMARY KEY (rowid=?)"]),
        ("_ADVANCE", ["SEARCH media USING COVERING INDEX media_to_air (next_airing_at<?)", OF_TITLE, OF_TITLE]),
        ("_BETWEEN", [OF_TIME]),
        ("_OF", [OF_TITLE]),
        ("_FORGET_DAY", [OF_TIME]),
        ("_DAYS", ["SEARCH schedules USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"]),
    ],
)
async def test_no_statement_looks_through_everything(many_titles: Store, statement: str, steps: list[str]) -> None:
    found = await plan(many_titles.database, getattr(airings, statement))
    tables = ("media ", "entries", "airings", "schedules")
    assert [step for step in found if step.startswith(("SCAN", "SEARCH")) and any(map(step.count, tables))] == steps
