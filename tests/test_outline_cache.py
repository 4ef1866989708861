"""Outlines are read again when the list has changed, or a minute later, and only so many are kept."""

from collections.abc import AsyncGenerator
from pathlib import Path

import msgspec
import pytest

from library.listing import outline_cache
from library.listing.outline_cache import SECONDS_KEPT, OutlineCache
from store import EntryOutline, MediaOutline, Outlines, Store
from store.outlines import Narrowing
from tests.kit.home import START, Clock, Home, a_link, fill
from tests.kit.shelf import an_entry
from tests.kit.titles import a_title

ME, OTHER = a_link(1).discord_id, a_link(2).discord_id


class Counting(Outlines):
    """Outlines whose readings are counted."""

    def __init__(self, store: Store) -> None:
        super().__init__(store.database)
        self.readings = 0

    async def of(self, discord_id: int, media_type: str, status: str) -> list[tuple[EntryOutline, MediaOutline]]:
        self.readings += 1
        return await super().of(discord_id, media_type, status)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(tmp_path: Path, clock: Clock) -> AsyncGenerator[Store]:
    async with Home(tmp_path).open(clock) as store:
        await fill(store, 2)
        await store.media.put([a_title(1), a_title(2)])
        for person in (ME, OTHER):
            await store.entries.replace(
                person, "ANIME", [an_entry(1, progress=3), an_entry(2, media_type="ANIME")], START
            )
        yield store


async def test_a_change_is_seen_at_once_and_nothing_is_read_twice(store: Store, clock: Clock) -> None:
    outlines = Counting(store)
    cache = OutlineCache(outlines, clock)
    first = await cache.of(ME, "ANIME", "CURRENT")
    assert await cache.of(ME, "ANIME", "CURRENT") == first and outlines.readings == 1
    await store.entries.put(ME, msgspec.structs.replace(an_entry(1), progress=4), START + 1)
    assert [entry.progress for entry, _ in await cache.of(ME, "ANIME", "CURRENT")] == [4, first[1][0].progress]
    assert outlines.readings == 2


async def test_each_question_has_its_own_answer(store: Store, clock: Clock) -> None:
    cache = OutlineCache(store.outlines, clock)
    for person in (ME, OTHER):
        for status in ("CURRENT", "PAUSED"):
            assert await cache.of(person, "ANIME", status) == await store.outlines.of(person, "ANIME", status)
        for narrowing in (Narrowing(), Narrowing(formats=("MOVIE",)), Narrowing(least=1)):
            for are_named in (True, False):
                found = await cache.with_facts(person, "ANIME", narrowing, are_named=are_named)
                assert found == await store.outlines.with_facts(person, "ANIME", narrowing, are_named=are_named)
        counts = await store.outlines.counts(person, "ANIME", by_lists=True)
        assert counts and await cache.counts(person, "ANIME", by_lists=True) == counts


@pytest.mark.parametrize("seconds", [SECONDS_KEPT, -1])
async def test_facts_of_titles_are_a_minute_old_at_most(store: Store, clock: Clock, seconds: int) -> None:
    cache = OutlineCache(store.outlines, clock)
    await cache.of(ME, "ANIME", "CURRENT")
    await store.media.put([msgspec.structs.replace(a_title(1), episodes=99)])
    clock.now += seconds
    assert (await cache.of(ME, "ANIME", "CURRENT"))[0][1].episodes == 99


async def test_the_longest_unused_go_first(store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outline_cache, "MOST_LINES", 3)
    outlines = Counting(store)
    cache = OutlineCache(outlines, clock)
    for person in (ME, OTHER, OTHER, ME):
        await cache.of(person, "ANIME", "CURRENT")
    assert outlines.readings == 3
