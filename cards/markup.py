"""AniList's Markdown as Discord's: bold, italics, spoilers and links to AniList stay, other marks are plain text.

People at AniList write it by hand, with HTML in it, too: https://anilist.co/forum/thread/6125
"""

import html
import re
from collections.abc import Iterator

from cards.card import linked, plain
from cards.description import cut, passages

_MOST_READ = 8_000  # characters of a description, which may have a hundred thousand
_LEAST = 20  # characters that are worth another piece
_BREAK = re.compile(r"<br\s*/?>|</p>|</li>", re.IGNORECASE)
_BOLD = re.compile(r"</?(?:b|strong)>", re.IGNORECASE)
_ITALIC = re.compile(r"</?(?:i|em)>", re.IGNORECASE)
_LINK = re.compile(r"<a\s[^<>]*href=[\"']([^\"'<>]*)[\"'][^<>]*>([^<>]*)</a>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z!][^<>]*>", re.IGNORECASE)
_PAGE = re.compile(r"https?://(?:www\.)?anilist\.co/((?:anime|manga|character|staff|studio)/[0-9]{1,9})(?:/\S*)?")
_INLINE = re.compile(
    r"\[(?P<name>[^\[\]\n]{1,200})\]\((?P<url>[^()\s]{1,300})\)"
    r"|(?P<dropped>(?:img[0-9]*%?|youtube|webm)\([^()\n]*\)|~{3})"
    r"|__(?P<bold>[^_\n]+)__|\*\*(?P<strong>[^*\n]+)\*\*"
    r"|(?<!\w)_(?P<italic>[^_\n]+)_(?!\w)|\*(?P<slanted>[^*\n]+)\*"
)


def marked_up(text: str | None, limit: int = 500) -> str:
    """`text` as Discord's markup, cut to about `limit` visible characters. Lines stay, empty ones go."""
    parts, room, before = list[str](), limit, ""
    for words, is_spoiler in passages(_without_html((text or "")[:_MOST_READ])):
        said, used = _lines(words, room)
        if said:
            begins_a_line = before.rstrip(" ").endswith("\n") or words.lstrip(" ").startswith("\n")
            parts += ["\n" if begins_a_line else " "] if parts else []
            parts.append(f"||{said}||" if is_spoiler else said)
        room, before = room - used, words
        if room < _LEAST:
            break
    return "".join(parts)


def _without_html(text: str) -> str:
    marked = _LINK.sub(r"[\2](\1)", _BOLD.sub("__", _ITALIC.sub("_", _BREAK.sub("\n", text))))
    return html.unescape(_TAG.sub("", marked))


def _lines(words: str, room: int) -> tuple[str, int]:
    """The lines as markup, and how many characters are to be seen of them."""
    lines, used = list[str](), 0
    for line in words.split("\n"):
        pieces: list[str] = []
        for said, length in _inline(line.strip(), room - used):
            pieces.append(said)
            used += length
        if whole := "".join(pieces).strip():
            lines.append(whole)
        if room - used < _LEAST:
            break
    return "\n".join(lines), used


def _inline(line: str, room: int) -> Iterator[tuple[str, int]]:
    """The pieces of a line as markup, each with how many characters are to be seen of it, `room` at most together."""
    at = 0
    for found in [*_INLINE.finditer(line), None]:
        between = line[at : found.start() if found else len(line)]
        shown = cut(between, room)
        yield _spaced(shown), len(shown)
        room -= len(shown)
        if found is None or room < _LEAST or shown != between:
            return
        at = found.end()
        said, length = _marked(found, room)
        yield said, length
        room -= length


def _marked(found: re.Match[str], room: int) -> tuple[str, int]:
    """A link, bold or slanted words, or nothing for a picture or a video."""
    kind = found.lastgroup
    if kind == "dropped":
        return "", 0
    words = cut(found["name"] if kind == "url" else found[kind or 0], room)
    said = plain(words, len(words))
    match kind:
        case "url":
            page = _PAGE.fullmatch(found["url"])
            return linked(said, f"https://anilist.co/{page[1]}" if page and said else None), len(words)
        case "bold" | "strong":
            return f"**{said}**" if said else "", len(words)
        case _:
            return f"*{said}*" if said else "", len(words)


def _spaced(words: str) -> str:
    """The words as plain text, with a space at either end where there was one."""
    said = plain(words, len(words))
    before, after = (" " if words[:1].isspace() else ""), (" " if words[-1:].isspace() else "")
    return f"{before}{said}{after}" if said else before
