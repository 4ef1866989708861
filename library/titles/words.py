"""The words of a title, as people type them: without case, accents and punctuation. Pure."""

import re
import unicodedata
from operator import add

_ACCENTS = re.compile("[\u0300-\u036f]")
_APOSTROPHES = re.compile("['’`´ʼ]")
# Kana and Han characters, which are written without spaces.
_UNSPACED = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufa6d\ufa70-\ufad9"
_WORDS = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_BEGINS_UNSPACED = re.compile(f"[{_UNSPACED}]")


def plain(text: str) -> str:
    """`text` reduced to the letters and digits of its words, with a space between words."""
    bare = _APOSTROPHES.sub("", text.casefold())
    if not bare.isascii():
        without_accents = _ACCENTS.sub("", unicodedata.normalize("NFKD", bare))
        bare = unicodedata.normalize("NFKC", without_accents.casefold())
    return " ".join(_WORDS.findall(bare))


def words(plain_text: str) -> list[str]:
    """The distinct words of a plain text.

    Text without spaces (kana, Han characters) gives each pair of characters, and the last character.
    """
    found: list[str] = []
    for word in plain_text.split():
        if word.isascii() or not _BEGINS_UNSPACED.match(word):
            found.append(word)
        else:
            found += map(add, word, word[1:])
            found.append(word[-1])
    return list(dict.fromkeys(found))
