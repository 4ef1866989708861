"""Attempts to link, by the hash of their OAuth state. Discord begins an attempt, a browser uses it once.

A token that waits for its person's proof is the attempt's too: :mod:`store.pending_links`. Knows nothing of the flow.
"""

import hmac

import msgspec

from redaction import Secret
from store.database import Clock, Database
from store.keys import KeyRing
from store.scrubs import Scrubs
from store.seal import SealedColumn, seal, unseal
from store.statements import Row, Statements

_STARTS = """
SELECT at, starts FROM link_starts WHERE person_hash = :person_hash AND at > :since ORDER BY at
"""
_START = """
INSERT INTO link_starts (person_hash, at, starts) VALUES (:person_hash, :now, 1)
ON CONFLICT (person_hash, at) DO UPDATE SET starts = link_starts.starts + 1
"""
_END_OLDER = "UPDATE attempts SET ended_at = :now WHERE discord_id = :discord_id AND ended_at IS NULL"
_BEGIN = """
INSERT INTO attempts (
    state_hash, discord_id, discord_name, discord_created_at, guild_id, guild_name, is_in_guild, created_at, expires_at,
    card_channel_id, card_message_id, locale
) VALUES (
    :state_hash, :discord_id, :discord_name, :discord_created_at, :guild_id, :guild_name, :is_in_guild, :created_at,
    :expires_at, :card_channel_id, :card_message_id, :locale
)
"""
_LIVE = """
SELECT * FROM attempts
WHERE state_hash = :state_hash AND used_at IS NULL AND ended_at IS NULL AND expires_at > :now
"""
_LIVE_FOR = """
SELECT * FROM attempts
WHERE discord_id = :discord_id AND used_at IS NULL AND ended_at IS NULL AND expires_at > :now
"""
_END = """
UPDATE attempts SET ended_at = :now WHERE state_hash = :state_hash AND used_at IS NULL AND ended_at IS NULL
RETURNING *
"""
_END_USED = """
UPDATE attempts SET ended_at = :now WHERE state_hash = :state_hash AND used_at IS NOT NULL AND ended_at IS NULL
"""
_COUNT_WRONG = """
UPDATE attempts SET
    wrong_codes = wrong_codes + 1, ended_at = CASE WHEN wrong_codes + 1 >= :most THEN :now ELSE ended_at END
WHERE state_hash = :state_hash AND ended_at IS NULL
RETURNING discord_id, wrong_codes
"""
_DISCARD_ENDED = """
DELETE FROM pending_links
WHERE discord_id = :discord_id AND sealed IS NOT NULL AND EXISTS (
    SELECT 1 FROM attempts WHERE attempts.state_hash = pending_links.state_hash AND ended_at IS NOT NULL
)
"""
_SHOW_CARD = """
UPDATE attempts SET card_channel_id = :channel_id, card_message_id = :message_id WHERE state_hash = :state_hash
"""
_SHOW_REPLY = """
UPDATE attempts SET reply_token = :token, reply_until = :until WHERE discord_id = :discord_id AND ended_at IS NULL
"""
_REPLY = "SELECT discord_id, reply_token FROM attempts WHERE state_hash = :state_hash AND reply_until > :now"


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """The person who ran /link, the server, and the message with the card. Times in unix seconds.

    `is_in_guild`: Musubi is in that server. `locale` is the language of the person's Discord.
    """

    state_hash: bytes
    discord_id: int
    discord_name: str
    discord_created_at: int
    guild_id: int | None
    guild_name: str | None
    is_in_guild: bool = False
    created_at: int
    expires_at: int
    card_channel_id: int | None = None
    card_message_id: int | None = None
    locale: str | None = None


class Attempts:
    """Keeps attempts, of which each person has at most one open."""

    def __init__(self, database: Database, keys: KeyRing, scrubs: Scrubs, now: Clock) -> None:
        self._database = database
        self._keys = keys
        self._scrubs = scrubs
        self._now = now
        self._starts_key = keys.derive("link starts")

    async def begin(self, attempt: Attempt, *, most: int, since: int) -> int | None:
        """Record the attempt and end the person's older attempts.

        Nothing changes when the person has begun `most` attempts after `since`; returns the time of the oldest then.
        """
        who = {"person_hash": hmac.digest(self._starts_key, str(attempt.discord_id).encode(), "sha256")}
        async with self._database.transaction() as transaction:
            starts = await transaction.all(_STARTS, since=since, **who)
            if sum(row["starts"] for row in starts) >= most:
                return starts[0]["at"]
            await transaction.execute(_START, now=attempt.created_at, **who)
            await transaction.execute(_END_OLDER, discord_id=attempt.discord_id, now=self._now())
            await self._discard_ended(transaction, attempt.discord_id)
            await transaction.execute(_BEGIN, **msgspec.structs.asdict(attempt))
        return None

    async def live(self, state_hash: bytes) -> Attempt | None:
        """The attempt, if it is neither used nor ended nor expired."""
        return _attempt(await self._database.one(_LIVE, state_hash=state_hash, now=self._now()))

    async def live_for(self, discord_id: int) -> Attempt | None:
        """The person's attempt, if it is neither used nor ended nor expired."""
        return _attempt(await self._database.one(_LIVE_FOR, discord_id=discord_id, now=self._now()))

    async def end(self, state_hash: bytes) -> Attempt | None:
        """End an attempt that is not used; exactly one of several callers gets it, the others get None."""
        ended = await self._database.returning(_END, state_hash=state_hash, now=self._now())
        return _attempt(next(iter(ended), None))

    async def end_used(self, attempt: Attempt) -> bool:
        """End an attempt whose token waits for its proof. False when it had ended already."""
        async with self._database.transaction() as transaction:
            ended = await transaction.execute(_END_USED, state_hash=attempt.state_hash, now=self._now())
            await self._discard_ended(transaction, attempt.discord_id)
        return ended == 1

    async def count_wrong(self, state_hash: bytes, *, most: int) -> int | None:
        """Count a wrong code; the last of `most` ends the attempt. Returns those that are left, None if it is over."""
        async with self._database.transaction() as transaction:
            counted = await transaction.one(_COUNT_WRONG, state_hash=state_hash, most=most, now=self._now())
            if counted is None:
                return None
            await self._discard_ended(transaction, counted["discord_id"])
            return max(most - counted["wrong_codes"], 0)

    async def show_card(self, state_hash: bytes, channel_id: int, message_id: int) -> None:
        """Remember the message with the card in the DMs."""
        await self._database.execute(_SHOW_CARD, state_hash=state_hash, channel_id=channel_id, message_id=message_id)

    async def show_reply(self, discord_id: int, token: Secret, until: int) -> None:
        """Remember the reply in Discord that led to the person's attempt, and by which `token` it can be edited."""
        sealed = seal(self._keys, token, _reply_place(discord_id))
        await self._database.execute(_SHOW_REPLY, discord_id=discord_id, token=sealed, until=until)

    async def reply(self, state_hash: bytes) -> Secret | None:
        """The token of that reply, as long as it is good for an edit."""
        row = await self._database.one(_REPLY, state_hash=state_hash, now=self._now())
        return unseal(self._keys, row["reply_token"], _reply_place(row["discord_id"])) if row else None

    async def purge(self, *, starts_before: int) -> None:
        """Delete the attempts that expired more than an hour ago, and the times of those that began until then."""
        await self._database.execute("DELETE FROM link_starts WHERE at <= :until", until=starts_before)
        gone = await self._database.execute(
            "DELETE FROM attempts WHERE expires_at < :hour_ago", hour_ago=self._now() - 3600
        )
        if gone:
            await self._database.checkpoint()

    async def _discard_ended(self, transaction: Statements, discord_id: int) -> None:
        """Delete the token of the person's attempt that has just ended."""
        if await transaction.execute(_DISCARD_ENDED, discord_id=discord_id):
            await self._scrubs.request(transaction)


def attempt_of(row: Row) -> Attempt:
    return msgspec.convert(row, Attempt, strict=False)


def _attempt(row: Row | None) -> Attempt | None:
    return attempt_of(row) if row else None


def _reply_place(discord_id: int) -> SealedColumn:
    return SealedColumn("attempts", "reply_token", discord_id)
