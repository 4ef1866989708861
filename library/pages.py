"""Pagination of a list in memory. Pure."""

import msgspec


class PageSlice(msgspec.Struct, frozen=True):
    """One page of something long: `number` of `pages`, from `start` to `end` of it."""

    number: int
    pages: int
    start: int
    end: int


def page_slice(length: int, number: int, per_page: int) -> PageSlice:
    """`number` begins with 1; one past the end is the last one."""
    pages = max(1, -(-length // per_page))
    number = min(max(number, 1), pages)
    return PageSlice(number, pages, (number - 1) * per_page, min(number * per_page, length))
