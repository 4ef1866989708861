"""The languages of linked people: their own choice, or else that of their Discord. Unlinked people have no rows.

Choices are kept in memory too, because every answer asks for one; signals tell of changes by other processes. Knows no
catalogue.
"""

import asyncio

from store.database import Database
from store.signals import Signals
from store.statements import Statements
from store.taking import to_the_end

_MOST_HEARD = 10_000  # linked people whose locale is known to be stored
_CHOOSE = """
INSERT INTO languages (discord_id, language) SELECT discord_id, :language FROM links WHERE discord_id = :discord_id
ON CONFLICT (discord_id) DO UPDATE SET language = excluded.language
"""
_RESET = "DELETE FROM languages WHERE discord_id = :discord_id"
_LOCALE = "SELECT locale FROM links WHERE discord_id = :discord_id"
_HEAR = "UPDATE links SET locale = :locale WHERE discord_id = :discord_id"
_ALL = "SELECT discord_id, language FROM languages"
_OF = f"{_ALL} WHERE discord_id = :discord_id"


class Languages:
    """Keeps people's choices until they unlink."""

    def __init__(self, database: Database, signals: Signals) -> None:
        self._database = database
        self._signals = signals
        self._chosen: dict[int, str] = {}
        self._heard: dict[int, str] = {}
        self._lock = asyncio.Lock()  # the memory follows the rows
        signals.subscribe("languages", self.load)

    async def load(self, discord_id: int | None = None) -> None:
        """Fill the memory of :meth:`chosen`, of one person or of all, and drop that of :meth:`hear`."""
        async with self._lock:
            if discord_id is None:
                rows = await self._database.all(_ALL)
                self._chosen = {row["discord_id"]: row["language"] for row in rows}
                self._heard.clear()
            else:
                self._heard.pop(discord_id, None)
                if row := await self._database.one(_OF, discord_id=discord_id):
                    self._chosen[discord_id] = row["language"]
                else:
                    self._chosen.pop(discord_id, None)

    def chosen(self, discord_id: int) -> str | None:
        """The person's choice, from memory; None for Discord's."""
        return self._chosen.get(discord_id)

    async def choose(self, discord_id: int, language: str | None) -> None:
        """Store the choice, unless the person is not linked; None is Discord's."""
        try:
            async with self._database.transaction() as transaction:
                if language is None:
                    await transaction.execute(_RESET, discord_id=discord_id)
                else:
                    await transaction.execute(_CHOOSE, discord_id=discord_id, language=language)
                await self.tell(transaction, discord_id)
        finally:  # a commit that is cut off may be done all the same
            await to_the_end(self.load(discord_id))

    async def hear(self, discord_id: int, locale: str) -> None:
        """Remember the language of the person's Discord, unless they are not linked. Mostly it is known already."""
        if self._heard.get(discord_id) == locale:
            return
        if len(self._heard) >= _MOST_HEARD:
            self._heard.clear()
        row = await self._database.one(_LOCALE, discord_id=discord_id)
        if row and row["locale"] != locale:
            async with self._database.transaction() as transaction:
                await transaction.execute(_HEAR, discord_id=discord_id, locale=locale)
                await self.tell(transaction, discord_id)
        if row:
            self._heard[discord_id] = locale

    async def for_messages(self, discord_id: int) -> str | None:
        """The person's choice, or else the language that was heard last; None when neither is known."""
        row = await self._database.one(_LOCALE, discord_id=discord_id)
        return self.chosen(discord_id) or (row["locale"] if row else None)

    async def tell(self, transaction: Statements, discord_id: int) -> None:
        """Tell the other processes, once the transaction is committed, that it changes or deletes the person's rows."""
        await self._signals.send(transaction, "languages", discord_id)
