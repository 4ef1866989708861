"""The words of dates: as they are shown in the current language, and as they are typed in any. Knows no date."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

import msgspec

from i18n import LANGUAGES, Language, in_each_language, t, tc

_LETTERS = re.compile(r"[^\W\d_]+")


def months_of_dates() -> tuple[str, ...]:
    """The months as they stand beside a day: ``17 maja``."""
    return (
        tc("month beside a day", "January"),
        tc("month beside a day", "February"),
        tc("month beside a day", "March"),
        tc("month beside a day", "April"),
        tc("month beside a day", "May"),
        tc("month beside a day", "June"),
        tc("month beside a day", "July"),
        tc("month beside a day", "August"),
        tc("month beside a day", "September"),
        tc("month beside a day", "October"),
        tc("month beside a day", "November"),
        tc("month beside a day", "December"),
    )


def months() -> tuple[str, ...]:
    """The months as they stand without a day: ``maj``."""
    return (
        tc("month without a day", "January"),
        tc("month without a day", "February"),
        tc("month without a day", "March"),
        tc("month without a day", "April"),
        tc("month without a day", "May"),
        tc("month without a day", "June"),
        tc("month without a day", "July"),
        tc("month without a day", "August"),
        tc("month without a day", "September"),
        tc("month without a day", "October"),
        tc("month without a day", "November"),
        tc("month without a day", "December"),
    )


def dated(day: str, month: str, year: str) -> str:
    return t("{day} {month} {year}", day=day, month=month, year=year)


def day_in_month(day: str, month: str) -> str:
    return t("{day} {month}", day=day, month=month)


def in_month(month: str, year: str) -> str:
    return t("{month} {year}", month=month, year=year)


def today() -> str:
    return tc("typed for a date", "today")


def yesterday() -> str:
    return tc("typed for a date", "yesterday")


def no_date() -> str:
    return tc("typed for a date", "none")


class DateWords(msgspec.Struct, frozen=True):
    """What people type in any of the languages. All words are as :func:`folded` makes them."""

    months: Mapping[str, int]
    between: frozenset[str]  # what stands between the parts of a date: ``de``
    today: frozenset[str]
    yesterday: frozenset[str]
    none: frozenset[str]

    def month(self, name: str) -> int | None:
        """The month with that name, or the only one whose name begins so; None when there is no such month."""
        if name in self.months:
            return self.months[name]
        found = {number for known, number in self.months.items() if known.startswith(name)}
        return found.pop() if len(found) == 1 else None


def words() -> DateWords:
    return _words(tuple(LANGUAGES.values()))


def folded(text: str) -> str:
    """`text` without capitals and accents, and with a plain apostrophe: ``août`` as ``aout``."""
    signs = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(sign for sign in signs if not unicodedata.combining(sign))


@cache
def _words(_languages: tuple[Language, ...]) -> DateWords:
    names = [*in_each_language(months), *in_each_language(months_of_dates)]
    patterns = [*in_each_language(lambda: dated(" ", " ", " ")), *in_each_language(lambda: in_month(" ", " "))]
    return DateWords(
        months={folded(name): number for every in names for number, name in enumerate(every, 1)},
        between=frozenset(folded(word) for pattern in patterns for word in _LETTERS.findall(pattern)),
        today=frozenset(map(folded, in_each_language(today))),
        yesterday=frozenset(map(folded, in_each_language(yesterday))),
        none=frozenset(map(folded, in_each_language(no_date))),
    )
