"""AniList's descriptions as Discord shows them: no HTML, spoilers behind bars, cut at the end of a sentence.

AniList writes HTML even where plain text is asked for, and spoilers as ``~!…!~``
(https://docs.anilist.co/guide/graphql/ and AniList's own editor).
"""

import html
import re

from cards.card import plain

_BREAK = re.compile(r"<br\s*/?>|</p>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,200}>")
_SPOILER = re.compile(r"~!(.*?)!~", re.DOTALL)
_SOURCE = re.compile(r"\(Source:[^()]*\)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…\u3002\uff01\uff1f][\"'”’)\]]*(?=\s|$)")


def described(text: str | None, limit: int = 350) -> str:
    """`text` as Discord markup, cut to about `limit` visible characters; spoilers are behind bars."""
    told = _SOURCE.sub("", html.unescape(_TAG.sub("", _BREAK.sub("\n", text or ""))))
    parts, room = list[str](), limit
    for number, part in enumerate(_SPOILER.split(told)):
        words = " ".join(part.replace("~!", "").replace("!~", "").split())
        if words and number % 2:
            parts.append(f"||{plain(words, room)}||")
        elif words:
            parts.append(plain(cut(words, room), room + 1))
        room -= len(words)
        if room < 20:
            break
    return " ".join(parts)


def cut(text: str, limit: int) -> str:
    """`text` up to the last whole sentence within `limit`, or up to a word with an ellipsis."""
    if len(text) <= limit:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text) if match.end() <= limit]
    if ends and ends[-1] >= limit // 3:
        return text[: ends[-1]]
    return f"{text[: limit - 1].rsplit(' ', 1)[0].rstrip(' ,;:–-')}…"
