"""What becomes of titles that have not begun or are on a break, from one answer of AniList's to the next. Pure.

::

    first look ──▶ ahead ──begins──▶ gone       away ──back──▶ gone
                   │   ▲                        (HIATUS, or long without an episode)
                   └───┘ dated

A first look tells nothing: what was there before is no news. A day is told when a month is known, and once more when
it has moved by weeks. A title that was to begin long ago, and has, is no news either.
"""

from datetime import UTC, date, datetime
from typing import Literal

from store import Media, Outlook, OutlookStep, TitleEvent, TitleEventKind

DAY = 86400
SECONDS_SOON = 7 * DAY  # before an episode, in which a break is as good as over
SECONDS_GAP = 35 * DAY  # without an episode: a break
_DAYS_NEWS = 7
_SECONDS_AGAIN = 30 * DAY  # between two breaks that are told
_DAYS_MOVED, _DAYS_MOVED_ROUGHLY = 28, 50
_MIDDLE = {"WINTER": 2, "SPRING": 5, "SUMMER": 8, "FALL": 11}  # the month in the middle of a season
_EVER = 0


def step(was: Outlook, now: int, *, first_at: int) -> OutlookStep | None:
    """What has become of the title; None when nothing has.

    Facts from before `first_at` are no first look: AniList may have told less then.
    """
    stands = standing(was, now)
    if was.state is None:
        return _first_look(was, stands) if was.seen_at >= first_at else None
    if was.state == "ahead" and stands != "gone":
        return _dated(was, now)
    if stands == was.state:
        return None
    if stands != "gone":
        return OutlookStep(was, stands, day_of(was))
    return OutlookStep(was, None, 0, _ended(was, now))


def standing(title: Outlook, now: int) -> Literal["ahead", "away", "gone"]:
    """Whether the title is still to come, on a break, or neither."""
    airing_at = title.next_airing_at
    if title.status == "NOT_YET_RELEASED":
        return "gone" if airing_at and airing_at <= now else "ahead"
    if title.status == "HIATUS":
        return "away"
    if title.status != "RELEASING" or title.media_type != "ANIME" or airing_at is None:
        return "gone"
    is_silent = airing_at <= title.seen_at - SECONDS_GAP
    return "away" if is_silent or airing_at > now + SECONDS_SOON else "gone"


def day_of(title: Outlook | Media) -> int:
    """When the title begins: YYYYMMDD, the day 00 if it is unknown; 0 when not even a month or a season is known."""
    if title.started and title.started // 100 % 100:
        return title.started
    month = _MIDDLE.get(title.season or "")
    return title.season_year * 10_000 + month * 100 if title.season_year and month else 0


def _first_look(was: Outlook, stands: Literal["ahead", "away", "gone"]) -> OutlookStep:
    return OutlookStep(was, None, 0) if stands == "gone" else OutlookStep(was, stands, day_of(was))


def _dated(was: Outlook, now: int) -> OutlookStep | None:
    """A day that is known now, or has moved; a day that is known more exactly is kept, and not told."""
    day = day_of(was)
    if day in {0, was.day}:
        return None
    if day // 100 < _month(now):
        return OutlookStep(was, "ahead", day)
    if was.day == 0 or _has_moved(was.day, day):
        return OutlookStep(was, "ahead", day, _event(was, "dated", now, unless_after=now - DAY))
    return OutlookStep(was, "ahead", day) if day // 100 == was.day // 100 else None


def _has_moved(before: int, after: int) -> bool:
    is_exact = before % 100 and after % 100
    days = abs((_date(after) - _date(before)).days)
    return days >= (_DAYS_MOVED if is_exact else _DAYS_MOVED_ROUGHLY)


def _date(day: int) -> date:
    """The day; in the middle of its month if it is unknown, or none of that month."""
    year, month = min(max(day // 10_000, 1), 9999), min(max(day // 100 % 100, 1), 12)
    try:
        return date(year, month, day % 100 or 15)
    except ValueError:
        return date(year, month, 15)


def _ended(was: Outlook, now: int) -> TitleEvent | None:
    if was.status not in {"RELEASING", "FINISHED", "NOT_YET_RELEASED"}:
        return None  # cancelled, or a status that nobody knows
    if was.state == "away":
        return _event(was, "back", now, unless_after=now - _SECONDS_AGAIN)
    if was.started and was.started % 100 and (_today(now) - _date(was.started)).days > _DAYS_NEWS:
        return None
    return _event(was, "begins", now, unless_after=_EVER)


def _today(now: int) -> date:
    return datetime.fromtimestamp(now, UTC).date()


def _month(now: int) -> int:
    today = _today(now)
    return today.year * 100 + today.month


def _event(was: Outlook, kind: TitleEventKind, now: int, *, unless_after: int) -> TitleEvent:
    return TitleEvent(media_id=was.media_id, kind=kind, at=now, unless_after=unless_after)
