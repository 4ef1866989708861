"""Secrets that can't be printed, and a log filter for those that arrive as text.

Knows nothing of the other parts; every one of them may import it.
"""

import logging
import re
from typing import final


@final
class Secret:
    """A text that prints as ``***``. Call :meth:`reveal` at the one place that sends or seals it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format("***", spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> str:
        raise TypeError("a Secret is never pickled")


# JWTs (AniList's tokens and our states), AniList's one-time codes, Discord's interaction tokens, bearer headers, OAuth
# parameters in URLs, in JSON and in Python's own notation, Discord bot tokens.
_SECRETS = re.compile(
    r"eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?"
    r"|def50200[0-9a-f]{16,}"
    r"|aW50ZXJhY3Rpb246[\w-]+"
    r"|\b(?i:bearer)\s+[\w.~+/-]{16,}=*|\bBot\s+[\w-]+\.[\w-]+\.[\w-]+"
    r"|(?i:(?<=token)|(?<=secret)|(?<=\bcode)|(?<=\bstate)|(?<=%\d[0-9a-f]code)|(?<=%\d[0-9a-f]state))"
    r"(?:=[\"']?|%3D|\\?[\"']?\s*:\s*\\?[\"'])[^\s&\"'#\\]+"
    r"|[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"
)


def redact(text: str) -> str:
    """Replace whatever looks like a secret in `text` by ``***``."""
    return _SECRETS.sub("***", text)


class RedactingFormatter(logging.Formatter):
    """Formats a record, its traceback included, and redacts the result."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))
