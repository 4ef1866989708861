"""People's lists: read whole, read in part, put and dropped one by one, each answer as of its question."""

from collections.abc import AsyncIterator

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import CachedEntry, Entry, FuzzyDate, Store, entries
from store.entry import entry_columns, entry_of_row
from store.errors import StatementRefused
from tests.kit.cases import each
from tests.kit.home import DAY, START, Home, a_link, a_token, everything, fill
from tests.kit.shelf import an_entry, plan

ME, OTHER, NOBODY = (a_link(number).discord_id for number in (1, 2, 3))
ANIME = [an_entry(number) for number in (1, 3, 5)]
MANGA = [an_entry(number) for number in (2, 4)]
PLAIN = Entry(media_id=7, entry_id=1, media_type="ANIME", status="PLANNING")


async def test_a_whole_list_is_kept_across_a_restart(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 2)
        await store.entries.replace(ME, "ANIME", [*reversed(ANIME), PLAIN], START)
        await store.entries.replace(OTHER, "ANIME", [PLAIN], START)
    async with home.open() as store:
        assert await store.entries.all(ME, "ANIME") == [*ANIME, PLAIN]
        assert await store.entries.all(ME, "MANGA") == []
        assert await store.entries.all(OTHER, "ANIME") == [PLAIN]
        assert await store.entries.of(ME, 3) == CachedEntry(an_entry(3), START)
        assert await store.entries.of(ME, 7) == CachedEntry(PLAIN, START)
        assert await store.entries.of(OTHER, 3) is None


@pytest.mark.parametrize("at_once", [1000, 1])
async def test_a_whole_list_takes_the_place_of_that_list_alone(
    home: Home, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(entries, "_ENTRIES_AT_ONCE", at_once)
    changed = msgspec.structs.replace(PLAIN, media_id=3)
    async with home.open() as store:
        await fill(store, 2)
        for person in (ME, OTHER):
            await store.entries.replace(person, "ANIME", ANIME, START)
            await store.entries.replace(person, "MANGA", MANGA, START)
        await store.entries.replace(ME, "ANIME", [changed, PLAIN], START)
        assert await store.entries.all(ME, "ANIME") == [changed, PLAIN]
        assert await store.entries.all(ME, "MANGA") == MANGA
        assert await store.entries.all(OTHER, "ANIME") == ANIME
        await store.entries.replace(ME, "ANIME", [], START + 1)
        assert await store.entries.all(ME, "ANIME") == []
        assert await store.entries.read_at(ME, "ANIME") == (START + 1, None)


async def test_a_long_list_that_is_cut_off_does_not_count_as_read(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    async with home.open() as store:
        await fill(store, 1)
        await store.entries.replace(ME, "ANIME", [PLAIN], START)
        monkeypatch.setattr(entries, "_ENTRIES_AT_ONCE", 1)
        unfit = msgspec.structs.replace(an_entry(5), status="")  # SQLite refuses it
        for store_list in (store.entries.replace, store.entries.add):
            with pytest.raises(StatementRefused):
                await store_list(ME, "ANIME", [*ANIME[:2], unfit, an_entry(9)], START + 1)
        assert await store.entries.read_at(ME, "ANIME") == (START, None)
        assert await store.entries.all(ME, "ANIME") == [*ANIME[:2], PLAIN]
        assert await store.entries.newest_update(ME, "ANIME") == PLAIN.updated_at


async def test_a_whole_list_says_nothing_of_what_is_on_none(home: Home) -> None:
    unlisted, listed, shown = (
        an_entry(1, custom_lists=()),
        an_entry(3),
        an_entry(5, custom_lists=(), hidden=False),
    )
    async with home.open() as store:
        await fill(store, 1)
        await store.entries.merge(ME, [unlisted, listed, shown], START)
        await store.entries.replace(ME, "ANIME", [], START + 1)
        assert await store.entries.all(ME, "ANIME") == [unlisted]
        assert await store.entries.of(ME, 1) == CachedEntry(unlisted, START)


async def test_a_whole_list_is_taken_over_whole_or_not_at_all(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
        await store.entries.replace(ME, "ANIME", ANIME, START)
        before = await everything(store.database)
        with pytest.raises(StatementRefused):
            await store.entries.replace(ME, "ANIME", [PLAIN, an_entry(9, score=101)], START + 1)
        assert await everything(store.database) == before


async def test_a_delta_leaves_the_rest_as_it_is(home: Home) -> None:
    new, changed = an_entry(9), an_entry(2, notes="", private=False)
    async with home.open() as store:
        await fill(store, 1)
        await store.entries.replace(ME, "ANIME", ANIME, START)
        await store.entries.replace(ME, "MANGA", MANGA, START)
        await store.entries.merge(ME, [new, changed], START + 1)
        await store.entries.merge(ME, [], START + 2)
        assert await store.entries.all(ME, "ANIME") == [*ANIME, new]
        assert await store.entries.all(ME, "MANGA") == [changed, an_entry(4)]
        assert await store.entries.of(ME, 2) == CachedEntry(changed, START + 1)
        assert await store.entries.of(ME, 4) == CachedEntry(an_entry(4), START)
        await store.entries.merge(ME, [an_entry(4, media_type="ANIME")], START + 1)
        assert await store.entries.all(ME, "MANGA") == [changed], "AniList had it among the manga by mistake"


async def test_what_is_on_a_list_by_status_the_latest_change_first(home: Home) -> None:
    entries = [
        an_entry(number, status=status, updated_at=START + number * at)
        for number, status, at in ((1, "CURRENT", 1), (3, "CURRENT", 1), (5, "PAUSED", 1), (2, "CURRENT", -1))
    ]
    async with home.open() as store:
        await fill(store, 2)
        await store.entries.merge(ME, entries, START)
        await store.entries.put(a_link(2).discord_id, an_entry(7), START)
        assert await store.entries.by_status(ME, ["ANIME", "MANGA"]) == {"CURRENT": [3, 1, 2], "PAUSED": [5]}
        assert await store.entries.by_status(ME, ["MANGA"]) == {"CURRENT": [2]}


async def test_what_is_dropped_is_known_not_to_be_there(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
        await store.entries.put(ME, PLAIN, START)
        await store.entries.drop(ME, 7, START + 1)
        await store.entries.drop(ME, 8, START + 1)
        assert await store.entries.of(ME, 7) == CachedEntry(None, START + 1)
        assert await store.entries.of(ME, 8) == CachedEntry(None, START + 1), "it never was there"
        assert await store.entries.all(ME, "ANIME") == []
        await store.entries.drop(ME, 7, START + 2)
        assert await store.entries.of(ME, 7) == CachedEntry(None, START + 2)
        await store.entries.put(ME, PLAIN, START + 3)
        await store.entries.replace(ME, "MANGA", [an_entry(8)], START + 3)
        assert await store.entries.of(ME, 7) == CachedEntry(PLAIN, START + 3)
        assert await store.entries.of(ME, 8) == CachedEntry(an_entry(8), START + 3)
        assert (await everything(store.database))["absences"] == []


async def test_an_answer_to_an_older_question_changes_nothing(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
        await store.entries.replace(ME, "ANIME", [PLAIN, *ANIME], START)
        await store.entries.put(ME, an_entry(3, progress=9), START + 10)
        await store.entries.put(ME, an_entry(9), START + 10)
        await store.entries.drop(ME, 1, START + 10)
        await store.entries.replace(ME, "ANIME", ANIME, START + 5)
        await store.entries.merge(ME, ANIME, START + 6)
        await store.entries.drop(ME, 9, START + 7)
        assert await store.entries.all(ME, "ANIME") == [an_entry(3, progress=9), an_entry(5), an_entry(9)]
        assert await store.entries.of(ME, 1) == CachedEntry(None, START + 10)
        assert await store.entries.of(ME, 3) == CachedEntry(an_entry(3, progress=9), START + 10)
        assert await store.entries.of(ME, 7) is None, "gone with the whole reading"


async def test_nothing_is_remembered_of_who_is_not_linked(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 2)
        before = await everything(store.database)
        await store.entries.replace(NOBODY, "ANIME", ANIME, START)
        await store.entries.merge(NOBODY, [*ANIME, *MANGA], START)
        await store.entries.put(NOBODY, PLAIN, START)
        await store.entries.drop(NOBODY, 1, START)
        await store.entries.mark_delta(NOBODY, "ANIME", START)
        assert await everything(store.database) == before
        assert await store.entries.read_at(NOBODY, "ANIME") == (None, None)


async def test_the_list_says_when_it_was_read(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
        assert await store.entries.read_at(ME, "ANIME") == (None, None)
        await store.entries.put(ME, an_entry(1), START)
        assert await store.entries.read_at(ME, "ANIME") == (None, None), "one entry is no list"
        await store.entries.replace(ME, "ANIME", ANIME, START + 1)
        await store.entries.mark_delta(ME, "ANIME", START + 2)
        await store.entries.mark_delta(ME, "MANGA", START + 3)
        assert await store.entries.read_at(ME, "ANIME") == (START + 1, START + 2)
        assert await store.entries.read_at(ME, "MANGA") == (None, START + 3)
        await store.entries.replace(ME, "ANIME", ANIME, START + 4)
        assert await store.entries.read_at(ME, "ANIME") == (START + 4, START + 2)


async def test_the_newest_update_is_that_of_the_last_reading(home: Home) -> None:
    async def newest() -> int:
        return await store.entries.newest_update(ME, "ANIME")

    async with home.open() as store:
        await fill(store, 1)
        assert await newest() == 0
        await store.entries.put(ME, an_entry(1, updated_at=START), START)
        assert await newest() == 0, "the list was never read"
        await store.entries.replace(ME, "ANIME", [an_entry(1, updated_at=30), an_entry(3, updated_at=20)], START)
        await store.entries.replace(ME, "MANGA", [an_entry(2, updated_at=90)], START)
        assert await newest() == 30
        await store.entries.put(ME, an_entry(3, updated_at=60), START + 10)
        assert await newest() == 30, "another may have changed at 50, unseen"
        await store.entries.merge(ME, [an_entry(5, updated_at=70)], START + 20)
        assert await newest() == 30, "the delta is not finished"
        await store.entries.mark_delta(ME, "ANIME", START + 20)
        assert await newest() == 70


async def test_what_was_not_read_for_long_expires(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 2)
        for person in (ME, OTHER):
            await store.entries.replace(person, "ANIME", ANIME, START)
            await store.entries.replace(person, "MANGA", MANGA, START)
            await store.entries.drop(person, 11, START)
        await store.entries.mark_delta(ME, "ANIME", START + DAY)
        await store.entries.put(OTHER, an_entry(2), START + DAY)
        await store.entries.drop(OTHER, 11, START + DAY)
        assert await store.entries.expire(START) == 0
        assert await store.entries.expire(START + 1) == 2
        assert await store.entries.all(ME, "ANIME") == ANIME
        assert await store.entries.all(ME, "MANGA") == []
        assert await store.entries.read_at(ME, "MANGA") == (None, None)
        assert await store.entries.all(OTHER, "ANIME") == []
        assert await store.entries.all(OTHER, "MANGA") == MANGA
        assert [await store.entries.of(person, 11) for person in (ME, OTHER)] == [None, CachedEntry(None, START + DAY)]


async def test_another_account_begins_with_empty_lists(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 2)
        for person in (ME, OTHER):
            await store.entries.replace(person, "ANIME", ANIME, START)
            await store.entries.drop(person, 11, START)
        await store.links.save(a_link(), a_token(2))
        await store.links.refresh(a_link(name="renamed"))
        assert await store.entries.all(ME, "ANIME") == ANIME, "the same account, linked again"
        await store.links.save(a_link(anilist_id=9), a_token(2))
        assert await store.entries.all(ME, "ANIME") == []
        assert await store.entries.read_at(ME, "ANIME") == (None, None)
        assert await store.entries.of(ME, 11) is None
        assert await store.entries.all(OTHER, "ANIME") == ANIME


PARTS = st.builds(
    FuzzyDate,
    year=st.none() | st.integers(1, 9999),
    month=st.none() | st.integers(1, 12),
    day=st.none() | st.integers(1, 31),
)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)


@given(
    entry=st.builds(
        an_entry,
        started=PARTS,
        completed=PARTS,
        notes=TEXTS,
        custom_lists=st.lists(TEXTS, max_size=3).map(tuple),
        advanced_scores=st.dictionaries(TEXTS, st.floats(0, 100), max_size=3),
    )
)
def test_a_row_holds_every_entry(entry: Entry) -> None:
    assert entry_of_row(entry_columns(entry)) == entry


@pytest.fixture
async def one_entry(home: Home) -> AsyncIterator[Store]:
    async with home.open() as store:
        await fill(store, 1)
        await store.entries.put(ME, an_entry(), START)
        yield store


@each(
    "change",
    [
        "score = 101",
        "score = -1",
        "progress = -1",
        "volumes = -1",
        "repeat = -1",
        "private = 2",
        "hidden = 2",
        "status = ''",
        "notes = NULL",
        "custom_lists = 'With friends'",
        "advanced_scores = '{'",
        "started = 20241301",
        "completed = 20241232",
        "completed = -1",
        "media_type = 'MANGA'",
        "media_id = 0",
        "entry_id = 0",
        "progress = 'three'",
    ],
)
async def test_the_schema_holds_the_rules(one_entry: Store, change: str) -> None:
    with pytest.raises(StatementRefused):
        await one_entry.database.execute(f"UPDATE entries SET {change}")


ONE = "PRIMARY KEY (discord_id=? AND media_id=?)"
MINE = "PRIMARY KEY (discord_id=?)"
LIST = "PRIMARY KEY (discord_id=? AND media_type=?)"


@pytest.fixture(params=[False, True])
async def lists_of_twenty(home: Home, request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    """With SQLite's statistics and without."""
    async with home.open() as store:
        await fill(store, 20)
        for person in range(1, 21):
            await store.entries.replace(a_link(person).discord_id, "ANIME", ANIME, START)
        if request.param:
            await store.database.execute("ANALYZE")
        yield store


@each(
    ("statement", "steps"),
    [
        ("_OF", [f"SEARCH entries USING {ONE}"]),
        ("_ABSENCE", [f"SEARCH absences USING {ONE}"]),
        ("_ALL", [f"SEARCH entries USING {MINE}"]),
        ("_AMONG", [f"SEARCH entries USING {ONE}"]),
        ("_BY_STATUS", ["SEARCH entries USING COVERING INDEX own_titles (discord_id=?)"]),
        ("_READ_AT", [f"SEARCH lists USING {LIST}"]),
        ("_NEWEST", [f"SEARCH lists USING {LIST}", f"SEARCH entries USING {MINE}"]),
        ("_DROP", [f"SEARCH entries USING {ONE}"]),
        ("_GONE", [f"SEARCH entries USING {MINE}"]),
        ("_PRESENT", [f"SEARCH absences USING {MINE}", f"SEARCH entries USING {ONE}"]),
        ("_PUT", [f"SEARCH absences USING {ONE}"]),
        ("_EXPIRE", [f"SEARCH lists USING {LIST}", "SEARCH entries USING COVERING INDEX own_titles (discord_id=?)"]),
    ],
)
async def test_no_statement_reads_other_peoples_entries(
    lists_of_twenty: Store, statement: str, steps: list[str]
) -> None:
    found = await plan(lists_of_twenty.database, getattr(entries, statement))
    assert [step for step in found if any(table in step for table in ("entries", "absences", "lists"))] == steps
