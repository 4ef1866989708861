"""Answers with gaps, and lists without an end: nothing that is remembered goes, and others are read all the same."""

import logging
from typing import Any

import msgspec
import pytest

from anilist import Unavailable
from demo import faults
from demo.anilist import TSUMUGI
from library.rules.entry_rules import Wish
from store import Airing, Subject
from tests.kit.library import BEBOP, MONSTER, PIECE, Shelves

MINUTES, DAY = 60, 86400
TONIGHT = 8 * 3600


def odd_anime(number: int) -> Any:
    """An edit: the entry of that title can't be read."""

    def edit(data: Any) -> None:
        for group in data["MediaListCollection"]["lists"]:
            for entry in group["entries"]:
                if entry["mediaId"] == number:
                    entry["progress"] = "many"

    return edit


def no_group(data: Any) -> None:
    data["MediaListCollection"]["lists"][0]["entries"] = None


def no_lists(data: Any) -> None:
    data["MediaListCollection"]["lists"] = None


async def test_a_list_with_gaps_takes_nothing_away(shelves: Shelves, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    shelves.put(TSUMUGI, PIECE, status="CURRENT", progress=1000)
    link = await shelves.link()
    await shelves.read(link)
    before = await shelves.all(link)
    other = next(number for number, entry in before.items() if number != PIECE and entry.media_type == "ANIME")
    for gaps in (odd_anime(PIECE), no_group, no_lists):
        shelves.take_away(TSUMUGI, other)
        shelves.stand_in.faults.arm(faults.edited(gaps), operation="Collection")
        caplog.clear()
        await shelves.parts.list_sync.sync_list(link, "ANIME")
        assert await shelves.all(link) == before
        assert "gaps" in caplog.text
    shelves.asked()
    await shelves.parts.list_sync.ensure(link, "ANIME")
    await shelves.settle()
    assert shelves.asked() == [], "what was read just now is not read again, gaps or not"
    await shelves.read(link)
    assert (await shelves.all(link)).keys() == before.keys() - {other}, "an answer without gaps takes away"


async def test_others_on_the_list_are_known_and_the_odd_one_does_not_count_as_absent(shelves: Shelves) -> None:
    shelves.put(TSUMUGI, PIECE, status="CURRENT", progress=1000)
    link = await shelves.link()
    shelves.stand_in.faults.arm(faults.edited(odd_anime(PIECE)), operation="Collection")
    await shelves.parts.list_sync.ensure(link, "ANIME")
    assert (await shelves.all(link)).keys() >= shelves.listed(TSUMUGI).keys() - {PIECE, *manga(shelves)}
    await shelves.settle()
    shelves.asked()
    await shelves.parts.editor.change(link, PIECE, Wish(score=80), change_id=shelves.new_id())
    entry = shelves.at_anilist(TSUMUGI, PIECE)
    assert entry and (entry.status, entry.progress, entry.score) == ("CURRENT", 1000, 80)


def manga(shelves: Shelves) -> set[int]:
    return {entry.media_id for entry in shelves.stand_in.world.lists.of(TSUMUGI.id, "MANGA")}


async def test_a_list_without_an_end_is_read_to_some_end(shelves: Shelves) -> None:
    link = await shelves.link()
    await shelves.read(link)
    before, numbers, kept = await shelves.all(link), iter(range(1, 1000)), dict[str, Any]()

    def the_same(data: Any) -> None:
        data["MediaListCollection"]["hasNextChunk"] = True

    def others(data: Any) -> None:
        the_same(data)
        for group in data["MediaListCollection"]["lists"]:
            kept.update(group["entries"][0])
        data["MediaListCollection"]["lists"] = [{"entries": [kept | {"id": next(numbers)}]}]

    for endless, most in ((the_same, 2), (others, 30)):
        shelves.asked()
        shelves.stand_in.faults.clear()
        shelves.stand_in.faults.arm(faults.edited(endless), operation="Collection", times=-1)
        await shelves.parts.list_sync.sync_list(link, "ANIME")
        assert len(shelves.asked()) == most
        assert (await shelves.all(link)).keys() == before.keys()


async def test_where_anilist_does_not_say_whether_more_follows_it_is_asked(shelves: Shelves) -> None:
    link = await shelves.link()
    await shelves.read(link)
    shelves.asked()

    def no_word(data: Any) -> None:
        data["MediaListCollection"]["hasNextChunk"] = "perhaps"

    shelves.stand_in.faults.arm(faults.edited(no_word), operation="Collection", times=2)
    await shelves.parts.list_sync.sync_list(link, "ANIME")
    assert shelves.asked() == ["Collection", "Collection"]


async def test_a_change_without_its_time_does_not_end_the_reading(shelves: Shelves) -> None:
    link = await shelves.link()
    await shelves.read(link)
    shelves.clock.advance(11 * MINUTES)
    for progress, media_id in enumerate((BEBOP, MONSTER), start=5):
        shelves.put(TSUMUGI, media_id, status="CURRENT", progress=progress)

    def no_times(data: Any) -> None:
        for entry in data["Page"]["mediaList"][:-1]:
            entry["updatedAt"] = "long ago"

    shelves.stand_in.faults.arm(faults.edited(no_times), operation="Changes")
    await shelves.read(link)
    known = await shelves.all(link)
    assert (known[BEBOP].progress, known[MONSTER].progress) == (5, 6)


async def test_changes_with_gaps_make_the_lists_be_read_whole(shelves: Shelves) -> None:
    link = await shelves.link()
    await shelves.read(link)
    shelves.clock.advance(11 * MINUTES)
    shelves.put(TSUMUGI, BEBOP, status="CURRENT", progress=5)
    shelves.asked()

    def edit(data: Any) -> None:
        data["Page"]["mediaList"][0]["repeat"] = []

    shelves.stand_in.faults.arm(faults.edited(edit), operation="Changes")
    await shelves.read(link)
    assert shelves.asked() == ["Changes", "Collection", "Collection"]
    assert (await shelves.all(link))[BEBOP].progress == 5


async def test_a_change_whose_title_is_odd_is_taken_all_the_same(shelves: Shelves) -> None:
    shelves.take_away(TSUMUGI, PIECE)
    shelves.put(TSUMUGI, BEBOP, status="CURRENT", progress=4)
    link = await shelves.link()
    await shelves.read(link)

    def edit(data: Any) -> None:
        data["Page"]["mediaList"][0]["media"]["type"] = "DRAMA"

    for media_id, asked in ((BEBOP, ["Changes"]), (PIECE, ["Changes", "Collection", "Collection"])):
        shelves.clock.advance(11 * MINUTES)
        shelves.put(TSUMUGI, media_id, status="CURRENT", progress=5)
        shelves.asked()
        shelves.stand_in.faults.arm(faults.edited(edit), operation="Changes")
        await shelves.read(link)
        assert shelves.asked() == asked and (await shelves.all(link))[media_id].progress == 5


async def test_favourites_and_recommendations_that_are_not_told_stay(shelves: Shelves) -> None:
    link = await shelves.link()
    await shelves.read(link)
    await shelves.parts.toggles.set(link, Subject(BEBOP), wanted=True, change_id=shelves.new_id())
    loved = await shelves.store.favourites.of(link.discord_id)
    await shelves.parts.library.fetch_title(link, BEBOP)
    alike = await shelves.store.recommendations.of([BEBOP])
    assert loved and alike
    odd: tuple[Any, ...] = (None, {"anime": None, "manga": None}, {"anime": {"nodes": [{"id": -1}]}, "manga": []})
    for favourites in odd:

        def edit(data: Any, favourites: Any = favourites) -> None:
            data["Viewer"]["favourites"] = favourites

        shelves.stand_in.faults.arm(faults.edited(edit), operation="Collection")
        await shelves.parts.list_sync.sync_list(link, "ANIME")
        assert await shelves.store.favourites.of(link.discord_id) == loved
    for recommendations in (None, {"nodes": None}, "text"):

        def edit_media(data: Any, recommendations: Any = recommendations) -> None:
            data["Media"]["recommendations"] = recommendations

        shelves.stand_in.faults.arm(faults.edited(edit_media), operation="Media")
        await shelves.parts.library.fetch_title(link, BEBOP)
        assert await shelves.store.recommendations.of([BEBOP]) == alike


async def test_settings_that_are_not_told_stay(shelves: Shelves) -> None:
    link = await shelves.link()
    for edit in (
        lambda data: data["Viewer"].update(options=None, mediaListOptions=None),
        lambda data: data["Viewer"].update(options=[], mediaListOptions={"scoreFormat": "POINT_7"}),
        lambda data: data.update(Viewer={}),
    ):
        shelves.stand_in.faults.arm(faults.edited(edit), operation="Collection")
        await shelves.parts.list_sync.sync_list(link, "ANIME")
        now = await shelves.relinked(link)
        assert now == msgspec.structs.replace(link, site_url=now.site_url), "the address is the stand-in's by now"
        assert (await shelves.all(link)).keys() == shelves.listed(TSUMUGI).keys() - manga(shelves)


async def test_air_times_with_gaps_leave_what_is_known(shelves: Shelves) -> None:
    shelves.put(TSUMUGI, PIECE, status="CURRENT", progress=1000)
    link = await shelves.link()
    await shelves.read(link)
    ahead = [Airing(PIECE, 2000, shelves.clock() + 2 * DAY)]
    await shelves.store.airings.follow()
    await shelves.store.airings.update([PIECE], [], ahead, shelves.clock())
    odd: tuple[Any, ...] = (
        lambda data: data["Page"].update(media=None),
        lambda data: [title.update(nextAiringEpisode={"episode": "soon"}) for title in data["Page"]["media"]],
        lambda data: [title.update(airingSchedule={"nodes": [None]}) for title in data["Page"]["media"]],
        lambda data: [title.update(id=None) for title in data["Page"]["media"]],
    )
    for edit in odd:
        shelves.clock.advance(2 * 3600)
        shelves.asked()
        shelves.stand_in.faults.arm(faults.edited(edit), operation="Airing")
        await shelves.parts.poll.round()
        assert shelves.asked() == ["Airing"] and await shelves.store.airings.of([PIECE]) == ahead
    shelves.clock.advance(2 * 3600)
    await shelves.parts.poll.round()
    assert not set(ahead) & set(await shelves.store.airings.of([PIECE]))


async def test_a_day_with_gaps_leaves_what_is_known(shelves: Shelves) -> None:
    day = shelves.clock() // DAY
    full = {slot.airing for slot in (await shelves.parts.schedule.everything(None, day)).slots}
    for edit in (
        lambda data: data["Page"]["airingSchedules"].clear() or data["Page"]["airingSchedules"].append(7),
        lambda data: data["Page"]["airingSchedules"][0].update(episode=-1),
        lambda data: data["Page"].update(airingSchedules=None),
    ):
        shelves.clock.advance(7 * 3600)
        shelves.stand_in.faults.arm(faults.edited(edit), operation="Schedule", times=-1)
        assert {slot.airing for slot in (await shelves.parts.schedule.everything(None, day)).slots} == full
        shelves.stand_in.faults.clear()


async def test_null_is_nothing_found_by_nobody(shelves: Shelves) -> None:
    def null(data: Any) -> None:
        data["Page"] = dict.fromkeys(data["Page"])

    asks: tuple[Any, ...] = (
        lambda: shelves.anilist.search("bebop", None, None),
        lambda: shelves.anilist.browse({"season": "SUMMER", "year": 2026, "page": 1}),
        lambda: shelves.anilist.schedule(0, 9, 1),
        lambda: shelves.anilist.airing([1]),
    )
    for ask in asks:
        shelves.stand_in.faults.arm(faults.edited(null))
        with pytest.raises(Unavailable):
            await ask()
