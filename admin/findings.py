"""What a check finds, and what a check that can't be made raises. Knows no check."""

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """The result of a check. `mend` says how to repair a fault, where `text` does not say so itself."""

    text: str
    mend: str = ""
    is_well: bool = False


def well(text: str, hint: str = "") -> Finding:
    return Finding(text, hint, is_well=True)


class CheckFailed(Exception):
    """A check has failed; the message says what is wrong and what to do."""


class Unreachable(CheckFailed):
    """The service could not be asked, so the setting may be right."""
