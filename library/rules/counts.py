"""Counts as people type and read them: episodes, chapters, volumes, rewatches. Pure.

A count is understood as cards show it, in any language.
"""

import re
from functools import cache

from i18n import LANGUAGES, Language, in_each_language, mark, t
from library.errors import InvalidNumber
from library.rules.text import as_meant

_NUMBER = r"[0-9]{1,3}[,. '’][0-9]{3}|[0-9]{1,6}"
_COUNT = re.compile(
    rf"(?:(?:ep|ch|vol)s?\.?|(?:episode|chapter|volume)s?)?\s*({_NUMBER})\s*"
    rf"(?:(?:/|of)\s*(?:{_NUMBER}|\?)|×|x|times|episodes?|chapters?|volumes?)?",
    re.IGNORECASE,
)
SHOWN = (
    *(mark("ep {number}"), mark("ch {number}"), mark("vol {number}")),
    *(mark("episode {number}"), mark("chapter {number}"), mark("volume {number}")),
)
NO_NUMBER = mark("Type a number such as 12.")


def parse(text: str, field: str) -> int:
    """The count meant by `text` in `field`: ``12``, ``12 / 37``, ``episode 12``, ``2×``. Raises InvalidNumber."""
    typed = as_meant(text)
    found = _COUNT.fullmatch(typed) or _shown(tuple(LANGUAGES.values())).fullmatch(typed)
    if found is None:
        raise InvalidNumber(lambda: t(NO_NUMBER), text, field)
    return int(re.sub("[^0-9]", "", next(filter(None, found.groups()))))


@cache
def _shown(_languages: tuple[Language, ...]) -> re.Pattern[str]:
    """A count as cards show it in each language."""
    ways = {way for each in in_each_language(lambda: [t(message, number="#") for message in SHOWN]) for way in each}
    return re.compile("|".join(re.escape(way).replace(r"\#", f"({_NUMBER})") for way in sorted(ways)), re.IGNORECASE)
