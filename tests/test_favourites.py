"""People's favourites: as AniList says, for themselves; for others those titles whose entries they may see."""

import asyncio
from typing import Any

import pytest

from anilist import NotFound
from demo import faults
from demo.anilist.media import all_media
from demo.anilist.studios import studios
from library.errors import AlreadyToggled, NotKept, OutcomeUnknown
from library.toggled import Toggled
from store import NamedFavourite, Subject
from tests.kit.home import START, Home, a_link, a_token, discord_id, fill
from tests.kit.library import AOI, BEBOP, MANGA, MONSTER, TSUMUGI, Shelves
from tests.kit.shelf import an_entry

ONE, TWO, NOBODY = discord_id(1), discord_id(2), discord_id(9)
STUDIO, *STUDIOS = sorted(studios().all)


async def test_they_are_kept_in_order_and_replaced_whole(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 2)
        for media_ids in ([5, 3, 9], [9, 3], [], [3, 4, 3]):
            await store.favourites.replace(ONE, media_ids)
            assert await store.favourites.of(ONE) == list(dict.fromkeys(media_ids))
        await store.favourites.replace(NOBODY, [1])
        assert await store.favourites.of(NOBODY) == [] == await store.favourites.of(TWO)
        await store.links.save(a_link(1, anilist_id=77), a_token(1))
        assert await store.favourites.of(ONE) == [], "another AniList account likes other titles"


async def test_others_see_those_whose_entries_they_may_see(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 2)
        shown, private, hidden = (an_entry(number, private=number == 2, hidden=number == 3) for number in (1, 2, 3))
        await store.entries.merge(ONE, [shown, private, hidden], START)
        await store.favourites.replace(ONE, [3, 4, 2, 1])
        await store.favourites.replace(TWO, [1])
        assert await store.favourites.of(ONE) == [3, 4, 2, 1]
        assert await store.favourites.shown([TWO, ONE]) == {TWO: [], ONE: [1]}, "4 is on no list that they may see"


async def test_they_come_with_the_lists_and_with_what_changes(shelves: Shelves) -> None:
    link, liked = await shelves.link(), shelves.stand_in.world.favourites
    liked[TSUMUGI.id] = [MANGA, MONSTER]
    await shelves.read(link)
    assert await shelves.store.favourites.of(AOI) == [MONSTER, MANGA]
    assert set(shelves.asked()) == {"Collection"}
    liked[TSUMUGI.id] = [BEBOP]
    await shelves.read(link)
    assert await shelves.store.favourites.of(AOI) == [BEBOP] and shelves.asked() == ["Changes"]


async def test_a_toggle_is_known_at_once(shelves: Shelves) -> None:
    link = await shelves.link()
    await shelves.read(link)
    shelves.asked()
    await shelves.parts.toggles.set(link, Subject(BEBOP), wanted=True, change_id=shelves.new_id())
    assert await shelves.store.favourites.of(AOI) == [BEBOP]
    await shelves.parts.toggles.set(link, Subject(BEBOP), wanted=False, change_id=shelves.new_id())
    assert await shelves.store.favourites.of(AOI) == []
    assert shelves.asked() == ["Media", "ToggleFavourite"] * 2


async def test_a_favourite_is_judged_by_the_titles_that_the_answer_names(shelves: Shelves) -> None:
    link, world = await shelves.link(), shelves.stand_in.world
    await shelves.read(link)
    for is_one in (False, True):
        world.favourites[TSUMUGI.id], world.takes_favourites = [MANGA, BEBOP][: 1 + is_one], False
        with pytest.raises(NotKept):
            await shelves.parts.toggles.set(link, Subject(BEBOP), wanted=not is_one, change_id=shelves.new_id())
        assert (BEBOP in await shelves.store.favourites.of(AOI)) is is_one
        world.takes_favourites = True
        await shelves.parts.toggles.set(link, Subject(BEBOP), wanted=not is_one, change_id=shelves.new_id())
        assert (BEBOP in world.favourites[TSUMUGI.id]) is not is_one


async def test_a_favourite_that_comes_after_those_that_the_answer_names_is_looked_up(shelves: Shelves) -> None:
    link, world = await shelves.link(), shelves.stand_in.world
    others = [one for one, node in all_media().items() if node["type"] == "ANIME" and one != BEBOP]
    for count, asked in ((24, []), (25, ["Media"])):
        world.favourites[TSUMUGI.id] = others[:count]
        shelves.asked()
        await shelves.parts.toggles.set(link, Subject(BEBOP), wanted=True, change_id=shelves.new_id())
        assert BEBOP in world.favourites[TSUMUGI.id]
        assert shelves.asked() == ["Media", "ToggleFavourite", *asked]
        await shelves.parts.toggles.set(link, Subject(BEBOP), wanted=False, change_id=shelves.new_id())
        world.takes_favourites = False
        if asked:
            with pytest.raises(NotKept):
                await shelves.parts.toggles.set(link, Subject(BEBOP), wanted=True, change_id=shelves.new_id())
        world.takes_favourites = True


async def test_a_favourite_is_unknown_where_the_answer_names_no_titles(shelves: Shelves) -> None:
    link, faults_of = await shelves.link(), shelves.stand_in.faults
    faults_of.arm(faults.edited(_without_titles), operation="ToggleFavourite")
    await shelves.parts.toggles.set(link, Subject(BEBOP), wanted=True, change_id=shelves.new_id())
    faults_of.arm(faults.edited(_without_titles), operation="ToggleFavourite")
    faults_of.arm(faults.nothing, operation="Media")
    faults_of.arm(faults.html(), times=9, operation="Media")
    with pytest.raises(OutcomeUnknown):
        await shelves.parts.toggles.set(link, Subject(BEBOP), wanted=False, change_id=shelves.new_id())


def _without_titles(data: Any) -> None:
    data["ToggleFavourite"] = {"anime": None, "manga": {"nodes": None}}


async def test_named_ones_are_kept_by_kind_and_replaced_whole(home: Home) -> None:
    async with home.open() as store:
        await fill(store, 1)
        await store.favourites.replace_named(ONE, {"STUDIO": {7: "Madhouse", 2: "Bones"}, "STAFF": {7: "M. Seven"}})
        await store.favourites.replace_named(ONE, {"STUDIO": {2: "Bones", 9: "@everyone"}, "CHARACTER": {}})
        await store.favourites.replace_named(NOBODY, {"STUDIO": {2: "Bones"}})
        assert await store.favourites.named(ONE) == [
            ("STAFF", 7, "M. Seven"),
            ("STUDIO", 2, "Bones"),
            ("STUDIO", 9, "@everyone"),
        ]
        assert await store.favourites.named(NOBODY) == []
        await store.links.save(a_link(1, anilist_id=77), a_token(1))
        assert await store.favourites.named(ONE) == [], "another AniList account"


async def test_named_ones_come_with_the_lists(shelves: Shelves) -> None:
    link, liked = await shelves.link(), shelves.stand_in.world.named_favourites
    liked[TSUMUGI.id] = [("STUDIO", STUDIOS[0]), ("STUDIO", STUDIO)]
    await shelves.read(link)
    names = [studios().all[one].name for one in (STUDIOS[0], STUDIO)]
    assert [one.name for one in await shelves.store.favourites.named(AOI)] == names

    def edit(data: Any) -> None:
        data["Viewer"]["favourites"]["studios"]["nodes"][0]["id"] = "x"

    shelves.stand_in.faults.arm(faults.edited(edit), operation="Collection")
    liked[TSUMUGI.id] = [("STUDIO", STUDIO)]
    await shelves.parts.list_sync.sync_list(link, "ANIME")
    assert [one.name for one in await shelves.store.favourites.named(AOI)] == names, "an answer with gaps"


async def test_a_studio_comes_and_goes_and_a_wish_is_no_toggle(shelves: Shelves) -> None:
    link, liked = await shelves.link(), shelves.stand_in.world.named_favourites[TSUMUGI.id]
    subject, named = Subject(STUDIO, "STUDIO"), NamedFavourite("STUDIO", STUDIO, studios().all[STUDIO].name)
    wishes = [shelves.parts.toggles.set(link, subject, wanted=True, change_id=shelves.new_id()) for _ in range(3)]
    first, *others = await asyncio.gather(*wishes, return_exceptions=True)
    assert isinstance(first, Toggled) and first.subject == named and liked == [("STUDIO", STUDIO)]
    assert await shelves.store.favourites.named(AOI) == [named]
    assert [one.toggled.subject for one in others if isinstance(one, AlreadyToggled)] == [named, named]
    assert shelves.asked() == ["Favourite", "ToggleFavourite", "Favourite", "Favourite"]
    await shelves.parts.receipts.toggle_seen(AOI, subject)
    assert not await shelves.parts.toggles.target(link, subject, change_id=1)
    assert await shelves.parts.toggles.target(link, Subject(STUDIO), change_id=2), "a title of that number"
    await shelves.parts.toggles.set(link, subject, wanted=False, change_id=shelves.new_id())
    assert liked == [] == await shelves.store.favourites.named(AOI)
    assert not await shelves.parts.toggles.target(link, subject, change_id=3), "nobody has seen it yet"
    await shelves.parts.receipts.toggle_seen(AOI, subject)
    assert await shelves.parts.toggles.target(link, subject, change_id=3) is False
    assert await shelves.parts.toggles.target(link, subject, change_id=4)


async def test_a_studio_whose_answer_is_lost_is_looked_up(shelves: Shelves) -> None:
    link, liked = await shelves.link(), shelves.stand_in.world.named_favourites[TSUMUGI.id]
    subject = Subject(STUDIO, "STUDIO")
    shelves.stand_in.faults.arm(faults.reset_after, operation="ToggleFavourite")
    await shelves.parts.toggles.set(link, subject, wanted=True, change_id=shelves.new_id())
    assert liked == [("STUDIO", STUDIO)] and shelves.asked() == ["Favourite", "ToggleFavourite", "Favourite"]
    shelves.stand_in.faults.arm(faults.reset_after, operation="ToggleFavourite")
    shelves.stand_in.faults.arm(faults.nothing, operation="Favourite")
    shelves.stand_in.faults.arm(faults.html(), times=9, operation="Favourite")
    with pytest.raises(OutcomeUnknown):
        await shelves.parts.toggles.set(link, subject, wanted=False, change_id=shelves.new_id())
    assert liked == []


async def test_a_studio_behind_the_first_25_is_looked_up(shelves: Shelves) -> None:
    link, world = await shelves.link(), shelves.stand_in.world
    world.named_favourites[TSUMUGI.id] = [("STUDIO", one) for one in STUDIOS[:25]]
    subject = Subject(STUDIO, "STUDIO")
    await shelves.parts.toggles.set(link, subject, wanted=True, change_id=shelves.new_id())
    assert ("STUDIO", STUDIO) in world.named_favourites[TSUMUGI.id]
    assert shelves.asked() == ["Favourite", "ToggleFavourite", "Favourite"]
    world.takes_favourites = False
    with pytest.raises(NotKept):
        await shelves.parts.toggles.set(link, subject, wanted=False, change_id=shelves.new_id())
    with pytest.raises(NotFound):
        await shelves.parts.toggles.set(link, Subject(2**40, "STAFF"), wanted=True, change_id=shelves.new_id())
