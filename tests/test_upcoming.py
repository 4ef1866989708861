"""What comes next: what becomes of titles from one answer to the next, and who is told of it, once."""

from collections.abc import AsyncGenerator
from pathlib import Path

import msgspec
import pytest

from demo import faults
from library.upcoming.outlooks import DAY, SECONDS_GAP, step
from library.upcoming.poll import due
from library.upcoming.sweep import new_ids, next_page, read
from store import Airing, Link, Outlook, Relation, Reminder, Sweep, TitleEvent, TitleEventKind
from tests.kit.cases import each
from tests.kit.home import START
from tests.kit.library import AOI, BEBOP, FERN, MANGA, MONSTER, Shelves, open_shelves

HOUR = 3600
REVENGERS, SEQUEL = 120120, 178083
TO_COME = 195516  # an anime
TODAY = 20300317  # START
NEXT_MONTH, LATER = 20300420, 20300900


def outlook(**known: object) -> Outlook:
    facts: dict[str, object] = {"state": "ahead", "day": 0, "heard_at": START, "seen_at": START, "media_type": "ANIME"}
    facts |= {"status": "NOT_YET_RELEASED", "started": None, "season": None, "season_year": None}
    return Outlook(media_id=1, **({"next_airing_at": None} | facts | known))  # type: ignore[arg-type]


def what(was: Outlook) -> tuple[str | None, int, TitleEventKind | None] | None:
    """What is known after a step, and what has happened; None when nothing changes."""
    made = step(was, START, first_at=START)
    return made and (made.state, made.day, made.event.kind if made.event else None)


@each(
    ("facts", "expected"),
    [
        ({}, ("ahead", 0, None)),
        ({"started": NEXT_MONTH}, ("ahead", NEXT_MONTH, None)),
        ({"season": "FALL", "season_year": 2030}, ("ahead", 20301100, None)),
        ({"status": "HIATUS"}, ("away", 0, None)),
        ({"status": "RELEASING"}, (None, 0, None)),
        ({"status": "FINISHED"}, (None, 0, None)),
        ({"next_airing_at": START}, (None, 0, None)),
        ({"seen_at": START - 1}, None),
    ],
)
def test_a_first_look_is_no_news(facts: dict[str, object], expected: object) -> None:
    assert what(outlook(state=None, **facts)) == expected


@each(
    ("facts", "expected"),
    [
        ({}, None),
        ({"started": 20310000}, None),
        ({"started": NEXT_MONTH}, ("ahead", NEXT_MONTH, "dated")),
        ({"started": LATER}, ("ahead", LATER, "dated")),
        ({"season": "FALL", "season_year": 2030}, ("ahead", 20301100, "dated")),
        ({"started": 20300131}, ("ahead", 20300131, None)),
        ({"day": LATER}, None),
        ({"day": 20300400, "started": NEXT_MONTH}, ("ahead", NEXT_MONTH, None)),
        ({"day": NEXT_MONTH, "started": 20300427}, ("ahead", 20300427, None)),
        ({"day": NEXT_MONTH, "started": 20300517}, None),
        ({"day": NEXT_MONTH, "started": 20300518}, ("ahead", 20300518, "dated")),
        ({"day": 20300500, "started": NEXT_MONTH}, None),
        ({"day": 20301100, "started": LATER}, ("ahead", LATER, "dated")),
        ({"day": NEXT_MONTH, "status": "HIATUS"}, None),
    ],
)
def test_a_day_is_told_once_and_again_when_it_moves_far(facts: dict[str, object], expected: object) -> None:
    assert what(outlook(**facts)) == expected


@each(
    ("facts", "kind"),
    [
        ({"status": "RELEASING"}, "begins"),
        ({"status": "FINISHED", "started": TODAY}, "begins"),
        ({"next_airing_at": START}, "begins"),
        ({"status": "FINISHED", "started": 20300310}, "begins"),
        ({"status": "FINISHED", "started": 20300309}, None),
        ({"status": "CANCELLED"}, None),
        ({"status": None}, None),
        ({"state": "away", "status": "RELEASING"}, "back"),
        ({"state": "away", "status": "RELEASING", "next_airing_at": START + 7 * DAY}, "back"),
        ({"state": "away", "status": "FINISHED"}, "back"),
        ({"state": "away", "status": "CANCELLED"}, None),
    ],
)
def test_what_begins_or_is_back_is_no_longer_followed(facts: dict[str, object], kind: TitleEventKind | None) -> None:
    assert what(outlook(**facts)) == (None, 0, kind)


@each(
    "facts",
    [
        {"status": "HIATUS"},
        {"next_airing_at": START - SECONDS_GAP},
        {"next_airing_at": START + 8 * DAY},
    ],
)
def test_a_break_lasts_until_an_episode_is_near(facts: dict[str, object]) -> None:
    assert what(outlook(**({"state": "away", "status": "RELEASING"} | facts))) is None


def test_a_title_on_a_break_may_be_one_to_come_again() -> None:
    assert what(outlook(state="away", started=NEXT_MONTH)) == ("ahead", NEXT_MONTH, None)


def swept(**known: object) -> Sweep:
    return Sweep(**({"media_type": "ANIME", "first_at": START, "began_at": START, "page": 0} | known))  # type: ignore[arg-type]


def test_the_newest_are_read_four_times_a_day_and_all_of_them_once() -> None:
    sweep, now, asked = None, START, []
    while now < START + 2 * DAY:
        if page := next_page(sweep, now):
            asked.append(((now - START) // HOUR, page))
            ids = range(500 - 50 * page, 550 - 50 * page)
            sweep = read(sweep or swept(page=1), page, ids, now, has_next=page < 3)
        now += 300
    assert asked == [
        (0, 1),
        (0, 2),
        (0, 3),
        (6, 1),
        (12, 1),
        (18, 1),
        (24, 1),
        (24, 2),
        (24, 3),
        (30, 1),
        (36, 1),
        (42, 1),
    ]
    assert sweep and sweep.newest == 499


def test_more_new_titles_than_a_page_holds_are_read_on() -> None:
    known = swept(whole_at=START, newest=400, page=1)
    after = read(known, 1, range(451, 501), START + HOUR, has_next=True)
    assert (after.page, after.newest) == (2, 400)
    over = read(after, 2, range(391, 441), START + 2 * HOUR, has_next=True)
    assert (over.page, over.newest, over.began_at) == (0, 500, START + HOUR)


def test_a_clock_that_was_put_back_makes_a_sweep_due() -> None:
    assert next_page(swept(), START + 6 * HOUR - 1) is None
    assert next_page(swept(), START - 1) == 1
    assert read(swept(whole_at=START + DAY), 1, [1], START, has_next=True).page == 2


def test_new_is_what_has_a_higher_id_or_was_in_no_whole_sweep() -> None:
    assert new_ids(swept(), [1, 2], []) == set()
    assert new_ids(swept(newest=5), [4, 5, 6], [6]) == {6}
    assert new_ids(swept(newest=5, whole_at=START), [3, 4, 6], [4]) == {3, 6}


def test_what_the_sweep_leaves_is_asked_once_a_day_and_what_begins_more_often() -> None:
    def late(seconds: int, **facts: object) -> bool:
        return due([outlook(**facts)], START + seconds) == [[1]]

    assert [late(30 * HOUR - 1), late(30 * HOUR), late(-1)] == [False, True, True]
    assert [late(one, state="away", status="RELEASING") for one in (DAY - 1, DAY)] == [False, True]
    soon = {"next_airing_at": START + DAY}
    assert [late(one, **soon) for one in (1, 3 * HOUR - 1, 3 * HOUR)] == [False, False, True]
    many = [msgspec.structs.replace(outlook(), media_id=one, heard_at=START - one) for one in range(1, 121)]
    requests = due(many, START + 31 * HOUR)
    assert [len(one) for one in requests] == [50, 50, 20]
    assert requests[0][0] == 120


class Wait:
    """Aoi has finished one title, plans one and reads one; what she and others are told of, by kind and title."""

    def __init__(self, shelves: Shelves, link: Link) -> None:
        self.shelves = shelves
        self.link = link
        self.editors = shelves.stand_in.world.editors

    async def round(self, after: int = 0) -> list[tuple[str, int]]:
        """What Aoi is to be told after a round, from now on."""
        self.shelves.clock.advance(after)
        await self.shelves.parts.upcoming.round()
        return await self.told()

    async def told(self, discord_id: int = AOI) -> list[tuple[str, int]]:
        pending = await self.shelves.store.notices.pending(discord_id)
        for notice in pending:
            await self.shelves.store.notices.let_be(notice.id, discord_id, self.shelves.clock())
        ids = [one.topic_id for one in pending if one.topic == "title" and one.topic_id]
        return [(one.kind, one.media.id) for one in await self.shelves.parts.title_news.of(discord_id, ids)]

    async def hours(self, hours: int) -> list[tuple[str, int]]:
        """What Aoi is to be told in the next hours."""
        return [news for _ in range(hours) for news in await self.round(HOUR)]

    async def want(self, discord_id: int = AOI, **choice: object) -> None:
        now = self.shelves.clock()
        wanted = {"is_on": True, "planned_since": now, "sequels_since": now, "breaks_since": now} | choice
        await self.shelves.store.reminders.put(discord_id, Reminder(**wanted))  # type: ignore[arg-type]

    async def list(self, media_id: int, status: str, **fields: object) -> None:
        """Put a title on Aoi's list, and read that."""
        self.shelves.put(FERN, media_id, **({"status": status, "progress": 3} | fields))
        await self.shelves.read(self.link)
        self.shelves.asked()


@pytest.fixture
async def wait(tmp_path: Path) -> AsyncGenerator[Wait]:
    async with open_shelves(tmp_path) as shelves:
        wait = Wait(shelves, await shelves.link(AOI, FERN))
        wait.editors.withhold(SEQUEL)
        for media_id, status in ((REVENGERS, "COMPLETED"), (TO_COME, "PLANNING"), (MANGA, "CURRENT")):
            shelves.put(FERN, media_id, status=status, progress=3)
        await shelves.read(wait.link)
        await wait.want()
        wait.editors.date(TO_COME, shelves.clock() + 40 * DAY)
        shelves.asked()
        assert await wait.round() == []
        yield wait


async def test_a_sequel_is_announced_dated_and_begins_each_told_once(wait: Wait) -> None:
    assert wait.shelves.asked() == ["Upcoming", "Upcoming"], "the whole of both types"
    wait.editors.announce(REVENGERS, SEQUEL)
    assert await wait.hours(6) == [("announced", SEQUEL)]
    begins = wait.shelves.clock() + 30 * DAY
    wait.editors.date(SEQUEL, begins)
    assert await wait.hours(24) == [("dated", SEQUEL)]
    wait.editors.date(SEQUEL, begins + DAY)
    assert await wait.hours(24) == []
    wait.shelves.clock.now = begins + DAY - 1
    assert await wait.round() == []
    assert await wait.round(1) == [("begins", SEQUEL)]
    assert await wait.hours(24) == []


async def test_a_planned_title_begins_as_its_first_episode_airs_even_while_anilist_is_down(wait: Wait) -> None:
    wait.shelves.clock.advance(40 * DAY - 1)
    assert await wait.round() == []
    wait.shelves.stand_in.faults.share(faults.disabled(), 1)
    assert await wait.round(1) == [("begins", TO_COME)]
    wait.shelves.stand_in.faults.clear()
    assert await wait.hours(36) == []


async def test_a_title_that_ends_a_break_is_back(wait: Wait) -> None:
    wait.editors.set_status(MANGA, "HIATUS")
    await wait.list(MANGA, "PAUSED", updated_at=wait.shelves.clock())
    assert await wait.hours(25) == []
    wait.editors.set_status(MANGA, "RELEASING")
    wait.shelves.stand_in.faults.share(faults.disabled(), 1)
    assert await wait.hours(25) == []
    wait.shelves.stand_in.faults.clear()
    assert await wait.hours(1) == [("back", MANGA)], "an outage loses nothing"
    wait.editors.set_status(MANGA, "HIATUS")
    await wait.list(MANGA, "PAUSED", updated_at=wait.shelves.clock())
    wait.editors.set_status(MANGA, "RELEASING")
    assert await wait.hours(25) == [], "within a month it is told once"


async def test_a_relation_that_is_added_later_is_news_and_an_old_one_is_none(wait: Wait) -> None:
    await wait.list(BEBOP, "COMPLETED")
    assert await wait.hours(6) == []
    wait.editors.relate(BEBOP, "SEQUEL", TO_COME)
    assert await wait.hours(24) == [("announced", TO_COME)]
    await wait.shelves.store.database.execute("UPDATE media SET relations_at = relations_at - :long", long=20 * DAY)
    await wait.list(MONSTER, "COMPLETED")
    wait.editors.relate(MONSTER, "SEQUEL", TO_COME)
    assert await wait.hours(24) == [], "nobody knows since when it is there"


async def test_only_what_happens_after_it_is_wanted_is_told(wait: Wait) -> None:
    await wait.want(sequels_since=None, breaks_since=None)
    wait.editors.announce(REVENGERS, SEQUEL)
    assert await wait.hours(12) == []
    await wait.want()
    assert await wait.hours(12) == []
    await wait.want(is_on=False)
    wait.shelves.asked()
    wait.editors.begin(TO_COME)
    assert await wait.hours(24) == [] and wait.shelves.asked() == [], "nobody waits for it"
    await wait.want()
    assert await wait.hours(24) == [], "it had begun before"


async def test_a_day_costs_few_requests_and_an_outage_none_but_one_in_each_round(wait: Wait) -> None:
    wait.shelves.clock.advance(10 * DAY)  # all others have begun
    await wait.round()
    wait.shelves.asked()
    await wait.hours(24)
    assert len(wait.shelves.asked()) == 8, "the newest of two types, four times"
    await wait.shelves.restart()
    assert await wait.hours(5) == [] and wait.shelves.asked() == []
    wait.shelves.stand_in.faults.share(faults.html(), 1)
    await wait.hours(3)
    assert wait.shelves.asked() == ["Upcoming"] * 3


async def test_two_processes_that_look_at_once_tell_it_once(wait: Wait) -> None:
    news, clock = wait.shelves.parts.title_news, wait.shelves.clock
    known = await news.outlooks()
    clock.advance(40 * DAY)
    late = [made for one in known if (made := step(one, clock(), first_at=0))]
    await wait.shelves.store.outlooks.go(late)
    await wait.shelves.store.outlooks.go(late)
    told = [one.media_id for one in await wait.shelves.store.title_events.untold()]
    assert told.count(TO_COME) == 1 and len(told) == len(set(told))
    await news.tell()
    await news.tell()
    assert await wait.told() == [("begins", TO_COME)]


async def test_whom_it_concerns_is_asked_again_when_it_is_told(wait: Wait) -> None:
    store, news = wait.shelves.store, wait.shelves.parts.title_news
    now = wait.shelves.clock()
    events: list[tuple[int, TitleEventKind]] = [(TO_COME, "begins"), (MANGA, "back")]
    await store.outlooks.happen(TitleEvent(media_id=one, kind=kind, at=now) for one, kind in events)
    begins, back = [one.id for one in await store.title_events.untold()]

    async def concerned() -> set[int]:
        told = await store.title_events.of(AOI, [begins, back])
        assert {one.event_id for one in told} == {
            event for event in (begins, back) if AOI in await store.title_events.recipients(event)
        }
        return {one.event_id for one in told}

    assert await concerned() == {begins, back}
    assert [one.kind for one in await news.of(AOI, [begins, back])] == ["back"], "at AniList it has not begun"
    await store.reminders.want(AOI, MANGA, is_wanted=False)
    assert await concerned() == {begins}
    await store.reminders.want(AOI, MANGA, is_wanted=None)
    for private in (True, False):
        await wait.list(TO_COME, "PLANNING", private=private)
        assert await concerned() == {begins, back}, "a message is its person's alone"
    await store.airings.put_day(now // DAY, [Airing(TO_COME, 1, now)], now)
    await store.reminders.want(AOI, TO_COME, is_wanted=True)
    assert await concerned() == {back}, "the reminder of its first episode tells it"
    await wait.list(MANGA, "COMPLETED")
    assert await concerned() == set()


async def test_an_adult_sequel_is_told_to_those_who_want_adult_titles_or_have_it(wait: Wait) -> None:
    store, now = wait.shelves.store, wait.shelves.clock()
    await store.relations.put({REVENGERS: [Relation(REVENGERS, TO_COME, "SEQUEL")]}, now)
    media = (await store.media.of([TO_COME]))[TO_COME]
    await store.media.put([msgspec.structs.replace(media, is_adult=True)])
    await store.outlooks.happen([TitleEvent(media_id=TO_COME, kind="dated", at=now)])
    (event,) = [one.id for one in await store.title_events.untold()]
    assert AOI in await store.title_events.recipients(event), "it is on her list"
    await store.entries.drop(AOI, TO_COME, now)
    for adult in (False, True):
        await store.database.execute("UPDATE links SET adult = :adult", adult=adult)
        assert (AOI in await store.title_events.recipients(event)) == adult
