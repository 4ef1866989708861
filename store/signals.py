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
from typing import Annotated, Literal

import msgspec

from store.database import Database, as_json
from store.errors import StoreError
from store.statements import Statements

Topic = Literal["follows", "gone_titles", "guilds", "languages", "titles"]
Subscriber = Callable[[int | None], Awaitable[object]]  # gets the key of a changed row; None where any may have changed
Key = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]

_CHANNEL = "musubi"

_log = logging.getLogger(__name__)


class Signal(msgspec.Struct, frozen=True):
    """The rows of the topic with that key have changed, any of them where it is None. `sender` is a process."""

    sender: str
    topic: str
    key: Key | None = None


class _Subscription:
    """Tells the subscriber of one signal after another."""

    def __init__(self, topic: Topic, subscriber: Subscriber) -> None:
        self.topic = topic
        self.task: asyncio.Task[None] | None = None
        self._subscriber = subscriber
        self._heard: dict[int | None, None] = {}  # in order, each once
        self._lock = asyncio.Lock()

    def hear(self, key: int | None) -> None:
        self._heard[key] = None
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._pass_on())

    async def tell(self, key: int | None) -> None:
        async with self._lock:
            await self._subscriber(key)

    async def _pass_on(self) -> None:
        while self._heard:
            key = next(iter(self._heard))
            del self._heard[key]
            try:
                await self.tell(key)
            except StoreError as error:
                _log.error("Could not read what another process has changed; trying again within a minute. %s", error)
            except Exception:  # noqa: BLE001  (any error: the next signal may do well)
                _log.exception("Could not read what another process has changed; trying again within a minute")


class Signals:
    """The signals of the process `sender`, which does not hear its own. No subscriber waits for another."""

    def __init__(self, database: Database, sender: str) -> None:
        self._database = database
        self._sender = sender
        self._subscriptions: list[_Subscription] = []

    def subscribe(self, topic: Topic, subscriber: Subscriber) -> None:
        """Subscribe first, and read the rows then: no change falls between."""
        self._subscriptions.append(_Subscription(topic, subscriber))

    async def send(self, transaction: Statements, topic: Topic, key: int | None = None) -> None:
        """Tell all other processes, once the transaction is committed, that the row with that key has changed."""
        if self._database.is_shared:
            await transaction.notify(_CHANNEL, as_json(Signal(self._sender, topic, key)))

    async def tell(self, topic: Topic, key: int) -> None:
        """Tell all other processes at once of something that is in no rows. It may be lost, and is not looked for."""
        if self._database.is_shared:
            async with self._database.transaction() as transaction:
                await self.send(transaction, topic, key)

    async def look(self) -> None:
        """Have all copies read again, where other processes may have changed the rows."""
        if self._database.is_shared:
            for subscription in self._subscriptions:
                await subscription.tell(None)

    @asynccontextmanager
    async def listening(self) -> AsyncGenerator[None]:
        """Hear the other processes inside."""
        listening = asyncio.create_task(self._database.listen(_CHANNEL, self._hear))
        try:
            yield
        finally:
            tasks = [listening, *(one.task for one in self._subscriptions if one.task)]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _hear(self, payload: str | None) -> None:
        """Pass a signal on, or its loss: None, and what is none."""
        try:
            signal = msgspec.json.decode(payload or "null", type=Signal | None)
        except (msgspec.MsgspecError, RecursionError):  # whoever may connect to the database may send anything
            signal = None
        for subscription in self._subscriptions:
            if signal is None:
                subscription.hear(None)
            elif subscription.topic == signal.topic and signal.sender != self._sender:
                subscription.hear(signal.key)
