"""Pending links: tokens that AniList has accepted, and that wait for the proof that their owner ran /link.

A row belongs to an attempt, goes with it, and is found by hashes; what could be used is sealed. So every process can
serve the page or take the code, a restart loses nothing, and one transaction turns a row into a link: of several
processes one does it, and a process that is killed leaves the row as it was. After the link the row stays for a while
without its token, for the page that asks. Knows nothing of the flow.
"""

import hashlib
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Literal

import msgspec

from redaction import Secret, decoded_secret
from store.attempts import Attempt, attempt_of
from store.database import Clock, Database
from store.keys import KeyRing
from store.links import Link, Links, ReplacedLinks
from store.scrubs import Scrubs
from store.seal import SealedColumn, seal, unseal
from store.statements import Row, Statements

Progress = Literal["waiting", "linked", "ended"]
Added = Literal["added", "no room", "attempt has ended"]

_USE = """
UPDATE attempts SET used_at = :now WHERE state_hash = :state_hash AND used_at IS NULL AND ended_at IS NULL
"""
_COUNT = "SELECT count(*) AS waiting FROM pending_links WHERE sealed IS NOT NULL AND expires_at > :now"
_ADD = """
INSERT INTO pending_links (state_hash, discord_id, grant_hash, ticket_hash, sign_in_hash, sealed, expires_at)
VALUES (:state_hash, :discord_id, :grant_hash, :ticket_hash, :sign_in_hash, :sealed, :expires_at)
"""
_WAITING = """
SELECT attempts.*, pending_links.sealed, pending_links.expires_at AS waits_until
FROM pending_links JOIN attempts ON attempts.state_hash = pending_links.state_hash
WHERE pending_links.sealed IS NOT NULL AND pending_links.expires_at > :now
"""
_OF = f"{_WAITING} AND pending_links.discord_id = :discord_id"
_BY_GRANT = f"{_WAITING} AND pending_links.state_hash = :state_hash AND pending_links.grant_hash = :grant_hash"
_BY_SIGN_IN = f"{_WAITING} AND pending_links.sign_in_hash = :sign_in_hash"
_IS_WAITING = "SELECT 1 AS found FROM pending_links WHERE sealed IS NOT NULL AND expires_at > :now"
_WAITS_FOR = f"{_IS_WAITING} AND discord_id = :discord_id"
_WAITS_OF = f"{_IS_WAITING} AND state_hash = :state_hash"
_TAKE = """
UPDATE pending_links SET sealed = NULL, expires_at = :until WHERE state_hash = :state_hash AND sealed IS NOT NULL
"""
_END = "UPDATE attempts SET ended_at = :now WHERE state_hash = :state_hash AND ended_at IS NULL"
_END_UNUSED = f"{_END} AND used_at IS NULL"
_PROGRESS = """
SELECT CASE WHEN sealed IS NULL THEN 'linked' ELSE 'waiting' END AS progress FROM pending_links
WHERE ticket_hash = :ticket_hash AND expires_at > :now
"""
_EXPIRE = "DELETE FROM pending_links WHERE expires_at <= :now AND sealed IS NOT NULL"
_FORGET = "DELETE FROM pending_links WHERE expires_at <= :now"


class _Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """The link to be, its token, and what the page was given: the code, and the texts by which it comes back."""

    link: Link
    token: Secret
    code: Secret
    ticket: Secret
    sign_in: Secret


class PendingLink(_Sealed, frozen=True, kw_only=True):
    """A verified token that waits for the proof that its owner ran /link. `expires_at` is in unix seconds."""

    attempt: Attempt
    expires_at: int


class PendingLinks:
    """Keeps at most one waiting token per Discord account."""

    def __init__(self, database: Database, keys: KeyRing, scrubs: Scrubs, links: Links, now: Clock) -> None:
        self._database = database
        self._keys = keys
        self._scrubs = scrubs
        self._links = links
        self._now = now

    async def add(self, pending: PendingLink, grant: Secret, *, most: int) -> Added:
        """Use the attempt up for the token that came with `grant`, unless `most` tokens wait already."""
        known = {"state_hash": pending.attempt.state_hash}
        async with self._database.transaction() as transaction:
            counted = await transaction.one(_COUNT, now=self._now())
            if counted and counted["waiting"] >= most:
                return "no room"
            if not await transaction.execute(_USE, now=self._now(), **known):
                return "attempt has ended"
            await transaction.execute(
                _ADD,
                discord_id=pending.attempt.discord_id,
                grant_hash=_hash(grant),
                ticket_hash=_hash(pending.ticket),
                sign_in_hash=_hash(pending.sign_in),
                sealed=self._seal(pending),
                expires_at=pending.expires_at,
                **known,
            )
        return "added"

    async def of(self, discord_id: int) -> PendingLink | None:
        return self._pending(await self._database.one(_OF, discord_id=discord_id, now=self._now()))

    async def by_grant(self, state_hash: bytes, grant: Secret) -> PendingLink | None:
        """The pending link of this attempt and `grant`, for a browser that has lost the answer and asks again."""
        return self._pending(
            await self._database.one(_BY_GRANT, state_hash=state_hash, grant_hash=_hash(grant), now=self._now())
        )

    async def by_sign_in(self, sign_in: Secret) -> PendingLink | None:
        return self._pending(await self._database.one(_BY_SIGN_IN, sign_in_hash=_hash(sign_in), now=self._now()))

    async def waits_for(self, discord_id: int) -> bool:
        """Whether a token waits for that person's proof."""
        return await self._database.one(_WAITS_FOR, discord_id=discord_id, now=self._now()) is not None

    async def waits_of(self, state_hash: bytes) -> bool:
        """Whether the token of that attempt waits."""
        return await self._database.one(_WAITS_OF, state_hash=state_hash, now=self._now()) is not None

    async def save(self, pending: PendingLink, link: Link, *, told_until: int) -> ReplacedLinks | None:
        """Link the accounts with the token, and tell the page so until then. None when it waits no more."""
        take = partial(self._take, pending.attempt.state_hash, told_until)
        return await self._save(link, pending.token, take)

    async def save_at_once(self, state_hash: bytes, link: Link, token: Secret) -> ReplacedLinks | None:
        """Link the accounts with a token that needs no further proof. None when the attempt is used or has ended."""
        return await self._save(link, token, partial(self._end_unused, state_hash))

    async def progress(self, ticket: Secret) -> Progress:
        row = await self._database.one(_PROGRESS, ticket_hash=_hash(ticket), now=self._now())
        return row["progress"] if row else "ended"

    async def expire(self) -> None:
        """Delete the tokens that have waited too long, and what no page asks about any more."""
        async with self._database.transaction() as transaction:
            if await transaction.execute(_EXPIRE, now=self._now()):
                await self._scrubs.request(transaction)
            await transaction.execute(_FORGET, now=self._now())

    async def _save(
        self, link: Link, token: Secret, claim: Callable[[Statements], Awaitable[None]]
    ) -> ReplacedLinks | None:
        try:
            return await self._links.save(link, token, first=claim)
        except _Gone:
            return None

    async def _take(self, state_hash: bytes, told_until: int, transaction: Statements) -> None:
        """Take the token out of its row. Raises _Gone."""
        if not await transaction.execute(_TAKE, state_hash=state_hash, until=told_until):
            raise _Gone
        await transaction.execute(_END, state_hash=state_hash, now=self._now())

    async def _end_unused(self, state_hash: bytes, transaction: Statements) -> None:
        if not await transaction.execute(_END_UNUSED, state_hash=state_hash, now=self._now()):
            raise _Gone

    def _seal(self, pending: PendingLink) -> bytes:
        parts = {name: getattr(pending, name) for name in _Sealed.__struct_fields__}
        text = msgspec.json.encode(parts, enc_hook=Secret.reveal).decode()
        return seal(self._keys, Secret(text), _place(pending.attempt.discord_id))

    def _pending(self, row: Row | None) -> PendingLink | None:
        if row is None:
            return None
        text = unseal(self._keys, row["sealed"], _place(row["discord_id"])).reveal()
        parts = msgspec.json.decode(text, type=_Sealed, dec_hook=decoded_secret)
        return PendingLink(attempt=attempt_of(row), expires_at=row["waits_until"], **msgspec.structs.asdict(parts))


class _Gone(Exception):
    """The token waits no more, or the attempt is used or has ended."""


def _hash(secret: Secret) -> bytes:
    return hashlib.sha256(secret.reveal().encode(errors="replace")).digest()


def _place(discord_id: int) -> SealedColumn:
    return SealedColumn("pending_links", "sealed", discord_id)
