"""Pagination of a list in memory. Pure."""

import msgspec


class PageSlice(msgspec.Struct, frozen=True):
    """A page of a long list: `number` of `pages`, the items from `start` to `end`."""

    number: int
    pages: int
    start: int
    end: int


def page_slice(length: int, number: int, per_page: int) -> PageSlice:
    """The slice of a page. `number` begins with 1; a number past the end gives the last page."""
    pages = max(1, -(-length // per_page))
    number = min(max(number, 1), pages)
    return PageSlice(number, pages, (number - 1) * per_page, min(number * per_page, length))
