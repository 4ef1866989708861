"""Years as people type and read them: one year, a range, a decade. Knows no title.

They are shown in the current language, and understood in all of them: a card may be in another person's.
"""

import re
from collections.abc import Callable
from functools import cache

from i18n import LANGUAGES, Language, in_each_language, listed, mark, t, tc
from library.errors import InvalidYear
from library.rules.text import as_meant

FIRST, LAST = 1900, 2099  # of a range without a beginning or an end
HINT = mark("Type a year or years, such as {examples}.")
_LONGEST = 100  # characters that are read
_FIRST, _LAST = "\x01", "\x02"  # in the place of years
_NO_MATTER = re.compile("['’`年]|(?<=[0-9]0)\\.$")  # ’90s, 2015年, and Polish “lata 90.”
_YEAR = "[12][0-9]{3}"
_PLAIN = (
    rf"(?P<only>{_YEAR})",
    rf"(?P<first>{_YEAR})\s*(?:[-~]|\.\.+|/)\s*(?P<last>{_YEAR}|[0-9]{{2}})",
    rf"(?P<first>{_YEAR})\s*(?:\+|-)",
    rf"(?:>=|≥)\s*(?P<first>{_YEAR})",
    rf"(?:-|<=|≤)\s*(?P<last>{_YEAR})",
)
_DECADE = r"(?P<decade>(?:[12][0-9])?[0-9]0)"

Years = tuple[int, int]  # the first and the last, both included


def parse(text: str, field: str) -> Years:
    """The years that `text` in `field` means. Raises InvalidYear."""
    typed = _NO_MATTER.sub("", as_meant(text[:_LONGEST]).casefold())
    for pattern in _patterns(tuple(LANGUAGES.values())):
        if (found := pattern.fullmatch(typed)) and (years := _meant(found.groupdict())):
            return years
    raise InvalidYear(_hint, text, field)


def show(years: Years) -> str:
    """``2015``, ``2010–2015``, ``2010s``, ``since 2015``; :func:`parse` reads it back."""
    first, last = years
    if first == last:
        return str(first)
    if first % 10 == 0 and last == first + 9:
        return _decade(str(first))
    if last >= LAST:
        return _since(str(first))
    return _until(str(last)) if first <= FIRST else f"{first}–{last}"


def _decade(first: str) -> str:
    return tc("years", "{decade}s", decade=first)


def _between(first: str, last: str) -> str:
    return tc("years", "{first} to {last}", first=first, last=last)


def _since(first: str) -> str:
    return tc("years", "since {first}", first=first)


def _until(last: str) -> str:
    return tc("years", "until {last}", last=last)


def examples() -> str:
    """Some years as they are typed."""
    return listed(map(show, ((2015, 2015), (2010, 2015), (1990, 1999), (2015, LAST))))


def _hint() -> str:
    return t(HINT, examples=examples())


@cache
def _patterns(_languages: tuple[Language, ...]) -> list[re.Pattern[str]]:
    """Everything that is understood, the words of each language among it."""
    ways: list[Callable[[], str]] = [
        lambda: _decade("\x03"),
        lambda: _between(_FIRST, _LAST),
        lambda: _since(_FIRST),
        lambda: _until(_LAST),
    ]
    worded = [_pattern(said) for say in ways for said in in_each_language(say)]
    return [re.compile(pattern) for pattern in dict.fromkeys((*_PLAIN, rf"(?:the )?{_DECADE}s", *worded))]


def _pattern(said: str) -> str:
    pattern = re.escape(_NO_MATTER.sub("", said.casefold()))
    groups = {_FIRST: rf"(?P<first>{_YEAR})", _LAST: rf"(?P<last>{_YEAR})", "\x03": _DECADE}
    return "".join(groups.get(sign, sign) for sign in re.sub(r"\\([\x01-\x03])", r"\1", pattern))


def _meant(found: dict[str, str | None]) -> Years | None:
    """The years of a match, in their order; None when there are no such years."""
    if decade := found.get("decade"):
        start = int(decade) if len(decade) == 4 else int(decade) + (1900 if int(decade) >= 30 else 2000)
        return (start, start + 9) if FIRST <= start <= LAST else None
    first, last = found.get("first"), found.get("last")
    if first and last and len(last) == 2:
        last = first[:2] + last
    only = found.get("only")
    low, high = sorted((int(only or first or FIRST), int(only or last or LAST)))
    return (low, high) if low >= FIRST and high <= LAST else None
