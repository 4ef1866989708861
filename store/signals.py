"""*Publish/subscribe* between the processes that use a database: rows have changed of which they keep copies in memory.

A signal is sent in the transaction that changes the rows, and heard by every other process after the commit, within
milliseconds. It may be lost with a connection. So subscribers look at everything again at each connection, and every
minute (:meth:`Signals.look`): signals save time, and nothing else hangs on them. Where no other process may use the
database, they cost nothing. Knows no rows.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Literal

import msgspec

from store.database import Database, as_json
from store.errors import StoreError
from store.statements import Statements

Topic = Literal["guilds", "languages", "titles"]
Subscriber = Callable[[int | None], Awaitable[object]]  # gets the key of a changed row; None where any may have changed

_CHANNEL = "musubi"

_log = logging.getLogger(__name__)


class Signal(msgspec.Struct, frozen=True):
    """The rows of the topic with that key have changed, any of them where it is None. `sender` is a process."""

    sender: str
    topic: str
    key: int | None = None


class Signals:
    """The signals of the process `sender`, which does not hear its own."""

    def __init__(self, database: Database, sender: str) -> None:
        self._database = database
        self._sender = sender
        self._subscribers: list[tuple[Topic, Subscriber]] = []
        self._heard: dict[Signal | None, None] = {}  # in order, each once
        self._has_heard = asyncio.Event()
        self._lock = asyncio.Lock()  # copies change one after another

    def subscribe(self, topic: Topic, subscriber: Subscriber) -> None:
        """Subscribe first, and read the rows then: no change falls between."""
        self._subscribers.append((topic, subscriber))

    async def send(self, transaction: Statements, topic: Topic, key: int | None = None) -> None:
        """Tell all other processes, once the transaction is committed, that the row with that key has changed."""
        if self._database.is_shared:
            await transaction.notify(_CHANNEL, as_json(Signal(self._sender, topic, key)))

    async def look(self) -> None:
        """Have all copies read again, where other processes may have changed the rows."""
        if self._database.is_shared:
            async with self._lock:
                for _, subscriber in self._subscribers:
                    await subscriber(None)

    @asynccontextmanager
    async def listening(self) -> AsyncGenerator[None]:
        """Hear the other processes inside."""
        works = [self._database.listen(_CHANNEL, self._hear), self._pass_on()] if self._database.is_shared else []
        tasks = [asyncio.create_task(work) for work in works]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _hear(self, payload: str | None) -> None:
        """Note a signal, or its loss: None, and what is none."""
        try:
            signal = msgspec.json.decode(payload or "null", type=Signal | None)
        except msgspec.MsgspecError:
            signal = None
        if signal is None or signal.sender != self._sender:
            self._heard[signal] = None
            self._has_heard.set()

    async def _pass_on(self) -> None:
        while await self._has_heard.wait():
            self._has_heard.clear()
            heard, self._heard = self._heard, {}
            try:
                for signal in heard:
                    await self._tell(signal) if signal else await self.look()
            except StoreError as error:
                _log.error("Could not read what another process has changed; trying again within a minute. %s", error)
            except Exception:  # noqa: BLE001  (any error: the next signal may do well)
                _log.exception("Could not read what another process has changed; trying again within a minute")

    async def _tell(self, signal: Signal) -> None:
        async with self._lock:
            for topic, subscriber in self._subscribers:
                if topic == signal.topic:
                    await subscriber(signal.key)
