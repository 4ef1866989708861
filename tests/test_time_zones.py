"""The time zone that somebody names in /remind is theirs everywhere; else it is AniList's, without summer time."""

from datetime import UTC, date, datetime

import msgspec

from cards.editor import EditPart
from demo.anilist.lists import DateParts
from library.changes.editing import today
from library.rules import time_zones
from store import FuzzyDate as StoredDate
from store import Link
from tests.kit.cases import each
from tests.kit.home import a_link
from tests.kit.lists import DIGIMON, NARUTO, Club, told
from tests.kit.world import words

HOUR = 3600
ISLANDS = "Pacific/Kiritimati"  # fourteen hours ahead of UTC


def at(*when: int) -> int:
    return int(datetime(*when, tzinfo=UTC).timestamp())  # type: ignore[arg-type]


@each(
    ("zone", "timezone", "now", "day", "begins"),
    [
        ("Europe/Berlin", "-05:00", at(2026, 7, 1, 22, 30), date(2026, 7, 2), at(2026, 7, 1, 22)),
        ("Europe/Berlin", None, at(2026, 1, 1, 22, 30), date(2026, 1, 1), at(2025, 12, 31, 23)),
        (None, "09:00", at(2026, 7, 1, 15), date(2026, 7, 2), at(2026, 7, 1, 15)),
        (None, None, at(2026, 7, 1, 23), date(2026, 7, 1), at(2026, 7, 1)),
        (None, "77:00", at(2026, 7, 1, 23), date(2026, 7, 1), at(2026, 7, 1)),
        ("No/Where", "09:00", at(2026, 7, 1, 15), date(2026, 7, 2), at(2026, 7, 1, 15)),
        ("Africa/Cairo", None, at(2026, 4, 24, 5), date(2026, 4, 24), at(2026, 4, 23, 22)),  # its midnight is left out
    ],
)
def test_whose_day_it_is(zone: str | None, timezone: str | None, now: int, day: date, begins: int) -> None:
    link = msgspec.structs.replace(a_link(timezone=timezone), zone=zone)
    assert time_zones.today(link, now) == day and time_zones.begin(link, day) == begins
    assert today(link, now) == StoredDate(day.year, day.month, day.day)


def test_names() -> None:
    assert (
        time_zones.name(a_link(timezone="-05:30")) == "UTC-05:30"
        and time_zones.name(a_link(timezone=None)) == "UTC+00:00"
    )
    assert time_zones.name(msgspec.structs.replace(a_link(timezone="09:00"), zone=ISLANDS)) == ISLANDS


async def test_the_zone_of_remind_is_everywhere(club: Club) -> None:
    """Aoi's zone is nine hours ahead at AniList. By fourteen it is another day in the evening of UTC."""
    world = club.world
    assert "UTC+09:00" in words((await club.run("aoi", "airing")).response)
    await club.run("aoi", "remind", zone=ISLANDS)
    world.env.backend.advance_clock((11 * HOUR - world.clock() % 86400) % 86400)
    day = datetime.fromtimestamp(world.clock() + 14 * HOUR, UTC).date()
    assert day != datetime.fromtimestamp(world.clock() + 9 * HOUR, UTC).date()
    here = DateParts(day.year, day.month, day.day)
    airing = words((await club.run("aoi", "airing")).response)
    assert f"<t:{at(day.year, day.month, day.day, 12) - 14 * HOUR}:D>" in airing and ISLANDS in airing
    await club.run("aoi", "watched", title=f"id:{NARUTO}")
    assert club.entry("aoi", NARUTO).started_at == here
    await club.run("aoi", "edit", title=f"id:{DIGIMON}", started="today", finished="yesterday")
    assert club.entry("aoi", DIGIMON).started_at == here and club.entry("aoi", DIGIMON).completed_at != here
    editor = await club.run("aoi", "edit", title=f"id:{NARUTO}")
    form = await club.press("aoi", editor.response, EditPart, part="dates")
    await club.fill("aoi", form, started="", completed="today")
    assert club.entry("aoi", NARUTO).completed_at == here
    assert ISLANDS in words(told(await club.run("aoi", "account")))
    await club.run("aoi", "remind", zone="AniList")
    assert "UTC+09:00" in words((await club.run("aoi", "airing")).response)


async def test_what_else_the_link_says_stays(club: Club) -> None:
    """A link with a zone is written and read like any other."""
    store, discord_id = club.world.bot.store, club.world.users["aoi"].id
    await club.run("aoi", "remind", zone=ISLANDS)
    link = await store.links.of(discord_id)
    assert link and link.zone == ISLANDS
    await store.links.refresh(msgspec.structs.replace(link, name="Renamed"))
    again: Link | None = await store.links.of(discord_id)
    assert again == msgspec.structs.replace(link, name="Renamed")
