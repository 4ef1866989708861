"""What is remembered of titles, and how they are read for the search."""

import msgspec
import pytest

from store import Relation, TitleNames, media, relations
from store.errors import StatementRefused
from tests.kit.home import DAY, START, Home, a_link, fill
from tests.kit.shelf import a_title, an_entry, plan

UNKNOWN = (
    *("format", "status", "romaji", "english", "native", "episodes", "chapters", "volumes", "duration", "season"),
    *("season_year", "cover_url", "colour", "average_score", "mean_score", "popularity", "next_episode"),
    *("next_airing_at", "site_url", "trailer_url", "description"),
)
BARE = msgspec.structs.replace(
    a_title(3), synonyms=(), genres=(), is_adult=True, is_locked=True, **dict.fromkeys(UNKNOWN)
)


async def test_titles_are_kept_whole_across_a_restart(home: Home) -> None:
    async with home.open() as store:
        await store.media.put([a_title(1), a_title(2), BARE])
    async with home.open() as store:
        assert await store.media.of([3, 1, 1, 2, 4]) == {1: a_title(1), 2: a_title(2), 3: BARE}
        assert await store.media.of([]) == {}


async def test_what_anilist_says_later_takes_its_place(home: Home) -> None:
    later = msgspec.structs.replace(
        a_title(2),
        id=1,
        seen_at=START + 1,
        is_adult=True,
        is_locked=True,
        season="FALL",
        season_year=1,
        trailer_url="t",
    )
    async with home.open() as store:
        await store.media.put(iter([a_title(1), a_title(5)]))
        await store.media.put([later])
        await store.media.put([])
        assert await store.media.of([1, 5]) == {1: later, 5: a_title(5)}


async def test_only_the_description_outlives_an_answer_without_it(home: Home) -> None:
    bare = msgspec.structs.replace(BARE, id=1)
    async with home.open() as store:
        await store.media.put([a_title(1)])
        await store.media.put([bare])
        described = a_title(1).description
        assert await store.media.of([1]) == {1: msgspec.structs.replace(bare, description=described)}
        await store.media.put([msgspec.structs.replace(bare, description="new")])
        assert (await store.media.of([1]))[1].description == "new"


async def test_in_a_break_the_last_episode_that_has_aired_is_still_known(home: Home) -> None:
    aired, ahead = START + DAY, {"seen_at": START + 2 * DAY, "next_episode": None, "next_airing_at": None}
    async with home.open() as store:
        await store.media.put([a_title(1), a_title(3, next_airing_at=START + 9 * DAY), a_title(5)])
        await store.media.put([a_title(number, **ahead) for number in (1, 3)])
        await store.media.put([a_title(5, seen_at=START + 2 * DAY, next_episode=8, next_airing_at=START + 3 * DAY)])
        known = await store.media.of([1, 3, 5])
    assert (known[1].next_episode, known[1].next_airing_at) == (7, aired)
    assert (known[3].next_episode, known[3].next_airing_at) == (None, None), "it was put off"
    assert (known[5].next_episode, known[5].next_airing_at) == (8, START + 3 * DAY)


async def test_every_title_can_be_read_for_the_search(home: Home) -> None:
    async with home.open() as store:
        assert await store.media.ids() == await store.media.titles([3]) == []
        await store.media.put([BARE, *(a_title(number) for number in (10, 11, 12))])
        titles = await store.media.titles([10, 3, 9])
        assert [title.id for title in titles] == [10, 3]
        assert titles[1] == TitleNames(3, "ANIME", None, None, None, (), None, is_adult=True, is_public=False)
        ten = a_title(10)
        assert titles[0] == (
            10,
            "MANGA",
            ten.romaji,
            ten.english,
            ten.native,
            ten.synonyms,
            ten.popularity,
            False,
            False,
        )
        assert type(titles[1].is_adult) is bool


async def test_a_title_is_public_once_it_was_and_for_good(home: Home) -> None:
    async with home.open() as store:
        await store.media.put([a_title(1), a_title(2), a_title(3)])
        await store.media.put([a_title(1)], is_public=True)
        await store.media.put([a_title(1)])
        await store.media.publish([3, 9])
    async with home.open() as store:
        public = {title.id for title in await store.media.titles([1, 2, 3]) if title.is_public}
        assert public == {1, 3}


async def test_the_most_popular_titles_come_first(home: Home) -> None:
    async with home.open() as store:
        for number, popularity in ((1, 5), (2, None), (3, 9), (4, 5), (5, 0)):
            await store.media.put([a_title(number, popularity=popularity)])
        assert await store.media.ids() == [3, 1, 4, 2, 5]
        assert [title.id for title in await store.media.titles([1, 2, 3, 4, 5])] == [3, 1, 4, 2, 5]


async def test_what_was_not_seen_for_long_expires(home: Home) -> None:
    async with home.open() as store:
        await store.media.put([a_title(1), a_title(2, seen_at=START - 1), a_title(3, seen_at=START - 2)])
        assert await store.media.expire(START) == 2
        assert await store.media.of([1, 2, 3]) == {1: a_title(1)}


async def test_what_somebody_waits_for_stays_though_nobody_looks_at_it(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
        await store.media.put([a_title(1, seen_at=START - 1), a_title(3, seen_at=START - 1)])
        watched = [an_entry(1, status="CURRENT"), an_entry(3, status="COMPLETED")]
        await store.entries.replace(a_link(1).discord_id, "ANIME", watched, START)
        assert await store.media.expire(START) == 1
        assert set(await store.media.of([1, 3])) == set(await store.airings.follow()) == {1}


async def test_an_answer_is_taken_over_whole_or_not_at_all(home: Home) -> None:
    async with home.open() as store:
        with pytest.raises(StatementRefused):
            await store.media.put([a_title(1), a_title(2, media_type="NOVEL")])
        assert await store.media.of([1, 2]) == {}


@pytest.mark.parametrize("change", ["id = 0", "is_adult = 2", "is_locked = NULL", "synonyms = 'Knot'", "genres = NULL"])
async def test_the_schema_holds_the_rules(home: Home, change: str) -> None:
    async with home.open() as store:
        await store.media.put([a_title(1)])
        with pytest.raises(StatementRefused):
            await store.database.execute(f"UPDATE media SET {change}")


async def test_no_statement_reads_titles_that_it_does_not_need(home: Home) -> None:
    async with home.open() as store:
        by_id = "SEARCH media USING INTEGER PRIMARY KEY (rowid=?)"
        for statement in (media._OF, media._TITLES):
            assert [step for step in await plan(store.database, statement) if "media" in step] == [by_id]


async def test_relations_are_those_that_were_told_last(home: Home) -> None:
    async with home.open() as store:
        kept = store.relations
        sequel, again = Relation(1, 3, "SEQUEL"), Relation(1, 3, "SIDE_STORY")
        await kept.put({1: [sequel]}, START)
        assert await kept.of([1]) == [] and await kept.told_at([1]) == {}, "the title is not known"
        await store.media.put([a_title(1), a_title(2), a_title(3)])
        told = [Relation(1, 5, "SOURCE"), sequel, again, Relation(1, 1, "SEQUEL")]
        await kept.put({1: told, 2: []}, START)
        assert await kept.of([1, 2]) == [Relation(1, 5, "SOURCE"), sequel], "each once, none to itself"
        assert await kept.to([3, 5]) == await kept.of([1])
        assert await kept.told_at([1, 2, 3]) == {1: START, 2: START}
        await kept.put({1: [again]}, START + 1)
        assert await kept.to([5]) == [] and await kept.of([1]) == [again]
        await kept.drop([3, 7])
        assert await kept.of([1]) == [], "the other title is deleted"
        await store.media.put([a_title(1)])
        assert await kept.told_at([1]) == {1: START + 1}, "a list does not tell of relations"


async def test_relations_go_with_their_title(home: Home) -> None:
    async with home.open() as store:
        await store.media.put([a_title(1, seen_at=START - 1), a_title(2, seen_at=START)])
        await store.relations.put({1: [Relation(1, 2, "SEQUEL")], 2: [Relation(2, 1, "PREQUEL")]}, START)
        await store.media.expire(START)
        assert await store.relations.of([1, 2]) == [Relation(2, 1, "PREQUEL")]


async def test_relations_are_looked_up_by_either_title(home: Home) -> None:
    async with home.open() as store:
        for statement, key in (
            (relations._OF, "PRIMARY KEY (media_id=?)"),
            (relations._TO, "INDEX relations_to (related_id=?)"),
        ):
            assert f"SEARCH relations USING {key}" in await plan(store.database, statement)
