"""User locks: the changes of a person go one after another, each while the link holds.

Knows nothing of the changes.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

import msgspec

from library.errors import OutcomeUnknown
from library.sync.access import Access
from redaction import Secret
from store import Link

SECONDS_HELD = 27  # a press is answered within thirty


class LockHolder(msgspec.Struct):
    """The person whose change is made now: their link with all that AniList has told by now, and their token.

    Both are read once, after the lock is taken, because a person may unlink while they wait for it.
    """

    link: Link
    token: Secret


class UserLocks:
    """A lock for each person with a change under way."""

    def __init__(self, access: Access, *, seconds: float = SECONDS_HELD) -> None:
        self._access = access
        self._seconds = seconds
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, link: Link) -> AsyncGenerator[LockHolder]:
        """Hold the person's lock. Raises TokenRejected when the link is dead, OutcomeUnknown when it takes too long."""
        lock = self._locks.setdefault(link.discord_id, asyncio.Lock())
        try:
            async with asyncio.timeout(self._seconds), lock, self._access.open(link) as opened:
                yield LockHolder(opened.link, opened.token)
        except TimeoutError as error:
            raise OutcomeUnknown("it took too long") from error
