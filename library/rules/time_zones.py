"""Time zones: a person's own choice, or else AniList's setting, which knows no summer time. Pure."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from i18n import mark, t
from library.errors import InvalidZone
from library.rules.dates import offset
from library.rules.text import as_meant
from store import Link

NO_ZONE = mark("Pick one of the time zones suggested while you type, such as Europe/Berlin, or type AniList.")
ZONES = tuple(sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix"))))


def today(link: Link | None, now: int) -> date:
    """The date in the person's zone, in UTC for people without a link."""
    return datetime.fromtimestamp(now, _zone(link)).date()


def begin(link: Link | None, day: date) -> int:
    """The beginning of the person's day, in unix seconds."""
    return int(datetime.combine(day, time(), _zone(link)).timestamp())


def name(link: Link) -> str:
    """The zone's name as people read it: ``Europe/Berlin``, or ``UTC+09:00``."""
    ahead = offset(link.timezone)
    clock = f"{abs(ahead) // 3600:02}:{abs(ahead) % 3600 // 60:02}"
    return link.zone.replace("_", " ") if link.zone else f"UTC{'-' if ahead < 0 else '+'}{clock}"


def zone_of(name: str | None, timezone_at_anilist: str | None) -> tzinfo:
    """The zone of the person's choice, or else of AniList's setting, which knows no summer time."""
    with suppress(ZoneInfoNotFoundError, ValueError):
        if name:
            return ZoneInfo(name)
    return timezone(timedelta(seconds=offset(timezone_at_anilist)))


def zone_named(typed: str, field: str) -> str | None:
    """The zone that `typed` in `field` means; None is AniList's. Raises InvalidZone."""
    wanted = _zone_key(typed)
    if wanted == "anilist":
        return None
    fitting = zones_like(typed)
    exact = [zone for zone in fitting if zone.casefold() == wanted]
    if not exact and len(fitting) != 1:
        raise InvalidZone(lambda: t(NO_ZONE), typed, field)
    return (exact or fitting)[0]


def zones_like(typed: str, limit: int = 25) -> list[str]:
    """Zones with the typed words; first those whose place begins with them."""
    wanted = _zone_key(typed)
    fitting = [zone for zone in ZONES if wanted in zone.casefold()]
    return sorted(fitting, key=lambda zone: not zone.rpartition("/")[2].casefold().startswith(wanted))[:limit]


def _zone_key(typed: str) -> str:
    return as_meant(typed).casefold().replace(" ", "_")


def _zone(link: Link | None) -> tzinfo:
    return zone_of(link.zone, link.timezone) if link else UTC
