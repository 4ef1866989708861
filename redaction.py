"""Redaction: secrets that can't be printed, a log filter for secrets in texts, and safe output of other people's words.

Files with secrets are closed to others here, too.

Knows nothing of the other parts; every one of them may import it.
"""

import json
import logging
import re
from datetime import UTC, datetime
from pathlib import Path
from textwrap import indent
from typing import Any, final


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


def decoded_secret(kind: type, value: object) -> Secret:
    """msgspec's ``dec_hook`` for fields that are a :class:`Secret`."""
    if kind is not Secret or not isinstance(value, str):
        raise ValueError("a text is wanted here")
    return Secret(value)


def close_to_others(path: Path, rights: int) -> None:
    """Take all rights on `path` that are not in `rights`. Raises OSError, for instance when it is another user's."""
    mode = path.stat().st_mode & 0o777
    if mode & ~rights:
        path.chmod(mode & rights)


# JWTs (AniList's tokens and our states), AniList's one-time codes, Discord's interaction tokens, bearer headers, OAuth
# parameters, tickets and cookies in URLs, in JSON and in Python's own notation, Discord bot tokens, our own codes as
# the page shows them, and the text in a field whose id says that it is for a code.
_SECRETS = re.compile(
    r"eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?"
    r"|def50200[0-9a-f]{16,}"
    r"|aW50ZXJhY3Rpb246[\w-]+"
    r"|\b(?i:bearer)\s+[\w.~+/-]{16,}=*|\bBot\s+[\w-]+\.[\w-]+\.[\w-]+"
    r"|(?i:(?<=token)|(?<=secret)|(?<=ticket)|(?<=sign-in)|(?<=sign_in)"
    r"|(?<=\bcode)|(?<=\bstate)|(?<=%\d[0-9a-f]code)|(?<=%\d[0-9a-f]state))"
    r"(?:=[\"']?|%3D|\\?[\"']?\s*:\s*\\?[\"'])[^\s&\"'#\\]+"
    r"|[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"
    r"|(?<![\w-])(?=[\d-]*[A-Z])[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}(?![\w-])"
    r"|[\"']value[\"']\s*:\s*(?:\"[^\"]*\"|'[^']*')(?=[^{}]{0,200}:code[\"'])"
    r"|:code[\"'][^{}]{0,200}?[\"']value[\"']\s*:\s*(?:\"[^\"]*\"|'[^']*')"
)


# Characters that change the direction of the rest of a line, and characters that are no text at all.
_UNRULY = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAKS = re.compile("[\v\f\r\x1c-\x1f\x85\u2028\u2029]")  # the characters at which str.splitlines begins another line


def one_line(text: str) -> str:
    """`text` by another person, without the characters that would begin a line or change its direction."""
    return " ".join(_UNRULY.sub("", text).split())


def printable(text: str) -> str:
    """`text`, safe for a terminal or a log: characters that move the cursor or turn the line are escaped."""
    return "\n".join(_BREAKS.sub(_spelt, _UNRULY.sub(_spelt, line)) for line in text.split("\n"))


def _spelt(sign: re.Match[str]) -> str:
    return sign[0].encode("unicode_escape").decode()


def redact(text: str) -> str:
    """Replace everything that looks like a secret in `text` by ``***``."""
    return _SECRETS.sub("***", text)


class RedactingFormatter(logging.Formatter):
    """Formats a record and redacts it. A message is one line, and every line of its traceback is indented.

    So no text that AniList or a person has sent can look like a record of its own.
    """

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  (logging's name)
        return printable(super().formatMessage(record)).replace("\n", "\\n")

    def formatException(self, ei: Any) -> str:  # noqa: N802  (logging's name)
        return indent(printable(super().formatException(ei)), "  ")

    def formatStack(self, stack_info: str) -> str:  # noqa: N802  (logging's name)
        return indent(printable(super().formatStack(stack_info)), "  ")


class RedactingJsonFormatter(logging.Formatter):
    """Formats a record as a line with a JSON object: ``time`` (UTC, ISO 8601), ``level``, ``logger``, ``message``."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        if record.exc_info:
            told["exception"] = redact(self.formatException(record.exc_info))
        if record.stack_info:
            told["stack"] = redact(self.formatStack(record.stack_info))
        return json.dumps(told)
