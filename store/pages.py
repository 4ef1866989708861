"""The leftovers of deleted rows in the pages of a SQLite file are overwritten: the rest of *secure delete*.

With `secure_delete` SQLite overwrites the rows that it deletes and the pages that it frees. Two things stay:

a copy        A row that moves to another page, when SQLite balances a tree, stays in the gap of the old page too. The
              gap lies between the last cell pointer and the first cell, and SQLite never reads it.
a separator   The inner pages of a table whose key is a number hold numbers that separate the rows below them. Such a
              number may be the key of a row that is gone. The largest key below it separates the same rows.

A separator is written so that a power cut which tears it leaves another sound one, and it is on the disk before anybody
adds a row: a row beside the new separator would be lost beside the old one.

The format is https://sqlite.org/fileformat2.html#b_tree_pages. Knows no connection, and not when the file may be
written.
"""

import os
import struct
from collections.abc import Iterable
from typing import NamedTuple

_INNER, _LEAF = 5, 13  # the kinds of pages of a table whose key is a number
_HEADER_BYTES = {2: 12, _INNER: 12, 10: 8, _LEAF: 8}  # by kind; 2 and 10 are those of indexes, and of other tables
_HEADER = struct.Struct(">BHHHxI")  # kind, first free block, number of cells, first cell; of an inner page, last child
_LOG_HEADER_BYTES, _FRAME_HEADER_BYTES = 32, 24
_CHILD_BYTES = 4
_LARGEST_PAGE = 65536  # written as 0
_DEEPEST = 20  # a tree of SQLite's has no more levels

MOST_PAGES = 2 << 24  # from that number on, the number of a page begins with the kind of a tree's page


class _Page(NamedTuple):
    """A page of a tree: where its cell pointers are, how many, where the first cell is, and its last child."""

    kind: int
    pointers: int
    cell_count: int
    first_cell: int
    last_child: int

    @property
    def gap(self) -> slice:
        return slice(self.pointers + 2 * self.cell_count, self.first_cell)

    def cells(self, data: bytes) -> tuple[int, ...]:
        """Where the cells of a sound page are."""
        return struct.unpack_from(f">{self.cell_count}H", data, self.pointers)

    def is_sound(self, data: bytes) -> bool:
        """Whether the pointers, the gap and the cells follow each other."""
        follow = self.gap.start <= self.gap.stop <= len(data)
        return follow and min(self.cells(data), default=self.first_cell) >= self.first_cell


def logged(log: int, page_size: int) -> set[int]:
    """The numbers of the pages in a write-ahead log; a write that failed may have left a part of a frame."""
    frames = range(_LOG_HEADER_BYTES, os.fstat(log).st_size, _FRAME_HEADER_BYTES + page_size)
    return {int.from_bytes(os.pread(log, 4, frame)) for frame in frames} - {0}


def overwrite_leftovers(file: int, page_size: int, numbers: Iterable[int]) -> None:
    """Overwrite the leftovers in those pages. Page 1, which has the schema, is none of a tree here.

    Every page has to be in the file: none in a log, none in the memory of a connection that writes. The file has no
    pointer map (`auto_vacuum`) and fewer than MOST_PAGES.
    """
    if sum(_overwrite_page(file, page_size, number) for number in numbers):
        os.fsync(file)


def _overwrite_page(file: int, page_size: int, number: int) -> int:
    """The number of separators that were written."""
    offset = page_size * (number - 1)
    data = os.pread(file, page_size, offset)
    page = _page(data)
    if page is None:
        return 0
    # Few pages get this far: another look at each would take longer than reading it.
    is_clean = not data[page.gap].strip(b"\0")
    if (is_clean and page.kind != _INNER) or not page.is_sound(data):
        return 0
    if not is_clean:
        os.pwrite(file, bytes(page.gap.stop - page.gap.start), offset + page.gap.start)
    cells = page.cells(data) if page.kind == _INNER else ()
    return sum(_overwrite_separator(file, data, cell, offset) for cell in cells)


def _page(data: bytes) -> _Page | None:
    """None for a page in no tree.

    Such a page is free or continues a long value. It begins with the number of the next such page.
    """
    if len(data) < _HEADER.size or data[0] not in _HEADER_BYTES:
        return None
    kind, _, count, first_cell, last_child = _HEADER.unpack_from(data)
    return _Page(kind, _HEADER_BYTES[kind], count, first_cell or _LARGEST_PAGE, last_child)


def _overwrite_separator(file: int, data: bytes, cell: int, offset: int) -> bool:
    """Whether it was written."""
    (child,) = struct.unpack_from(">I", data, cell)
    at = cell + _CHILD_BYTES
    old, length = _varint(data, at)
    largest = _largest_key(file, len(data), child)
    if largest is None:
        return False
    new = _between(largest, old, length)
    if new == data[at : at + length]:
        return False
    os.pwrite(file, new, offset + at)
    return True


def _between(largest: int, old: int, length: int) -> bytes:
    """A separator of that length from `largest` to `old`; so is each mixture of its bytes and those of `old`."""
    shorter = (1 << 7 * (length - 1)) - 1
    floor = largest if old < 0 else max(largest, shorter)
    written = _of_length(old, length)
    if floor >= old:
        return written
    lower = _of_length(floor, length)
    differs = next(at for at in range(length) if lower[at] != written[at])
    if differs == length - 1:
        return lower
    zeros = b"\x80" * (length - differs - 2) + b"\0"
    return written[:differs] + bytes([lower[differs] + 1]) + zeros


def _largest_key(file: int, page_size: int, number: int) -> int | None:
    """The largest key in the tree below that page; None when it is damaged."""
    for _ in range(_DEEPEST):
        data = os.pread(file, page_size, page_size * (number - 1))
        page = _page(data)
        if page is None or page.cell_count == 0 or not page.is_sound(data):
            return None
        if page.kind == _LEAF:
            last = page.cells(data)[-1]
            _, length = _varint(data, last)  # the size of the row
            return _varint(data, last + length)[0]
        if page.kind != _INNER:
            return None
        number = page.last_child
    return None


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number as SQLite writes it, and its length: seven bits in each byte, and eight in a ninth."""
    number = 0
    for length in range(1, 9):
        byte = data[at + length - 1]
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            return number, length
    number = number << 8 | data[at + 8]
    return number - (number >> 63 << 64), 9


def _of_length(number: int, length: int) -> bytes:
    """A number as SQLite writes it, of `length` bytes: zeros come first."""
    number &= (1 << 64) - 1
    last, number = ([number & 0xFF], number >> 8) if length == 9 else ([number & 0x7F], number >> 7)
    return bytes([*(number >> 7 * place & 0x7F | 0x80 for place in range(length - 2, -1, -1)), *last])
