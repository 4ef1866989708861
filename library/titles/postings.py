"""Numbers under words and names, found by a beginning, or by a misspelt word: an *inverted index*.

Texts are kept in UTF-8 and a word's few numbers in plain bytes, because there are hundreds of thousands of them.

Knows neither titles nor their importance. Numbers are only added: the titles' index tells which of them still count.
"""

import sys
from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

Numbers = NDArray[np.integer[Any]]

_LAST = "\U0010ffff".encode()
_BLOCK = 1000  # texts that are kept in their order together
_SHORT = 2  # letters
_COMPARED = 500  # words that are compared with a misspelt word: those whose letters differ least
_ALIKE = 70  # of 100
_MOST_ALIKE = 10
_FEW = 64  # bytes of numbers that are copied for another one


class Sorted:
    """Sorted texts, for lookups by a beginning. They stand in blocks, so that an insertion moves few of them."""

    def __init__(self) -> None:
        self._blocks: list[list[bytes]] = [[]]
        self._firsts: list[bytes] = [b""]  # a lower bound of each block's texts

    def add(self, text: bytes) -> None:
        at = bisect_right(self._firsts, text) - 1
        block = self._blocks[at]
        insort(block, text)
        if len(block) > _BLOCK:
            half = block[_BLOCK // 2 :]
            del block[_BLOCK // 2 :]
            self._blocks.insert(at + 1, half)
            self._firsts.insert(at + 1, half[0])

    def beginning(self, start: bytes) -> list[bytes]:
        """The texts that begin with `start`."""
        found: list[bytes] = []
        for block in self._blocks[bisect_right(self._firsts, start) - 1 :]:
            end = bisect_left(block, start + _LAST)
            found += block[bisect_left(block, start) : end]
            if end < len(block):
                break
        return found


class Names:
    """Whole names, found by their beginnings and without regard to spaces."""

    def __init__(self) -> None:
        self._sorted = Sorted()  # a name without its spaces and, behind one space, a number

    def add(self, names: Iterable[str], number: int) -> None:
        for name in set(map(_joined, names)):
            self._sorted.add(f"{name} {number}".encode())

    def called(self, name: str) -> Iterator[int]:
        """The numbers under the whole name."""
        return map(_number, self._sorted.beginning(f"{_joined(name)} ".encode()))

    def beginning(self, start: str, most: int) -> Iterator[int]:
        """The numbers under names that begin with `start`, some of them repeatedly; none for more than `most` names."""
        found = self._sorted.beginning(_joined(start).encode())
        return map(_number, found if len(found) <= most else [])


class Words:
    """The numbers under each word, for words that are half typed or misspelt.

    They stand under a longer word, and under its first two letters, with which thousands of words may begin.
    """

    def __init__(self) -> None:
        self._long = _NumberLists()
        self._beginnings = _NumberLists()

    def add(self, words: Iterable[str], number: int) -> None:
        added = number.to_bytes(4, sys.byteorder)
        for beginning in {word[:_SHORT] for word in words}:
            self._beginnings.add(beginning, added)
        for word in words:
            if len(word) > _SHORT:
                self._long.add(word, added)

    def begun(self, start: str) -> Numbers:
        """The numbers under words that begin with `start`, some of them repeatedly."""
        lists = self._long if len(start) > _SHORT else self._beginnings
        return lists.under(lists.sorted.beginning(start.encode()))

    def resembling(self, word: str) -> Numbers:
        """The numbers under longer words that `word` may misspell, some of them repeatedly."""
        return self._long.under(self._long.resembling(word))


class _NumberLists:
    """The numbers under each text, four bytes for each."""

    def __init__(self) -> None:
        self.sorted = Sorted()
        self._numbers: dict[bytes, bytes | bytearray] = {}
        self._texts: list[bytes] = []
        self._letters = array("Q")  # of each of the texts

    def add(self, text: str, number: bytes) -> None:
        key = text.encode()
        numbers = self._numbers.get(key)
        if isinstance(numbers, bytearray):
            numbers += number
        elif numbers is None:
            self.sorted.add(key)
            self._texts.append(key)
            self._letters.append(_letters(text))
            self._numbers[key] = number
        else:
            self._numbers[key] = numbers + number if len(numbers) < _FEW else bytearray(numbers + number)

    def resembling(self, text: str) -> list[bytes]:
        """The most similar texts."""
        differing = np.bitwise_count(np.array(self._letters) ^ np.uint64(_letters(text)))
        nearest: list[int] = np.argsort(differing, kind="stable")[:_COMPARED].tolist()
        near = [self._texts[at].decode() for at in nearest]
        found = process.extract(text, near, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=_MOST_ALIKE)
        return [candidate.encode() for candidate, _, _ in found]

    def under(self, texts: Iterable[bytes]) -> Numbers:
        return np.frombuffer(b"".join(map(self._numbers.__getitem__, texts)), np.uintc)


def _letters(word: str) -> int:
    """The set of a word's letters, a bit for each: a *signature*. Two letters may share a bit."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits


def _joined(name: str) -> str:
    return name.replace(" ", "")


def _number(text: bytes) -> int:
    return int(text.rpartition(b" ")[2])
