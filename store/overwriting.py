"""The bytes of deleted rows in a SQLite file are overwritten, in short steps, between which others write.

:mod:`store.pages` says what SQLite leaves of them. Knows not whose rows were deleted.
"""

import asyncio

from store import pages
from store.errors import Unwritable
from store.sqlite import READ_BY_OTHERS, SQLite

_PAGES_AT_ONCE = 512  # some milliseconds, for which writers wait
_SECONDS_OF_REST = 0.005  # between them, for everybody else
_TRIES = 20  # between readers: a second and a half, which is more than any read of Musubi's own takes

_SIZES = "SELECT page_size, page_count, auto_vacuum FROM pragma_page_size, pragma_page_count, pragma_auto_vacuum"


async def overwrite_deleted(database: SQLite) -> None:
    """Overwrite every byte of deleted rows. Raises StoreError."""
    (sizes,) = await database.all(_SIZES)
    # There the kinds of pages can't be told apart.
    if sizes["auto_vacuum"] or sizes["page_count"] >= pages.MOST_PAGES:
        await database.rewrite()
    else:
        await _overwrite(database, sizes["page_size"], sizes["page_count"])


async def _overwrite(database: SQLite, page_size: int, page_count: int) -> None:
    async with database.keeping_log():
        for first in range(1, page_count + 1, _PAGES_AT_ONCE):
            await _step(database, page_size, set(range(first, min(first + _PAGES_AT_ONCE, page_count + 1))))
    await database.flush()


async def _step(database: SQLite, page_size: int, numbers: set[int]) -> None:
    """Overwrite the leftovers in those pages, as soon as nobody reads."""
    for _ in range(_TRIES):
        is_done = await database.overwrite(page_size, numbers)
        await asyncio.sleep(_SECONDS_OF_REST)
        if is_done:
            return
    raise Unwritable(READ_BY_OTHERS.format(database.path))
