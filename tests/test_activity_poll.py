"""What members do on AniList: heard for all at once, once each, and never taken for more than a hint."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest

from admin.activity import finding
from anilist import ListActivity
from anilist.activities import ActivityMedium
from anilist.enums import MediaType
from demo import faults
from demo.anilist import JUNO, PEOPLE, TSUMUGI, AniListUser
from demo.anilist.saving import saved
from library.activity.echoes import expected
from library.activity.heard import activities_of, is_on_list
from library.activity.listener import MOST_PAGES, Heard
from library.activity.poll import LONGEST_LOOK_BACK, MOST_REFUSED, SHORTEST_LOOK_BACK, _next_look_back
from library.rules.entry_rules import Step, Wish
from store import Activity, CachedEntry, ChangeItem, ChangeRecord, HeardPerson, HearingState, Link, Store
from tests.kit.cases import each
from tests.kit.home import START
from tests.kit.library import AOI, BEBOP, MONSTER, PIECE, REN, Shelves
from tests.kit.shelf import an_entry

GUILD = 77
MINUTES, HOUR, DAY = 60, 3600, 86400
TITLES = (245, 327, 431, 563, 1188, 1818)  # finished; nobody in the tests has them on a list

_OTHERS = """
INSERT INTO links (
    discord_id, anilist_id, token, name, site_url, score_format, title_language, adult, anime, manga, anime_count,
    manga_count, linked_at, refreshed_at, expires_at
) VALUES (:discord_id, :anilist_id, :token, 'other', '', '', '', 0, '{}', '{}', 0, 0, :at, :at, :at)
"""


async def members(shelves: Shelves, *people: AniListUser) -> list[Link]:
    """People in sight, whose lists were read just now, before the poll has heard of anybody."""
    for person in people or (TSUMUGI, JUNO):
        for media_id in TITLES:
            shelves.take_away(person, media_id)
    links = [await shelves.link(AOI + number, person) for number, person in enumerate(people or (TSUMUGI, JUNO))]
    for link in links:
        await shelves.store.members.record_use(link.discord_id, GUILD, shelves.clock())
        await shelves.read(link)
    shelves.asked()
    return links


async def a_round(shelves: Shelves, seconds: int = 5 * MINUTES) -> list[str]:
    """What is asked of AniList in the round after so much time."""
    shelves.clock.advance(seconds)
    await shelves.parts.activity_poll.round()
    return shelves.asked()


def on_site(shelves: Shelves, person: AniListUser, media_id: int, **given: Any) -> None:
    """The person changes their list on AniList's site, which makes activity."""
    saved(shelves.stand_in.world, person, {"mediaId": media_id, **given})


async def heard(shelves: Shelves) -> list[tuple[int, int, str, str | None]]:
    """The activities that are known: whose, of which title, and what."""
    rows = await shelves.store.database.all("SELECT discord_id, media_id, status, progress FROM activities ORDER BY id")
    return [(row["discord_id"], row["media_id"], row["status"], row["progress"]) for row in rows]


async def state(shelves: Shelves) -> HearingState:
    found = await shelves.store.hearing.state()
    assert found
    return found


async def as_of(shelves: Shelves, *links: Link) -> list[int | None]:
    """How many minutes ago it was known last that each person's list has not changed; None where that isn't known."""
    found = await shelves.store.hearing.heard_at([one.discord_id for one in links])
    ages = [found.get(one.discord_id) for one in links]
    return [None if at is None else (shelves.clock() - at) // MINUTES for at in ages]


async def test_one_request_asks_for_all_and_who_appears_is_read(shelves: Shelves) -> None:
    aoi, ren = await members(shelves)
    assert await a_round(shelves) == ["Activities"]
    assert await as_of(shelves, aoi, ren) == [0, 0]
    on_site(shelves, JUNO, TITLES[0], status="CURRENT", progress=3)
    assert await a_round(shelves) == ["Activities", "Changes"]
    assert (await shelves.all(ren))[TITLES[0]].progress == 3
    assert await heard(shelves) == [(REN, TITLES[0], "watched episode", "1 - 3")]
    assert await a_round(shelves) == ["Activities"], "the same activity again is no news"
    assert await as_of(shelves, aoi, ren) == [0, 0]


async def test_what_lies_ahead_is_not_heard(shelves: Shelves) -> None:
    """It would be later than everything, and never be old enough to be forgotten."""
    await members(shelves)
    await a_round(shelves)
    on_site(shelves, JUNO, TITLES[0], status="CURRENT", progress=3)

    def ahead(data: Any) -> None:
        for one in data["Page"]["activities"]:
            one["createdAt"] = 2**31 - 1

    shelves.stand_in.faults.arm(faults.edited(ahead), operation="Activities")
    assert await a_round(shelves) == ["Activities"] and await heard(shelves) == []
    assert await a_round(shelves) == ["Activities", "Changes"] and len(await heard(shelves)) == 1


async def test_who_has_appeared_is_not_known_to_be_unchanged_until_read(shelves: Shelves) -> None:
    aoi, ren = await members(shelves)
    await a_round(shelves)
    on_site(shelves, JUNO, TITLES[0], status="PLANNING")
    shelves.stand_in.faults.arm(faults.status(500), operation="Changes")
    await a_round(shelves)
    assert await as_of(shelves, aoi, ren) == [0, None]
    assert await a_round(shelves) == ["Activities", "Changes"], "it is made up for, though it is no news any more"
    assert await as_of(shelves, aoi, ren) == [0, 0]


async def test_what_was_done_through_musubi_is_not_read_again(shelves: Shelves) -> None:
    aoi, _ = await members(shelves)
    await a_round(shelves)
    await shelves.parts.editor.change(aoi, PIECE, Step(progress=1), change_id=1)
    shelves.asked()
    assert await a_round(shelves) == ["Activities"]
    assert [one[:3] for one in await heard(shelves)] == [(AOI, PIECE, "watched episode")]
    await shelves.parts.editor.undo(aoi, 1)
    shelves.asked()
    assert await a_round(shelves) == ["Activities"]
    on_site(shelves, TSUMUGI, PIECE, status="CURRENT", progress=2)
    assert await a_round(shelves) == ["Activities", "Changes"]


@pytest.mark.parametrize("late", [False, True], ids=["as new as its last change", "as old as its first"])
async def test_changes_that_anilist_merges_are_heard(shelves: Shelves, late: bool) -> None:
    shelves.stand_in.world.activities.merges_late = late
    _, ren = await members(shelves)
    on_site(shelves, JUNO, TITLES[0], status="CURRENT", progress=1)
    await a_round(shelves)
    for _ in range(12):
        await a_round(shelves)
    on_site(shelves, JUNO, TITLES[0], progress=4)
    assert await a_round(shelves) == ["Activities", "Changes"]
    assert await heard(shelves) == [(REN, TITLES[0], "watched episode", "1 - 4")]
    assert (await shelves.all(ren))[TITLES[0]].progress == 4


async def test_a_list_is_still_read_once_a_day_for_what_makes_no_activity(shelves: Shelves) -> None:
    """An entry that becomes private must not be shown for longer than the privacy page says."""
    aoi, _ = await members(shelves)
    shelves.put(TSUMUGI, BEBOP, private=True, updated_at=shelves.clock() + 1)
    for _ in range(DAY // (60 * MINUTES)):
        assert "Changes" not in await a_round(shelves, 60 * MINUTES)
    shelves.clock.advance(5 * MINUTES)
    await shelves.parts.background_sync.round()
    assert shelves.asked() == ["Changes", "Changes"]
    assert (await shelves.all(aoi))[BEBOP].private


async def test_a_restart_and_a_pause_lose_and_repeat_nothing(shelves: Shelves) -> None:
    aoi, ren = await members(shelves)
    await a_round(shelves)
    on_site(shelves, JUNO, TITLES[0], status="PLANNING")
    await shelves.restart()
    on_site(shelves, TSUMUGI, TITLES[1], status="DROPPED")
    assert await a_round(shelves, 3 * HOUR) == ["Activities", "Changes", "Changes"]
    assert await as_of(shelves, aoi, ren) == [0, 0]
    await shelves.restart()
    assert await a_round(shelves) == ["Activities"]
    assert await as_of(shelves, aoi, ren) == [0, 0]


async def test_after_a_long_pause_nothing_is_known_before_a_list_is_read(shelves: Shelves) -> None:
    aoi, ren = await members(shelves)
    await a_round(shelves)
    on_site(shelves, JUNO, TITLES[0], status="PLANNING")
    await a_round(shelves, 2 * DAY)
    assert await as_of(shelves, aoi, ren) == [None, None] and await heard(shelves) == []
    await shelves.read(aoi)
    await a_round(shelves)
    assert await as_of(shelves, aoi, ren) == [0, None]


async def nowhere(store: Store) -> None:
    await store.members.remove(GUILD, [AOI])


async def hidden_everywhere(store: Store) -> None:
    await store.visibility.hide_everywhere(AOI)


async def rejected(store: Store) -> None:
    await store.links.reject(AOI)


@pytest.mark.parametrize("how", [nowhere, hidden_everywhere, rejected])
async def test_whom_nobody_sees_is_not_asked_for(shelves: Shelves, how: Callable[[Store], Awaitable[None]]) -> None:
    aoi, ren = await members(shelves)
    await a_round(shelves)
    await how(shelves.store)
    on_site(shelves, TSUMUGI, TITLES[0], status="PLANNING")
    await a_round(shelves)
    assert await heard(shelves) == [] and await as_of(shelves, aoi, ren) == [None, 0]
    (asked,) = await shelves.store.hearing.take_up(0)
    assert asked.anilist_id == JUNO.id


async def test_of_who_switches_activity_off_nothing_is_known_by_hearing_nothing(shelves: Shelves) -> None:
    quiet = msgspec.structs.replace(JUNO, disabled_list_activity=("PLANNING",))
    shelves.stand_in.world.people[JUNO.id] = quiet
    aoi, ren = await members(shelves)
    await shelves.parts.list_sync.sync_now(ren)
    shelves.asked()
    assert (await shelves.relinked(ren)).tells_activity is False
    await a_round(shelves)
    assert await as_of(shelves, aoi, ren) == [0, None]
    on_site(shelves, quiet, TITLES[0], status="COMPLETED")
    assert await a_round(shelves) == ["Activities", "Changes"], "what is told is heard all the same"


async def test_an_activity_that_is_gone_is_noticed_and_one_that_comes_back(shelves: Shelves) -> None:
    await members(shelves)
    on_site(shelves, JUNO, TITLES[0], status="PLANNING")
    on_site(shelves, TSUMUGI, TITLES[1], status="PLANNING")
    await a_round(shelves)
    log = shelves.stand_in.world.activities
    gone = min(log.all)
    kept = log.all[gone]
    log.remove(gone)
    await a_round(shelves)
    assert [one.gone_at for one in (await shelves.store.activities.of(list(log.all))).values()] == [None]
    assert (await shelves.store.activities.of([gone]))[gone].gone_at == shelves.clock()
    log.put(kept)
    await a_round(shelves)
    assert (await shelves.store.activities.of([gone]))[gone].gone_at is None


async def test_more_than_is_read_at_once_is_said_and_those_people_go_the_ordinary_way(
    shelves: Shelves, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    aoi, ren = await members(shelves)
    await a_round(shelves)
    for number in range(50 * MOST_PAGES + 1):
        person, media_id = (TSUMUGI, JUNO)[number % 2], TITLES[number // 2 % len(TITLES)]
        on_site(shelves, person, media_id, status=("PLANNING", "DROPPED")[number // 12 % 2])
    assert await a_round(shelves) == ["Activities"] * MOST_PAGES + ["Changes"] * 2
    assert "More happened on AniList than is read at once" in caplog.text
    assert shelves.parts.activity_poll.tally.counts["overflow",] == 1
    assert (await state(shelves)).look_back == LONGEST_LOOK_BACK // 2
    assert await as_of(shelves, aoi, ren) == [0, 0], "both were read after it"


async def test_when_echoes_of_ours_are_missed_the_poll_goes_off_and_is_tried_once_a_day(
    shelves: Shelves, caplog: pytest.LogCaptureFixture
) -> None:
    """AniList was seen to answer `userId_in` with nothing."""
    aoi, ren = await members(shelves)
    await a_round(shelves)
    shelves.stand_in.world.answers_many_users = False
    for number, link in enumerate((aoi, ren, aoi)):
        await shelves.parts.editor.change(link, TITLES[number], Wish(status="PLANNING"), change_id=number + 1)
    shelves.asked()
    for _ in range(3):
        assert await a_round(shelves) == ["Activities"]
        assert (await state(shelves)).off_at is None, "it may still come"
    assert await a_round(shelves) == ["Activities"]
    assert (await state(shelves)).off_why == "silent" and "tells nothing of what several people do" in caplog.text
    await shelves.restart()
    assert await a_round(shelves) == [] and await as_of(shelves, aoi, ren) == [None, None]
    assert await a_round(shelves, DAY) == ["Activities"], "tried, and in vain"
    assert await a_round(shelves) == []
    shelves.stand_in.world.answers_many_users = True
    on_site(shelves, JUNO, TITLES[4], status="DROPPED")
    assert await a_round(shelves, DAY - 5 * MINUTES) == ["Activities", "Changes"]
    assert (await state(shelves)).off_at is None


async def test_what_all_is_gone_at_once_is_silence_too(shelves: Shelves) -> None:
    await members(shelves)
    for number, person in enumerate((TSUMUGI, JUNO, JUNO)):
        on_site(shelves, person, TITLES[number], status="PLANNING")
    await a_round(shelves)
    shelves.stand_in.world.answers_many_users = False
    await a_round(shelves)
    assert (await state(shelves)).off_why == "silent"
    gone = await shelves.store.database.all("SELECT id FROM activities WHERE gone_at IS NOT NULL")
    assert gone == [], "nobody has deleted anything"


async def test_one_person_whose_echoes_are_missed_is_nobody_else_s_silence(shelves: Shelves) -> None:
    """A private profile's activity is told to nobody, whatever AniList's settings say."""
    bramble = next(person for person in PEOPLE if person.private_profile)
    aoi, hidden = await members(shelves, TSUMUGI, bramble)
    await a_round(shelves)
    for number in range(4):
        await shelves.parts.editor.change(hidden, TITLES[number], Wish(status="PLANNING"), change_id=number + 1)
        await a_round(shelves)
    for _ in range(4):
        await a_round(shelves)
    assert (await state(shelves)).off_at is None
    assert await as_of(shelves, aoi, hidden) == [0, None]


async def test_echoes_that_come_keep_it_on(shelves: Shelves) -> None:
    aoi, ren = await members(shelves)
    await a_round(shelves)
    for number, link in enumerate((aoi, ren, aoi, ren)):
        await shelves.parts.editor.change(link, TITLES[number], Wish(status="PLANNING"), change_id=number + 1)
    for _ in range(5):
        await a_round(shelves)
    assert shelves.parts.activity_poll.tally.counts["echo",] == 4
    assert ((await state(shelves)).missed, (await state(shelves)).off_at) == (0, None)


async def test_only_a_refusal_of_this_request_alone_switches_it_off(shelves: Shelves) -> None:
    await members(shelves)
    await a_round(shelves)
    shelves.stand_in.faults.arm(faults.status(500), times=1000)
    for _ in range(MOST_REFUSED + 1):
        await a_round(shelves)
    assert ((await state(shelves)).failed, (await state(shelves)).off_at) == (0, None), "an outage ends by itself"
    shelves.stand_in.faults.clear()
    shelves.clock.advance(HOUR)
    await shelves.anilist.ping()  # the outage is over for everything else
    shelves.stand_in.faults.arm(faults.status(400, "Max query complexity"), times=1000, operation="Activities")
    for _ in range(MOST_REFUSED):
        assert (await state(shelves)).off_at is None
        await a_round(shelves)
    assert (await state(shelves)).off_why == "refused"
    assert await a_round(shelves) == []
    await a_round(shelves, DAY)
    assert (await state(shelves)).off_why == "refused"
    shelves.stand_in.faults.clear()
    assert await a_round(shelves, DAY) == ["Activities"] and (await state(shelves)).off_at is None


async def test_beyond_2500_people_the_rounds_are_further_apart(shelves: Shelves) -> None:
    """Twelve requests would be needed, and the poll takes one a minute."""
    await members(shelves)
    await a_round(shelves)
    others = [
        {"discord_id": number, "anilist_id": 10**7 + number, "token": b"0" * 32, "at": shelves.clock()}
        for number in range(1, 5600)
    ]
    async with shelves.store.database.transaction() as transaction:
        await transaction.execute_many(_OTHERS, others)
        await transaction.execute(
            "INSERT INTO heard_people (discord_id, since) SELECT discord_id, 9 FROM links WHERE discord_id < 9000"
        )
    assert await a_round(shelves) == await a_round(shelves, 4 * MINUTES) == []
    assert await a_round(shelves, 3 * MINUTES) == ["Activities"]


async def test_activities_go_with_the_link_with_another_account_and_after_a_month(shelves: Shelves) -> None:
    await members(shelves)
    for person in (TSUMUGI, JUNO):
        on_site(shelves, person, TITLES[0], status="PLANNING")
    await a_round(shelves)
    assert [one[0] for one in await heard(shelves)] == [AOI, REN]
    await shelves.store.links.delete(REN)
    assert [one[0] for one in await heard(shelves)] == [AOI]
    shelves.clock.advance(30 * DAY)
    await shelves.parts.activity_poll.expire()
    assert await heard(shelves) == []


# What is pure.


@each(
    ("fields", "said"),
    [
        ({}, "was heard 5 minutes ago; 1,200 people"),
        ({"heard_until": START - 3 * HOUR}, "was heard 3 hours ago"),
        (
            {"off_at": START - DAY, "off_why": "silent"},
            "nothing of what members do there, though it should, since 24 hours",
        ),
        ({"off_at": START - DAY, "off_why": "refused"}, "doesn't answer Musubi what members do there, since 24 hours"),
    ],
)
def test_the_doctor_says_how_it_is(fields: dict[str, Any], said: str) -> None:
    usual = HearingState(heard_until=START - 5 * MINUTES, judged_until=START, look_back=600)
    found = finding(msgspec.structs.replace(usual, **fields), 1200, START)
    assert said in found.text and found.is_well and bool(found.mend) == ("off_at" in fields)


TOLD = ListActivity(1, 5, "watched episode", "3 - 5", 1000, ActivityMedium(BEBOP, MediaType.ANIME))
KNOWN = Activity(
    id=1,
    discord_id=AOI,
    media_id=BEBOP,
    media_type="ANIME",
    status="watched episode",
    progress="3 - 5",
    created_at=1000,
    seen_at=1000,
)


@each(
    ("fields", "is_heard"),
    [
        ({}, True),
        ({"user_id": 6}, False),
        ({"user_id": None}, False),
        ({"status": None}, False),
        ({"media": None}, False),
        ({"media": ActivityMedium(BEBOP, MediaType.UNKNOWN)}, False),
        ({"created_at": 900}, False),  # before they were listened to
        ({"created_at": 941}, True),  # AniList's clock may be behind
    ],
)
def test_whose_activity_is_heard(fields: dict[str, Any], is_heard: bool) -> None:
    assert (
        bool(activities_of([msgspec.structs.replace(TOLD, **fields)], [HeardPerson(AOI, 5, since=1000)], 2000))
        == is_heard
    )


@each(
    ("before", "entry", "is_there"),
    [
        (None, {"updated_at": 1000}, True),
        (None, {"updated_at": 998}, True),
        (None, {"updated_at": 997}, False),
        (None, {"updated_at": 2000, "progress": 1}, True),  # taken back since
        ("3", {"updated_at": 2000, "progress": 4}, False),  # merged under the time of the first change
        ("3", {"updated_at": 2000, "progress": 5}, True),
    ],
)
def test_whether_a_list_has_it_already(before: str | None, entry: dict[str, Any], is_there: bool) -> None:
    earlier = msgspec.structs.replace(KNOWN, progress=before) if before else None
    assert is_on_list(KNOWN, earlier, CachedEntry(an_entry(BEBOP, **entry), 3000)) == is_there
    assert not is_on_list(KNOWN, earlier, None)


def test_a_list_that_lacks_the_title_by_now_has_it_already() -> None:
    assert is_on_list(KNOWN, None, CachedEntry(None, 1000)) and not is_on_list(KNOWN, None, CachedEntry(None, 999))


@each(
    ("seconds", "heard_", "expected_"),
    [
        (1200, Heard(pages=2), 600),
        (SHORTEST_LOOK_BACK, Heard(pages=4), SHORTEST_LOOK_BACK),
        (1200, Heard(told=25), 2400),
        (1200, Heard(told=26), 1200),
        (LONGEST_LOOK_BACK, Heard(), LONGEST_LOOK_BACK),
    ],
)
def test_it_looks_back_as_far_as_a_page_allows(seconds: int, heard_: Heard, expected_: int) -> None:
    assert _next_look_back(seconds, heard_) == expected_


def a_change(
    change_id: int, before: str | None, after: str | None, media_id: int = BEBOP, **flags: bool
) -> ChangeRecord:
    shown = {"private": False, "hidden": False, **flags}
    was, is_now = ((status and an_entry(media_id, status=status, **shown)) or None for status in (before, after))
    item = ChangeItem(media_id=media_id, before=was, wanted=None, after=is_now)
    return ChangeRecord(id=change_id, discord_id=AOI, items=(item,), state="done", at=change_id)


def test_which_changes_must_come_back() -> None:
    """A new status that everybody may see; progress is merged away, and a second change within minutes may be."""
    records = [
        a_change(1, None, "PLANNING"),
        a_change(2, "PLANNING", "DROPPED"),
        a_change(3, "CURRENT", "COMPLETED", MONSTER),
        a_change(4, "CURRENT", "CURRENT", PIECE),
        a_change(5, None, "CURRENT", TITLES[0]),
        a_change(6, "PAUSED", "PAUSED", TITLES[1]),
        a_change(7, "PAUSED", None, TITLES[2]),
        a_change(8, None, "PLANNING", TITLES[3], private=True),
        a_change(9, None, "PLANNING", TITLES[4], hidden=True),
    ]
    assert [one.id for one in expected(records)] == [1, 3]
