"""Outlines are read again when the list has changed, or a minute later, and only so many are kept."""

from collections.abc import AsyncGenerator
from itertools import product
from pathlib import Path
from typing import Any

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

    async def of(self, *whose: Any, **wanted: Any) -> list[tuple[EntryOutline, MediaOutline]]:
        self.readings += 1
        return await super().of(*whose, **wanted)


async def current(cache: OutlineCache, person: int = ME) -> list[tuple[EntryOutline, MediaOutline]]:
    state = await cache.state(person, "ANIME")
    return await cache.of(state, Narrowing(("CURRENT",)), are_named=False, have_facts=False)


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
    first = await current(cache)
    assert await current(cache) == first and outlines.readings == 1
    await store.entries.put(ME, msgspec.structs.replace(an_entry(1), progress=4), START + 1)
    assert [entry.progress for entry, _ in await current(cache)] == [4, first[1][0].progress]
    assert outlines.readings == 2


async def test_each_question_has_its_own_answer(store: Store, clock: Clock) -> None:
    cache = OutlineCache(store.outlines, clock)
    for person in (ME, OTHER):
        state = await cache.state(person, "ANIME")
        narrowings = (
            Narrowing(),
            *(Narrowing(statuses) for statuses in (("CURRENT",), ("PAUSED",), ("CURRENT", "PAUSED"))),
            Narrowing(least=1),
            Narrowing(first=1),
        )
        for narrowing, are_named, have_facts in product(narrowings, (True, False), (True, False)):
            wanted: Any = {"narrowing": narrowing, "are_named": are_named, "have_facts": have_facts}
            assert await cache.of(state, **wanted) == await store.outlines.of(person, "ANIME", **wanted)
        counts = await store.outlines.counts(person, "ANIME")
        assert counts and await cache.counts(state) == counts


@pytest.mark.parametrize("seconds", [SECONDS_KEPT, -1])
async def test_facts_of_titles_are_a_minute_old_at_most(store: Store, clock: Clock, seconds: int) -> None:
    cache = OutlineCache(store.outlines, clock)
    await current(cache)
    await store.media.put([msgspec.structs.replace(a_title(1), episodes=99)])
    clock.now += seconds
    assert (await current(cache))[0][1].episodes == 99


async def test_the_oldest_go_first(store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outline_cache, "MOST_LINES", 3)
    outlines = Counting(store)
    cache = OutlineCache(outlines, clock)
    for person in (ME, OTHER, OTHER, ME):
        await current(cache, person)
    assert outlines.readings == 3
