"""Counts as people type and read them: episodes, chapters, volumes, rewatches. Pure."""

import re

from library.errors import InvalidNumber
from library.rules.text import as_meant

_NUMBER = r"[0-9]{1,3}[,. '’][0-9]{3}|[0-9]{1,6}"
_COUNT = re.compile(
    rf"(?:(?:ep|ch|vol)s?\.?|(?:episode|chapter|volume)s?)?\s*({_NUMBER})\s*"
    rf"(?:(?:/|of)\s*(?:{_NUMBER}|\?)|×|x|times|episodes?|chapters?|volumes?)?",
    re.IGNORECASE,
)
_HINT = "Type a number such as 12."


def parse(text: str, field: str) -> int:
    """The count meant by `text` in `field`: ``12``, ``12 / 37``, ``episode 12``, ``2×``. Raises InvalidNumber."""
    found = _COUNT.fullmatch(as_meant(text))
    if found is None:
        raise InvalidNumber(_HINT, text, field)
    return int(re.sub("[^0-9]", "", found[1]))
