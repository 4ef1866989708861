"""The parameters of statements, which are numbers to PostgreSQL and names to us. Knows no driver and no table."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

# Texts and comments, in which a colon is none of ours; or a parameter.
_PARAMETER = re.compile(r"('(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|/\*.*?\*/|::)|:([a-z_]\w*)", re.DOTALL)


@lru_cache(maxsize=2000)
def translated(sql: str) -> tuple[str, list[str]]:
    """The statement with ``$1`` in the place of ``:name``, and the names in the order of their numbers."""
    names: dict[str, int] = {}

    def numbered(match: re.Match[str]) -> str:
        name = match[2]
        return f"${names.setdefault(name, len(names) + 1)}" if name else match[1]

    return _PARAMETER.sub(numbered, sql), list(names)


def arguments(names: Iterable[str], values: Mapping[str, Any]) -> list[Any]:
    return [_storable(values[name]) for name in names]


def _storable(value: Any) -> Any:
    """PostgreSQL's texts can hold every character but U+0000."""
    return value.replace("\0", "\ufffd") if isinstance(value, str) and "\0" in value else value
