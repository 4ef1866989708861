"""Imports: matched, planned, written step by step, stopped and taken back, whatever AniList and people do meanwhile."""

import asyncio
from collections import Counter

import msgspec
import pytest

from demo import faults
from demo.anilist.lists import DateParts, MediaList
from demo.anilist.media import all_media
from demo.anilist.refusals import invalid
from demo.anilist.world import as_asked
from library.errors import ImportMovedOn, InvalidFile
from store import Import, ImportMode, Link, TitleCount
from tests.kit.exports import anime, export, manga
from tests.kit.library import AOI, BEBOP, FERN, JUNO, MONSTER, REN, Shelves
from tests.kit.steps import Steps

ANIME = [node for node in all_media().values() if node["type"] == "ANIME" and node["idMal"] and node["episodes"]]
UNKNOWN = 9_999_999


def of_mal(media_id: int) -> int:
    return all_media()[media_id]["idMal"]


def title(media_id: int, status: str = "Completed", **values: object) -> str:
    return anime(of_mal(media_id), f"T{media_id}", **({"status": status} | values))


def titles(count: int) -> list[str]:
    """So many completed anime, half of them with a date."""
    dates = ("2020-01-02", "0000-00-00")
    return [
        title(node["id"], watched_episodes=node["episodes"], score=8, finish_date=dates[at % 2])
        for at, node in enumerate(ANIME[:count])
    ]


@pytest.fixture
async def fern(shelves: Shelves) -> Link:
    link = await shelves.link(AOI, FERN)
    await shelves.read(link)
    shelves.asked()
    return link


async def proposed(shelves: Shelves, link: Link, *entries: str, with_notes: bool = False) -> Import:
    importer = shelves.parts.importer
    one = await importer.begin(link, export(*entries), with_notes=with_notes, import_id=shelves.new_id())
    await importer.settled()
    return await now(shelves, one)


async def now(shelves: Shelves, one: Import) -> Import:
    found = await shelves.store.imports.of(one.id)
    assert found
    return found


async def counts(shelves: Shelves, one: Import) -> dict[str, int]:
    found = Counter[str]()
    for count in await shelves.store.import_titles.counts(one.id):
        found[count.state] += count.number
    return dict(found)


async def started(shelves: Shelves, link: Link, one: Import, mode: ImportMode = "missing") -> Import:
    await shelves.parts.importer.start(link, one.id, mode)
    await shelves.parts.importer.settled()
    return await now(shelves, one)


async def undone(shelves: Shelves, link: Link, one: Import) -> Import:
    await shelves.parts.importer.undo(link, one.id)
    await shelves.parts.importer.settled()
    return await now(shelves, one)


def listed(shelves: Shelves) -> dict[int, MediaList]:
    """What is said on the list, whenever it was said."""
    return {
        media_id: msgspec.structs.replace(entry, updated_at=0, created_at=0, id=0, notes=entry.notes or "")
        for media_id, entry in shelves.listed(FERN).items()
    }


async def test_a_list_is_moved_over_and_taken_back(shelves: Shelves, fern: Link) -> None:
    entries = [*titles(40), manga(1, "Monster", status="Reading", read_chapters=20, read_volumes=2), anime(UNKNOWN)]
    one = await proposed(shelves, fern, *entries)
    assert one.state == "proposed" and shelves.asked() == ["ByMalIds", "ByMalIds"] and shelves.listed(FERN) == {}
    assert await shelves.store.import_titles.counts(one.id) == [
        TitleCount("missing", 0, 1),
        TitleCount("waiting", 1, 41),
    ]
    done = await started(shelves, fern, one)
    assert done.state == "done" and await counts(shelves, one) == {"done": 41, "missing": 1}
    assert shelves.asked() == ["SaveEach"] * 3 + ["SaveEntries"], "fifteen at once, and the dates of today off again"
    for at, node in enumerate(ANIME[:40]):
        entry = shelves.listed(FERN)[node["id"]]
        assert (entry.status, entry.score, entry.progress) == ("COMPLETED", 80, node["episodes"])
        assert entry.completed_at == (DateParts() if at % 2 else DateParts(2020, 1, 2)) and not entry.private
    read = shelves.listed(FERN)[30001]
    assert (read.status, read.progress, read.progress_volumes) == ("CURRENT", 20, 2)
    assert (await shelves.all(fern)).keys() == shelves.listed(FERN).keys(), "it is remembered"
    await shelves.restart()
    assert (await undone(shelves, fern, one)).state == "undone" and shelves.listed(FERN) == {}
    assert shelves.asked() == ["SaveEach"] * 3 and await counts(shelves, one) == {"undone": 41, "missing": 1}
    with pytest.raises(ImportMovedOn):
        await shelves.parts.importer.undo(fern, one.id)


async def test_what_is_known_costs_no_request(shelves: Shelves, fern: Link) -> None:
    await proposed(shelves, fern, *titles(5), anime(UNKNOWN))
    shelves.asked()
    await proposed(shelves, fern, *titles(5), anime(UNKNOWN))
    assert shelves.asked() == []
    public = shelves.parts.finder._catalogue.public
    assert not any(node["id"] in public for node in ANIME[:5]), "nobody else learns that somebody has them"


async def test_entries_stay_as_they_are_until_asked_otherwise(shelves: Shelves, fern: Link) -> None:
    """Raising goes on and fills in; overwriting makes the entry what the file says, and empties nothing."""
    shelves.put(FERN, BEBOP, status="CURRENT", progress=20, notes="mine", private=True)
    shelves.put(FERN, MONSTER, status="CURRENT", progress=30, score=95)
    await shelves.read(fern)
    before = listed(shelves)
    file = (
        title(BEBOP, "Completed", watched_episodes=26, score=7, finish_date="2001-02-03", start_date="2001-01-01"),
        title(MONSTER, "Dropped", watched_episodes=10, score=3, comments="too long"),
    )
    one = await proposed(shelves, fern, *file)
    assert await counts(shelves, one) == {"waiting": 2}
    assert (await started(shelves, fern, one)).state == "done" and listed(shelves) == before
    one = await proposed(shelves, fern, *file)
    await started(shelves, fern, one, "raise")
    bebop, monster = listed(shelves)[BEBOP], listed(shelves)[MONSTER]
    assert (bebop.status, bebop.progress, bebop.score, bebop.private, bebop.notes) == (
        "COMPLETED",
        26,
        70,
        True,
        "mine",
    )
    assert (bebop.started_at, bebop.completed_at) == (DateParts(2001, 1, 1), DateParts(2001, 2, 3))
    assert monster == before[MONSTER], "it is not lowered"
    again = await proposed(shelves, fern, *file, with_notes=True)
    await started(shelves, fern, again, "overwrite")
    monster = listed(shelves)[MONSTER]
    assert (monster.status, monster.progress, monster.score, monster.notes) == ("DROPPED", 10, 30, "too long")
    assert listed(shelves)[BEBOP] == bebop
    await undone(shelves, fern, again)
    await undone(shelves, fern, one)
    assert listed(shelves) == before


async def test_what_a_phone_did_meanwhile_counts(shelves: Shelves, fern: Link) -> None:
    """Before the start, and before the undo, which says what it leaves."""
    one = await proposed(shelves, fern, *titles(3))
    shelves.clock.advance(601)
    first, second, third = (node["id"] for node in ANIME[:3])
    shelves.put(FERN, first, status="DROPPED", progress=1)
    await started(shelves, fern, one)
    assert shelves.asked() == ["ByMalIds", "Entries", "SaveEach", "SaveEach"], (
        "an entry is looked at again after ten minutes"
    )
    assert shelves.listed(FERN)[first].status == "DROPPED"
    assert await counts(shelves, one) == {"done": 2, "skipped": 1}
    shelves.clock.advance(601)
    shelves.put(FERN, second, score=10)
    await undone(shelves, fern, one)
    assert shelves.listed(FERN).keys() == {first, second} and third not in shelves.listed(FERN)
    assert await counts(shelves, one) == {"undone": 1, "kept": 1, "skipped": 1}


async def test_it_stops_and_goes_on(shelves: Shelves, fern: Link) -> None:
    one = await proposed(shelves, fern, *titles(40))
    hang = faults.Hang()
    shelves.stand_in.faults.arm(faults.nothing, operation="SaveEach")
    shelves.stand_in.faults.arm(hang, operation="SaveEach")
    importer = shelves.parts.importer
    await importer.start(fern, one.id, "missing")
    await hang.reached.wait()
    await importer.stop(fern, one.id)
    hang.release()
    await importer.settled()
    found = await counts(shelves, one)
    assert (await now(shelves, one)).state == "stopped" and found["waiting"] == 10
    await importer.resume(fern, one.id)
    await importer.settled()
    assert (await now(shelves, one)).state == "done" and len(shelves.listed(FERN)) == 40
    await undone(shelves, fern, one)
    assert shelves.listed(FERN) == {}


@pytest.mark.parametrize("fault", [faults.reset_after, faults.reset_before, faults.html(), faults.half_json])
async def test_a_lost_answer_is_looked_for(shelves: Shelves, fern: Link, fault: faults.Fault) -> None:
    one = await proposed(shelves, fern, *titles(20))
    shelves.stand_in.faults.arm(fault, operation="SaveEach")
    await started(shelves, fern, one)
    assert (await now(shelves, one)).state == "done" and await counts(shelves, one) == {"done": 20}
    assert len(shelves.listed(FERN)) == 20
    shelves.stand_in.faults.arm(fault, operation="SaveEach")
    await undone(shelves, fern, one)
    assert shelves.listed(FERN) == {} and await counts(shelves, one) == {"undone": 20}


async def test_it_waits_while_anilist_is_down_and_for_another_link(shelves: Shelves, fern: Link) -> None:
    one = await proposed(shelves, fern, *titles(20))
    shelves.stand_in.faults.share(faults.disabled(), 1)
    await started(shelves, fern, one)
    assert await counts(shelves, one) == {"waiting": 20} and shelves.listed(FERN) == {}
    shelves.stand_in.faults.clear()
    shelves.clock.advance(61)
    await shelves.store.links.reject(fern.discord_id)
    await shelves.parts.importer.round()
    assert shelves.listed(FERN) == {}
    link = await shelves.link(AOI, FERN)
    await shelves.parts.importer.round()
    assert (await now(shelves, one)).state == "done" and len(shelves.listed(FERN)) == 20 and link


async def test_one_that_anilist_refuses_costs_itself(shelves: Shelves, fern: Link) -> None:
    refused = ANIME[3]["id"]

    def keeping(before: MediaList, asked: MediaList) -> MediaList:
        if asked.media_id == refused:
            raise invalid(notes="This is too odd.")
        return asked

    shelves.stand_in.world.keeping = keeping
    one = await proposed(shelves, fern, *titles(10))
    await started(shelves, fern, one)
    assert await counts(shelves, one) == {"done": 9, "refused": 1}
    (title_,) = await shelves.store.import_titles.some(one.id, "refused", limit=5)
    assert title_.media_id == refused and title_.reason and "too odd" in title_.reason
    shelves.stand_in.world.keeping = as_asked
    await undone(shelves, fern, one)
    assert shelves.listed(FERN) == {}


async def test_it_goes_with_the_link_and_is_nobody_elses(shelves: Shelves, fern: Link) -> None:
    one = await proposed(shelves, fern, *titles(3))
    other = await shelves.link(REN, JUNO)
    for act in (shelves.parts.importer.undo, shelves.parts.importer.stop, shelves.parts.importer.resume):
        with pytest.raises(ImportMovedOn):
            await act(other, one.id)
    await shelves.parts.importer.discard(other, one.id)
    assert await shelves.store.imports.of(one.id)
    await shelves.store.links.delete(fern.discord_id)
    assert await shelves.store.imports.of(one.id) is None
    assert await shelves.store.database.all("SELECT * FROM import_entries") == []
    with pytest.raises(InvalidFile):
        await shelves.parts.importer.begin(other, b"<a/>", with_notes=False, import_id=1)


async def test_several_take_turns(shelves: Shelves, fern: Link) -> None:
    other = await shelves.link(REN, JUNO)
    await shelves.read(other)
    mine, theirs = await proposed(shelves, fern, *titles(45)), await proposed(shelves, other, *titles(45))
    shelves.stand_in.requests.clear()
    importer = shelves.parts.importer
    await asyncio.gather(importer.start(fern, mine.id, "missing"), importer.start(other, theirs.id, "missing"))
    await importer.settled()
    whose = [seen.user_id for seen in shelves.stand_in.requests if seen.operation == "SaveEach"]
    assert len(whose) >= 5 and all(whose[at] != whose[at + 1] for at in range(3))


async def test_it_is_forgotten(shelves: Shelves, fern: Link) -> None:
    one = await started(shelves, fern, await proposed(shelves, fern, *titles(2)))
    waiting = await proposed(shelves, fern, *titles(2))
    shelves.clock.advance(86401)
    await shelves.parts.importer.expire()
    assert await shelves.store.imports.of(waiting.id) is None and await shelves.store.imports.of(one.id)
    shelves.clock.advance(7 * 86400)
    await shelves.parts.importer.expire()
    assert await shelves.store.imports.of(one.id) is None
    assert await shelves.store.database.all("SELECT * FROM mal_ids") == []


@pytest.mark.parametrize("stride", [5, pytest.param(1, marks=pytest.mark.long)])
async def test_it_goes_on_after_a_cut_at_any_step(shelves: Shelves, fern: Link, steps: Steps, stride: int) -> None:
    """Each time another event is the last one of the work; then it is gone on with, and the list is right."""
    store = shelves.store
    file = [*titles(3), title(BEBOP, "Dropped", watched_episodes=3)]
    wanted = {node["id"] for node in ANIME[:3]} | {BEBOP}
    await started(shelves, fern, await proposed(shelves, fern, *file))
    after = listed(shelves)
    await undone(shelves, fern, (await store.imports.latest(fern.discord_id)) or pytest.fail("it is there"))
    assert after.keys() == wanted and shelves.listed(FERN) == {}
    for at in range(0, 200, stride):
        one = await proposed(shelves, fern, *file)
        assert await store.imports.move(one.id, "running", was=("proposed",), at=shelves.clock())
        is_over = await cut_off(shelves, steps, at)
        assert (await now(shelves, one)).state == "done" and listed(shelves) == after, f"cut off at {at}"
        assert await store.imports.move(one.id, "undoing", was=("done",), at=shelves.clock())
        is_over = await cut_off(shelves, steps, at) and is_over
        assert (await now(shelves, one)).state == "undone" and shelves.listed(FERN) == {}, f"cut off at {at}"
        if is_over:
            return
    pytest.fail("it never ends")


async def cut_off(shelves: Shelves, steps: Steps, at: int) -> bool:
    """Cut a round off at that event, and have another process go on. True when the round had ended before."""
    task = steps.watch(shelves.parts.importer.round())
    steps.cut_off(task, at)
    await asyncio.wait([task])
    steps.leave_alone()
    await shelves.arrived()
    shelves.clock.advance(61)
    await shelves.parts.importer.round()
    return not task.cancelled()
