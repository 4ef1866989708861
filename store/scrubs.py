"""Deletions whose bytes are still in the database file, and the rounds that overwrite them.

A deletion requests a scrub in its own transaction, so a kill loses no request: the next start scrubs. Scrubs are
gathered: a round serves all requests before it. Knows not whose rows were deleted.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from store.database import Database
from store.errors import StoreError
from store.statements import Statements

SECONDS_AT_A_STOP = 3

_REQUEST = """
INSERT INTO scrubs (one, deletions) VALUES (1, 1) ON CONFLICT (one) DO UPDATE SET deletions = scrubs.deletions + 1
"""
_REQUESTED = "SELECT deletions FROM scrubs"
_DONE = "DELETE FROM scrubs WHERE deletions = :deletions"  # a deletion during the scrub has changed the number

_PUT_OFF = "What was deleted will be overwritten at the next start. %s"

_log = logging.getLogger(__name__)


class Scrubs:
    """Remembers that there are deletions to overwrite, and overwrites them.

    `overwrite` does so for every byte of deleted rows; None where the engine does not let anybody do it.
    """

    def __init__(self, database: Database, overwrite: Callable[[], Awaitable[None]] | None) -> None:
        self._database = database
        self._overwrite = overwrite

    async def request(self, transaction: Statements) -> None:
        """Have the rows that `transaction` deletes overwritten in the next round."""
        if self._overwrite:
            await transaction.execute(_REQUEST)

    async def round(self) -> None:
        """Overwrite what has been deleted since the last round, if anything. Raises StoreError."""
        if self._overwrite and (requested := await self._database.one(_REQUESTED)):
            await self._overwrite()
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
