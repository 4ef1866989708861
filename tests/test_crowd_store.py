"""What of many people's entries is packed, when what was packed is old, and how it is looked up."""

import asyncio
import struct
from threading import Thread, current_thread

import pytest

from library.crowd import Affinity, Crowd, CrowdCache, counting
from library.crowd import crowd as counting_all
from library.crowd.cache import SECONDS_CACHED
from library.crowd.taste import affinities
from library.titles.index import TitleIndex
from store import Entry, FuzzyDate, PackedEntries, Recommendation, Store, crowd, recommendations
from store.crowd import FORMATS, STATUSES
from tests.kit.home import START, Clock, Home, a_link, a_token, discord_id, fill
from tests.kit.sharing import beside, sharing
from tests.kit.shelf import a_title, an_entry, plan

ONE, TWO, THREE = (discord_id(number) for number in (1, 2, 3))


def shown(number: int = 1, **changes: object) -> Entry:
    return an_entry(number, **{"private": False, "hidden": False, **changes})


async def put(store: Store, person: int, *entries: Entry) -> None:
    await store.entries.merge(person, entries, START)


async def current(store: Store, packed: dict[int, PackedEntries]) -> set[int]:
    """The people whose packed entries are of the present version."""
    versions = await store.crowd.versions(packed)
    return {one for one, copy in packed.items() if copy.version == versions[one]}


async def rows(store: Store, person: int) -> list[tuple[int, ...]]:
    packed = (await store.crowd.entries([person]))[person].entries
    return sorted(struct.iter_unpack(">IBBBBHH", packed))


async def test_an_entry_is_packed_whole(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 2)
        await put(
            store,
            ONE,
            shown(1, status="CURRENT", score=85, progress=3, repeat=2, completed=FuzzyDate(2024, 5, 17)),
            shown(2, status="SOMETHING_NEW", score=0, progress=2**20, repeat=1000, completed=FuzzyDate(2024)),
            shown(4, status="PLANNING", completed=FuzzyDate(None, 12, 31)),
        )
        assert await rows(store, ONE) == [
            (1, 0, 1, 85, 2, 3, 2024 * 12 + 5),
            (2, 1, 0, 0, 255, 65535, 0),
            (4, 1, 2, 85, 2, 3, 12),
        ]
        assert await rows(store, TWO) == [] == await rows(store, THREE), "nothing on their lists; not linked"


async def test_every_status_and_format_has_its_number(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
        await put(store, ONE, *(shown(number, status=status) for number, status in enumerate(STATUSES) if number))
        assert [row[2] for row in await rows(store, ONE)] == list(range(1, len(STATUSES)))
        called = [a_title(number, format=word or None) for number, word in enumerate(FORMATS, start=1)]
        await store.media.put(called, is_public=True)
        titles = struct.iter_unpack(">IBBBBHH", await store.crowd.titles())
        assert [row[3] for row in titles] == list(range(len(FORMATS)))


@pytest.mark.parametrize("secret", [{"private": True}, {"hidden": True}])
async def test_what_others_may_not_see_is_not_packed(home: Home, secret: dict[str, bool]) -> None:
    async with home.open() as store:
        await fill(store, 1)
        await put(store, ONE, shown(1), shown(2, **secret))
        assert [row[0] for row in await rows(store, ONE)] == [1]
        assert await store.crowd.kept_private(ONE) == [2]
        assert await store.crowd.kept_private(TWO) == []


async def test_titles_are_packed_some_at_a_time(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "_TITLES_AT_ONCE", 2)
    async with home.open() as store:
        assert await store.crowd.titles() == b""
        await store.media.put(
            [a_title(1), a_title(2, is_adult=True), a_title(3, duration=None, episodes=10**9)], is_public=True
        )
        await store.media.put([a_title(4, status="NOT_YET_RELEASED", chapters=None)], is_public=True)
        assert list(struct.iter_unpack(">IBBBBHH", await store.crowd.titles())) == [
            (1, 0, 0, 1, 0, 23, 24),
            (2, 1, 1, 8, 0, 0, 120),
            (3, 0, 0, 1, 0, 0, 65535),
            (4, 1, 0, 8, 1, 0, 0),
        ]


async def test_every_change_makes_what_was_packed_old(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 3)
        changes = (
            lambda: put(store, ONE, shown(1)),
            lambda: store.entries.add(ONE, "ANIME", [shown(1)], START),
            lambda: store.entries.replace(ONE, "ANIME", [shown(3)], START),
            lambda: store.entries.drop(ONE, 3, START),
            lambda: store.links.save(a_link(1, anilist_id=99), a_token(1)),
            lambda: store.links.save(a_link(3, anilist_id=a_link(1).anilist_id), a_token(3)),  # displaces the first
            lambda: store.links.delete(ONE),
        )
        for change in changes:
            await store.links.save(a_link(1), a_token(1))
            await put(store, ONE, shown(1), shown(3))
            before = await store.crowd.entries([ONE, TWO])
            assert await current(store, before) == {ONE, TWO}
            await change()
            assert await current(store, before) == {TWO}, "nobody else's"


async def test_lists_that_expire_make_what_was_packed_old(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 2)
        await put(store, ONE, shown(1))
        before = await store.crowd.entries([ONE, TWO])
        assert await store.entries.expire(START + 1) == 1
        assert await current(store, before) == {TWO}


async def test_a_list_that_is_read_again_is_none_that_was_forgotten(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
        await put(store, ONE, shown(1))
        before = await store.crowd.entries([ONE])
        for forget in (lambda: store.entries.expire(START + 1), lambda: store.links.delete(ONE)):
            await forget()
            await store.links.save(a_link(1), a_token(1))
            await store.entries.mark_delta(ONE, "ANIME", START)
            assert await current(store, before) == set(), "its entries are gone"


async def test_a_delta_without_a_change_leaves_what_was_packed(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
        await put(store, ONE, shown(1))
        before = await store.crowd.entries([ONE])
        await store.entries.merge(ONE, [], START + 1)
        await store.entries.mark_delta(ONE, "ANIME", START + 1)
        await store.entries.drop(ONE, 5, START + 1)
        assert await current(store, before) == {ONE}


async def test_what_is_kept_is_never_older_than_the_last_change(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 2)
        kept = CrowdCache(store.crowd, TitleIndex(), lambda: START)
        await put(store, ONE, shown(1))
        assert {one: len(entries) for one, entries in (await kept.lists([TWO, ONE])).items()} == {TWO: 0, ONE: 12}
        await put(store, ONE, shown(2))
        await put(store, TWO, shown(2))
        found = await kept.lists([ONE, TWO])
        assert {one: len(entries) for one, entries in found.items()} == {ONE: 24, TWO: 12}
        again = await kept.lists([ONE, TWO])
        assert all(again[one] is found[one] for one in (ONE, TWO)), "nothing is read anew without a change"
        await store.links.delete(ONE)
        assert (await kept.lists([ONE]))[ONE] == b""


async def test_what_another_process_makes_private_is_in_no_copy(home: Home) -> None:
    with sharing():
        async with home.open() as store:
            await fill(store, 1)
            await put(store, ONE, shown(1), shown(2))
            kept = CrowdCache(store.crowd, TitleIndex(), lambda: START)
            assert len((await kept.lists([ONE]))[ONE]) == 24
            await put(beside(store), ONE, shown(2, private=True))
            assert len((await kept.lists([ONE]))[ONE]) == 12


async def test_what_nobody_asks_for_is_forgotten(home: Home) -> None:
    clock = Clock()
    async with home.open() as store:
        await fill(store, 2)
        await put(store, ONE, shown(1))
        await put(store, TWO, shown(1))
        kept = CrowdCache(store.crowd, TitleIndex(), clock)
        first = await kept.lists([ONE, TWO])
        clock.now += SECONDS_CACHED
        await kept.lists([TWO])
        clock.now += 1
        kept.expire()
        again = await kept.lists([ONE, TWO])
        assert again[TWO] is first[TWO] and again[ONE] is not first[ONE] and again == first


async def test_what_was_asked_for_longest_ago_makes_room(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 3)
        for person in (ONE, TWO, THREE):
            await put(store, person, shown(1), shown(2))
        clock = Clock()
        kept = CrowdCache(store.crowd, TitleIndex(), clock, most=50)
        first = await kept.lists([ONE, TWO])
        clock.now += 1
        await kept.lists([ONE])
        assert len(await kept.lists([THREE])) == 1
        assert (await kept.lists([ONE]))[ONE] is first[ONE]
        assert (await kept.lists([TWO]))[TWO] is not first[TWO]
        assert all(map(len, (await kept.lists([ONE, TWO, THREE])).values())), "more than there is room for is answered"


async def test_what_is_forgotten_while_others_are_read_is_answered_all_the_same(home: Home) -> None:
    clock = Clock()
    async with home.open() as store:
        await fill(store, 2)
        for person in (ONE, TWO):
            await put(store, person, shown(1))
        kept = CrowdCache(store.crowd, TitleIndex(), clock)
        first, both = (asyncio.create_task(kept.lists(people)) for people in ([ONE], [ONE, TWO]))
        await first
        clock.now += SECONDS_CACHED + 1
        kept.expire()
        assert [len(entries) for entries in (await both).values()] == [12, 12]


async def test_titles_are_read_once_for_all_who_ask_at_the_same_time(home: Home) -> None:
    async with home.open() as store:
        await store.media.put([a_title(1)], is_public=True)
        kept = CrowdCache(store.crowd, TitleIndex(), lambda: START)
        first, second = await asyncio.gather(kept.titles(), kept.titles())
        assert first is second and len(first) == 12


async def test_new_titles_count_at_once_and_changed_ones_soon(home: Home) -> None:
    clock, index = Clock(), TitleIndex()
    async with home.open() as store:
        kept = CrowdCache(store.crowd, index, clock)
        await store.media.put([a_title(1)], is_public=True)
        index.put(a_title(1))
        first = await kept.titles()
        await store.media.put([a_title(1, episodes=25)], is_public=True)
        assert await kept.titles() is first
        clock.now += 600
        assert (await kept.titles())[-1] == 25
        await store.media.put([a_title(2)], is_public=True)
        index.put(a_title(2))
        assert len(await kept.titles()) == 24


async def test_a_new_title_is_read_alone(home: Home) -> None:
    clock, index = Clock(), TitleIndex()
    async with home.open() as store:
        kept = CrowdCache(store.crowd, index, clock)
        for title in (a_title(1), a_title(2)):
            await store.media.put([title], is_public=True)
            index.put(title)
        first = await kept.titles()
        await store.media.put([a_title(1, episodes=25), a_title(3)], is_public=True)
        index.put(a_title(3))
        assert struct.unpack(">IBBBBHH", (await kept.titles()).removeprefix(first))[0] == 3
        clock.now += 600
        assert [one[0] for one in struct.iter_unpack(">IBBBBHH", await kept.titles())] == [1, 2, 3]


async def test_facts_of_titles_are_spread_once_until_they_change(home: Home) -> None:
    index = TitleIndex()
    async with home.open() as store:
        counted = Crowd(store.crowd, store.recommendations, CrowdCache(store.crowd, index, lambda: START))
        for number in (1, 2):
            await store.media.put([a_title(number)], is_public=True)
            index.put(a_title(number))
            titles = await counted._titles()
            assert titles.is_known.tolist() == [False, *[True] * number, False]
            assert await counted._titles() is titles, "they are unchanged"
        counted.expire()
        assert await counted._titles() is not titles, "nothing is kept for a bot that nobody uses"


async def test_few_entries_are_counted_at_once_and_many_in_a_thread(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with home.open() as store:
        await fill(store, 2)
        for person in (ONE, TWO):
            await put(store, person, *(shown(number, score=50 + number) for number in range(1, 21)))
        counted = Crowd(store.crowd, store.recommendations, CrowdCache(store.crowd, TitleIndex(), lambda: START))
        found = await counted.affinities(ONE, [TWO])
        assert found == [Affinity(TWO, 20, 1)]
        threads = list[Thread]()
        monkeypatch.setattr(
            counting, "affinities", lambda *lists: threads.append(current_thread()) or affinities(*lists)
        )
        for few, is_here in ((50, True), (49, False)):  # 20 entries each, and 10 for a list
            monkeypatch.setattr(counting_all, "_FEW", few)
            assert await counted.affinities(ONE, [TWO]) == found
            assert (threads.pop() is current_thread()) is is_here


async def test_people_come_first_and_nobody_else_is_looked_at(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 3)
        await store.database.execute("ANALYZE")
        steps = await plan(store.database, crowd._ENTRIES)
        assert steps == [
            "SCAN json_each VIRTUAL TABLE INDEX 1:",
            "CORRELATED SCALAR SUBQUERY 1",
            "SEARCH entries USING PRIMARY KEY (discord_id=?)",
            "CORRELATED SCALAR SUBQUERY 2",
            "SEARCH lists USING PRIMARY KEY (discord_id=?)",
        ]
        assert await plan(store.database, crowd._KEPT_PRIVATE) == ["SEARCH entries USING PRIMARY KEY (discord_id=?)"]
        assert "SEARCH media USING INTEGER PRIMARY KEY (rowid>?)" in await plan(store.database, crowd._TITLES)
        assert "SEARCH media USING INTEGER PRIMARY KEY (rowid=?)" in await plan(store.database, crowd._SOME_TITLES)


async def test_recommendations_are_those_that_were_told_last(home: Home) -> None:
    async with home.open() as store:
        first = [Recommendation(1, 2, 10), Recommendation(1, 3, -4), Recommendation(1, 9, 0)]
        await store.recommendations.put(1, first)
        assert await store.recommendations.of([1]) == [], "the title is not known"
        await store.media.put([a_title(1), a_title(5)], is_public=True)
        await store.recommendations.put(1, first)
        await store.recommendations.put(5, [Recommendation(5, 1, 7)])
        assert await store.recommendations.of([1]) == [Recommendation(1, 2, 10)], "most don't agree with the others"
        await store.recommendations.put(1, [Recommendation(1, 3, 8)])
        assert await store.recommendations.of([5, 1, 7]) == [Recommendation(5, 1, 7), Recommendation(1, 3, 8)]
        await store.media.expire(START + 1)
        assert await store.recommendations.of([1, 5]) == []


async def test_recommendations_are_looked_up_by_title(home: Home) -> None:
    async with home.open() as store:
        await store.database.execute("ANALYZE")
        by_title = "SEARCH recommendations USING PRIMARY KEY (media_id=?)"
        assert by_title in await plan(store.database, recommendations._OF)
        assert await plan(store.database, recommendations._FORGET) == [by_title]
