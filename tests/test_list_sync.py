"""Reading lists: whole, then what changed; what fails, ends or comes late changes nothing that is remembered."""

import asyncio
import logging

import msgspec
import pytest

from anilist import RateLimited, RequestQueue, Scheduler, TokenRejected, Unavailable
from demo import faults
from demo.anilist.resolve import lists, pages
from library.sync import list_sync
from library.sync.answers import entry_of
from redaction import Secret
from store import FuzzyDate, Link, ListOptions
from tests.kit.library import (
    AOI,
    BEBOP,
    FERN,
    JUNO,
    MANGA,
    MONSTER,
    REN,
    SOLSTICE,
    TSUMUGI,
    Pause,
    Shelves,
    until,
)

MINUTES, DAYS = 60, 86400


async def test_a_first_look_reads_both_lists_whole(shelves: Shelves) -> None:
    link = await shelves.link()
    assert await shelves.parts.list_sync.ensure(link, "MANGA") == shelves.clock()
    await shelves.settle()
    assert shelves.asked() == ["Collection", "Collection"]
    known, true = await shelves.all(link), shelves.listed(TSUMUGI)
    assert known.keys() == true.keys()
    for media_id, entry in known.items():
        assert (entry.status, entry.score, entry.progress) == (
            true[media_id].status,
            true[media_id].score,
            true[media_id].progress,
        )
    assert (await shelves.parts.library.cached_media([*true])).keys() == true.keys()
    await shelves.parts.list_sync.ensure(link, "ANIME")
    assert shelves.asked() == []


async def test_an_entry_is_remembered_with_all_its_fields(shelves: Shelves) -> None:
    shelves.put(
        TSUMUGI,
        BEBOP,
        status="REPEATING",
        score=87,
        progress=12,
        repeat=2,
        private=True,
        notes="to the end",
        hidden_from_status_lists=True,
        custom_lists=("Watched with Juno",),
        advanced_scores=(80.0, 0.0, 95.5),
    )
    link = await shelves.link()
    await shelves.read(link)
    entry = (await shelves.all(link))[BEBOP]
    assert (entry.status, entry.score, entry.progress, entry.repeat) == ("REPEATING", 87, 12, 2)
    assert entry.private and entry.hidden and entry.notes == "to the end"
    assert entry.custom_lists == ("Watched with Juno",)
    assert entry.advanced_scores == {"Story": 80, "Characters": 0, "Visuals": 95.5, "Audio": 0, "Enjoyment": 0}


@pytest.mark.parametrize("is_first", [True, False])
async def test_how_the_person_has_set_anilist_comes_with_their_lists(shelves: Shelves, is_first: bool) -> None:
    link = await shelves.link()
    if not is_first:
        await shelves.read(link)
    parts = msgspec.structs.replace(TSUMUGI.anime, advanced_scoring=("Art", "Story"), custom_lists=("New",))
    person = msgspec.structs.replace(TSUMUGI, score_format="POINT_100", title_language="ENGLISH", anime=parts)
    shelves.stand_in.world.people[TSUMUGI.id] = person
    await shelves.read(link)
    now = await shelves.relinked(link)
    assert (now.score_format, now.title_language, now.timezone) == ("POINT_100", "ENGLISH", "09:00")
    assert now.anime == ListOptions(("New",), ("Art", "Story")) and now.manga == link.manga
    assert (now.name, now.refreshed_at, now.expires_at) == (link.name, link.refreshed_at, link.expires_at)


async def test_gaps_in_an_answer_are_anilists_defaults(shelves: Shelves) -> None:
    link = await shelves.link()
    entry = await shelves.anilist.list_chunk(Secret(shelves.stand_in.token_for(TSUMUGI)), link.anilist_id, "ANIME", 1)
    bare = msgspec.structs.replace(
        entry.entries[0],
        status=None,
        score=None,
        progress=None,
        progress_volumes=None,
        repeat=None,
        private=None,
        hidden_from_status_lists=None,
        notes=None,
        custom_lists=None,
        advanced_scores=[],
        started_at=None,
        updated_at=None,
        created_at=None,
    )
    read = entry_of(bare, "ANIME")
    assert (read.status, read.score, read.progress, read.notes, read.started) == ("CURRENT", 0, 0, "", FuzzyDate())


async def test_a_long_list_comes_in_chunks(shelves: Shelves, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "_MOST", 3)
    link = await shelves.link()
    await shelves.read(link)
    true = shelves.listed(TSUMUGI)
    anime = len(await shelves.store.entries.all(AOI, "ANIME"))
    assert (await shelves.all(link)).keys() == true.keys()
    assert shelves.asked() == ["Collection"] * (-(-anime // 3) + -(-(len(true) - anime) // 3))


async def test_custom_lists_add_what_status_lists_hide_and_double_nothing(shelves: Shelves) -> None:
    both, alone = "Watched with Juno", "Rewatch some day"
    shelves.put(TSUMUGI, BEBOP, custom_lists=(both, alone), hidden_from_status_lists=False)
    shelves.put(TSUMUGI, MONSTER, custom_lists=(alone,), hidden_from_status_lists=True)
    link = await shelves.link()
    await shelves.read(link)
    known = await shelves.all(link)
    assert known[BEBOP].custom_lists == (alone, both)
    assert known[MONSTER].hidden


async def test_what_is_old_is_shown_and_renewed_in_the_background(shelves: Shelves) -> None:
    link = await shelves.link()
    await shelves.read(link)
    shelves.asked()
    read_at = shelves.clock()
    shelves.clock.advance(10 * MINUTES)
    assert await shelves.parts.list_sync.ensure(link, "ANIME") == read_at
    await shelves.settle()
    assert shelves.asked() == []
    shelves.clock.advance(1)
    shelves.put(TSUMUGI, BEBOP, progress=20)
    assert await shelves.parts.list_sync.ensure(link, "ANIME") == read_at
    await shelves.settle()
    assert shelves.asked() == ["Changes"]
    assert (await shelves.all(link))[BEBOP].progress == 20
    assert await shelves.parts.list_sync.ensure(link, "MANGA") == shelves.clock()


async def test_a_list_of_one_request_is_read_whole_for_who_asks_anew(
    shelves: Shelves, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Changes don't tell what was taken off; a long list would cost everybody's requests."""
    shelves.put(TSUMUGI, BEBOP)
    link = await shelves.link()
    await shelves.read(link)
    entries = len(await shelves.store.entries.all(link.discord_id, "ANIME"))
    shelves.asked()
    shelves.take_away(TSUMUGI, BEBOP)
    for at_once, asked, is_known in ((entries - 1, ["Changes"], True), (entries, ["Collection"], False)):
        monkeypatch.setattr(list_sync, "_AT_ONCE", at_once)
        await shelves.parts.list_sync.sync_list(link, "ANIME")
        assert shelves.asked() == asked
        assert (BEBOP in await shelves.all(link)) == is_known


async def test_changes_are_read_until_something_is_known(shelves: Shelves, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_MOST", 10)
    link = await shelves.link(AOI, SOLSTICE)
    await shelves.read(link)
    shelves.asked()
    shelves.clock.advance(60)
    for media_id in [*shelves.listed(SOLSTICE)][:15]:
        shelves.put(SOLSTICE, media_id, progress=77)
    await shelves.parts.list_sync.sync_now(link)
    assert shelves.asked() == ["Changes", "Changes"]
    assert sum(entry.progress == 77 for entry in (await shelves.all(link)).values()) >= 15
    shelves.clock.advance(60)
    shelves.put(SOLSTICE, MANGA, progress=78)
    shelves.put(SOLSTICE, BEBOP, progress=25)
    await shelves.parts.list_sync.sync_now(link)
    assert shelves.asked() == ["Changes", "Changes"], "those of the second before belong to both"
    known = await shelves.all(link)
    assert (known[MANGA].progress, known[BEBOP].progress) == (78, 25)


async def test_changes_of_the_same_second_are_not_missed(shelves: Shelves) -> None:
    link = await shelves.link()
    shelves.put(TSUMUGI, BEBOP, progress=3)
    await shelves.read(link)
    shelves.put(TSUMUGI, MONSTER, progress=9)
    await shelves.parts.list_sync.sync_now(link)
    assert (await shelves.all(link))[MONSTER].progress == 9


async def test_more_changes_than_four_pages_are_a_whole_reading(
    shelves: Shelves, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "_MOST", 10)
    link = await shelves.link(AOI, SOLSTICE)
    await shelves.read(link)
    shelves.clock.advance(60)
    ids = [*shelves.listed(SOLSTICE)]
    for media_id in ids[:-1]:
        shelves.put(SOLSTICE, media_id, notes="seen")
    shelves.take_away(SOLSTICE, ids[-1])
    shelves.asked()
    await shelves.parts.list_sync.sync_now(link)
    assert shelves.asked() == ["Changes"] * 4 + ["Collection"] * 2
    known = await shelves.all(link)
    assert known.keys() == {*ids[:-1]} and all(entry.notes == "seen" for entry in known.values())


async def test_the_weekly_whole_reading_finds_what_was_deleted(shelves: Shelves) -> None:
    shelves.put(TSUMUGI, BEBOP)
    link = await shelves.link()
    await shelves.read(link)
    shelves.take_away(TSUMUGI, BEBOP)
    shelves.clock.advance(7 * DAYS)
    await shelves.parts.list_sync.sync_now(link)
    assert BEBOP in await shelves.all(link), "changes do not tell"
    shelves.asked()
    shelves.clock.advance(1)
    await shelves.parts.list_sync.sync_now(link)
    assert shelves.asked() == ["Collection", "Collection"]
    assert BEBOP not in await shelves.all(link)


async def test_who_has_nothing_is_asked_for_no_more_than_anybody(shelves: Shelves) -> None:
    link = await shelves.link(AOI, FERN)
    await shelves.read(link)
    shelves.asked()
    await shelves.parts.list_sync.sync_now(link)
    assert shelves.asked() == ["Changes"]
    shelves.put(FERN, BEBOP, progress=1)
    await shelves.parts.list_sync.sync_now(link)
    assert (await shelves.all(link)).keys() == {BEBOP}


async def test_one_reading_at_a_time_for_all_who_wait(shelves: Shelves) -> None:
    link, reader = await shelves.link(), shelves.parts.list_sync
    reader.start_sync(link, whole=True)
    reader.start_sync(link)
    await asyncio.gather(reader.ensure(link, "ANIME"), reader.ensure(link, "MANGA"), reader.sync_now(link))
    assert shelves.asked() == ["Collection", "Collection"]
    other = await shelves.link(REN, JUNO)
    await asyncio.gather(reader.sync_now(link), reader.ensure(other, "ANIME"))
    await shelves.settle()
    assert sorted(shelves.asked()) == ["Changes", "Collection", "Collection"]


async def test_refresh_before_anything_is_known_reads_all(shelves: Shelves) -> None:
    link = await shelves.link()
    await asyncio.gather(shelves.parts.list_sync.sync_now(link), shelves.parts.list_sync.ensure(link, "ANIME"))
    assert (await shelves.all(link)).keys() == shelves.listed(TSUMUGI).keys()


@pytest.mark.parametrize("fault", [faults.reset_after, faults.html(), faults.half_json, faults.status(500)])
async def test_a_failure_leaves_what_is_remembered(
    shelves: Shelves, fault: faults.Fault, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    link = await shelves.link()
    await shelves.read(link)
    before = await shelves.all(link)
    shelves.clock.advance(11 * MINUTES)
    shelves.stand_in.faults.arm(fault)
    read_at = await shelves.parts.list_sync.ensure(link, "ANIME")
    await shelves.settle()
    assert await shelves.all(link) == before
    assert await shelves.parts.list_sync.ensure(link, "ANIME") == read_at
    assert [record.levelname for record in caplog.records if record.name == "library.sync.list_sync"] == ["INFO"]
    await shelves.settle()
    assert await shelves.parts.list_sync.ensure(link, "ANIME") == shelves.clock()


async def test_a_failure_in_the_middle_of_a_list_takes_over_nothing_of_it(
    shelves: Shelves, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "_MOST", 3)
    link = await shelves.link(AOI, SOLSTICE)
    shelves.stand_in.faults.arm(faults.nothing)
    shelves.stand_in.faults.arm(faults.status(500))
    with pytest.raises(Unavailable):
        await shelves.parts.list_sync.ensure(link, "ANIME")
    assert await shelves.all(link) == {}
    await shelves.parts.list_sync.sync_now(link)
    assert (await shelves.all(link)).keys() == shelves.listed(SOLSTICE).keys()


async def test_who_waits_for_a_list_waits_for_that_alone(shelves: Shelves) -> None:
    link = await shelves.link()
    hang = faults.Hang()
    shelves.stand_in.faults.arm(faults.nothing)
    shelves.stand_in.faults.arm(hang)
    assert await shelves.parts.list_sync.ensure(link, "MANGA") == shelves.clock()
    assert {entry.media_type for entry in (await shelves.all(link)).values()} == {"MANGA"}
    await hang.reached.wait()
    hang.release()
    await shelves.settle()
    assert (await shelves.all(link)).keys() == shelves.listed(TSUMUGI).keys()
    assert shelves.asked() == ["Collection", "Collection"]


async def test_who_waits_for_a_list_hurries_what_is_read_in_the_background(shelves: Shelves) -> None:
    pause, now = Pause(), 0.0
    scheduler = shelves.anilist._scheduler = Scheduler(RequestQueue(monotonic=lambda: now, sleep=pause))
    scheduler.learn({"X-RateLimit-Limit": "30", "X-RateLimit-Remaining": "15"})
    link = await shelves.link()
    shelves.parts.list_sync.start_sync(link)
    await until(lambda: pause.begun == 1)
    async with asyncio.timeout(60):
        await shelves.parts.list_sync.ensure(link, "ANIME")
    assert shelves.asked() == ["Collection"]
    assert {entry.media_type for entry in (await shelves.all(link)).values()} == {"ANIME"}


async def test_who_waits_too_long_for_a_part_of_a_list_is_told_and_the_rest_is_read(
    shelves: Shelves, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "_MOST", 3)
    now = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    shelves.anilist._scheduler = Scheduler(RequestQueue(monotonic=lambda: now, sleep=sleep))
    link = await shelves.link(AOI, SOLSTICE)
    shelves.stand_in.faults.arm(faults.nothing)
    shelves.stand_in.faults.arm(faults.too_many_requests(retry_after=40))
    with pytest.raises(RateLimited) as refused:
        await shelves.parts.list_sync.ensure(link, "ANIME")
    assert refused.value.retry_after == 40
    await until(lambda: now >= 40)  # what is read in the background has waited
    assert await shelves.parts.list_sync.ensure(link, "ANIME") == shelves.clock()
    await shelves.settle()  # the manga too, which nobody waits for
    read = await shelves.all(link)
    assert read.keys() == shelves.listed(SOLSTICE).keys()
    assert shelves.asked().count("Collection") == len(read) // 3 + 1, "and nothing of it twice"


async def test_the_list_that_could_not_be_read_is_read_next(shelves: Shelves) -> None:
    link = await shelves.link()
    await one_list(shelves, link, "MANGA")
    await shelves.parts.list_sync.sync_now(link)
    assert shelves.asked() == ["Collection"]
    assert (await shelves.all(link)).keys() == shelves.listed(TSUMUGI).keys()


async def test_what_changes_between_the_readings_of_the_two_lists_is_not_missed(shelves: Shelves) -> None:
    link = await shelves.link()
    await one_list(shelves, link, "ANIME")
    shelves.clock.advance(90)
    shelves.put(TSUMUGI, BEBOP, progress=9)
    shelves.clock.advance(90)
    shelves.put(TSUMUGI, MANGA, progress=7)
    await shelves.parts.list_sync.ensure(link, "MANGA")
    shelves.clock.advance(90)
    await shelves.parts.list_sync.sync_now(link)
    assert (await shelves.all(link))[BEBOP].progress == 9


async def one_list(shelves: Shelves, link: Link, media_type: str) -> None:
    """The reading of the other fails."""
    shelves.stand_in.faults.arm(faults.nothing)
    shelves.stand_in.faults.arm(faults.status(500))
    await shelves.parts.list_sync.ensure(link, media_type)
    await shelves.settle()
    assert {entry.media_type for entry in (await shelves.all(link)).values()} == {media_type}
    shelves.asked()


async def test_changes_that_were_cut_short_are_asked_for_again(
    shelves: Shelves, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "_MOST", 10)
    link = await shelves.link(AOI, SOLSTICE)
    await shelves.read(link)
    shelves.clock.advance(60)
    for age, media_id in enumerate([*shelves.listed(SOLSTICE)][:25]):
        shelves.put(SOLSTICE, media_id, notes="seen", updated_at=shelves.clock() - age // 3)
    hang = faults.Hang()
    shelves.stand_in.faults.arm(hang)
    shelves.parts.list_sync.start_sync(link)
    await hang.reached.wait()
    shelves.stand_in.faults.arm(faults.status(500))
    hang.release()
    await shelves.settle()
    assert sum(entry.notes == "seen" for entry in (await shelves.all(link)).values()) == 10
    await shelves.parts.list_sync.sync_now(link)
    assert sum(entry.notes == "seen" for entry in (await shelves.all(link)).values()) == 25


async def test_unlinking_during_a_reading_leaves_nothing(shelves: Shelves) -> None:
    link = await shelves.link()
    for operation, whole in (("Collection", True), ("Changes", False)):
        link = await shelves.link()
        await shelves.read(link)
        hang = faults.Hang()
        shelves.stand_in.faults.arm(hang, operation=operation)
        shelves.parts.list_sync.start_sync(link, whole=whole)
        await hang.reached.wait()
        await shelves.store.links.delete(AOI)
        hang.release()
        await shelves.settle()
        for table in ("lists", "entries", "absences"):
            assert await shelves.store.database.all(f"SELECT * FROM {table}") == []


async def test_another_account_linked_during_a_reading_gets_its_own_lists(shelves: Shelves) -> None:
    link = await shelves.link()
    hang = faults.Hang()
    shelves.stand_in.faults.arm(hang, operation="Collection")
    shelves.parts.list_sync.start_sync(link, whole=True)
    await hang.reached.wait()
    other = await shelves.link(AOI, JUNO)
    shelves.parts.list_sync.start_sync(other, whole=True)
    await until(lambda: {key[1] for key in shelves.parts.list_sync._fetches} == {TSUMUGI.id})
    assert (await shelves.all(other)).keys() == shelves.listed(JUNO).keys()
    hang.release()
    await shelves.settle()
    assert (await shelves.all(other)).keys() == shelves.listed(JUNO).keys()


async def test_a_rejected_token_marks_the_link(shelves: Shelves) -> None:
    link = await shelves.link()
    shelves.stand_in.faults.arm(faults.invalid_token())
    with pytest.raises(TokenRejected):
        await shelves.parts.list_sync.ensure(link, "ANIME")
    dead = await shelves.relinked(link)
    assert dead.rejected_at == shelves.clock()
    shelves.asked()
    with pytest.raises(TokenRejected):
        await shelves.parts.list_sync.sync_now(dead)
    assert shelves.asked() == []


async def test_a_dead_link_shows_what_is_remembered_and_asks_nothing(shelves: Shelves) -> None:
    link = await shelves.link()
    await shelves.read(link)
    await shelves.store.links.reject(AOI)
    dead = await shelves.relinked(link)
    read_at = shelves.clock()
    shelves.asked()
    shelves.clock.advance(DAYS)
    assert await shelves.parts.list_sync.ensure(dead, "ANIME") == read_at
    assert shelves.asked() == []


async def test_the_end_of_an_old_token_does_not_end_the_new_link(shelves: Shelves) -> None:
    link = await shelves.link()
    hang = faults.Hang()
    shelves.stand_in.faults.arm(hang)
    shelves.parts.list_sync.start_sync(link, whole=True)
    await hang.reached.wait()
    for token in shelves.stand_in.tokens._given[TSUMUGI.id]:
        shelves.stand_in.revoke(token)
    shelves.clock.advance(1)
    new = await shelves.link()
    hang.release()
    await shelves.settle()
    assert (await shelves.relinked(new)).rejected_at is None


async def test_closing_ends_what_is_being_read(shelves: Shelves) -> None:
    link = await shelves.link()
    hang = faults.Hang()
    shelves.stand_in.faults.arm(hang)
    shelves.parts.list_sync.start_sync(link, whole=True)
    await hang.reached.wait()
    await shelves.restart()
    hang.release()
    assert await shelves.all(link) == {}


async def test_what_nobody_came_for_is_forgotten(shelves: Shelves) -> None:
    old = await shelves.link(AOI, TSUMUGI)
    await shelves.read(old)
    shelves.clock.advance(20 * DAYS)
    young = await shelves.link(REN, JUNO)
    await shelves.read(young)
    shelves.clock.advance(10 * DAYS + 1)
    await shelves.parts.list_sync.expire()
    assert await shelves.all(old) == {}
    assert (await shelves.all(young)).keys() == shelves.listed(JUNO).keys()
    known = await shelves.parts.library.cached_media([*shelves.listed(TSUMUGI), *shelves.listed(JUNO)])
    assert known.keys() == shelves.listed(JUNO).keys()
    shelves.asked()
    assert await shelves.parts.list_sync.ensure(old, "ANIME") == shelves.clock()


async def test_a_list_whose_titles_may_be_forgotten_is_read_before_it_is_shown(shelves: Shelves) -> None:
    link = await shelves.link()
    await shelves.read(link)
    shelves.clock.advance(20 * DAYS)
    await shelves.parts.library.fetch_title(link, BEBOP)
    shelves.clock.advance(10 * DAYS + 1)
    await shelves.parts.list_sync.expire()
    shelf = await shelves.parts.list_pages.shelf(link, "ANIME", "CURRENT", "COMPLETED")
    assert shelf.as_of == shelves.clock()
    by_status = await shelves.store.entries.by_status(link.discord_id, ["ANIME"])
    listed = {*by_status["CURRENT"], *by_status["COMPLETED"]}
    assert {entry.media_id for entry, _ in shelf.lines} == listed, "each has its title"
