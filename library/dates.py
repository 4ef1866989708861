"""Dates as people type and read them, of which AniList lets any part be unknown. Knows no entry and no clock."""

import re
from calendar import monthrange
from datetime import date, timedelta

from library.errors import DateUnfit
from store import FuzzyDate

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NONE = {"", "none", "no date", "-", "–"}
_SENTENCE = "Type a date such as 2024-05-17, 17 May 2024, May 2024, 2024, today, yesterday or none."
_DIGITS = re.compile(r"(?P<year>\d{4})(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?)?", re.ASCII)
_ZONE = re.compile(r"([-+]?)(\d{1,2}):(\d{2})", re.ASCII)
_WORDS = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?\s+)?(?P<month>[a-z]{3,9}|\?{3})\.?,?\s+(?P<year>\d{4}|\?{4})", re.ASCII
)
_MONTH_FIRST = re.compile(r"(?P<month>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})", re.ASCII)


def parse(text: str, today: FuzzyDate) -> FuzzyDate:
    """What the person means; no date for ``none``. `today` is the person's own. Raises DateUnfit."""
    typed = " ".join(text.lower().split())
    if typed in _NONE:
        return FuzzyDate()
    if typed == "today":
        return today
    if typed == "yesterday":
        return _yesterday(today)
    for form in (_DIGITS, _WORDS, _MONTH_FIRST):
        if found := form.fullmatch(typed):
            return _checked(found.groupdict())
    raise DateUnfit(_SENTENCE)


def show(day: FuzzyDate) -> str:
    """``17 May 2024``, with question marks for what is unknown before something known, ``–`` for no date."""
    if day == FuzzyDate():
        return "–"
    month = _MONTHS[day.month - 1] if day.month else "???" if day.day or not day.year else ""
    parts = (str(day.day or ""), month, f"{day.year:04}" if day.year else "????")
    return " ".join(part for part in parts if part)


def offset(timezone: str | None) -> int:
    """The seconds that a time zone is ahead, as AniList writes it: ``09:00``, ``-05:00``; 0 when it says nothing."""
    zone = _ZONE.fullmatch(timezone or "")
    seconds = int(zone[2]) * 3600 + int(zone[3]) * 60 if zone else 0
    return -seconds if zone and zone[1] == "-" else seconds


def _yesterday(today: FuzzyDate) -> FuzzyDate:
    if today.year is None or today.month is None or today.day is None:
        raise DateUnfit(_SENTENCE)
    before = date(today.year, today.month, today.day) - timedelta(days=1)
    return FuzzyDate(before.year, before.month, before.day)


def _checked(parts: dict[str, str | None]) -> FuzzyDate:
    year, day = (_number(parts[name]) for name in ("year", "day"))
    month = _month(parts["month"])
    days = monthrange(year or 2000, month)[1] if month else 31
    if year == 0 or (day is not None and not 1 <= day <= days):
        raise DateUnfit(_SENTENCE)
    return FuzzyDate(year, month, day)


def _number(text: str | None) -> int | None:
    return None if text is None or "?" in text else int(text)


def _month(text: str | None) -> int | None:
    if text is None or text == "???":
        return None
    names = [name.lower().startswith(text) for name in _MONTHS]
    month = int(text) if text.isdecimal() else 1 + names.index(True) if any(names) else 0
    if not 1 <= month <= 12:
        raise DateUnfit(_SENTENCE)
    return month
