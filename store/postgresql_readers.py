"""The connections of PostgreSQL that read. Knows no transaction and no table."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from store.errors import Unwritable
from store.postgresql_driver import PostgreSQLServer, PostgreSQLStatements

READERS = 4  # connections


class Readers:
    """*A connection pool*: connections that can't write, made when they are needed. The last used is used first."""

    def __init__(self, server: PostgreSQLServer) -> None:
        self._server = server
        self._free: list[PostgreSQLStatements] = []
        self._places = asyncio.Semaphore(READERS)
        self._is_closed = False

    @asynccontextmanager
    async def free(self) -> AsyncGenerator[PostgreSQLStatements]:
        """A connection that nobody else uses meanwhile. Raises Unwritable."""
        async with self._places:
            self.refuse_closed()
            reader = await self._any()
            try:
                yield reader
            finally:
                self._free.append(reader)
                if self._is_closed:
                    await self.close()

    def refuse_closed(self) -> None:
        if self._is_closed:
            raise Unwritable(f"{self._server.where} is closed: Musubi stops.")

    async def _any(self) -> PostgreSQLStatements:
        while self._free:
            if (reader := self._free.pop()).is_open:
                return reader
        return await self._server.connect(default_transaction_read_only="on")

    async def close(self) -> None:
        self._is_closed = True
        while self._free:
            await self._free.pop().close()
