"""Notes, names of custom lists and names of advanced scores: people's text, and the text that AniList keeps. Pure.

AniList cuts a note off at a character above U+FFFF, such as an emoji. Its clients send a character reference in its
place (``&#128512;``, https://html.spec.whatwg.org/multipage/syntax.html#character-references) and resolve it when they
show the note. A person who types a reference means its letters, so its ``&`` is sent as ``&amp;``. Names come with
references as well; they go back to AniList in its own spelling.
"""

import html
import re
from html.entities import html5

LONGEST = 6000  # characters of the text that AniList keeps
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_ABOVE = re.compile("[\U00010000-\U0010ffff]")
_FORMATTING = re.compile(r"([\\*_~`])")  # of AniList's Markdown
_NO_CHARACTER = {"", "\ufffd"}


def decode(kept: str) -> str:
    """The note or the name as people read it."""
    return _REFERENCE.sub(lambda found: _resolved(found[0]), kept)


def encode(typed: str) -> str:
    """The note as AniList keeps it; :func:`decode` turns it back into `typed`."""
    return sendable(_REFERENCE.sub(lambda found: _literal(found[0]), typed))


def sendable(text: str) -> str:
    """The text with references in place of characters at which AniList would cut it.

    Text that AniList has kept before stays as it is.
    """
    return _ABOVE.sub(lambda found: f"&#{ord(found[0])};", text)


def unformatted(text: str) -> str:
    """The text for a post at AniList, which shows it as it is."""
    return _FORMATTING.sub(r"\\\1", text)


def comparable(kept: str) -> str:
    """A form of the note that is equal for notes that read the same."""
    return decode(kept).replace("\r\n", "\n").strip()


def reads_as(kept: str, typed: str) -> bool:
    """Whether the text that AniList keeps reads as the one that was typed."""
    return comparable(kept) == comparable(encode(typed))


def _resolved(reference: str) -> str:
    """The character, or the reference itself if it names none."""
    if not reference.startswith("&#") and reference[1:] not in html5:
        return reference
    character = html.unescape(reference)
    return reference if character in _NO_CHARACTER else character


def _literal(reference: str) -> str:
    return reference if _resolved(reference) == reference else f"&amp;{reference[1:]}"
