"""The servers in which linked people use Musubi, and the people who may be shown there. Unlinked people have no rows.

A member hidden by an admin is kept as a fingerprint, linked or not, so that they stay hidden when they link again. This
module does not know whether a person is still a member of the server: see :mod:`chat.member_cache`.
"""

import secrets
from collections.abc import Collection

import msgspec

from store.database import Database, json_array
from store.fingerprint import fingerprint
from store.statements import Statements

_DAY = 86400
_SEEN_AT = """
SELECT coalesce((
    SELECT seen_at FROM members WHERE guild_id = :guild_id AND discord_id = links.discord_id
), 0) AS seen_at FROM links WHERE discord_id = :discord_id
"""
_FINGERPRINTS = "SELECT salt, fingerprint FROM barred WHERE guild_id = :guild_id"
_SAW = f"""
INSERT INTO members (guild_id, discord_id, seen_at, is_barred)
SELECT :guild_id, discord_id, :at, :is_barred FROM links WHERE discord_id = :discord_id
ON CONFLICT (guild_id, discord_id) DO UPDATE SET seen_at = excluded.seen_at
WHERE excluded.seen_at >= members.seen_at + {_DAY}
"""  # noqa: S608  (our own number)
_OPEN = """
SELECT discord_id FROM members WHERE guild_id = :guild_id
AND NOT EXISTS (SELECT 1 FROM hidden_everywhere WHERE discord_id = members.discord_id)
AND NOT EXISTS (SELECT 1 FROM hidden WHERE discord_id = members.discord_id AND guild_id = members.guild_id)
"""
_SHOWN = f"{_OPEN} AND is_barred = 0"
_SERVERS = "SELECT guild_id FROM members WHERE discord_id = :discord_id ORDER BY seen_at DESC, guild_id"
_GONE = """
DELETE FROM members WHERE guild_id = :guild_id AND discord_id IN (SELECT value FROM json_each(:discord_ids))
"""
_BAR = "INSERT INTO barred (guild_id, salt, fingerprint) VALUES (:guild_id, :salt, :fingerprint)"
_UNBAR = "DELETE FROM barred WHERE guild_id = :guild_id AND fingerprint = :fingerprint"
_MARK = "UPDATE members SET is_barred = :is_barred WHERE guild_id = :guild_id AND discord_id = :discord_id"
_BARRED = f"{_OPEN} AND is_barred = 1 ORDER BY discord_id"
_COUNT_BARRED = "SELECT count(*) AS barred FROM barred WHERE guild_id = :guild_id"
_IS_UNTOLD = "SELECT 1 FROM members WHERE guild_id = :guild_id AND discord_id = :discord_id AND is_told = 0"
_TELL = """
UPDATE members SET is_told = 1 WHERE guild_id = :guild_id AND discord_id = :discord_id AND is_told = 0
"""


class HiddenMembers(msgspec.Struct, frozen=True):
    """The members whom admins have hidden in a server, `count` in all.

    `named` are only those who would be shown there otherwise: any other name would reveal whether its person has
    linked.
    """

    named: tuple[int, ...] = ()
    count: int = 0


class Members:
    """Keeps the servers in which people were seen, until they unlink or leave the server, or Musubi leaves it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record_use(self, discord_id: int, guild_id: int, at: int) -> bool:
        """Record that the person has used Musubi in that server.

        False when nothing is written: the person is not linked, or was recorded within the last day.
        """
        person = {"discord_id": discord_id, "guild_id": guild_id}
        seen = await self._database.one(_SEEN_AT, **person)
        if seen is None or at < seen["seen_at"] + _DAY:
            return False
        async with self._database.transaction() as transaction:
            is_barred = await _fingerprint(transaction, **person) is not None
            return await transaction.execute(_SAW, at=at, is_barred=is_barred, **person) == 1

    async def shown(self, guild_id: int) -> list[int]:
        """The visible members: linked, using Musubi there, and hidden neither by themselves nor by an admin."""
        return [
            row["discord_id"] for row in await self._database.all(f"{_SHOWN} ORDER BY discord_id", guild_id=guild_id)
        ]

    async def is_shown(self, discord_id: int, guild_id: int) -> bool:
        """Whether the person may be shown there."""
        one = f"{_SHOWN} AND discord_id = :discord_id"
        return await self._database.one(one, discord_id=discord_id, guild_id=guild_id) is not None

    async def servers(self, discord_id: int) -> list[int]:
        """The servers where the person was seen, latest first."""
        rows = await self._database.all(_SERVERS, discord_id=discord_id)
        return [row["guild_id"] for row in rows]

    async def uses(self, discord_id: int, guild_id: int) -> bool:
        """Whether the person is linked and was seen in that server."""
        return guild_id in await self.servers(discord_id)

    async def remove(self, guild_id: int, discord_ids: Collection[int]) -> None:
        """Delete the people's rows for that server, which they have left."""
        await self._database.execute(_GONE, guild_id=guild_id, discord_ids=json_array(discord_ids))

    async def hide(self, discord_id: int, guild_id: int, *, is_hidden: bool) -> None:
        """Hide the person there by an admin's order, linked or not, or end that."""
        person = {"discord_id": discord_id, "guild_id": guild_id}
        async with self._database.transaction() as transaction:
            if known := await _fingerprint(transaction, **person):
                await transaction.execute(_UNBAR, guild_id=guild_id, fingerprint=known)
            if is_hidden:
                salt = secrets.token_bytes(16)
                made = fingerprint(salt, discord_id)
                await transaction.execute(_BAR, guild_id=guild_id, salt=salt, fingerprint=made)
            await transaction.execute(_MARK, is_barred=is_hidden, **person)

    async def is_hidden_by_admin(self, discord_id: int, guild_id: int) -> bool:
        """Whether an admin has hidden the person there."""
        return await _fingerprint(self._database, discord_id, guild_id) is not None

    async def hidden_by_admins(self, guild_id: int) -> HiddenMembers:
        """The members whom admins have hidden there."""
        row = await self._database.one(_COUNT_BARRED, guild_id=guild_id) or {}
        named = await self._database.all(_BARRED, guild_id=guild_id)
        return HiddenMembers(tuple(row["discord_id"] for row in named), row["barred"])

    async def mark_told(self, discord_id: int, guild_id: int) -> bool:
        """Record that the person is told who sees them there. True the first time only."""
        person = {"discord_id": discord_id, "guild_id": guild_id}
        # A read waits for no writer, and nearly everybody is told already.
        is_untold = await self._database.one(_IS_UNTOLD, **person) is not None
        return is_untold and await self._database.execute(_TELL, **person) == 1


async def _fingerprint(statements: Database | Statements, discord_id: int, guild_id: int) -> bytes | None:
    """The person's fingerprint, if an admin has hidden them there. Every fingerprint has a salt of its own."""
    for row in await statements.all(_FINGERPRINTS, guild_id=guild_id):
        if fingerprint(row["salt"], discord_id) == row["fingerprint"]:
            return row["fingerprint"]
    return None
