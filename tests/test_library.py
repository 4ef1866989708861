"""What is known of titles and entries: from memory where that is young enough, from AniList otherwise."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
import pytest

from anilist import NotFound, TokenRejected, Unavailable
from demo import faults
from demo.anilist.lists import DateParts
from demo.anilist.recommended import recommended
from library.rules.entry_rules import Wish
from library.sync.list_sync import SECONDS_UNTIL_CHANGES
from store import Link
from tests.kit.library import AOI, BEBOP, JUNO, MANGA, MONSTER, REN, TSUMUGI, Shelves

HOURS = 3600


@pytest.fixture
def shelves(shelves: Shelves) -> Shelves:
    shelves.put(TSUMUGI, BEBOP, status="CURRENT", progress=12)
    shelves.take_away(TSUMUGI, MONSTER)
    return shelves


async def test_a_shelf_has_a_list_and_its_titles(shelves: Shelves) -> None:
    link = await shelves.link()
    shelf = await shelves.parts.list_pages.shelf(link, "ANIME", "CURRENT", "COMPLETED")
    await shelves.settle()
    assert shelves.asked() == ["Collection", "Collection"]
    assert all(entry.media_id == media.id for entry, media in shelf.lines)
    assert {media.media_type for _, media in shelf.lines} == {"ANIME"}
    assert {entry.status for entry, _ in shelf.lines} == {"CURRENT", "COMPLETED"}
    assert await shelves.parts.list_pages.shelf(link, "ANIME", "CURRENT", "COMPLETED") == shelf
    assert (await shelves.parts.list_pages.shelf(link, "MANGA", "CURRENT")).lines
    assert shelves.asked() == []


async def test_a_title_costs_one_request_cold_and_none_warm(shelves: Shelves) -> None:
    link = await shelves.link()
    cold = await shelves.parts.library.card_title(link, BEBOP)
    assert shelves.asked() == ["Media"]
    assert cold.entry and cold.entry.progress == 12
    assert cold.is_favourite is False and cold.as_of == shelves.clock()
    shelves.clock.advance(6 * HOURS)
    warm = await shelves.parts.library.card_title(link, BEBOP)
    assert shelves.asked() == []
    assert warm == msgspec.structs.replace(cold, is_favourite=None)
    shelves.clock.advance(1)
    assert (await shelves.parts.library.card_title(link, BEBOP)).as_of == shelves.clock()
    assert shelves.asked() == ["Media"]


@pytest.mark.parametrize("is_linked", [True, False])
async def test_what_is_recommended_comes_with_the_card(shelves: Shelves, is_linked: bool) -> None:
    link = await shelves.link() if is_linked else None
    known = shelves.parts.library
    await known.card_title(link, BEBOP)
    assert shelves.asked() == ["Media"]
    told = {one["id"]: one["rating"] for one in recommended(BEBOP)}
    found = await shelves.store.recommendations.of([BEBOP])
    assert {one.recommended_id: one.rating for one in found} == told != {}
    assert {one.media_id for one in found} == {BEBOP}


async def test_a_list_knows_no_descriptions(shelves: Shelves) -> None:
    link = await shelves.link()
    await shelves.read(link)
    shelves.asked()
    assert "radios" in ((await shelves.parts.library.card_title(link, BEBOP)).media.description or "")
    assert shelves.asked() == ["Media"]
    await shelves.parts.list_sync.sync_now(link)
    shelves.asked()
    assert "radios" in ((await shelves.parts.library.card_title(link, BEBOP)).media.description or "")
    assert shelves.asked() == []


async def test_a_title_without_a_description_is_not_asked_for_again(shelves: Shelves) -> None:
    link = await shelves.link()
    assert (await shelves.parts.library.card_title(link, MONSTER)).media.description == ""
    await shelves.parts.library.card_title(link, MONSTER)
    assert shelves.asked() == ["Media"]


async def test_absence_is_remembered(shelves: Shelves) -> None:
    link = await shelves.link()
    for _ in range(2):
        assert (await shelves.parts.library.card_title(link, MONSTER)).entry is None
    assert shelves.asked() == ["Media"]
    assert (await shelves.parts.library.title(link, MONSTER)).as_of == shelves.clock()


async def test_after_a_whole_reading_absence_is_knowledge(shelves: Shelves) -> None:
    stranger, link = await shelves.link(REN, JUNO), await shelves.link()
    await shelves.parts.library.fetch_title(stranger, MONSTER)
    await shelves.read(link)
    shelves.asked()
    title = await shelves.parts.library.card_title(link, MONSTER)
    assert (title.entry, title.as_of) == (None, shelves.clock())
    assert shelves.asked() == []


async def test_a_title_for_somebody_who_is_not_linked(shelves: Shelves) -> None:
    for _ in range(2):
        title = await shelves.parts.library.card_title(None, BEBOP)
        assert (title.entry, title.is_favourite, title.as_of) == (None, None, shelves.clock())
    assert shelves.asked() == ["Media"]


async def test_what_others_asked_for_costs_their_facts_only_once(shelves: Shelves) -> None:
    await shelves.parts.library.card_title(None, BEBOP)
    link = await shelves.link()
    shelves.asked()
    title = await shelves.parts.library.card_title(link, BEBOP)
    assert title.entry and shelves.asked() == ["Media"], "the entry is not known yet"
    await asyncio.gather(*(shelves.parts.library.fetch_title(None, MANGA) for _ in range(5)))
    assert shelves.asked() == ["Media"]


async def test_held_is_of_any_age_and_current_of_ten_minutes(shelves: Shelves) -> None:
    link = await shelves.link()
    await shelves.read(link)
    read_at = shelves.clock()
    shelves.put(TSUMUGI, BEBOP, progress=20)
    shelves.asked()
    shelves.clock.advance(600)
    assert (await shelves.parts.library.title(link, BEBOP, max_age=SECONDS_UNTIL_CHANGES)).as_of == read_at
    shelves.clock.advance(1)
    held = await shelves.parts.library.title(link, BEBOP)
    assert held.as_of == read_at and held.entry and held.entry.progress == 12
    assert shelves.asked() == []
    current = await shelves.parts.library.title(link, BEBOP, max_age=SECONDS_UNTIL_CHANGES)
    assert current.as_of == shelves.clock() and current.entry and current.entry.progress == 20
    assert shelves.asked() == ["Media"]


async def test_held_asks_when_nothing_is_known(shelves: Shelves) -> None:
    link = await shelves.link()
    assert (await shelves.parts.library.cached_title(link, BEBOP)) == (None, None)
    held = await shelves.parts.library.title(link, BEBOP)
    assert shelves.asked() == ["Media"]
    assert (await shelves.parts.library.cached_title(link, BEBOP)) == (held.media, held.entry)


async def test_an_error_is_no_knowledge(shelves: Shelves) -> None:
    link = await shelves.link()
    shelves.stand_in.faults.arm(faults.status(500))
    with pytest.raises(Unavailable):
        await shelves.parts.library.card_title(link, BEBOP)
    with pytest.raises(NotFound):
        await shelves.parts.library.card_title(link, 999_999)
    assert await shelves.parts.library.cached_media([BEBOP, 999_999]) == {}
    assert await shelves.all(link) == {}


async def test_a_dead_link_keeps_what_is_remembered(shelves: Shelves) -> None:
    link = await shelves.link()
    await shelves.read(link)
    read_at, entry = shelves.clock(), (await shelves.all(link))[BEBOP]
    shelves.clock.advance(7 * HOURS)
    shelves.stand_in.faults.arm(faults.invalid_token())
    with pytest.raises(TokenRejected):
        await shelves.parts.library.card_title(link, BEBOP)
    dead = await shelves.relinked(link)
    assert dead.rejected_at == shelves.clock()
    title = await shelves.parts.library.card_title(dead, BEBOP)
    assert (title.entry, title.is_favourite, title.as_of) == (entry, None, read_at)
    assert title.media.description, "what is public is still asked for"
    assert (await shelves.all(link))[BEBOP] == entry


async def test_a_token_that_has_ended_is_dead_without_asking(shelves: Shelves) -> None:
    """After a year AniList answers some of them with 500, which would look like an outage."""
    shelves.stand_in.faults.share(faults.status(500), 1.0, operation="Collection")
    asks: tuple[Callable[[Link], Awaitable[object]], ...] = (
        lambda link: shelves.parts.list_sync.ensure(link, "ANIME"),
        shelves.parts.list_sync.sync_now,
        lambda link: shelves.parts.library.card_title(link, BEBOP),
        lambda link: shelves.parts.editor.change(link, BEBOP, Wish(status="CURRENT"), change_id=shelves.new_id()),
    )
    for ask in asks:
        link = await shelves.link()
        await shelves.store.database.execute("UPDATE links SET expires_at = :at", at=shelves.clock())
        shelves.asked()
        with pytest.raises(TokenRejected):
            await ask(link)
        await shelves.settle()
        dead = await shelves.relinked(link)
        assert shelves.asked() == [] and dead.rejected_at == shelves.clock()
        assert (await shelves.parts.library.card_title(dead, BEBOP, max_age=0)).media.description, (
            "what is public is still asked for"
        )


async def test_an_answer_that_took_long_does_not_cover_a_later_change(shelves: Shelves) -> None:
    link = await shelves.link()
    await shelves.read(link)
    hang = faults.Hang()
    shelves.stand_in.faults.arm(hang)
    asking = asyncio.create_task(shelves.parts.library.fetch_title(link, MANGA))
    await hang.reached.wait()
    shelves.clock.advance(2)
    entry = msgspec.structs.replace((await shelves.all(link))[BEBOP], media_id=MANGA, media_type="MANGA", progress=99)
    await shelves.parts.library.store_entry(link, MANGA, entry, shelves.clock())
    hang.release()
    await asking
    assert (await shelves.all(link))[MANGA].progress == 99


async def test_what_comes_after_unlinking_is_not_kept(shelves: Shelves) -> None:
    for next_person in (None, JUNO):
        link = await shelves.link(AOI, TSUMUGI)
        hang = faults.Hang()
        shelves.stand_in.faults.arm(hang)
        asking = asyncio.create_task(shelves.parts.library.fetch_title(link, BEBOP))
        await hang.reached.wait()
        await shelves.store.links.delete(AOI)
        if next_person:
            await shelves.link(AOI, next_person)
        hang.release()
        await asking
        assert await shelves.all(link) == {}


async def test_what_a_test_lets_be_known_is_what_is_read(shelves: Shelves, link: Link) -> None:
    read = await shelves.all(link)
    shelves.clock.advance(601)
    await shelves.know(link)
    assert await shelves.all(link) == read
    shelves.put(TSUMUGI, BEBOP, status="PAUSED", progress=3, score=77, notes="later", completed_at=DateParts(2024, 5))
    shelves.take_away(TSUMUGI, MONSTER)
    await shelves.know(link)
    known = await shelves.all(link)
    assert BEBOP in known and MONSTER not in known
    shelves.clock.advance(601)
    await shelves.parts.list_sync.sync_list(link, "ANIME")
    assert await shelves.all(link) == known
