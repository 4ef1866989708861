"""When somebody is told of an episode, whether they still want to be, and what goes into one message."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from library.notify.notices import MOST_IN_A_BATCH, begun_batches, due_at, into_batches, is_wanted, next_hour
from library.rules.time_zones import ZONES, zone_of, zones_like
from store import Notice, Recipient, ReminderStatus
from tests.kit.cases import each

NOW = 1_900_000_000
BERLIN = {"zone": "Europe/Berlin"}


def a_reader(**changes: Any) -> Recipient:
    wants: dict[str, Any] = {"hours_later": 0, "digest_hour": None, "zone": None, "timezone": None, "airing_at": NOW}
    return Recipient(discord_id=1, media_id=2, episode=3, **wants | changes)


def a_standing(**changes: Any) -> ReminderStatus:
    wants: dict[str, Any] = {
        "is_on": True,
        "is_all": True,
        "only_caught_up": False,
        "is_wanted": None,
        "status": "CURRENT",
        "progress": 4,
        "airing_at": NOW,
    }
    return ReminderStatus(id=1, episode=5, language="ROMAJI", **wants | changes)


def a_notice(number: int, **changes: Any) -> Notice:
    to: dict[str, Any] = {
        "discord_id": 1,
        "feed_id": None,
        "change_id": None,
        "due_at": NOW,
        "state": "due",
        "letter": None,
        "tried_at": None,
    }
    return Notice(id=number, media_id=number, episode=1, happened_at=NOW, **to | changes)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


@each(
    ("wants", "airing_at", "told_at"),
    [
        ({}, "2026-07-01T18:00Z", "2026-07-01T18:00Z"),
        ({"hours_later": 6}, "2026-07-01T18:00Z", "2026-07-02T00:00Z"),
        ({"digest_hour": 18}, "2026-07-01T18:00Z", "2026-07-01T18:00Z"),
        ({"digest_hour": 18}, "2026-07-01T18:00:01Z", "2026-07-02T18:00Z"),
        ({"digest_hour": 8, "timezone": "09:00"}, "2026-07-01T18:00Z", "2026-07-02T08:00+09:00"),
        ({"digest_hour": 20, **BERLIN, "timezone": "09:00"}, "2026-07-01T18:00Z", "2026-07-01T20:00+02:00"),
        # clocks go forward at 2, and back at 3
        ({"digest_hour": 2, **BERLIN}, "2026-03-28T23:00Z", "2026-03-29T01:00Z"),
        ({"digest_hour": 2, **BERLIN}, "2026-10-24T23:30Z", "2026-10-25T00:00Z"),
        ({"digest_hour": 2, **BERLIN}, "2026-10-25T00:30Z", "2026-10-26T01:00Z"),
    ],
)
def test_when_somebody_is_told(wants: dict[str, Any], airing_at: str, told_at: str) -> None:
    assert due_at(at(airing_at), a_reader(**wants)) == at(told_at)


@each(
    ("wants", "told_at"),
    [
        ({}, "2026-07-02T07:00Z"),
        ({"hours_later": 12}, "2026-07-02T07:00Z"),
        ({"hours_later": 24}, "2026-07-02T18:00Z"),
        ({"digest_hour": 20}, "2026-07-02T20:00Z"),
        ({"digest_hour": 7}, "2026-07-02T07:00Z"),
    ],
)
def test_what_has_aired_long_ago_is_told_from_now_on(wants: dict[str, Any], told_at: str) -> None:
    aired_at, not_before = at("2026-07-01T18:00Z"), at("2026-07-02T07:00Z")
    assert due_at(aired_at, a_reader(**wants), not_before=not_before) == at(told_at)


@given(st.integers(0, 4_000_000_000), st.integers(0, 23), st.sampled_from(ZONES))
def test_the_next_hour_is_neither_early_nor_more_than_a_day_away(after: int, hour: int, name: str) -> None:
    zone = ZoneInfo(name)
    told_at = next_hour(after, hour, zone)
    assert after <= told_at <= after + 50 * 3600  # a day, where a country skipped one
    assert (datetime.fromtimestamp(told_at, zone).hour - hour) % 24 in {0, 1}  # 1, where a clock leaves the hour out


@each(("name", "at_anilist", "hours"), [(None, None, 0), (None, "-05:00", -5), ("No/Where", "09:00", 9)])
def test_a_zone_that_is_not_known_is_anilists(name: str | None, at_anilist: str | None, hours: int) -> None:
    assert zone_of(name, at_anilist).utcoffset(None) == timedelta(hours=hours)


def test_zones_are_found_by_their_places() -> None:
    assert zones_like("berl") == ["Europe/Berlin"]
    assert zones_like("New york")[0] == "America/New_York"
    assert zones_like("to")[0].partition("/")[2].startswith("To") and len(zones_like("")) == 25
    assert zones_like("nowhere at all") == []


@each(
    ("standing", "wanted"),
    [
        (a_standing(), True),
        (a_standing(status="REPEATING"), True),
        (a_standing(progress=5), False),
        (a_standing(progress=2), True),
        (a_standing(progress=2, only_caught_up=True), False),
        (a_standing(progress=4, only_caught_up=True), True),
        (a_standing(is_on=False), False),
        (a_standing(is_wanted=False), False),
        (a_standing(status="PAUSED"), False),
        (a_standing(status="PLANNING", progress=0), False),
        (a_standing(status="PLANNING", progress=0, is_wanted=True), True),
        (a_standing(status=None, progress=None), False),
        (a_standing(status=None, progress=None, is_wanted=True), True),
        (a_standing(is_all=False), False),
        (a_standing(is_all=False, is_wanted=True), True),
        (a_standing(airing_at=NOW + 1), False),
    ],
)
def test_what_is_still_wanted(standing: ReminderStatus, wanted: bool) -> None:
    assert is_wanted(standing, NOW) is wanted


def test_what_goes_into_one_message() -> None:
    single = [a_notice(number) for number in (1, 2)]
    digest = [a_notice(number, discord_id=5, is_gathered=True) for number in range(3, 3 + MOST_IN_A_BATCH + 1)]
    feed = [a_notice(number, discord_id=None, feed_id=5, is_gathered=True) for number in (50, 51)]
    made = into_batches([*single, *digest, *feed])
    assert [len(letter.ids) for letter in made] == [1, 1, MOST_IN_A_BATCH, 1, 2]
    assert (made[0].discord_id, made[-1].feed_id) == (1, 5)
    assert len({letter.nonce for letter in made}) == len(made)


def test_a_letter_is_the_same_whenever_it_is_tried() -> None:
    fresh = into_batches([a_notice(number, is_gathered=True) for number in (7, 8)])
    tried: dict[str, Any] = {"state": "begun", "letter": 7, "tried_at": NOW}
    again = begun_batches([a_notice(8, **tried), a_notice(7, **tried), a_notice(9, state="begun", letter=9)])
    assert [letter.nonce for letter in again] == [fresh[0].nonce, "9-1900000000"]
    assert (fresh[0].tried_at, again[0].tried_at) == (None, NOW)
    (snoozed,) = into_batches([a_notice(7, due_at=NOW + 1)])
    assert snoozed.nonce != fresh[0].nonce
    (longest,) = into_batches([a_notice(10**13, due_at=9_999_999_999)])
    assert len(longest.nonce) <= 25
