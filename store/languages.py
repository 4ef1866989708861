"""The languages of linked people: their own choice, or else that of their Discord. Unlinked people have no rows.

Choices are kept in memory too, because every answer asks for one. Knows no catalogue.
"""

from store.database import Database

_MOST_HEARD = 10_000  # linked people whose locale is known to be stored
_CHOOSE = """
INSERT INTO languages (discord_id, language) SELECT discord_id, :language FROM links WHERE discord_id = :discord_id
ON CONFLICT (discord_id) DO UPDATE SET language = excluded.language
"""
_HEAR = "UPDATE links SET locale = :locale WHERE discord_id = :discord_id"


class Languages:
    """Keeps people's choices until they unlink."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._chosen: dict[int, str] = {}
        self._heard: dict[int, str] = {}

    async def load(self) -> None:
        """Fill the memory of :meth:`chosen`; called once, at the start."""
        rows = await self._database.all("SELECT discord_id, language FROM languages")
        self._chosen = {row["discord_id"]: row["language"] for row in rows}

    def chosen(self, discord_id: int) -> str | None:
        """The person's choice, from memory; None for Discord's."""
        return self._chosen.get(discord_id)

    async def choose(self, discord_id: int, language: str | None) -> None:
        """Store the choice, unless the person is not linked; None is Discord's."""
        if language is None:
            await self._database.execute("DELETE FROM languages WHERE discord_id = :discord_id", discord_id=discord_id)
            self._chosen.pop(discord_id, None)
        elif await self._database.execute(_CHOOSE, discord_id=discord_id, language=language):
            self._chosen[discord_id] = language

    async def hear(self, discord_id: int, locale: str) -> None:
        """Remember the language of the person's Discord, unless they are not linked. Mostly it is known already."""
        if self._heard.get(discord_id) == locale:
            return
        if len(self._heard) >= _MOST_HEARD:
            self._heard.clear()
        if await self._database.execute(_HEAR, discord_id=discord_id, locale=locale):
            self._heard[discord_id] = locale

    async def for_messages(self, discord_id: int) -> str | None:
        """The person's choice, or else the language that was heard last; None when neither is known."""
        row = await self._database.one("SELECT locale FROM links WHERE discord_id = :discord_id", discord_id=discord_id)
        return self.chosen(discord_id) or (row["locale"] if row else None)

    def forget(self, discord_id: int) -> None:
        """Drop the memory of a person whose link is deleted, and their row with it."""
        self._chosen.pop(discord_id, None)
        self._heard.pop(discord_id, None)
