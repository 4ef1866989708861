"""Other people's text made safe to show, and typed text as the ASCII that it means. Pure."""

import re

# Marks that turn the direction of the rest of a line, control characters, and invisible characters. The joiners
# stay, which emoji and some scripts need.
_UNRULY = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63"  # phones make them of hyphens
_MEANT = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {ord(dash): "-" for dash in _DASHES}


def one_line(words: str) -> str:
    """`words` on one line, with a space between words.

    Control characters, direction marks and invisible characters go.
    """
    return " ".join(_UNRULY.sub("", words).split())


def shortened(line: str, limit: int) -> str:
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def as_meant(typed: str) -> str:
    """`typed` on one line, with full-width digits and signs as narrow ones and every dash as a hyphen."""
    return one_line(typed).replace("\ufe0f", "").translate(_MEANT)
