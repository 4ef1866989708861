"""Attempts to link, by the hash of their OAuth state. Discord begins an attempt, a browser uses it once.

Knows nothing of the flow.
"""

import msgspec

from store.database import Clock, Database
from store.statements import Row

_LIVE = """
SELECT * FROM attempts
WHERE state_hash = :state_hash AND used_at IS NULL AND ended_at IS NULL AND expires_at > :now
"""
_LIVE_FOR = """
SELECT * FROM attempts
WHERE discord_id = :discord_id AND used_at IS NULL AND ended_at IS NULL AND expires_at > :now
"""
_CONSUME = """
UPDATE attempts SET used_at = :now
WHERE state_hash = :state_hash AND used_at IS NULL AND ended_at IS NULL AND expires_at > :now
RETURNING *
"""


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """The person who ran /link, the server, and the message with the card. Times in unix seconds.

    `locale` is the language of the person's Discord.
    """

    state_hash: bytes
    discord_id: int
    discord_name: str
    discord_created_at: int
    guild_id: int | None
    guild_name: str | None
    created_at: int
    expires_at: int
    card_channel_id: int | None = None
    card_message_id: int | None = None
    locale: str | None = None


class Attempts:
    """Keeps attempts, of which each person has at most one open."""

    def __init__(self, database: Database, now: Clock) -> None:
        self._database = database
        self._now = now

    async def begin(self, attempt: Attempt) -> None:
        """Record the attempt and end the person's older attempts."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "UPDATE attempts SET ended_at = :now WHERE discord_id = :discord_id AND ended_at IS NULL",
                discord_id=attempt.discord_id,
                now=self._now(),
            )
            await transaction.execute(
                "INSERT INTO attempts (state_hash, discord_id, discord_name, discord_created_at, guild_id, guild_name,"
                " created_at, expires_at, card_channel_id, card_message_id, locale) VALUES (:state_hash, :discord_id,"
                " :discord_name, :discord_created_at, :guild_id, :guild_name, :created_at, :expires_at,"
                " :card_channel_id, :card_message_id, :locale)",
                **msgspec.structs.asdict(attempt),
            )

    async def recent(self, discord_id: int, since: int) -> list[int]:
        """The times of the person's attempts after `since`, oldest first, ended attempts included."""
        rows = await self._database.all(
            "SELECT created_at FROM attempts WHERE discord_id = :discord_id AND created_at > :since"
            " ORDER BY created_at",
            discord_id=discord_id,
            since=since,
        )
        return [row["created_at"] for row in rows]

    async def live(self, state_hash: bytes) -> Attempt | None:
        """The attempt, if it is neither used nor ended nor expired."""
        return _attempt(await self._database.one(_LIVE, state_hash=state_hash, now=self._now()))

    async def live_for(self, discord_id: int) -> Attempt | None:
        """The person's attempt, if it is neither used nor ended nor expired."""
        return _attempt(await self._database.one(_LIVE_FOR, discord_id=discord_id, now=self._now()))

    async def consume(self, state_hash: bytes) -> Attempt | None:
        """Use the attempt; exactly one of several callers gets it, the others get None."""
        used = await self._database.returning(_CONSUME, state_hash=state_hash, now=self._now())
        return _attempt(next(iter(used), None))

    async def rearm(self, state_hash: bytes) -> None:
        """Make a used attempt usable again. An attempt that a newer attempt has ended stays ended."""
        await self._database.execute(
            "UPDATE attempts SET used_at = NULL WHERE state_hash = :state_hash", state_hash=state_hash
        )

    async def show_card(self, state_hash: bytes, channel_id: int, message_id: int) -> None:
        """Remember the message with the card in the DMs."""
        await self._database.execute(
            "UPDATE attempts SET card_channel_id = :channel_id, card_message_id = :message_id"
            " WHERE state_hash = :state_hash",
            state_hash=state_hash,
            channel_id=channel_id,
            message_id=message_id,
        )

    async def purge(self) -> int:
        """Delete the attempts that expired more than an hour ago; returns their number."""
        gone = await self._database.execute(
            "DELETE FROM attempts WHERE expires_at < :hour_ago", hour_ago=self._now() - 3600
        )
        if gone:
            await self._database.checkpoint()
        return gone


def _attempt(row: Row | None) -> Attempt | None:
    return msgspec.convert(row, Attempt) if row else None
