"""The leftovers of deleted rows in the pages of a SQLite file are overwritten: the rest of *secure delete*.

With `secure_delete` SQLite overwrites the rows that it deletes and the pages that it frees. Two things stay:

a copy        A row that moves to another page, when SQLite balances a tree, stays in the gap of the old page too. The
              gap lies between the last cell pointer and the first cell, and SQLite never reads it.
a separator   The inner pages of a table whose key is a number hold numbers that separate the rows below them. Such a
              number may be the key of a row that is gone. The largest key below it separates the same rows.

The format is https://sqlite.org/fileformat2.html#b_tree_pages. Knows no connection, and not when the file may be
written.
"""

import os
import struct
from typing import NamedTuple

_INNER, _LEAF = 5, 13  # the kinds of pages of a table whose key is a number
_HEADER_BYTES = {2: 12, _INNER: 12, 10: 8, _LEAF: 8}  # by kind; 2 and 10 are those of indexes, and of other tables
_HEADER = struct.Struct(">BHHHxI")  # kind, first free block, number of cells, first cell; of an inner page, last child
_FILE_HEADER_BYTES = 100  # before the header of page 1
_CHILD_BYTES = 4
_LARGEST_PAGE = 65536  # written as 0
_DEEPEST = 20  # a tree of SQLite's has no more levels


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


def overwrite_leftovers(file: int, page_size: int, numbers: range) -> None:
    """Overwrite the leftovers in those pages; page 1 is the first.

    Every page has to be in the file: none in a log, none in the memory of a connection that writes.
    """
    first = page_size * (numbers.start - 1)
    content = os.pread(file, page_size * len(numbers), first)
    for at in range(0, len(content), page_size):
        data, offset = content[at : at + page_size], first + at
        page = _page(data, 0 if offset else _FILE_HEADER_BYTES)
        if page is None:
            continue
        # Few pages get this far: another look at each would take longer than reading it.
        is_clean = not data[page.gap].strip(b"\0")
        if (is_clean and page.kind != _INNER) or not page.is_sound(data):
            continue
        if not is_clean:
            os.pwrite(file, bytes(page.gap.stop - page.gap.start), offset + page.gap.start)
        if page.kind == _INNER:
            _overwrite_separators(file, data, page, offset)


def _page(data: bytes, header: int) -> _Page | None:
    """None for a page in no tree.

    Such a page is free or continues a long value. It begins with the number of the next such page, and with the kind of
    a tree's page only in a file of 128 GiB.
    """
    kind, _, count, first_cell, last_child = _HEADER.unpack_from(data, header)
    if kind not in _HEADER_BYTES:
        return None
    return _Page(kind, header + _HEADER_BYTES[kind], count, first_cell or _LARGEST_PAGE, last_child)


def _overwrite_separators(file: int, data: bytes, page: _Page, offset: int) -> None:
    for cell in page.cells(data):
        (child,) = struct.unpack_from(">I", data, cell)
        old, length = _varint(data, cell + _CHILD_BYTES)
        largest = _largest_key(file, len(data), child)
        if largest is None or largest >= old:
            continue
        new = largest if len(_as_varint(largest)) == length else 1 << 7 * (length - 1)  # the smallest of that length
        if new < old:
            os.pwrite(file, _as_varint(new), offset + cell + _CHILD_BYTES)


def _largest_key(file: int, page_size: int, number: int) -> int | None:
    """The largest key in the tree below that page; None when it is damaged."""
    for _ in range(_DEEPEST):
        data = os.pread(file, page_size, page_size * (number - 1))
        page = _page(data, 0) if data else None
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


def _as_varint(number: int) -> bytes:
    if not 0 <= number < 1 << 56:
        number &= (1 << 64) - 1
        return bytes([*(number >> 8 + 7 * place & 0x7F | 0x80 for place in range(7, -1, -1)), number & 0xFF])
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | 0x80)
    return bytes(reversed(groups))
