"""Which Musubi this is. A release changes this line and heads ``CHANGELOG.md``."""

import re

VERSION = "0.3.0"


def numbers(version: str) -> tuple[int, ...]:
    """The version as numbers, to be compared; a newer release may have words in it."""
    return tuple(map(int, re.findall(r"\d+", version)))
