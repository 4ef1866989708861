"""Other people's text made safe to show, and typed text as the ASCII that it means. Pure."""

import re

# Marks that turn the direction of the rest of a line, control characters, and characters that show nothing:
# Unicode's Default_Ignorable_Code_Point and blank letters, but those of _ALONE_UNSEEN.
_UNRULY = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U00013441\U00013442"
    "\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a"
    "\U000e0000-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U000e0fff]"
)
# Emoji and scripts need these between others: joiners, variation selectors and separators, the tags of flags such as
# England's, and the blank of Braille. Nobody sees a text of nothing else.
_ALONE_UNSEEN = " \u200c\u200d\u2800" + "".join(
    chr(number)
    for first, last in ((0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0020, 0xE007F), (0xE0100, 0xE01EF))
    for number in range(first, last + 1)
)
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63"  # phones make them of hyphens
_MEANT = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {ord(dash): "-" for dash in _DASHES}


def one_line(words: str) -> str:
    """`words` on one line, with a space between words.

    Control characters, direction marks and invisible characters go; a text that shows nothing becomes empty.
    """
    line = " ".join(_UNRULY.sub("", words).split())
    return line if line.strip(_ALONE_UNSEEN) else ""


def shortened(line: str, limit: int) -> str:
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def as_meant(typed: str) -> str:
    """`typed` on one line, with full-width digits and signs as narrow ones and every dash as a hyphen."""
    return one_line(typed).replace("\ufe0f", "").translate(_MEANT)
