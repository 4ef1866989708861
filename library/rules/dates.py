"""Dates as people type and read them. AniList lets any part of a date be unknown. Knows no entry and no clock.

They are shown in the current language, and understood in all of them: a card may be in another person's. Numbers with
dots between begin with the day or with the year, never with the month. A date with two readings is refused with both.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial

from i18n import listed, mark, t, tc
from library.errors import InvalidDate
from library.rules import date_words
from library.rules.date_words import folded
from library.rules.text import as_meant
from store import FuzzyDate

_NONE = {"", "none", "no date", "-"}
HINT = mark("Type a date such as {examples}, or {today}, {yesterday} or {none}.")
TWO_DATES = mark("It could be {dates}. Type {typed}.")
_FIRST_YEAR = 1970  # of unix time
_ZONE = re.compile(r"([-+]?)(\d{1,2}):(\d{2})", re.ASCII)
_KANJI = str.maketrans({"年": "-", "月": "-", "日": " "})
_BETWEEN = re.compile(r"\s*([-/.])\s*|[\s,]+|\bof\b")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|º|ª)?")
_YEAR = re.compile(r"\d{4}|\?{4}", re.ASCII)
_MONTH = re.compile(r"[^\W\d_]{3,}|\?{3}")
_UNKNOWN = re.compile(r"(\?+)")
_ORDERS = {1: ("y",), 2: ("ym", "my"), 3: ("ymd", "dmy", "mdy")}


def parse(text: str, today: FuzzyDate, field: str) -> FuzzyDate:
    """The date that `text` in `field` means; no date for ``none``. `today` is the person's own. Raises InvalidDate."""
    typed, known = as_meant(text).lower(), date_words.words()
    if typed in _NONE or folded(typed) in known.none:
        return FuzzyDate()
    readings = _readings(typed)
    if folded(typed) in known.today | known.yesterday:
        readings = [today] if folded(typed) in known.today else _yesterday(today)
    if len(readings) != 1:
        raise InvalidDate(partial(_either, readings) if readings else _hint, text, field)
    return readings[0]


def show(day: FuzzyDate) -> str:
    """``17 May 2024``, with question marks for unknown parts before known ones, ``–`` for no date.

    An impossible month, which imported lists have, is shown in digits: ``2024-13-05``.
    """
    if day == FuzzyDate():
        return "–"
    year = f"{day.year:04}" if day.year else "????"
    if day.month and not 1 <= day.month <= 12:
        return "-".join([year, f"{day.month:02}", *([f"{day.day:02}"] if day.day else [])])
    if day.day:
        month = date_words.months_of_dates()[day.month - 1] if day.month else "???"
        return date_words.dated(str(day.day), month, year)
    return date_words.in_month(date_words.months()[day.month - 1], year) if day.month else year


def noon(day: FuzzyDate) -> int | None:
    """The day's noon in UTC, which is that day nearly everywhere; None for a date that lacks parts, or is none."""
    if not (day.year and day.year >= _FIRST_YEAR and day.month and day.day):
        return None
    try:
        return int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())
    except ValueError:
        return None


def show_birthday(day: FuzzyDate) -> str:
    """``17 May``, or ``May``: without the year. Empty where the month is unknown or impossible."""
    if not day.month or not 1 <= day.month <= 12:
        return ""
    if not day.day:
        return date_words.months()[day.month - 1]
    return date_words.day_in_month(str(day.day), date_words.months_of_dates()[day.month - 1])


def offset(timezone: str | None) -> int:
    """The seconds that a time zone is ahead, from AniList's ``09:00`` or ``-05:00``; 0 for any other text."""
    zone = _ZONE.fullmatch(timezone or "")
    seconds = int(zone[2]) * 3600 + int(zone[3]) * 60 if zone else 0
    if seconds >= 86400:
        return 0
    return -seconds if zone and zone[1] == "-" else seconds


def _hint() -> str:
    day = FuzzyDate(2024, 5, 17)
    examples = ["2024-05-17", show(day), "17.05.2024", show(FuzzyDate(2024, 5)), "2024"]
    words = {"today": date_words.today(), "yesterday": date_words.yesterday(), "none": date_words.no_date()}
    return t(HINT, examples=listed(examples), **words)


def _either(readings: Sequence[FuzzyDate]) -> str:
    """A sentence with the possible dates, and how each is typed."""
    either = tc("between alternatives", " or ")
    typed = (f"{one.year:04}-{one.month:02}-{one.day:02}" for one in readings)
    return t(TWO_DATES, dates=either.join(map(show, readings)), typed=either.join(typed))


def _yesterday(today: FuzzyDate) -> list[FuzzyDate]:
    if today.year is None or today.month is None or today.day is None:
        return []
    before = date(today.year, today.month, today.day) - timedelta(days=1)
    return [FuzzyDate(before.year, before.month, before.day)]


def _readings(typed: str) -> list[FuzzyDate]:
    """Every date that `typed` can mean."""
    line = _UNKNOWN.sub(r" \1 ", typed.translate(_KANJI)).strip(" .,-")
    between = date_words.words().between
    words = [word for word in _BETWEEN.sub(r" ", line).split() if folded(word) not in between]
    if not all(re.fullmatch(r"[0-9]{1,4}|\?{4}", word) for word in words):
        return _worded(words)
    signs = {found[1] for found in _BETWEEN.finditer(line)}
    orders = [order for order in _ORDERS.get(len(words), ()) if order != "mdy" or signs != {"."}]
    found = [_ordered(order, words) for order in orders if len(signs) <= 1]
    return list(dict.fromkeys(day for day in found if day))


def _ordered(order: str, words: Sequence[str]) -> FuzzyDate | None:
    """Numbers as a date whose parts have that `order`."""
    parts = dict(zip(order, words, strict=True))
    if any(len(parts[name]) > 2 for name in parts.keys() - {"y"}):
        return None
    year = _full_year(parts["y"]) if len(parts) == 3 else parts["y"]
    return _dated(year, int(parts["m"]) if "m" in parts else None, parts.get("d")) if len(year) == 4 else None


def _full_year(year: str) -> str:
    """Two digits as C and POSIX read them: 69 is 1969, 68 is 2068."""
    return f"{'19' if year >= '69' else '20'}{year}" if len(year) == 2 else year


def _worded(words: Sequence[str]) -> list[FuzzyDate]:
    """Dates with a named month, a year, and perhaps a day before or after it."""
    names = [word for word in words if _MONTH.fullmatch(word)]
    years = [word for word in words if _YEAR.fullmatch(word)]
    days = [found[1] for word in words if (found := _DAY.fullmatch(word))]
    if (len(names), len(years)) != (1, 1) or len(days) > 1 or len(words) != 2 + len(days):
        return []
    month = None if "?" in names[0] else date_words.words().month(folded(names[0]))
    is_known = month is not None or "?" in names[0]
    found = _dated(years[0], month, days[0] if days else None) if is_known else None
    return [found] if found else []


def _dated(year: str, month: int | None, day: str | None) -> FuzzyDate | None:
    """The date, None if there is no such date; a year of question marks is unknown."""
    made = FuzzyDate(None if "?" in year else int(year), month, int(day) if day else None)
    if made.year == 0 or (month is not None and not 1 <= month <= 12):
        return None
    days = monthrange(made.year or 2000, month)[1] if month else 31
    return made if made.day is None or 1 <= made.day <= days else None
