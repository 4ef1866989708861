"""The text of a reply to an activity, as a person typed it. Pure."""

from i18n import mark, t
from library.errors import InvalidReply

FIELD, LABEL = "reply", mark("Your reply")
LONGEST = 2000
EMPTY = mark("Write something first.")


def reply_text(typed: str) -> str:
    """The text without the blanks around it. Raises InvalidReply for nothing but blanks."""
    text = typed.replace("\r\n", "\n").strip()
    if not text:
        raise InvalidReply(lambda: t(EMPTY), "", LABEL)
    return text[:LONGEST]
