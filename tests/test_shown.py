"""What others may see of people's lists: read from the view ``shown`` alone, and beginning with the people."""

import re

import pytest

from store import Entry, ShownEntry, Store, favourites, shown
from tests.kit.home import START, Home, discord_id, fill
from tests.kit.shelf import an_entry, plan

ONE, TWO, THREE, NOBODY = (discord_id(number) for number in (1, 2, 3, 9))
STATEMENTS = [shown._READ_AT, shown._OF_TITLE, favourites._SHOWN]


async def put(store: Store, person: int, *entries: Entry) -> None:
    await store.entries.merge(person, entries, START)


async def read(store: Store, number: int, anime_at: int, manga_at: int | None = None) -> None:
    await store.entries.replace(discord_id(number), "ANIME", [], anime_at)
    if manga_at:
        await store.entries.replace(discord_id(number), "MANGA", [], manga_at)


def public(number: int = 1, **changes: object) -> Entry:
    return an_entry(number, **{"private": False, "hidden": False, **changes})


async def test_who_has_a_title_of_those_who_are_asked_about(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 3)
        await put(store, ONE, public(1, status="DROPPED", score=0, progress=4), public(3))
        await put(store, TWO, public(1))
        await put(store, THREE, public(1))
        found = await store.shown.of_title(1, [TWO, ONE, NOBODY])
        assert found == [ShownEntry(TWO, 1, "CURRENT", 85, 3, 1, 2), ShownEntry(ONE, 1, "DROPPED", 0, 4, 1, 2)]
        assert await store.shown.of_title(2, [ONE, TWO]) == [] == await store.shown.of_title(1, [])


async def test_a_person_s_list(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 2)
        await put(store, ONE, public(3), public(1), public(2))
        await put(store, TWO, public(5))
        assert [one.media_id for one in await store.shown.of_person(ONE, "ANIME")] == [1, 3]
        steps = await plan(store.database, shown._OF_PERSON)
        assert len(steps) == 1 and steps[0].startswith("SEARCH entries USING") and "(discord_id=?" in steps[0]


@pytest.mark.parametrize("kept", ["private", "hidden"])
async def test_nobody_has_what_they_keep_to_themselves(home: Home, kept: str) -> None:
    async with home.open() as store:
        await fill(store, 1)
        await put(store, ONE, public(1, **{kept: True}))
        assert await store.shown.of_title(1, [ONE]) == [] == await store.shown.of_person(ONE, "ANIME")


async def test_lists_are_as_old_as_the_older_of_the_two(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 3)
        await read(store, 1, START, START - 5)
        await store.entries.mark_delta(ONE, "MANGA", START + 7)
        await read(store, 2, START - 9, START)
        assert await store.shown.read_at([THREE, TWO, ONE, NOBODY]) == {THREE: 0, TWO: START - 9, ONE: START, NOBODY: 0}


@pytest.mark.parametrize("statement", STATEMENTS)
async def test_each_statement_begins_with_the_people(home: Home, statement: str) -> None:
    """However many others there are, they are not looked at; and nothing is read of entries but the view."""
    async with home.open() as store:
        first, *others = await plan(store.database, statement)
    assert first.startswith("SCAN json_each")
    looked_up = [step for step in others if step.startswith(("SCAN", "SEARCH"))]
    by_person = r"SEARCH \w+ USING (COVERING )?(PRIMARY KEY|INDEX \w+) \(discord_id=\?"
    assert looked_up and all(re.match(by_person, step) for step in looked_up)
    assert "entries" not in statement
