"""One person's changes go one after another, each while their link holds. Knows nothing of what is changed."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from library.errors import OutcomeUnknown
from library.sync.access import Access
from store import Link

SECONDS_OF_A_TURN = 27  # whoever presses a button is answered within thirty


class UserLocks:
    """A turn for each person at a time."""

    def __init__(self, access: Access, *, seconds: float = SECONDS_OF_A_TURN) -> None:
        self._access = access
        self._seconds = seconds
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, link: Link) -> AsyncGenerator[None]:
        """Raises TokenRejected when nothing can be changed in their name, OutcomeUnknown when it takes too long."""
        lock = self._turns.setdefault(link.discord_id, asyncio.Lock())
        try:
            async with asyncio.timeout(self._seconds), lock, self._access.token(link):
                yield
        except TimeoutError as error:
            raise OutcomeUnknown("it took too long") from error
