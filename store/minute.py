"""AniList's minute, shared by the processes on a database: a document in one row. Knows nothing of its contents.

The row is changed in a transaction, by one process at a time, and by the clock of the database.
"""

import logging
from collections.abc import Callable
from hashlib import blake2b

from store.database import Database
from store.errors import StoreError

_READ = "SELECT document FROM anilist_minute WHERE one = 1"
_WRITE = """
INSERT INTO anilist_minute (one, document) VALUES (1, :document)
ON CONFLICT (one) DO UPDATE SET document = excluded.document
"""

_log = logging.getLogger(__name__)


class AniListMinute:
    """The row. `key` hides who the people are: their numbers mean nothing without it."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._database = database
        self._key = key
        self._is_out = False

    async def read(self) -> tuple[str | None, float] | None:
        """The document, and the time by the database's clock. None when the database does not answer."""
        try:
            clock = await self._database.clock()
            row = await self._database.one(_READ)
        except StoreError as error:
            self._report(error)
            return None
        self._report(None)
        return row["document"] if row else None, clock

    async def change(self, change: Callable[[str | None, float], str]) -> bool:
        """Let `change` make a new document of the last one and the time. False when it may not be kept."""
        try:
            async with self._database.transaction() as transaction:
                row = await transaction.one(_READ)
                document = change(row["document"] if row else None, await transaction.clock())
                await transaction.execute(_WRITE, document=document)
        except StoreError as error:
            self._report(error)
            return False
        self._report(None)
        return True

    def alias(self, person: int) -> int:
        """A number that stands for the person in the document."""
        found = blake2b(str(person).encode(), key=self._key, digest_size=7)
        return int.from_bytes(found.digest(), "big")

    def _report(self, error: StoreError | None) -> None:
        """Log the beginning and the end of an outage."""
        if error and not self._is_out:
            _log.warning("AniList's minute can't be shared, so nothing is sent to AniList. %s", error)
        elif self._is_out and not error:
            _log.info("AniList's minute is shared again.")
        self._is_out = error is not None
