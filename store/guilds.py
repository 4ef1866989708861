"""A server's settings. Knows nothing of people.

Those that every answer asks for are in memory, too; signals tell of changes by other processes.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import msgspec

from store.database import Database
from store.signals import Signals
from store.statements import Row, Statements
from store.taking import to_the_end

_ALL = "SELECT guild_id, is_social, allows_adult, title_language, language FROM guilds"
_OF = f"{_ALL} WHERE guild_id = :guild_id"
_SET = """
INSERT INTO guilds (guild_id, is_social, allows_adult, title_language, language)
VALUES (:guild_id, :is_social, :allows_adult, :title_language, :language)
ON CONFLICT (guild_id) DO UPDATE SET
    is_social = excluded.is_social, allows_adult = excluded.allows_adult, title_language = excluded.title_language,
    language = excluded.language
"""
_SHOW_ALL = "UPDATE members SET is_barred = 0 WHERE guild_id = :guild_id AND is_barred = 1"
# Every table with rows about a server.
_TABLES = ("guilds", "members", "barred", "hidden", "feeds", "sharers", "room_guests")
_KNOWN = " UNION ".join(f"SELECT guild_id FROM {table}" for table in _TABLES)  # noqa: S608  (our own names)
_FORGET = {table: f"DELETE FROM {table} WHERE guild_id = :guild_id" for table in _TABLES}  # noqa: S608
# The tables with admins' choices, except those about single members.
_CHOSEN = ("guilds", "barred", "feeds")


class GuildSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A server's settings.

    `is_social`: members' lists may be shown and compared. `allows_adult`: adult titles may be shown in age-restricted
    channels. `title_language`, in AniList's words, is for posts to nobody in particular. `language` is the language of
    everything that all may read; None is the server's on Discord.
    """

    is_social: bool = True
    allows_adult: bool = True
    title_language: str = "ROMAJI"
    language: str | None = None


_DEFAULTS = GuildSettings()


class Guilds:
    """Keeps settings by server; a server without choices has the defaults."""

    def __init__(self, database: Database, signals: Signals) -> None:
        self._database = database
        self._signals = signals
        self._chosen: dict[int, GuildSettings] = {}
        self._lock = asyncio.Lock()  # the memory follows the rows
        signals.subscribe("guilds", self.load)

    async def load(self, guild_id: int | None = None) -> None:
        """Fill the memory of :meth:`allows_adult` and :meth:`language`, of one server or of all."""
        async with self._lock:
            if guild_id is None:
                self._chosen = {row["guild_id"]: _settings(row) for row in await self._database.all(_ALL)}
            elif row := await self._database.one(_OF, guild_id=guild_id):
                self._chosen[guild_id] = _settings(row)
            else:
                self._chosen.pop(guild_id, None)

    def allows_adult(self, guild_id: int | None) -> bool:
        """Whether adult titles may be shown in that server's age-restricted channels; answered from memory."""
        return self._chosen.get(guild_id or 0, _DEFAULTS).allows_adult

    def language(self, guild_id: int) -> str | None:
        """The language that the server's admins have chosen; answered from memory."""
        return self._chosen.get(guild_id, _DEFAULTS).language

    async def of(self, guild_id: int) -> GuildSettings:
        row = await self._database.one(_OF, guild_id=guild_id)
        return _settings(row) if row else _DEFAULTS

    async def put(self, guild_id: int, settings: GuildSettings) -> None:
        async with self._changing(guild_id) as transaction:
            await transaction.execute(_SET, guild_id=guild_id, **msgspec.structs.asdict(settings))

    async def reset(self, guild_id: int) -> None:
        """Delete the admins' choices: settings are the defaults, feeds are gone, hidden members are shown again."""
        async with self._changing(guild_id) as transaction:
            for table in _CHOSEN:
                await transaction.execute(_FORGET[table], guild_id=guild_id)
            await transaction.execute(_SHOW_ALL, guild_id=guild_id)

    async def known(self) -> set[int]:
        """The servers with any row."""
        return {row["guild_id"] for row in await self._database.all(_KNOWN)}

    async def forget(self, guild_id: int) -> None:
        """Delete every row about the server: the bot has left it."""
        async with self._changing(guild_id) as transaction:
            for statement in _FORGET.values():
                await transaction.execute(statement, guild_id=guild_id)

    @asynccontextmanager
    async def _changing(self, guild_id: int) -> AsyncGenerator[Statements]:
        """A transaction that changes the server's rows; the memory of every process follows."""
        try:
            async with self._database.transaction() as transaction:
                yield transaction
                await self._signals.send(transaction, "guilds", guild_id)
        finally:  # a commit that is cut off may be done all the same
            await to_the_end(self.load(guild_id))


def _settings(row: Row) -> GuildSettings:
    return msgspec.convert(row, GuildSettings, strict=False)
