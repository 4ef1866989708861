"""Titles that AniList merges or deletes: followed at once for everybody, and where old cards lead."""

import pytest

from cards.list_buttons import RefreshTitle, TurnFavourite
from cards.list_errors import REMOVED
from cards.notifications import ReadNotifications
from demo import faults
from demo.anilist import JUNO, TSUMUGI
from library.errors import TitleGone
from store import Reminder
from tests.kit.library import AOI, BEBOP, MONSTER, REN, Shelves
from tests.kit.lists import DEATH_NOTE, HEROES, NARUTO, Club, told
from tests.kit.world import actions, says, words

NAMED = "Cowboy Bebop"


async def known(shelves: Shelves) -> None:
    """Two people have both titles on their lists, one of whom wants to be told of what becomes of titles."""
    for discord_id, person in ((AOI, TSUMUGI), (REN, JUNO)):
        for media_id in (BEBOP, MONSTER):
            shelves.take_away(person, media_id)
        shelves.put(person, BEBOP, status="CURRENT", progress=3)
        link = await shelves.link(discord_id, person)
        await shelves.read(link)
    await shelves.store.notifications.choose(AOI, {"likes": shelves.clock()})


async def look(shelves: Shelves) -> None:
    """The person's notifications are read, and what they tell of titles is followed."""
    link = await shelves.store.links.of(AOI)
    assert link
    await shelves.parts.list_sync.sync_now(link)
    await shelves.parts.gone_titles.round()


async def suggested(shelves: Shelves) -> list[str]:
    return [one.value for one in await shelves.parts.finder.suggest(None, NAMED, "ANIME")]


async def test_a_merged_title_is_followed_for_everybody(shelves: Shelves) -> None:
    await known(shelves)
    store = shelves.store
    await store.reminders.put(REN, Reminder(is_on=True))
    await store.reminders.want(REN, BEBOP, is_wanted=True)
    feed = await store.feeds.open(7, 8, "episodes", is_all=False, opened_by=REN, at=shelves.clock())
    await store.feeds.choose(feed.id, BEBOP, is_chosen=True)
    assert f"id:{BEBOP}" in await suggested(shelves)
    shelves.stand_in.world.editors.merge(BEBOP, MONSTER)
    await look(shelves)

    assert shelves.parts.gone.current(BEBOP) == MONSTER
    assert await store.reminders.titles(REN) == {MONSTER: True}
    assert await store.feeds.titles(feed.id) == [MONSTER]
    assert await store.media.of([BEBOP]) == {}
    assert await store.entries.among(REN, [BEBOP]) == []
    await shelves.settle()
    assert shelves.asked()[-4:] == ["Collection"] * 4, "both people's lists are read again, whole"
    for person in (AOI, REN):
        (entry,) = await store.entries.among(person, [BEBOP, MONSTER])
        assert (entry.media_id, entry.progress) == (MONSTER, 3)
    assert f"id:{BEBOP}" not in await suggested(shelves)


async def test_a_deleted_title_is_gone_for_everybody(shelves: Shelves) -> None:
    await known(shelves)
    shelves.stand_in.world.editors.delete(BEBOP)
    await look(shelves)
    link = await shelves.store.links.of(REN)
    with pytest.raises(TitleGone) as gone:
        await shelves.parts.library.title(link, BEBOP)  # pyright: ignore[reportArgumentType]
    assert gone.value.successor_id is None and NAMED in gone.value.names
    with pytest.raises(TitleGone):
        await shelves.parts.finder.find(link, f"https://anilist.co/anime/{BEBOP}", None)
    await shelves.restart()
    with pytest.raises(TitleGone):
        shelves.parts.gone.current(BEBOP)


async def test_a_title_that_is_not_found_is_asked_about_and_may_turn_out_to_be_merged(shelves: Shelves) -> None:
    await known(shelves)
    await shelves.store.notifications.choose(AOI, {})
    shelves.stand_in.world.editors.merge(BEBOP, MONSTER)
    link = await shelves.store.links.of(REN)
    with pytest.raises(TitleGone):
        await shelves.parts.library.fetch_title(link, BEBOP)
    await shelves.parts.gone_titles.round()
    with pytest.raises(TitleGone):
        shelves.parts.gone.current(BEBOP)
    await shelves.store.notifications.choose(AOI, {"likes": shelves.clock()})
    await look(shelves)
    assert shelves.parts.gone.current(BEBOP) == MONSTER


async def test_nothing_is_taken_for_gone_by_an_empty_or_failed_answer(shelves: Shelves) -> None:
    await known(shelves)
    editors = shelves.stand_in.world.editors
    shelves.parts.gone.suspects.add(BEBOP)
    await shelves.parts.gone_titles.round()
    assert shelves.parts.gone.current(BEBOP) == BEBOP, "AniList has it"

    for media_id in await shelves.store.media.ids():
        editors.withhold(media_id)
    shelves.parts.gone.suspects.add(BEBOP)
    await shelves.parts.gone_titles.round()
    assert shelves.parts.gone.current(BEBOP) == BEBOP, "AniList answers nothing at all"
    assert shelves.parts.gone.suspects == {BEBOP}


async def test_a_witness_that_is_gone_itself_keeps_no_other_title(shelves: Shelves) -> None:
    await known(shelves)
    popular = await shelves.store.gone_titles.witnesses([BEBOP], 2)
    for media_id in (BEBOP, popular[0]):
        shelves.stand_in.world.editors.withhold(media_id)
    shelves.parts.gone.suspects.add(BEBOP)
    await shelves.parts.gone_titles.round()
    assert BEBOP in shelves.parts.gone and popular[1] not in shelves.parts.gone


async def test_what_anilist_does_not_answer_is_asked_ever_more_rarely(
    shelves: Shelves, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    await known(shelves)
    shelves.stand_in.world.editors.withhold(BEBOP)
    shelves.stand_in.faults.share(faults.status(400, "Max query complexity"), 1, operation="MediaIds")
    shelves.parts.gone.suspects.add(BEBOP)
    shelves.asked()

    async def minutes(count: int) -> int:
        for _ in range(count):
            shelves.clock.now += 60
            await shelves.parts.gone_titles.round()
        return shelves.asked().count("MediaIds")

    assert await minutes(60) < 9 and 0 < await minutes(60) < 5
    assert caplog.text.count("Could not find out which titles are gone") == 1
    shelves.stand_in.faults.clear()
    assert await minutes(16) == 1 and BEBOP in shelves.parts.gone
    assert caplog.text.count("Could find out which titles are gone again") == 1


async def test_more_titles_than_one_request_has_are_asked_about_in_turn(shelves: Shelves) -> None:
    await known(shelves)
    unknown = set(range(900_000, 900_060))
    shelves.parts.gone.suspects |= unknown
    for _ in range(2):
        await shelves.parts.gone_titles.round()
    assert {one for one in unknown if one not in shelves.parts.gone} == set()
    assert shelves.parts.gone.suspects == set()


async def test_a_title_that_comes_back_is_there_again(shelves: Shelves) -> None:
    await known(shelves)
    editors = shelves.stand_in.world.editors
    editors.delete(BEBOP)
    await look(shelves)
    await shelves.settle()  # what began before the title came back may not know it
    editors.announce(MONSTER, BEBOP)
    shelves.put(TSUMUGI, BEBOP, status="PLANNING")
    shelves.clock.now += 3600
    link = await shelves.store.links.of(AOI)
    assert link
    await shelves.read(link)
    assert shelves.parts.gone.current(BEBOP) == BEBOP


async def test_an_old_button_leads_to_the_new_title_or_says_that_it_is_gone(club: Club) -> None:
    world, editors = club.world, club.stand_in.world.editors
    for media_id in (NARUTO, HEROES):
        club.put(club.people["aoi"], media_id, status="PLANNING")
    await world.bot.store.notifications.choose(world.users["aoi"].id, {"titles": world.clock()})
    shown = [told(await club.run("aoi", "anime", title=f"id:{one}")) for one in (NARUTO, NARUTO, HEROES)]
    merged, other, deleted = shown
    editors.merge(NARUTO, DEATH_NOTE)
    editors.delete(HEROES)
    await world.env.advance_time(2 * 3600)
    favourites = club.stand_in.world.favourites[club.people["aoi"].id]
    assert DEATH_NOTE not in favourites
    await club.press("aoi", other, TurnFavourite)
    assert DEATH_NOTE in favourites
    assert f"anilist.co/anime/{DEATH_NOTE}" in words(told(await club.press("aoi", merged, RefreshTitle)))
    assert says(told(await club.press("aoi", deleted, RefreshTitle)), REMOVED)
    (card,) = [one for one in world.dms("aoi") if ReadNotifications in actions(one)]
    assert "NARUTO" in words(card) and "Hero Academia" in words(card)
