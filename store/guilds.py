"""A server's settings. Knows nothing of people."""

import msgspec

from store.database import Database

_OF = "SELECT is_social, allows_adult, title_language, language FROM guilds WHERE guild_id = :guild_id"
_SET = """
INSERT INTO guilds (guild_id, is_social, allows_adult, title_language, language)
VALUES (:guild_id, :is_social, :allows_adult, :title_language, :language)
ON CONFLICT (guild_id) DO UPDATE SET
    is_social = excluded.is_social, allows_adult = excluded.allows_adult, title_language = excluded.title_language,
    language = excluded.language
"""
_WITHOUT_ADULT = "SELECT guild_id FROM guilds WHERE allows_adult = 0"
_LANGUAGES = "SELECT guild_id, language FROM guilds WHERE language IS NOT NULL"
_SHOW_ALL = "UPDATE members SET is_barred = 0 WHERE guild_id = :guild_id AND is_barred = 1"
# Every table with rows about a server.
_TABLES = ("guilds", "members", "barred", "hidden", "feeds", "sharers")
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


class Guilds:
    """Keeps settings by server; a server without choices has the defaults."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._without_adult: set[int] = set()
        self._languages: dict[int, str] = {}

    async def load(self) -> None:
        """Fill the memory of :meth:`allows_adult` and :meth:`language`; called once, at the start."""
        self._without_adult = {row["guild_id"] for row in await self._database.all(_WITHOUT_ADULT)}
        self._languages = {row["guild_id"]: row["language"] for row in await self._database.all(_LANGUAGES)}

    def allows_adult(self, guild_id: int | None) -> bool:
        """Whether adult titles may be shown in that server's age-restricted channels; answered from memory."""
        return guild_id not in self._without_adult

    def language(self, guild_id: int) -> str | None:
        """The language that the server's admins have chosen; answered from memory."""
        return self._languages.get(guild_id)

    async def of(self, guild_id: int) -> GuildSettings:
        row = await self._database.one(_OF, guild_id=guild_id)
        return msgspec.convert(row, GuildSettings, strict=False) if row else GuildSettings()

    async def put(self, guild_id: int, settings: GuildSettings) -> None:
        await self._database.execute(_SET, guild_id=guild_id, **msgspec.structs.asdict(settings))
        self._drop(guild_id)
        if not settings.allows_adult:
            self._without_adult.add(guild_id)
        if settings.language:
            self._languages[guild_id] = settings.language

    async def reset(self, guild_id: int) -> None:
        """Delete the admins' choices: settings are the defaults, feeds are gone, hidden members are shown again."""
        async with self._database.transaction() as transaction:
            for table in _CHOSEN:
                await transaction.execute(_FORGET[table], guild_id=guild_id)
            await transaction.execute(_SHOW_ALL, guild_id=guild_id)
        self._drop(guild_id)

    async def known(self) -> set[int]:
        """The servers with any row."""
        return {row["guild_id"] for row in await self._database.all(_KNOWN)}

    async def forget(self, guild_id: int) -> None:
        """Delete every row about the server: the bot has left it."""
        async with self._database.transaction() as transaction:
            for statement in _FORGET.values():
                await transaction.execute(statement, guild_id=guild_id)
        self._drop(guild_id)

    def _drop(self, guild_id: int) -> None:
        """Drop the server's choices from memory."""
        self._without_adult.discard(guild_id)
        self._languages.pop(guild_id, None)
