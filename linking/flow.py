"""The OAuth flow of a link, from /link to the stored token, for each grant and each proof.

This module fixes the order of the checks: a state that Musubi signed, used for the first time; a token with fitting
claims; AniList's own answer about the token's owner; the person's proof that browser and Discord account are both
theirs; and only then the store. A forwarded link stops at the proof ("Cross-user OAuth Session Fixation",
https://datatracker.ietf.org/doc/draft-ietf-oauth-security-topics-update/).

An attempt::

         /link          present               the token is proven            the person's proof
    ─────────────▶ live ───────▶ used ───────────────────────────▶ pending ─────────────────────▶ linked
                   │  ▲           │ │                              │
                   │  └───────────┘ │ refused                      │ out of tries, too late, another account
                   │ no word of     ▼                              │
                   │ AniList's    ended ◀──────────────────────────┘
                   └───────────────▲ cancelled, too late, a newer /link

*Live* and *used* are in the store, *pending* is in memory alone (:mod:`linking.pending_links`).

Knows neither Discord nor HTTP nor SQL.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Literal
from weakref import WeakValueDictionary

import msgspec

from anilist import (
    AniList,
    Caller,
    GrantRejected,
    MalformedToken,
    RateLimited,
    RequestKind,
    TokenRejected,
    Unavailable,
    read_claims,
)
from linking.errors import (
    AttemptGone,
    InAnotherTab,
    InvalidToken,
    OutOfTries,
    Overloaded,
    TooManyAttempts,
    WrongAccount,
    WrongProof,
)
from linking.pending_links import MAX_TRIES, PendingLink, PendingLinks, Progress, VerifiedToken
from linking.people import LinkingPerson, attempt_by, person_of
from linking.profile import link_of
from linking.states import States, state_hash
from redaction import Secret
from store import Attempt, Attempts, Link, Links, ReplacedLinks, StoreError, taken, to_the_end

Grant = Literal["implicit", "code", "pin"]
Proof = Literal["code", "discord", "paste"]

SECONDS_TO_APPROVE = 600
ATTEMPTS_PER_WINDOW = 3
WINDOW_SECONDS = 600
_FINISHES_A_LINK = Caller(kind=RequestKind.LINK)

# The attempt proved nothing: AniList gave no answer, too many links are pending, or the browser has gone.
_UNUSED = (Unavailable, RateLimited, Overloaded, asyncio.CancelledError)

_log = logging.getLogger(__name__)


class Invitation(msgspec.Struct, frozen=True):
    """The content of Discord's card: AniList's consent page at `url`, valid until `expires_at` (unix seconds)."""

    state_hash: bytes
    url: Secret
    expires_at: int


class Waiting(msgspec.Struct, frozen=True):
    """The page's content after Link. `ticket` fetches the progress, `sign_in` is the state of Discord's sign-in."""

    anilist_name: str
    person: LinkingPerson
    code: Secret
    ticket: Secret
    sign_in: Secret
    expires_at: int


class Linked(msgspec.Struct, frozen=True):
    """An attempt has ended with a link; `saved` has the links that it replaced."""

    link: Link
    saved: ReplacedLinks
    attempt: Attempt


class Ended(msgspec.Struct, frozen=True):
    """An attempt has ended without a link: cancelled, refused, or out of tries."""

    attempt: Attempt


Listener = Callable[[Linked | Ended], Awaitable[None]]


class Linking:
    """Begins, verifies and ends links, for the grant and the proof that are set."""

    def __init__(
        self,
        *,
        anilist: AniList,
        links: Links,
        attempts: Attempts,
        signing_key: bytes,
        client_id: str,
        grant: Grant,
        proof: Proof,
        now: Callable[[], int],
    ) -> None:
        self.grant: Grant = grant
        self.proof: Proof = proof
        self._anilist = anilist
        self._links = links
        self._attempts = attempts
        self._states = States(signing_key)
        self._client_id = client_id
        self._now = now
        self._pending_links = PendingLinks(now)
        self._beginning = asyncio.Lock()
        self._presenting = WeakValueDictionary[bytes, asyncio.Lock]()  # by the hash of the state: one after another
        self._forgotten: dict[int, list[int]] = {}  # by Discord id: when the attempts began that unlinking has deleted
        self._pasted: dict[int, tuple[bytes, int]] = {}  # by Discord id: the attempt and its wrong pastes
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` at every end of an attempt; returns a function that unsubscribes it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def begin(self, person: LinkingPerson) -> Invitation:
        """Begin an attempt and end the person's older attempts. Raises :class:`TooManyAttempts`."""
        now = self._now()
        expires_at = now + SECONDS_TO_APPROVE
        state = self._states.sign(person.discord_id, issued_at=now, expires_at=expires_at)
        async with self._beginning:
            recent = await self._recent(person.discord_id)
            if len(recent) >= ATTEMPTS_PER_WINDOW:
                raise TooManyAttempts(min(recent) + WINDOW_SECONDS - now)
            await self._attempts.begin(attempt_by(person, state_hash(state), now, expires_at))
        self._pending_links.discard(person.discord_id)
        url = self._anilist.authorize_url(None if self.grant == "pin" else state.reveal())
        return Invitation(state_hash(state), Secret(url), expires_at)

    def recognise(self, text: Secret) -> str | None:
        """A name for `text` if it is a valid state, ticket or sign-in of this Musubi; None otherwise.

        It reads neither the store nor AniList, so a caller can tell people's requests from garbage at no cost.
        """
        known = self._states.recognise(text, now=self._now()) or (
            state_hash(text) if self._pending_links.knows(text) else None
        )
        return known.hex() if known else None

    async def preview(self, state: Secret) -> tuple[LinkingPerson, int]:
        """The person whom `state` would link, and its expiry in unix seconds. Changes nothing. Raises AttemptGone."""
        known = self._recognise(state)
        attempt = self._require_attempt(await self._attempts.live(known), known)
        return person_of(attempt), attempt.expires_at

    async def present(self, state: Secret, grant: Secret) -> Waiting:
        """Take the token (or the one-time code) that the browser brings, and verify its owner.

        Consumes `state`, unless AniList gave no answer. A repeated call with the same two has the same answer, because
        the first answer may have been lost on its way. Raises AttemptGone, InvalidToken, Overloaded, AniList's errors.
        """
        known = self._recognise(state)
        async with self._presenting.setdefault(known, asyncio.Lock()):
            return _waiting(self._pending_links.find(known, grant) or await self._add_pending(known, grant))

    async def _add_pending(self, known: bytes, grant: Secret) -> PendingLink:
        async with self._consumed(known) as attempt:
            with self._pending_links.expecting(attempt):
                try:
                    return self._pending_links.add(attempt, grant, await self._verify(attempt.discord_id, grant))
                except _UNUSED:
                    raise
                except Exception:
                    if self._pending_links.expects(attempt):
                        await self._notify(Ended(attempt))
                    raise

    async def cancel(self, state: Secret) -> None:
        """End the attempt by the will of the person at the browser. Raises AttemptGone."""
        await to_the_end(self._end(self._recognise(state)))

    def progress(self, ticket: Secret) -> Progress:
        """The progress of the pending link from :meth:`present`; after a restart every pending link has ended."""
        return self._pending_links.progress(ticket)

    def awaits_code(self, discord_id: int) -> bool:
        """Whether a browser has come back from AniList for this person: it shows the code now or in a moment."""
        return self._pending_links.has_person(discord_id)

    async def confirm(self, discord_id: int, typed: Secret) -> Linked:
        """Link the person who ran /link by the typed code. Raises WrongProof, NothingPending, WrongCode, OutOfTries."""
        self._require_proof("code")
        pending = self._pending_links.get(discord_id)
        try:
            self._pending_links.check_code(pending, typed)
        except OutOfTries:
            await self._notify(Ended(pending.attempt))
            raise
        return await to_the_end(self._complete(pending))

    async def confirm_sign_in(self, sign_in: Secret, discord_id: int) -> Linked:
        """Link the person by the browser's sign-in to Discord. Raises WrongProof, NothingPending, WrongAccount."""
        self._require_proof("discord")
        pending = self._pending_links.get_by_sign_in(sign_in)
        if pending.attempt.discord_id != discord_id:
            self._pending_links.discard(pending.attempt.discord_id)
            await self._notify(Ended(pending.attempt))
            raise WrongAccount("the browser belongs to another Discord account")
        self._pending_links.pop(pending)
        return await to_the_end(self._complete(pending))

    async def paste(self, discord_id: int, code: Secret) -> Linked:
        """Link the person who ran /link by AniList's code, pasted in Discord.

        Raises WrongProof, AttemptGone, InvalidToken, OutOfTries, AniList's errors.
        """
        self._require_proof("paste")
        attempt = await self._attempts.live_for(discord_id)
        if attempt is None:
            raise AttemptGone("no attempt is open")
        try:
            proven = await self._verify(discord_id, code)
        except (GrantRejected, InvalidToken):
            await self._count_paste(attempt)
            raise
        return await to_the_end(self._save_pasted(proven, attempt.state_hash))

    async def refresh(self, link: Link) -> Link:
        """Fetch the account from AniList and store it. A rejected token marks the link. Raises AniList's errors."""
        token = await self._links.token(link.discord_id)
        if token is None:
            raise TokenRejected("there is no token any more")
        try:
            viewer = await self._anilist.viewer(token)
        except TokenRejected:
            if token == await self._links.token(link.discord_id):
                await self._links.reject(link.discord_id)
            raise
        fresh = link_of(viewer, discord_id=link.discord_id, expires_at=link.expires_at, now=self._now())
        fresh = msgspec.structs.replace(fresh, linked_at=link.linked_at)
        await self._links.refresh(fresh)
        return fresh

    async def unlink(self, discord_id: int) -> Link | None:
        """Delete everything about the person; returns the deleted link, None when there was none."""
        async with self._beginning:
            self._forgotten[discord_id] = await self._recent(discord_id)
            try:
                return await self._links.delete(discord_id)
            finally:
                self._pending_links.discard(discord_id)

    async def sweep(self) -> None:
        """Delete expired attempts and pending links, in memory and in the store."""
        self._pending_links.sweep()
        since = self._now() - WINDOW_SECONDS
        self._forgotten = {who: times for who, times in self._forgotten.items() if times and times[-1] > since}
        await self._attempts.purge()

    async def _recent(self, discord_id: int) -> list[int]:
        """The times of the person's attempts in the window, oldest first: unlinking does not reset the limit."""
        since = self._now() - WINDOW_SECONDS
        forgotten = [time for time in self._forgotten.get(discord_id, ()) if time > since]
        return forgotten + await self._attempts.recent(discord_id, since=since)

    async def _count_paste(self, attempt: Attempt) -> None:
        """Count a wrong pasted code as a try, like a wrong typed code. Raises OutOfTries with the last try."""
        known, tries = self._pasted.get(attempt.discord_id, (attempt.state_hash, 0))
        tries = tries + 1 if known == attempt.state_hash else 1
        self._pasted[attempt.discord_id] = attempt.state_hash, tries
        if tries >= MAX_TRIES:
            del self._pasted[attempt.discord_id]
            await to_the_end(self._end(attempt.state_hash))
            raise OutOfTries("the last try was wrong")

    def _require_proof(self, proof: Proof) -> None:
        """Refuse every proof but the configured proof: each one alone is enough for a link. Raises WrongProof."""
        if proof != self.proof:
            raise WrongProof(f"the proof is {self.proof}, not {proof}")

    def _recognise(self, state: Secret) -> bytes:
        known = self._states.recognise(state, now=self._now())
        if known is None:
            raise AttemptGone("not a state of ours")
        return known

    @asynccontextmanager
    async def _consumed(self, known: bytes) -> AsyncGenerator[Attempt]:
        """Use the attempt inside. Cut off, or without AniList's answer, it can be used again. Raises AttemptGone."""
        async with taken(
            self._attempts.consume(known),
            lambda one: self._attempts.rearm(one.state_hash),
            is_unused=lambda error: isinstance(error, _UNUSED),
        ) as attempt:
            yield self._require_attempt(attempt, known)

    async def _end(self, known: bytes) -> None:
        await self._notify(Ended(self._require_attempt(await self._attempts.consume(known), known)))

    def _require_attempt(self, attempt: Attempt | None, known: bytes) -> Attempt:
        if attempt is not None:
            return attempt
        if self._pending_links.has_attempt(known):
            raise InAnotherTab("another tab has used it, and waits")
        raise AttemptGone("unknown, expired or used")

    async def _save_pasted(self, proven: VerifiedToken, known: bytes) -> Linked:
        linked = await self._save(proven, self._require_attempt(await self._attempts.consume(known), known))
        await self._notify(linked)
        return linked

    async def _verify(self, discord_id: int, grant: Secret) -> VerifiedToken:
        """Verify the token by AniList's own answer about its owner, the only check that can't be forged.

        Raises InvalidToken, AniList's errors.
        """
        token = grant if self.grant == "implicit" else await self._anilist.exchange(grant)
        now = self._now()
        try:
            claims = read_claims(token, client_id=self._client_id, now=now)
        except MalformedToken as error:
            raise InvalidToken(str(error)) from error
        viewer = await self._anilist.viewer(token, caller=_FINISHES_A_LINK)
        if viewer.id != claims.user_id:
            raise InvalidToken("the token names another person than AniList does")
        return VerifiedToken(link_of(viewer, discord_id=discord_id, expires_at=claims.expires_at, now=now), token)

    async def _complete(self, pending: PendingLink) -> Linked:
        """Store the proven link, and only then notify the browser and Discord."""
        try:
            linked = await self._save(pending.verified, pending.attempt)
        except BaseException:
            self._pending_links.set_progress(pending, "ended")
            raise
        self._pending_links.set_progress(pending, "linked")
        await self._notify(linked)
        return linked

    async def _save(self, proven: VerifiedToken, attempt: Attempt) -> Linked:
        link = msgspec.structs.replace(proven.link, locale=attempt.locale)
        return Linked(link, await self._links.save(link, proven.token), attempt)

    async def _notify(self, event: Linked | Ended) -> None:
        """Call the listeners. Their errors are only logged: the attempt has ended and must not look undone."""
        for listener in self._listeners:
            try:
                await listener(event)
            except StoreError as error:
                _log.error("The end of an attempt could not be shown. %s", error)
            except Exception:  # noqa: BLE001  (whatever it is, the link is stored)
                _log.exception("The end of an attempt could not be shown")


def _waiting(pending: PendingLink) -> Waiting:
    return Waiting(
        anilist_name=pending.verified.link.name,
        person=person_of(pending.attempt),
        code=pending.code,
        ticket=pending.ticket,
        sign_in=pending.sign_in,
        expires_at=pending.expires_at,
    )
