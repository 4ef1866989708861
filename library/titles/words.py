"""The words of titles, as people type them: without case, accents and punctuation, half typed or mistyped.

Knows ids and their words, and neither titles nor their importance.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, islice

from rapidfuzz import fuzz, process

_ACCENTS = re.compile("[\u0300-\u036f]")
_APOSTROPHES = re.compile("['’`´ʼ]")
_WORDS = re.compile(r"[^\W_]+")
_UNSPACED = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)")  # kana and Han characters
_LAST = "\U0010ffff"
_BLOCK = 1000  # texts that are kept in their order together
_LOOKED_AT = 3000  # words that share letters with a mistyped word, first those that share its rarer letters,
_COMPARED = 100  # and how many of them are compared with it, first those that share more letters
_SAMPLED = 200  # words whose ids are counted for an estimate
_ALIKE = 70  # of 100


def plain(text: str) -> str:
    """`text` reduced to the letters and digits of its words, with a space between words."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)))
    return " ".join(_WORDS.findall(_UNSPACED.sub(r" \1 ", unicodedata.normalize("NFKC", bare.casefold()))))


def words(plain_text: str) -> list[str]:
    """The distinct words of a plain text. Text without spaces (kana, Han characters) gives pairs of characters."""
    return list(dict.fromkeys(part for word in plain_text.split() for part in _parts(word)))


def sign(word: str) -> str:
    """The substring by which a plain text, with a space before it, has `word` or a longer word that begins with it."""
    return word if _UNSPACED.fullmatch(word) else f" {word}"


def _parts(word: str) -> list[str]:
    if len(word) > 2 and _UNSPACED.fullmatch(word):
        return [word[at : at + 2] for at in range(len(word) - 1)]
    return [word]


class Sorted:
    """Sorted texts, for lookups by a beginning. They stand in blocks, so that an insertion moves few of them."""

    def __init__(self) -> None:
        self._blocks: list[list[str]] = [[]]
        self._firsts: list[str] = [""]  # a lower bound of each block's texts

    def add(self, text: str) -> None:
        at = bisect_right(self._firsts, text) - 1
        block = self._blocks[at]
        insort(block, text)
        if len(block) > _BLOCK:
            half = block[_BLOCK // 2 :]
            del block[_BLOCK // 2 :]
            self._blocks.insert(at + 1, half)
            self._firsts.insert(at + 1, half[0])

    def discard(self, text: str) -> None:
        block = self._blocks[bisect_right(self._firsts, text) - 1]
        at = bisect_left(block, text)
        if block[at : at + 1] == [text]:
            del block[at]

    def beginning(self, start: str) -> list[str]:
        """The texts that begin with `start`."""
        found: list[str] = []
        for block in self._blocks[bisect_right(self._firsts, start) - 1 :]:
            end = bisect_left(block, start + _LAST)
            found += block[bisect_left(block, start) : end]
            if end < len(block):
                break
        return found


class Names:
    """Whole names, found by their beginnings and without regard to spaces."""

    def __init__(self) -> None:
        self._sorted = Sorted()  # a name without its spaces and, behind one space, an id

    def add(self, name: str, number: int) -> None:
        self._sorted.add(f"{_joined(name)} {number}")

    def discard(self, name: str, number: int) -> None:
        self._sorted.discard(f"{_joined(name)} {number}")

    def called(self, name: str) -> set[int]:
        """The ids under the whole name."""
        return _numbers(self._sorted.beginning(f"{_joined(name)} "))

    def beginning(self, start: str, most: int) -> set[int]:
        """The ids under names that begin with `start`, unless there are more than `most`."""
        found = self._sorted.beginning(_joined(start))
        return _numbers(found) if len(found) <= most else set()


class Words:
    """The ids under each word, for words that are half typed or mistyped."""

    def __init__(self) -> None:
        self._ids: dict[str, array[int]] = {}
        self._sorted = Sorted()
        self._by_triple: dict[str, list[str]] = {}

    def add(self, word: str, number: int) -> None:
        if word not in self._ids:
            self._ids[word] = array("I")
            self._sorted.add(word)
            for triple in _triples(word):
                self._by_triple.setdefault(triple, []).append(word)
        self._ids[word].append(number)

    def discard(self, word: str, number: int) -> None:
        self._ids[word].remove(number)

    def count(self, found: Sequence[str], most: int) -> int:
        """The number of ids under all these words together; some number above `most` when there are more."""
        return len(found) if len(found) > most else sum(map(len, map(self._ids.__getitem__, found)))

    def estimate(self, found: Sequence[str]) -> int:
        """The approximate number of ids under these words, from a sample of some hundred words."""
        step = len(found) // _SAMPLED + 1
        return step * sum(map(len, map(self._ids.__getitem__, found[::step])))

    def under(self, found: Iterable[str]) -> set[int]:
        """The ids under any of these words."""
        return set[int]().union(*(self._ids[word] for word in found))

    def beginning(self, start: str) -> list[str]:
        """Words that begin with `start`."""
        return self._sorted.beginning(start)

    def resembling(self, word: str) -> list[str]:
        """Words that `word` may misspell."""
        sharing = sorted((self._by_triple.get(triple, []) for triple in _triples(word)), key=len)
        shared = Counter(islice(chain.from_iterable(sharing), _LOOKED_AT))
        near = [candidate for candidate, _ in shared.most_common(_COMPARED)]
        return [found for found, _, _ in process.extract(word, near, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=10)]


def _triples(word: str) -> set[str]:
    edged = f" {word} "
    return {edged[at : at + 3] for at in range(len(edged) - 2)}


def _joined(name: str) -> str:
    return name.replace(" ", "")


def _numbers(texts: Iterable[str]) -> set[int]:
    return {int(text.rpartition(" ")[2]) for text in texts}
