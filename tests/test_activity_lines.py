"""AniList's activity and changes through Musubi as the lines of a feed's post: each thing once, nothing too much."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from library.activity.gathering import Gathering
from library.activity.lines import ActivityLines, Line, digest
from library.activity.steps import ListStep
from store import Activity, ChangeItem, ChangeRecord, Entry, Feed, Store
from tests.kit.home import START, Clock, Home, discord_id, fill
from tests.kit.shelf import a_title

GUILD = 77
AOI, REN, MIO = (discord_id(number) for number in (1, 2, 3))
SHOW, OTHER, MANGA, ADULT = 1, 2, 3, 4
AGREED = START - 3600


def an_entry(progress: int = 0, *, media_id: int = SHOW, **changes: Any) -> Entry:
    kind = "MANGA" if media_id == MANGA else "ANIME"
    fields: dict[str, Any] = {"status": "CURRENT", "progress": progress, "updated_at": START}
    return Entry(media_id=media_id, entry_id=media_id, media_type=kind, **fields | changes)


class Club:
    """Three members, of whom Aoi and Ren share, with a feed; the posts are made as the outbox makes them."""

    def __init__(self, store: Store, clock: Clock, feed: Feed) -> None:
        self.store = store
        self.clock = clock
        self.feed = feed
        self._gathering = Gathering(store.activity_news, store.notices, clock)
        self._lines = ActivityLines(store.activity_news, store.media)
        self._last_id = 100

    async def have(self, person: int, *entries: Entry) -> None:
        for entry in entries:
            await self.store.entries.put(person, entry, START)

    async def act(self, person: int, status: str, progress: str | None = None, **fields: Any) -> int:
        """AniList tells that the person did so; the stored list has it."""
        self._last_id += 1
        at = fields.pop("at", START)
        values: dict[str, Any] = {"id": self._last_id, "media_id": SHOW, "media_type": "ANIME", **fields}
        await self.store.activities.put(
            [Activity(discord_id=person, status=status, progress=progress, created_at=at, seen_at=at + 60, **values)]
        )
        return values["id"]

    async def change(self, person: int, before: Entry | None, after: Entry, *, at: int = START) -> int:
        """The person changes an entry through Musubi."""
        self._last_id += 1
        item = ChangeItem(media_id=after.media_id, before=before, wanted=after)
        record = ChangeRecord(id=self._last_id, discord_id=person, items=(item,), at=at)
        await self.store.changes.begin(record)
        await self.store.changes.finish(record.id, [after])
        await self.have(person, after)
        return record.id

    async def post(self, *, adult: bool = False) -> list[list[Line]]:
        """Gather, and return the lines of all posts that there are, the sent ones too."""
        await self._gathering.round()
        await self.store.notices.put([], START, START, changes_since=START - 3600)
        rows = await self.store.database.all("SELECT id FROM notices WHERE letter IS NULL ORDER BY id")
        for row in rows[:1]:
            ids = ", ".join(str(one["id"]) for one in rows)
            await self.store.database.execute(f"UPDATE notices SET letter = {row['id']} WHERE id IN ({ids})")
        letters = [row["letter"] for row in await self.store.database.all("SELECT DISTINCT letter FROM notices")]
        posts = await self._lines.of(self.feed, sorted(letters), adult=adult)
        return [posts[letter] for letter in sorted(posts)]

    async def told(self, *, adult: bool = False) -> list[tuple[int, ListStep]]:
        return [(line.discord_id, line.step) for post in await self.post(adult=adult) for line in post]


@pytest.fixture
async def club(tmp_path: Path) -> AsyncGenerator[Club]:
    clock = Clock()
    async with Home(tmp_path).open(clock) as store:
        await fill(store, 3)
        titles = {SHOW: "ANIME", OTHER: "ANIME", MANGA: "MANGA", ADULT: "ANIME"}
        await store.media.put(
            [a_title(one, media_type=kind, is_adult=one == ADULT) for one, kind in titles.items()], is_public=True
        )
        feed = await store.feeds.open(GUILD, 5, "activity", is_all=True, opened_by=1, at=AGREED)
        for person in (AOI, REN, MIO):
            await store.members.record_use(person, GUILD, START)
            for kind in ("ANIME", "MANGA"):
                await store.entries.replace(person, kind, [], START)
        for person in (AOI, REN):
            await store.sharers.share(feed.id, person, AGREED, with_scores=person == AOI)
        yield Club(store, clock, feed)


def watched(first: int, last: int) -> ListStep:
    return ListStep("PROGRESS", first, last)


async def test_what_is_done_on_anilist_is_told_of_those_who_agreed(club: Club) -> None:
    for person in (AOI, REN, MIO):
        await club.have(person, an_entry(5))
        await club.act(person, "watched episode", "4 - 5")
    assert await club.told() == [(AOI, watched(4, 5)), (REN, watched(4, 5))]
    assert await club.told() == [(AOI, watched(4, 5)), (REN, watched(4, 5))], "once each"


async def test_a_change_here_is_told_once_and_takes_anilists_activity(club: Club) -> None:
    await club.change(AOI, an_entry(4), an_entry(5))
    ((line,),) = await club.post()
    assert (line.step, line.activity_id) == (watched(5, 5), None), "told without AniList's activity"
    before = digest([line])
    activity_id = await club.act(AOI, "watched episode", "5")
    ((line,),) = await club.post()
    assert (line.step, line.activity_id) == (watched(5, 5), activity_id) and digest([line]) != before
    await club.store.activities.mark_gone([activity_id], START + 90)
    assert await club.post() == [], "deleted at AniList"


async def test_steps_here_and_there_are_one_line(club: Club) -> None:
    await club.have(AOI, an_entry(3))
    await club.change(AOI, an_entry(3), an_entry(4))
    activity_id = await club.act(AOI, "watched episode", "3 - 4", at=START)
    ((line,),) = await club.post()
    assert (line.step, line.activity_id, len(line.notice_ids)) == (watched(3, 4), activity_id, 2)


async def test_what_is_taken_back_here_is_not_told_by_anilist(club: Club) -> None:
    for state in ("done", "undone"):
        change_id = await club.change(AOI, None, an_entry(status="PLANNING"))
        if state == "undone":
            await club.store.changes.undone(change_id)
        await club.act(AOI, "plans to watch")
        assert [step for _, step in await club.told()] == ([ListStep("PLANNING")] if state == "done" else [])
        await club.store.database.execute("DELETE FROM changes")
        await club.store.database.execute("DELETE FROM activities")


async def test_private_hidden_and_unread_is_not_told(club: Club) -> None:
    await club.have(AOI, an_entry(5, private=True), an_entry(5, media_id=OTHER, hidden=True))
    for media_id in (SHOW, OTHER):
        await club.act(AOI, "watched episode", "5", media_id=media_id)
    await club.have(REN, an_entry(2, updated_at=START - 3600))
    await club.act(REN, "watched episode", "5")
    assert await club.told() == [], "Ren’s list is not read since: whether it is private nobody knows"
    await club.have(REN, an_entry(5))
    assert await club.told() == [(REN, watched(5, 5))]
    await club.have(REN, an_entry(5, private=True))
    assert await club.told() == [], "made private since"


async def test_a_private_step_makes_all_of_it_so(club: Club) -> None:
    for secret in (an_entry(4, private=True), an_entry(4, hidden=True)):
        await club.change(AOI, an_entry(3), secret)
        await club.change(AOI, secret, an_entry(5), at=START + 1)
        assert await club.told() == []


async def test_who_stops_hides_unlinks_or_leaves_goes_out_of_posts(club: Club) -> None:
    store = club.store
    for leave in (
        lambda: store.sharers.stop(club.feed.id, REN),
        lambda: store.visibility.hide(REN, GUILD),
        lambda: store.members.hide(REN, GUILD, is_hidden=True),
        lambda: store.members.remove(GUILD, [REN]),
        lambda: store.links.delete(REN),
    ):
        for person in (AOI, REN):
            await club.have(person, an_entry(5))
            await club.act(person, "watched episode", "5")
        assert [one for one, _ in await club.told()] == [AOI, REN]
        await leave()
        assert {one for one, _ in await club.told()} == {AOI}
        await store.database.execute("DELETE FROM notices")
        await store.database.execute("DELETE FROM activities")
        await store.visibility.show(REN, GUILD)
        await store.members.hide(REN, GUILD, is_hidden=False)
        await store.members.record_use(REN, GUILD, START)
        await store.sharers.share(club.feed.id, REN, AGREED, with_scores=False)


async def test_a_score_is_told_by_whoever_agreed_to_that(club: Club) -> None:
    for person in (AOI, REN):
        await club.have(person, an_entry(12, status="COMPLETED", score=90))
        await club.act(person, "completed")
        await club.change(person, an_entry(3, media_id=MANGA), an_entry(3, media_id=MANGA, score=70))
    (post,) = await club.post()
    assert [(line.discord_id, line.step.kind, line.score) for line in post] == [
        (AOI, "SCORED", 70),
        (AOI, "COMPLETED", 90),
        (REN, "COMPLETED", 0),
    ]
    await club.store.sharers.share(club.feed.id, AOI, AGREED, with_scores=False)
    (post,) = await club.post()
    assert [line.score for line in post] == [0, 0]


async def test_modes(club: Club) -> None:
    for media_id, status, progress in (
        (SHOW, "watched episode", "5"),
        (OTHER, "dropped", None),
        (MANGA, "read chapter", "1"),
    ):
        state = {"status": "DROPPED"} if status == "dropped" else {}
        await club.have(AOI, an_entry(9, media_id=media_id, **state))
        kind = "MANGA" if media_id == MANGA else "ANIME"
        await club.act(AOI, status, progress, media_id=media_id, media_type=kind)
    feed = club.feed
    for steps, media_type, titles in (
        ("all", None, [SHOW, OTHER, MANGA]),
        ("highlights", None, [OTHER, MANGA]),
        ("all", "MANGA", [MANGA]),
        ("highlights", "ANIME", [OTHER]),
    ):
        club.feed = msgspec.structs.replace(feed, steps=steps, media_type=media_type)
        assert [line.media.id for post in await club.post() for line in post] == titles


async def test_adult_titles_only_where_adults_are(club: Club) -> None:
    await club.have(AOI, an_entry(5, media_id=ADULT))
    await club.act(AOI, "watched episode", "5", media_id=ADULT)
    assert await club.told() == [] and await club.told(adult=True) == [(AOI, watched(5, 5))]


async def test_a_number_spoils_while_somebody_there_is_behind(club: Club) -> None:
    await club.have(AOI, an_entry(5))
    await club.act(AOI, "watched episode", "5")
    for entry, spoils in (
        (an_entry(4), True),
        (an_entry(5), False),
        (an_entry(0, status="PLANNING"), False),
        (an_entry(4, private=True), False),
        (an_entry(4, status="PAUSED"), True),
    ):
        await club.have(MIO, entry)
        ((line,),) = await club.post()
        assert line.spoils is spoils, entry


async def test_an_import_is_no_news(club: Club) -> None:
    for number in range(30):
        await club.store.media.put([a_title(100 + number)])
        await club.have(AOI, an_entry(12, media_id=100 + number, status="COMPLETED"))
        await club.act(AOI, "completed", media_id=100 + number, at=START + number)
    await club.have(REN, an_entry(5))
    await club.act(REN, "watched episode", "5")
    assert await club.told() == [(REN, watched(5, 5))]


async def test_what_was_before_somebody_agreed_or_is_old_is_not_told(club: Club) -> None:
    await club.store.sharers.stop(club.feed.id, REN)
    await club.store.sharers.share(club.feed.id, REN, START + 1, with_scores=False)
    await club.have(REN, an_entry(5))
    await club.act(REN, "watched episode", "5")
    await club.have(AOI, an_entry(5))
    await club.act(AOI, "watched episode", "5", at=START - 3600)
    assert await club.told() == []


async def test_an_activity_that_anilist_has_merged_is_the_same_line(club: Club) -> None:
    await club.have(AOI, an_entry(5))
    activity_id = await club.act(AOI, "watched episode", "5")
    ((line,),) = await club.post()
    await club.have(AOI, an_entry(7, updated_at=START + 600))
    await club.act(AOI, "watched episode", "5 - 7", id=activity_id, at=START + 600)
    ((later,),) = await club.post()
    assert (later.step, later.notice_ids) == (watched(5, 7), line.notice_ids) and digest([later]) != digest([line])
    await club.change(AOI, an_entry(7), an_entry(8), at=START + 700)
    await club.act(AOI, "watched episode", "5 - 8", id=activity_id, at=START + 700)
    assert [step for _, step in await club.told()] == [watched(5, 7), watched(8, 8)], "the change tells it"
