"""Deletions whose bytes are still in the database file, and the rounds that overwrite them.

A deletion requests a scrub in its own transaction, so a kill loses no request: the next start scrubs. Scrubs are
gathered: a round serves all requests before it. Knows not whose rows were deleted.
"""

import asyncio
import logging

from store import pages
from store.database import READ_BY_OTHERS, Database
from store.errors import StoreError, Unwritable
from store.statements import Statements

SECONDS_AT_A_STOP = 3
_PAGES_AT_ONCE = 512  # some milliseconds, for which writers wait
_SECONDS_OF_REST = 0.005  # between them, for everybody else
_TRIES = 20  # between readers: a second and a half, which is more than any read of Musubi's own takes

_REQUEST = """
INSERT INTO scrubs (one, deletions) VALUES (1, 1) ON CONFLICT (one) DO UPDATE SET deletions = scrubs.deletions + 1
"""
_REQUESTED = "SELECT deletions FROM scrubs"
_SIZES = "SELECT page_size, page_count, auto_vacuum FROM pragma_page_size, pragma_page_count, pragma_auto_vacuum"
_DONE = "DELETE FROM scrubs WHERE deletions = :deletions"  # a deletion during the scrub has changed the number

_PUT_OFF = "What was deleted will be overwritten at the next start. %s"

_log = logging.getLogger(__name__)


class Scrubs:
    """Remembers that there are deletions to overwrite, and overwrites them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def request(self, transaction: Statements) -> None:
        """Have the rows that `transaction` deletes overwritten in the next round."""
        await transaction.execute(_REQUEST)

    async def round(self) -> None:
        """Overwrite what has been deleted since the last round, if anything. Raises StoreError."""
        if requested := await self._database.one(_REQUESTED):
            await self._scrub()
            await self._database.execute(_DONE, **requested)

    async def finish(self) -> None:
        """A last round at a stop, for some seconds; the next start goes on."""
        try:
            async with asyncio.timeout(SECONDS_AT_A_STOP):
                await self.round()
        except StoreError as error:
            _log.warning(_PUT_OFF, error)
        except TimeoutError:
            _log.warning(_PUT_OFF, f"{SECONDS_AT_A_STOP} seconds were not enough.")

    async def _scrub(self) -> None:
        (sizes,) = await self._database.all(_SIZES)
        # There the kinds of pages can't be told apart.
        if sizes["auto_vacuum"] or sizes["page_count"] >= pages.MOST_PAGES:
            await self._database.rewrite()
        else:
            await self._overwrite(sizes["page_size"], sizes["page_count"])

    async def _overwrite(self, page_size: int, page_count: int) -> None:
        """Overwrite every byte of deleted rows, in short steps, between which others write."""
        async with self._database.keeping_log():
            for first in range(1, page_count + 1, _PAGES_AT_ONCE):
                await self._step(page_size, set(range(first, min(first + _PAGES_AT_ONCE, page_count + 1))))
        await self._database.flush()

    async def _step(self, page_size: int, numbers: set[int]) -> None:
        """Overwrite the leftovers in those pages, as soon as nobody reads."""
        for _ in range(_TRIES):
            is_done = await self._database.overwrite(page_size, numbers)
            await asyncio.sleep(_SECONDS_OF_REST)
            if is_done:
                return
        raise Unwritable(READ_BY_OTHERS.format(self._database.path))
