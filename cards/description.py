"""AniList's descriptions as Discord shows them: no HTML, spoilers behind bars, cut at the end of a sentence.

AniList writes HTML even where plain text is asked for, and spoilers as ``~!…!~``
(https://docs.anilist.co/guide/graphql/ and AniList's own editor).
"""

import html
import re
from collections.abc import Iterator

from cards.card import bare, plain

_BREAK = re.compile(r"<br\s*/?>|</p>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z!][^<>]*>", re.IGNORECASE)
_SPOILER_MARK = re.compile(r"(~!|!~)")
_SOURCE = re.compile(r"[(\[]Source:(?:[^()\[\]]|\([^()]*\))*[)\]]", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…\u3002\uff01\uff1f][\"'”’)\]]*(?=\s|$)")


def described(text: str | None, limit: int = 350) -> str:
    """`text` as Discord markup, cut to about `limit` visible characters; spoilers are behind bars."""
    told = _SOURCE.sub("", html.unescape(_TAG.sub("", _BREAK.sub("\n", text or ""))))
    parts, room = list[str](), limit
    for piece, is_spoiler in passages(told):
        words = bare(piece, len(piece))
        parts.append(f"||{plain(words, room)}||" if is_spoiler else plain(cut(words, room), room))
        room -= len(words)
        if room < 20:
            break
    return " ".join(parts)


def passages(text: str) -> Iterator[tuple[str, bool]]:
    """The passages, each with whether it is a spoiler. Nested spoilers are one; an unclosed spoiler runs to the end."""
    depth = 0
    for piece in _SPOILER_MARK.split(text):
        if piece in {"~!", "!~"}:
            depth = max(0, depth + (1 if piece == "~!" else -1))
        elif bare(piece, len(piece)):
            yield piece, depth > 0


def cut(text: str, limit: int) -> str:
    """`text` up to the last whole sentence within `limit`, or up to a word with an ellipsis."""
    if len(text) <= limit:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text) if match.end() <= limit]
    if ends and ends[-1] >= limit // 3:
        return text[: ends[-1]]
    return f"{text[: limit - 1].rsplit(' ', 1)[0].rstrip(' ,;:–-')}…"
