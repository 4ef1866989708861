"""One person's changes go one after another, each while their link holds. Knows nothing of what is changed."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from library.access import Access
from store import Link


class Turns:
    """A turn for each person at a time."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, link: Link) -> AsyncGenerator[None]:
        """Raises TokenRejected when nothing can be changed in the person's name."""
        lock = self._turns.setdefault(link.discord_id, asyncio.Lock())
        async with lock, self._access.of(link):
            yield
