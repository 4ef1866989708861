"""Which Musubi this is. A release changes this line and heads ``CHANGELOG.md``."""

VERSION = "0.3.0"


def numbers(version: str) -> tuple[int, ...]:
    """The version as numbers, to be compared."""
    return tuple(int(number) for number in version.split("."))
